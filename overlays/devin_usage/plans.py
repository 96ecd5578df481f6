"""What each question asks of the API, in which order, and how the answers become a value.

A plan is a generator: it yields a `Call`, is sent the checked body, and returns the value. A runner that sends the
calls can be sync or async; the plan, with every rule in it, is the same.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from datetime import timedelta
from typing import Any, Literal, TypeVar

from attrs import define

from . import answers
from .answers import Body
from .billing import Clock, Cycle, Period
from .credential import Version
from .errors import InconsistentAnswer, InvalidArgument, UnsupportedByScope, UnsupportedByVersion
from .operations import Call
from .values import Consumption, Principal, Subject, UsageMetrics

T = TypeVar("T")
Plan = Generator[Call, Body, T]
Bounds = Literal["exclusive", "inclusive"]

_PAGE = 200


@define
class Context:
    """What a client was told, and what it has learnt of its key and needs to ask only once."""

    version: Version
    clock: Clock
    bounds: Bounds = "exclusive"
    """How the API is taken to read the end of a period; it is not documented."""
    principal: Principal | None = None
    """Whom the key belongs to, once that has been asked."""


def _v2_window(period: Period, bounds: Bounds) -> dict[str, Any]:
    return {"start_date": period.start, "end_date": _end(period, bounds)}


def _v3_window(period: Period, bounds: Bounds) -> dict[str, Any]:
    return {"time_after": int(period.start.timestamp()), "time_before": int(_end(period, bounds).timestamp())}


def _end(period: Period, bounds: Bounds) -> Any:
    return period.end - timedelta(seconds=1) if bounds == "inclusive" else period.end


def path_value(name: str, value: str) -> str:
    """Check an id that becomes part of a path.

    Raises:
        InvalidArgument: it is no text, is empty or a dot segment (which would reach another endpoint), or holds
            control characters or lone surrogates.
    """
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument(f"{name} is not a text")
    if value in {"", ".", ".."}:
        raise InvalidArgument(f"{name} is {value!r}, which would reach another endpoint")
    if any(character < " " or character == "\x7f" or "\ud800" <= character <= "\udfff" for character in value):
        raise InvalidArgument(f"{name} holds a control character or half a surrogate pair")
    return value


def who_am_i(context: Context) -> Plan[Principal]:
    """Ask whose key it is; v3 only."""
    if context.version != "v3":
        raise UnsupportedByVersion("v2 cannot tell whom a key belongs to; a v3 key (cog_...) can")
    if context.principal is None:
        principal = answers.principal((yield Call("v3", "get_self")))
        if principal.organization is not None:
            try:
                path_value("organization", principal.organization)
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
        items.extend(page["items"])
        cursor = page.get("end_cursor")
        if not cursor:
            if page.get("has_next_page"):
                raise InconsistentAnswer(f"{operation}: the API says that there is a next page, and gives no cursor")
            return items
        if cursor in cursors:
            raise InconsistentAnswer(f"{operation}: the API gave the same cursor twice")
        cursors.add(cursor)
        arguments = {"first": _PAGE, "after": cursor}


def cycles(context: Context) -> Plan[tuple[Cycle, ...]]:
    """Ask for all billing cycles, oldest first."""
    if context.version == "v2":
        return answers.cycles(map(answers.cycle_v2, (yield Call("v2", "get_consumption_cycles"))))
    principal = yield from who_am_i(context)
    if principal.organization is not None:
        raise UnsupportedByScope(
            "a key with organization scope cannot read billing cycles; name the days instead, or use a key with "
            "enterprise scope"
        )
    items = yield from _pages("list_enterprise_consumption_cycles")
    return answers.cycles(map(answers.cycle_v3, items))


def daily(
    context: Context,
    period: Period,
    *,
    organization: str | None,
    user: str | None,
    service_user: str | None,
    session: str | None,
) -> Plan[Consumption]:
    """Ask for the daily consumption of one subject."""
    narrowed = {"user": user, "service_user": service_user, "session": session}
    members = {kind: path_value(kind, value) for kind, value in narrowed.items() if value is not None}
    if len(members) > 1:
        raise InvalidArgument(f"{' and '.join(members)} cannot be asked for together; ask for one at a time")
    if organization is not None:
        path_value("organization", organization)
    if context.version == "v2":
        return (yield from _daily_v2(context, period, organization, members))
    return (yield from _daily_v3(context, period, organization, members))


def _subject(organization: str | None, members: Mapping[str, str]) -> Subject:
    organizations = None if organization is None else (organization,)
    if "user" in members:
        return Subject("user", members["user"], organizations)
    if "service_user" in members:
        return Subject("service_user", members["service_user"], organizations)
    if "session" in members:
        return Subject("session", members["session"], organizations)
    return Subject("enterprise") if organization is None else Subject("organization", organization, organizations)


def _daily_v2(
    context: Context, period: Period, organization: str | None, members: Mapping[str, str]
) -> Plan[Consumption]:
    other = next((kind for kind in members if kind != "user"), None)
    if other is not None:
        raise UnsupportedByVersion(
            f"v2 cannot give the consumption of a {other.replace('_', ' ')}; a v3 key (cog_...) can"
        )
    arguments = _v2_window(period, context.bounds)
    if organization is not None:
        arguments["org_ids"] = [organization]
    operation = "get_daily_consumption"
    if "user" in members:
        operation = "get_user_daily_consumption"
        arguments["user_id"] = members["user"]
    body = yield Call("v2", operation, arguments)
    return answers.consumption("v2", body, _subject(organization, members), period, context.clock)


def _daily_v3(
    context: Context, period: Period, organization: str | None, members: Mapping[str, str]
) -> Plan[Consumption]:
    principal = yield from who_am_i(context)
    arguments = _v3_window(period, context.bounds)
    kind, member = next(iter(members.items()), (None, None))
    if kind is not None:
        arguments[f"{kind}_id"] = member
    if principal.organization is not None:
        organization = _own(principal, organization)
        arguments["org_id"] = organization
        scope = "organization"
    else:
        scope = "enterprise"
        if organization is not None and kind is not None:
            raise UnsupportedByScope(
                f"v3 gives the consumption of a {kind.replace('_', ' ')} in one organization to a key of that "
                "organization only; leave the organization out, or use such a key"
            )
        if organization is not None:
            arguments["org_id"] = organization
            kind = "organization"
    operation = f"get_{scope}_{kind}_daily_consumption" if kind else f"get_{scope}_daily_consumption"
    body = yield Call("v3", operation, arguments)
    return answers.consumption("v3", body, _subject(organization, members), period, context.clock)


def _own(principal: Principal, organization: str | None) -> str:
    """Hold the organization that was asked for against the one that the key belongs to."""
    assert principal.organization is not None  # noqa: S101 - both callers have just looked
    if organization not in {None, principal.organization}:
        raise UnsupportedByScope("the key belongs to another organization; use a key of that one or of the enterprise")
    return principal.organization


def usage(context: Context, period: Period, *, organization: str | None) -> Plan[UsageMetrics]:
    """Ask for the usage metrics of the enterprise or of an organization."""
    if organization is not None:
        path_value("organization", organization)
    if context.version == "v2":
        arguments = _v2_window(period, context.bounds)
        if organization is not None:
            arguments["org_ids"] = [organization]
        body = yield Call("v2", "get_usage_metrics", arguments)
        return answers.usage("v2", body, _subject(organization, {}), period, context.clock)
    principal = yield from who_am_i(context)
    arguments = _v3_window(period, context.bounds)
    operation = "get_enterprise_usage_metrics"
    if principal.organization is not None:
        organization = _own(principal, organization)
        operation = "get_organization_usage_metrics"
    elif organization is not None:
        operation = "get_enterprise_organization_usage_metrics"
    if organization is not None:
        arguments["org_id"] = organization
    body = yield Call("v3", operation, arguments)
    return answers.usage("v3", body, _subject(organization, {}), period, context.clock)
