"""The window of time that a request asks about."""

from __future__ import annotations

import math
from fractions import Fraction

import attrs

from devin_mock.answers.call import Call
from devin_mock.calendar import day_start, seconds


@attrs.frozen(slots=True)
class Window:
    """Instants from `start` to before `end`, in whole Unix seconds, within the account's past."""

    start: int
    end: int


def window(call: Call) -> Window:
    """The window of a call of v2 (date-times) or v3 (Unix seconds), under the call's assumptions."""
    after, before = _asked(call)
    bounds = call.assumptions.bounds
    # Everything in the ledger happens at a whole second, so any bound can be moved to the next one.
    start = None if after is None else math.floor(after) + 1 if bounds == "exclusive" else math.ceil(after)
    end = None if before is None else math.floor(before) + 1 if bounds == "inclusive" else math.ceil(before)
    if end is None or end > call.now:
        end = call.now
    if start is None:
        start = _default_start(call, end)
    return Window(max(start, day_start(call.ledger.first_day)), end)


def _asked(call: Call) -> tuple[Fraction | None, Fraction | None]:
    query = call.arguments.query
    if "time_after" in query or "time_before" in query:
        after, before = query.get("time_after"), query.get("time_before")
        return None if after is None else Fraction(after), None if before is None else Fraction(before)
    return _date_time(call, "start_date", "start"), _date_time(call, "end_date", "end")


def _date_time(call: Call, name: str, other: str) -> Fraction | None:
    query = call.arguments.query
    if name in query and other in query and not call.lax and call.assumptions.both_names == "refused":
        call.refuse(other, f"Input should be given as {name} or as {other}, not as both", "given_twice")
    text = query.get(name, query.get(other))
    return None if text is None else seconds(text)


def _default_start(call: Call, end: int) -> int:
    first = day_start(call.ledger.first_day)
    if call.assumptions.default_window == "whole account":
        return first
    return max((start for start, _ in call.cycles() if start < end), default=first)
