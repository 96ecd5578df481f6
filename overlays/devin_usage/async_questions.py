"""What an async client can be asked: the same as a sync one, whose methods are documented."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import frozen

from . import cycles, plans
from .billing import Period, now
from .cycles import Cycle
from .plans import Filters
from .transport import AsyncSender
from .utc import UtcSpan
from .values import (
    ActiveUsers,
    AcuLimit,
    Organization,
    PullRequestMetrics,
    SearchMetrics,
    ServiceUser,
    SessionMetrics,
    SessionsByCategory,
    UsageMetrics,
    User,
)

if TYPE_CHECKING:
    from .account.work import Work

T = TypeVar("T")


@frozen(eq=False)
class AsyncSession:
    """What a client and its groups of questions share: what plans depend on, and who sends what they ask."""

    context: plans.Context
    sender: AsyncSender

    async def run(self, plan: plans.Plan[T]) -> T:
        """Send what a plan asks for, until it returns."""
        body: Any = None
        while True:
            try:
                call = plan.send(body)
            except StopIteration as done:
                value: T = done.value
                return value
            body = await self.sender.send(call)

    async def work(self, work: Work[T]) -> T:
        """Do what asks many questions at once."""
        from .account.running import AsyncRunner  # loaded when used

        return await AsyncRunner({self.context.version: self.sender}).run(work)

    async def items(self, plan: plans.Plan[plans.Page[T]]) -> AsyncIterator[T]:
        """Walk a list; a page is asked for when its first item is wanted."""
        following: plans.Plan[plans.Page[T]] | None = plan
        while following is not None:
            page = await self.run(following)
            for item in page.items:
                yield item
            following = page.following


class Questions:
    """A group of questions of one client."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session


class AsyncCycles(Questions):
    """See `Cycles`."""

    async def list(self) -> tuple[Cycle, ...]:
        """See `Cycles.list`."""
        return await self._session.run(plans.cycles(self._session.context))

    async def current(self) -> Cycle:
        """See `Cycles.current`."""
        return cycles.cycle_at(await self.list(), now(self._session.context.clock))

    async def previous(self) -> Cycle:
        """See `Cycles.previous`."""
        return cycles.cycle_before(await self.list(), now(self._session.context.clock))

    async def named(self, month: str) -> Cycle:
        """See `Cycles.named`."""
        return cycles.cycle_named(await self.list(), month)

    async def holding(self, when: date | datetime) -> Cycle:
        """See `Cycles.holding`."""
        return cycles.cycle_holding(await self.list(), when)


class AsyncMetricsQuestions(Questions):
    """See `MetricsQuestions`."""

    async def usage(
        self,
        period: Period,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
        users: Iterable[str] | None = None,
    ) -> UsageMetrics:
        """See `MetricsQuestions.usage`."""
        plan = plans.usage(
            self._session.context, period, organization=organization, organizations=organizations, users=users
        )
        return await self._session.run(plan)

    async def sessions(
        self,
        period: Period,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
        users: Iterable[str] | None = None,
        service_users: Iterable[str] | None = None,
        playbook: str | None = None,
    ) -> SessionMetrics:
        """See `MetricsQuestions.sessions`."""
        filters = Filters.checked(
            organization=organization,
            organizations=organizations,
            users=users,
            service_users=service_users,
            playbook=playbook,
        )
        return await self._session.run(plans.sessions(self._session.context, period, filters))

    async def searches(
        self,
        period: Period,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
        users: Iterable[str] | None = None,
    ) -> SearchMetrics:
        """See `MetricsQuestions.searches`."""
        filters = Filters.checked(organization=organization, organizations=organizations, users=users)
        return await self._session.run(plans.searches(self._session.context, period, filters))

    async def pull_requests(
        self,
        period: Period,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
        users: Iterable[str] | None = None,
        service_users: Iterable[str] | None = None,
        playbook: str | None = None,
    ) -> PullRequestMetrics:
        """See `MetricsQuestions.pull_requests`."""
        filters = Filters.checked(
            organization=organization,
            organizations=organizations,
            users=users,
            service_users=service_users,
            playbook=playbook,
        )
        return await self._session.run(plans.pull_requests(self._session.context, period, filters))

    async def sessions_by_category(
        self,
        period: Period,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
    ) -> SessionsByCategory:
        """See `MetricsQuestions.sessions_by_category`."""
        filters = Filters.checked(organization=organization, organizations=organizations)
        return await self._session.run(plans.by_category(self._session.context, period, filters))

    async def active_users(
        self,
        period: Period,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
        min_sessions: int = 1,
        min_searches: int = 1,
    ) -> ActiveUsers:
        """See `MetricsQuestions.active_users`."""
        filters = Filters.checked(organization=organization, organizations=organizations)
        return await self._session.run(
            plans.active_users(
                self._session.context, period, filters, min_sessions=min_sessions, min_searches=min_searches
            )
        )

    async def daily_active_users(
        self,
        span: UtcSpan,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
        min_sessions: int = 1,
        min_searches: int = 1,
    ) -> tuple[ActiveUsers, ...]:
        """See `MetricsQuestions.daily_active_users`."""
        filters = Filters.checked(organization=organization, organizations=organizations)
        return await self._session.run(
            plans.active_users_by(
                self._session.context, "day", span, filters, min_sessions=min_sessions, min_searches=min_searches
            )
        )

    async def weekly_active_users(
        self,
        span: UtcSpan,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
        min_sessions: int = 1,
        min_searches: int = 1,
    ) -> tuple[ActiveUsers, ...]:
        """See `MetricsQuestions.weekly_active_users`."""
        filters = Filters.checked(organization=organization, organizations=organizations)
        return await self._session.run(
            plans.active_users_by(
                self._session.context, "week", span, filters, min_sessions=min_sessions, min_searches=min_searches
            )
        )

    async def monthly_active_users(
        self,
        span: UtcSpan,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
        min_sessions: int = 1,
        min_searches: int = 1,
    ) -> tuple[ActiveUsers, ...]:
        """See `MetricsQuestions.monthly_active_users`."""
        filters = Filters.checked(organization=organization, organizations=organizations)
        return await self._session.run(
            plans.active_users_by(
                self._session.context, "month", span, filters, min_sessions=min_sessions, min_searches=min_searches
            )
        )


class AsyncUsers(Questions):
    """See `Users`."""

    def list(self, *, email: str | None = None, organization: str | None = None) -> AsyncIterator[User]:
        """See `Users.list`."""
        return self._session.items(plans.users(self._session.context, email=email, organization=organization))


class AsyncServiceUsers(Questions):
    """See `ServiceUsers`."""

    def list(self, *, include_inactive: bool = False) -> AsyncIterator[ServiceUser]:
        """See `ServiceUsers.list`."""
        return self._session.items(plans.service_users(self._session.context, include_inactive=include_inactive))


class AsyncOrganizations(Questions):
    """See `Organizations`."""

    def list(self) -> AsyncIterator[Organization]:
        """See `Organizations.list`."""
        return self._session.items(plans.organizations(self._session.context))


class AsyncLimits(Questions):
    """See `Limits`."""

    def list(self) -> AsyncIterator[AcuLimit]:
        """See `Limits.list`."""
        return self._session.items(plans.limits(self._session.context))
