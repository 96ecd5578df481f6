"""The async client: the same surface as the sync one, and the same plans. Its methods are documented there."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

from . import plans
from .async_consumption_questions import AsyncConsumptionQuestions
from .async_questions import (
    AsyncCycles,
    AsyncLimits,
    AsyncMetricsQuestions,
    AsyncOrganizations,
    AsyncServiceUsers,
    AsyncSession,
    AsyncUsers,
)
from .base import DEFAULT_RETRIES, DEFAULT_TIMEOUT, BaseClient
from .billing import Bounds, Clock, system_clock
from .credential import Version
from .options import DEFAULT_MAX_BODY_BYTES, Check, Options, Retries, Timeout
from .settings import Settings, address, credential
from .transport import AsyncPool, AsyncSender, Route, Verify, async_pool
from .values import Principal

if TYPE_CHECKING:
    from .account.forecast import Forecast
    from .account.price import Price
    from .cycles import Cycle


class AsyncDevinUsage(BaseClient[AsyncSender]):
    """Like `DevinUsage`, with the same settings, for asyncio and trio; questions are awaited.

    A client belongs to one event loop; its connections are opened once, at the first question.

    Raises:
        ConfigurationError: there is no key, or a setting is refused. No message holds the key.

    Example:
        >>> async with AsyncDevinUsage() as client:  # doctest: +SKIP
        ...     (await client.consumption.daily(Period.parse("2025-12-05/2026-01-04"))).total_acus
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        version: Version | None = None,
        org_id: str | None = None,
        timeout: float | Timeout = DEFAULT_TIMEOUT,
        retries: int | Retries = DEFAULT_RETRIES,
        max_body_bytes: int = DEFAULT_MAX_BODY_BYTES,
        check: Check = "raise",
        bounds: Bounds = "exclusive",
        proxy: str | None = None,
        verify: Verify = True,
        trust_env: bool = True,
        allow_http: bool = False,
        transport: AsyncPool | None = None,
        clock: Clock = system_clock,
    ) -> None:
        route = Route(address(base_url, allow_http=allow_http), proxy=proxy, verify=verify, trust_env=trust_env)
        settings = Settings(
            route=route,
            credential=credential(api_key, version),
            options=Options(timeout=timeout, retries=retries, max_body_bytes=max_body_bytes, check=check),
            bounds=bounds,
            clock=clock,
            org_id=org_id,
        )
        self._assemble(settings, AsyncSender(settings.shared(), async_pool(route, transport)))

    def _assemble(self, settings: Settings, sender: AsyncSender) -> None:
        super().__init__(settings, sender)
        self._session = AsyncSession(settings.context(), sender)
        self.cycles = AsyncCycles(self._session)
        """Billing cycles."""
        self.consumption = AsyncConsumptionQuestions(self._session)
        """ACU consumption by billing day."""
        self.metrics = AsyncMetricsQuestions(self._session)
        """Counts of sessions, searches, pull requests and active users."""
        self.users = AsyncUsers(self._session)
        """The users of the enterprise."""
        self.service_users = AsyncServiceUsers(self._session)
        """The service users of the enterprise (v3)."""
        self.organizations = AsyncOrganizations(self._session)
        """The organizations of the enterprise (v3)."""
        self.limits = AsyncLimits(self._session)
        """The limits on ACUs (v3)."""

    def with_options(
        self,
        *,
        timeout: float | Timeout | None = None,
        retries: int | Retries | None = None,
        max_body_bytes: int | None = None,
        check: Check | None = None,
        bounds: Bounds | None = None,
        org_id: str | None = None,
    ) -> AsyncDevinUsage:
        """Make another client with some options changed; this one stays as it is.

        Both share the connections: closing either closes them for both.

        Raises:
            ConfigurationError: an option is refused.
        """
        settings = self._settings.changed(
            timeout=timeout, retries=retries, max_body_bytes=max_body_bytes, check=check, bounds=bounds, org_id=org_id
        )
        other = object.__new__(type(self))
        other._assemble(settings, AsyncSender(settings.shared(), self._sender.pool))
        return other

    async def whoami(self) -> Principal:
        """Tell whom the key belongs to (v3 only).

        Raises:
            UnsupportedByVersion: the key is one of v2.
        """
        return await self._session.run(plans.who_am_i(self._session.context))

    async def forecast(
        self,
        *,
        cycle: Cycle | None = None,
        budget_acus: float | None = None,
        price: Price | None = None,
        organization: str | None = None,
    ) -> Forecast:
        """See `DevinUsage.forecast`."""
        from .account.forecast import forecast  # loaded when used

        work = forecast(
            self._session.context, cycle=cycle, budget_acus=budget_acus, price=price, organization=organization
        )
        return await self._session.work(work)

    async def aclose(self) -> None:
        """Close the connections; the client cannot be used any more."""
        await self._sender.close()

    async def __aenter__(self) -> Self:
        """Give the client; its connections are closed at the end of the block."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self.aclose()
