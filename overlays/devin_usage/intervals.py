"""Periods as text: dates are billing days, both included; instants are half-open; a duration may stand for one side."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from .billing import Period, instant, parse_day
from .errors import InvalidArgument

_DATE = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", re.ASCII)
_DURATION = re.compile(
    r"^P(?=[0-9T])(?:(?P<weeks>[0-9]{1,6})W)?(?:(?P<days>[0-9]{1,7})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]{1,8})H)?(?:(?P<minutes>[0-9]{1,10})M)?(?:(?P<seconds>[0-9]{1,12})S)?)?$",
    re.ASCII,
)
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?P<fraction>[.,][0-9]+)?)?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})?",
    re.ASCII,
)
_FORMS = "2025-12-05/2026-01-04 (billing days) or 2025-12-05T08:00:00Z/2026-01-05T08:00:00Z (instants)"


def parse(text: str) -> Period:
    """Read a period; see `Period.parse`.

    Raises:
        InvalidArgument: it is written in another way; the message shows the right form.
    """
    if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument(f"{text!r} is not a period as text; write {_FORMS}")
    parts = text.strip().split("/")
    if len(parts) == 1 and _DATE.match(parts[0]):
        return Period.of_day(parse_day(parts[0]))
    if len(parts) != 2:
        raise InvalidArgument(f"{text!r} is not a period; write {_FORMS}")
    start, end = (_side(part, text) for part in parts)
    try:
        return _between(start, end, text)
    except OverflowError:
        raise InvalidArgument(f"{text!r} reaches beyond the billing days that can be represented") from None


def _between(start: date | timedelta, end: date | timedelta, text: str) -> Period:
    match start, end:
        case timedelta(), timedelta():
            raise InvalidArgument(f"{text!r} holds two durations and no day; write {_FORMS}")
        case datetime(), datetime():
            return Period(start, end)
        case datetime(), timedelta():
            return Period(start, start + end)
        case timedelta(), datetime():
            return Period(end - start, end)
        case (datetime(), date()) | (date(), datetime()):
            raise InvalidArgument(f"{text!r} mixes a billing day with an instant; write {_FORMS}")
        case date(), timedelta():
            return Period.of_days(start, start + _whole_days(end, text) - timedelta(days=1))
        case timedelta(), date():
            return Period.of_days(end - _whole_days(start, text) + timedelta(days=1), end)
        case date(), date():
            return Period.of_days(start, end)
        case _:  # pragma: no cover  # pyright: ignore[reportUnnecessaryComparison]  # a side is a date, a datetime or a timedelta
            raise AssertionError(text)


def _whole_days(duration: timedelta, text: str) -> timedelta:
    if duration.seconds:
        raise InvalidArgument(f"{text!r} gives a billing day a duration that is not whole days; write {_FORMS}")
    return duration


def _side(part: str, text: str) -> date | timedelta:
    if _DATE.match(part):
        return parse_day(part)
    duration = _DURATION.fullmatch(part)
    if duration is not None:
        length = timedelta(**{unit: int(count) for unit, count in duration.groupdict(default="0").items()})
        if not length:
            raise InvalidArgument(f"{text!r} holds an empty duration; write {_FORMS}")
        return length
    if part.startswith("P"):
        raise InvalidArgument(
            f"{text!r}: a duration holds weeks, days, hours, minutes and seconds, such as P31D or PT12H; months and "
            "years differ in length"
        )
    # A form of our own: Python takes any character between date and time, and cuts fractions off after six digits.
    written = _INSTANT.fullmatch(part.upper())
    if written is None:
        raise InvalidArgument(f"{text!r} is not a period; write {_FORMS}")
    if (written["fraction"] or "").strip(".,0"):
        raise InvalidArgument(f"{text!r} has fractions of a second; write {_FORMS}")
    try:
        return instant(datetime.fromisoformat(part.upper()))
    except InvalidArgument:
        raise
    except ValueError:
        raise InvalidArgument(f"{text!r} is not a period; write {_FORMS}") from None
