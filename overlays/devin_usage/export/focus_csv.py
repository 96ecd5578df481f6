"""Rows of FOCUS as CSV: UTF-8 by RFC 4180, without a mark before it; null is an empty field.

A line is put together from stretches that are written once for all lines that share them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final, TypeAlias

from ..billing import iso
from .cells import storable
from .focus_charges import DECIMALS
from .focus_columns import FocusColumn
from .focus_rows import DayCharges, Rows, Values, digits
from .formulas import guarded

_QUOTED: Final = re.compile(r'[,;|"\t\r\n\x0b\x0c\x85\u2028\u2029]|\A\s|\s\Z|\A\Z')

_Stretches: TypeAlias = tuple[str, str]
"""The fields of a part: those of FOCUS with a comma after each, and ours, which come last, with a comma before each."""


def lines(rows: Rows, days: Iterable[DayCharges]) -> Iterator[str]:
    """Write the header, and then the lines of each day together."""
    yield ",".join(column.name for column in rows.columns) + "\r\n"
    account, _ = _writer(rows.of_part("account"))(rows.account_values())
    of_day, of_product, of_member = (_writer(rows.of_part(part)) for part in ("day", "product", "member"))

    @cache
    def product(name: str | None) -> _Stretches:
        return of_product(rows.product_values(name))

    members = [of_member(values) for values in rows.members]
    units, places = rows.price.units, rows.price.cost_places
    for day in days:
        when, our_when = of_day(day.day)
        written: list[str] = []
        for charge in day.charges:
            what, our_what = product(charge.product)
            who, our_who = members[day.place(charge)]
            quantity, cost = digits(charge.amount, DECIMALS), digits(charge.amount * units, places)
            amounts = f"{cost},{quantity},{cost},{cost},{cost},{quantity}"
            written.append(f"{account}{when}{what}{who}{amounts}{our_when}{our_what}{our_who}\r\n")
        yield "".join(written)


def _writer(columns: tuple[FocusColumn, ...]) -> Callable[[Values], _Stretches]:
    """Make what writes the values of a part."""
    of_focus = sum(not column.name.startswith("x_") for column in columns)

    def written(values: Values) -> _Stretches:
        fields = [_field(value) for value in values]
        return "".join(f"{each}," for each in fields[:of_focus]), "".join(f",{each}" for each in fields[of_focus:])

    return written


def _field(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        text = guarded(storable(value))
        return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    amount: Decimal = value
    return f"{amount:f}"
