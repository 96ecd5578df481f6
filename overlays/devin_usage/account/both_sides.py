"""What v2 and v3 say of one account: asked for once, to be held against each other.

Closed days and open ones are asked for apart: the maps of v2 have no days, so that an open day could not be taken out
of them afterwards. Members are asked about closed days alone.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Literal, TypeAlias, TypeVar

from attrs import frozen

from .. import plans
from ..arguments import identifier
from ..billing import Period, billing_day, day_start, now
from ..errors import AnswerError, DevinUsageError, InvalidArgument, UnsupportedByScope
from ..plans import Context, Plan
from ..plans.context import window
from ..values import Consumption, Days, Products
from .work import Job, Many, Outcomes, Watch, Work

T = TypeVar("T")
Kind = Literal["organization", "user", "service_user"]
Answer: TypeAlias = T | DevinUsageError
"""What a question gave, or failed with."""

_OPEN = " open"
_SERVICE_USER = "service-user-"
_LISTS: Mapping[Kind, str] = {"organization": "organizations", "user": "users", "service_user": "service users"}


@frozen(eq=False)
class Reading:
    """What v3 gives for a member over the closed days."""

    acus: float
    days: Days
    products: Products | None = None
    """Of organizations alone."""


@frozen(eq=False)
class Members:
    """The organizations, users or service users that v3 was asked about."""

    listed: Answer[frozenset[str]]
    """The ids that the list of v3 holds."""
    readings: Mapping[str, Answer[Reading]]
    """Of those, and of those that only a map of v2 names."""


@frozen(eq=False, kw_only=True)
class BothSides:
    """All that is compared."""

    period: Period
    closed: Period | None
    """The days of the period that were over when it was begun."""
    opened: Period | None
    """Those that were not."""
    v2: Answer[Consumption] | None
    """The closed days of the enterprise, with v2's maps."""
    v3: Answer[Consumption] | None
    v2_open: Answer[Consumption] | None
    v3_open: Answer[Consumption] | None
    organizations: Members
    users: Members
    service_users: Members
    v2_again: Answer[Consumption] | None
    """The closed days of the enterprise once more, after all members were asked."""
    v3_again: Answer[Consumption] | None


def both_sides(v2: Context, v3: Context, period: Period, *, concurrency: int, watch: Watch | None) -> Work[BothSides]:
    """Ask both versions.

    Raises:
        InvalidArgument: a context is of the other version, or the period is none.
        UnsupportedByScope: the v3 key has organization scope.
        StatusError: the figures of the enterprise are refused.
        RequestFailed: no complete answer to them arrived.
    """
    for context, version in ((v2, "v2"), (v3, "v3")):
        if context.version != version:
            raise InvalidArgument(f"{version} must be a client with a key of {version}, not of {context.version}")
        window(context, period)
    if (yield from plans.own_organization(v3)) is not None:
        raise UnsupportedByScope(
            "v2 gives the figures of the whole enterprise, so v3 needs a key with enterprise scope and no org_id"
        )
    closed, opened = _parted(period, day_start(billing_day(now(v3.clock))))
    first = [*_enterprise(v2, v3, closed), *_enterprise(v2, v3, opened, _OPEN)]
    said = yield Many([*first, *_lists(v3)] if closed is not None else first, concurrency)
    for job in first:
        _readable(said[job.name])
    members: dict[Kind, Members] = {kind: Members(frozenset(), {}) for kind in _LISTS}
    again: Outcomes = {}
    if closed is not None:
        members = yield from _members(v3, closed, said, concurrency, watch)
        again = yield Many(_enterprise(v2, v3, closed), concurrency)
    return BothSides(
        period=period,
        closed=closed,
        opened=opened,
        v2=said.get("v2"),
        v3=said.get("v3"),
        v2_open=said.get("v2" + _OPEN),
        v3_open=said.get("v3" + _OPEN),
        organizations=members["organization"],
        users=members["user"],
        service_users=members["service_user"],
        v2_again=again.get("v2"),
        v3_again=again.get("v3"),
    )


def _parted(period: Period, today: datetime) -> tuple[Period | None, Period | None]:
    """Part a period where the billing day that is open starts."""
    if period.end <= today:
        return period, None
    if period.start >= today:
        return None, period
    return Period(period.start, today), Period(today, period.end)


def _enterprise(v2: Context, v3: Context, period: Period | None, suffix: str = "") -> list[Job]:
    if period is None:
        return []
    return [Job(each.version + suffix, partial(plans.daily, each, period)) for each in (v2, v3)]


def _lists(v3: Context) -> list[Job]:
    # A page's plan runs once, so each attempt makes its own.
    return [
        Job(_LISTS["organization"], lambda: plans.every(plans.organizations(v3))),
        Job(_LISTS["user"], lambda: plans.every(plans.users(v3))),
        Job(_LISTS["service_user"], lambda: plans.every(plans.service_users(v3, include_inactive=True))),
    ]


def _members(
    v3: Context, period: Period, said: Outcomes, concurrency: int, watch: Watch | None
) -> Work[dict[Kind, Members]]:
    wanted = _wanted(said)
    jobs = [
        Job(f"{kind} {member}", partial(_reading, v3, period, kind, member))
        for kind, ids in wanted.items()
        for member, usable in ids.items()
        if isinstance(usable, str)
    ]
    read = yield Many(jobs, concurrency, watch=watch)
    return {
        kind: Members(
            _ids(said[_LISTS[kind]]), {member: read.get(f"{kind} {member}", usable) for member, usable in ids.items()}
        )
        for kind, ids in wanted.items()
    }


def _readable(answer: Answer[Any]) -> None:
    """Raise what leaves nothing to compare; an answer that contradicts itself is a finding."""
    if isinstance(answer, DevinUsageError) and not isinstance(answer, AnswerError):
        raise answer


def _ids(listed: Answer[Iterable[Any]]) -> Answer[frozenset[str]]:
    return listed if isinstance(listed, DevinUsageError) else frozenset(each.id for each in listed)


def _wanted(said: Outcomes) -> dict[Kind, dict[str, Answer[str]]]:
    """Find whom to ask v3 about: whoever it lists, and whoever only a map of v2 names, in the order of their ids."""
    found: dict[Kind, set[str]] = {}
    for kind, name in _LISTS.items():
        ids = _ids(said[name])
        found[kind] = set() if isinstance(ids, DevinUsageError) else set(ids)
    v2: Answer[Consumption] = said["v2"]
    if isinstance(v2, Consumption):
        found["organization"] |= set(v2.by_organization or ())
        for each in set(v2.by_user or ()) - found["user"] - found["service_user"]:
            found["service_user" if each.startswith(_SERVICE_USER) else "user"].add(each)
    return {kind: {each: _usable(kind, each) for each in sorted(ids)} for kind, ids in found.items()}


def _usable(kind: Kind, value: str) -> Answer[str]:
    """Check an id that the API gave: one that no path can hold must not end the questions about all others."""
    try:
        return identifier(kind, value)
    except InvalidArgument as error:
        return error


def _reading(v3: Context, period: Period, kind: Kind, member: str) -> Plan[Reading]:
    if kind == "organization":
        said = yield from plans.daily(v3, period, organization=member)
    elif kind == "user":
        said = yield from plans.daily(v3, period, user=member)
    else:
        said = yield from plans.daily(v3, period, service_user=member)
    # Columns of numbers: there may be thousands of members, and a year of days of each.
    days = Days(array("l", (day.day.toordinal() for day in said.days)), array("d", (day.acus for day in said.days)))
    return Reading(said.total_acus, days, said.products if kind == "organization" else None)
