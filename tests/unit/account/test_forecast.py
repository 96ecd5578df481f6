"""Where a cycle is heading: figures of chosen days, and of the mock's account."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import fsum
from typing import Any

import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Assumptions, Breach, Fault, Mock
from devin_usage import Cycle, Forbidden, InconsistentAnswer, InvalidArgument, Period, UnsupportedByScope
from devin_usage.account.forecast import Budget, Forecast, forecast
from devin_usage.account.price import Cost, Price
from devin_usage.operations import Call
from devin_usage.plans import Context

from tests.unit.account.sequential import steps
from tests.unit.usage.answering import NOW, mocked

CYCLE = Cycle(Period.of_days(date(2025, 12, 5), date(2026, 1, 4)))
"""Of 31 days; on the 8th, three are closed and 28 are left."""
THE_8TH = datetime(2025, 12, 8, 20, tzinfo=UTC)
USD = Price(Decimal("2.00"), "USD")


def seen(days: Mapping[str, float], *, at: datetime = THE_8TH, cycle: Cycle = CYCLE, **arguments: Any) -> Forecast:
    """The forecast of a cycle whose days v2 gives like this."""

    def answer(call: Call) -> object:
        assert call.operation == "get_daily_consumption"
        return {"total_acus": fsum(days.values()), "consumption_by_date": dict(days), "consumption_by_org_id": {}}

    return steps(forecast(Context("v2", lambda: at), cycle=cycle, **arguments), {"v2": answer})


THREE = {"2025-12-05": 10.0, "2025-12-06": 20.0, "2025-12-07": 30.0}


def test_the_open_day_is_apart_from_the_closed_ones() -> None:
    """What a day that is still open has used so far would spoil the mean."""
    found = seen({**THREE, "2025-12-08": 5.0})
    assert (found.acus, found.closed_acus, found.open_acus) == (65.0, 60.0, 5.0)
    assert (found.closed_days, found.open_day, found.remaining_days) == (3, date(2025, 12, 8), 28)
    assert found.mean_acus == 20.0
    assert not found.ended


def test_the_days_that_are_left_use_the_mean_of_the_closed_ones() -> None:
    """The open day counts as a whole day, and the sentence beside the number says so."""
    found = seen({**THREE, "2025-12-08": 5.0})
    assert found.projected_acus == 60.0 + 28 * 20.0
    assert found.assumption == (
        "Each billing day from 2025-12-08 on, 28 in all, uses the mean of the 3 closed days of the cycle, 20 ACUs; the "
        "open day counts as a whole day, with what it has used so far where that is more."
    )
    assert found.not_projected is None


def test_an_open_day_that_is_above_the_mean_keeps_what_it_has_used() -> None:
    """A projection below what is known already would be wrong at once."""
    assert seen({**THREE, "2025-12-08": 50.0}).projected_acus == 60.0 + 50.0 + 27 * 20.0


def test_an_open_day_that_is_not_listed_is_not_zero() -> None:
    """It may not be listed yet."""
    found = seen(THREE)
    assert found.open_acus is None
    assert found.projected_acus == 60.0 + 28 * 20.0


def test_closed_days_that_are_not_listed_are_in_the_mean_and_named() -> None:
    """The total holds nothing of them, so that the mean has to count them."""
    found = seen({"2025-12-06": 60.0})
    assert (found.closed_days, found.mean_acus) == (3, 20.0)
    assert found.assumption is not None
    assert found.assumption.endswith("does not list 2 of the closed days; the mean takes them for days without use.")


@pytest.mark.parametrize("at", [CYCLE.period.start, CYCLE.period.start + timedelta(hours=23, minutes=59, seconds=59)])
def test_the_first_day_gives_nothing_to_project_from(at: datetime) -> None:
    """There is no projection until a day is closed, and the reason is given."""
    found = seen({"2025-12-05": 7.0}, at=at, budget_acus=100, price=USD)
    assert (found.closed_days, found.remaining_days, found.acus) == (0, 31, 7.0)
    assert found.mean_acus is None
    assert found.projected_acus is None
    assert found.assumption is None
    assert found.not_projected == "No billing day of the cycle is closed yet, so there is nothing to project from."
    assert found.projected_over_acus is None
    assert found.projected_cost is None
    assert found.used_up_on is None
    assert found.remaining_acus == 93.0
    assert found.cost == Cost(Decimal(14), "USD")


@pytest.mark.parametrize(("seconds", "closed", "left"), [(-1, 30, 1), (0, 31, 0), (86_400 * 90, 31, 0)])
def test_a_cycle_ends_with_its_last_second(seconds: int, closed: int, left: int) -> None:
    """Of a cycle that has ended, the projection is the total, and nothing is assumed."""
    found = seen(THREE, at=CYCLE.period.end + timedelta(seconds=seconds), budget_acus=1_000)
    assert (found.closed_days, found.remaining_days) == (closed, left)
    assert found.ended is (left == 0)
    if found.ended:
        assert found.projected_acus == 60.0
        assert (found.assumption, found.not_projected, found.open_day, found.open_acus) == (None, None, None, None)
        assert found.daily_allowance_acus is None
        assert found.projected_over_acus == -940.0


def test_a_cycle_that_has_not_started_is_refused() -> None:
    """There is nothing to go by."""
    with pytest.raises(InvalidArgument, match="has not started"):
        seen({}, at=CYCLE.period.start - timedelta(seconds=1))


def test_a_budget_is_held_against_what_was_used_and_what_will_be() -> None:
    """620 ACUs are projected of a budget of 500."""
    found = seen({**THREE, "2025-12-08": 5.0}, budget_acus=500)
    assert found.budget == Budget(500.0, "given")
    assert found.remaining_acus == 435.0
    assert found.share_used == 0.13
    assert found.projected_over_acus == 120.0
    assert found.daily_allowance_acus == 435.0 / 28
    assert found.no_budget is None


@pytest.mark.parametrize(
    ("budget", "day"),
    [
        (9, date(2025, 12, 5)),  # used up on a day that is closed
        (10, date(2025, 12, 5)),
        (10.5, date(2025, 12, 6)),
        (65, date(2025, 12, 8)),  # used up today
        (70, date(2025, 12, 8)),  # 80 at the end of the open day
        (80, date(2025, 12, 8)),
        (81, date(2025, 12, 9)),
        (100, date(2025, 12, 9)),
        (100.5, date(2025, 12, 10)),
        (619, date(2026, 1, 4)),
        (620, date(2026, 1, 4)),
        (621, None),
    ],
)
def test_the_day_on_which_the_budget_is_used_up(budget: float, day: date | None) -> None:
    """It is the day that reaches the budget, past or to come."""
    assert seen({**THREE, "2025-12-08": 5.0}, budget_acus=budget).used_up_on == day


def test_a_budget_that_is_used_up_allows_nothing_more() -> None:
    """An allowance is not negative; what was used too much is."""
    found = seen({**THREE, "2025-12-08": 5.0}, budget_acus=50)
    assert found.daily_allowance_acus == 0.0
    assert found.remaining_acus == -15.0
    assert seen(THREE, budget_acus=0).share_used is None


def test_a_cycle_without_use_uses_nothing_up() -> None:
    """A mean of 0 divides nothing."""
    found = seen({"2025-12-05": 0.0}, budget_acus=10)
    assert found.projected_acus == 0.0
    assert found.used_up_on is None


def test_costs_follow_the_price() -> None:
    """So far, at the end, and of the budget; without a price there is none."""
    found = seen({**THREE, "2025-12-08": 5.0}, budget_acus=500, price=USD)
    assert found.cost == Cost(Decimal(130), "USD")
    assert found.projected_cost == Cost(Decimal(1240), "USD")
    assert found.budget_cost == Cost(Decimal(1000), "USD")
    without = seen(THREE, budget_acus=500)
    assert without.cost is without.projected_cost is without.budget_cost is None
    assert seen(THREE, price=USD).budget_cost is None


@pytest.mark.parametrize("budget", [-1, True, float("nan"), float("inf"), "500", 10**400])
def test_a_budget_that_is_no_number_of_acus_is_refused(budget: Any) -> None:
    """Nothing is sent then."""
    with pytest.raises(InvalidArgument, match="budget_acus must be a number of ACUs"):
        steps(forecast(Context("v2", lambda: NOW), cycle=CYCLE, budget_acus=budget), {})


def test_arguments_of_another_kind_are_refused() -> None:
    """A bare Decimal is no price, since it has no currency, and a Period is no cycle."""
    with pytest.raises(InvalidArgument, match="a Price is needed"):
        steps(forecast(Context("v2", lambda: NOW), cycle=CYCLE, price=Decimal(2)), {})  # type: ignore[arg-type]  # the mistake of a caller
    with pytest.raises(InvalidArgument, match="a Cycle is needed"):
        steps(forecast(Context("v2", lambda: NOW), cycle=CYCLE.period), {})  # type: ignore[arg-type]  # the mistake of a caller


def of_mock(mock: Mock, key: str, *, at: datetime = NOW, **arguments: Any) -> Forecast:
    with mocked(mock, key, clock=lambda: at) as client:
        return client.forecast(**arguments)


@pytest.fixture
def mock() -> Mock:
    return Mock(now=NOW)


def test_both_versions_give_the_same_forecast() -> None:
    """The current cycle is found, and its whole days are asked for."""
    late = NOW + timedelta(hours=12)
    mock = Mock(now=late)
    older, newer = (of_mock(mock, key, at=late) for key in (ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY))
    assert older.cycle == newer.cycle == CYCLE
    assert (older.closed_days, older.remaining_days) == (15, 16)
    assert older.acus == newer.acus > 0
    assert older.projected_acus == newer.projected_acus
    assert older.open_acus is not None
    assert older.open_acus > 0
    assert older.assumption == newer.assumption
    queries = [each.verdict.arguments.query for each in mock.record]
    ends = {query.get("end_date", query.get("time_before")) for query in queries}
    assert ends == {None, "2025-12-21T08:00:00+00:00", int(datetime(2025, 12, 21, 8, tzinfo=UTC).timestamp())}
    assert any("2025-12-20 on are open" in caveat for caveat in newer.caveats)
    assert not any("dashboard" in caveat for caveat in newer.caveats)


def test_v3_takes_the_limit_of_the_enterprise_for_the_budget(mock: Mock) -> None:
    """The mock's is 600 ACUs for each user; a caveat says that it is not known what counts against it."""
    found = of_mock(mock, ENTERPRISE_KEY)
    assert found.budget == Budget(24_000.0, "limit")
    assert found.caveats[-1].endswith("which ACUs count against that limit is not documented.")


def test_the_limit_of_an_organization_is_not_that_of_the_enterprise(mock: Mock) -> None:
    """Each organization has its own, or none."""
    first, second = (each.org_id for each in mock.ledger.account.organizations[:2])
    found = of_mock(mock, ENTERPRISE_KEY, organization=first)
    assert found.subject.id == first
    assert found.budget is not None
    assert 0 < found.budget.acus < 24_000
    limited = {each.org_id: each for each in mock.ledger.account.organizations}
    assert set(limited) >= {first, second}
    with mock.faults.planted(
        Fault(operation="list_enterprise_acu_limits", breach=Breach("set", at="/items/*/org_id", value=second))
    ):
        other = of_mock(mock, ENTERPRISE_KEY, organization=first)
    assert other.budget is None
    assert other.no_budget == "The API gives no limit here; give budget_acus."


def test_v2_has_no_limits(mock: Mock) -> None:
    """The reason names what to do."""
    found = of_mock(mock, ENTERPRISE_ADMIN_KEY)
    assert found.budget is None
    assert found.no_budget is not None
    assert found.no_budget.startswith("The API's limits cannot be read, so give budget_acus: v2 ")
    assert (found.remaining_acus, found.share_used, found.projected_over_acus) == (None, None, None)
    assert found.used_up_on is None


def test_a_key_of_an_organization_needs_the_cycle_and_has_no_limits(mock: Mock) -> None:
    """It has neither cycles nor limits, and reads its own organization."""
    with pytest.raises(UnsupportedByScope, match=r"cycle=Cycle\(Period.parse"):
        of_mock(mock, ORGANIZATION_KEY)
    found = of_mock(mock, ORGANIZATION_KEY, cycle=CYCLE)
    assert found.subject.kind == "organization"
    assert found.budget is None
    assert found.no_budget is not None
    assert "need enterprise scope" in found.no_budget


def test_a_key_that_may_not_read_limits_still_forecasts(mock: Mock) -> None:
    """Nobody asked for the limits; the reason is kept."""
    with mock.faults.planted(Fault(operation="list_enterprise_acu_limits", status=403)):
        found = of_mock(mock, ENTERPRISE_KEY)
        assert of_mock(mock, ENTERPRISE_KEY, budget_acus=5).budget == Budget(5.0, "given")
    assert found.projected_acus is not None
    assert found.no_budget is not None
    assert "403" in found.no_budget


@pytest.mark.parametrize(("first", "last"), [("2025-12-15", "2025-12-22"), ("2025-06-05", "2026-01-04")])
def test_days_that_are_no_cycle_are_not_held_against_the_limit_of_one(mock: Mock, first: str, last: str) -> None:
    """A week would seem to have the budget of a month, and half a year to have used it up."""
    found = of_mock(mock, ENTERPRISE_KEY, cycle=Cycle(Period.parse(f"{first}/{last}")))
    assert found.budget is None
    assert found.used_up_on is None
    assert found.no_budget is not None
    assert "these days are none that it lists" in found.no_budget
    assert of_mock(mock, ENTERPRISE_KEY, cycle=CYCLE).budget == Budget(24_000.0, "limit")


def test_days_are_held_against_no_limit_where_cycles_cannot_be_read(mock: Mock) -> None:
    """Whether they are a cycle is not known."""
    with mock.faults.planted(Fault(operation="list_enterprise_consumption_cycles", status=403)):
        found = of_mock(mock, ENTERPRISE_KEY, cycle=CYCLE)
    assert found.budget is None
    assert found.no_budget is not None
    assert found.no_budget.startswith("Whether these days are a billing cycle cannot be read")


def test_two_limits_for_one_enterprise_are_no_budget(mock: Mock) -> None:
    """Which of them holds cannot be told."""
    one = {"scope": "enterprise", "cycle_acu_limit": 1, "org_id": None, "user_id": None}
    items = [one, {**one, "cycle_acu_limit": 2}]
    with (
        mock.faults.planted(Fault(operation="list_enterprise_acu_limits", body=json.dumps({"items": items}).encode())),
        pytest.raises(InconsistentAnswer, match="2 different limits"),
    ):
        of_mock(mock, ENTERPRISE_KEY)


def test_a_consumption_that_may_not_be_read_is_an_error(mock: Mock) -> None:
    """Without it there is no forecast."""
    with (
        mock.faults.planted(Fault(operation="get_enterprise_daily_consumption", status=403)),
        pytest.raises(Forbidden),
    ):
        of_mock(mock, ENTERPRISE_KEY)


def test_what_v2_leaves_out_of_an_organization_is_among_the_caveats(mock: Mock) -> None:
    """Cascade and Terminal belong to no organization."""
    organization = mock.ledger.account.organizations[0].org_id
    assert any(
        "Cascade and Terminal" in each
        for each in of_mock(mock, ENTERPRISE_ADMIN_KEY, organization=organization).caveats
    )


@pytest.mark.parametrize("idle_days", ["listed", "left out"])
def test_idle_days_change_no_figure(idle_days: Any) -> None:
    """Whether the API lists them is not known. Christmas is idle in the mock."""
    later = NOW + timedelta(days=9)
    found = of_mock(Mock(now=later, assumptions=Assumptions(idle_days=idle_days)), ENTERPRISE_KEY, at=later)
    assert found.closed_days == 24
    assert found.mean_acus == pytest.approx(found.closed_acus / 24)
    assert found.assumption is not None
    assert ("does not list 1 of" in found.assumption) is (idle_days == "left out")
