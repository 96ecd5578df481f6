"""Billing time: days, periods and cycles as the vendor bills them.

A billing day is a calendar date that starts at 08:00:00 UTC, all year: midnight at the fixed offset UTC-8. It is not a
day in Los Angeles, which is an hour off in summer. The vendor's pages give 1733385600 as 5 December 2025; that is
5 December *2024*, and 1764921600 is the right one.

Source: https://docs.devin.ai/api-reference/v2/consumption/daily-consumption.md
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, timezone

from attrs import field, frozen

from .errors import InvalidArgument

Clock = Callable[[], datetime]
"""Tells the time as an aware datetime."""

BILLING_ZONE = timezone(timedelta(hours=-8), "UTC-8")
"""The fixed offset at whose midnight a billing day starts."""

FIRST_DAY = date(1, 1, 2)
"""The first billing day that can be represented."""
LAST_DAY = date(9999, 12, 30)
"""The last billing day that can be represented."""

_EXAMPLE = "for example datetime(2025, 12, 5, 8, tzinfo=UTC)"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_DAY = timedelta(days=1)


def system_clock() -> datetime:
    """Tell the time of this machine."""
    return datetime.now(UTC)


def now(clock: Clock) -> datetime:
    """Ask a clock, and floor its answer to the second in UTC."""
    return instant(clock(), floor=True)


def instant(value: datetime, *, floor: bool = False) -> datetime:
    """Check a point in time and give it in UTC.

    Raises:
        InvalidArgument: it is no datetime, has no zone, has fractions of a second (unless ``floor``), or lies outside
            the billing days that can be represented.
    """
    if not isinstance(value, datetime):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument(f"{value!r} is not a point in time; pass an aware datetime, {_EXAMPLE}")
    if value.utcoffset() is None:
        raise InvalidArgument(f"{value.isoformat()} has no time zone; pass an aware datetime, {_EXAMPLE}")
    try:
        utc = value.astimezone(UTC)
    except OverflowError:
        raise _out_of_range(value.isoformat()) from None
    if utc.microsecond and not floor:
        raise InvalidArgument(f"{value.isoformat()} has fractions of a second; pass whole seconds, {_EXAMPLE}")
    utc = utc.replace(microsecond=0)
    if not day_start(FIRST_DAY) <= utc <= day_start(LAST_DAY) + _DAY:
        raise _out_of_range(value.isoformat())
    return utc


def _out_of_range(text: str) -> InvalidArgument:
    return InvalidArgument(f"{text} lies outside the billing days {FIRST_DAY.isoformat()} to {LAST_DAY.isoformat()}")


def check_day(value: date) -> date:
    """Check a billing day.

    Raises:
        InvalidArgument: it is no date, a datetime, or cannot be represented.
    """
    if not isinstance(value, date) or isinstance(value, datetime):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument(f"{value!r} is not a billing day; pass a date, for example date(2025, 12, 5)")
    if not FIRST_DAY <= value <= LAST_DAY:
        raise _out_of_range(value.isoformat())
    return value


def parse_day(text: str) -> date:
    """Read a billing day written as ``YYYY-MM-DD``.

    Raises:
        InvalidArgument: it is written in another way, or there is no such day.
    """
    try:
        day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise InvalidArgument(f"{text!r} is not a billing day; write YYYY-MM-DD, for example 2025-12-05")
    return check_day(day)


def day_start(day: date) -> datetime:
    """Tell when a billing day starts: 08:00:00 UTC on that date.

    Raises:
        InvalidArgument: see `check_day`.
    """
    check_day(day)
    return datetime(day.year, day.month, day.day, 8, tzinfo=UTC)


def billing_day(value: datetime) -> date:
    """Tell on which billing day a point in time falls.

    Raises:
        InvalidArgument: see `instant`.
    """
    return check_day(instant(value, floor=True).astimezone(BILLING_ZONE).date())


@frozen
class Period:
    """A stretch of time, from ``start`` up to, and without, ``end``: whole seconds, in UTC.

    Raises:
        InvalidArgument: a bound is naive or has fractions of a second, or the end is not after the start.
    """

    start: datetime = field(converter=instant)
    end: datetime = field(converter=instant)

    def __attrs_post_init__(self) -> None:
        """Refuse what is empty or the wrong way round."""
        if self.end <= self.start:
            raise InvalidArgument(
                f"the period from {self.start.isoformat()} to {self.end.isoformat()} is empty; its end must come "
                "after its start"
            )

    @classmethod
    def of_day(cls, day: date) -> Period:
        """Take one billing day."""
        return cls.of_days(day, day)

    @classmethod
    def of_days(cls, first: date, last: date) -> Period:
        """Take the billing days from ``first`` to ``last``, both included."""
        if check_day(last) < check_day(first):
            raise InvalidArgument(
                f"the last billing day, {last.isoformat()}, comes before the first, {first.isoformat()}; give the "
                "earlier day first"
            )
        return cls(day_start(first), day_start(last) + _DAY)

    @property
    def first_day(self) -> date:
        """The billing day that holds the start."""
        return billing_day(self.start)

    @property
    def last_day(self) -> date:
        """The billing day that holds the last second."""
        return billing_day(self.end - timedelta(seconds=1))

    @property
    def aligned(self) -> bool:
        """Whether the period starts and ends where billing days do; otherwise totals differ from the dashboard's."""
        return self.start == day_start(self.first_day) and self.end == day_start(self.last_day) + _DAY

    def billing_days(self) -> tuple[date, ...]:
        """List every billing day that the period touches, in order."""
        count = (self.last_day - self.first_day).days + 1
        return tuple(self.first_day + timedelta(days=offset) for offset in range(count))

    def __contains__(self, value: datetime) -> bool:
        """Tell whether a point in time falls into the period."""
        return self.start <= instant(value, floor=True) < self.end

    def __str__(self) -> str:
        """Write an aligned period as its billing days, any other as its instants."""
        if not self.aligned:
            return f"{_iso(self.start)} to {_iso(self.end)}"
        if self.first_day == self.last_day:
            return self.first_day.isoformat()
        return f"{self.first_day.isoformat()} to {self.last_day.isoformat()}"


def _iso(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


@frozen
class Cycle:
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
        raise InvalidArgument(f"{len(found) or 'no'} billing cycles hold {_iso(instant(value, floor=True))}")
    return found[0]


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
    if not _MONTH.fullmatch(month):
        raise InvalidArgument(f"{month!r} does not name a cycle; write the month of its first day, for example 2025-12")
    found = [cycle for cycle in cycles if cycle.first_day.isoformat().startswith(month)]
    if len(found) != 1:
        raise InvalidArgument(f"{len(found) or 'no'} billing cycles start in {month}; name the days instead")
    return found[0]
