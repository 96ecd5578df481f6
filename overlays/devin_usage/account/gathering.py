"""The daily consumption of one subject, from the cache where it holds the days, and from the API where it does not."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import fsum
from operator import itemgetter

from attrs import evolve, frozen

from .. import answers, plans
from ..answers.caveats import caveats
from ..billing import Period, day_start, now
from ..errors import InvalidArgument
from ..operations import Call
from ..plans import Context, Plan
from ..plans.context import subject_of
from ..tabular import Tabular
from ..values import Consumption, Days, Subject
from .cache import DayCache
from .cache_rows import Change, Key, Row, packed, unix_s, unpacked

_ABSENT_DAYS = 1_100
"""How many days before the first that is listed are remembered as not listed: three years, each a row of the cache."""
NO_MAPS = "Days from the cache are not broken down: there are no ACUs by organization or by user."


@frozen
class Revision(Tabular):
    """A closed billing day that the API gives otherwise than before."""

    subject: Subject
    day: date
    before: float | None
    """Its ACUs as they were last told, or first read; None where the API did not list it."""
    after: float | None
    """Its ACUs now, or None where the API does not list it any more; as before where only the products have changed."""


@frozen
class Gathered:
    """The consumption of a subject, and where it comes from."""

    consumption: Consumption
    days_from_cache: int
    """How many billing days of the period the cache answered for, listed or not."""
    revisions: tuple[Revision, ...]
    """Closed days that have changed since a run told of them, found by this run or by an earlier one."""
    untold: tuple[tuple[Key, Change], ...] = ()
    """The same, as the cache keeps them until they are `told`."""


def told(cache: DayCache | None, found: Iterable[Gathered]) -> None:
    """Let the cache forget changes, once all work is done and the caller will be told of them.

    Raises:
        CacheError: the cache cannot be used.
    """
    if cache is not None:
        cache.told(change for each in found for change in each.untold)


def gathered(
    context: Context,
    period: Period,
    *,
    cache: DayCache | None = None,
    organization: str | None = None,
    user: str | None = None,
    service_user: str | None = None,
    session: str | None = None,
    again: bool = False,
) -> Plan[Gathered]:
    """Gather the daily consumption of one subject; equal to what `plans.daily` gives, with a cache or not.

    No closed day that the cache holds is asked for, nor a day twice: each window without such days is one question.

    Args:
        context: What plans depend on.
        period: What to read.
        cache: Where closed days are kept; none is no cache.
        organization: The id of an organization.
        user: The id of a user.
        service_user: The id of a service user (v3).
        session: The id of a session (v3).
        again: Whether to ask for all days, and only keep the answers.

    Raises:
        InvalidArgument: an argument is refused; or there is a cache, and answers may break the contract.
        CacheError: the cache cannot be used.
    """
    narrowed = {"organization": organization, "user": user, "service_user": service_user, "session": session}
    started = now(context.clock)
    if cache is None:
        consumption = yield from plans.daily(context, period, organizations=None, **narrowed)
        days = columns(rows_of(consumption, unix_s(started)))
        return Gathered(evolve(consumption, days=days, caveats=caveats(period, lambda: started)), 0, ())

    subject = yield from subject_asked(context, period, cache=cache, **narrowed)
    key = Key.of((yield from _identity(context)), subject)
    whole = _whole_days(period)
    held: list[Row] = []
    if whole and not again:
        held = cache.held(key, whole[0], whole[-1], at=unix_s(now(context.clock)))
    rows = list(held)
    parts: list[Consumption] = []
    for window in _windows(period, {row.day for row in held}):
        asked_at = unix_s(now(context.clock))
        part = yield from plans.daily(context, window, organizations=None, **narrowed)
        listed = rows_of(part, asked_at)
        # Kept at once, so that it is not asked for again if a later window fails.
        cache.keep(key, _with_absent(listed, window, asked_at), at=unix_s(now(context.clock)))
        rows += listed
        parts.append(part)
    consumption = _joined(context, period, subject, rows, parts, whole_answer=not held)
    said = (*caveats(period, lambda: started), *((NO_MAPS,) if held and context.version == "v2" else ()))
    # Read back: what an attempt that failed, or a run that ended early, has found is in the cache alone.
    changes = cache.untold(key, whole[0], whole[-1]) if whole else []
    return Gathered(
        evolve(consumption, caveats=said),
        len(held),
        tuple(Revision(subject, date.fromordinal(after.day), before.acus, after.acus) for before, after in changes),
        tuple((key, change) for change in changes),
    )


def checked_cache(cache: DayCache | None) -> DayCache | None:
    """Check a cache.

    Raises:
        InvalidArgument: it is something else, such as the name of a file.
    """
    if cache is not None and not isinstance(cache, DayCache):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument(f"cache must be a DayCache, for example DayCache('days.sqlite'), not {cache!r}")
    return cache


def subject_asked(
    context: Context, period: Period, *, cache: DayCache | None = None, **narrowed: str | None
) -> Plan[Subject]:
    """Check a question of `gathered`, and tell whose days it asks for, without putting it.

    Raises:
        InvalidArgument: see `gathered`.
    """
    if checked_cache(cache) is not None and not context.strict:
        raise InvalidArgument("a cache keeps no answers that may break the contract; leave out check='warn', or it")
    plan = plans.daily(context, period, organizations=None, **narrowed)
    call: Call = next(plan)
    while call.operation == "get_self":
        call = plan.send((yield call))
    plan.close()
    limited: Sequence[str] | None = call.arguments.get("org_ids")
    if "org_id" in call.arguments:
        limited = (call.arguments["org_id"],)
    members = {kind: id for kind, id in narrowed.items() if id is not None and kind != "organization"}
    return subject_of(None if limited is None else tuple(limited), members)


def _identity(context: Context) -> Plan[str]:
    """Tell by whom days are read, and how: what one key sees is not shown to another."""
    parts: list[str | None] = [context.base_url, context.version, context.bounds]
    if context.version == "v2":
        parts.append(context.key_digest)
    else:
        principal = yield from plans.who_am_i(context)
        parts += [context.org_id, principal.kind, principal.organization, principal.id]
        if principal.id is None:
            parts.append(context.key_digest)
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16, person=b"devin-usage").hexdigest()


def _whole_days(period: Period) -> range:
    """Number the billing days that lie in a period from their first to their last second."""
    first, last = period.first_day.toordinal(), period.last_day.toordinal()
    if period.start != day_start(period.first_day):
        first += 1
    if period.end - day_start(period.last_day) < timedelta(days=1):
        last -= 1
    return range(first, last + 1)


def _windows(period: Period, held: set[int]) -> Iterable[Period]:
    """Split off what the cache does not hold: each stretch of other days, as long as it is."""
    first, last = period.first_day.toordinal(), period.last_day.toordinal()
    start: int | None = None
    for day in range(first, last + 1):
        if day in held:
            continue
        start = day if start is None else start
        if day == last or day + 1 in held:
            yield Period(
                period.start if start == first else day_start(date.fromordinal(start)),
                period.end if day == last else day_start(date.fromordinal(day + 1)),
            )
            start = None


def rows_of(consumption: Consumption, asked_at: int) -> list[Row]:
    """Write the days of an answer as rows."""
    return [Row(day.day.toordinal(), day.acus, packed(day.products), asked_at) for day in consumption.days]


def _with_absent(listed: Sequence[Row], window: Period, asked_at: int) -> list[Row]:
    """Take the whole days of a window, those that were not listed as absent, but for ages before the first that was."""
    by_day = {row.day: row for row in listed}
    whole = _whole_days(window)
    since = min((*by_day, whole.stop)) - _ABSENT_DAYS
    return [by_day.get(day) or Row(day, None, None, asked_at) for day in range(max(whole.start, since), whole.stop)]


def columns(rows: Iterable[Row]) -> Days:
    """Make days of the rows that are listed: few bytes each, since there may be thousands of members."""
    listed = sorted((row for row in rows if row.acus is not None), key=itemgetter(0))
    ordinals = array("l", [row.day for row in listed])
    acus = array("d", [row.acus for row in listed if row.acus is not None])
    known = any(row.products is not None for row in listed)
    return Days(ordinals, acus, [row.products for row in listed] if known else None, unpacked)


def _joined(
    context: Context,
    period: Period,
    subject: Subject,
    rows: Sequence[Row],
    parts: Sequence[Consumption],
    *,
    whole_answer: bool,
) -> Consumption:
    days = columns(rows)
    if whole_answer:
        return evolve(parts[0], days=days)
    empty: answers.Body = {"total_acus": 0.0, "consumption_by_date": {} if context.version == "v2" else []}
    # What an answer without days says of the question: whom it leaves out.
    frame = answers.consumption(context.version, empty, subject, period, context.clock)
    return evolve(frame, days=days, total_acus=fsum(days.acus))
