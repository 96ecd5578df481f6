"""UTC days, weeks and months, which the vendor counts active users by. These are not billing days.

A UTC day is eight hours ahead of the billing day of the same date, so a figure by UTC days must never be added to, or
divided by, one by billing days. The type keeps them apart: where a `Period` is asked for, a `UtcSpan` is refused.

Source: https://docs.devin.ai/api-reference/v3/metrics/metrics-dau
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from attrs import field, frozen

from .billing import Bounds, check_bounds, check_day, out_of_range
from .errors import InvalidArgument

_DAY = timedelta(days=1)


@frozen
class UtcSpan:
    """UTC calendar days from ``first`` to ``last``, both included.

    Raises:
        InvalidArgument: a bound is no date, or the last day comes before the first.
    """

    first: date = field(converter=check_day)
    last: date = field(converter=check_day)

    def __attrs_post_init__(self) -> None:
        """Refuse what is the wrong way round."""
        if self.last < self.first:
            raise InvalidArgument(
                f"the last day, {self.last.isoformat()}, comes before the first, {self.first.isoformat()}; "
                "give the earlier day first"
            )

    @classmethod
    def of_week(cls, day: date) -> UtcSpan:
        """Take the week, Monday to Sunday, that holds a day."""
        monday = check_day(day) - timedelta(days=day.weekday())
        try:
            return cls(monday, monday + 6 * _DAY)
        except OverflowError:
            raise out_of_range(f"the week of {day.isoformat()}") from None

    @classmethod
    def of_month(cls, day: date) -> UtcSpan:
        """Take the calendar month that holds a day."""
        first = check_day(day).replace(day=1)
        try:
            return cls(first, (first + timedelta(days=31)).replace(day=1) - _DAY)
        except OverflowError:
            raise out_of_range(f"the month of {day.isoformat()}") from None

    @property
    def start(self) -> datetime:
        """The first instant."""
        return datetime(self.first.year, self.first.month, self.first.day, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The first instant that is no longer part of it."""
        return datetime(self.last.year, self.last.month, self.last.day, tzinfo=UTC) + _DAY

    def wire_v3(self, bounds: Bounds = "exclusive") -> tuple[int, int]:
        """Give the bounds that v3 is sent, ``time_after`` and ``time_before``: Unix seconds."""
        last = check_bounds(bounds) == "inclusive"
        return int(self.start.timestamp()), int(self.end.timestamp()) - last

    def __str__(self) -> str:
        """Write the days, and that they are UTC's."""
        return f"UTC days {self.first.isoformat()} to {self.last.isoformat()}"
