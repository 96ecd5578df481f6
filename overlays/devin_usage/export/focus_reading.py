"""What charges are made of: the consumption of the whole and of its members, from the same run, and the cycles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import Any, Literal, TypeAlias

from attrs import evolve, frozen

from .. import plans
from ..account import breakdown
from ..account.breakdown import Breakdown
from ..account.cache import DayCache
from ..account.fan_out import checked_concurrency
from ..account.gathering import Gathered, Revision, checked_cache, gathered, told
from ..account.work import Job, Many, Watch, Work, checked_watch, failures
from ..billing import Period, day_start, now
from ..cycles import Cycle, by_cycle
from ..errors import UnsupportedByScope
from ..plans import Context, Plan
from ..plans.context import of_one_organization, own_organization, the_enterprise, window
from ..values import Acus, Consumption
from .focus_columns import By

_NO_MAP = "The API gave no ACUs by organization: no charge has a sub-account."

# Service users are read as well, and users that are named are all whom v2 lists.
_OTHERWISE_HERE = (breakdown.SERVICE_USERS_APART, breakdown.CHOSEN)

MemberKind: TypeAlias = Literal["organization", "user", "service_user"]


@frozen
class Member:
    """Who has used something."""

    kind: MemberKind
    id: str
    name: str | None = None


@frozen(eq=False)
class Piece:
    """The consumption of a part of the period."""

    period: Period
    whole: Consumption
    members: Mapping[Member, Consumption]


@frozen(eq=False)
class Reading:
    """All that was read."""

    read_at: datetime
    """When it began. Days that were not over by then are open."""
    cycles: tuple[Cycle, ...]
    pieces: tuple[Piece, ...]
    revisions: tuple[Revision, ...]
    excluded: tuple[str, ...]
    caveats: tuple[str, ...]


def reading(
    context: Context,
    period: Period,
    *,
    by: By,
    cycles: Iterable[Cycle] | None = None,
    concurrency: int = 8,
    watch: Watch | None = None,
    cache: DayCache | None = None,
) -> Work[Reading]:
    """Read the consumption of a period: of the whole, and of each organization, or each user and service user.

    Raises:
        InvalidArgument: an argument is refused, or the cycles do not cover the period.
        UnsupportedByScope: the key cannot list billing cycles, and none were given; or it cannot list users.
        IncompleteBreakdown: a member could not be read.
        InconsistentAnswer: the members sum to more than the whole.
    """
    window(context, period)
    checked_concurrency(concurrency)
    checked_watch(watch)
    checked_cache(cache)
    own = None
    if context.version == "v3":
        own = yield from own_organization(context)
    if own is not None and by == "user":
        raise UnsupportedByScope(
            f"{of_one_organization(context)} cannot list users; leave out by='user', or use {the_enterprise(context)}"
        )
    if cycles is None:
        if own is not None:
            raise UnsupportedByScope(
                f"{of_one_organization(context)} cannot ask for billing cycles, which are the billing periods of "
                f"FOCUS; pass cycles=..., or use {the_enterprise(context)}"
            )
        cycles = yield from plans.cycles(context)
    known = tuple(cycles)
    pieces = _asked(period, known)
    read_at = now(context.clock)
    asking = _Asking(context, by, own, concurrency, watch, cache)
    found: list[_Found] = []
    for piece in pieces:
        found.append((yield from asking.found(piece)))
    names: Mapping[str, str] = {}
    if by == "organization" and own is None and context.version == "v3":
        names = {each.id: each.name for each in (yield from plans.every(plans.organizations(context)))}
    return Reading(
        read_at=read_at,
        cycles=known,
        pieces=tuple(
            Piece(each.period, each.whole, {_named(member, names): days for member, days in each.members.items()})
            for each in found
        ),
        revisions=tuple(revision for each in found for revision in each.revisions),
        excluded=_once(said for each in found for said in each.excluded),
        caveats=_once(said for each in found for said in each.caveats),
    )


def _asked(period: Period, cycles: Sequence[Cycle]) -> tuple[Period, ...]:
    """Split a period where a cycle begins within a billing day: one answer for that day would be of two cycles."""
    pieces = by_cycle(period, cycles)
    if all(one.end == day_start(other.first_day) for one, other in pairwise(pieces)):
        return (period,)
    return pieces


def _named(member: Member, names: Mapping[str, str]) -> Member:
    return Member(member.kind, member.id, names.get(member.id)) if member.id in names else member


def _once(said: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said))


@frozen(eq=False)
class _Found:
    period: Period
    whole: Consumption
    members: Mapping[Member, Consumption]
    revisions: tuple[Revision, ...]
    excluded: tuple[str, ...]
    caveats: tuple[str, ...]


@frozen(eq=False)
class _Asking:
    context: Context
    by: By
    own: str | None
    concurrency: int
    watch: Watch | None
    cache: DayCache | None

    def found(self, period: Period) -> Work[_Found]:
        """Read one piece of the period."""
        if self.own is not None:
            return (yield from self._of_one_organization(period, self.own))
        options: dict[str, Any] = {"concurrency": self.concurrency, "watch": self.watch, "cache": self.cache}
        if self.by == "organization" and self.context.version == "v2":
            return _broken_down(period, [(yield from self._organizations_of_v2(period))])
        if self.by == "organization":
            return _broken_down(period, [(yield from breakdown.by_organization(self.context, period, **options))])
        if self.context.version == "v2":
            # Those of its map, by their ids: the map itself has no days.
            listed = (yield from plans.daily(self.context, period)).by_user
            chosen = list(listed) if listed else None
            return _broken_down(period, [(yield from breakdown.by_user(self.context, period, users=chosen, **options))])
        users = yield from breakdown.by_user(self.context, period, **options)
        users.require_complete()
        services = yield from breakdown.by_service_user(self.context, period, **options)
        return _broken_down(period, [users, services])

    def _of_one_organization(self, period: Period, own: str) -> Plan[_Found]:
        it = yield from gathered(self.context, period, cache=self.cache)
        told(self.cache, [it])
        said = it.consumption
        return _Found(period, said, {Member("organization", own): said}, it.revisions, said.excluded, said.caveats)

    def _organizations_of_v2(self, period: Period) -> Work[Breakdown]:
        """Ask for the days of each organization of the map, which has none."""
        whole = yield from plans.daily(self.context, period)
        asked = partial(gathered, self.context, period, cache=self.cache)
        jobs = [Job(id, partial(asked, organization=id)) for id in whole.by_organization or ()]
        outcomes = yield Many(jobs, self.concurrency, watch=self.watch)
        read: dict[str, Gathered] = {id: each for id, each in outcomes.items() if isinstance(each, Gathered)}
        told(self.cache, read.values())
        return Breakdown(
            by="organization",
            period=period,
            version=self.context.version,
            acus=Acus({id: each.consumption.total_acus for id, each in read.items()}),
            whole=whole,
            consumption={id: each.consumption for id, each in read.items()},
            failures=failures(outcomes),
            revisions=tuple(revision for each in read.values() for revision in each.revisions),
            caveats=(*whole.caveats, *((_NO_MAP,) if whole.by_organization is None else ())),
        )


def _broken_down(period: Period, found: Sequence[Breakdown]) -> _Found:
    members: dict[Member, Consumption] = {}
    revisions = tuple(revision for each in found for revision in each.revisions)
    for each in found:
        evolve(each, revisions=revisions).require_complete()  # all of them, since they are told once
        members.update({Member(each.by, id): days for id, days in each.consumption.items()})
    return _Found(
        period=period,
        whole=found[-1].whole,
        members=members,
        revisions=revisions,
        # What the members' figures leave out is a charge that belongs to none of them.
        excluded=found[-1].whole.excluded,
        caveats=_once(said for each in found for said in each.caveats if said not in _OTHERWISE_HERE),
    )
