"""Parameters: each one that the documents have changes an answer, in the way that it says."""

from __future__ import annotations

from typing import Any

import pytest
from devin_mock import Document, Mock, Operation, load
from devin_mock.answers.metrics import playbook_id
from devin_mock.calendar import DAY_S
from devin_mock.sessions import session_id

from .asking import CYCLE, NOW, answer, ask, encoded, rfc3339

SHARED = Mock(seed=1, users=40, now=NOW)
ACCOUNT = SHARED.ledger.account
START, END = CYCLE[1] - 2 * DAY_S, CYCLE[1]
"""Two days: in a longer window everybody would be active whatever the minimum."""


def _playbook(call: Any) -> Any:
    return playbook_id(call, 0)


VALUES: dict[str, Any] = {
    "time_after": END - DAY_S,
    "time_before": END - DAY_S,
    "start_date": rfc3339(END - DAY_S),
    "end_date": rfc3339(END - DAY_S),
    "start": rfc3339(END - DAY_S),
    "end": rfc3339(END - DAY_S),
    "org_ids": [ACCOUNT.organizations[0].org_id],
    "user_ids": [ACCOUNT.ids[0]],
    "service_user_ids": [ACCOUNT.ids[40]],
    "playbook_id": answer(Mock(users=40, now=NOW, answers={"get_self": _playbook}), "/v3/self"),
    "min_sessions": 3,
    "min_searches": 30,
    "first": 1,
    "skip": 3,
    "limit": 2,
    "email": "user7@acme.example",
    "include_inactive": "true",
}
DOUBLES = {"start_date": "start", "end_date": "end"}


def parameters(location: str) -> list[Any]:
    return [
        pytest.param(operation, parameter.name, id=f"{operation.operation_id}-{parameter.name}")
        for document in (load("v2"), load("v3"))
        for operation in document.operations
        for parameter in operation.parameters
        if parameter.location == location
    ]


def people_of(organization: int) -> dict[str, str]:
    """Ids for a path, of people who work in an organization and of a session there."""
    place = ACCOUNT.organizations[organization]
    seats = range(place.first_seat, place.last_seat)
    days = SHARED.ledger.days(CYCLE[0], CYCLE[1])
    session = next(one for day in reversed(days) for seat in seats for one in SHARED.ledger.sessions(seat, day))
    robot = next(seat for seat in seats if ACCOUNT.seat_holder[seat] >= 40)
    return {
        "org_id": place.org_id,
        "user_id": ACCOUNT.ids[ACCOUNT.seat_holder[session.seat]],
        "service_user_id": ACCOUNT.ids[ACCOUNT.seat_holder[robot]],
        "session_id": session_id(SHARED.ledger.chance, session),
    }


def asked(operation: Operation, query: dict[str, Any], ids: dict[str, str]) -> Any:
    return answer(SHARED, operation.path.format(**{name: encoded(value) for name, value in ids.items()}), query)


@pytest.mark.parametrize(("operation", "name"), parameters("query"))
def test_every_query_parameter_changes_an_answer(operation: Operation, name: str) -> None:
    """None of them is accepted and then overlooked."""
    names = {each.name for each in operation.parameters}
    base: dict[str, Any] = {}
    if "time_after" in names:
        base = {"time_after": START, "time_before": END}
    elif "start_date" in names:
        base = {"start_date": rfc3339(START), "end_date": rfc3339(END)}
    ids = people_of(0)
    if name == "after":
        first = asked(operation, {"first": 1}, ids)
        assert asked(operation, {"first": 1, "after": first["end_cursor"]}, ids)["items"] != first["items"]
        return
    if name in ("time_after", "start_date", "start", "time_before", "end_date", "end") and "session_id" in names:
        base = {"time_after": CYCLE[0], "time_before": CYCLE[1]}
        session = SHARED.ledger.session(ids["session_id"])
        assert session is not None
        changed = {**base, name: session.instant + (1 if name == "time_after" else 0)}
        assert asked(operation, base, ids)["total_acus"] > 0.0 == asked(operation, changed, ids)["total_acus"]
        return
    changed = {key: value for key, value in base.items() if DOUBLES.get(key) != name}
    if name == "min_searches":
        base["min_sessions"] = changed["min_sessions"] = 4
    if name == "min_sessions":
        base["min_searches"] = changed["min_searches"] = 4
    assert asked(operation, base, ids) != asked(operation, {**changed, name: VALUES[name]}, ids)


@pytest.mark.parametrize(("operation", "name"), parameters("path"))
def test_every_path_parameter_changes_an_answer(operation: Operation, name: str) -> None:
    """Another organization, person or session has other numbers."""
    names = {each.name for each in operation.parameters}
    query = {"time_after": CYCLE[0], "time_before": CYCLE[1]} if "time_after" in names else {}
    one, other = people_of(0), people_of(1)
    assert asked(operation, query, one) != asked(operation, query, other)


def test_service_users_that_are_not_active_are_listed_when_asked_for() -> None:
    """One was deleted and one has expired; each says when."""
    active = answer(SHARED, "/v3/enterprise/members/service-users")["items"]
    everybody = answer(SHARED, "/v3/enterprise/members/service-users", {"include_inactive": "true"})["items"]
    inactive = [one for one in everybody if one not in active]
    assert len(active) == len(inactive) == 2
    assert [(one["deleted_at"], one["expires_at"]) for one in inactive] == [(1762934400, None), (None, 1755676800)]
    assert all(one["deleted_at"] is one["expires_at"] is None for one in active)
    assert answer(SHARED, "/v3/enterprise/members/service-users", {"include_inactive": "false"})["items"] == active


def test_the_documents_are_those_of_both_versions() -> None:
    """All operations are examined here, each with all parameters."""
    documents: list[Document] = [load("v2"), load("v3")]
    assert [len(document.operations) for document in documents] == [8, 34]
    assert len(parameters("query")) > 90


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v3/enterprise/metrics/prs", "org_ids"),
        ("/v3/enterprise/metrics/prs", "user_ids"),
        ("/v3/enterprise/metrics/prs", "service_user_ids"),
        ("/v3/enterprise/metrics/active-users", "org_ids"),
        ("/v2/enterprise/consumption/daily", "org_ids"),
    ],
)
def test_ids_that_are_joined_by_commas_are_refused(path: str, name: str) -> None:
    """As one id they match nobody, and the zeros would pass for figures; lax answers with those zeros."""
    account = Mock(seed=1, now=NOW).ledger.account
    known = {
        "org_ids": [one.org_id for one in account.organizations[:2]],
        "user_ids": list(account.ids[:2]),
        "service_user_ids": list(account.ids[account.users : account.users + 2]),
    }[name]
    window = {"time_after": CYCLE[0], "time_before": CYCLE[1]} if path.startswith("/v3") else {}
    refused = ask(Mock(seed=1, now=NOW), path, {**window, name: [",".join(known)]})
    assert refused.status == 422
    assert [error["loc"] for error in refused.json()["detail"]] == [["query", name]]
    assert ask(Mock(seed=1, now=NOW), path, {**window, name: known}).status == 200
    assert ask(Mock(seed=1, now=NOW), path, {**window, name: [f"{known[0]},nobody"]}).status == 200
    assert ask(Mock(seed=1, now=NOW, lax=True), path, {**window, name: [",".join(known)]}).status == 200
