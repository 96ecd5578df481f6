"""What cannot be read, and what moves: never passed, and never counted as zero."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from devin_mock import Assumptions, Call, Fault, Mock
from devin_usage import Forbidden, Period, ServerError, Unauthorized

from tests.unit.account.reconciling import (
    CYCLE,
    ENTERPRISE_V2,
    ENTERPRISE_V3,
    NO_COMPARISONS,
    ORGANIZATION,
    SERVICE_USER,
    USER,
    altered,
    of,
    reconciled,
)
from tests.unit.usage.answering import NOW


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_user_who_cannot_be_read_is_named_and_never_zero(status: int) -> None:
    """The sum of the users is not compared, and all others are. A 404 for a listed user is a failure as well."""
    mock = Mock(now=NOW)
    user = mock.ledger.account.ids[0]
    with mock.faults.planted(Fault(operation=USER, path=f"*/{user.replace('|', '%7C')}", status=status)):
        found = reconciled(mock)
    assert not found.agrees
    assert [each.name for each in found.not_compared] == ["users and service users of v3", user]
    assert all(str(status) in (each.why_not or "") for each in found.not_compared)
    assert user in (found.not_compared[0].why_not or "")
    assert found.not_compared[1].right is None
    assert not found.unexplained
    assert sum(each.group == "users" and each.agrees for each in found.comparisons) == 39


def test_a_service_user_who_cannot_be_read_leaves_the_map_of_v2_open() -> None:
    """Service users might be what it lacks."""
    mock = Mock(now=NOW, assumptions=Assumptions(service_users="left out"))
    with mock.faults.planted(Fault(operation=SERVICE_USER, status=403, times=1)):
        found = reconciled(mock)
    assert {each.name for each in found.not_compared} == {"users of v2", "users and service users of v3"}
    assert not found.unexplained


def test_an_organization_that_cannot_be_read_leaves_what_needs_it_open() -> None:
    """The map of v2 is not explained by products of which nobody knows whether an organization holds them."""
    mock = Mock(now=NOW)
    first = mock.ledger.account.organizations[0].org_id
    with mock.faults.planted(Fault(operation=ORGANIZATION, path=f"*/{first}", status=403)):
        found = reconciled(mock)
    assert {each.name for each in found.not_compared} == {"organizations of v3", first}
    assert not found.agrees


@pytest.mark.parametrize(
    ("operation", "names"),
    [
        ("list_enterprise_users", {"users and service users of v3"}),
        ("list_enterprise_service_users", {"users and service users of v3"}),
        ("list_enterprise_organizations", {"organizations of v3"}),
    ],
)
def test_a_list_that_cannot_be_read_is_not_an_empty_one(operation: str, names: set[str]) -> None:
    """What it would have held is not compared; whom v2 names is asked about all the same."""
    mock = Mock(now=NOW)
    with mock.faults.planted(Fault(operation=operation, status=403)):
        found = reconciled(mock)
    assert not found.agrees
    assert names <= {each.name for each in found.not_compared}
    assert any(each.name.startswith("those that only v3 may know") for each in found.not_compared)
    assert {each.group for each in found.comparisons} >= {"organizations", "users", "service users"}
    assert not found.unexplained


@pytest.mark.parametrize(
    ("operation", "status", "error"),
    [(ENTERPRISE_V2, 500, ServerError), (ENTERPRISE_V3, 403, Forbidden), (ENTERPRISE_V2, 401, Unauthorized)],
)
def test_without_the_figures_of_the_enterprise_there_is_nothing_to_compare(
    operation: str, status: int, error: type[Exception]
) -> None:
    """The error is raised, before any member is asked."""
    mock = Mock(now=NOW)
    with mock.faults.planted(Fault(operation=operation, status=status)), pytest.raises(error):
        reconciled(mock)
    assert not any("/users/" in each.request.raw_path.decode() for each in mock.record)


def test_an_id_that_no_path_can_hold_ends_nothing_else() -> None:
    """It is named, and not sent."""

    def change(_: Call, body: Any) -> None:
        body["consumption_by_user"][".."] = 0.0

    found = reconciled(altered(ENTERPRISE_V2, change))
    assert [each.name for each in found.not_compared] == ["users and service users of v3", ".."]


def test_ids_of_their_own_are_said_so() -> None:
    """Whether both versions use the same ids is not documented. The sums of v3 do not need v2's ids."""
    found = reconciled(Mock(now=NOW, assumptions=Assumptions(ids="other in v2")))
    assert not found.agrees
    assert [each.split(":")[0] for each in found.notes] == [
        "no id of v2's map of organizations is one that v3 lists",
        "no id of v2's map of users is one that v3 lists",
    ]
    assert of(found, "totals", "organizations of v3").verdict == "explained"
    assert of(found, "totals", "users and service users of v3").unexplained == pytest.approx(16.6896)
    assert all(each.verdict == "one side only" for each in found.comparisons if each.group == "organizations")


def test_an_open_day_that_moves_is_no_disagreement() -> None:
    """It is marked, and the closed days are compared without it."""

    def change(call: Call, body: Any) -> None:
        if call.arguments.query["time_before"] > NOW.timestamp():
            body["consumption_by_date"][-1]["acus"] += 0.5
            body["total_acus"] += 0.5

    found = reconciled(altered(ENTERPRISE_V3, change), CYCLE)
    assert found.agrees, str(found)
    assert found.closed == Period.parse("2025-12-05/2025-12-19")
    opened = of(found, "totals", "open: 2025-12-20 to 2026-01-04")
    assert opened.verdict == "still open"
    assert opened.difference == 0.5
    assert not opened.agrees
    assert found.unexplained == NO_COMPARISONS


def test_members_are_asked_about_closed_days_alone() -> None:
    """What they use meanwhile would not be in the sums that they are held against."""
    mock = Mock(now=NOW)
    reconciled(mock, CYCLE)
    asked = [each.verdict.arguments for each in mock.record if each.verdict.arguments.path]
    assert len(asked) == 46
    assert {each.query["time_before"] for each in asked} == {int(datetime(2025, 12, 20, 8, tzinfo=UTC).timestamp())}


def test_a_period_that_is_open_as_a_whole_is_no_agreement() -> None:
    """There is nothing to compare for good, and no member is asked."""
    mock = Mock(now=NOW)
    found = reconciled(mock, Period.parse("2025-12-20"))
    assert not found.agrees
    assert found.closed is None
    assert [each.verdict for each in found.comparisons] == ["still open"]
    assert "No day of it is over yet" in str(found)
    assert len(mock.record) == 3


def _half_more_v2(body: Any) -> None:
    body["consumption_by_date"]["2025-09-25"] += 0.5


def _half_more_v3(body: Any) -> None:
    body["consumption_by_date"][5]["acus"] += 0.5


@pytest.mark.parametrize(
    ("operation", "more"), [(ENTERPRISE_V2, _half_more_v2), (ENTERPRISE_V3, _half_more_v3)], ids=["v2", "v3"]
)
def test_closed_days_that_change_meanwhile_leave_differences_open(operation: str, more: Callable[[Any], None]) -> None:
    """Whether a closed day is final is not documented: a difference may come from the time between two calls."""
    seen: list[Call] = []

    def change(call: Call, body: Any) -> None:
        seen.append(call)
        if len(seen) == 1:
            more(body)
            body["total_acus"] += 0.5

    found = reconciled(altered(operation, change))
    assert not found.agrees
    assert not found.unexplained
    assert {"total", "2025-09-25"} <= {each.name for each in found.not_compared}
    assert all("changed while this was read, 2025-09-25" in (each.why_not or "") for each in found.not_compared)


def test_a_closed_day_that_changes_by_the_noise_of_floats_has_not_changed() -> None:
    """The last digits of a sum of floats leave nothing open that is unexplained."""
    seen: list[Call] = []

    def change(call: Call, body: Any) -> None:
        seen.append(call)
        body["consumption_by_date"]["2025-09-25"] += 0.5 + len(seen) * 1e-10
        body["total_acus"] += 0.5

    found = reconciled(altered(ENTERPRISE_V2, change))
    assert len(seen) == 2
    assert {"total", "2025-09-25"} <= {each.name for each in found.unexplained}
    assert not found.not_compared


def test_figures_that_cannot_be_read_again_are_said_so() -> None:
    """The comparisons stand; it is not known whether days changed."""
    mock = Mock(now=NOW)
    with mock.faults.planted(Fault(operation=ENTERPRISE_V3, status=403, skip=1)):
        found = reconciled(mock)
    assert found.agrees
    assert found.notes[0].startswith("v3 could not be read again")
