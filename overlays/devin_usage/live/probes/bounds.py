"""Whether the bounds of a window are part of it.

Two billing days in a row that are known to hold usage, and four windows around the instant between them, tell it: the
first day; the first day without its last second; without its first second; and that last second alone. The last shows
bounds that are taken by the second, through the days that are listed; the third shows days that are taken whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ..findings import ProbeResult
from ..run import Run, Side
from .inquiry import Days, Inquiry, consumed, refused, start_of, whole_days

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)
_QUESTION = "Are the bounds of a window inclusive (in {})?"
_UNITS = {"v2": "date-times", "v3": "Unix seconds"}


def bounds(run: Run) -> Iterator[ProbeResult]:
    """Ask each version."""
    for side in run.sides:
        yield _bounds(run, side)


def _bounds(run: Run, side: Side) -> ProbeResult:
    inquiry = Inquiry("bounds", _QUESTION.format(_UNITS[side.version]), run, side)
    known = whole_days(run, side)
    pairs = [day for day, acus in known.items() if acus > 0 and known.get(day + _DAY, 0.0) > 0]
    if not pairs:
        return inquiry.not_told("no two days in a row were used in the period")
    day = max(pairs, key=lambda each: min(known[each], known[each + _DAY]))
    start, seam = start_of(day), start_of(day + _DAY)
    found: list[Days] = []
    for one, other in ((start, seam), (start, seam - _SECOND), (start + _SECOND, seam), (seam - _SECOND, seam)):
        reading, days = inquiry.days(one, other)
        if days is None:
            return inquiry.not_told(refused(reading))
        found.append(days)
    zeros = any(acus == 0 for each in consumed(side) for _, acus in each.days)
    start_in, end_in, how = judged(day, *found, zeros_listed=zeros)
    return _written(inquiry, start_in, end_in, how)


def judged(
    day: date, whole: Days, shorter: Days, later: Days, second: Days, *, zeros_listed: bool
) -> tuple[bool | None, bool | None, str]:
    """Tell from the days of four windows whether start and end are included (None: unknown), and how days are taken.

    Args:
        day: The first of two days that were used.
        whole: From its start to the start of the next one.
        shorter: Without its last second.
        later: Without its first second.
        second: Its last second alone.
        zeros_listed: Whether days without usage are known to be listed.
    """
    following = day + _DAY
    if day not in whole or day not in later:
        return day in whole, following in whole, "days are taken whole, by their first instant"
    if second.get(day, 0.0) >= whole[day] > 0:
        return True, following in whole, "days are taken whole, if the window touches them"
    listed = zeros_listed or 0.0 in second.values()
    start_in = True if day in second else False if listed else None
    end_in = True if following in whole else False if listed else None
    lost = "" if following in shorter or following not in whole else "; a second earlier, the next day is gone"
    return start_in, end_in, f"taken by the second{lost}"


def _written(inquiry: Inquiry, start_in: bool | None, end_in: bool | None, how: str) -> ProbeResult:
    words = {True: "included", False: "not included", None: "unknown"}
    if start_in is None and end_in is None:
        return inquiry.not_told("days without usage are not listed, and nothing was used in the second that was asked")
    told = start_in is not None and end_in is not None
    return inquiry.answer(f"start {words[start_in]}, end {words[end_in]} ({how})", told=told)
