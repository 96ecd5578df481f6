"""Discrepancies that are planted in one version: each is seen, and named."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from devin_mock import Assumptions, Breach, Call, Fault, Mock
from devin_mock.transport import mock_transport
from devin_usage import Period

from tests.unit.account.reconciling import (
    ENTERPRISE_V2,
    ENTERPRISE_V3,
    ORGANIZATION,
    USER,
    altered,
    of,
    reconciled,
)
from tests.unit.usage.answering import NOW


def test_an_organization_whose_day_is_off_is_named_with_the_day() -> None:
    """Half an ACU on one day of one organization of v3."""

    def change(call: Call, body: Any) -> None:
        if call.arguments.path["org_id"] == call.ledger.account.organizations[1].org_id:
            body["consumption_by_date"][3]["acus"] += 0.5
            body["total_acus"] += 0.5

    mock = altered(ORGANIZATION, change)
    found = reconciled(mock)
    assert not found.agrees
    together, alone = found.unexplained
    assert (together.name, alone.group) == ("organizations of v3", "organizations")
    assert together.unexplained == pytest.approx(-0.5)
    assert together.hints == ("it differs on 2025-09-23",)
    assert alone.name == mock.ledger.account.organizations[1].org_id
    assert alone.unexplained == pytest.approx(0.5)
    assert not found.not_compared


def test_an_organization_whose_share_v2_gets_wrong_is_named() -> None:
    """The map of v2 then is off as a whole, too."""

    def change(call: Call, body: Any) -> None:
        body["consumption_by_org_id"][call.ledger.account.organizations[0].org_id] -= 2.0

    found = reconciled(altered(ENTERPRISE_V2, change))
    assert found.unexplained[0].name == "organizations of v2"
    assert [each.unexplained for each in found.unexplained] == [pytest.approx(2.0), pytest.approx(2.0)]


def test_a_user_whom_v2_leaves_out_is_named() -> None:
    """The sum of the map is explained by the user's ACUs in v3, and yet the versions do not agree on the user."""

    def change(call: Call, body: Any) -> None:
        del body["consumption_by_user"][call.ledger.account.ids[0]]

    mock = altered(ENTERPRISE_V2, change)
    found = reconciled(mock)
    assert not found.agrees
    (comparison,) = found.unexplained
    assert (comparison.group, comparison.name, comparison.verdict) == (
        "users",
        mock.ledger.account.ids[0],
        "one side only",
    )
    assert comparison.left is None
    assert comparison.hints == ("v2's map does not hold it",)
    (explanation,) = of(found, "totals", "users of v2").explanations
    assert explanation.names == (mock.ledger.account.ids[0],)


def test_a_service_user_whom_v2_leaves_out_is_named_where_it_holds_others() -> None:
    """A map that holds some of them ought to hold all."""

    def change(call: Call, body: Any) -> None:
        del body["consumption_by_user"][call.ledger.account.ids[call.ledger.account.users]]

    mock = altered(ENTERPRISE_V2, change)
    (comparison,) = reconciled(mock).unexplained
    assert (comparison.group, comparison.name) == ("service users", mock.ledger.account.ids[mock.ledger.account.users])


def test_a_user_who_is_in_no_list_of_v3_is_asked_for_by_the_id_that_v2_gives() -> None:
    """Removed users have used something, too."""
    mock = Mock(now=NOW)
    found = reconciled(mock)
    removed = mock.ledger.account.ids[mock.ledger.account.removed]
    assert of(found, "users", removed).verdict == "equal"
    assert (of(found, "users", removed).right or 0) > 1


def test_a_user_whom_neither_version_names_leaves_a_rest_without_explanation() -> None:
    """Nothing is explained by somebody who may or may not be there."""
    assumed = Assumptions(user_map="absent")
    found = reconciled(Mock(now=NOW, assumptions=assumed))
    assert not found.agrees
    (comparison,) = found.unexplained
    assert comparison.name == "users and service users of v3"
    assert comparison.unexplained == pytest.approx(16.6896)
    assert [each.name for each in found.not_compared] == ["users of v2", "each of the users"]
    assert found.not_compared[0].why_not == "v2 gave no map of users"


def test_a_removed_user_whom_v3_does_not_know_explains_the_sum_and_is_named() -> None:
    """Whether v3 answers 404 for one is not documented; the deleted service users are another matter."""
    mock = Mock(now=NOW)
    removed = mock.ledger.account.ids[mock.ledger.account.removed]
    with mock.faults.planted(Fault(operation=USER, path=f"*/{removed.replace('|', '%7C')}", status=404)):
        found = reconciled(mock)
    assert not found.agrees
    (comparison,) = found.unexplained
    assert (comparison.name, comparison.verdict, comparison.right) == (removed, "one side only", None)
    assert comparison.hints == ("v3 knows no such id",)
    together = of(found, "totals", "users and service users of v3")
    assert together.verdict == "explained"
    (explanation,) = together.explanations
    assert explanation.names == (removed,)
    assert explanation.acus == comparison.left


def test_a_removed_user_for_whom_v3_gives_zeros_is_named() -> None:
    """Zeros for somebody who has used something are a discrepancy."""

    def change(call: Call, body: Any) -> None:
        if call.arguments.path["user_id"] == call.ledger.account.ids[call.ledger.account.removed]:
            body.update(total_acus=0.0, consumption_by_date=[])

    mock = altered(USER, change)
    found = reconciled(mock)
    (comparison,) = found.unexplained
    assert comparison.name == mock.ledger.account.ids[mock.ledger.account.removed]
    assert comparison.unexplained == pytest.approx(-16.6896)
    assert of(found, "totals", "users and service users of v3").verdict == "explained"


def test_a_listed_user_whom_v3_gives_as_zero_is_no_explanation() -> None:
    """Only who is in no list may be missing from a sum."""

    def change(call: Call, body: Any) -> None:
        if call.arguments.path["user_id"] == call.ledger.account.ids[0]:
            body.update(total_acus=0.0, consumption_by_date=[])

    mock = altered(USER, change)
    found = reconciled(mock)
    assert [each.name for each in found.unexplained] == ["users and service users of v3", mock.ledger.account.ids[0]]
    assert found.unexplained[0].hints[0].startswith("it differs on 2025-09-")


def test_an_organization_that_v3_does_not_know_is_named() -> None:
    """It was removed, perhaps; its ACUs are v2's."""

    def change(_: Call, body: Any) -> None:
        body["items"].pop(1)
        body["total"] -= 1

    mock = altered("list_enterprise_organizations", change)
    gone = mock.ledger.account.organizations[1].org_id
    assert reconciled(mock).agrees  # v3 still answers for its id.
    with mock.faults.planted(Fault(operation=ORGANIZATION, path=f"*/{gone}", status=404)):
        found = reconciled(mock)
    (comparison,) = found.unexplained
    assert (comparison.group, comparison.name, comparison.verdict) == ("organizations", gone, "one side only")
    explanations = of(found, "totals", "organizations of v3").explanations
    assert explanations[-1].names == (gone,)


def test_a_product_that_organizations_hold_is_no_explanation() -> None:
    """If Cascade were in organizations, after all, it could not be what they lack."""

    def change(call: Call, body: Any) -> None:
        if call.arguments.path["org_id"] == call.ledger.account.organizations[0].org_id:
            for day in body["consumption_by_date"]:
                moved = min(0.25, day["acus_by_product"]["devin"])
                day["acus_by_product"]["cascade"] += moved
                day["acus_by_product"]["devin"] -= moved

    found = reconciled(altered(ORGANIZATION, change))
    assert not found.agrees
    comparison = of(found, "totals", "organizations of v3")
    assert comparison.verdict == "unexplained"
    assert not any("Cascade" in each.text for each in comparison.explanations)
    assert of(found, "totals", "organizations of v2").verdict == "explained"  # It is documented of v2.


def test_organizations_without_any_acus_of_devin_are_no_explanation() -> None:
    """That sessions belong to an organization is beyond doubt."""

    def change(_: Call, body: Any) -> None:
        body.update(total_acus=0.0, consumption_by_date=[])

    found = reconciled(altered(ORGANIZATION, change))
    assert of(found, "totals", "organizations of v3").verdict == "unexplained"


def test_what_v2_leaves_out_of_an_organization_is_explained() -> None:
    """v3 might count Cascade to an organization, which v2 is documented not to do."""

    def change(call: Call, body: Any) -> None:
        if call.arguments.path["org_id"] == call.ledger.account.organizations[0].org_id:
            day = body["consumption_by_date"][0]
            day["acus_by_product"]["cascade"] += 1.0
            day["acus"] += 1.0
            body["total_acus"] += 1.0

    mock = altered(ORGANIZATION, change)
    comparison = of(reconciled(mock), "organizations", mock.ledger.account.organizations[0].org_id)
    assert comparison.verdict == "explained"
    assert [str(each) for each in comparison.explanations] == ["Cascade, which v2 leaves out: 1 ACUs"]


class Shifted(httpx.BaseTransport):
    """v3 reads bounds later than asked."""

    def __init__(self, mock: Mock, hours: int, *names: str) -> None:
        self._inner, self._names, self._seconds = mock_transport(mock), names, hours * 3_600

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        for name in self._names:
            if name in request.url.params:
                later = str(int(request.url.params[name]) + self._seconds)
                request = httpx.Request("GET", request.url.copy_set_param(name, later), headers=request.headers)
        return self._inner.handle_request(request)


def test_a_start_that_v3_reads_later_is_seen_on_the_first_day() -> None:
    """What was used before is missing, and the hint says where to look."""
    mock = Mock(now=NOW)
    found = reconciled(mock, transport=Shifted(mock, 12, "time_after"))
    assert not found.agrees
    total = of(found, "totals", "total")
    assert total.verdict == "unexplained"
    assert (total.unexplained or 0) < 0
    assert any("bounds of a period differently" in each for each in total.hints)
    assert [each.name for each in found.unexplained if each.group == "days"] == ["2025-09-20"]


def test_bounds_that_v3_reads_an_hour_later_are_seen() -> None:
    """The hour after the end lies in a day that was not asked for, so nothing of v3 can be compared."""
    mock = Mock(now=NOW)
    found = reconciled(mock, transport=Shifted(mock, 1, "time_after", "time_before"))
    assert not found.agrees
    total = of(found, "totals", "total")
    assert total.verdict == "not compared"
    assert total.why_not is not None
    assert "which lies outside" in total.why_not


def test_a_total_that_is_not_the_sum_of_its_days_is_not_compared() -> None:
    """An answer that contradicts itself is named, and what does not need it is compared all the same."""
    mock = Mock(now=NOW)
    with mock.faults.planted(Fault(operation=ENTERPRISE_V3, breach=Breach("wrong-total"))):
        found = reconciled(mock)
    assert not found.agrees
    assert {each.name for each in found.not_compared} == {
        "total",
        "organizations of v2",
        "organizations of v3",
        "users and service users of v3",
    }
    assert all("InconsistentAnswer" in (each.why_not or "") for each in found.not_compared)
    assert all(each.agrees for each in found.comparisons if each.group in ("organizations", "users"))


def test_a_v2_that_contradicts_itself_is_not_compared() -> None:
    """Its maps are not believed either."""
    mock = Mock(now=NOW)
    with mock.faults.planted(Fault(operation=ENTERPRISE_V2, breach=Breach("wrong-total"))):
        found = reconciled(mock)
    assert {"total", "organizations of v2", "users of v2", "each of the users"} <= {
        each.name for each in found.not_compared
    }


def test_a_day_that_one_version_does_not_list_is_not_zero() -> None:
    """The day is named as being on one side only, and the one that holds its ACUs as different."""

    def change(_: Call, body: Any) -> None:
        days = body["consumption_by_date"]
        days["2025-10-02"] += days.pop("2025-10-01")

    found = reconciled(altered(ENTERPRISE_V2, change))
    day, following = [each for each in found.unexplained if each.group == "days"]
    assert (day.name, day.verdict, day.left) == ("2025-10-01", "one side only", None)
    assert (following.name, following.verdict) == ("2025-10-02", "unexplained")


def test_a_day_that_v3_alone_leaves_out_is_named_as_well() -> None:
    """The day is on the side of v2."""

    def change(_: Call, body: Any) -> None:
        body["total_acus"] -= body["consumption_by_date"].pop(11)["acus"]

    found = reconciled(altered(ENTERPRISE_V3, change))
    (day,) = [each for each in found.unexplained if each.group == "days"]
    assert (day.name, day.verdict, day.right) == ("2025-10-01", "one side only", None)


def test_an_idle_day_that_one_version_does_not_list_agrees() -> None:
    """Whether idle days are listed is not documented. Christmas is idle in the mock."""

    def change(_: Call, body: Any) -> None:
        assert body["consumption_by_date"].pop("2025-12-25") == 0.0

    later = datetime(2025, 12, 30, tzinfo=UTC)
    mock = altered(ENTERPRISE_V2, change)
    mock.set_now(later)
    found = reconciled(mock, Period.parse("2025-12-24/2025-12-28"), clock=lambda: later)
    assert found.agrees, str(found)
    assert of(found, "days", "2025-12-25").verdict == "explained"
