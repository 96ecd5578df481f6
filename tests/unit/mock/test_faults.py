"""Planted faults: on which requests they fall, and what they do to an answer."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from devin_mock import (
    ENTERPRISE_KEY,
    ORGANIZATION_KEY,
    Assumptions,
    Delivery,
    Document,
    Fault,
    FaultPlan,
    Mock,
    RateLimit,
)
from hypothesis import given
from hypothesis import strategies as st

from .asking import CYCLE, FEW, NOW, ask, request

SELF = "/v3/self"
DAILY = "/v3/enterprise/consumption/daily"
WINDOW = {"time_after": CYCLE[0], "time_before": CYCLE[1]}


def faulty(*faults: Fault, **options: Any) -> Mock:
    return Mock(seed=1, users=40, now=NOW, faults=faults, **options)


def statuses(mock: Mock, count: int, path: str = SELF) -> list[int]:
    return [ask(mock, path).status for _ in range(count)]


def test_a_number_of_failures_and_then_success() -> None:
    """`times` lets so many requests fail, `skip` lets some through before."""
    assert statuses(faulty(Fault(status=503, times=2)), 4) == [503, 503, 200, 200]
    assert statuses(faulty(Fault(status=503, times=1, skip=2)), 5) == [200, 200, 503, 200, 200]
    assert statuses(faulty(Fault(status=503)), 3) == [503, 503, 503]


def test_each_request_can_fail_for_itself() -> None:
    """With `each`, every distinct request fails so often; without it, all share the count."""
    mock = faulty(Fault(status=500, times=1, each=True))
    paths = [SELF, "/v3/enterprise/organizations", SELF, "/v3/enterprise/organizations"]
    assert [ask(mock, path).status for path in paths] == [500, 500, 200, 200]


def test_a_fault_names_operations_and_paths() -> None:
    """Both are patterns; a request that one of them does not fit goes well."""
    mock = faulty(Fault(operation="get_enterprise_*", status=502), Fault(path="*/organizations", status=504))
    asked = [SELF, DAILY, "/v3/enterprise/organizations"]
    assert [ask(mock, path).status for path in asked] == [200, 502, 504]


def test_the_first_fault_that_fits_is_done() -> None:
    """A fault that is used up makes room for the next."""
    mock = faulty(Fault(status=500, times=1), Fault(status=502, times=1))
    assert statuses(mock, 3) == [500, 502, 200]


def test_a_share_is_drawn_by_request_and_attempt() -> None:
    """About the share fails, always the same, in whatever order requests come; another attempt is drawn anew."""
    paths = [f"{DAILY}/users/{index}" for index in range(400)]

    def failing(order: list[str]) -> set[str]:
        mock = faulty(Fault(status=503, share=0.1), assumptions=Assumptions(unknown_id="zeros"))
        return {path for path in order if ask(mock, path).status == 503}

    first = failing(paths)
    assert 20 <= len(first) <= 60
    assert failing(paths[::-1]) == first
    mock = faulty(Fault(status=503, share=0.5))
    assert {200, 503} == set(statuses(mock, 30))
    assert set(statuses(faulty(Fault(status=503, share=0.0)), 5)) == {200}
    assert set(statuses(faulty(Fault(status=503, share=1.0)), 5)) == {503}


def test_a_refused_request_is_answered_with_its_refusal() -> None:
    """A fault must not hide a mistake of the client, and is not used up by one."""
    mock = faulty(Fault(status=503, times=1))
    assert ask(mock, SELF, "colour=red").status == 422
    assert ask(mock, SELF, key="").status == 401
    assert statuses(mock, 2) == [503, 200]


def test_a_rate_limit_is_kept_for_each_key() -> None:
    """Requests that come too fast are told when the next one is due; another key is not concerned."""
    now = [100.0]
    plan = FaultPlan([Fault(rate_limit=RateLimit(2, 10))], monotonic=lambda: now[0])
    asked = request(SELF)

    def falls(key: str = ENTERPRISE_KEY) -> float | None:
        fault = plan.falls_on(asked, "get_self", key)
        return None if fault is None else fault.retry_after_s

    assert falls() is None
    now[0] = 104.0
    assert falls() is None
    assert falls() == 6.0
    assert falls(ORGANIZATION_KEY) is None
    now[0] = 109.9
    assert falls() == pytest.approx(0.1)
    now[0] = 110.0
    assert falls() is None
    assert falls() == 4.0


def test_a_rate_limit_answers_429_with_the_wait() -> None:
    """`Retry-After` is in whole seconds, rounded up, or a date."""
    mock = faulty(Fault(rate_limit=RateLimit(1, 60)))
    assert ask(mock, SELF).status == 200
    refused = ask(mock, SELF)
    assert refused.status == 429
    assert 58 <= int(dict(refused.headers)["retry-after"]) <= 60
    dated = ask(faulty(Fault(status=429, retry_after_s=30, retry_after_as="date")), SELF)
    until = parsedate_to_datetime(dict(dated.headers)["retry-after"])
    assert 28 <= (until - datetime.now(UTC)).total_seconds() <= 31


@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 409, 418, 422, 429, 500, 502, 503, 504, 520, 599, 302])
def test_a_planted_status_has_the_body_that_the_document_gives(status: int) -> None:
    """Documented or not, the answer is JSON that a client can read."""
    mock = faulty(Fault(status=status))
    response = ask(mock, SELF)
    assert response.status == status
    document = mock.documents[1]
    operation = mock.record[-1].verdict.operation
    assert operation is not None
    schema = operation.response_schemas(status).get(dict(response.headers)["content-type"])
    if schema is not None:
        assert document.is_valid(schema, response.json())
    assert "planted" in response.body.decode()


def test_headers_and_bodies_can_be_replaced() -> None:
    """What is given stands in the answer, and what it replaces does not."""
    response = ask(faulty(Fault(headers={"Content-Type": "text/plain", "X-Request-Id": "r1"}, body=b"hello")), SELF)
    assert (response.status, response.body) == (200, b"hello")
    assert sorted(response.headers) == [("content-type", "text/plain"), ("x-request-id", "r1")]
    teapot = ask(faulty(Fault(status=418, body=b"{}")), SELF)
    assert (teapot.status, teapot.body) == (418, b"{}")
    assert ask(faulty(Fault(status=206)), SELF).json()["principal_type"] == "service_user"


def test_bodies_can_be_garbled() -> None:
    """Each garbling makes a body that no client may take for an answer."""
    whole = ask(faulty(Fault(delay_s=0.0, headers=(("x", "y"),))), SELF).body
    encoded = ask(faulty(Fault(garble="encoding")), SELF)
    assert ("content-encoding", "gzip") in encoded.headers
    assert encoded.body == whole
    assert whole.startswith(ask(faulty(Fault(garble="json")), SELF).body)
    for garble in ("json", "utf-8", "media-type"):
        with pytest.raises(ValueError, match=r"."):
            ask(faulty(Fault(garble=garble)), SELF).json()
    assert dict(ask(faulty(Fault(garble="media-type")), SELF).headers)["content-type"] == "text/html"


def test_what_is_planted_for_the_delivery_is_in_the_response() -> None:
    """The adapters do it; the answer itself is whole."""
    fault = Fault(delay_s=0.5, drip_bytes=3, drip_s=0.1, truncate_after=7)
    response = ask(faulty(fault), SELF)
    assert response.delivery == Delivery(delay_s=0.5, drip_bytes=3, drip_s=0.1, truncate_after=7)
    assert response.json()["principal_type"] == "service_user"


@FEW
@given(st.binary(max_size=40), st.integers(1, 50), st.integers(0, 50))
def test_pieces_join_to_what_is_let_through(body: bytes, size: int, after: int) -> None:
    """A drip loses nothing; a reset or truncation loses all after its place."""
    assert b"".join(Delivery(drip_bytes=size).pieces(body)) == body
    assert b"".join(Delivery(drip_bytes=size, reset_after=after).pieces(body)) == body[:after]
    assert b"".join(Delivery(truncate_after=after).pieces(body)) == body[:after]
    assert all(len(piece) <= size for piece in Delivery(drip_bytes=size).pieces(body))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("status=503,times=2", Fault(status=503, times=2)),
        ("operation=get_*, status=429, retry-after-s=2.5", Fault(operation="get_*", status=429, retry_after_s=2.5)),
        ("rate_limit=60/10", Fault(rate_limit=RateLimit(60, 10))),
        ("share=0.02,status=500,each=true", Fault(share=0.02, status=500, each=True)),
        ("headers=X-Request-Id: abc", Fault(headers=(("x-request-id", "abc"),))),
        ("body=hello", Fault(body=b"hello")),
        ("garble=utf-8", Fault(garble="utf-8")),
        ('{"status": 503, "headers": {"A": "b"}}', Fault(status=503, headers=(("a", "b"),))),
        ("delay_s=1,drip_bytes=1,drip_s=0.1", Fault(delay_s=1, drip_bytes=1, drip_s=0.1)),
        ("reset_after=0", Fault(reset_after=0)),
    ],
)
def test_a_fault_can_be_written_as_text(text: str, fault: Fault) -> None:
    """Text, JSON and code say the same, and what a fault says of itself can be read back."""
    assert Fault.parse(text) == fault
    assert Fault.of(fault.settings()) == fault


@pytest.mark.parametrize(
    "text",
    [
        "",
        "status",
        "status=",
        "status=99",
        "status=600",
        "status=many",
        "status=503,status=502",
        "colour=red",
        "times=2",
        "share=2,status=500",
        "share=nan,status=500",
        "each=perhaps,status=500",
        "rate_limit=0/10",
        "rate_limit=5/0",
        "rate_limit=x",
        "garble=slightly",
        "breach=odd",
        "at=/total_acus,status=500",
        "breach=missing,at=total",
        "breach=set",
        "breach=wrong-total,value=much",
        "delay_s=-1",
        "delay_s=inf",
        "drip_bytes=0",
        "reset_after=-1",
        "retry_after_as=words,status=429",
        "headers=no colon\n,status=200",
        "{",
        '{"status": true}',
        '{"status": 503.5}',
    ],
)
def test_a_fault_that_cannot_be_is_refused(text: str) -> None:
    """With a sentence, before anything is planted."""
    with pytest.raises(ValueError, match=r"\w+ .*\."):
        Fault.parse(text)


def test_faults_can_be_planned_for_a_block() -> None:
    """They come before those that are there, and go with the block, whatever happens in it."""
    mock = faulty(Fault(status=500))
    with mock.faults.planted(Fault(status=502)):
        assert statuses(mock, 1) == [502]
        assert mock.faults.faults == (Fault(status=502), Fault(status=500))
    assert statuses(mock, 1) == [500]
    mock.faults.clear()
    assert statuses(mock, 1) == [200]
    with pytest.raises(RuntimeError, match="oops"), mock.faults.planted(Fault(status=502)):
        raise RuntimeError("oops")
    assert len(mock.faults.faults) == 0


def test_threads_share_the_count() -> None:
    """Exactly so many requests fail, however many threads ask."""
    mock = faulty(Fault(status=503, times=100))
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.extend(statuses(mock, 50))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(seen) == {503: 100, 200: 300}


def test_what_cannot_be_drawn_is_not_implemented() -> None:
    """A schema without a value is the document's fault: 501, and the request stays accepted."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/a": {
                "get": {
                    "operationId": "a",
                    "responses": {
                        "200": {
                            "description": "d",
                            "content": {
                                "application/json": {"schema": {"type": "integer", "minimum": 2, "maximum": 1}}
                            },
                        }
                    },
                }
            }
        },
    }
    mock = Mock([Document(document)])
    response = ask(mock, "/a")
    assert response.status == 501
    assert "/paths/~1a/get" in response.json()["detail"]
    assert mock.record[-1].verdict.accepted
