"""Work over two clients: each has to be of its version, and both colours come to the same."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, Mock
from devin_mock.transport import mock_transport
from devin_usage import AsyncDevinUsage, DevinUsage, InvalidArgument, Period
from devin_usage.account import reconcile, reconcile_async

NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)
MOCK = Mock(seed=5, users=12, now=NOW)
PERIOD = Period.parse("2025-12-05/2025-12-10")


def client(kind: Any, key: str) -> Any:
    """A client before the account."""
    return kind(key, base_url="https://api.test", transport=mock_transport(MOCK), clock=lambda: NOW)


def test_sync_and_async_come_to_the_same_words() -> None:
    """From the same requests."""
    one = reconcile(v2=client(DevinUsage, ENTERPRISE_ADMIN_KEY), v3=client(DevinUsage, ENTERPRISE_KEY), period=PERIOD)
    other = asyncio.run(
        reconcile_async(
            v2=client(AsyncDevinUsage, ENTERPRISE_ADMIN_KEY), v3=client(AsyncDevinUsage, ENTERPRISE_KEY), period=PERIOD
        )
    )
    assert one.agrees
    assert str(one) == str(other)


@pytest.mark.parametrize(("v2", "v3"), [(ENTERPRISE_KEY, ENTERPRISE_KEY), (ENTERPRISE_ADMIN_KEY, ENTERPRISE_ADMIN_KEY)])
def test_a_client_of_the_other_version_is_refused_unsent(v2: str, v3: str) -> None:
    """Both figures would come from one version, and agree."""
    before = len(MOCK.record)
    with pytest.raises(InvalidArgument, match="must be a client with a key of v"):
        reconcile(v2=client(DevinUsage, v2), v3=client(DevinUsage, v3), period=PERIOD)
    with pytest.raises(InvalidArgument, match="must be a client with a key of v2"):
        reconcile(v2=MOCK, v3=client(DevinUsage, v3), period=PERIOD)  # type: ignore[arg-type]  # what it refuses
    assert len(MOCK.record) == before
