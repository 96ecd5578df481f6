"""Consumption as tables: a row a billing day, a column a product. Totals are not rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from math import fsum
from typing import Any

from ..billing import Period, day_start
from ..cycles import Cycle
from ..values import Consumption, DailyConsumption, Products
from .fields import field, rows, within
from .subjects import PERIOD, SUBJECT, VERSION
from .tables import Column, Table

_DAY = timedelta(days=1)
_PRODUCTS = ("devin", "cascade", "terminal", "review")
_BILLING_DAY = Column(
    "billing_day", "date", "The billing day, which starts at 08:00 UTC on that date; it is no UTC calendar day."
)
_ACUS = Column("acus", "acus", "The ACUs of the billing day, over all products.")
_UNATTRIBUTED = Column(
    "unattributed_acus", "acus", "The ACUs of the day that belong to no product; none where products are not known."
)
_WHOLE_DAY = Column(
    "whole_day",
    "flag",
    "Whether the period that was asked for holds the whole billing day; a day that was open may still grow.",
)


def _named(products: Products | None) -> dict[str, float | None]:
    return {} if products is None else products.by_name


def _product_columns(found: Iterable[dict[str, float | None]]) -> tuple[list[str], list[Column]]:
    """Name the products: those that are known always, and others where an answer has them."""
    others = {name for each in found for name in each}.difference(_PRODUCTS)
    names = [*_PRODUCTS, *sorted(others)]
    return names, [
        Column(f"acus_{name}", "acus", f"The ACUs of the product {name}; none where the API gave none.")
        for name in names
    ]


def _days(days: Sequence[DailyConsumption]) -> tuple[list[Column], list[tuple[Any, ...]]]:
    """Make the columns and rows that need nothing but the days."""
    products = [_named(day.products) for day in days]
    names, columns = _product_columns(products)
    found = [
        (day.day, day.acus, *(named.get(name) for name in names), day.unattributed)
        for day, named in zip(days, products, strict=True)
    ]
    return [_BILLING_DAY, _ACUS, *columns, _UNATTRIBUTED], found


def days(found: Iterable[DailyConsumption]) -> Table:
    """Make a table of days whose subject is not known."""
    columns, made = _days(list(found))
    return Table("days", tuple(columns), tuple(made))


def consumption(found: Iterable[Consumption]) -> Table:
    """Make a table of the days of one subject or of several."""
    all_days: list[DailyConsumption] = []
    after: list[tuple[Any, ...]] = []
    for answer in found:
        subject = tuple(each.read(answer.subject) for each in SUBJECT)
        for day in answer.days:
            all_days.append(day)
            after.append((_whole(day, answer.period), *subject, answer.version))
    columns, made = _days(all_days)
    columns += [_WHOLE_DAY, *(each.column for each in (*SUBJECT, VERSION))]
    return Table("days", tuple(columns), tuple((*row, *rest) for row, rest in zip(made, after, strict=True)))


def _whole(day: DailyConsumption, period: Period) -> bool:
    start = day_start(day.day)
    return period.start <= start and start + _DAY <= period.end


def products(found: Iterable[Products]) -> Table:
    """Make a table of sums by product."""
    named = [_named(each) for each in found]
    names, columns = _product_columns(named)
    made = (tuple(each.get(name) for name in names) for each in named)
    sums = (fsum(value for value in row if value is not None) for row in made)
    table_rows = tuple((total, *(each.get(name) for name in names)) for total, each in zip(sums, named, strict=True))
    return Table("products", (Column("acus", "acus", "The ACUs over all products."), *columns), table_rows)


_PERIOD = [
    *PERIOD,
    field("billing_days", "count", "How many billing days it touches.", lambda each: len(each.billing_days())),
]
_CYCLE = [
    *within(lambda each: each.period, _PERIOD),
    field(
        "normalised",
        "flag",
        "Whether the API gave an end at the last second of a day, which was taken as one second later.",
        lambda each: each.normalised,
    ),
]


def cycles(found: Iterable[Cycle]) -> Table:
    """Make a table of billing cycles."""
    return rows("cycles", _CYCLE, found)


def periods(found: Iterable[Period]) -> Table:
    """Make a table of periods."""
    return rows("periods", _PERIOD, found)
