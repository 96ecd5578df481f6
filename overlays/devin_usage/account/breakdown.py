"""The consumption of an account by its members: users, organizations, or service users.

v2 gives users and organizations in one answer, as maps; v3 is asked once for each member. The whole is asked for in the
same work, so that it is known what belongs to none of the members, and seen when the members exceed it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from math import fsum
from typing import TYPE_CHECKING, Any, NoReturn, cast

from attrs import evolve, frozen

from .. import plans
from ..arguments import identifier, identifiers
from ..billing import Period, billing_day, now
from ..errors import DevinUsageError, InconsistentAnswer, InvalidArgument, UnsupportedByScope
from ..plans import Context, Plan
from ..plans.context import (
    limited_to,
    of_one_organization,
    one_at_a_time,
    own_organization,
    the_enterprise,
    v3_only,
    window,
)
from ..values import TOLERANCE_ACUS, Acus, Consumption, Days
from .broken_down import Breakdown, By, IncompleteBreakdown, plural, tolerance_acus
from .columns import compact
from .fan_out import checked_concurrency
from .gathering import Gathered, checked_cache, gathered, told
from .work import Job, Many, Outcomes, Progress, Watch, Work, checked_watch
from .work import failures as failed

__all__ = ["Breakdown", "By", "IncompleteBreakdown", "by_organization", "by_service_user", "by_user"]

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .cache import DayCache

_LISTED_NOW = (
    "Members are those that the API lists now; what others have used, such as users who were removed, is part of "
    "`unattributed`."
)
_NO_ORGANIZATION = "Cascade and Terminal belong to no organization: their ACUs are part of `unattributed`."
_PERHAPS_NO_ORGANIZATION = (
    "By the pages of v2, Cascade and Terminal belong to no organization: if that holds for v3, their ACUs are part of "
    "`unattributed`."
)
SERVICE_USERS_APART = (
    "Service users are asked for apart: what they have used is part of `unattributed` here, and broken down by "
    "`by_service_user`."
)
CHOSEN = "Only those who were asked for are read: what all others have used is part of `unattributed`."
_SERVICE_USERS = "Whether v2's users include service users is not documented"
_SERVICE_USER = "service-user-"
_UNLISTED = (
    "v2 does not list it: it cannot be told whether the organization was idle, or the id is unknown; a v3 key can tell"
)
_MOVED = (
    "The members sum to more than the whole: the open day has grown between the questions; no closed day exceeds it."
)


def by_user(
    context: Context,
    period: Period,
    *,
    users: Iterable[str] | None = None,
    organizations: Iterable[str] | None = None,
    concurrency: int = 8,
    watch: Watch | None = None,
    cache: DayCache | None = None,
) -> Work[Breakdown]:
    """Ask for the consumption of each user.

    Without ``users`` v2 is asked once, and v3 for its list first. With ``organizations`` v2 counts what was used there.
    """
    asking = _Asking(context, period, "user", checked_concurrency(concurrency), watch, cache)
    chosen = identifiers("users", users)
    asking = evolve(asking, organizations=one_at_a_time(context, limited_to(None, organizations)))
    if context.version == "v3" and asking.organizations is not None and (yield from own_organization(context)) is None:
        raise UnsupportedByScope(
            "v3 gives users within one organization under that organization's path only: leave organizations out, or "
            "make the client with org_id=..."
        )
    whole: Gathered | None = None
    if context.version == "v2" and chosen is None:
        answer = yield from plans.daily(context, period, organizations=asking.organizations)
        # An empty map beside ACUs breaks nothing down.
        if answer.by_user or (answer.by_user is not None and answer.total_acus <= TOLERANCE_ACUS):
            return (yield from _of_map(asking, answer.by_user, answer, None))
        whole = Gathered(answer, 0, ())
    return (yield from _of_members(asking, chosen, whole))


def by_organization(
    context: Context,
    period: Period,
    *,
    organizations: Iterable[str] | None = None,
    concurrency: int = 8,
    watch: Watch | None = None,
    cache: DayCache | None = None,
) -> Work[Breakdown]:
    """Ask for the consumption of each organization: v2 once; v3 for its list, unless ids are given, and for each.

    Organizations that v2 is asked for and does not list are asked for alone. What it does not list then either is a
    failure: v2 gives 0 ACUs for an id that it does not know as it does for an organization that was idle.
    """
    asking = _Asking(context, period, "organization", checked_concurrency(concurrency), watch, cache)
    chosen = identifiers("organizations", organizations)
    whole: Gathered | None = None
    if context.version == "v2":
        # Whether v2 knows an organization is told by the maps of its answers, which are not kept.
        asking = evolve(asking, cache=None)
        answer = yield from plans.daily(context, period, organizations=chosen)
        if answer.by_organization is not None:
            return (yield from _of_map(asking, answer.by_organization, answer, chosen))
        whole = Gathered(answer, 0, ())
    return (yield from _of_members(asking, chosen, whole))


def by_service_user(
    context: Context,
    period: Period,
    *,
    service_users: Iterable[str] | None = None,
    concurrency: int = 8,
    watch: Watch | None = None,
    cache: DayCache | None = None,
) -> Work[Breakdown]:
    """Ask for the consumption of each service user (v3), those that expired or were deleted included."""
    v3_only(context, "the consumption of service users")
    asking = _Asking(context, period, "service_user", checked_concurrency(concurrency), watch, cache)
    return (yield from _of_members(asking, identifiers("service_users", service_users)))


@frozen(eq=False)
class _Asking:
    """A question for a breakdown."""

    context: Context
    period: Period
    by: By
    concurrency: int
    watch: Watch | None
    cache: DayCache | None
    organizations: tuple[str, ...] | None = None

    def __attrs_post_init__(self) -> None:
        """Check what is asked for before anything is sent."""
        window(self.context, self.period)
        checked_watch(self.watch)
        checked_cache(self.cache)

    def one(self, **subject: Any) -> Plan[Gathered]:
        """Ask for one subject, and keep little of the answer."""
        # Only v2 takes several organizations, and what a question is limited to by several is not cached.
        several = self.organizations is not None and len(self.organizations) > 1
        if self.cache is None or several:
            read = yield from plans.daily(self.context, self.period, organizations=self.organizations, **subject)
            return Gathered(evolve(read, days=compact(cast("Days", read.days))), 0, ())
        for organization in self.organizations or ():
            subject["organization"] = organization
        return (yield from gathered(self.context, self.period, cache=self.cache, **subject))

    def check_that_members_are_listed(self) -> Plan[None]:
        """Refuse, before any figure is asked for, what no list can be read for.

        Raises:
            UnsupportedByScope: the key has organization scope, or the client was made for one organization.
        """
        if self.context.version == "v3" and (yield from own_organization(self.context)) is not None:
            raise UnsupportedByScope(
                f"{of_one_organization(self.context)} cannot list {plural(self.by)}; pass their ids: "
                f"{self.by}s=[...], or use {the_enterprise(self.context)}"
            )

    def listed(self) -> Plan[list[str]]:
        """List the ids of the members."""
        found: Sequence[Any]
        if self.by == "user":
            found = yield from plans.every(plans.users(self.context))
        elif self.by == "organization":
            found = yield from plans.every(plans.organizations(self.context))
        else:
            found = yield from plans.every(plans.service_users(self.context, include_inactive=True))
        return list(dict.fromkeys(each.id for each in found))


def _of_map(
    asking: _Asking, given: Mapping[str, float], whole: Consumption, chosen: tuple[str, ...] | None
) -> Work[Breakdown]:
    """Break down by a map of v2; members that were asked for and are not in it are asked for alone."""
    if chosen is not None and not given.keys() <= set(chosen):
        raise InconsistentAnswer(f"the API gave ACUs of {plural(asking.by)} that were not asked for")
    absent = [id for id in chosen or () if id not in given]
    outcomes: Outcomes = {}
    if absent:
        jobs = [Job(id, partial(asking.one, **{asking.by: id})) for id in absent]
        outcomes = yield Many(jobs, asking.concurrency, watch=asking.watch)
    elif asking.watch is not None:
        asking.watch(Progress(done=len(given), failed=0, total=len(given)))
    failures = {**failed(outcomes), **_unlisted(asking, outcomes)}
    read: dict[str, Consumption] = {id: one.consumption for id, one in outcomes.items() if id not in failures}
    acus = {**given, **{id: one.total_acus for id, one in read.items()}}
    caveats = [*whole.caveats]
    if chosen is not None:
        caveats.append(CHOSEN)
    if asking.by == "user":
        services = sum(id.startswith(_SERVICE_USER) for id in acus)
        caveats.append(f"{_SERVICE_USERS}{f'; {services:,} of these ids start with {_SERVICE_USER}' * bool(services)}.")
    elif chosen is None:
        caveats.append(_NO_ORGANIZATION)
    summed, tolerance = fsum(acus.values()), tolerance_acus(len(acus))
    if not summed <= _most_acus(whole) + tolerance and (not read or not _is_open(asking)):
        _contradict(asking, f"in {asking.period}", summed, whole.total_acus)
    return Breakdown(
        by=asking.by,
        period=asking.period,
        version=asking.context.version,
        acus=Acus({id: acus[id] for id in chosen or acus if id in acus}),
        whole=whole,
        failures=failures,
        excluded=whole.excluded,
        caveats=tuple(caveats),
    )


def _of_members(asking: _Asking, chosen: tuple[str, ...] | None, whole: Gathered | None = None) -> Work[Breakdown]:
    """Break down by one question for each member."""
    today = billing_day(now(asking.context.clock)).toordinal()
    if chosen is None:
        yield from asking.check_that_members_are_listed()
    # First, so that a key that may not ask is told once, and who it belongs to is known to all of them.
    if whole is None:
        whole = yield from asking.one()
    ids = chosen if chosen is not None else (yield from asking.listed())
    refused = {} if chosen is not None else _unusable(asking.by, ids)
    jobs = [Job(id, partial(asking.one, **{asking.by: id})) for id in ids if id not in refused]
    outcomes: Outcomes = yield Many(jobs, asking.concurrency, watch=asking.watch)

    failures = {**refused, **failed(outcomes), **_unlisted(asking, outcomes)}
    failures = {id: failures[id] for id in ids if id in failures}
    found = {id: _sharing(outcomes[id], whole) for id in ids if id not in failures}
    read = {id: each.consumption for id, each in found.items()}
    _check_closed_days(asking, read.values(), whole.consumption, today)
    caveats = [*whole.consumption.caveats, *(caveat for each in read.values() for caveat in each.caveats)]
    caveats += _unattributed(asking, chosen)
    if fsum(each.total_acus for each in read.values()) > _most_acus(whole.consumption) + tolerance_acus(len(read)):
        caveats.append(_MOVED)  # No day that was closed exceeds the whole.
    everything = (whole, *found.values())
    told(asking.cache, everything)
    return Breakdown(
        by=asking.by,
        period=asking.period,
        version=asking.context.version,
        acus=Acus({id: each.total_acus for id, each in read.items()}),
        whole=whole.consumption,
        consumption=read,
        failures=failures,
        days_from_cache=sum(each.days_from_cache for each in everything),
        revisions=tuple(revision for each in everything for revision in each.revisions),
        excluded=tuple(dict.fromkeys(said for each in everything for said in each.consumption.excluded)),
        caveats=tuple(dict.fromkeys(caveats)),
    )


def _unattributed(asking: _Asking, chosen: tuple[str, ...] | None) -> list[str]:
    """Say what the whole holds beside the members."""
    if chosen is not None:
        return [CHOSEN]
    said = [_LISTED_NOW]
    if asking.by == "organization":
        said.append(_NO_ORGANIZATION if asking.context.version == "v2" else _PERHAPS_NO_ORGANIZATION)
    elif asking.by == "user":
        said.append(SERVICE_USERS_APART if asking.context.version == "v3" else f"{_SERVICE_USERS}.")
    return said


def _unlisted(asking: _Asking, outcomes: Outcomes) -> dict[str, DevinUsageError]:
    """Find the organizations whose own answer of v2 does not say that there are such: no map, and nothing used."""
    found: dict[str, DevinUsageError] = {}
    if asking.context.version == "v3" or asking.by != "organization":
        return found
    for id, outcome in outcomes.items():
        if isinstance(outcome, Gathered):
            said = outcome.consumption
            listed = said.by_organization
            if id not in listed if listed is not None else said.total_acus <= TOLERANCE_ACUS:
                found[id] = InconsistentAnswer(_UNLISTED)
    return found


def _unusable(by: By, ids: Sequence[str]) -> dict[str, DevinUsageError]:
    found: dict[str, DevinUsageError] = {}
    for id in ids:
        try:
            identifier(by, id)
        except InvalidArgument as error:
            found[id] = InconsistentAnswer(f"the API listed an id that no path can hold: {error}")
    return found


def _is_open(asking: _Asking) -> bool:
    return asking.period.end > now(asking.context.clock)


def _sharing(member: Gathered, whole: Gathered) -> Gathered:
    """Let members share what is the same for all of them."""
    if member.consumption.caveats != whole.consumption.caveats:
        return member
    return evolve(member, consumption=evolve(member.consumption, caveats=whole.consumption.caveats))


def _check_closed_days(asking: _Asking, members: Iterable[Consumption], whole: Consumption, today: int) -> None:
    """Hold the members against the whole on every day that was over before the first question."""
    by_day: dict[int, list[float]] = defaultdict(list)
    for member in members:
        days = cast("Days", member.days)
        for ordinal, acus in zip(days.ordinals, days.acus, strict=True):
            if ordinal < today:
                by_day[ordinal].append(acus)
    of_whole = dict(zip(cast("Days", whole.days).ordinals, cast("Days", whole.days).acus, strict=True))
    for ordinal, amounts in sorted(by_day.items()):
        summed, most = fsum(amounts), of_whole.get(ordinal, 0.0)
        if not summed <= max(most, 0.0) + tolerance_acus(len(amounts)):
            _contradict(asking, f"on {date.fromordinal(ordinal).isoformat()}", summed, most)


def _most_acus(whole: Consumption) -> float:
    """Tell what the members may have used: of a day below zero, which is a correction, they need not have a part."""
    return fsum((whole.total_acus, *(-day.acus for day in whole.days if day.acus < 0.0)))


def _contradict(asking: _Asking, when: str, summed: float, most: float) -> NoReturn:
    cached = "; days from the cache may be older: ask without it" if asking.cache is not None else ""
    raise InconsistentAnswer(
        f"{when} the {plural(asking.by)} sum to {summed!r} ACUs, more than the {most!r} of the whole{cached}"
    )
