"""What a plan depends on, and the rules that every question keeps: its window, its scope, its filters."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from typing import Any, TypeVar

from attrs import define, field

from .. import answers
from ..answers import Body
from ..arguments import identifier, identifiers
from ..billing import Bounds, Clock, Period
from ..credential import Version
from ..errors import InconsistentAnswer, InvalidArgument, UnsupportedByScope, UnsupportedByVersion
from ..operations import Call
from ..utc import UtcSpan
from ..values import Principal, Subject, SubjectKind

T = TypeVar("T")
Plan = Generator[Call, Body, T]


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
    base_url: str = ""
    """The deployment that is asked."""
    key_digest: str = field(default="", repr=False)
    """Tells one key from another without holding it."""
    strict: bool = True
    """Whether answers that break the contract are refused."""


def span_of(context: Context, span: UtcSpan) -> dict[str, Any]:
    """Check a span of UTC days, and give it as v3 takes it."""
    if not isinstance(span, UtcSpan):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        form = "UtcSpan(date(2025, 12, 1), date(2025, 12, 31))"
        raise InvalidArgument(
            f"active users by day, week or month are counted by UTC days: a UtcSpan is needed, for example {form}, not "
            f"{type(span).__name__}"
        )
    return dict(zip(("time_after", "time_before"), span.wire_v3(context.bounds), strict=True))


def window(context: Context, period: Period) -> dict[str, Any]:
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


def limited_to(organization: str | None, organizations: Iterable[str] | None) -> tuple[str, ...] | None:
    """Check the organization, or the organizations, that a question is limited to."""
    if organization is not None and organizations is not None:
        raise InvalidArgument("organization and organizations exclude each other")
    if organization is not None:
        return (identifier("organization", organization),)
    return identifiers("organizations", organizations)


def one_at_a_time(context: Context, organizations: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Hold against the version how many organizations a question is limited to, where v3 has no filter."""
    if organizations is not None and len(organizations) > 1 and context.version == "v3":
        raise UnsupportedByVersion(
            "v3 gives one organization at a time: ask once for each; a v2 key (apk_user_...) can ask for several"
        )
    return organizations


def v3_only(context: Context, what: str) -> None:
    """Refuse what v2 has no operation for."""
    if context.version == "v2":
        raise UnsupportedByVersion(f"v2 cannot give {what}; a v3 key (cog_...) can")


def subject_of(organizations: tuple[str, ...] | None, members: Mapping[str, str]) -> Subject:
    """Name whose figures are asked for."""
    kinds: dict[str, SubjectKind] = {"user": "user", "service_user": "service_user", "session": "session"}
    for kind, member in members.items():
        return Subject(kinds[kind], member, organizations)
    if organizations is None:
        return Subject("enterprise")
    if len(organizations) == 1:
        return Subject("organization", organizations[0], organizations)
    return Subject("enterprise", None, organizations)


def filter_by(name: str, values: tuple[str, ...] | None) -> dict[str, list[str]]:
    """Make the argument of a filter; no filter is no argument."""
    return {} if values is None else {name: list(values)}


def own_organization(context: Context) -> Plan[str | None]:
    """Tell whose organization's paths to use: the one that the client was told, else the key's own, else none."""
    if context.org_id is not None:
        return context.org_id
    principal = yield from who_am_i(context)
    return principal.organization


def of_one_organization(context: Context) -> str:
    """Say who reads one organization alone: the client that was told so, or else its key."""
    if context.org_id is not None:
        return "a client that was made for one organization (org_id=...)"
    return "a key with organization scope"


def the_enterprise(context: Context) -> str:
    """Say what to use in its place."""
    return "a key with enterprise scope" if context.org_id is None else "a client without org_id"


def only(own: str, organizations: tuple[str, ...] | None) -> tuple[str, ...]:
    """Hold the organization that was asked for against the one whose paths are used."""
    if organizations is not None and organizations != (own,):
        raise UnsupportedByScope(
            "this client reads another organization; use a client of the one that was asked for (by its own key, or by "
            "org_id=...), or of the enterprise"
        )
    return (own,)
