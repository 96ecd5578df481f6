"""Billing days and cycles, as integers.

An instant is in Unix seconds. A billing day starts at 08:00:00 UTC all year round and is numbered by the days since
1970-01-01; its name is the UTC date on which it starts. A cycle starts with the fifth billing day of a month (the
published example does, and months that do not begin on the first are what clients get wrong).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from fractions import Fraction

DAY_S = 86_400
_DAY_START_S = 8 * 3_600
_EPOCH = date(1970, 1, 1).toordinal()
CYCLE_DAY = 5

_RFC3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))", flags=re.ASCII
)


def billing_day(of: date) -> int:
    """The number of the billing day that is named by a date."""
    return of.toordinal() - _EPOCH


def day_at(instant: int) -> int:
    """The billing day that an instant lies in."""
    return (instant - _DAY_START_S) // DAY_S


def day_start(day: int) -> int:
    """The first instant of a billing day; the day ends where the next one starts."""
    return day * DAY_S + _DAY_START_S


def date_of(day: int) -> date:
    """The date that names a billing day."""
    return date.fromordinal(day + _EPOCH)


def weekday(day: int) -> int:
    """Monday is 0."""
    return (day + 3) % 7


def rfc3339(instant: int) -> str:
    """An instant as `2025-12-05T08:00:00Z`."""
    return datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds(text: str) -> Fraction:
    """The instant of an RFC 3339 date-time, exactly; year 0 counts as year 1.

    Raises ValueError for anything else, also for a date-time without an offset.
    """
    found = _RFC3339.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not an RFC 3339 date-time with an offset.")
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    whole = (date(max(year, 1), month, day).toordinal() - _EPOCH) * DAY_S + hour * 3_600 + minute * 60 + second
    if found[8]:
        offset = int(found[9]) * 3_600 + int(found[10]) * 60
        whole += offset if found[8] == "-" else -offset
    return whole + Fraction(f"0{found[7]}" if found[7] else 0)


def cycles(first: date, now: int) -> list[tuple[int, int]]:
    """The cycles from the one that starts on billing day `first` to the one that holds `now`, as (start, end) instants.

    `first` is a fifth of a month. Oldest first; each cycle starts where the one before it ends.
    """
    if first.day != CYCLE_DAY:
        raise ValueError(f"Cycles start on day {CYCLE_DAY} of a month; {first} does not.")
    found: list[tuple[int, int]] = []
    start = first
    while day_start(billing_day(start)) <= now:
        month = start.year * 12 + start.month  # the next month, counted from 0
        end = date(month // 12, month % 12 + 1, CYCLE_DAY)
        found.append((day_start(billing_day(start)), day_start(billing_day(end))))
        start = end
    return found
