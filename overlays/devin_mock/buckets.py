"""UTC days, weeks and months: the buckets in which active users are counted. They are no billing days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

Bucket = tuple[int, int]
"""Instants in Unix seconds: from the first to before the second."""

Kind = Callable[[datetime], tuple[datetime, datetime]]
"""The bucket that a UTC midnight lies in."""


def day(midnight: datetime) -> tuple[datetime, datetime]:
    """A UTC day."""
    return midnight, midnight + timedelta(days=1)


def week(midnight: datetime) -> tuple[datetime, datetime]:
    """A UTC week, Monday to Sunday."""
    monday = midnight - timedelta(days=midnight.weekday())
    return monday, monday + timedelta(days=7)


def month(midnight: datetime) -> tuple[datetime, datetime]:
    """A UTC month."""
    first = midnight.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1)


def buckets(kind: Kind, start: int, end: int) -> Iterator[Bucket]:
    """The buckets that have an instant in common with [start, end), in order and whole."""
    while start < end:
        midnight = datetime.fromtimestamp(start, UTC).replace(hour=0, minute=0, second=0)
        first, last = kind(midnight)
        start = int(last.timestamp())
        yield int(first.timestamp()), start
