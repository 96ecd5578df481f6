"""What is called open is what was open when the question was put, not when the answer came."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, Mock
from devin_mock.transport import mock_transport
from devin_usage import DevinUsage, Period

BEFORE = datetime(2025, 12, 20, 7, 59, 59, tzinfo=UTC)
AFTER = datetime(2025, 12, 20, 8, 0, 1, tzinfo=UTC)
PERIOD = Period.parse("2025-12-18/2025-12-19")


class Turning(httpx.BaseTransport):
    """A transport whose answers arrive after the billing day has ended."""

    def __init__(self) -> None:
        self.now = BEFORE
        self._inner = mock_transport(Mock(seed=5, users=10, now=BEFORE))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer, and turn the clock."""
        response = self._inner.handle_request(request)
        if not request.url.path.endswith("/self"):
            self.now = AFTER
        return response


@pytest.mark.parametrize("key", [ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY], ids=["v2", "v3"])
@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.consumption.daily(PERIOD),
        lambda client: client.metrics.usage(PERIOD),
        lambda client: client.metrics.sessions(PERIOD),
    ],
    ids=["daily", "usage", "sessions"],
)
def test_a_day_that_ends_on_the_way_was_open(key: str, ask: Callable[[Any], Any]) -> None:
    """The figures are from before its end, and say so."""
    turning = Turning()
    with DevinUsage(key, base_url="https://api.test", transport=turning, clock=lambda: turning.now) as client:
        answer = ask(client)
    assert turning.now == AFTER
    assert any("2025-12-19 on are open" in caveat for caveat in answer.caveats), answer.caveats
