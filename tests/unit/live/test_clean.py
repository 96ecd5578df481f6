"""An API that keeps its documents gives no finding, whatever it does where they are silent."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Assumptions
from devin_mock.sessions import session_id
from devin_usage import Period
from devin_usage.live.documents import document
from devin_usage.live.findings import verdict
from devin_usage.operations import OPERATIONS

from .checking import CYCLE, KEYS, account, broken, checked, findings, operation

MOST_CALLS = 5
BREAKING = {
    ("bounds", "inclusive"): "every day lies in the period that was asked for",
    ("cycle_seams", "gap"): "billing cycles follow each other without gap or overlap",
    ("cycle_seams", "overlap"): "billing cycles follow each other without gap or overlap",
}
"""What the mock may assume, and the invariant that it breaks."""
ASSUMED = [
    (name, value)
    for name, values in Assumptions.choices().items()
    for value in values[1:]
    if (name, value) not in BREAKING
]


@pytest.mark.parametrize("keys", KEYS)
def test_every_operation_is_named_and_nothing_is_found(keys: str) -> None:
    """For each kind of key: what is not run says why, and nothing else differs or is broken."""
    mock = account()
    report = checked(mock, *KEYS[keys])
    versions = {"v2", "v3"} if keys == "both" else {keys[:2]}
    assert {(each.version, each.operation) for each in report.operations} == {
        pair for pair in OPERATIONS if pair[0] in versions
    }
    assert findings(report) == findings(report, "new") == []
    assert not broken(report)
    assert verdict(report).exit_code == 0
    for each in report.operations:
        assert (each.outcome == "passed") == (each.reason is None)
        assert each.statuses == ((200,) if each.outcome == "passed" else ())
        assert each.requests <= MOST_CALLS
    assert not mock.record.refused
    assert {exchange.request.method for exchange in mock.record} == {"GET"}
    assert report.reach.requests == len(mock.record) == sum(each.requests for each in report.operations)


def test_what_is_not_run_says_why() -> None:
    """A session is in no list; an organization's key reaches no enterprise, and knows its own service user alone."""
    enterprise = checked(account(), ENTERPRISE_KEY)
    not_run = {each.operation: each for each in enterprise.operations if each.outcome != "passed"}
    assert set(not_run) == {f"get_{scope}_session_daily_consumption" for scope in ("enterprise", "organization")}
    assert all(each.outcome == "not run" and "--session" in str(each.reason) for each in not_run.values())
    inside = checked(account(), ORGANIZATION_KEY)
    for each in inside.operations:
        beyond = document("v3").by_id[each.operation].scope == "enterprise"
        assert (each.outcome == "out of scope") == beyond
    assert operation(inside, "get_organization_user_daily_consumption").outcome == "not run"
    assert operation(inside, "get_organization_service_user_daily_consumption").outcome == "passed"


def test_given_ids_go_before_those_of_lists() -> None:
    """With a session, every operation of both versions is run; the record shows the ids that were named."""
    mock = account()
    ledger = mock.ledger
    home = ledger.account.organizations[0]
    seats = range(home.first_seat, home.last_seat)
    found = (one for seat in seats for day in ledger.days(*CYCLE.wire_v3()) for one in ledger.sessions(seat, day))
    session = next(found)
    user = ledger.account.principal(ledger.account.seat_holder[session.seat]).principal_id
    given = {
        "sessions": [session_id(ledger.chance, session)],
        "organizations": [home.org_id],
        "users": [user],
    }
    report = checked(mock, *KEYS["both"], given=given)
    assert [each.operation for each in report.operations if each.outcome != "passed"] == []
    assert not broken(report)
    assert all(each.outcome == "held" for each in report.invariants)
    paths = [exchange.request.raw_path.decode() for exchange in mock.record]
    asked = {path.rpartition("/")[2] for path in paths if "/daily/organizations/" in path}
    assert asked == {home.org_id}
    asked = {unquote(path.rpartition("/")[2]) for path in paths if "/consumption/daily/users/" in path}
    assert asked == {user}


def test_the_period_is_the_last_cycle_that_is_over() -> None:
    """Or the last 30 closed days where cycles cannot be read, or what was asked for."""
    cycle = checked(account(), ENTERPRISE_KEY, period=None)
    assert (cycle.period, cycle.period_called) == (CYCLE, "the last billing cycle that is over")
    days = checked(account(), ORGANIZATION_KEY, period=None)
    assert (days.period, days.period_called) == (Period.parse("2025-11-20/2025-12-19"), "the last 30 closed days")
    asked = Period.parse("2025-12-01/2025-12-03")
    named = checked(account(), ENTERPRISE_ADMIN_KEY, period=asked)
    assert (named.period, named.period_called) == (asked, "billing days")


@pytest.mark.parametrize(("name", "value"), ASSUMED)
def test_what_the_documents_leave_open_is_no_finding(name: str, value: str) -> None:
    """Under every other value of every assumption of the mock."""
    report = checked(account(assume={name: value}), *KEYS["both"])
    assert findings(report) == findings(report, "new") == []
    assert not broken(report)


@pytest.mark.parametrize(("name", "value"), BREAKING)
def test_what_would_cost_money_is_a_finding(name: str, value: str) -> None:
    """A day of the next period in this one, and cycles that leave days out or count them twice."""
    report = checked(account(assume={name: value}), *KEYS["both"])
    assert broken(report) == [BREAKING[name, value]]
    assert verdict(report).exit_code == 1


def test_inclusive_bounds_are_fit_by_an_option() -> None:
    """The one that the finding names."""
    mock = account(assume={"bounds": "inclusive"})
    said = [one.said for each in checked(mock, ENTERPRISE_KEY).invariants for one in each.violations]
    assert said
    assert all("--bounds inclusive" in each for each in said)
    assert not broken(checked(mock, *KEYS["both"], bounds="inclusive"))
