"""What an async client can be asked of ACU consumption: the same as a sync one, whose methods are documented."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from . import plans
from .async_questions import Questions
from .billing import Period
from .cycles import Cycle
from .values import Consumption

if TYPE_CHECKING:
    from .account.breakdown import Breakdown
    from .account.cache import DayCache
    from .account.history import History
    from .account.work import Watch


class AsyncConsumptionQuestions(Questions):
    """See `ConsumptionQuestions`."""

    async def daily(
        self,
        period: Period,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
        user: str | None = None,
        service_user: str | None = None,
        session: str | None = None,
    ) -> Consumption:
        """See `ConsumptionQuestions.daily`."""
        plan = plans.daily(
            self._session.context,
            period,
            organization=organization,
            organizations=organizations,
            user=user,
            service_user=service_user,
            session=session,
        )
        return await self._session.run(plan)

    async def by_user(
        self,
        period: Period,
        *,
        users: Iterable[str] | None = None,
        organizations: Iterable[str] | None = None,
        concurrency: int = 8,
        watch: Watch | None = None,
        cache: DayCache | None = None,
    ) -> Breakdown:
        """See `ConsumptionQuestions.by_user`."""
        from .account import breakdown  # loaded when used

        return await self._session.work(
            breakdown.by_user(
                self._session.context,
                period,
                users=users,
                organizations=organizations,
                concurrency=concurrency,
                watch=watch,
                cache=cache,
            )
        )

    async def by_organization(
        self,
        period: Period,
        *,
        organizations: Iterable[str] | None = None,
        concurrency: int = 8,
        watch: Watch | None = None,
        cache: DayCache | None = None,
    ) -> Breakdown:
        """See `ConsumptionQuestions.by_organization`."""
        from .account import breakdown  # loaded when used

        return await self._session.work(
            breakdown.by_organization(
                self._session.context,
                period,
                organizations=organizations,
                concurrency=concurrency,
                watch=watch,
                cache=cache,
            )
        )

    async def by_service_user(
        self,
        period: Period,
        *,
        service_users: Iterable[str] | None = None,
        concurrency: int = 8,
        watch: Watch | None = None,
        cache: DayCache | None = None,
    ) -> Breakdown:
        """See `ConsumptionQuestions.by_service_user`."""
        from .account import breakdown  # loaded when used

        return await self._session.work(
            breakdown.by_service_user(
                self._session.context,
                period,
                service_users=service_users,
                concurrency=concurrency,
                watch=watch,
                cache=cache,
            )
        )

    async def history(
        self,
        period: Period,
        *,
        cycles: Iterable[Cycle] | None = None,
        cache: DayCache | None = None,
        organization: str | None = None,
        user: str | None = None,
        service_user: str | None = None,
        session: str | None = None,
    ) -> History:
        """See `ConsumptionQuestions.history`."""
        from .account.history import history  # loaded when used

        work = history(
            self._session.context,
            period,
            cycles=cycles,
            cache=cache,
            organization=organization,
            user=user,
            service_user=service_user,
            session=session,
        )
        return await self._session.work(work)
