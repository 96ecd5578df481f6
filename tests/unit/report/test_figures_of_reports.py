"""The figures of a report, held against the ledger of the mock."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from devin_mock import Mock
from devin_mock.answers import ANSWERS
from devin_mock.calendar import billing_day, date_of, day_start
from devin_mock.ledger import EVERYBODY, PRODUCTS, Who
from devin_usage import (
    Period,
)
from devin_usage.account import Price
from devin_usage.report import report

from .pages import NOW, Element, client, parsed, section, tile

MICRO = 1_000_000
_WINDOW = (day_start(billing_day(date(2025, 12, 5))), int(NOW.timestamp()))


@pytest.fixture(scope="module")
def mock() -> Mock:
    return Mock(seed=1, users=40, now=NOW)


@pytest.fixture(scope="module")
def page(mock: Mock) -> Element:
    with client(mock) as asked:
        return parsed(report(asked, price=Price.parse("2.25 USD")).html)


def _written(micro_acus: int) -> str:
    return f"{micro_acus / MICRO:,.2f}"


def test_the_days_are_those_of_the_ledger(mock: Mock, page: Element) -> None:
    """Each day and product of the table behind the chart, and their sums, are what the ledger has."""
    ledger = mock.ledger.daily(*_WINDOW, EVERYBODY)
    head, *rows, foot = section(page, "days").one("table").cells()
    assert [name.lower() for name in head[1:-1]] == list(PRODUCTS)
    assert [row[0].split()[0] for row in rows] == [date_of(day).isoformat() for day in ledger]
    assert [row[1:] for row in rows] == [[*map(_written, acus), _written(sum(acus))] for acus in ledger.values()]
    products = [sum(acus) for acus in zip(*ledger.values(), strict=True)]
    assert foot[1:] == [*map(_written, products), _written(sum(products))]


def test_the_day_that_is_open_says_so(page: Element) -> None:
    """Each table of days names it as not over, and no other."""
    for place in ("days", "glance"):
        days = [row[0] for row in section(page, place).all("table")[0].cells()]
        assert [day for day in days if "not over" in day] == ["2025-12-20 (not over)"]


def test_the_glance_is_that_of_the_ledger(mock: Mock, page: Element) -> None:
    """What was used, and what it cost, are what the ledger has; the API's limit is the budget."""
    total = sum(map(sum, mock.ledger.daily(*_WINDOW, EVERYBODY).values()))
    glance = section(page, "glance")
    assert tile(glance, "Used so far") == _written(total)
    assert f"{total / MICRO * 2.25:,.2f} USD" in glance.text
    assert tile(glance, "Budget") == "24,000.00"
    assert tile(glance, "Days closed") == "15"
    burn = glance.one("table").cells()
    assert burn[-2][2] == _written(total)


def test_the_users_are_those_of_the_ledger(mock: Mock, page: Element) -> None:
    """Who used most is what the ledger has of each user, the largest first, and the rows add up to the whole."""
    account = mock.ledger.account
    used: dict[str, int] = {}
    for index in range(account.users):
        if account.is_member(index):
            days = mock.ledger.daily(*_WINDOW, Who(principals=(index,)))
            used[account.email(index) or ""] = sum(map(sum, days.values()))
    expected = sorted(used.values(), reverse=True)
    table = section(page, "users").all("table")[0]
    _, *rows, others, nobody, foot = table.cells()
    assert [row[2] for row in rows] == [_written(acus) for acus in expected[:20]]
    for row in rows:
        assert _written(used[row[1].split()[-1]]) == row[2]
    assert others[1:3] == [f"{len(expected) - 20} other users", _written(sum(expected[20:]))]
    total = sum(map(sum, mock.ledger.daily(*_WINDOW, EVERYBODY).values()))
    assert nobody[1:3] == ["Belongs to none of these users", _written(total - sum(expected))]
    assert foot[2] == _written(total)


def test_the_organizations_are_those_of_the_ledger(mock: Mock, page: Element) -> None:
    """Each organization has what the ledger has of it, and the rest is told, not spread."""
    _, *rows, nobody, _ = section(page, "organizations").one("table").cells()
    found = {row[1]: row[2] for row in rows}
    for place in mock.ledger.account.organizations:
        days = mock.ledger.daily(*_WINDOW, Who(organizations=(place.index,)))
        assert found[f"{place.name} {place.org_id}"] == _written(sum(map(sum, days.values())))
    assert nobody[1] == "Belongs to none of these organizations"


def test_the_activity_is_that_of_the_api(mock: Mock, page: Element) -> None:
    """Counts are those that the client reads; what is counted by UTC days says so."""
    with client(mock) as asked:
        period = Period.parse("2025-12-05/2025-12-20")
        usage, pulls = asked.metrics.usage(period), asked.metrics.pull_requests(period)
        active = asked.metrics.active_users(period)
    activity = section(page, "activity")
    assert tile(activity, "Sessions") == f"{usage.sessions:,}"
    assert tile(activity, "Searches") == f"{usage.searches:,}"
    assert tile(activity, "Active users") == f"{active.users:,}"
    assert "UTC day" in activity.all("table")[0].cells()[0]
    assert "not billing days" in activity.text
    table = section(page, "pull-requests").all("table")[0].cells()
    assert dict(row[:2] for row in table[1:]) == {
        "Merged": str(pulls.merged),
        "Closed without a merge": str(pulls.closed),
        "Still open": str(pulls.still_open),
        "Created": str(pulls.created),
    }
    assert "on-premise GitLab is read once a day" in section(page, "pull-requests").text


def test_days_that_the_api_left_out_have_no_bar_and_no_zero() -> None:
    """A day that is not listed is -, and the page counts such days."""

    def without_first(call: Any) -> Any:
        body = ANSWERS["get_enterprise_daily_consumption"](call)
        first = body["consumption_by_date"].pop(0)
        body["total_acus"] = round(body["total_acus"] - first["acus"], 6)
        return body

    gappy = Mock(seed=1, users=10, now=NOW, answers={"get_enterprise_daily_consumption": without_first})
    with client(gappy) as asked:
        days = section(parsed(report(asked).html), "days")
    first = days.one("table").cells()[1]
    assert first == ["2025-12-05", "-", "-", "-", "-", "-"]
    assert "1 of these days the API did not list" in days.text
    assert not [each for each in days.all("title") if each.text.startswith("2025-12-05,")]


def test_a_period_of_several_cycles_is_told_cycle_by_cycle(mock: Mock) -> None:
    """What each cycle has used, as far as it lies in the period, is what the ledger has, and adds up to the whole."""
    with client(mock) as asked:
        days = section(parsed(report(asked, period=Period.parse("2025-10-20/2025-12-31")).html), "days")
    _, *rows, foot = days.all("table")[1].cells()
    bounds = [billing_day(date(2025, month, day)) for month, day in ((10, 20), (11, 5), (12, 5))]
    ends = [*map(day_start, bounds[1:]), int(NOW.timestamp())]
    used = [mock.ledger.daily(day_start(start), end, EVERYBODY) for start, end in zip(bounds, ends, strict=True)]
    assert rows == [
        ["2025-10-20 to 2025-11-04", "16", _written(sum(map(sum, used[0].values())))],
        ["2025-11-05 to 2025-12-04", "30", _written(sum(map(sum, used[1].values())))],
        ["2025-12-05 to 2025-12-20", "16", _written(sum(map(sum, used[2].values())))],
    ]
    assert foot == ["All", "62", _written(sum(sum(map(sum, each.values())) for each in used))]
