"""Billing cycles and daily consumption."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .. import answers
from ..arguments import identifier
from ..billing import Period, now
from ..cycles import Cycle
from ..errors import InvalidArgument, UnsupportedByScope, UnsupportedByVersion
from ..operations import Call
from ..values import Consumption
from .context import (
    Context,
    Plan,
    filter_by,
    limited_to,
    one_at_a_time,
    only,
    own_organization,
    subject_of,
    the_enterprise,
    window,
)
from .pages import Listing, every


def cycles(context: Context) -> Plan[tuple[Cycle, ...]]:
    """Ask for all billing cycles, oldest first."""
    if context.version == "v2":
        body = yield Call("v2", "get_consumption_cycles")
        return answers.built(
            "get_consumption_cycles", lambda: answers.cycles(map(answers.cycle_v2, answers.listed(body)))
        )
    if (yield from own_organization(context)) is not None:
        raise UnsupportedByScope(
            f"billing cycles need enterprise scope; name the days instead, or use {the_enterprise(context)}"
        )
    listing = Listing("list_enterprise_consumption_cycles", answers.cycle_v3, strict=context.strict)
    return answers.cycles((yield from every(listing.by_cursor())))


def daily(
    context: Context,
    period: Period,
    *,
    organization: str | None = None,
    organizations: Iterable[str] | None = None,
    user: str | None = None,
    service_user: str | None = None,
    session: str | None = None,
) -> Plan[Consumption]:
    """Ask for the daily consumption of one subject."""
    asked = window(context, period)
    narrowed = {"user": user, "service_user": service_user, "session": session}
    members = {kind: identifier(kind, value) for kind, value in narrowed.items() if value is not None}
    if len(members) > 1:
        raise InvalidArgument(f"{' and '.join(members)} cannot be asked for together; ask for one at a time")
    filtered = one_at_a_time(context, limited_to(organization, organizations))
    if context.version == "v2":
        call = _daily_v2(asked, filtered, members)
    else:
        call, filtered = yield from _daily_v3(context, asked, filtered, members)
    asked_at = now(context.clock)
    body = yield call
    subject = subject_of(filtered, members)
    return answers.built(
        call.operation, lambda: answers.consumption(context.version, body, subject, period, lambda: asked_at)
    )


def _daily_v2(window: Mapping[str, Any], organizations: tuple[str, ...] | None, members: Mapping[str, str]) -> Call:
    other = next((kind for kind in members if kind != "user"), None)
    if other is not None:
        raise UnsupportedByVersion(
            f"v2 cannot give the consumption of a {other.replace('_', ' ')}; a v3 key (cog_...) can"
        )
    arguments = {**window, **filter_by("org_ids", organizations)}
    if "user" not in members:
        return Call("v2", "get_daily_consumption", arguments)
    return Call("v2", "get_user_daily_consumption", {**arguments, "user_id": members["user"]})


def _daily_v3(
    context: Context, window: Mapping[str, Any], organizations: tuple[str, ...] | None, members: Mapping[str, str]
) -> Plan[tuple[Call, tuple[str, ...] | None]]:
    own = yield from own_organization(context)
    arguments = {**window, **{f"{kind}_id": member for kind, member in members.items()}}
    (kind,) = members or (None,)
    if own is not None:
        organizations = only(own, organizations)
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
