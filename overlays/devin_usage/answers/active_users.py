"""Active users of an answer: one span, or its UTC days, weeks or months."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Literal

from ..billing import Clock, Period, iso, now
from ..errors import InconsistentAnswer, InvalidArgument
from ..unix_time import instant_of
from ..utc import UtcSpan
from ..values import ActiveUsers, Subject
from .caveats import caveats
from .reading import Body, count, listed

Bucket = Literal["day", "week", "month"]

_INCLUSIVE = timedelta(seconds=2)
"""How much earlier an end may be given: one second for the bounds that were sent, one for a last second as an end."""
_SPANS: dict[Bucket, Callable[[date], UtcSpan]] = {
    "day": lambda day: UtcSpan(day, day),
    "week": UtcSpan.of_week,
    "month": UtcSpan.of_month,
}


def active_users(body: Body, subject: Subject, period: Period, clock: Clock) -> ActiveUsers:
    """Read the active users of a period.

    Raises:
        InconsistentAnswer: the answer is for another time.
    """
    start, end = _bounds(body)
    if end <= period.start or start >= period.end:
        raise InconsistentAnswer(f"the API answered for {period} with active users of another time")
    found = caveats(period, clock)
    if start != period.start or not timedelta(0) <= period.end - end <= _INCLUSIVE:
        found = (*found, f"The API gives the figure for {iso(start)} to {iso(end)}, which is not the period as asked.")
    return ActiveUsers(subject, start, end, count(body["active_users"]), found)


def active_users_by(
    bucket: Bucket, body: Body, subject: Subject, span: UtcSpan, clock: Clock
) -> tuple[ActiveUsers, ...]:
    """Read the active users of each UTC day, week or month, in order.

    Raises:
        InconsistentAnswer: an entry lies outside the span, is longer than a day, a week or a month, or comes twice.
    """
    found = sorted((*_bounds(item), count(item["active_users"])) for item in listed(body))
    whole = [_whole(bucket, start) for start, _, _ in found]
    if len(set(whole)) != len(whole):
        raise InconsistentAnswer(f"the API gave the active users of a {bucket} twice")
    for (_, end, _), natural in zip(found, whole, strict=True):
        if natural.end <= span.start or natural.start >= span.end:
            raise InconsistentAnswer(f"the API answered for {span} with the {natural}, which lie outside")
        if end > natural.end:
            raise InconsistentAnswer(f"the API gave active users of more than one {bucket} as one")
    present = now(clock)
    return tuple(
        ActiveUsers(subject, start, end, users, tuple(_caveats(bucket, (start, end), natural, span, present)))
        for (start, end, users), natural in zip(found, whole, strict=True)
    )


def _whole(bucket: Bucket, start: datetime) -> UtcSpan:
    try:
        return _SPANS[bucket](start.date())
    except InvalidArgument as error:
        raise InconsistentAnswer(f"the API gave active users of a {bucket} that has no dates: {error}") from error


def _bounds(body: Body) -> tuple[datetime, datetime]:
    start, end = instant_of(count(body["start_time"])), instant_of(count(body["end_time"]))
    if end <= start:
        raise InconsistentAnswer("the API gave active users of a span that ends where it starts, or before")
    return start, end


def _caveats(
    bucket: Bucket, given: tuple[datetime, datetime], natural: UtcSpan, span: UtcSpan, present: datetime
) -> Iterable[str]:
    asked = max(natural.start, span.start), min(natural.end, span.end)
    if given[0] > asked[0] or asked[1] - given[1] > _INCLUSIVE:
        yield f"The API gives the figure for {iso(given[0])} to {iso(given[1])}, which is not all of the {bucket}."
    if not (span.first <= natural.first and natural.last <= span.last):
        yield f"The {bucket} is not in the span as a whole; which part of it is counted is not documented."
    if natural.end > present:
        yield f"The {bucket} is not over, and its figure will change."
