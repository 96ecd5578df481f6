"""History: an account is as long as it is asked to be, and its past is the same however long that is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from devin_mock import Mock, load
from devin_mock.calendar import DAY_S, billing_day, day_at, day_start
from hypothesis import given
from hypothesis import strategies as st

from .asking import CYCLE, FEW, NOW, answer, ask, encoded, rfc3339, v2_daily, v3_daily
from .test_parameters import people_of

SHARED = Mock(seed=1, users=40, now=NOW)
PRESENT = int(NOW.timestamp())


@pytest.mark.parametrize("days", [1, 46, 400, 1_095, 1_500])
def test_an_account_has_at_least_the_days_that_were_asked_for(days: int) -> None:
    """Its first cycle is whole, the default window is the current one, and nothing is known of the time before."""
    mock = Mock(seed=1, users=40, now=NOW, days=days)
    everything = v3_daily(mock, window=(0, PRESENT))["consumption_by_date"]
    closed = everything[:-1]
    assert days <= len(closed) < days + 31
    assert closed[0]["acus"] > 0
    cycles = answer(mock, "/v3/enterprise/consumption/cycles", {"first": 200})["items"]
    assert cycles[0]["after"] == closed[0]["date"] == day_start(mock.ledger.first_day)
    assert cycles[-1]["before"] > PRESENT
    assert answer(mock, "/v3/enterprise/consumption/daily") == v3_daily(mock, window=(CYCLE[1], PRESENT))
    early = (0, closed[0]["date"])
    assert v3_daily(mock, window=early) == {"total_acus": 0.0, "consumption_by_date": []}
    assert v2_daily(mock, early)["consumption_by_user"] == {}


OPERATIONS = [
    operation
    for document in (load("v2"), load("v3"))
    for operation in document.operations
    if {each.name for each in operation.parameters} & {"time_after", "start"}
]


@pytest.mark.parametrize("now", [NOW, NOW + timedelta(days=500)])
@pytest.mark.parametrize("days", [80, 1_300])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.operation_id)
def test_a_closed_cycle_is_the_same_in_a_longer_account_and_later(days: int, now: datetime, operation: Any) -> None:
    """Every answer about it has the same bytes."""
    query: dict[str, Any] = {"time_after": CYCLE[0], "time_before": CYCLE[1]}
    if operation.path.startswith("/v2"):
        query = {"start": rfc3339(CYCLE[0]), "end": rfc3339(CYCLE[1])}
    path = operation.path.format(**{name: encoded(value) for name, value in people_of(0).items()})
    longer = days if now == NOW else days + 500
    response = ask(Mock(seed=1, users=40, now=now, days=longer), path, query)
    assert response == ask(SHARED, path, query)
    assert response.status == 200


@FEW
@given(st.integers(0, 500), st.integers(1, 1_400))
def test_a_clock_that_moves_leaves_the_first_day_where_it_was(ahead: int, days: int) -> None:
    """The account was made at one time; later it is longer, and the same."""
    clock = [NOW]
    mock = Mock(seed=1, users=10, now=lambda: clock[0], days=days)
    first = mock.ledger.first_day
    before = v3_daily(mock, window=(0, PRESENT))["consumption_by_date"]
    clock[0] = NOW + timedelta(days=ahead)
    after = v3_daily(mock, window=(0, PRESENT + ahead * DAY_S))["consumption_by_date"]
    assert mock.ledger.first_day == first
    assert len(after) == len(before) + ahead
    assert after[: len(before) - 1] == before[:-1]


def test_years_before_the_usual_account_hold_smaller_numbers() -> None:
    """An account may begin long before June 2024; Review and Terminal came later all the same."""
    mock = Mock(seed=1, users=40, now=NOW, days=2_000)
    assert day_at(0) < mock.ledger.first_day < billing_day(date(2020, 8, 1))
    start = int(datetime(2020, 9, 1, 8, tzinfo=UTC).timestamp())
    early = v3_daily(mock, window=(start, start + 30 * DAY_S))
    assert 0 < early["total_acus"] < v3_daily(SHARED)["total_acus"] / 3
    assert all(day["acus_by_product"]["review"] is None for day in early["consumption_by_date"])
    assert all(day["acus_by_product"]["terminal"] == 0.0 for day in early["consumption_by_date"])


def test_an_idle_user_has_zeros_and_an_unknown_one_nothing() -> None:
    """0.0 for each day of somebody who is known, absence from the maps, and no list for nobody."""
    account = SHARED.ledger.account
    idle = account.ids[account.idle]
    found = v3_daily(SHARED, f"/users/{encoded(idle)}")
    assert [day["acus"] for day in found["consumption_by_date"]] == [0.0] * 30
    assert found["total_acus"] == 0.0
    assert idle not in v2_daily(SHARED)["consumption_by_user"]
    assert answer(SHARED, f"/v2/enterprise/consumption/daily/{encoded(idle)}")["consumption_by_org_id"] == {}
    assert ask(SHARED, "/v3/enterprise/consumption/daily/users/nobody").status == 404


def test_members_are_those_of_the_present() -> None:
    """Who leaves is listed until then, and what they used stays in the totals after."""
    account = SHARED.ledger.account
    removed, deleted = account.ids[account.removed], account.ids[account.deleted]
    earlier = Mock(seed=1, users=40, now=datetime(2025, 7, 1, tzinfo=UTC))
    for mock, there in ((earlier, True), (SHARED, False)):
        users = answer(mock, "/v3/enterprise/members/users", {"first": 200})["items"]
        assert (removed in [one["user_id"] for one in users]) is there
        members = answer(mock, "/v2/enterprise/members", {"limit": 200})["items"]
        assert (removed in [one["user_id"] for one in members]) is there
        robots = answer(mock, "/v3/enterprise/members/service-users")["items"]
        assert (deleted in [one["service_user_id"] for one in robots]) is there
        assert all(one["deleted_at"] is None for one in robots)
    expiring = {one["expires_at"] for one in answer(earlier, "/v3/enterprise/members/service-users")["items"]}
    assert expiring == {None, 1755676800}
    summer = (1749110400, 1751702400)
    assert v2_daily(SHARED, summer)["consumption_by_user"][removed] > 0


@pytest.mark.parametrize(("seed", "users"), [(1, 40), (2, 10), (3, 10), (1, 1_000)])
def test_nobody_exceeds_a_limit(seed: int, users: int) -> None:
    """In no cycle does the enterprise, an organization or a user use more than is allowed, nor a session."""
    mock = Mock(seed=seed, users=users, now=datetime(2027, 8, 1, tzinfo=UTC))
    limits: list[Any] = []
    query: dict[str, Any] = {"first": 200}
    while not limits or query["after"] is not None:
        page = answer(mock, "/v3/enterprise/consumption/acu-limits/devin", query)
        limits += page["items"]
        query["after"] = page["end_cursor"]
    assert {limit["scope"] for limit in limits} == {"enterprise", "org", "user"}
    organizations = answer(mock, "/v3/enterprise/organizations", {"first": 200})["items"]
    listed = {limit["org_id"]: limit["cycle_acu_limit"] for limit in limits if limit["scope"] == "org"}
    assert {one["org_id"]: one["max_cycle_acu_limit"] for one in organizations if one["max_cycle_acu_limit"]} == listed
    for window in ((CYCLE[0], CYCLE[1]), (1809676800, 1812268800), (1812268800, 1814947200)):
        used = v2_daily(mock, window)
        for limit in limits:
            one = {
                "enterprise": used["total_acus"],
                "org": used["consumption_by_org_id"].get(limit["org_id"], 0.0),
                "user": used["consumption_by_user"].get(limit["user_id"], 0.0),
            }[limit["scope"]]
            assert one <= limit["cycle_acu_limit"]
    capped = {one["max_session_acu_limit"] for one in organizations} - {None}
    sessions = (
        one.micro_acus / 1_000_000
        for day in mock.ledger.days(1812268800, 1814947200)
        for seat in range(min(200, len(mock.ledger.account.seat_holder)))
        for one in mock.ledger.sessions(seat, day)
    )
    assert 1 < max(sessions) < min(capped)
