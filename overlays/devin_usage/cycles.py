"""Billing cycles: what the API gives, and how to find one. A cycle need not start on the first of a month.

Source: https://docs.devin.ai/api-reference/v2/consumption/consumption-cycles.md
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from attrs import frozen

from .billing import Clock, Period, day_start, instant, iso, now, system_clock
from .errors import InvalidArgument
from .tabular import Tabular

_MONTH = re.compile(r"^[0-9]{4}-[0-9]{2}$", re.ASCII)


@frozen
class Cycle(Tabular):
    """A billing cycle as the API gives it. It need not start on the first of a month."""

    period: Period
    normalised: bool = False
    """Whether the API gave an end at the last second of a day, which was taken as one second later."""

    @property
    def first_day(self) -> date:
        """Its first billing day."""
        return self.period.first_day

    @property
    def last_day(self) -> date:
        """Its last billing day."""
        return self.period.last_day

    def __contains__(self, value: datetime) -> bool:
        """Tell whether a point in time falls into the cycle."""
        return value in self.period

    def so_far(self, clock: Clock = system_clock) -> Period:
        """Take the part of the cycle that has passed.

        Raises:
            InvalidArgument: the cycle has not started.
        """
        passed = min(now(clock), self.period.end)
        if passed <= self.period.start:
            raise InvalidArgument(f"the cycle {self.period} has not started")
        return Period(self.period.start, passed)

    def __str__(self) -> str:
        """Write the cycle as its billing days."""
        return str(self.period)


def cycle_at(cycles: Iterable[Cycle], value: datetime) -> Cycle:
    """Find the cycle that holds a point in time.

    Raises:
        InvalidArgument: no cycle holds it.
    """
    found = [cycle for cycle in cycles if value in cycle]
    if len(found) != 1:
        raise InvalidArgument(
            f"{len(found) or 'no'} billing cycles hold {iso(instant(value, floor=True))}; check the clock of this "
            "machine, or name the days instead"
        )
    return found[0]


def cycle_holding(cycles: Iterable[Cycle], when: date | datetime) -> Cycle:
    """Find the cycle that holds a billing day, or a point in time.

    Raises:
        InvalidArgument: no cycle holds it, or it is neither.
    """
    return cycle_at(cycles, when if isinstance(when, datetime) else day_start(when))


def cycle_before(cycles: Iterable[Cycle], value: datetime) -> Cycle:
    """Find the cycle before the one that holds a point in time.

    Raises:
        InvalidArgument: no cycle holds it, or there is none before.
    """
    known = list(cycles)
    return cycle_at(known, cycle_at(known, value).period.start - timedelta(seconds=1))


def cycle_named(cycles: Iterable[Cycle], month: str) -> Cycle:
    """Find the cycle whose first billing day lies in a month, written as ``YYYY-MM``.

    Raises:
        InvalidArgument: the month is written in another way, or not exactly one cycle starts in it.
    """
    if not isinstance(month, str) or not _MONTH.fullmatch(month):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument(f"{month!r} does not name a cycle; write the month of its first day, for example 2025-12")
    found = [cycle for cycle in cycles if cycle.first_day.isoformat().startswith(month)]
    if len(found) != 1:
        raise InvalidArgument(f"{len(found) or 'no'} billing cycles start in {month}; name the days instead")
    return found[0]


def by_cycle(period: Period, cycles: Iterable[Cycle]) -> tuple[Period, ...]:
    """Split a period at the bounds of billing cycles.

    Raises:
        InvalidArgument: the cycles do not cover the period, or it is none.
    """
    if not isinstance(period, Period):  # pyright: ignore[reportUnnecessaryIsInstance]  # UTC days have bounds too
        raise InvalidArgument(f"only a Period is made of billing cycles, not {type(period).__name__}")
    pieces: list[Period] = []
    start = period.start
    for cycle in sorted(cycles, key=lambda each: each.period.start):
        if start in cycle and start < period.end:
            end = min(period.end, cycle.period.end)
            pieces.append(Period(start, end))
            start = end
    if start < period.end:
        raise InvalidArgument(f"no billing cycle holds {iso(start)}, so {period} cannot be split into cycles")
    return tuple(pieces)
