"""The maps of v2 are parts of its total, and what is written of an answer names nobody in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, Assumptions, Mock
from devin_usage import ContractWarning, InconsistentAnswer
from devin_usage.values import Consumption

from tests.unit.usage.answering import CYCLE, NOW, TWO_DAYS, daily, mocked, served

MAPS = {"consumption_by_org_id": "organizations", "consumption_by_user": "users"}


def told(total: float, **maps: Mapping[str, float]) -> Consumption:
    """What becomes of an answer about one day."""
    return daily(
        {"total_acus": total, "consumption_by_date": {"2025-12-05": total}, "consumption_by_org_id": {}, **maps}
    )


@pytest.mark.parametrize("name", MAPS)
def test_a_map_that_exceeds_its_total_is_refused(name: str) -> None:
    """Somebody else's ACUs are in it, or the total is too small."""
    for acus in ({"a": 3.5001}, {"a": 2.0, "b": 1.6}, {"a": 1e308, "b": 1.0}):
        with pytest.raises(InconsistentAnswer, match=f"the {MAPS[name]} sum to"):
            told(3.5, **{name: acus})


@pytest.mark.parametrize("name", MAPS)
@pytest.mark.parametrize("acus", [{}, {"a": 3.5}, {"a": 1.0, "b": 2.0}, {"a": 1.75000099, "b": 1.75000099}])
def test_a_map_may_leave_out_what_belongs_to_nobody(name: str, acus: dict[str, float]) -> None:
    """And each of its numbers may be off by a millionth."""
    found = told(3.5, **{name: acus})
    assert (found.by_user if name.endswith("user") else found.by_organization) == acus


@pytest.mark.parametrize("name", MAPS)
def test_the_tolerance_is_a_millionth_for_each_and_no_more(name: str) -> None:
    """One for the total too."""
    assert told(3.5, **{name: {"a": 1.75, "b": 1.7500029}}).total_acus == 3.5
    with pytest.raises(InconsistentAnswer):
        told(3.5, **{name: {"a": 1.75, "b": 1.7500031}})


def test_maps_whose_sum_is_no_number_are_refused() -> None:
    """Sums beyond what a number can be; 1e999 is JSON, and infinite to those who accept broken answers."""
    with pytest.raises(InconsistentAnswer):
        told(3.5, consumption_by_user={"a": 1e308, "b": 1e308})
    body = b'{"total_acus": 0, "consumption_by_date": {}, "consumption_by_org_id": {"a": 1e999}}'
    with (
        served(body) as client,
        client.with_options(check="warn") as lenient,
        pytest.warns(ContractWarning),
        pytest.raises(InconsistentAnswer, match="organizations sum to inf"),
    ):
        lenient.consumption.daily(TWO_DAYS)


CHOICES = [(name, value) for name, values in Assumptions.choices().items() for value in values] + [("late_days", "5")]


@pytest.mark.parametrize(("name", "value"), CHOICES)
def test_the_maps_of_the_mock_are_parts_whatever_is_assumed(name: str, value: str) -> None:
    """Of the enterprise, of organizations, and of one user."""
    mock = Mock(now=NOW, users=20, assumptions=Assumptions.parse([f"{name}={value}"]))
    with mocked(mock, ENTERPRISE_ADMIN_KEY) as client:
        whole = client.consumption.daily(CYCLE)
        assert whole.by_organization
        some = list(whole.by_organization)[:2]
        assert set(client.consumption.daily(CYCLE, organizations=some).by_organization or ()) == set(some)
        user = next(iter(client.users.list())).id
        client.consumption.daily(CYCLE, user=user)


@pytest.mark.parametrize("maps", [{}, {"consumption_by_user": {"okta|ada": 1.0, "okta|bob": 2.0}}])
def test_what_is_written_of_an_answer_counts_who_is_in_it(maps: Any) -> None:
    """Answers are logged: ids stand in them by the hundred."""
    found = told(3.5, **{"consumption_by_org_id": {"org-secret": 3.0}, **maps})
    for text in (repr(found), str(found)):
        assert "okta" not in text
        assert "org-secret" not in text
        assert "by_organization=<ACUs of 1>" in text
        assert ("by_user=<ACUs of 2>" if maps else "by_user=None") in text
