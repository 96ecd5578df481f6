"""Reconciliations of the mock's account, as it is or with answers that were changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

import httpx
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, Call, Mock
from devin_mock.answers import ANSWERS
from devin_mock.transport import mock_transport
from devin_usage import DevinUsage, Period
from devin_usage.account.comparison import Comparison
from devin_usage.account.reconciliation import Reconciliation, reconcile
from devin_usage.account.running import SyncRunner

from tests.unit.usage.answering import BASE_URL, NOW

PERIOD = Period.of_days(date(2025, 9, 20), date(2025, 10, 19))
"""Of 30 days; on the twelfth, a user left."""
CYCLE = Period.of_days(date(2025, 12, 5), date(2026, 1, 4))
"""Half of it is still to come."""
ENTERPRISE_V2, ENTERPRISE_V3 = "get_daily_consumption", "get_enterprise_daily_consumption"
ORGANIZATION = "get_enterprise_organization_daily_consumption"
USER, SERVICE_USER = "get_enterprise_user_daily_consumption", "get_enterprise_service_user_daily_consumption"
NO_COMPARISONS: tuple[Comparison, ...] = ()


@contextmanager
def both(mock: Mock, transport: httpx.BaseTransport | None = None, **options: Any) -> Iterator[dict[str, DevinUsage]]:
    """A client of each version."""
    sent: dict[str, Any] = {"base_url": BASE_URL, "transport": transport or mock_transport(mock), "retries": 0}
    sent |= {"clock": lambda: NOW, **options}
    with DevinUsage(ENTERPRISE_ADMIN_KEY, **sent) as v2, DevinUsage(ENTERPRISE_KEY, **sent) as v3:
        yield {"v2": v2, "v3": v3}


def reconciled(
    mock: Mock,
    period: Period = PERIOD,
    *,
    arguments: Mapping[str, Any] | None = None,
    **options: Any,
) -> Reconciliation:
    with both(mock, **options) as clients:
        runner = SyncRunner({client.version: client._session.sender for client in clients.values()})
        v2, v3 = (client._session.context for client in clients.values())
        return runner.run(reconcile(v2, v3, period, **(arguments or {})))


def altered(operation: str, change: Callable[[Call, Any], Any], **options: Any) -> Mock:
    """A mock whose answers to one operation are changed."""

    def answer(call: Call) -> Any:
        body = ANSWERS[operation](call)
        return change(call, body) or body

    return Mock(now=NOW, answers={operation: answer}, **options)


def of(found: Reconciliation, group: str, name: str) -> Comparison:
    (comparison,) = [each for each in found.comparisons if (each.group, each.name) == (group, name)]
    return comparison
