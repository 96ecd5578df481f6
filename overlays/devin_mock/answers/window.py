"""The window of time that a request asks about."""

from __future__ import annotations

import math
from fractions import Fraction

import attrs

from devin_mock.answers.call import Call
from devin_mock.calendar import DAY_S, day_start, seconds

_DEFAULT_DAYS = 30


@attrs.frozen(slots=True)
class Window:
    """Instants from `start` to before `end`, in whole Unix seconds, within the account's past."""

    start: int
    end: int


def window(call: Call) -> Window:
    """The window of a call of v2 (date-times) or v3 (Unix seconds), under the call's assumptions."""
    assumed = call.assumptions
    after, before = _asked(call)
    names = _names(call)
    if _default(call) == "refused":
        for name, bound in zip(names, (after, before), strict=True):
            if bound is None:
                call.refuse(name, "Field required", "missing")
    if before is None:
        before = Fraction(call.now)
        end = call.now
    else:
        end = math.floor(before) + 1 if assumed.bounds == "inclusive" else math.ceil(before)
    if after is None:
        start = _default_start(call, min(end, call.now))
        after = Fraction(start)
    else:
        # Everything in the ledger happens at a whole second, so any bound can be moved to the next one.
        start = math.floor(after) + 1 if assumed.bounds == "exclusive" else math.ceil(after)
    longest = assumed.longest_window_days
    if longest and before - after > longest * DAY_S:
        call.refuse(names[0], f"Input should be at most {longest} days before the end", "window_too_long")
    if end <= start and assumed.empty_window == "refused":
        call.refuse(names[1], "Input should be after the start", "window_empty")
    return Window(max(start, day_start(call.ledger.first_day)), min(end, call.now))


def _names(call: Call) -> tuple[str, str]:
    """The names of the bounds, as the request gives them."""
    if not call.is_v2:
        return "time_after", "time_before"
    query = call.arguments.query
    return "start" if "start" in query else "start_date", "end" if "end" in query else "end_date"


def _default(call: Call) -> str:
    documented = call.is_v2 and "/consumption/" in call.operation.path
    return "current cycle" if documented else call.assumptions.default_window


def _asked(call: Call) -> tuple[Fraction | None, Fraction | None]:
    if call.is_v2:
        return _date_time(call, "start_date", "start"), _date_time(call, "end_date", "end")
    after, before = (call.arguments.query.get(name) for name in ("time_after", "time_before"))
    return None if after is None else Fraction(after), None if before is None else Fraction(before)


def _date_time(call: Call, name: str, other: str) -> Fraction | None:
    query = call.arguments.query
    if name in query and other in query and not call.lax and call.assumptions.both_names == "refused":
        call.refuse(other, f"Input should be given as {name} or as {other}, not as both", "given_twice")
    if call.assumptions.both_names == "start wins":
        name, other = other, name
    text = query.get(name, query.get(other))
    return None if text is None else seconds(text)


def _default_start(call: Call, end: int) -> int:
    first = day_start(call.ledger.first_day)
    if _default(call) == "whole account":
        return first
    if _default(call) == "last 30 days":
        return end - _DEFAULT_DAYS * DAY_S
    return max((start for start, _ in call.cycles() if start < end), default=first)
