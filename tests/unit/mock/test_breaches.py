"""Planted breaches of the contract: what the document refuses, what it bears, and what only the meaning shows."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from devin_mock import Breach, Fault, Mock
from devin_mock.breaches import breached

from .asking import CYCLE, NOW, ask

DAILY = "/v3/enterprise/consumption/daily"
WINDOW = {"time_after": CYCLE[0], "time_before": CYCLE[1]}
SHARED = Mock(seed=1, users=40, now=NOW)
QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    ("/v2/enterprise/consumption/cycles", {}),
    ("/v2/enterprise/consumption/daily", {}),
    ("/v2/enterprise/members", {}),
    ("/v2/enterprise/metrics/usage", {}),
    (DAILY, {}),
    ("/v3/enterprise/metrics/sessions", WINDOW),
    ("/v3/enterprise/members/users", {}),
    ("/v3/self", {}),
]


def broken(path: str, query: dict[str, Any], breach: Breach) -> tuple[Mock, Any]:
    mock = Mock(seed=1, users=40, now=NOW, faults=[Fault(breach=breach)])
    return mock, ask(mock, path, query).json()


def is_valid(mock: Mock, body: Any) -> bool:
    verdict = mock.record[-1].verdict
    assert verdict.operation is not None
    assert verdict.document is not None
    schema = verdict.operation.response_schemas(200)["application/json"]
    assert schema is not None
    return verdict.document.is_valid(schema, body)


@pytest.mark.parametrize("kind", ["missing", "wrong-type", "null"])
@pytest.mark.parametrize(("path", "query"), QUESTIONS)
def test_a_breach_is_one_that_the_document_refuses(kind: Any, path: str, query: dict[str, Any]) -> None:
    """Wherever it is made of its own accord, the body is invalid and differs from the right one."""
    mock, body = broken(path, query, Breach(kind))
    assert not is_valid(mock, body)
    assert body != ask(SHARED, path, query).json()
    assert mock.record[-1].fault is not None


@pytest.mark.parametrize(
    ("path", "query"), [each for each in QUESTIONS if "v2" not in each[0] or "cons" not in each[0]]
)
def test_a_new_field_is_one_that_the_document_bears(path: str, query: dict[str, Any]) -> None:
    """The body stays valid, and has one thing more."""
    mock, body = broken(path, query, Breach("new-field"))
    assert is_valid(mock, body)
    assert "something_new" in str(body)


def test_a_new_value_stands_only_in_an_enumeration_that_may_grow() -> None:
    """It is put in place of a known value; a body without such a place is answered as it is."""
    mock, body = broken("/v3/enterprise/members/users", {}, Breach("new-value"))
    assert is_valid(mock, body)
    assert body["items"][0]["role_assignments"][0]["role"]["role_type"] == "something_new"
    assert body["items"][0]["user_id"] == SHARED.ledger.account.ids[0]
    mock, body = broken(DAILY, {}, Breach("new-value"))
    assert body == ask(SHARED, DAILY).json()
    assert mock.record[-1].fault is None


def test_a_wrong_total_is_valid_and_wrong() -> None:
    """Only a client that sums the days sees it."""
    right = ask(SHARED, DAILY, WINDOW).json()
    mock, body = broken(DAILY, WINDOW, Breach("wrong-total"))
    assert is_valid(mock, body)
    assert body == {**right, "total_acus": right["total_acus"] + 1.0}
    _, body = broken(DAILY, WINDOW, Breach("wrong-total", value=-0.25))
    assert body["total_acus"] == right["total_acus"] - 0.25


def test_dates_can_be_moved_to_another_instant() -> None:
    """All days of an answer, by an hour or as said."""
    right = [day["date"] for day in ask(SHARED, DAILY, WINDOW).json()["consumption_by_date"]]
    _, body = broken(DAILY, WINDOW, Breach("date-moved"))
    assert [day["date"] for day in body["consumption_by_date"]] == [date + 3_600 for date in right]
    _, body = broken(DAILY, WINDOW, Breach("date-moved", value=-86_400))
    assert [day["date"] for day in body["consumption_by_date"]] == [date - 86_400 for date in right]


def test_a_place_can_be_named() -> None:
    """By JSON pointer, one or all; what is not there can be set, and a place that is not there changes nothing."""
    right = ask(SHARED, DAILY, WINDOW).json()
    _, body = broken(DAILY, WINDOW, Breach("set", "/consumption_by_date/1/acus", -5))
    assert body["consumption_by_date"][1]["acus"] == -5
    assert body["consumption_by_date"][0] == right["consumption_by_date"][0]
    _, body = broken(DAILY, WINDOW, Breach("missing", "/consumption_by_date/*/acus_by_product/devin"))
    assert all("devin" not in day["acus_by_product"] for day in body["consumption_by_date"])
    _, body = broken(DAILY, WINDOW, Breach("set", "/beside", {"a": 1}))
    assert body == {**right, "beside": {"a": 1}}
    mock, body = broken(DAILY, WINDOW, Breach("missing", "/nowhere/at/all"))
    assert body == right
    assert mock.record[-1].fault is None


@pytest.mark.parametrize("at", [None, "/total_acus"])
def test_a_breach_leaves_the_body_that_it_was_made_of(at: str | None) -> None:
    """The caller's own value stays as it was."""
    body = {"total_acus": 1.0, "consumption_by_date": []}
    before = copy.deepcopy(body)
    document = SHARED.documents[1]
    schema = "/components/schemas/ConsumptionResponse"
    assert breached(Breach("missing", at), document, schema, body) == ({"consumption_by_date": []},)
    assert body == before


def test_a_breach_leaves_the_next_answer_alone() -> None:
    """The ledger, and what the mock has kept, are not changed by it."""
    mock = Mock(seed=1, users=40, now=NOW, faults=[Fault(breach=Breach("set", "/total_acus", 0), times=1)])
    assert ask(mock, DAILY, WINDOW).json()["total_acus"] == 0
    assert ask(mock, DAILY, WINDOW).body == ask(SHARED, DAILY, WINDOW).body
