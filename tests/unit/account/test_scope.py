"""What a key's scope does not reach is refused before any figure is asked for."""

from datetime import UTC, datetime
from operator import methodcaller

import pytest
from devin_mock import ORGANIZATION_KEY, Mock
from devin_mock.transport import mock_transport
from devin_usage import DevinUsage, Period, UnsupportedByScope

NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)
PERIOD = Period.parse("2025-12-05/2025-12-10")


@pytest.mark.parametrize("method", ["by_user", "by_organization", "by_service_user"])
def test_members_that_no_list_names_are_not_asked_for(method: str) -> None:
    """A key of an organization is asked whose it is, and nothing else."""
    mock = Mock(seed=5, users=10, now=NOW)
    with (
        DevinUsage(ORGANIZATION_KEY, base_url="https://api.test", transport=mock_transport(mock)) as client,
        pytest.raises(UnsupportedByScope, match="pass their ids"),
    ):
        methodcaller(method, PERIOD)(client.consumption)
    assert [each.request.raw_path for each in mock.record] == [b"/v3/self"]
