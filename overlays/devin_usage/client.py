"""The sync client: one surface over v2 and v3, chosen by the key."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Self, TypeVar

from attrs import frozen

from . import cycles, plans
from .base import DEFAULT_RETRIES, DEFAULT_TIMEOUT, BaseClient
from .billing import Bounds, Clock, Period, now, system_clock
from .credential import Version
from .cycles import Cycle
from .options import DEFAULT_MAX_BODY_BYTES, Check, Options, Retries, Timeout
from .settings import Settings, address, credential
from .transport import Route, SyncPool, SyncSender, Verify, sync_pool
from .values import Consumption, Principal, UsageMetrics

T = TypeVar("T")


@frozen(eq=False)
class _Session:
    """What a client and its groups of questions share: what plans depend on, and who sends what they ask."""

    context: plans.Context
    sender: SyncSender

    def run(self, plan: plans.Plan[T]) -> T:
        """Send what a plan asks for, until it returns."""
        try:
            call = next(plan)
            while True:
                call = plan.send(self.sender.send(call))
        except StopIteration as done:
            value: T = done.value
            return value


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
        self._session = _Session(settings.context(), sender)
        self.cycles = Cycles(self._session)
        """Billing cycles."""
        self.consumption = ConsumptionQuestions(self._session)
        """ACU consumption by billing day."""
        self.metrics = MetricsQuestions(self._session)
        """Counts of sessions, searches and pull requests."""

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


class _Questions:
    """A group of questions of one client."""

    def __init__(self, session: _Session) -> None:
        self._session = session


class Cycles(_Questions):
    """Billing cycles. A cycle need not start on the first of a month."""

    def list(self) -> tuple[Cycle, ...]:
        """List all billing cycles, oldest first.

        Raises:
            UnsupportedByScope: the key has organization scope.
            InconsistentAnswer: two cycles overlap or leave a gap.
        """
        return self._session.run(plans.cycles(self._session.context))

    def current(self) -> Cycle:
        """Find the cycle that holds this moment; it is not always the last of the list.

        Raises:
            InvalidArgument: no cycle holds it.
        """
        return cycles.cycle_at(self.list(), now(self._session.context.clock))

    def previous(self) -> Cycle:
        """Find the cycle before the current one.

        Raises:
            InvalidArgument: there is none.
        """
        return cycles.cycle_before(self.list(), now(self._session.context.clock))

    def named(self, month: str) -> Cycle:
        """Find the cycle whose first billing day lies in a month (``YYYY-MM``).

        Raises:
            InvalidArgument: not exactly one cycle starts in that month.
        """
        return cycles.cycle_named(self.list(), month)


class ConsumptionQuestions(_Questions):
    """ACU consumption by billing day."""

    def daily(
        self,
        period: Period,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
        user: str | None = None,
        service_user: str | None = None,
        session: str | None = None,
    ) -> Consumption:
        """Read the daily consumption of the enterprise, or of an organization, a user, a service user or a session.

        A key with organization scope reads its own organization. Limited to organizations, v2 leaves Cascade and
        Terminal out, and the answer says so in ``excluded``.

        Args:
            period: What to read; totals equal the dashboard's only for whole billing days.
            organization: The id of one organization.
            organizations: The ids of several (v2).
            user: The id of a user.
            service_user: The id of a service user (v3).
            session: The id of a session (v3).

        Raises:
            InvalidArgument: an id is refused, or more than one member was named.
            UnsupportedByVersion: v2 was asked for a service user or a session, or v3 for several organizations.
            UnsupportedByScope: the key's scope does not reach what was asked for.
            StatusError: the API refused; see the tree of errors.
            RequestFailed: no complete answer arrived.
            ResponseValidationError: the answer breaks the contract.
            InconsistentAnswer: its days lie outside the period, repeat, or do not sum to the total.
        """
        plan = plans.daily(
            self._session.context,
            period,
            organization=organization,
            organizations=organizations,
            user=user,
            service_user=service_user,
            session=session,
        )
        return self._session.run(plan)


class MetricsQuestions(_Questions):
    """Counts of sessions, searches and pull requests."""

    def usage(
        self,
        period: Period,
        *,
        organization: str | None = None,
        organizations: Iterable[str] | None = None,
        users: Iterable[str] | None = None,
    ) -> UsageMetrics:
        """Read the usage metrics of the enterprise, or limited to organizations and users.

        v2 counts opened, closed and merged pull requests, v3 created and merged ones; what a version does not count is
        None.

        Args:
            period: What to read.
            organization: The id of one organization.
            organizations: The ids of several (v2).
            users: The ids of users (v2).

        Raises:
            InvalidArgument: an id is refused.
            UnsupportedByVersion: v3 was asked for several organizations or for users.
            UnsupportedByScope: the key belongs to another organization.
            StatusError: the API refused; see the tree of errors.
            RequestFailed: no complete answer arrived.
            ResponseValidationError: the answer breaks the contract.
        """
        plan = plans.usage(
            self._session.context, period, organization=organization, organizations=organizations, users=users
        )
        return self._session.run(plan)
