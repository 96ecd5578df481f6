"""The days of an answer, put together by week or by month of billing days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from math import fsum
from typing import Literal

from attrs import evolve, frozen

from devin_usage.billing import Period
from devin_usage.values import Consumption

Unit = Literal["week", "month"]
_DAY = timedelta(days=1)


@frozen
class Piece:
    """A week or a month, or the part of one that was asked for."""

    name: str
    """Such as ``2025-W49`` or ``2025-12``."""
    consumption: Consumption
    partial: bool
    """Whether days of the week or the month lie outside of what was asked for."""
    open: bool
    """Whether it was not over when it was asked for."""

    @property
    def acus(self) -> float | None:
        """The sum of its days, or None where the API gave none of them."""
        return self.consumption.total_acus if self.consumption.days else None

    @property
    def mark(self) -> str:
        """Say in words what is not whole."""
        return ", ".join([*(["partial"] if self.partial else []), *(["open"] if self.open else [])])


@frozen
class Pieces:
    """An answer, and the weeks or months it is made of."""

    unit: Unit
    answer: Consumption
    pieces: tuple[Piece, ...]


def pieces_of(answer: Consumption, unit: Unit, at: datetime) -> Pieces:
    """Put the days of an answer together.

    Args:
        answer: The answer, whose days were checked.
        unit: What to put together.
        at: When it was asked for.
    """
    split, named, whole = _UNITS[unit]
    found: list[Piece] = []
    for period in split(answer.period):
        days = tuple(day for day in answer.days if period.first_day <= day.day <= period.last_day)
        # Sums by organization or user are of the whole answer, and of none of its pieces.
        part = evolve(
            answer,
            period=period,
            days=days,
            total_acus=fsum(day.acus for day in days),
            by_organization=None,
            by_user=None,
        )
        partial = not (period.aligned and whole(period))
        found.append(Piece(named(period), part, partial, open=at < period.end))
    return Pieces(unit, answer, tuple(found))


def _whole_week(period: Period) -> bool:
    return period.first_day.weekday() == 0 and period.last_day.weekday() == 6


def _whole_month(period: Period) -> bool:
    return period.first_day.day == 1 and (period.last_day + _DAY).day == 1


_UNITS: Mapping[
    Unit, tuple[Callable[[Period], tuple[Period, ...]], Callable[[Period], str], Callable[[Period], bool]]
] = {
    "week": (
        Period.by_week,
        lambda period: "{0.year:04}-W{0.week:02}".format(period.first_day.isocalendar()),
        _whole_week,
    ),
    "month": (Period.by_month, lambda period: f"{period.first_day:%Y-%m}", _whole_month),
}
