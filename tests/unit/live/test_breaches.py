"""Every breach that is planted in the mock is found, where it was planted and as what it is."""

from __future__ import annotations

import json

import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, Breach, Fault
from devin_usage.live.findings import Kind, Outcome, Report, verdict
from devin_usage.operations import OPERATIONS

from .checking import DAYS, KEYS, account, broken, checked, findings, operation

DAILY = "get_enterprise_daily_consumption"
ENTRY = "/consumption_by_date/*"
BY_USER, BY_DATE = "/consumption_by_user", "/consumption_by_date"
PRODUCT = f"{ENTRY}/acus_by_product"
ROLES = "/items/*/role_assignments"
SLACK = "/sessions_created_by_origin/slack"
SESSIONS = "get_enterprise_session_metrics"


def planted(*breaches: tuple[str, Breach], key: str = ENTERPRISE_KEY) -> Report:
    """What a run finds where breaches are planted in operations."""
    return checked(account(*(Fault(operation=name, breach=breach) for name, breach in breaches)), key)


@pytest.mark.parametrize(
    ("name", "breach", "kind", "detail"),
    [
        (DAILY, Breach("missing", "/total_acus"), "missing field", "required"),
        (DAILY, Breach("missing", f"{PRODUCT}/cascade"), "missing field", "required"),
        ("get_self", Breach("missing", "/service_user_name"), "missing field", "required"),
        (DAILY, Breach("wrong-type", "/total_acus"), "wrong type", "a number; seen: an array"),
        (DAILY, Breach("wrong-type", f"{ENTRY}/date"), "wrong type", "an integer; seen: an array"),
        (DAILY, Breach("wrong-type", "/consumption_by_date"), "wrong type", "an array; seen: an integer"),
        (DAILY, Breach("set", f"{PRODUCT}/review", "1"), "wrong type", "a number or null; seen: a text"),
        (DAILY, Breach("null", f"{ENTRY}/acus"), "null", "a number; seen: null"),
        ("list_enterprise_users", Breach("null", ROLES), "null", "an array"),
        (SESSIONS, Breach("set", SLACK, 1.5), "wrong type", "an integer; seen: a number"),
    ],
)
def test_a_body_that_breaks_its_schema_is_found(name: str, breach: Breach, kind: Kind, detail: str) -> None:
    """With its place, what was asked for and what was seen; the operation has failed, and the exit code is 1."""
    report = planted((name, breach))
    found = [(where, each.kind, each.pointer) for where, each in findings(report)]
    assert found == [(name, kind, breach.at)]
    assert detail in operation(report, name).findings[0].detail
    assert operation(report, name).outcome == "failed"
    assert verdict(report).exit_code == 1


@pytest.mark.parametrize(
    ("name", "breach", "kind", "pointer"),
    [
        ("get_daily_consumption", Breach("missing", "/total_acus"), "missing field", "/total_acus"),
        ("get_daily_consumption", Breach("set", f"{BY_USER}/okta|Acme|x1", None), "null", f"{BY_USER}/*"),
        ("get_user_daily_consumption", Breach("set", f"{BY_DATE}/5.12.2025", 1.0), "wrong format", BY_DATE),
        ("get_consumption_cycles", Breach("set", "/0/start", "yesterday"), "wrong format", "/*/start"),
        ("list_members", Breach("set", "/items/0/last_login", "now"), "wrong format", "/items/*/last_login"),
    ],
)
def test_a_body_of_v2_that_breaks_its_schema_is_found(name: str, breach: Breach, kind: Kind, pointer: str) -> None:
    """Keys of maps that may name somebody are stars."""
    report = planted((name, breach), key=ENTERPRISE_ADMIN_KEY)
    assert [(where, each.kind, each.pointer) for where, each in findings(report)] == [(name, kind, pointer)]


def test_a_body_of_several_kinds_is_held_against_its_own() -> None:
    """The kind of principal says which one: nothing is asked for, or called new, that belongs to another."""
    body = {"principal_type": "pat_user", "user_id": "u", "api_key_id": "k", "shoe_size": 43}
    report = checked(account(Fault(operation="get_self", status=200, body=json.dumps(body).encode())), ENTERPRISE_KEY)
    missing = [(each.kind, each.pointer) for _, each in findings(report)]
    assert missing == [("missing field", "/api_key_name"), ("missing field", "/user_name")]
    assert [each.pointer for _, each in findings(report, "new")] == ["/shoe_size"]


@pytest.mark.parametrize("kind", ["missing", "wrong-type", "new-field"])
@pytest.mark.parametrize("version", ["v2", "v3"])
def test_a_breach_is_found_in_every_operation(version: str, kind: str) -> None:
    """Planted in all at once; ids and the period are given, since broken lists give none."""
    mock = account(Fault(breach=Breach(kind)))  # type: ignore[arg-type]  # one of its kinds
    people = mock.ledger.account
    home = people.organizations[0]
    given = {
        "organizations": [home.org_id],
        "users": [people.principal(people.seat_holder[home.first_seat]).principal_id],
        "service_users": [people.principal(people.users).principal_id],
    }
    report = checked(mock, *KEYS[version], given=given)
    severity = "new" if kind == "new-field" else "broken"
    run = {each.operation for each in report.operations if each.outcome != "not run"}
    assert {name for name, _ in findings(report, severity)} == run
    assert len(run) >= len([pair for pair in OPERATIONS if pair[0] == version]) - 2  # sessions are in no list
    expected: Outcome = "passed" if kind == "new-field" else "failed"
    assert {each.outcome for each in report.operations if each.operation in run} == {expected}


def test_a_new_field_is_new_and_breaks_nothing() -> None:
    """It is named with its kind, and fails the run only where that was asked for."""
    report = planted((DAILY, Breach("new-field", f"{ENTRY}/acus_by_product")))
    ((name, finding),) = findings(report, "new")
    assert (name, finding.kind, finding.pointer) == (DAILY, "new field", f"{ENTRY}/acus_by_product/something_new")
    assert finding.detail == "an object"
    assert finding.count == len(DAYS.billing_days())
    assert verdict(report).exit_code == 0
    assert verdict(report, fail_on_new=True).exit_code == 1


@pytest.mark.parametrize(
    ("name", "pointer"),
    [
        ("list_enterprise_users", "/items/*/role_assignments/*/role/role_type"),
        ("list_enterprise_acu_limits", "/items/*/scope"),
        ("get_self", "/principal_type"),
    ],
)
def test_a_new_value_of_an_enumeration_is_new(name: str, pointer: str) -> None:
    """Also the kind of the principal, which the documents keep a place for."""
    report = planted((name, Breach("set", pointer, "something_new")))
    assert not findings(report)
    found = [(where, each.pointer, each.detail) for where, each in findings(report, "new") if each.kind == "new value"]
    assert found == [(name, pointer, "something_new")]


def test_what_may_name_somebody_is_not_quoted() -> None:
    """Neither as the name of a new field nor as a new value."""
    person, number = "ada.lovelace@acme.example", "user-0123456789abcdef"
    report = planted(
        ("get_self", Breach("set", f"/{person}", person)),
        ("list_enterprise_users", Breach("set", "/items/0/role_assignments/0/role/role_type", number)),
    )
    refusal = json.dumps({"detail": [{"loc": ["query", person, 0], "msg": person, "type": person}]}).encode()
    refused = checked(account(Fault(operation=DAILY, status=422, body=refusal)), ENTERPRISE_KEY)
    said = str(report) + str(refused)
    assert person not in said
    assert number not in said
    assert "422 for query.(a text of 25 characters).0" in said
    new = {each.pointer: each.detail for _, each in findings(report, "new")}
    assert new["/(a text of 25 characters)"] == "a text"
    assert new["/items/*/role_assignments/*/role/role_type"] == "(a text of 21 characters)"


@pytest.mark.parametrize("status", [201, 302, 400, 402, 418, 500, 503])
def test_an_undocumented_status_is_found(status: int) -> None:
    """Whatever its class."""
    report = checked(account(Fault(operation=DAILY, status=status)), ENTERPRISE_KEY)
    ((name, finding),) = findings(report)
    assert (name, finding.kind, finding.detail) == (DAILY, "undocumented status", str(status))
    assert operation(report, DAILY).statuses == (status,)


@pytest.mark.parametrize("status", [401, 404, 422, 429])
def test_a_documented_refusal_of_a_good_question_is_found(status: int) -> None:
    """The key was accepted before, the path is documented, and the arguments are as well."""
    report = checked(account(Fault(operation=DAILY, status=status)), ENTERPRISE_KEY)
    ((name, finding),) = findings(report)
    assert (name, finding.kind) == (DAILY, "unexpected status")
    assert finding.detail.startswith(str(status))
    assert operation(report, DAILY).outcome == "failed"


def test_a_refused_parameter_is_found() -> None:
    """The operation passes without it, and fails with it; the finding names it."""
    name = "get_enterprise_pr_metrics"
    report = checked(account(Fault(operation=name, status=422, skip=1, times=1)), ENTERPRISE_KEY)
    ((where, finding),) = findings(report)
    assert (where, finding.kind, finding.detail) == (name, "unexpected status", "422 with org_ids")


@pytest.mark.parametrize("garbling", ["encoding", "json", "utf-8", "media-type"])
def test_a_body_that_cannot_be_read_is_found(garbling: str) -> None:
    """Whether by its bytes or by its type."""
    fault = Fault(operation=DAILY, garble=garbling)  # type: ignore[arg-type]  # one of its kinds
    report = checked(account(fault), ENTERPRISE_KEY)
    ((name, finding),) = findings(report)
    assert (name, finding.kind) == (DAILY, "unreadable body")


@pytest.mark.parametrize(
    ("body", "kind", "pointer"),
    [
        (b'{"total_acus": 1.0, "total_acus": 1.0, "consumption_by_date": []}', "doubled field", ""),
        (b'{"total_acus": NaN, "consumption_by_date": []}', "unreadable body", ""),
        (b'{"total_acus": 1e999, "consumption_by_date": []}', "wrong value", "/total_acus"),
        (b'{"total_acus": ' + b"9" * 400 + b', "consumption_by_date": []}', "wrong value", "/total_acus"),
        (b"[]", "wrong type", ""),
        (b"", "unreadable body", ""),
    ],
)
def test_bodies_that_readers_of_json_take_in_silence_are_found(body: bytes, kind: Kind, pointer: str) -> None:
    """Doubled names, and numbers that are none."""
    report = checked(account(Fault(operation=DAILY, status=200, body=body)), ENTERPRISE_KEY)
    found = [(name, each.kind, each.pointer) for name, each in findings(report)]
    assert (DAILY, kind, pointer) in found
    assert not broken(report)  # what cannot be read for sure is not held against anything


@pytest.mark.parametrize("place", ["service_user_name", "principal_type"])
def test_half_a_character_is_found(place: str) -> None:
    """It is JSON, but no text."""
    body = {"principal_type": "service_user", "service_user_id": "x", "service_user_name": "y", place: "\ud800"}
    fault = Fault(operation="get_self", status=200, body=json.dumps(body).encode())
    report = checked(account(fault), ENTERPRISE_KEY)
    assert [(name, each.kind) for name, each in findings(report)] == [("get_self", "wrong value")]


def test_an_error_body_of_no_documented_form_is_new() -> None:
    """Of a status that is documented."""
    fault = Fault(operation=DAILY, status=403, body=b'{"reason": "no"}', headers={"content-type": "application/json"})
    report = checked(account(fault), ENTERPRISE_KEY)
    assert [(name, each.kind) for name, each in findings(report, "new")] == [(DAILY, "new error body")]
    assert operation(report, DAILY).outcome == "not permitted"


def test_no_answer_is_found() -> None:
    """And named by what it was."""
    report = checked(account(Fault(operation=DAILY, reset_after=0)), ENTERPRISE_KEY)
    ((name, finding),) = findings(report)
    assert (name, finding.kind) == (DAILY, "no answer")
    assert "ConnectionFailed" in finding.detail


@pytest.mark.parametrize("fault", [Fault(reset_after=0, skip=5), Fault(status=429, skip=5)])
def test_an_api_that_stops_answering_is_not_asked_on(fault: Fault) -> None:
    """After three requests without an answer the rest is named not run, and the run has failed."""
    mock = account(fault)
    report = checked(mock, ENTERPRISE_KEY)
    assert len(mock.record) == 8
    assert report.count("failed") == 3
    stopped = [each for each in report.operations if each.reason == "the API stopped answering"]
    assert len(stopped) > 20
    assert verdict(report).exit_code == 1


def test_a_difference_in_every_answer_is_one_finding_with_a_count() -> None:
    """Over all answers of the operation."""
    report = planted(("get_enterprise_user_daily_consumption", Breach("missing", f"{ENTRY}/acus")))
    ((_, finding),) = findings(report)
    assert finding.count == len(DAYS.billing_days()) * 2


def test_an_optional_field_that_is_never_seen_is_only_worth_knowing() -> None:
    """It neither fails nor counts as new."""
    report = checked(account(assume={"review_without_data": "absent", "taken_over_prs": "absent"}), ENTERPRISE_KEY)
    never = {(name, each.pointer) for name, each in findings(report, "info")}
    assert ("get_enterprise_pr_metrics", "/prs_taken_over_count") in never
    assert verdict(report, fail_on_new=True).exit_code == 0
