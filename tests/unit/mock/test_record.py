"""The record: what was asked and answered, read back and written down, without a credential in it."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from devin_mock import Document, Fault, Mock, Request

from .asking import NOW, ask, request

SECRET = "cog_9f8e7d6c5b4a39281706"
SELF = "/v3/self"


def test_exchanges_are_kept_in_order_with_their_verdicts() -> None:
    """The request as sent, what the judge said, the answer, and the fault, if one was planted."""
    mock = Mock(now=NOW, faults=[Fault(status=503, operation="list_*")])
    ask(mock, SELF)
    ask(mock, SELF, "colour=red")
    ask(mock, "/v3/enterprise/organizations")
    assert [each.status for each in mock.record] == [200, 422, 503]
    assert [each.fault is not None for each in mock.record] == [False, False, True]
    assert [each.request.raw_query for each in mock.record.refused] == [b"colour=red"]
    assert mock.record[0].at <= mock.record[1].at
    assert mock.record[-1].seconds > 0
    mock.record.clear()
    assert len(mock.record) == 0


def test_a_full_record_forgets_the_oldest() -> None:
    """By number, and by the size of bodies; the last exchange is always there."""
    mock = Mock(now=NOW, record_size=3)
    for _ in range(5):
        ask(mock, SELF)
    assert len(mock.record) == 3
    small = Mock(now=NOW, record_bytes=400)
    for _ in range(9):
        ask(small, SELF)
    assert 1 <= len(small.record) < 9
    assert sum(len(each.response.body) for each in small.record) <= 400
    ask(small, "/v3/enterprise/members/users")
    assert len(small.record) == 1
    ask(small, SELF)
    assert [each.request.raw_path for each in small.record] == [SELF.encode()]
    ask(small, SELF)
    assert len(small.record) == 2


def recorded(mock: Mock) -> list[Any]:
    return [json.loads(line) for line in mock.record.json_lines().splitlines()]


def test_json_lines_hold_what_a_bug_report_needs() -> None:
    """One line an exchange: request, verdict with its places, answer, fault."""
    mock = Mock(now=NOW, faults=[Fault(delay_s=0.0, headers={"x": "y"}, operation="get_self")])
    ask(mock, SELF)
    ask(mock, SELF, "colour=red")
    first, second = recorded(mock)
    assert first["request"]["path"] == SELF
    assert first["verdict"] == {
        "accepted": True,
        "operation": "get_self",
        "fault": {"operation": "get_self", "headers": {"x": "y"}},
    }
    assert json.loads(first["response"]["body"])["principal_type"] == "service_user"
    assert second["verdict"]["accepted"] is False
    assert second["verdict"]["errors"][0]["loc"] == ["query", "colour"]
    assert second["response"]["status"] == 422


def test_har_is_read_as_one(tmp_path: Path) -> None:
    """Version, entries, and in each what HAR 1.2 asks for; the verdict stands beside."""
    mock = Mock(now=NOW)
    mock.respond(Request("GET", b"/v3/self", b"colour=red&x=%20", headers=(("Host", "127.0.0.1:8080"),)))
    mock.respond(Request("POST", b"/v3/self", b"", headers=(("Content-Type", "text/plain"),), body=b"hi"))
    path = tmp_path / "record.har"
    mock.record.write(path)
    log = json.loads(path.read_text())["log"]
    assert log["version"] == "1.2"
    first, second = log["entries"]
    assert first["request"]["url"] == "http://127.0.0.1:8080/v3/self?colour=red&x=%20"
    assert first["request"]["queryString"] == [{"name": "colour", "value": "red"}, {"name": "x", "value": " "}]
    assert first["_verdict"]["reason"].startswith("Unauthorized")
    assert second["request"]["postData"] == {"mimeType": "text/plain", "text": "hi"}
    assert second["response"]["statusText"] == "Method Not Allowed"
    required = {"startedDateTime", "time", "request", "response", "cache", "timings"}
    assert all(required <= set(entry) for entry in log["entries"])
    sent = {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"}
    assert all(sent <= set(entry["request"]) for entry in log["entries"])


def test_json_lines_are_the_other_format(tmp_path: Path) -> None:
    """The name of the file says which; an unwritable place leaves nothing behind."""
    mock = Mock(now=NOW)
    ask(mock, SELF)
    path = tmp_path / "record.jsonl"
    mock.record.write(path)
    assert path.read_text() == mock.record.json_lines()
    with pytest.raises(OSError, match="No such file"):
        mock.record.write(tmp_path / "nowhere" / "record.har")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["record.jsonl"]


def test_a_record_goes_into_a_pipe_and_does_not_replace_it(tmp_path: Path) -> None:
    """The same holds of a device: whoever may do everything would lose /dev/null."""
    mock = Mock(now=NOW)
    ask(mock, SELF)
    pipe = tmp_path / "record"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)  # both, so that neither end waits for the other
    try:
        mock.record.write(pipe)
        assert stat.S_ISFIFO(pipe.stat().st_mode)
        assert os.read(reader, 60_000).decode() == mock.record.json_lines()
    finally:
        os.close(reader)


def test_a_failed_write_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole or untouched: nothing half-written, nothing left beside."""
    mock = Mock(now=NOW)
    path = tmp_path / "record.jsonl"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        mock.record.write(path)
    assert path.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    "asked",
    [
        request(SELF, key=SECRET),
        Request("GET", b"/v3/self", headers=(("Authorization", f"Basic {SECRET}"),)),
        Request("GET", b"/v3/self", headers=(("Authorization", f"Bearer {SECRET}"), ("X-Trace", f"for {SECRET}"))),
        Request("GET", b"/v3/self", f"api_key={SECRET}".encode()),
        Request("GET", f"/v3/{SECRET}/x".encode(), headers=(("Authorization", f"Bearer {SECRET}"),)),
        Request("GET", b"/v3/self", headers=(("Cookie", f"session={SECRET}; a=b"),)),
        Request("GET", b"/v3/self", headers=(("X-Api-Key", SECRET),)),
        Request("GET", b"/v3/self", f"x={SECRET}".encode(), headers=(("Authorization", f"Bearer {SECRET}"),)),
    ],
)
def test_no_key_is_written(asked: Request) -> None:
    """Wherever it stands: header, query, path, or an answer that quotes it."""
    mock = Mock(now=NOW)
    mock.respond(asked)
    assert SECRET not in mock.record.json_lines()
    assert SECRET not in json.dumps(mock.record.har())
    if asked.raw_query == b"" and SECRET.encode() not in asked.raw_path and len(asked.headers) == 1:
        assert SECRET not in repr(mock.record[-1])


def test_a_short_key_is_not_written_in_its_header() -> None:
    """Too short to be looked for in other texts, it is left out of the header that holds it."""
    mock = Mock(now=NOW)
    mock.respond(Request("GET", b"/v3/self", headers=(("X-Api-Key", "k7"),)))
    assert "k7" not in mock.record.json_lines()
    assert "k7" not in json.dumps(mock.record.har())


def test_a_key_of_a_document_is_not_written_either() -> None:
    """What a document names as its credential, percent-encoded or not, is taken out of all texts."""
    odd = "s3cr3t/with space"
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "components": {
            "securitySchemes": {
                "q": {"type": "apiKey", "in": "query", "name": "pass"},
                "h": {"type": "apiKey", "in": "header", "name": "X-Pass"},
            }
        },
        "paths": {
            "/a": {
                "get": {
                    "operationId": "a",
                    "security": [{"q": [], "h": []}],
                    "responses": {"200": {"description": "d"}},
                }
            }
        },
    }
    mock = Mock([Document(document)])
    mock.respond(Request("GET", b"/a", b"pass=s3cr3t%2Fwith+space&x=s3cr3t%2Fwith%20space", headers=(("X-Pass", odd),)))
    for text in (mock.record.json_lines(), json.dumps(mock.record.har())):
        assert "s3cr3t" not in text
        assert "[key]" in text
