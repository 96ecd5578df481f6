"""What a report is made of: each question that the key can be asked, and its answer or why there is none.

A question that fails ends neither the report nor the other questions; it is named on the page. A key that is refused,
an argument that is, and a cache that cannot be used end it, since they are about everything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from attrs import evolve, field, frozen

from ..account.cache import CacheError, DayCache
from ..account.fan_out import named as error_named
from ..account.forecast import Budget, Forecast
from ..account.price import Price
from ..account.work import Watch
from ..billing import Period, billing_day, day_start, now
from ..credential import Version
from ..cycles import Cycle, by_cycle
from ..errors import (
    ConfigurationError,
    DevinUsageError,
    InvalidArgument,
    Unauthorized,
    Unsupported,
    UnsupportedByScope,
)
from ..plans import Context
from ..utc import UtcSpan
from ..values import (
    ActiveUsers,
    Consumption,
    PullRequestMetrics,
    SessionMetrics,
    UsageMetrics,
)

if TYPE_CHECKING:
    from ..account.broken_down import Breakdown
    from ..client import DevinUsage

T = TypeVar("T")

_OF_ALL = (Unauthorized, InvalidArgument, ConfigurationError, CacheError)


@frozen
class Unread:
    """Why there is no answer to a question."""

    what: str
    error: DevinUsageError
    quoting: bool = True
    """Whether the words of a failure, which may hold ids, are shown; else only its kind is."""

    @property
    def failed(self) -> bool:
        """Whether it might have been answered; False where the version or the key cannot answer it."""
        return not isinstance(self.error, Unsupported)

    @property
    def why(self) -> str:
        """Say why there is no answer."""
        why = "could not be read" if self.failed else "cannot be read with this key"
        return f"{why}: {self.error if self.quoting or not self.failed else error_named(self.error)}"


Part: TypeAlias = T | Unread


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
    period, cycles = _period(client, period)
    is_cycle = any(each.period == period for each in cycles)
    so_far = period
    if at < period.end:  # Whole days, so that the total is the dashboard's.
        so_far = Period(period.start, min(period.end, day_start(billing_day(at)) + timedelta(days=1)))
    span = UtcSpan(so_far.first_day, max(so_far.first_day, min(so_far.last_day, at.date())))
    ask, counts = client.consumption, client.metrics

    def part(what: str, question: Callable[[], T]) -> T | Unread:
        return _part(what, question, quoting=named)

    consumption = part("daily consumption", lambda: ask.daily(so_far))
    users = part("ACUs by user", lambda: ask.by_user(so_far, watch=watch, cache=cache))
    organizations = part("ACUs by organization", lambda: ask.by_organization(so_far, watch=watch, cache=cache))
    service_users = part("ACUs by service user", lambda: ask.by_service_user(so_far, watch=watch, cache=cache))

    def names(what: str, of: Part[Breakdown], question: Callable[[DevinUsage], Names]) -> Part[Names]:
        # Without figures there is nobody to name.
        return {} if isinstance(of, Unread) else part(what, lambda: question(client))

    found = Findings(
        at=at,
        base_url=context.base_url,
        version=client.version,
        key=_key(client, context),
        period=period,
        is_cycle=is_cycle,
        pieces=_pieces(so_far, cycles),
        so_far=so_far,
        span=span,
        price=price,
        consumption=consumption,
        forecast=_forecast(client, Cycle(period), budget_acus, price, consumption, is_cycle=is_cycle),
        users=users,
        organizations=organizations,
        service_users=service_users,
        user_names=names("names of users", users, _users) if named else {},
        organization_names=names("names of organizations", organizations, _organizations),
        service_user_names=names("names of service users", service_users, _service_users) if named else {},
        usage=part("usage metrics", lambda: counts.usage(so_far)),
        sessions=part("session metrics", lambda: counts.sessions(so_far)),
        pull_requests=part("pull-request metrics", lambda: counts.pull_requests(so_far)),
        active_users=part("active users", lambda: counts.active_users(so_far)),
        daily_active_users=part("active users by UTC day", lambda: counts.daily_active_users(span)),
    )
    figures = (found.consumption, found.users, found.organizations, found.usage, found.sessions, found.pull_requests)
    unread = [part for part in figures if isinstance(part, Unread)]
    if len(unread) == len(figures):
        raise unread[0].error
    return found


def _part(what: str, ask: Callable[[], T], *, quoting: bool = True) -> T | Unread:
    try:
        return ask()
    except _OF_ALL:
        raise
    except DevinUsageError as error:
        return Unread(what, error, quoting)


def _period(client: DevinUsage, given: Period | None) -> tuple[Period, tuple[Cycle, ...]]:
    """Give the period, and the cycles of the account where the key can list them."""
    if given is not None:
        cycles = _part("billing cycles", client.cycles.list)
        return given, () if isinstance(cycles, Unread) else cycles
    try:
        current = client.cycles.current()
    except UnsupportedByScope:
        pass
    else:
        return current.period, (current,)
    raise UnsupportedByScope(
        "this key cannot list billing cycles, so the days of the report have to be given, for example "
        "period=Period.parse('2025-12-05/2026-01-04')"
    )


def _pieces(period: Period, cycles: tuple[Cycle, ...]) -> tuple[Period, ...]:
    try:
        return by_cycle(period, cycles)
    except InvalidArgument:  # the cycles do not cover the period
        return ()


def _key(client: DevinUsage, context: Context) -> str:
    if client.version == "v2":
        return "a key for v2, which reads the whole enterprise"
    who = _part("whom the key belongs to", client.whoami)
    if isinstance(who, Unread):
        return "a key for v3, whose scope could not be read"
    kind = who.kind.replace("_", " ")
    if who.organization is None and context.org_id is not None:
        return f"a key for v3 ({kind}) with enterprise scope, limited to the organization {context.org_id}"
    scope = "enterprise scope" if who.organization is None else f"the scope of the organization {who.organization}"
    return f"a key for v3 ({kind}) with {scope}"


def _forecast(
    client: DevinUsage,
    cycle: Cycle,
    budget_acus: float | None,
    price: Price | None,
    consumption: Part[Consumption],
    *,
    is_cycle: bool,
) -> Part[Forecast]:
    forecast = _part("the forecast", lambda: client.forecast(cycle=cycle, budget_acus=budget_acus, price=price))
    if isinstance(forecast, Unread) or is_cycle or not _is_limit(forecast.budget):
        return forecast
    # A limit holds for a cycle, and would mislead beside any other stretch of days.
    return evolve(
        forecast,
        budget=None,
        no_budget="The API's limit is for a billing cycle, and this period is none that it lists.",
        used_up_on=None,
        caveats=() if isinstance(consumption, Unread) else (*consumption.caveats, *consumption.excluded),
    )


def _is_limit(budget: Budget | None) -> bool:
    return budget is not None and budget.source == "limit"


def _users(client: DevinUsage) -> Names:
    return {each.id: Person(each.name, each.email) for each in client.users.list()}


def _organizations(client: DevinUsage) -> Names:
    return {each.id: Person(each.name) for each in client.organizations.list()}


def _service_users(client: DevinUsage) -> Names:
    return {each.id: Person(each.name) for each in client.service_users.list(include_inactive=True)}
