"""Forecasts of cycles that do not change where billing days do, and of limits that are no budget."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from math import fsum
from typing import Any

import pytest
from devin_mock import ENTERPRISE_KEY, Breach, Fault, Mock
from devin_usage import Cycle, Period
from devin_usage.account.forecast import Forecast, forecast
from devin_usage.operations import Call
from devin_usage.plans import Context

from tests.unit.account.sequential import steps
from tests.unit.usage.answering import NOW, mocked

CUT = Cycle(Period(datetime(2025, 12, 5, 20, tzinfo=UTC), datetime(2025, 12, 10, 14, tzinfo=UTC)))
"""Half of 5 December, four whole days, and a quarter of the 10th."""
LIMITS = "list_enterprise_acu_limits"


def seen(days: Mapping[str, float], at: datetime, **arguments: Any) -> Forecast:
    def answer(_: Call) -> object:
        return {"total_acus": fsum(days.values()), "consumption_by_date": dict(days), "consumption_by_org_id": {}}

    return steps(forecast(Context("v2", lambda: at), **{"cycle": CUT, **arguments}), {"v2": answer})


EVEN = {"2025-12-05": 10.0, "2025-12-06": 20.0}
"""20 ACUs a day."""
THE_7TH = datetime(2025, 12, 7, 12, tzinfo=UTC)


def test_a_part_of_a_day_weighs_as_much_as_it_is_of_a_day() -> None:
    """An account that uses 20 ACUs a day is forecast 95 over four days, a half and a quarter."""
    found = seen(EVEN, THE_7TH)
    assert found.mean_acus == 20.0
    assert found.projected_acus == 30.0 + 3 * 20.0 + 5.0
    assert (found.closed_days, found.remaining_days) == (2, 4)
    assert found.assumption is not None
    assert found.assumption.endswith(
        "A day that lies in the cycle only in part counts as that part of a day, here and in the mean."
    )


def test_a_budget_lasts_as_long_as_its_parts_of_days() -> None:
    """The last quarter of a day is a day on which it may be used up, and allows a quarter."""
    assert seen(EVEN, THE_7TH, budget_acus=90.0).used_up_on == date(2025, 12, 9)
    assert seen(EVEN, THE_7TH, budget_acus=94.0).used_up_on == date(2025, 12, 10)
    assert seen(EVEN, THE_7TH, budget_acus=96.0).used_up_on is None
    assert seen(EVEN, THE_7TH, budget_acus=95.0).daily_allowance_acus == pytest.approx(20.0)


def test_the_open_day_may_be_the_one_that_is_cut() -> None:
    """On the last day a quarter of the mean is left, or what it has used already."""
    four = {f"2025-12-0{day}": 20.0 for day in range(6, 10)}
    last = datetime(2025, 12, 10, 10, tzinfo=UTC)
    assert seen({"2025-12-05": 10.0, **four}, last).projected_acus == 95.0
    assert seen({"2025-12-05": 10.0, **four, "2025-12-10": 7.0}, last).projected_acus == 97.0
    assert seen({"2025-12-05": 10.0, **four, "2025-12-10": 5.0}, CUT.period.end).mean_acus == 20.0


def test_whole_days_count_as_they_are() -> None:
    """A cycle of billing days has no parts, and its sentence does not speak of any."""
    whole = Cycle(Period.of_days(date(2025, 12, 5), date(2025, 12, 10)))
    found = seen(EVEN, THE_7TH, cycle=whole)
    assert (found.mean_acus, found.projected_acus) == (15.0, 90.0)
    assert found.assumption is not None
    assert "in part" not in found.assumption
    assert seen(EVEN, whole.period.end + timedelta(days=1), cycle=whole).mean_acus == 5.0


def of_mock(fault: Fault) -> Forecast:
    mock = Mock(now=NOW)
    with mock.faults.planted(fault), mocked(mock, ENTERPRISE_KEY, clock=lambda: NOW) as client:
        return client.forecast()


def test_a_limit_below_zero_is_no_budget() -> None:
    """What it means is not documented, perhaps that there is none; a share of it would be nonsense."""
    found = of_mock(Fault(operation=LIMITS, breach=Breach("set", at="/items/*/cycle_acu_limit", value=-1)))
    assert found.budget is None
    assert found.no_budget == "The API gives a limit of -1, whose meaning is not documented; give budget_acus."
    assert found.share_used is None
    assert found.caveats == of_mock(Fault(operation=LIMITS, status=403)).caveats


def test_a_deployment_without_limits_still_forecasts() -> None:
    """A 404 for what nobody has asked for is a reason for no budget."""
    found = of_mock(Fault(operation=LIMITS, status=404))
    assert found.projected_acus is not None
    assert found.no_budget is not None
    assert "404" in found.no_budget
