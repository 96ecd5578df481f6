"""Breakdowns, forecasts and reconciliations as pages for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from math import fsum
from typing import TYPE_CHECKING

from .noting import changed
from .page import MISSING, Page, shown
from .sheet import Column, Sheet
from .tables import acus, count, notes, percent, share, whose
from .window import Asked
from .wording import in_options

if TYPE_CHECKING:
    from devin_usage.account import Breakdown, Forecast, Reconciliation

_ROOM_FOR_BOTH = 80
"""From so many columns on an id and a name fit side by side."""
_SHORTENED = 14
_HEADS = {"user": "User", "organization": "Organization", "service_user": "Service user"}


def breakdown(page: Page, found: Breakdown, asked: Asked, names: Mapping[str, str], top: int | None) -> None:
    """Write the members, the highest first, with their share of the whole, and what belongs to none of them.

    Where some could not be read, they come last, each with its error, and the whole is not called a total.
    """
    from devin_usage.account.fan_out import named  # loaded when used

    what = _HEADS[found.by]
    page.heading(f"ACUs by {what.lower()}, {found.period} ({asked.called}), from {found.version}")
    ranked = sorted(found.acus.items(), key=lambda each: -each[1])
    listed = ranked if top is None else ranked[:top]
    whole, largest = found.whole.total_acus, max((value for _, value in ranked), default=0.0)
    days = found.period.billing_days()
    rows: list[Sequence[str | float | None]] = []
    for member, value in listed:
        given = {day.day: day.acus for day in found.consumption[member].days} if member in found.consumption else None
        line = "" if given is None else page.sparkline([given.get(day) for day in days])
        rows.append(
            [
                shown(member),
                shown(names.get(member, "")),
                acus(value),
                percent(share(value, whole)),
                share(value, largest),
                line,
                "",
            ]
        )
    if len(listed) < len(ranked):
        rest = fsum(value for _, value in ranked[len(listed) :])
        said = f"({count(len(ranked) - len(listed))} more)"
        rows.append([said, "", acus(rest), percent(share(rest, whole)), None, "", ""])
    rows += [
        [shown(member), shown(names.get(member, "")), MISSING, MISSING, None, "", named(error)]
        for member, error in islice(found.failures.items(), top)
    ]
    if found.unattributed:
        none = found.unattributed
        rows.append(["(unattributed)", "", acus(none), percent(share(none, whole)), None, "", ""])
    if found.failures:
        rows.append(["(not read)", "", MISSING, MISSING, None, "", f"{count(len(found.failures))} of them"])
    # A name that is asked for is worth more than the middle of an id.
    narrow = bool(names) and page.width is not None and page.width < _ROOM_FOR_BOTH
    columns = [
        Column(what, "text", least=_SHORTENED if narrow else page.id_width),
        *([Column("Name", "text", goes=1, least=10)] if names else []),
        Column("ACUs"),
        Column("Share"),
        Column("", "bar", goes=2),
        *([Column("By day", "drawn", goes=3)] if found.consumption and len(days) <= 62 else []),
        *([Column("Not read", "text", goes=1)] if found.failures else []),
    ]
    total: list[str | float | None] = ["Total", "", acus(whole), percent(share(whole, whole)), None, "", ""]
    if found.failures:
        of_all = found.whole.subject.kind == "enterprise" and found.whole.subject.organizations is None
        total = ["Whole account" if of_all else "Whole", "", acus(whole), "", None, "", ""]
    page.sheet(Sheet(columns, [_kept(row, columns) for row in rows], _kept(total, columns)))
    if found.days_from_cache:
        page.line(f"{count(found.days_from_cache)} billing days came from the cache.")
    notes(
        page,
        found.excluded,
        [*found.caveats, *(shown(changed(each)) for each in found.revisions)],
    )


def _kept(row: Sequence[str | float | None], columns: Sequence[Column]) -> list[str | float | None]:
    """Drop the cells of columns that this sheet has not."""
    heads = {column.head for column in columns}
    places = {"Name": 1, "By day": 5, "Not read": 6}
    dropped = {place for head, place in places.items() if head not in heads}
    return [cell for place, cell in enumerate(row) if place not in dropped]


def forecast(page: Page, found: Forecast, called: str) -> None:
    """Write where a cycle is heading."""
    page.heading(f"Forecast of {whose(found.subject)} for {found.cycle} ({called})")
    facts = [("Used", f"{acus(found.acus)} ACUs on {count(found.closed_days)} closed days" + _today(found))]
    if not found.ended:
        facts.append(("Days left", f"{count(found.remaining_days)}, today among them"))
    if found.mean_acus is not None:
        facts.append(("Mean", f"{acus(found.mean_acus)} ACUs a closed day"))
    if found.projected_acus is not None and not found.ended:
        facts.append(("Projected", f"{acus(found.projected_acus)} ACUs at the end"))
    elif found.not_projected is not None:
        facts.append(("Projected", f"{MISSING}  {found.not_projected}"))
    if found.budget is not None:
        source = "as given" if found.budget.source == "given" else "the limit of the API"
        facts += [
            ("Budget", f"{acus(found.budget.acus)} ACUs, {source}"),
        ]
        # Of a budget of 0 nothing is a part.
        if found.share_used is not None:
            facts.append(("  used", _gauge(page, found.share_used)))
            if found.projected_acus is not None and not found.ended:
                facts.append(("  projected", _gauge(page, share(found.projected_acus, found.budget.acus))))
        facts.append(("  used up", _used_up(found)))
        if found.remaining_acus is not None and found.remaining_acus < 0:
            facts.append(("  exceeded", f"by {acus(-found.remaining_acus)} ACUs"))
        elif found.daily_allowance_acus is not None:
            facts.append(("  allowance", f"{acus(found.daily_allowance_acus)} ACUs a day keep it within the budget"))
    elif found.no_budget is not None:
        facts.append(("Budget", f"{MISSING}  {in_options(found.no_budget)}"))
    for name, cost in (
        ("Cost", found.cost),
        ("  projected", None if found.ended else found.projected_cost),
        ("  budget", found.budget_cost),
    ):
        if cost is not None:
            facts.append((name, f"{cost.rounded().amount:,f} {cost.currency}"))
    page.facts(facts)
    page.notes([*([] if found.assumption is None else [found.assumption]), *found.caveats])


def _today(found: Forecast) -> str:
    if found.open_day is None:
        return ""
    so_far = "not listed yet" if found.open_acus is None else f"{acus(found.open_acus)} so far"
    return f" and today ({so_far})"


def _gauge(page: Page, value: float | None) -> str:
    return MISSING if value is None else f"{page.gauge(value)} {percent(value)}"


def _used_up(found: Forecast) -> str:
    if found.used_up_on is None:
        return "not within the cycle" if found.projected_acus is not None else MISSING
    return f"on {found.used_up_on.isoformat()}" + ("" if found.acus >= _budget(found) else ", if it goes on like this")


def _budget(found: Forecast) -> float:
    return 0.0 if found.budget is None else found.budget.acus


def reconciliation(page: Page, found: Reconciliation) -> None:
    """Write what agrees, what differs and why."""
    first, *rest = found.lines()
    page.heading(shown(first))
    for line in rest:
        page.line(shown(line), indent="  ")
