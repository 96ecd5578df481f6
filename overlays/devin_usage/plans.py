"""What each question asks of the API, in which order, and how the answers become a value.

A plan is a generator: it yields a `Call`, is sent the checked body, and returns the value. A runner that sends the
calls can be sync or async; the plan, with every rule in it, is the same.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

from attrs import define, evolve

from . import answers
from .answers import Body
from .arguments import identifier, identifiers
from .billing import Bounds, Clock, Period
from .credential import Version
from .cycles import Cycle
from .errors import InconsistentAnswer, InvalidArgument, UnsupportedByScope, UnsupportedByVersion
from .operations import Call
from .utc import UtcSpan
from .values import Consumption, Principal, Subject, SubjectKind, UsageMetrics

T = TypeVar("T")
Plan = Generator[Call, Body, T]

_PAGE = 200


@define(eq=False)
class Context:
    """What a client was told, and what it has learnt of its key and needs to ask only once."""

    version: Version
    clock: Clock
    bounds: Bounds = "exclusive"
    """How the API is taken to read the end of a period; it is not documented."""
    org_id: str | None = None
    """The organization whose paths a v3 client was told to use, whatever the scope of its key."""
    principal: Principal | None = None
    """Whom the key belongs to, once that has been asked."""


def _window(context: Context, period: Period) -> dict[str, Any]:
    """Check a period, and give it as the version takes it. v2 has two pairs of names for it; one pair is sent."""
    if not isinstance(period, Period):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        why = "; UTC days are for active users only" if isinstance(period, UtcSpan) else ""
        form = "Period.parse('2025-12-05/2026-01-04')"
        raise InvalidArgument(f"a Period is needed, for example {form}, not {type(period).__name__}{why}")
    if context.version == "v2":
        return dict(zip(("start_date", "end_date"), period.wire_v2(context.bounds), strict=True))
    return dict(zip(("time_after", "time_before"), period.wire_v3(context.bounds), strict=True))


def who_am_i(context: Context) -> Plan[Principal]:
    """Ask whose key it is; v3 only."""
    if context.version != "v3":
        raise UnsupportedByVersion("v2 cannot tell whom a key belongs to; a v3 key (cog_...) can")
    if context.principal is None:
        body = yield Call("v3", "get_self")
        principal = answers.built("get_self", lambda: answers.principal(body))
        if principal.organization is not None:
            try:
                identifier("organization", principal.organization)
            except InvalidArgument as error:
                raise InconsistentAnswer(f"get_self: the API gave an id that no path can hold: {error}") from error
        context.principal = principal
    return context.principal


def _pages(operation: str) -> Plan[list[Body]]:
    """Read every page of a v3 list."""
    items: list[Body] = []
    cursors: set[str] = set()
    arguments: dict[str, Any] = {"first": _PAGE}
    while True:
        page = yield Call("v3", operation, arguments)
        more, cursor, has_next = answers.built(operation, partial(answers.page, page))
        items.extend(more)
        if not cursor:
            if has_next:
                raise InconsistentAnswer(f"{operation}: the API says that there is a next page, and gives no cursor")
            return items
        if cursor in cursors:
            raise InconsistentAnswer(f"{operation}: the API gave the same cursor twice")
        cursors.add(cursor)
        arguments = {"first": _PAGE, "after": cursor}


def cycles(context: Context) -> Plan[tuple[Cycle, ...]]:
    """Ask for all billing cycles, oldest first."""
    if context.version == "v2":
        body = yield Call("v2", "get_consumption_cycles")
        return answers.built(
            "get_consumption_cycles", lambda: answers.cycles(map(answers.cycle_v2, answers.listed(body)))
        )
    if (yield from _own_organization(context)) is not None:
        raise UnsupportedByScope(
            "billing cycles need enterprise scope; name the days instead, or use a key with enterprise scope"
        )
    operation = "list_enterprise_consumption_cycles"
    items = yield from _pages(operation)
    return answers.built(operation, lambda: answers.cycles(map(answers.cycle_v3, items)))


def daily(
    context: Context,
    period: Period,
    *,
    organization: str | None,
    organizations: Iterable[str] | None,
    user: str | None,
    service_user: str | None,
    session: str | None,
) -> Plan[Consumption]:
    """Ask for the daily consumption of one subject."""
    window = _window(context, period)
    narrowed = {"user": user, "service_user": service_user, "session": session}
    members = {kind: identifier(kind, value) for kind, value in narrowed.items() if value is not None}
    if len(members) > 1:
        raise InvalidArgument(f"{' and '.join(members)} cannot be asked for together; ask for one at a time")
    filtered = _organizations(context, organization, organizations)
    if context.version == "v2":
        call = _daily_v2(window, filtered, members)
    else:
        call, filtered = yield from _daily_v3(context, window, filtered, members)
    body = yield call
    subject = _subject(filtered, members)
    return answers.built(
        call.operation, lambda: answers.consumption(context.version, body, subject, period, context.clock)
    )


def _organizations(
    context: Context, organization: str | None, organizations: Iterable[str] | None
) -> tuple[str, ...] | None:
    """Check the organization, or the organizations, that a question is limited to."""
    if organization is not None and organizations is not None:
        raise InvalidArgument("organization and organizations exclude each other")
    if organization is not None:
        return (identifier("organization", organization),)
    filtered = identifiers("organizations", organizations)
    if filtered is not None and len(filtered) > 1 and context.version == "v3":
        raise UnsupportedByVersion(
            "v3 gives one organization at a time: ask once for each; a v2 key (apk_user_...) can ask for several"
        )
    return filtered


def _subject(organizations: tuple[str, ...] | None, members: Mapping[str, str]) -> Subject:
    kinds: dict[str, SubjectKind] = {"user": "user", "service_user": "service_user", "session": "session"}
    for kind, member in members.items():
        return Subject(kinds[kind], member, organizations)
    if organizations is None:
        return Subject("enterprise")
    if len(organizations) == 1:
        return Subject("organization", organizations[0], organizations)
    return Subject("enterprise", None, organizations)


def _daily_v2(window: Mapping[str, Any], organizations: tuple[str, ...] | None, members: Mapping[str, str]) -> Call:
    other = next((kind for kind in members if kind != "user"), None)
    if other is not None:
        raise UnsupportedByVersion(
            f"v2 cannot give the consumption of a {other.replace('_', ' ')}; a v3 key (cog_...) can"
        )
    arguments = {**window, **_filter("org_ids", organizations)}
    if "user" not in members:
        return Call("v2", "get_daily_consumption", arguments)
    return Call("v2", "get_user_daily_consumption", {**arguments, "user_id": members["user"]})


def _filter(name: str, values: tuple[str, ...] | None) -> dict[str, list[str]]:
    return {} if values is None else {name: list(values)}


def _daily_v3(
    context: Context, window: Mapping[str, Any], organizations: tuple[str, ...] | None, members: Mapping[str, str]
) -> Plan[tuple[Call, tuple[str, ...] | None]]:
    own = yield from _own_organization(context)
    arguments = {**window, **{f"{kind}_id": member for kind, member in members.items()}}
    (kind,) = members or (None,)
    if own is not None:
        organizations = _only(own, organizations)
        name = f"get_organization_{kind}_daily_consumption" if kind else "get_organization_daily_consumption"
        return Call("v3", name, {**arguments, "org_id": own}), organizations
    if organizations is None:
        name = f"get_enterprise_{kind}_daily_consumption" if kind else "get_enterprise_daily_consumption"
        return Call("v3", name, arguments), None
    if kind is not None:
        raise UnsupportedByScope(
            f"v3 gives the consumption of a {kind.replace('_', ' ')} within one organization under that organization's "
            "path only: leave the organization out, or make the client with org_id=..."
        )
    arguments["org_id"] = organizations[0]
    return Call("v3", "get_enterprise_organization_daily_consumption", arguments), organizations


def _own_organization(context: Context) -> Plan[str | None]:
    """Tell whose organization's paths to use: the one that the client was told, else the key's own, else none."""
    if context.org_id is not None:
        return context.org_id
    principal = yield from who_am_i(context)
    return principal.organization


def _only(own: str, organizations: tuple[str, ...] | None) -> tuple[str, ...]:
    """Hold the organization that was asked for against the one whose paths are used."""
    if organizations is not None and organizations != (own,):
        raise UnsupportedByScope(
            "this client reads another organization; use a key of the one that was asked for, or of the enterprise"
        )
    return (own,)


def usage(
    context: Context,
    period: Period,
    *,
    organization: str | None,
    organizations: Iterable[str] | None,
    users: Iterable[str] | None,
) -> Plan[UsageMetrics]:
    """Ask for the usage metrics of the enterprise, or limited to organizations and users."""
    window = _window(context, period)
    filtered = _organizations(context, organization, organizations)
    chosen = identifiers("users", users)
    if context.version == "v2":
        call = Call(
            "v2", "get_usage_metrics", {**window, **_filter("org_ids", filtered), **_filter("user_ids", chosen)}
        )
    else:
        if chosen is not None:
            raise UnsupportedByVersion("v3 cannot limit usage metrics to users; a v2 key (apk_user_...) can")
        own = yield from _own_organization(context)
        if own is not None:
            filtered = _only(own, filtered)
            call = Call("v3", "get_organization_usage_metrics", {**window, "org_id": own})
        elif filtered is not None:
            call = Call("v3", "get_enterprise_organization_usage_metrics", {**window, "org_id": filtered[0]})
        else:
            call = Call("v3", "get_enterprise_usage_metrics", window)
    body = yield call
    subject = evolve(_subject(filtered, {}), users=chosen)
    return answers.built(call.operation, lambda: answers.usage(context.version, body, subject, period, context.clock))
