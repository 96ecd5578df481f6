"""The sync client: one surface over v2 and v3, chosen by the key."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

from . import plans
from .base import DEFAULT_RETRIES, DEFAULT_TIMEOUT, BaseClient
from .billing import Bounds, Clock, system_clock
from .consumption_questions import ConsumptionQuestions
from .credential import Version
from .metrics_questions import MetricsQuestions
from .options import DEFAULT_MAX_BODY_BYTES, Check, Options, Retries, Timeout
from .questions import Cycles, Limits, Organizations, ServiceUsers, Session, Users
from .settings import Settings, address, credential
from .transport import Route, SyncPool, SyncSender, Verify, sync_pool
from .values import Principal

if TYPE_CHECKING:
    from .account.forecast import Forecast
    from .account.price import Price
    from .cycles import Cycle


class DevinUsage(BaseClient[SyncSender]):
    """Reads usage metrics and ACU consumption from the Devin API.

    The key decides which version is asked: ``apk_user_...`` asks v2, ``cog_...`` asks v3. What a version or the scope
    of a key cannot answer raises `UnsupportedByVersion` or `UnsupportedByScope`; nothing is approximated in silence.

    A client may be used by many threads; its connections are opened once, at the first question.

    Args:
        api_key: The key; by default what ``DEVIN_API_KEY`` holds. White space around it is dropped.
        base_url: Where the API is; by default what ``DEVIN_BASE_URL`` holds, else the shared service.
        version: The version that takes the key, for a key whose prefix does not say so.
        org_id: The organization whose paths to use (v3). By default ``GET /v3/self`` is asked once whether the key
            belongs to one.
        timeout: Seconds for a whole call, or a `Timeout`. By default 10 s for a connection, 30 s for the next part
            of an answer, 120 s for the call.
        retries: How many attempts may follow a failed first one, or a `Retries`.
        max_body_bytes: The largest answer that is read, as sent and as decoded.
        check: What to do with an answer that breaks the contract: ``"raise"``, or ``"warn"`` and read what can be read.
        bounds: How the API is taken to read the end of a period, which is not documented: with ``"exclusive"`` the end
            is sent as it is, with ``"inclusive"`` one second earlier.
        proxy: The address of a proxy; by default the environment's.
        verify: Whether to check the certificate; a path to the certificates of a private authority; or a context.
        trust_env: Whether the environment may name a proxy and certificates.
        allow_http: Whether the key may go unencrypted to a machine that is not this one.
        transport: An HTTPX transport to send through, such as that of the mock.
        clock: Tells the time.

    Raises:
        ConfigurationError: there is no key, or a setting is refused. No message holds the key.

    Example:
        >>> from devin_usage import DevinUsage, Period
        >>> with DevinUsage() as client:  # doctest: +SKIP
        ...     client.consumption.daily(Period.parse("2025-12-05/2026-01-04")).total_acus
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
        transport: SyncPool | None = None,
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
        self._assemble(settings, SyncSender(settings.shared(), sync_pool(route, transport)))

    def _assemble(self, settings: Settings, sender: SyncSender) -> None:
        super().__init__(settings, sender)
        self._session = Session(settings.context(), sender)
        self.cycles = Cycles(self._session)
        """Billing cycles."""
        self.consumption = ConsumptionQuestions(self._session)
        """ACU consumption by billing day."""
        self.metrics = MetricsQuestions(self._session)
        """Counts of sessions, searches, pull requests and active users."""
        self.users = Users(self._session)
        """The users of the enterprise."""
        self.service_users = ServiceUsers(self._session)
        """The service users of the enterprise (v3)."""
        self.organizations = Organizations(self._session)
        """The organizations of the enterprise (v3)."""
        self.limits = Limits(self._session)
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
    ) -> DevinUsage:
        """Make another client with some options changed; this one stays as it is.

        Both share the connections: closing either closes them for both.

        Raises:
            ConfigurationError: an option is refused.
        """
        settings = self._settings.changed(
            timeout=timeout, retries=retries, max_body_bytes=max_body_bytes, check=check, bounds=bounds, org_id=org_id
        )
        other = object.__new__(type(self))
        other._assemble(settings, SyncSender(settings.shared(), self._sender.pool))
        return other

    def whoami(self) -> Principal:
        """Tell whom the key belongs to (v3 only).

        Raises:
            UnsupportedByVersion: the key is one of v2.
        """
        return self._session.run(plans.who_am_i(self._session.context))

    def forecast(
        self,
        *,
        cycle: Cycle | None = None,
        budget_acus: float | None = None,
        price: Price | None = None,
        organization: str | None = None,
    ) -> Forecast:
        """Tell what a billing cycle has used so far, and what it comes to if it goes on like this.

        Args:
            cycle: The cycle; by default the current one, which a key with organization scope cannot ask for.
            budget_acus: The ACUs that may be used; by default the limit that the API gives (v3, enterprise scope).
            price: What an ACU costs, for figures in money.
            organization: The id of one organization.

        Raises:
            InvalidArgument: an argument is refused, or the cycle has not started.
            UnsupportedByScope: the key cannot list cycles, and none was given.
        """
        from .account.forecast import forecast  # loaded when used

        work = forecast(
            self._session.context, cycle=cycle, budget_acus=budget_acus, price=price, organization=organization
        )
        return self._session.work(work)

    def close(self) -> None:
        """Close the connections; the client cannot be used any more."""
        self._sender.close()

    def __enter__(self) -> Self:
        """Give the client; its connections are closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self.close()
