"""A period of several billing cycles, cycle by cycle."""

from __future__ import annotations

from math import fsum

from . import written
from .chart import data_table
from .findings import Findings
from .markup import Markup, element
from .unread import Unread


def by_cycle(found: Findings) -> Markup | None:
    """Write what each cycle has used; nothing for one cycle, or where cycles do not end with days."""
    consumption = found.consumption
    if isinstance(consumption, Unread) or len(found.pieces) < 2 or not all(each.aligned for each in found.pieces):
        return None
    rows: list[list[str]] = []
    for piece in found.pieces:
        acus = fsum(day.acus for day in consumption.days if piece.first_day <= day.day <= piece.last_day)
        row = [str(piece), f"{len(piece.billing_days()):,}", written.acus(acus)]
        if found.price is not None:
            row.append(written.amount(found.price.of(acus)))
        rows.append(row)
    total = consumption.total_acus
    heads = ["Billing days", "Days", "ACUs"]
    foot = ["All", f"{len(consumption.period.billing_days()):,}", written.acus(total)]
    if found.price is not None:
        heads.append(f"Cost, {found.price.currency}")
        foot.append(written.amount(found.price.of(total)))
    return element(
        "div", data_table("By billing cycle, as far as it lies in the period", heads, rows, foot), class_="chart"
    )
