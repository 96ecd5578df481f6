"""Oracle: what goes wrong on the way becomes the right exception, after a bounded number of attempts, without the key.

It sees swallowed, misread and endlessly repeated failures, every form of `Retry-After`, and a key in an error's text.
It cannot see how long a wait really was, nor sockets: it runs in process (`tests/faults` holds both over real sockets).
"""

from __future__ import annotations

import gzip
import json
import traceback
from collections.abc import Mapping
from itertools import cycle
from typing import Final

import attrs
import pytest
from devin_mock import Fault, RateLimit
from devin_usage import (
    ArgumentsRefused,
    BadRequest,
    ConnectionFailed,
    Forbidden,
    NotFound,
    RateLimited,
    Redirected,
    ResponseValidationError,
    Retries,
    ServerError,
    StatusError,
    TimedOut,
    Timeout,
    Unauthorized,
)
from hypothesis import given
from hypothesis import strategies as st

from .mutations import named
from .operations import OPERATIONS, VERSIONS, Driven
from .profiles import examples
from .schemas import bodies, fullest
from .sending import KEYS, WAYS, Outcome, bench
from .test_malformed import usual_case

ATTEMPTS: Final = 3
REPEATED: Final = frozenset({408, 429, 500, 502, 503, 504, 520})
STATUSES: Final[Mapping[int, type[StatusError]]] = {
    201: StatusError,
    204: StatusError,
    302: Redirected,
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    408: StatusError,
    409: StatusError,
    418: StatusError,
    422: ArgumentsRefused,
    429: RateLimited,
    500: ServerError,
    502: ServerError,
    503: ServerError,
    504: ServerError,
    520: ServerError,
}
RETRY_AFTER: Final[Mapping[str, int]] = {
    "0": ATTEMPTS,
    "3600": 1,
    "99999999999999999999": 1,
    "Thu, 01 Jan 1970 00:00:00 GMT": ATTEMPTS,
    "Fri, 31 Dec 9999 23:59:59 GMT": 1,
    "soon": ATTEMPTS,
    "-1": ATTEMPTS,
    "": ATTEMPTS,
}
"""What a server may say, and how many requests there are in all: one, where it asks for too much patience."""

BROKEN: Final[Mapping[str, tuple[Fault, type[Exception], int]]] = {
    "reset before the head": (Fault(reset_after=0), ConnectionFailed, ATTEMPTS),
    "reset in the body": (Fault(reset_after=5), ConnectionFailed, ATTEMPTS),
    "truncated": (Fault(truncate_after=1), ConnectionFailed, ATTEMPTS),
    "late head": (Fault(delay_s=0.1), TimedOut, ATTEMPTS),
    "late body": (Fault(drip_bytes=1, drip_s=0.1), TimedOut, ATTEMPTS),
    "garbled encoding": (Fault(garble="encoding"), ResponseValidationError, 1),
    "half of the JSON": (Fault(garble="json"), ResponseValidationError, 1),
    "no UTF-8": (Fault(garble="utf-8"), ResponseValidationError, 1),
    "a page": (Fault(garble="media-type"), ResponseValidationError, 1),
    "the answer, called a page": (Fault(headers={"content-type": "text/html"}), ResponseValidationError, 1),
    "the answer, called a text": (Fault(headers={"content-type": "text/plain"}), ResponseValidationError, 1),
    "a refusal in a garbled encoding": (Fault(status=403, garble="encoding"), Forbidden, 1),
    "a failure in a garbled encoding": (Fault(status=503, garble="encoding"), ServerError, ATTEMPTS),
    "a refusal in an unknown encoding": (Fault(status=403, headers={"content-encoding": "zstd"}), Forbidden, 1),
}

REFUSALS: Final = (
    *(b"", b"null", b"17", b'"no"', b"[]", b'["no"]', b'[{"msg": "no"}]', b"{}", b"<p>no", b"\xff\xfe", b"[" * 100_000),
    *(b'{"detail": null, "errors": null}', b'{"title": [], "detail": {}, "errors": {}}', b'{"detail": "\\ud800"}'),
    b'{"detail": [null, [], {}, {"loc": null, "msg": null}, {"loc": [null, 1, "\\ud800"], "msg": [NaN]}]}',
)
"""Words of a refusal that no document knows: JSON of other forms, and bytes that are none."""

SIGN_IN: Final = "https://somebody:t0ken@x.example:8443/sign-in/{key}?ticket=t1cket#fr4gment"

any_operation = st.sampled_from(OPERATIONS)


def send(driven: Driven, way: str, *faults: Fault) -> Outcome:
    """Send the usual case of an operation through faults."""
    with bench().mock.faults.planted(*faults):
        return bench().send(usual_case(driven), way)


def assert_raised(outcome: Outcome, driven: Driven, kind: type[BaseException], attempts: int) -> None:
    """Hold the kind of an error, the number of requests, and that no text of it has the key."""
    where = f"{outcome.way}, {driven}"
    error = outcome.error
    assert type(error) is kind, f"{where}: {error!r}, value {outcome.value!r}"
    assert len(outcome.exchanges) == attempts, f"{where}: {len(outcome.exchanges)} requests, {attempts} expected"
    if attempts > 1:
        assert getattr(error, "attempts", None) == attempts, where
    texts = [str(error), repr(error), repr(vars(error)), *traceback.format_exception(error)]
    assert not any(KEYS[driven.version] in text for text in texts), f"{where}: the key is in an error"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("status", STATUSES)
def test_each_status_has_its_exception(status: int, way: str) -> None:
    """With the status, the operation and the permission; a server that echoes the key is redacted."""

    @examples(0.5)
    @given(any_operation)
    def check(driven: Driven) -> None:
        key = KEYS[driven.version]
        echo = json.dumps({"detail": f"no: {key}", "errors": [{"loc": ["query", key], "msg": key}]}).encode()
        fault = Fault(
            status=status, body=echo, headers={"x-request-id": f"r-{key}", "location": SIGN_IN.format(key=key)}
        )
        outcome = send(driven, way, fault)
        assert_raised(outcome, driven, STATUSES[status], ATTEMPTS if status in REPEATED else 1)
        error = outcome.error
        assert isinstance(error, StatusError)
        assert (error.status, error.operation) == (status, driven.id)
        permission = (driven.operation.permissions or (None,))[0]
        assert error.permission == permission
        assert (error.detail, error.request_id) == ("no: [key]: query.[key]: [key]", "r-[key]")
        assert error.errors == ({"loc": ["query", "[key]"], "msg": "[key]"},)
        assert "no: [key]" in str(error), "the server's words are not in the message"
        assert status != 302 or "x.example" in str(error), "the message does not say where to"
        said = f"{error}{vars(error)}"
        more = [word for word in ("somebody", "t0ken", "sign-in", "t1cket", "fr4gment") if word in said]
        assert not more, f"more than the host of an address is in the error: {more}"
        assert status != 403 or permission is None or permission in str(error), "the message lacks the permission"

    check()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("status", [401, 403, 404, 422, 429])
def test_a_documented_refusal_is_read(status: int, way: str) -> None:
    """Any body that the document gives for a status is read, and never breaks the reader."""

    @examples()
    @given(any_operation, st.data())
    def check(driven: Driven, data: st.DataObject) -> None:
        media_type, schema = driven.schema_of(status)
        body = data.draw(bodies(driven.document, schema))
        fault = Fault(status=status, body=json.dumps(body).encode(), headers={"content-type": media_type})
        outcome = send(driven, way, fault)
        assert_raised(outcome, driven, STATUSES[status], ATTEMPTS if status in REPEATED else 1)

    check()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("words", REFUSALS, ids=lambda words: repr(words[:40]))
def test_no_words_of_a_refusal_break_the_reader(words: bytes, way: str) -> None:
    """Whatever stands beside a status, the status speaks, and what is said of it can be written to a log."""

    @examples(0.5)
    @given(any_operation, st.sampled_from([*STATUSES]))
    def check(driven: Driven, status: int) -> None:
        outcome = send(driven, way, Fault(status=status, body=words))
        assert_raised(outcome, driven, STATUSES[status], ATTEMPTS if status in REPEATED else 1)
        f"{outcome.error}".encode()

    check()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", RETRY_AFTER)
@pytest.mark.parametrize("status", [429, 503])
def test_every_form_of_retry_after_is_understood(status: int, text: str, way: str) -> None:
    """Seconds, dates, and what is neither; never asked again earlier than the server wants, nor for ever."""
    driven = OPERATIONS[-1]
    outcome = send(driven, way, Fault(status=status, headers={"retry-after": text}))
    assert_raised(outcome, driven, STATUSES[status], RETRY_AFTER[text])
    assert isinstance(outcome.error, StatusError)
    asked_s = outcome.error.retry_after_s
    if text.isdigit() or text in {"soon", "-1", ""}:
        assert asked_s == (float(text) if text.isdigit() else None)
    else:
        assert asked_s is not None
        assert (asked_s == 0.0) is ("1970" in text), asked_s


HASTY: Final = Retries(count=2, backoff_s=0.0)
PATIENCE: Final[Mapping[str, tuple[str, Retries, Timeout]]] = {
    "more than is granted": ("1", attrs.evolve(HASTY, longest_retry_after_s=0.5), Timeout(total_s=60)),
    "more than is left of the call": ("1", HASTY, Timeout(total_s=0.5)),
    "nothing, and a backoff is too long": ("", Retries(count=2, backoff_s=2.0), Timeout(total_s=0.5)),
}


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("asked", PATIENCE)
def test_a_wait_that_ends_too_late_is_not_begun(asked: str, asynchronous: bool) -> None:
    """To ask earlier than the server wants only brings the next refusal, and nobody waits beyond the call."""
    text, retries, timeout = PATIENCE[asked]
    fault = Fault(operation="get_consumption_cycles", status=503, headers={"retry-after": text})
    bench().mock.record.clear()
    with bench().mock.faults.planted(fault), pytest.raises(ServerError) as caught:
        bench().ask("v2", asynchronous, lambda each: each.with_options(retries=retries, timeout=timeout).cycles.list())
    assert (caught.value.attempts, len(bench().mock.record)) == (1, 1)


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_body_that_drips_ends_with_the_call(asynchronous: bool) -> None:
    """Each part comes in time, and the whole would take seconds."""
    timeout = Timeout(read_s=0.05, total_s=0.1)
    fault = Fault(operation="get_consumption_cycles", body=b"[" + b" " * 400 + b"]", drip_bytes=1, drip_s=0.01)
    with bench().mock.faults.planted(fault), pytest.raises(TimedOut, match=r"within 0\.1 s"):
        bench().ask("v2", asynchronous, lambda each: each.with_options(timeout=timeout).cycles.list())


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_body_beyond_the_limit_is_not_read(encoding: str, asynchronous: bool) -> None:
    """As sent or as decoded; what just fits is read."""
    content = b"[" + b" " * 10_000 + b"]"
    body = gzip.compress(content) if encoding == "gzip" else content
    fault = Fault(operation="get_consumption_cycles", body=body, headers={"content-encoding": encoding})

    def ask(limit: int) -> object:
        with bench().mock.faults.planted(fault):
            return bench().ask("v2", asynchronous, lambda each: each.with_options(max_body_bytes=limit).cycles.list())

    assert ask(len(content)) == ()
    with pytest.raises(ResponseValidationError, match="max_body_bytes"):
        ask(len(content) - 1)


@pytest.mark.parametrize("driven", OPERATIONS, ids=str)
def test_an_answer_that_holds_the_key_does_not_show_it(driven: Driven) -> None:
    """Neither an error, where a name in the body is the key, nor a value of the overlay."""
    key = KEYS[driven.version]
    held, *others = fullest(driven.document, driven.schema)
    # JSON may write each character of a text by its number, and the error shows the text.
    escaped = "".join(f"\\u{ord(character):04x}" for character in key)
    ways = cycle(WAYS)
    for full in (held, *others):
        for body, way in zip(named(driven, full, key), ways, strict=False):
            for text in (json.dumps(body), json.dumps(body).replace(key, escaped)):
                assert_raised(send(driven, way, Fault(body=text.encode())), driven, ResponseValidationError, 1)
    for way in WAYS:
        for body in ({key: {key: key}}, [{key: key}], key):
            assert_raised(send(driven, way, Fault(body=json.dumps(body).encode())), driven, ResponseValidationError, 1)
        # The generated models hold the body as it came.
        if isinstance(held, dict) and way.startswith("overlay"):
            outcome = send(driven, way, Fault(body=json.dumps({**held, "echo": key}).encode()))
            assert outcome.error is None, f"{way}, {driven}: {outcome.error!r}"
            assert outcome.body["echo"] == "[key]", f"{way}, {driven}: {outcome.body['echo']!r} is in a value"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", BROKEN)
def test_what_breaks_on_the_way_has_its_exception(name: str, way: str) -> None:
    """Connections are tried again, so often; bodies that cannot be read are not."""
    fault, kind, attempts = BROKEN[name]

    @examples(0.5)
    @given(any_operation)
    def check(driven: Driven) -> None:
        assert_raised(send(driven, way, fault), driven, kind, attempts)

    check()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "fault",
    [Fault(status=status, times=2) for status in (408, 429, 500, 503)]
    + [Fault(reset_after=0, times=2), Fault(truncate_after=1, times=2), Fault(delay_s=0.1, times=2)],
    ids=lambda fault: "-".join(map(str, fault.settings().values())),
)
def test_two_failures_and_then_success(fault: Fault, way: str) -> None:
    """The third attempt brings the answer, whole."""

    @examples(0.5)
    @given(any_operation)
    def check(driven: Driven) -> None:
        outcome = send(driven, way, fault)
        assert outcome.error is None, f"{way}, {driven}: {outcome.error!r}"
        assert len(outcome.exchanges) == ATTEMPTS
        assert outcome.value is not None

    check()


@pytest.mark.parametrize("way", WAYS)
def test_a_limit_on_requests_is_told_with_the_time_to_wait(way: str) -> None:
    """So many pass, for each key; the next is refused until there is room again, and is not repeated before."""
    limit = Fault(rate_limit=RateLimit(2, 3_600))
    one, other = (next(each for each in OPERATIONS if each.version == version) for version in VERSIONS)
    with bench().mock.faults.planted(limit):
        for driven in (one, other):
            passed = [bench().send(usual_case(driven), way) for _ in range(2)]
            assert [each.error for each in passed] == [None, None], f"{way}, {driven}"
            outcome = bench().send(usual_case(driven), way)
            assert_raised(outcome, driven, RateLimited, 1)
            assert isinstance(outcome.error, RateLimited)
            assert outcome.error.retry_after_s == pytest.approx(3_600, abs=60)


def test_every_documented_status_is_expected() -> None:
    """A status that the documents add must be added here."""
    documented = {status for driven in OPERATIONS for status in driven.operation.responses}
    assert documented - {"200"} <= {str(status) for status in STATUSES}
