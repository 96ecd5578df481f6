"""The mock under schemathesis, and schemathesis over mocks that are wrong on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import pytest
from devin_mock import (
    Answer,
    Arguments,
    Assumptions,
    Mock,
    Refusal,
    Refused,
    Request,
    Response,
    Verdict,
    load,
    wire_document,
)

from .mock_conforms import AUDIENCES, DOCUMENT_ALONE, NOW, Outcome, conforming_mock, examine

V2 = AUDIENCES["v2"]
WINDOWED = {
    f"GET /v2/enterprise/{what}"
    for what in (
        "consumption/daily",
        "consumption/daily/{user_id}",
        "metrics/prs",
        "metrics/searches",
        "metrics/sessions",
        "metrics/usage",
    )
}
"""The operations of v2 that take a window of time, under two pairs of names."""


# The longest first, so that the workers of a parallel run end together.
@pytest.mark.parametrize("audience", ["v3-enterprise", "v3-organization", "v2"])
def test_schemathesis_finds_nothing_wrong(audience: str) -> None:
    """Every operation keeps its document, to allowed and forbidden requests, and most allowed ones reach an answer."""
    outcome = examine(conforming_mock(), AUDIENCES[audience])
    assert outcome.findings == (), outcome.report
    expected = {each.operation_id for each in AUDIENCES[audience].operations()}
    assert set(outcome.statuses) == expected
    assert all(counts[200] and counts[401] for counts in outcome.statuses.values())
    assert sum(answered for answered, _ in outcome.reached.values()) > 0.9 * sum(
        allowed for _, allowed in outcome.reached.values()
    )


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_responses_of_the_wire_document_are_those_of_the_resolved_one(version: Any) -> None:
    """What is held against the wire document holds for the resolved one: only query parameters differ."""

    def without_parameters(document: Mapping[str, Any]) -> Mapping[str, Any]:
        paths = {
            path: {method: {**operation, "parameters": []} for method, operation in item.items()}
            for path, item in document["paths"].items()
        }
        return {**document, "paths": paths}

    document = load(version).raw
    assert without_parameters(wire_document(document)) == without_parameters(document)
    assert wire_document(document) != document


def found(outcome: Outcome) -> set[tuple[str, str]]:
    return {(finding.operation, finding.check) for finding in outcome.findings}


def test_what_the_mock_refuses_beyond_its_document_is_seen() -> None:
    """With its default assumptions the mock refuses v2's doubled names together, and schemathesis says so."""
    mock = conforming_mock(assumptions=attrs.evolve(DOCUMENT_ALONE, both_names=Assumptions().both_names))
    outcome = examine(mock, V2, phases=["coverage"])
    assert found(outcome) == {(operation, "positive_data_acceptance") for operation in WINDOWED}


class Credulous(Mock):
    """A mock that answers whatever it is asked, once it knows by whom."""

    def judge(self, request: Request) -> Verdict:
        verdict = super().judge(request)
        if verdict.refusal is None or verdict.refusal.status != 422:
            return verdict
        return attrs.evolve(verdict, refusal=None, arguments=Arguments(path={"user_id": self.ledger.account.ids[0]}))


def test_a_judge_that_overlooks_is_seen() -> None:
    """A mock that answers forbidden requests is found out on every operation that has parameters."""
    outcome = examine(Credulous(now=NOW, assumptions=DOCUMENT_ALONE), V2, phases=["coverage"])
    with_parameters = {f"{each.method} {each.path}" for each in V2.operations() if each.parameters}
    assert found(outcome) == {(operation, "negative_data_rejection") for operation in with_parameters}
    assert len(with_parameters) == 7


def test_wrong_answers_are_seen() -> None:
    """A missing field, a wrong type, a bad format, an undocumented status and a crash each have their finding."""

    def gone(_: Any) -> Any:
        raise Refused(Refusal(410, "Gone"))

    def crash(_: Any) -> Any:
        raise ZeroDivisionError

    answers: dict[str, Answer] = {
        "get_usage_metrics": lambda _: {"sessions_count": 1, "searches_count": 1, "prs_opened": 1, "prs_closed": 1},
        "get_session_metrics": lambda _: {"sessions_count": "1"},
        "get_consumption_cycles": lambda _: [{"start": "2025-11-05", "end": "2025-12-05T08:00:00Z"}],
        "get_search_metrics": gone,
        "get_pr_metrics": crash,
    }
    outcome = examine(conforming_mock(answers=answers), V2, operations=answers, phases=["coverage"])
    metrics = "GET /v2/enterprise/metrics"
    assert found(outcome) >= {
        (f"{metrics}/usage", "response_schema_conformance"),
        (f"{metrics}/sessions", "response_schema_conformance"),
        ("GET /v2/enterprise/consumption/cycles", "response_schema_conformance"),
        (f"{metrics}/searches", "status_code_conformance"),
        (f"{metrics}/prs", "not_a_server_error"),
    }


class Doctored(Mock):
    """A mock with an ear or a mouth that is wrong, by operation."""

    def respond(self, request: Request) -> Response:
        path = request.raw_path.decode()
        if path.endswith("/metrics/usage") and not request.header_values("authorization"):
            request = attrs.evolve(request, headers=(("authorization", f"Bearer {V2.token}"),))
        if path.endswith("/metrics/sessions"):
            request = attrs.evolve(request, method="GET")
        response = super().respond(request)
        if path.endswith("/metrics/searches"):
            return attrs.evolve(response, headers=(("content-type", "text/plain"),))
        if path.endswith("/metrics/prs") and response.status == 405:
            return attrs.evolve(response, headers=(("allow", "POST"), ("content-type", "application/json")))
        if path.endswith("/cycles") and response.status == 200:
            return Response.of_json(404, {"detail": "Not Found"})
        return response


def test_wrong_manners_are_seen() -> None:
    """A credential nobody asks for, a wrong method, a wrong media type, a wrong Allow, and 404 to everything."""
    chosen = [
        "get_usage_metrics",
        "get_session_metrics",
        "get_search_metrics",
        "get_pr_metrics",
        "get_consumption_cycles",
    ]
    mock = Doctored(now=NOW, assumptions=DOCUMENT_ALONE)
    outcome = examine(mock, V2, operations=chosen, phases=["coverage"])
    metrics = "GET /v2/enterprise/metrics"
    assert found(outcome) >= {
        (f"{metrics}/usage", "ignored_auth"),
        (f"{metrics}/sessions", "unsupported_method"),
        (f"{metrics}/searches", "content_type_conformance"),
        (f"{metrics}/prs", "allow_header_conformance"),
        ("GET /v2/enterprise/consumption/cycles", "positive_data_acceptance"),
        ("GET /v2/enterprise/consumption/cycles", "reached"),
    }
