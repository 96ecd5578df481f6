"""What a report is made of: each question that the key can be asked, and its answer or why there is none.

A question that fails ends neither the report nor the other questions; it is named on the page. A key that is refused,
an argument that is, and a cache that cannot be used end it, since they are about everything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from attrs import evolve, field, frozen

from ..account.cache import DayCache
from ..account.forecast import Forecast
from ..account.price import Price
from ..account.work import Watch
from ..billing import Period, billing_day, day_start, now
from ..credential import Version
from ..cycles import Cycle, by_cycle
from ..errors import InvalidArgument, UnsupportedByScope
from ..plans import Context
from ..plans.context import of_one_organization, the_enterprise
from ..utc import UtcSpan
from ..values import (
    ActiveUsers,
    Consumption,
    PullRequestMetrics,
    SessionMetrics,
    UsageMetrics,
)
from .unread import Part, Unread, part

if TYPE_CHECKING:
    from ..account.broken_down import Breakdown
    from ..client import DevinUsage

T = TypeVar("T")

_OF_A_CYCLE = "The API's limit is for a billing cycle, and"


@frozen
class Person:
    """What a member is called."""

    name: str | None = field(repr=False)
    email: str | None = field(default=None, repr=False)


Names: TypeAlias = Mapping[str, Person]


@frozen(kw_only=True)
class Findings:
    """All that a page shows."""

    at: datetime
    """The moment at which the first question was asked."""
    base_url: str
    version: Version
    key: str
    """Which kind of key was used, as words; never the key."""
    period: Period
    """The cycle, or the period that was asked for."""
    is_cycle: bool
    """Whether the API lists the period as a billing cycle."""
    pieces: tuple[Period, ...]
    """The parts of the period in each billing cycle, up to the open day; none where the cycles are not known."""
    so_far: Period
    """The part of it up to the end of the billing day that is open."""
    span: UtcSpan
    """The UTC days of the same dates."""
    price: Price | None
    consumption: Part[Consumption]
    cycles: Part[tuple[Cycle, ...]]
    """The billing cycles of the account; the current one alone where it is the period."""
    limits: Part[object]
    """Whether the API's limits were read, where one could be the budget."""
    forecast: Part[Forecast]
    users: Part[Breakdown]
    organizations: Part[Breakdown]
    service_users: Part[Breakdown]
    user_names: Part[Names]
    organization_names: Part[Names]
    service_user_names: Part[Names]
    usage: Part[UsageMetrics]
    sessions: Part[SessionMetrics]
    pull_requests: Part[PullRequestMetrics]
    active_users: Part[ActiveUsers]
    daily_active_users: Part[tuple[ActiveUsers, ...]]

    @property
    def unread(self) -> tuple[Unread, ...]:
        """Every question that was not answered."""
        parts: tuple[object, ...] = (
            self.consumption,
            self.cycles,
            self.limits,
            self.forecast,
            self.users,
            self.organizations,
            self.service_users,
            self.user_names,
            self.organization_names,
            self.service_user_names,
            self.usage,
            self.sessions,
            self.pull_requests,
            self.active_users,
            self.daily_active_users,
        )
        return tuple(part for part in parts if isinstance(part, Unread))


def find(
    client: DevinUsage,
    *,
    period: Period | None,
    budget_acus: float | None,
    price: Price | None,
    cache: DayCache | None,
    named: bool,
    watch: Watch | None,
) -> Findings:
    """Ask everything that the page shows.

    Args:
        client: Whom to ask.
        period: What to read; None for the current billing cycle.
        budget_acus: The budget; by default the API's limit for a cycle.
        price: What an ACU costs.
        cache: Keeps the closed days of members.
        named: Whether to ask what users and service users are called.
        watch: Told of the progress of each breakdown.

    Raises:
        UnsupportedByScope: the key cannot list cycles, and no period was given.
        InvalidArgument: an argument is refused, or the period has not begun.
        Unauthorized: the key is refused.
        CacheError: the cache cannot be used.
        DevinUsageError: nothing could be read; this is what the first question failed with.
    """
    context: Context = client._session.context  # pyright: ignore[reportPrivateUsage]  # what a client is made of is for its package
    at = now(context.clock)
    if period is not None and at < period.start:
        raise InvalidArgument(f"{period} has not begun, so there is nothing to report")
    cycles: Part[tuple[Cycle, ...]]
    if period is None:
        current = _current(client)
        period, cycles = current.period, (current,)
    else:
        cycles = part("billing cycles", lambda: _listing(context, "billing cycles", client.cycles.list), quoting=named)
    is_cycle = _is_cycle(period, cycles)
    so_far = period
    if at < period.end:  # Whole days, so that the total is the dashboard's.
        so_far = Period(period.start, min(period.end, day_start(billing_day(at)) + timedelta(days=1)))
    span = UtcSpan(so_far.first_day, max(so_far.first_day, min(so_far.last_day, at.date())))
    ask, counts = client.consumption, client.metrics

    def read(what: str, question: Callable[[], T]) -> T | Unread:
        return part(what, question, quoting=named)

    def by(members: str, question: Callable[..., Breakdown]) -> Part[Breakdown]:
        asked = partial(question, so_far, watch=watch, cache=cache)
        return read(f"ACUs by {members.removesuffix('s')}", lambda: _listing(context, members, asked))

    consumption = read("daily consumption", lambda: ask.daily(so_far))
    users = by("users", ask.by_user)
    organizations = by("organizations", ask.by_organization)
    service_users = by("service users", ask.by_service_user)
    limits: Part[object] = None
    if is_cycle and budget_acus is None:
        limits = read("the limits of a cycle", lambda: tuple(client.limits.list()))

    def names(what: str, of: Part[Breakdown], question: Callable[[DevinUsage], Names]) -> Part[Names]:
        # Without figures there is nobody to name.
        return {} if isinstance(of, Unread) else read(what, lambda: question(client))

    found = Findings(
        at=at,
        base_url=context.base_url,
        version=client.version,
        key=_key(client, context),
        period=period,
        is_cycle=is_cycle,
        pieces=() if isinstance(cycles, Unread) else _pieces(so_far, cycles),
        so_far=so_far,
        span=span,
        price=price,
        consumption=consumption,
        cycles=cycles,
        limits=limits,
        forecast=_forecast(client, period, budget_acus, price, _no_limit(period, cycles, limits), named=named),
        users=users,
        organizations=organizations,
        service_users=service_users,
        user_names=names("names of users", users, _users) if named else {},
        organization_names=names("names of organizations", organizations, _organizations),
        service_user_names=names("names of service users", service_users, _service_users) if named else {},
        usage=read("usage metrics", lambda: counts.usage(so_far)),
        sessions=read("session metrics", lambda: counts.sessions(so_far)),
        pull_requests=read("pull-request metrics", lambda: counts.pull_requests(so_far)),
        active_users=read("active users", lambda: counts.active_users(so_far)),
        daily_active_users=read("active users by UTC day", lambda: counts.daily_active_users(span)),
    )
    figures = (found.consumption, found.users, found.organizations, found.usage, found.sessions, found.pull_requests)
    unread = [part for part in figures if isinstance(part, Unread)]
    if len(unread) == len(figures):
        raise unread[0].error
    return found


def _listing(context: Context, what: str, question: Callable[[], T]) -> T:
    """Ask what needs a list; where the key can list none, say that alone, since a report takes no ids in its place."""
    try:
        return question()
    except UnsupportedByScope:
        raise UnsupportedByScope(
            f"{of_one_organization(context)} cannot list {what}; use {the_enterprise(context)}"
        ) from None


def _current(client: DevinUsage) -> Cycle:
    try:
        return client.cycles.current()
    except UnsupportedByScope:
        raise UnsupportedByScope(
            "this key cannot list billing cycles, so the days of the report have to be given, for example "
            "period=Period.parse('2025-12-05/2026-01-04')"
        ) from None


def _pieces(period: Period, cycles: tuple[Cycle, ...]) -> tuple[Period, ...]:
    try:
        return by_cycle(period, cycles)
    except InvalidArgument:  # the cycles do not cover the period
        return ()


def _key(client: DevinUsage, context: Context) -> str:
    if client.version == "v2":
        return "a key for v2, which reads the whole enterprise"
    who = part("whom the key belongs to", client.whoami, quoting=False)
    if isinstance(who, Unread):
        return "a key for v3, whose scope could not be read"
    kind = who.kind.replace("_", " ")
    if who.organization is None and context.org_id is not None:
        return f"a key for v3 ({kind}) with enterprise scope, limited to the organization {context.org_id}"
    scope = "enterprise scope" if who.organization is None else f"the scope of the organization {who.organization}"
    return f"a key for v3 ({kind}) with {scope}"


def _forecast(
    client: DevinUsage,
    period: Period,
    budget_acus: float | None,
    price: Price | None,
    no_limit: str | None,
    *,
    named: bool,
) -> Part[Forecast]:
    def ask(budget: float | None) -> Part[Forecast]:
        return part(
            "the forecast",
            lambda: client.forecast(cycle=Cycle(period), budget_acus=budget, price=price),
            quoting=named,
        )

    if budget_acus is None and no_limit is not None:
        # With a budget that is given, no limit is asked for; this one is taken out again.
        forecast = ask(0)
        if isinstance(forecast, Unread):
            return forecast
        return evolve(forecast, budget=None, no_budget=no_limit, used_up_on=None)
    forecast = ask(budget_acus)
    if named or isinstance(forecast, Unread) or forecast.no_budget is None:
        return forecast
    return evolve(forecast, no_budget="No limit could be taken from the API.")  # The reason may quote the server.


def _no_limit(period: Period, cycles: Part[tuple[Cycle, ...]], limits: Part[object]) -> str | None:
    """Say why the period is held against no limit of the API, or None where it is."""
    if isinstance(cycles, Unread):
        return f"{_OF_A_CYCLE} the billing cycles {cycles.outcome}, so this period is held against none."
    if not _is_cycle(period, cycles):
        return f"{_OF_A_CYCLE} this period is none that it lists."
    return f"The API's limits {limits.outcome}." if isinstance(limits, Unread) else None


def _is_cycle(period: Period, cycles: Part[tuple[Cycle, ...]]) -> bool:
    return not isinstance(cycles, Unread) and any(each.period == period for each in cycles)


def _users(client: DevinUsage) -> Names:
    return {each.id: Person(each.name, each.email) for each in client.users.list()}


def _organizations(client: DevinUsage) -> Names:
    return {each.id: Person(each.name) for each in client.organizations.list()}


def _service_users(client: DevinUsage) -> Names:
    return {each.id: Person(each.name) for each in client.service_users.list(include_inactive=True)}
