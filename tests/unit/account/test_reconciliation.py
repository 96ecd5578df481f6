"""v2 held against v3: a clean account agrees with every difference explained, and each planted discrepancy is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from math import fsum
from typing import Any

import httpx
import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Assumptions, Breach, Call, Fault, Mock
from devin_mock.answers import ANSWERS
from devin_mock.transport import mock_transport
from devin_usage import DevinUsage, Forbidden, InvalidArgument, Period, ServerError, Unauthorized, UnsupportedByScope
from devin_usage.account.comparison import Comparison
from devin_usage.account.reconciliation import Reconciliation, reconcile
from devin_usage.account.running import SyncRunner
from devin_usage.account.work import Progress

from tests.unit.usage.answering import BASE_URL, NOW

PERIOD = Period.of_days(date(2025, 9, 20), date(2025, 10, 19))
"""Of 30 days; on the twelfth, a user left."""
CYCLE = Period.of_days(date(2025, 12, 5), date(2026, 1, 4))
"""Half of it is still to come."""
ENTERPRISE_V2, ENTERPRISE_V3 = "get_daily_consumption", "get_enterprise_daily_consumption"
ORGANIZATION = "get_enterprise_organization_daily_consumption"
USER, SERVICE_USER = "get_enterprise_user_daily_consumption", "get_enterprise_service_user_daily_consumption"
NO_COMPARISONS: tuple[Comparison, ...] = ()


@contextmanager
def both(mock: Mock, transport: httpx.BaseTransport | None = None, **options: Any) -> Iterator[dict[str, DevinUsage]]:
    """A client of each version."""
    sent: dict[str, Any] = {"base_url": BASE_URL, "transport": transport or mock_transport(mock), "retries": 0}
    sent |= {"clock": lambda: NOW, **options}
    with DevinUsage(ENTERPRISE_ADMIN_KEY, **sent) as v2, DevinUsage(ENTERPRISE_KEY, **sent) as v3:
        yield {"v2": v2, "v3": v3}


def reconciled(
    mock: Mock,
    period: Period = PERIOD,
    *,
    arguments: Mapping[str, Any] | None = None,
    **options: Any,
) -> Reconciliation:
    with both(mock, **options) as clients:
        runner = SyncRunner({client.version: client._session.sender for client in clients.values()})
        v2, v3 = (client._session.context for client in clients.values())
        return runner.run(reconcile(v2, v3, period, **(arguments or {})))


def altered(operation: str, change: Callable[[Call, Any], Any], **options: Any) -> Mock:
    """A mock whose answers to one operation are changed."""

    def answer(call: Call) -> Any:
        body = ANSWERS[operation](call)
        return change(call, body) or body

    return Mock(now=NOW, answers={operation: answer}, **options)


def of(found: Reconciliation, group: str, name: str) -> Comparison:
    (comparison,) = [each for each in found.comparisons if (each.group, each.name) == (group, name)]
    return comparison


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


# Planted discrepancies.


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


def test_an_organization_that_v3_does_not_know_is_named() -> None:
    """It was removed, perhaps; its ACUs are v2's."""

    def change(_: Call, body: Any) -> None:
        body["items"].pop(1)

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
    """The day is named as being on one side only."""

    def change(_: Call, body: Any) -> None:
        gone = body["consumption_by_date"].pop("2025-10-01")
        body["total_acus"] -= gone

    found = reconciled(altered(ENTERPRISE_V2, change))
    (day,) = [each for each in found.unexplained if each.group == "days"]
    assert (day.name, day.verdict, day.left) == ("2025-10-01", "one side only", None)


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


# Failures.


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


# Open days, and days that move.


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


def test_a_period_that_is_open_as_a_whole_is_no_agreement() -> None:
    """There is nothing to compare for good, and no member is asked."""
    mock = Mock(now=NOW)
    found = reconciled(mock, Period.parse("2025-12-20"))
    assert not found.agrees
    assert found.closed is None
    assert [each.verdict for each in found.comparisons] == ["still open"]
    assert "No day of it is over yet" in str(found)
    assert len(mock.record) == 3


def test_closed_days_that_change_meanwhile_leave_differences_open() -> None:
    """Whether a closed day is final is not documented: a difference may come from the time between two calls."""
    seen: list[Call] = []

    def change(call: Call, body: Any) -> None:
        seen.append(call)
        if len(seen) == 1:
            body["consumption_by_date"][5]["acus"] += 0.5
            body["total_acus"] += 0.5

    found = reconciled(altered(ENTERPRISE_V3, change))
    assert not found.agrees
    assert not found.unexplained
    assert {"total", "2025-09-25"} <= {each.name for each in found.not_compared}
    assert all("changed while this was read, 2025-09-25" in (each.why_not or "") for each in found.not_compared)


def test_figures_that_cannot_be_read_again_are_said_so() -> None:
    """The comparisons stand; it is not known whether days changed."""
    mock = Mock(now=NOW)
    with mock.faults.planted(Fault(operation=ENTERPRISE_V3, status=403, skip=1)):
        found = reconciled(mock)
    assert found.agrees
    assert found.notes[0].startswith("v3 could not be read again")


# Arguments, progress, text.


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
            with pytest.raises(UnsupportedByScope, match="enterprise scope"):
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
