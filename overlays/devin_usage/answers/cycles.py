"""Billing cycles of an answer: v2 gives date-times, v3 Unix seconds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

from ..billing import Period
from ..cycles import Cycle
from ..errors import InconsistentAnswer, InvalidArgument
from ..unix_time import instant_of
from .reading import Body, count, instant


def cycle(start: datetime, end: datetime) -> Cycle:
    """Make a cycle of its bounds; an end at the last second of a day is taken as one second later, and marked.

    Raises:
        InconsistentAnswer: the bounds are no period.
    """
    normalised = (end.minute, end.second) == (59, 59) and end.hour in {7, 23}
    try:
        return Cycle(Period(start, end + timedelta(seconds=1) if normalised else end), normalised=normalised)
    except (InvalidArgument, OverflowError) as error:
        raise InconsistentAnswer(f"the API gave a billing cycle that is no period: {error}") from error


def cycles(found: Iterable[Cycle]) -> tuple[Cycle, ...]:
    """Put cycles in order, oldest first.

    Raises:
        InconsistentAnswer: two of them overlap, or there is a gap between them.
    """
    ordered = sorted(found, key=lambda each: each.period.start)
    for earlier, later in pairwise(ordered):
        if earlier.period.end != later.period.start:
            what = "overlap" if earlier.period.end > later.period.start else "leave a gap"
            raise InconsistentAnswer(f"the billing cycles {earlier} and {later} {what}")
    return tuple(ordered)


def cycle_v2(item: Body) -> Cycle:
    """Read a cycle of v2: date-times."""
    return cycle(instant(item["start"]), instant(item["end"]))


def cycle_v3(item: Body) -> Cycle:
    """Read a cycle of v3: Unix seconds."""
    return cycle(instant_of(count(item["after"])), instant_of(count(item["before"])))
