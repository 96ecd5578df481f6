"""Daily consumption as a chart: a bar for each billing day, stacked by product where products are known."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import fsum

from attrs import evolve

from ..billing import billing_day
from ..values import Consumption, DailyConsumption
from .chart import Chart
from .stacked import Series, Stacked, looks, stacked
from .written import acus

_REST = "Belongs to no product"
_MOST_BARS = 120
"""More than so many could not be told apart."""


def daily(consumption: Consumption, *, identity: str = "daily-acus", at: datetime | None = None) -> Chart:
    """Draw the days of an answer; of many days, their weeks, with the days in the table.

    Args:
        consumption: The answer.
        identity: Names the chart on its page; there, no other chart may have it.
        at: The present, from which on days are marked as not over; None marks none.
    """
    listed = {each.day: each for each in consumption.days}
    days = consumption.period.billing_days()
    series = _by_product(consumption, days, listed) or _undivided(consumption, days, listed)
    total = acus(consumption.total_acus)
    divided = "stacked by product" if len(series) > 1 else "not divided by product"
    by_day = Stacked(
        identity=identity,
        title="ACUs by billing day",
        description=f"{total} ACUs on {len(days):,} billing days, {consumption.period}, {divided}.",
        unit="ACUs",
        day_name="Billing day",
        days=days,
        series=series,
        totals=tuple(listed[day].acus if day in listed else None for day in days),
        total=consumption.total_acus,
        open_days=frozenset() if at is None else frozenset(day for day in days if day >= billing_day(at)),
    )
    if len(days) <= _MOST_BARS:
        return stacked(by_day)
    return stacked(_weekly(by_day), behind=by_day)


def _weekly(by_day: Stacked) -> Stacked:
    """Add up days to weeks, Monday to Sunday, the first and the last as far as they lie in the period."""
    places: dict[date, list[int]] = {}
    for place, day in enumerate(by_day.days):
        places.setdefault(day - timedelta(days=day.weekday()), []).append(place)
    weeks = list(places.values())

    def summed(amounts: tuple[float | None, ...]) -> tuple[float | None, ...]:
        return tuple(_sum([amounts[place] for place in week]) for week in weeks)

    return evolve(
        by_day,
        title="ACUs by week of billing days",
        description=f"{by_day.description} A bar is a week, Monday to Sunday; the table has the days.",
        days=tuple(by_day.days[week[0]] for week in weeks),
        series=tuple(evolve(each, amounts=summed(each.amounts)) for each in by_day.series),
        totals=summed(by_day.totals),
        bar_name="Week from ",
        open_days=frozenset(by_day.days[week[0]] for week in weeks if by_day.days[week[-1]] in by_day.open_days),
    )


def _sum(amounts: list[float | None]) -> float | None:
    known = [each for each in amounts if each is not None]
    return fsum(known) if known else None


def _undivided(
    consumption: Consumption, days: tuple[date, ...], listed: dict[date, DailyConsumption]
) -> tuple[Series, ...]:
    amounts = tuple(listed[day].acus if day in listed else None for day in days)
    return (Series("All products", amounts, looks(1)[0], consumption.total_acus),)


def _by_product(
    consumption: Consumption, days: tuple[date, ...], listed: dict[date, DailyConsumption]
) -> tuple[Series, ...]:
    """Make a series of each product, or none where they are not known for every day."""
    total = consumption.products
    if total is None:
        return ()
    names = ["devin", "cascade", "terminal", *(("review",) if total.review is not None else ()), *total.other]
    series = [
        Series(
            name.replace("_", " ").capitalize() if name in {"devin", "cascade", "terminal", "review"} else name,
            tuple(_of_product(listed.get(day), name) for day in days),
            look,
            total.by_name.get(name),
        )
        for name, look in zip(names, looks(len(names)), strict=True)
    ]
    rest = consumption.unattributed
    if rest:
        unattributed = tuple(listed[day].unattributed if day in listed else None for day in days)
        series.append(Series(_REST, unattributed, "f", rest))
    return tuple(series)


def _of_product(day: DailyConsumption | None, name: str) -> float | None:
    return None if day is None or day.products is None else day.products.by_name.get(name)
