"""Billing time: days, periods and cycles as the vendor bills them.

A billing day is a calendar date that starts at 08:00:00 UTC, all year: midnight at the fixed offset UTC-8. It is not a
day in Los Angeles, which is an hour off in summer. The vendor's pages give 1733385600 as 5 December 2025; that is
5 December *2024*, and 1764921600 is the right one.

Source: https://docs.devin.ai/api-reference/v2/consumption/daily-consumption.md
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal, get_args

from attrs import field, frozen

from .errors import InvalidArgument

Clock = Callable[[], datetime]
"""Tells the time as an aware datetime."""

Bounds = Literal["exclusive", "inclusive"]
"""How the API is taken to read the end of a period, which is not documented."""

BILLING_ZONE = timezone(timedelta(hours=-8), "UTC-8")
"""The fixed offset at whose midnight a billing day starts."""

FIRST_DAY = date(1, 1, 2)
"""The first billing day that can be represented."""
LAST_DAY = date(9999, 12, 30)
"""The last billing day that can be represented."""

_EXAMPLE = "for example datetime(2025, 12, 5, 8, tzinfo=UTC)"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
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
        raise out_of_range(value.isoformat()) from None
    if utc.microsecond and not floor:
        raise InvalidArgument(f"{value.isoformat()} has fractions of a second; pass whole seconds, {_EXAMPLE}")
    utc = utc.replace(microsecond=0)
    if not day_start(FIRST_DAY) <= utc <= day_start(LAST_DAY) + _DAY:
        raise out_of_range(value.isoformat())
    return utc


def out_of_range(text: str) -> InvalidArgument:
    """Make the error for what no billing day can name."""
    return InvalidArgument(f"{text} lies outside the billing days {FIRST_DAY.isoformat()} to {LAST_DAY.isoformat()}")


def iso(value: datetime) -> str:
    """Write an instant as the API and its pages do."""
    return value.isoformat().replace("+00:00", "Z")


def check_day(value: date) -> date:
    """Check a billing day.

    Raises:
        InvalidArgument: it is no date, a datetime, or cannot be represented.
    """
    if not isinstance(value, date) or isinstance(value, datetime):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument(f"{value!r} is not a billing day; pass a date, for example date(2025, 12, 5)")
    if not FIRST_DAY <= value <= LAST_DAY:
        raise out_of_range(value.isoformat())
    return value


def parse_day(text: str) -> date:
    """Read a billing day written as ``YYYY-MM-DD``.

    Raises:
        InvalidArgument: it is written in another way, or there is no such day.
    """
    try:
        day = date.fromisoformat(text) if isinstance(text, str) and _DATE.fullmatch(text) else None  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
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


def check_bounds(bounds: Bounds) -> Bounds:
    """Check how the API is taken to read the end of a period.

    Raises:
        InvalidArgument: it is unknown.
    """
    if bounds not in get_args(Bounds):
        raise InvalidArgument(f"bounds={bounds!r} is unknown; it is {' or '.join(map(repr, get_args(Bounds)))}")
    return bounds


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
                f"the period from {iso(self.start)} to {iso(self.end)} is empty; its end must come after its start"
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

    @classmethod
    def last_closed_days(cls, count: int, *, clock: Clock = system_clock) -> Period:
        """Take the last billing days that are over; the day that is still open is not among them.

        Raises:
            InvalidArgument: the count is not a whole number of at least 1, or reaches beyond the first day.
        """
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
            raise InvalidArgument(f"the number of closed days must be a whole number of at least 1, not {count!r}")
        end = day_start(billing_day(now(clock)))
        try:
            return cls(end - count * _DAY, end)
        except OverflowError:
            raise out_of_range(f"{count} days back") from None

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period as text.

        Dates are billing days, both included: ``2025-12-05``, ``2025-12-05/2026-01-04``. Instants are half-open:
        ``2025-12-05T08:00:00Z/2026-01-05T08:00:00Z``. An ISO 8601 duration of weeks, days, hours, minutes and seconds
        may stand for one side: ``2025-12-05/P31D``, ``P1W/2026-01-05T08:00:00Z``.

        Raises:
            InvalidArgument: it is written in another way; the message shows the right form.
        """
        from .intervals import parse

        return parse(text)

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

    def by_day(self) -> tuple[Period, ...]:
        """Split into billing days; the first and the last piece of a period that is not aligned are shorter."""
        return self._split(lambda day: day + _DAY)

    def by_week(self) -> tuple[Period, ...]:
        """Split into weeks of billing days, Monday to Sunday."""
        return self._split(lambda day: day + timedelta(days=7 - day.weekday()))

    def by_month(self) -> tuple[Period, ...]:
        """Split into calendar months of billing days. These are not billing cycles; see `devin_usage.by_cycle`."""
        return self._split(lambda day: (day.replace(day=1) + timedelta(days=32)).replace(day=1))

    def _split(self, following: Callable[[date], date]) -> tuple[Period, ...]:
        pieces: list[Period] = []
        start = self.start
        while start < self.end:
            try:
                end = min(self.end, day_start(following(billing_day(start))))
            except (OverflowError, InvalidArgument):  # what follows the last day that can be represented
                end = self.end
            pieces.append(Period(start, end))
            start = end
        return tuple(pieces)

    def wire_v2(self, bounds: Bounds = "exclusive") -> tuple[datetime, datetime]:
        """Give the bounds that v2 is sent: aware datetimes, which go out as RFC 3339 with their offset."""
        return self.start, self._last(bounds)

    def wire_v3(self, bounds: Bounds = "exclusive") -> tuple[int, int]:
        """Give the bounds that v3 is sent, ``time_after`` and ``time_before``: Unix seconds."""
        return int(self.start.timestamp()), int(self._last(bounds).timestamp())

    def _last(self, bounds: Bounds) -> datetime:
        return self.end - timedelta(seconds=1) if check_bounds(bounds) == "inclusive" else self.end

    def __str__(self) -> str:
        """Write an aligned period as its billing days, any other as its instants."""
        if not self.aligned:
            return f"{iso(self.start)} to {iso(self.end)}"
        if self.first_day == self.last_day:
            return self.first_day.isoformat()
        return f"{self.first_day.isoformat()} to {self.last_day.isoformat()}"
