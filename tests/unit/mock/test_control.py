"""Control requests: faults, record and present of a mock that runs in another process."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from devin_mock import Fault, Mock, Request, Response

from .asking import NOW, ask

SELF = "/v3/self"


@pytest.fixture
def controlled() -> Mock:
    return Mock(now=NOW, control="/_mock/")


def control(mock: Mock, method: str, path: str, body: Any = None, query: str = "") -> Response:
    sent = b"" if body is None else json.dumps(body).encode()
    return mock.respond(Request(method, f"/_mock{path}".encode(), query.encode(), body=sent))


def test_there_are_none_unless_asked_for() -> None:
    """The same path is unknown, and recorded as such."""
    mock = Mock(now=NOW)
    assert control(mock, "GET", "/faults").status == 404
    assert len(mock.record) == 1


def test_faults_are_planned_from_outside(controlled: Mock) -> None:
    """Added, replaced, read back and cleared; no key is needed, nothing is recorded."""
    assert control(controlled, "POST", "/faults", {"status": 503, "times": 1}).json() == [{"status": 503, "times": 1}]
    assert control(controlled, "POST", "/faults", [{"breach": "missing", "at": "/org_id"}]).status == 200
    assert [each.status for each in controlled.faults.faults] == [503, None]
    assert len(controlled.record) == 0
    assert [ask(controlled, SELF).status for _ in range(2)] == [503, 200]
    assert control(controlled, "PUT", "/faults", [{"status": 500}]).json() == [{"status": 500}]
    assert control(controlled, "GET", "/faults").json() == [{"status": 500}]
    assert control(controlled, "DELETE", "/faults").status == 204
    assert controlled.faults.faults == ()
    assert control(controlled, "PUT", "/faults", []).json() == []


def test_a_fault_that_cannot_be_changes_nothing(controlled: Mock) -> None:
    """Refused with a sentence, and what was planned stays, also when only one of several is wrong."""
    controlled.faults.add(Fault(status=500))
    for body in ({"status": 99}, [{"status": 502}, {"colour": 1}], [1], "status=503", None):
        refused = control(controlled, "POST", "/faults", body)
        assert refused.status == 422
        assert refused.json()["detail"]
    assert controlled.faults.faults == (Fault(status=500),)


def test_the_record_is_read_in_both_formats(controlled: Mock) -> None:
    """And forgotten when asked to."""
    ask(controlled, SELF)
    lines = control(controlled, "GET", "/record")
    assert json.loads(lines.body)["request"]["path"] == SELF
    assert dict(lines.headers)["content-type"] == "application/x-ndjson"
    assert control(controlled, "GET", "/record", query="format=har").json()["log"]["entries"]
    assert control(controlled, "GET", "/record", query="format=pdf").status == 422
    assert control(controlled, "DELETE", "/record").status == 204
    assert len(controlled.record) == 0


def test_the_present_is_moved(controlled: Mock) -> None:
    """To an instant, or back to the clock of the machine; a wrong one leaves it where it was."""
    assert control(controlled, "GET", "/now").json() == {"now": "2025-12-20T15:30:00Z"}
    assert control(controlled, "PUT", "/now", {"now": "2026-01-02T00:00:00+01:00"}).json() == {
        "now": "2026-01-01T23:00:00Z"
    }
    wrong: list[Any] = [
        {"now": "2026-01-02T00:00:00"},
        {"now": "soon"},
        {"now": 5},
        {},
        [],
        {"now": "1999-01-01T00:00:00Z"},
    ]
    for body in wrong:
        assert control(controlled, "PUT", "/now", body).status == 422
    assert control(controlled, "GET", "/now").json() == {"now": "2026-01-01T23:00:00Z"}
    control(controlled, "PUT", "/now", {"now": None})
    assert abs(controlled.now() - datetime.now(UTC).timestamp()) < 60


def test_unknown_control_requests_say_what_there_is(controlled: Mock) -> None:
    """By path and by method; what only begins like the prefix is none."""
    assert "record, faults, now" in control(controlled, "GET", "/help").json()["detail"]
    refused = control(controlled, "POST", "/record")
    assert (refused.status, dict(refused.headers)["allow"]) == (405, "GET, DELETE")
    assert control(controlled, "GET", "ed/faults").status == 404
    assert len(controlled.record) == 1


@pytest.mark.parametrize("prefix", ["", "/", "mock", "/mo ck", "/m?x", "/mü"])
def test_a_prefix_is_a_path(prefix: str) -> None:
    """Anything else is refused when the mock is made."""
    with pytest.raises(ValueError, match="/_mock"):
        Mock(control=prefix)
