"""The consumption of a long period: read cycle by cycle, joined, and held against one question for all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import islice
from math import fsum
from typing import TypeAlias

from attrs import evolve, frozen

from .. import plans
from ..answers.caveats import caveats
from ..arguments import switch
from ..billing import Clock, Period, billing_day, now
from ..cycles import Cycle, by_cycle
from ..errors import (
    AnswerError,
    DevinUsageError,
    InconsistentAnswer,
    InvalidArgument,
    ResponseValidationError,
    UnsupportedByScope,
)
from ..plans import Context, Plan
from ..plans.context import of_one_organization, the_enterprise
from ..tabular import Tabular
from ..values import TOLERANCE_ACUS, Acus, Consumption, DailyConsumption, Products
from .cache import DayCache
from .cache_rows import Row, closes_at, packed, unix_s, unpacked
from .fan_out import checked_concurrency
from .gathering import NO_MAPS, Gathered, Revision, checked_cache, columns, gathered, rows_of, subject_asked, told
from .work import Job, Many, Watch, Work, checked_watch, failures

_MOST_NAMED = 3


@frozen
class History(Tabular):
    """The consumption of a long period, and how far it has been checked."""

    consumption: Consumption
    """All of it, joined."""
    pieces: tuple[Consumption, ...]
    """The part of each billing cycle, in order."""
    checked: bool
    """Whether one question for the whole period gave the same days, the same sum, and of v2 the same maps."""
    unchecked_because: str | None
    """Why not, as a sentence; None where it was checked."""
    revisions: tuple[Revision, ...]
    """Closed days in the cache that have changed since a run told of them."""
    days_from_cache: int
    """How many billing days the cache answered for, listed or not."""


class PieceFailed(DevinUsageError):
    """A part of a history could not be read, so there is none: a missing part is not zero. Closed days stay cached.

    Attributes:
        failures: What each part that failed has failed with, by its period.
    """

    def __init__(self, failures: Mapping[str, DevinUsageError], total: int) -> None:
        named = "; ".join(f"{piece}: {error}" for piece, error in islice(failures.items(), _MOST_NAMED))
        more = f"; and {len(failures) - _MOST_NAMED} more" if len(failures) > _MOST_NAMED else ""
        super().__init__(f"{len(failures)} of {total} parts of the history could not be read: {named}{more}")
        self.failures = dict(failures)


def history(
    context: Context,
    period: Period,
    *,
    cycles: Iterable[Cycle] | None = None,
    cache: DayCache | None = None,
    organization: str | None = None,
    user: str | None = None,
    service_user: str | None = None,
    session: str | None = None,
    check: bool = True,
    concurrency: int = 8,
    watch: Watch | None = None,
) -> Work[History]:
    """Read a period of any length, cycle by cycle.

    Each day and the sum are held against one question for the whole period, without the days that were open, and v2's
    ACUs by user and by organization where both have them and no day was open. Where they differ, the parts are read
    once more, past the cache, since a day may have been revised; then they have to agree.

    Args:
        context: What plans depend on.
        period: What to read.
        cycles: The billing cycles to split by; by default those that the API gives.
        cache: Where closed days are kept.
        organization: The id of an organization.
        user: The id of a user.
        service_user: The id of a service user (v3).
        session: The id of a session (v3).
        check: Whether to ask for the whole period as well, which no cache answers.
        concurrency: How many parts are read at a time.
        watch: Told how many parts have been read.

    Raises:
        InvalidArgument: an argument is refused, or the cycles do not cover the period.
        UnsupportedByScope: the key cannot ask for billing cycles, and none were given.
        PieceFailed: a part could not be read.
        InconsistentAnswer: the parts and the whole contradict each other.
    """
    narrowed = {"organization": organization, "user": user, "service_user": service_user, "session": session}
    checked_concurrency(concurrency)
    checked_watch(watch)
    checked_cache(cache)
    switch("check", check)
    pieces = None if cycles is None else by_cycle(period, _several(cycles))
    yield from subject_asked(context, period, cache=cache, **narrowed)
    if pieces is None:
        pieces = by_cycle(period, (yield from _cycles(context)))
    started = now(context.clock)
    jobs = {str(piece): partial(gathered, context, piece, cache=cache, again=False, **narrowed) for piece in pieces}
    found: dict[str, Gathered] = yield from _read(jobs, concurrency, watch)
    joined = _joined(period, list(found.values()), lambda: started)
    because = None if check else "It was not to be checked."
    # What is one answer anyway needs no other.
    asked_whole = check and (len(found) > 1 or any(each.days_from_cache for each in found.values()))
    if asked_whole:
        whole = partial(plans.daily, context, period, organizations=None, **narrowed)
        answer = (yield Many([Job("the whole period", whole)], concurrency=1))["the whole period"]
        because = _unchecked(answer)
        doubtful = [] if because else _differing(joined, answer, unix_s(started))
        if not doubtful and not because and _maps_differing(joined, answer, unix_s(started), len(pieces)):
            doubtful = list(period.billing_days())
        if doubtful:
            again = {
                str(piece): partial(jobs[str(piece)], again=True)
                for piece in pieces
                if any(piece.first_day <= day <= piece.last_day for day in doubtful)
            }
            reread: dict[str, Gathered] = yield from _read(again, concurrency, None)
            found |= reread
            joined = _joined(period, list(found.values()), lambda: started)
            _agree(joined, answer, unix_s(started))
            _agree_in_maps(joined, answer, unix_s(started), len(pieces))
    if asked_whole and because is None and period.end > started:
        open_since = max(period.first_day, billing_day(started)).isoformat()
        maps = ", nor were ACUs by user and by organization" if joined.by_user or joined.by_organization else ""
        said = f"Days from {open_since} on were open, and were not held against one answer for the whole period{maps}."
        joined = evolve(joined, caveats=(*joined.caveats, said))
    told(cache, found.values())
    return History(
        consumption=joined,
        pieces=tuple(each.consumption for each in found.values()),
        checked=because is None,
        unchecked_because=because,
        revisions=tuple(revision for each in found.values() for revision in each.revisions),
        days_from_cache=sum(each.days_from_cache for each in found.values()),
    )


def _several(cycles: Iterable[Cycle]) -> tuple[Cycle, ...]:
    try:
        listed = tuple(cycles)
    except TypeError:
        raise InvalidArgument(f"cycles must be several Cycles, such as a list, not {type(cycles).__name__}") from None
    for each in listed:
        if not isinstance(each, Cycle):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
            raise InvalidArgument(f"cycles must be Cycles, for example Cycle(Period(...)), not {type(each).__name__}")
    return listed


def _cycles(context: Context) -> Plan[tuple[Cycle, ...]]:
    try:
        return (yield from plans.cycles(context))
    except UnsupportedByScope:
        pass
    raise UnsupportedByScope(
        f"{of_one_organization(context)} cannot ask for billing cycles, by which a history is read; pass cycles=..., "
        f"or use {the_enterprise(context)}"
    )


def _read(
    asked: Mapping[str, Callable[[], Plan[Gathered]]], concurrency: int, watch: Watch | None
) -> Work[dict[str, Gathered]]:
    """Read parts of the period, all or none."""
    jobs = [Job(piece, plan) for piece, plan in asked.items()]
    outcomes = yield Many(jobs, concurrency=concurrency, watch=watch)
    failed = failures(outcomes)
    if failed:
        raise PieceFailed(failed, len(jobs)) from next(iter(failed.values()))
    return {piece: outcomes[piece] for piece in asked}


def _joined(period: Period, found: Sequence[Gathered], clock: Clock) -> Consumption:
    pieces = [each.consumption for each in found]
    if len(pieces) == 1:
        return pieces[0]
    rows: dict[int, Row] = {}
    for piece in pieces:
        for row in rows_of(piece, 0):
            rows[row.day] = _sum(rows[row.day], row) if row.day in rows else row
    days = columns(rows.values())
    told = (NO_MAPS,) if any(NO_MAPS in piece.caveats for piece in pieces) else ()
    return evolve(
        pieces[0],
        period=period,
        total_acus=fsum(days.acus),
        days=days,
        by_organization=_sums([piece.by_organization for piece in pieces]),
        by_user=_sums([piece.by_user for piece in pieces]),
        caveats=(*caveats(period, clock), *told),
    )


def _sums(maps: Sequence[Mapping[str, float] | None]) -> Acus | None:
    """Add up maps of ACUs; without one of them there is no sum."""
    known = [each for each in maps if each is not None]
    if len(known) < len(maps):
        return None
    names = dict.fromkeys(name for each in known for name in each)
    return Acus({name: fsum(each.get(name, 0.0) for each in known) for name in names})


def _sum(one: Row, other: Row) -> Row:
    """Add up the two parts of a day that two cycles share, because they do not change where billing days do."""
    products = None
    first, second = unpacked(one.products), unpacked(other.products)
    if first is not None and second is not None:
        reviews = [each.review for each in (first, second) if each.review is not None]
        others = _sums([first.other, second.other])
        products = Products(
            devin=first.devin + second.devin,
            cascade=first.cascade + second.cascade,
            terminal=first.terminal + second.terminal,
            review=fsum(reviews) if reviews else None,
            other=others or Acus({}),
        )
    return Row(one.day, (one.acus or 0.0) + (other.acus or 0.0), packed(products), min(one.read_at, other.read_at))


def _unchecked(answer: Consumption | DevinUsageError) -> str | None:
    """Say why there is nothing to hold a history against, where the service did not give all of it at once.

    Raises:
        AnswerError: there is an answer, and it cannot be trusted.
    """
    if not isinstance(answer, DevinUsageError):
        return None
    too_large = isinstance(answer, ResponseValidationError) and answer.seen.endswith("bytes and more")
    if isinstance(answer, AnswerError) and not too_large:
        raise answer
    return f"The whole period could not be read at once: {answer}"


def _closed(consumption: Consumption, at: int) -> dict[date, DailyConsumption]:
    return {day.day: day for day in consumption.days if closes_at(day.day.toordinal()) <= at}


def _differing(joined: Consumption, whole: Consumption, at: int) -> list[date]:
    """Name the closed days on which the parts and the whole differ; all, if they differ in sum alone."""
    parts, at_once = _closed(joined, at), _closed(whole, at)
    days = sorted(parts.keys() | at_once.keys())
    found = [day for day in days if not _same(parts.get(day), at_once.get(day))]
    sums = [fsum(day.acus for day in days.values()) for days in (parts, at_once)]
    return found if found or abs(sums[0] - sums[1]) <= TOLERANCE_ACUS else days


def _same(one: DailyConsumption | None, other: DailyConsumption | None) -> bool:
    # A day that is listed with nothing may be left out of another answer: that is no other figure.
    if one is None or other is None:
        listed = one or other
        return listed is None or abs(listed.acus) <= TOLERANCE_ACUS
    return abs(one.acus - other.acus) <= TOLERANCE_ACUS and _same_products(one.products, other.products)


def _same_products(one: Products | None, other: Products | None) -> bool:
    if one is None or other is None:
        return one is other
    pairs = [(one.devin, other.devin), (one.cascade, other.cascade), (one.terminal, other.terminal)]
    pairs.append((one.review or 0.0, other.review or 0.0))
    pairs += [(one.other.get(name, 0.0), other.other.get(name, 0.0)) for name in {*one.other, *other.other}]
    return all(abs(first - second) <= TOLERANCE_ACUS for first, second in pairs)


def _agree(joined: Consumption, whole: Consumption, at: int) -> None:
    """Hold a history against one answer for all of it.

    Raises:
        InconsistentAnswer: a closed day, or their sum, differs.
    """
    differing = _differing(joined, whole, at)
    if differing:
        day = differing[0]
        figures = [_closed(each, at).get(day) for each in (joined, whole)]
        said = ["no such day" if each is None else f"{each.acus!r} ACUs" for each in figures]
        more = f" (and on {len(differing) - 1} further days)" if len(differing) > 1 else ""
        raise InconsistentAnswer(
            f"on {day.isoformat()}{more} the API gives {said[0]} in an answer for a billing cycle and {said[1]} in one "
            f"for all of {joined.period}"
        )


_Maps: TypeAlias = tuple[tuple[str, Mapping[str, float] | None, Mapping[str, float] | None], ...]


def _maps_differing(joined: Consumption, whole: Consumption, at: int, parts: int) -> str | None:
    """Name a map of v2 in which the parts and the whole differ, where no day was open: maps have no days."""
    if joined.period.end.timestamp() > at:
        return None
    maps: _Maps = (
        ("user", joined.by_user, whole.by_user),
        ("organization", joined.by_organization, whole.by_organization),
    )
    for kind, one, other in maps:
        if one is not None and other is not None:
            names = one.keys() | other.keys()
            # Each number of a part may be rounded.
            if any(abs(one.get(name, 0.0) - other.get(name, 0.0)) > TOLERANCE_ACUS * (parts + 1) for name in names):
                return kind
    return None


def _agree_in_maps(joined: Consumption, whole: Consumption, at: int, parts: int) -> None:
    """Hold the maps of a history against those of one answer for all of it.

    Raises:
        InconsistentAnswer: a user or an organization differs.
    """
    if (kind := _maps_differing(joined, whole, at, parts)) is not None:
        raise InconsistentAnswer(
            f"the ACUs by {kind} in answers for billing cycles do not sum to those in one for all of {joined.period}"
        )
