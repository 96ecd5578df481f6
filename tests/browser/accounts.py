"""The pages to look at, and what the ledger behind them has."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import attrs
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Fault, Mock
from devin_mock.answers import ANSWERS
from devin_mock.calendar import billing_day, day_start
from devin_mock.ledger import EVERYBODY, Who
from devin_mock.transport import mock_transport
from devin_usage import DevinUsage, Period
from devin_usage.account import Price
from devin_usage.report import write_report

NOW: Final = datetime(2025, 12, 20, 15, 30, tzinfo=UTC)
_FIRST: Final = date(2025, 12, 5)
_MICRO: Final = 1_000_000
_HOSTILE: Final = (
    "<script>document.title='run'</script>",
    "<img src=x onerror=\"document.title='run'\">",
    "\u202eelttil\u202c \u200bhidden\x00",
    "W" * 200,
    "אבג (عربي) 1,000.00",
)


@attrs.define(eq=False)
class Page:
    """A page, and how it is made."""

    name: str
    key: str
    mock: Mock
    options: dict[str, Any]
    bytes: int = 0

    def write(self, place: Path) -> None:
        """Make it."""
        transport = mock_transport(self.mock)
        with DevinUsage(self.key, transport=transport, clock=lambda: NOW, retries=0) as client:
            self.bytes = len(write_report(client, place, **self.options).html.encode())


def _mock(users: int = 40, **options: Any) -> Mock:
    return Mock(seed=1, users=users, now=NOW, **options)


def _hostile() -> Mock:
    def named(call: Any) -> Any:
        body = ANSWERS["list_enterprise_users"](call)
        for item, name in zip(body["items"], _HOSTILE, strict=False):
            item["name"] = item["email"] = name
        return body

    mock = _mock(10, answers={"list_enterprise_users": named})
    mock.faults.add(Fault(operation="get_enterprise_pr_metrics", status=503))
    return mock


_CYCLE = Period.parse("2025-12-05/2026-01-04")
PAGES: Final = (
    Page("cycle", ENTERPRISE_KEY, _mock(), {"budget_acus": 2_500, "price": Price.parse("2.25 USD")}),
    Page("v2", ENTERPRISE_ADMIN_KEY, _mock(), {"budget_acus": 1_200}),
    Page("organization", ORGANIZATION_KEY, _mock(), {"period": _CYCLE}),
    Page("year", ENTERPRISE_KEY, _mock(), {"period": Period.parse("2024-12-05/2025-12-04")}),
    Page("hostile", ENTERPRISE_KEY, _hostile(), {}),
)


def _window() -> tuple[int, int]:
    return day_start(billing_day(_FIRST)), int(NOW.timestamp())


def ledger_days(mock: Mock) -> dict[int, list[float]]:
    """The ACUs of each product on each day of the cycle so far."""
    found = mock.ledger.daily(*_window(), EVERYBODY)
    return {day: [amount / _MICRO for amount in amounts] for day, amounts in found.items()}


def ledger_users(mock: Mock) -> list[tuple[str, float]]:
    """The address and the ACUs of each user who is still there, the largest first."""
    account = mock.ledger.account
    found: list[tuple[str, float]] = []
    for index in range(account.users):
        if account.is_member(index):
            days = mock.ledger.daily(*_window(), Who(principals=(index,)))
            found.append((f"{account.email(index)}", sum(map(sum, days.values())) / _MICRO))
    return sorted(found, key=lambda each: -each[1])
