"""v2 held against v3: a clean account agrees with every difference explained, whatever the service does."""

from __future__ import annotations

from math import fsum
from typing import Any

import pytest
from devin_mock import ORGANIZATION_KEY, Assumptions, Call, Mock
from devin_mock.transport import mock_transport
from devin_usage import DevinUsage, InvalidArgument, Period, UnsupportedByScope
from devin_usage.account.reconciliation import reconcile
from devin_usage.account.running import SyncRunner
from devin_usage.account.work import Progress

from tests.unit.account.reconciling import (
    ENTERPRISE_V2,
    NO_COMPARISONS,
    ORGANIZATION,
    PERIOD,
    altered,
    both,
    of,
    reconciled,
)
from tests.unit.usage.answering import BASE_URL, NOW


def test_a_clean_account_agrees_and_every_difference_is_explained() -> None:
    """Totals, days, parts and members are compared."""
    mock = Mock(now=NOW)
    found = reconciled(mock)
    assert found.agrees
    assert found.unexplained == found.not_compared == NO_COMPARISONS
    assert found.closed == PERIOD
    by_group = {
        group: [each for each in found.comparisons if each.group == group]
        for group in ("totals", "days", "organizations", "users", "service users")
    }
    assert [each.name for each in by_group["totals"]] == [
        "total",
        "days of v2",
        "days of v3",
        "products of v3",
        "organizations of v2",
        "organizations of v3",
        "users of v2",
        "users and service users of v3",
    ]
    assert {group: len(each) for group, each in by_group.items() if group != "totals"} == {
        "days": 30,
        "organizations": 3,
        "users": 40,
        "service users": 4,
    }
    account = mock.ledger.account
    assert {each.name for each in by_group["users"]} == set(account.ids[: account.users])
    assert {each.name for each in by_group["service users"]} == set(account.ids[account.users :])


def test_what_belongs_to_no_organization_is_named_with_its_acus() -> None:
    """Cascade and Terminal by the pages of v2; Review because no organization is seen to hold any."""
    mock = Mock(now=NOW)
    found = reconciled(mock)
    window = (int(PERIOD.start.timestamp()), int(PERIOD.end.timestamp()))
    used = [sum(amounts) / 1e6 for amounts in zip(*_ledger_days(mock, window), strict=True)]
    for name in ("organizations of v2", "organizations of v3"):
        comparison = of(found, "totals", name)
        assert comparison.verdict == "explained"
        assert comparison.left == pytest.approx(used[0])
        assert comparison.right == pytest.approx(fsum(used))
        texts = {each.text: each.acus for each in comparison.explanations}
        assert texts == {
            "Cascade, which belongs to no organization": pytest.approx(used[1]),
            "Terminal, which belongs to no organization": pytest.approx(used[2]),
            "Review, which belongs to no organization (seen so in v3, not documented)": pytest.approx(used[3]),
        }


def _ledger_days(mock: Mock, window: tuple[int, int]) -> list[tuple[int, ...]]:
    from devin_mock.ledger import EVERYBODY

    return list(mock.ledger.daily(*window, EVERYBODY).values())


ASSUMED: list[dict[str, Any]] = [
    {"service_users": "left out"},
    {"idle_users": "listed"},
    {"idle_days": "left out"},
    {"products": "less than the day"},
    {"review_without_data": "absent"},
    {"review_without_data": "0.0"},
    {"date_at": "00:00"},
    {"page_total": "absent"},
    {"unknown_id": "zeros"},
]


@pytest.mark.parametrize("assumed", ASSUMED, ids=str)
def test_a_clean_account_agrees_whatever_the_service_does(assumed: dict[str, Any]) -> None:
    """What is not documented changes explanations, and not the outcome."""
    found = reconciled(Mock(now=NOW, assumptions=Assumptions(**assumed)), Period.parse("2025-09-01/2025-10-19"))
    assert found.agrees, str(found)


def test_service_users_whom_v2_leaves_out_explain_its_map() -> None:
    """Whether the map holds them is not documented; their ACUs are v3's."""
    found = reconciled(Mock(now=NOW, assumptions=Assumptions(service_users="left out")))
    comparison = of(found, "totals", "users of v2")
    assert comparison.verdict == "explained"
    (explanation,) = comparison.explanations
    assert explanation.text == "service users that v2's map does not hold, by v3"
    assert len(explanation.names) == 3
    assert explanation.acus == pytest.approx(comparison.difference)
    assert not [each for each in found.comparisons if each.group == "service users"]


def test_acus_of_no_product_are_named() -> None:
    """Whether products sum to the day is not documented."""
    found = reconciled(Mock(now=NOW, assumptions=Assumptions(products="less than the day")))
    comparison = of(found, "totals", "products of v3")
    assert comparison.verdict == "explained"
    (explanation,) = comparison.explanations
    assert explanation.text == "ACUs of no product"
    assert len(explanation.names) == 30


def test_inclusive_bounds_are_met_by_the_option_of_the_client() -> None:
    """A service that counts the last second twice would disagree with itself at each bound."""
    mock = Mock(now=NOW, assumptions=Assumptions(bounds="inclusive"))
    assert reconciled(mock, bounds="inclusive").agrees
    assert not reconciled(mock).agrees


def test_the_progress_is_told_of_members() -> None:
    """Organizations, users and service users."""
    told: list[Progress] = []
    reconciled(Mock(now=NOW), arguments={"watch": told.append, "concurrency": 2})
    assert told[0] == Progress(0, 0, 47)
    assert told[-1] == Progress(47, 0, 47)


def test_a_wider_tolerance_takes_more_for_equal() -> None:
    """A service that rounds what it gives needs one."""

    def change(call: Call, body: Any) -> None:
        if call.arguments.path["org_id"] == call.ledger.account.organizations[1].org_id:
            body["consumption_by_date"][3]["acus"] += 0.5
            body["total_acus"] += 0.5

    mock = altered(ORGANIZATION, change)
    assert not reconciled(mock, arguments={"tolerance_acus": 0.4}).agrees
    found = reconciled(mock, arguments={"tolerance_acus": 0.6})
    assert found.agrees
    assert "tolerance 0.6 ACUs" in str(found)


@pytest.mark.parametrize("tolerance", [-1, True, float("nan"), float("inf"), "1"])
def test_a_tolerance_that_is_none_is_refused(tolerance: Any) -> None:
    """Nothing is sent then."""
    mock = Mock(now=NOW)
    with pytest.raises(InvalidArgument, match="tolerance_acus must be a number"):
        reconciled(mock, arguments={"tolerance_acus": tolerance})
    assert not len(mock.record)


def test_keys_of_the_wrong_kind_are_refused() -> None:
    """Each version needs its key, and v3 that of the enterprise; a period is no text."""
    mock = Mock(now=NOW)
    with both(mock) as clients:
        v2, v3 = (client._session.context for client in clients.values())
        runner = SyncRunner({client.version: client._session.sender for client in clients.values()})
        with pytest.raises(InvalidArgument, match="v2 must be a client with a key of v2, not of v3"):
            runner.run(reconcile(v3, v2, PERIOD))
        with pytest.raises(InvalidArgument, match="v3 must be a client with a key of v3, not of v2"):
            runner.run(reconcile(v2, v2, PERIOD))
        with pytest.raises(InvalidArgument, match="a Period is needed"):
            runner.run(reconcile(v2, v3, "2025-12-05"))  # type: ignore[arg-type]  # the mistake of a caller
        assert not len(mock.record)
        with DevinUsage(ORGANIZATION_KEY, base_url=BASE_URL, transport=mock_transport(mock)) as organization:
            runner = SyncRunner({"v2": clients["v2"]._session.sender, "v3": organization._session.sender})
            with pytest.raises(UnsupportedByScope, match="and no org_id"):
                runner.run(reconcile(v2, organization._session.context, PERIOD))


def test_the_text_says_the_outcome_first_and_what_is_wrong_in_full() -> None:
    """What is right is counted."""
    found = reconciled(Mock(now=NOW))
    lines = str(found).splitlines()
    assert lines[0] == "v2 and v3 agree on 2025-09-20 to 2025-10-19 (tolerance 0.000001 ACUs)."
    assert lines[-4:] == [
        "days: 30 equal",
        "organizations: 3 equal",
        "users: 32 equal, 8 explained",
        "service users: 3 equal, 1 explained",
    ]

    def change(call: Call, body: Any) -> None:
        body["consumption_by_org_id"][call.ledger.account.organizations[0].org_id] -= 2.0

    lines = str(reconciled(altered(ENTERPRISE_V2, change))).splitlines()
    assert lines[0].startswith("v2 and v3 do not agree on ")
    assert lines[1].startswith("unexplained: organizations of v2: organizations 2140.282719, total 2709.206921; ")
    assert "difference 568.924202, unexplained 2; Cascade, which belongs to no organization: " in lines[1]
