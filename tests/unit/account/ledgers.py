"""A mock whose clock is turned by hand, and what was asked of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Assumptions, Mock
from devin_mock.transport import mock_transport
from devin_usage import DevinUsage, Period

NOON = datetime(2025, 12, 20, 12, tzinfo=UTC)
KEYS = {"v2": ENTERPRISE_ADMIN_KEY, "v3": ENTERPRISE_KEY, "organization": ORGANIZATION_KEY}


class Clock:
    """Tells the time that it was set to."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **time: float) -> None:
        """Turn the clock on."""
        self.now += timedelta(**time)


class Account:
    """A mock of the service at a time that is told."""

    def __init__(self, *, now: datetime = NOON, users: int = 12, **assumed: Any) -> None:
        self.clock = Clock(now)
        self.mock = Mock(seed=5, users=users, now=self.clock, assumptions=Assumptions(**assumed))

    @contextmanager
    def client(self, key: str = "v3", **options: Any) -> Iterator[DevinUsage]:
        """A client of the mock, which reads the same clock."""
        transport = mock_transport(self.mock)
        options = {"base_url": "https://devin.example", "retries": 0, **options}
        with DevinUsage(KEYS[key], transport=transport, clock=self.clock, **options) as client:
            yield client

    @property
    def users(self) -> tuple[str, ...]:
        """The ids of its users."""
        account = self.mock.ledger.account
        return tuple(account.ids[: account.users])

    @property
    def organizations(self) -> tuple[str, ...]:
        """The ids of its organizations."""
        return tuple(one.org_id for one in self.mock.ledger.account.organizations)

    def windows(self) -> list[Period]:
        """The windows of consumption that were asked for since the record was cleared."""
        asked = [exchange for exchange in self.mock.record if b"/consumption/daily" in exchange.request.raw_path]
        return [_window(exchange.verdict.arguments.query) for exchange in asked]

    def paths(self) -> list[str]:
        """The paths that were asked for."""
        return [exchange.request.raw_path.decode() for exchange in self.mock.record]

    def days_asked(self) -> Counter[date]:
        """How often each day was asked for, whole or in part, since the record was cleared."""
        return Counter(day for window in self.windows() for day in window.billing_days())


def _window(query: Any) -> Period:
    if "start_date" in query:
        start, end = (datetime.fromisoformat(query[name]) for name in ("start_date", "end_date"))
    else:
        start, end = (datetime.fromtimestamp(int(query[name]), UTC) for name in ("time_after", "time_before"))
    return Period(start, end)
