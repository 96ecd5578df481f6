"""The client: one surface over v2 and v3, chosen by the key."""

from __future__ import annotations

import os
from datetime import datetime
from types import TracebackType
from typing import Self, TypeVar

import httpx

from . import billing, plans
from .billing import Clock, Cycle, Period, system_clock
from .credential import PREFIXES, Credential, Version
from .errors import ConfigurationError
from .transport import DEFAULT_BASE_URL, DEFAULT_TIMEOUT_S, Transport, check_base_url
from .values import Consumption, Principal, UsageMetrics

T = TypeVar("T")


class _Session:
    """What a client and its groups of questions share: the context, the transport, and the way to run a plan."""

    def __init__(self, context: plans.Context, transport: Transport) -> None:
        self.context = context
        self.transport = transport

    def run(self, plan: plans.Plan[T]) -> T:
        """Send what a plan asks for, until it returns."""
        try:
            call = next(plan)
            while True:
                call = plan.send(self.transport.send(call))
        except StopIteration as done:
            value: T = done.value
            return value

    def now(self) -> datetime:
        """Ask the client's clock."""
        return billing.now(self.context.clock)


class DevinUsage:
    """Reads usage metrics and ACU consumption from the Devin API.

    The key decides which version is asked: ``apk_user_...`` asks v2, ``cog_...`` asks v3. What a version or the scope
    of a key cannot answer raises `UnsupportedByVersion` or `UnsupportedByScope`; nothing is approximated in silence.

    Example:
        >>> from datetime import date
        >>> from devin_usage import DevinUsage, Period
        >>> with DevinUsage() as client:  # the key is read from DEVIN_API_KEY
        ...     december = client.consumption.daily(Period.of_days(date(2025, 12, 5), date(2026, 1, 4)))
        ...     print(december.total_acus)
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        version: Version | None = None,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        transport: httpx.BaseTransport | None = None,
        allow_http: bool = False,
        bounds: plans.Bounds = "exclusive",
        clock: Clock = system_clock,
    ) -> None:
        """Check the settings; nothing is sent yet.

        Args:
            api_key: The key; by default what ``DEVIN_API_KEY`` holds.
            base_url: Where the API is; by default what ``DEVIN_BASE_URL`` holds, else the shared service.
            version: The version that takes the key, for a key whose prefix does not say so.
            timeout_s: Seconds to wait for a connection, and between two parts of an answer.
            transport: An httpx transport to send through, such as that of the mock.
            allow_http: Whether the key may go unencrypted to a machine that is not this one.
            bounds: How the API is taken to read the end of a period, which is not documented: with ``"exclusive"`` the
                end of a period is sent as it is, with ``"inclusive"`` one second earlier.
            clock: Tells the time.

        Raises:
            ConfigurationError: there is no key, or a setting is refused. No message holds the key.
        """
        key = api_key if api_key is not None else os.environ.get("DEVIN_API_KEY")
        if key is None:
            known = " or ".join(f"{prefix}... ({version})" for prefix, version in PREFIXES.items())
            raise ConfigurationError(f"there is no API key; set DEVIN_API_KEY to a key: {known}")
        if bounds not in ("exclusive", "inclusive"):
            raise ConfigurationError(f"bounds={bounds!r} is unknown; it is 'exclusive' or 'inclusive'")
        credential = Credential(key, version=version)
        address = base_url or os.environ.get("DEVIN_BASE_URL") or DEFAULT_BASE_URL
        self._session = _Session(
            plans.Context(version=credential.version, clock=clock, bounds=bounds),
            Transport(
                credential, check_base_url(address, allow_http=allow_http), timeout_s=timeout_s, transport=transport
            ),
        )
        self.cycles = Cycles(self._session)
        self.consumption = ConsumptionQuestions(self._session)
        self.metrics = MetricsQuestions(self._session)

    @property
    def version(self) -> Version:
        """The version of the API that the key asks."""
        return self._session.context.version

    def whoami(self) -> Principal:
        """Tell whom the key belongs to (v3 only).

        Raises:
            UnsupportedByVersion: the key is one of v2.
        """
        return self._session.run(plans.who_am_i(self._session.context))

    def close(self) -> None:
        """Close the connections."""
        self._session.transport.close()

    def __enter__(self) -> Self:
        """Give the client; its connections are closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self.close()

    def __repr__(self) -> str:
        """Name the deployment and the version, never the key."""
        return f"<DevinUsage {self.version} over {self._session.transport!r}>"


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
        return billing.cycle_at(self.list(), self._session.now())

    def previous(self) -> Cycle:
        """Find the cycle before the current one.

        Raises:
            InvalidArgument: there is none.
        """
        return billing.cycle_before(self.list(), self._session.now())

    def named(self, month: str) -> Cycle:
        """Find the cycle whose first billing day lies in a month (``YYYY-MM``).

        Raises:
            InvalidArgument: not exactly one cycle starts in that month.
        """
        return billing.cycle_named(self.list(), month)


class ConsumptionQuestions(_Questions):
    """ACU consumption by billing day."""

    def daily(
        self,
        period: Period,
        *,
        organization: str | None = None,
        user: str | None = None,
        service_user: str | None = None,
        session: str | None = None,
    ) -> Consumption:
        """Read the daily consumption of the enterprise, or of one organization, user, service user or session.

        A key with organization scope reads its own organization. With an organization, v2 leaves Cascade and Terminal
        out, and the answer says so.

        Raises:
            InvalidArgument: an id is refused, or more than one member was named.
            UnsupportedByVersion: v2 was asked for a service user or a session.
            UnsupportedByScope: the key's scope does not reach what was asked for.
            InconsistentAnswer: the days lie outside the period, repeat, or do not sum to the total.
        """
        plan = plans.daily(
            self._session.context,
            period,
            organization=organization,
            user=user,
            service_user=service_user,
            session=session,
        )
        return self._session.run(plan)


class MetricsQuestions(_Questions):
    """Counts of sessions, searches and pull requests."""

    def usage(self, period: Period, *, organization: str | None = None) -> UsageMetrics:
        """Read the usage metrics of the enterprise or of one organization.

        v2 counts opened, closed and merged pull requests, v3 created and merged ones; what a version does not count is
        None.

        Raises:
            InvalidArgument: the organization id is refused.
            UnsupportedByScope: the key belongs to another organization.
        """
        return self._session.run(plans.usage(self._session.context, period, organization=organization))
