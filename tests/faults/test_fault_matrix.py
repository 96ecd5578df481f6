"""Both clients against a server that misbehaves on a real socket: what is raised, after how many attempts, how soon.

A case is run on the sync and the async client, and both have to end in the same exception with the same words.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import time
import warnings
import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from typing import Any

import pytest
from attrs import frozen
from devin_usage import (
    ArgumentsRefused,
    AsyncDevinUsage,
    BadRequest,
    ConnectionFailed,
    ContractWarning,
    DevinUsage,
    DevinUsageError,
    Forbidden,
    InconsistentAnswer,
    NotFound,
    Period,
    RateLimited,
    Redirected,
    RequestFailed,
    ResponseValidationError,
    Retries,
    ServerError,
    StatusError,
    TimedOut,
    Timeout,
    Unauthorized,
)
from devin_usage.values import Consumption

from tests.faults.server import Behaviour, Faulty, closed_port, drip, head, pour, reset_after, respond, serving, silent

V2_KEY = "apk_user_FAKE0secret1FAKE"
V3_KEY = "cog_FAKE0secret1FAKE"
PERIOD = Period.of_days(date(2025, 12, 5), date(2025, 12, 6))
JSON = ("content-type: application/json",)
GOOD = {
    "total_acus": 3.5,
    "consumption_by_date": {"2025-12-05": 1.5, "2025-12-06": 2},
    "consumption_by_org_id": {"org-1": 3.0},
    "consumption_by_user": {"okta|Acme|x1": 3.5},
}
BODY = json.dumps(GOOD).encode()
DAY = {"date": 1764921600, "acus": 1.5, "acus_by_product": {"devin": 1.0, "cascade": 0.25, "terminal": 0.25}}
QUICK = Retries(count=2, backoff_s=0.01)
PATIENT = Timeout(connect_s=5, read_s=5, total_s=10)
HASTY = Timeout(connect_s=5, read_s=0.15, total_s=10)
SHORT = Timeout(connect_s=5, read_s=5, total_s=0.25)
SLACK_S = 1.5
"""How far beyond its time a call may take on a machine that is busy; what drips would go on for ever."""


@frozen
class Ended:
    """How a call ended."""

    value: Consumption | None
    error: DevinUsageError | None
    seconds: float
    asked: int
    """How many requests the server has seen."""

    @property
    def failure(self) -> Any:
        assert self.error is not None, self.value
        return self.error


Ask = Callable[[Any], Any]


def ask_daily(client: Any) -> Any:
    return client.consumption.daily(PERIOD)


def run(kind: str, url: str, server: Faulty | None = None, ask: Ask = ask_daily, **options: Any) -> Ended:
    """Ask one client of that kind."""
    given: dict[str, Any] = {"api_key": V2_KEY, "base_url": url, "retries": QUICK, "timeout": PATIENT, **options}
    value, error = None, None
    started = time.monotonic()
    try:
        if kind == "sync":
            with DevinUsage(**given) as client:
                value = ask(client)
        else:

            async def main() -> Any:
                async with AsyncDevinUsage(**given) as client:
                    return await ask(client)

            value = asyncio.run(main())
    except DevinUsageError as raised:
        error = raised
    return Ended(value, error, time.monotonic() - started, len(server.requests) if server is not None else 0)


def both(*behaviours: Behaviour, **options: Any) -> tuple[Ended, Ended]:
    """Ask both clients, each of a server of its own, and hold one end against the other."""
    ends: list[Ended] = []
    words: list[str] = []
    for kind in ("sync", "async"):
        with serving(*behaviours) as server:
            ended = run(kind, server.url, server, **options)
        ends.append(ended)
        words.append(str(ended.error).replace(server.url.removeprefix("http://"), "HOST"))
    first, second = ends
    assert type(first.error) is type(second.error), words
    assert without_timings(words[0]) == without_timings(words[1])
    assert first.asked == second.asked
    assert first.value == second.value
    for ended in ends:
        if isinstance(ended.error, RequestFailed | StatusError):
            assert ended.error.attempts == ended.asked
    return first, second


def without_timings(text: str) -> str:
    return re.sub(r"wait [0-9.]+ s", "wait N s", text)


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_refused_connection_is_tried_again_and_names_the_host(kind: str) -> None:
    """As often as was asked for, and no more."""
    url = closed_port()
    ended = run(kind, url)
    assert type(ended.failure) is ConnectionFailed
    assert url.removeprefix("http://") in str(ended.error)
    assert ended.failure.attempts == 3


BROKEN_OFF = {
    "reset before the headers": reset_after(),
    "reset inside the headers": reset_after(b"HTTP/1.1 200 OK\r\ncontent-type: appl"),
    "reset inside the body": reset_after(head("200 OK", JSON, len(BODY)) + BODY[:20]),
    "closed inside the body": respond(body=BODY, length=len(BODY) + 10),
    "closed inside a chunk": respond(body=b"ff\r\n{", headers=(*JSON, "transfer-encoding: chunked"), length=None),
    "no HTTP at all": lambda connection, _: connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n"),
}


@pytest.mark.parametrize("count", [0, 2])
@pytest.mark.parametrize("name", BROKEN_OFF)
def test_a_connection_that_breaks_is_tried_again(name: str, count: int) -> None:
    """Wherever in the answer it breaks, the attempts are bounded and counted."""
    # How a system words a reset is not ours: the kind of error and the count are held.
    for kind in ("sync", "async"):
        with serving(BROKEN_OFF[name]) as server:
            ended = run(kind, server.url, server, retries=Retries(count=count, backoff_s=0.01))
        assert type(ended.failure) is ConnectionFailed, name
        assert (ended.failure.attempts, ended.asked) == (count + 1, count + 1)
        assert str(ended.error).startswith(f"get_daily_consumption: no complete answer from {server.url[7:]}: ")


@pytest.mark.parametrize(
    "fault",
    [*BROKEN_OFF.values(), *(respond(f"{status} Oops") for status in (408, 429, 500, 502, 503, 504, 520))],
)
def test_what_fails_twice_and_then_succeeds_is_an_answer(fault: Behaviour) -> None:
    """With two further attempts, and not with one."""
    good = respond(body=BODY)
    ended, _ = both(fault, fault, good)
    assert ended.asked == 3
    assert ended.value is not None
    assert ended.value.total_acus == 3.5
    with serving(fault, fault, good) as server:
        failed = run("sync", server.url, server, retries=Retries(count=1, backoff_s=0.01))
    assert (failed.value, failed.asked) == (None, 2)


def test_a_slow_first_byte_is_a_time_out_that_is_tried_again() -> None:
    """Each attempt waits as long as it may for the next part."""
    for ended in both(silent(), timeout=HASTY, retries=Retries(count=1, backoff_s=0.01)):
        assert type(ended.failure) is TimedOut
        assert ended.asked == 2
        assert 0.3 <= ended.seconds < 0.3 + SLACK_S


def test_a_slow_first_attempt_may_be_followed_by_an_answer() -> None:
    """The time of the call allows for it."""
    ended, _ = both(silent(), respond(body=BODY), timeout=HASTY)
    assert (ended.asked, ended.value is not None) == (2, True)


DRIPPING = {
    "nothing": silent(),
    "headers": drip(b"HTTP/1.1 200 OK\r\nx-slow: ", drop=b"x"),
    "status line": drip(b"HTTP/1.1 200 O", drop=b"K"),
    "body": drip(head("200 OK", JSON, 100_000) + b"{"),
    "chunks": drip(head("200 OK", (*JSON, "transfer-encoding: chunked"), None), drop=b"1\r\n \r\n"),
    "zipped nothings": drip(
        head("200 OK", (*JSON, "content-encoding: gzip"), 10**9) + gzip.compress(b"")[:10], drop=b"\0\0\0\xff\xff"
    ),
    "refusal": drip(head("401 Unauthorized", JSON, 100_000) + b"{"),
    "early hints": drip(b"", drop=b"HTTP/1.1 103 Early Hints\r\n\r\n"),
}


@pytest.mark.parametrize("name", DRIPPING)
def test_the_time_of_a_call_holds_for_whatever_drips_in(name: str) -> None:
    """Each part comes in time, and the whole never does; no further attempt follows, since no time is left."""
    for ended in both(DRIPPING[name], timeout=SHORT):
        assert type(ended.failure) is TimedOut
        assert "within 0.25 s" in str(ended.failure)
        assert ended.asked == 1
        assert 0.2 <= ended.seconds < 0.25 + SLACK_S


def test_waits_between_attempts_count_for_the_time_of_a_call() -> None:
    """A wait that would outlast the call is not begun."""
    patient = Retries(count=20, backoff_s=10, longest_backoff_s=10)
    for ended in both(respond("503 Busy"), timeout=SHORT, retries=patient):
        assert type(ended.failure) is ServerError
        assert ended.asked == 1
        assert ended.seconds < SLACK_S
    # A wait that the server fixes leaves nothing to jitter: the first fits into the time, a second no longer does.
    whole = Timeout(connect_s=5, read_s=5, total_s=1.6)
    for ended in both(respond("503 Busy", headers=("retry-after: 1",)), timeout=whole, retries=Retries(backoff_s=0)):
        assert type(ended.failure) is ServerError
        assert ended.asked == 2
        assert 1 <= ended.seconds < 1.6 + SLACK_S


def zipped(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    return data, (*JSON, "content-encoding: gzip")


BOMB = gzip.compress(b" " * 20_000_000 + BODY)
UNREADABLE: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "garbled gzip": zipped(b"\x1f\x8b" + b"garbled" * 10),
    "gzip that is not": zipped(BODY),
    "gzip that ends early": zipped(gzip.compress(BODY)[:-20]),
    "gzip that is damaged": zipped(gzip.compress(BODY)[:-6] + b"\0\0\0\0\0\0"),
    "gzip bomb": zipped(BOMB),
    "bomb in a bomb": (gzip.compress(BOMB), (*JSON, "content-encoding: gzip, gzip")),
    "encoded twice, in two headers": (
        gzip.compress(gzip.compress(BODY)),
        (*JSON, "content-encoding: gzip", "content-encoding: gzip"),
    ),
    "an encoding that was not asked for": (BODY, (*JSON, "content-encoding: br")),
    "too many bytes": (b" " * 200_000 + BODY, JSON),
    "another content type": (BODY, ("content-type: text/html",)),
    "no content type": (BODY, ()),
    "cut JSON": (BODY[:-1], JSON),
    "nothing": (b"", JSON),
    "NaN": (BODY.replace(b"3.5", b"NaN"), JSON),
    "another shape": (b"[]", JSON),
    "null for a number": (BODY.replace(b"1.5", b"null"), JSON),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_body_that_cannot_be_read_is_not_asked_for_again(name: str) -> None:
    """It will not get better, and neither does a body that breaks the contract."""
    body, headers = UNREADABLE[name]
    for ended in both(respond(body=body, headers=headers), max_body_bytes=100_000):
        assert type(ended.failure) is ResponseValidationError
        assert ended.asked == 1
        assert ended.seconds < SLACK_S


def test_zipped_bodies_are_read() -> None:
    """With both encodings that are asked for; the bound holds for what they decode to."""
    for name, packed in (
        ("gzip", gzip.compress(BODY)),
        ("deflate", zlib.compress(BODY)),
        ("GZIP", gzip.compress(BODY)),
    ):
        answer = respond(body=packed, headers=(*JSON, f"content-encoding: {name}"))
        assert both(answer, max_body_bytes=len(BODY))[0].value is not None
        assert type(both(answer, max_body_bytes=len(BODY) - 1)[0].error) is ResponseValidationError


def test_a_body_without_end_is_left_when_it_is_too_large() -> None:
    """It is not read any further."""
    start = head("200 OK", (*JSON, "transfer-encoding: chunked"), None)
    endless = pour(start, b"1000\r\n" + b" " * 0x1000 + b"\r\n")
    for ended in both(endless, max_body_bytes=1_000_000):
        assert type(ended.failure) is ResponseValidationError
        assert "larger than max_body_bytes allows, 1000000 bytes" in str(ended.error)
        assert ended.seconds < SLACK_S


def test_headers_without_end_are_left_when_they_are_too_large() -> None:
    """The library below refuses them, which counts as a broken connection."""
    for ended in both(pour(b"HTTP/1.1 200 OK\r\nx: ", b"x" * 4096), retries=0):
        assert type(ended.failure) is ConnectionFailed
        assert ended.seconds < SLACK_S


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_neither_followed_nor_repeated(status: int) -> None:
    """The target would get the key; its host is named and nothing else of it."""
    with serving(respond(body=BODY)) as target:
        location = f"location: {target.url}/elsewhere?token=private"
        for ended in both(respond(f"{status} Moved", headers=(location,))):
            assert type(ended.failure) is Redirected
            assert "redirects are not followed (to 127.0.0.1)" in str(ended.error)
            assert "elsewhere" not in str(ended.error)
            assert "private" not in str(ended.error)
            assert ended.asked == 1
        assert target.requests == []


STATUSES: dict[int, tuple[type[StatusError], int]] = {
    201: (StatusError, 1),
    204: (StatusError, 1),
    304: (Redirected, 1),
    400: (BadRequest, 1),
    401: (Unauthorized, 1),
    403: (Forbidden, 1),
    404: (NotFound, 1),
    408: (StatusError, 3),
    409: (StatusError, 1),
    418: (StatusError, 1),
    422: (ArgumentsRefused, 1),
    429: (RateLimited, 3),
    451: (StatusError, 1),
    500: (ServerError, 3),
    502: (ServerError, 3),
    503: (ServerError, 3),
    520: (ServerError, 3),
}


@pytest.mark.parametrize("status", STATUSES)
def test_each_status_raises_its_exception_after_its_attempts(status: int) -> None:
    """408, 429 and 5xx are tried again; nothing else is, and nothing becomes None."""
    kind, attempts = STATUSES[status]
    body = b"" if status in {204, 304} else b'{"detail": "because"}'
    for ended in both(respond(f"{status} Whatever", body)):
        assert type(ended.failure) is kind
        assert (ended.failure.status, ended.failure.attempts, ended.asked) == (status, attempts, attempts)
        assert ended.failure.detail == ("because" if body else None)
        assert ("after 3 attempts" in str(ended.error)) == (attempts == 3)


def in_seconds(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("asked", "attempts", "least", "most"),
    [
        ("0", 3, 0, 0),
        ("1", 1, 1, 1),
        ("3600", 1, 3600, 3600),
        (partial(in_seconds, -100), 3, 0, 0),
        (partial(in_seconds, 3600), 1, 3500, 3601),
        ("soon", 3, None, None),
        ("-1", 3, None, None),
        ("", 3, None, None),
        ("Mon, 01 Jan 2024 00:00:00 +99999999999999999999", 3, None, None),
        ("9" * 400, 1, float("inf"), float("inf")),
    ],
    ids=["none", "1 s", "1 h", "date gone by", "date ahead", "words", "negative", "empty", "odd zone", "endless"],
)
def test_each_form_of_retry_after_is_understood(
    status: int, asked: str | Callable[[], str], attempts: int, least: float | None, most: float | None
) -> None:
    """A wait above the cap ends the call at once, and the error carries it; garbage counts as absent."""
    retries = Retries(count=2, backoff_s=0.01, longest_retry_after_s=0.5)
    text = asked if isinstance(asked, str) else asked()
    for ended in both(respond(f"{status} Busy", headers=(f"retry-after: {text}",)), retries=retries):
        assert ended.asked == attempts
        seconds = ended.failure.retry_after_s
        assert (seconds is None) == (least is None)
        if least is not None and most is not None:
            assert least <= seconds <= most
        assert ended.seconds < SLACK_S


def test_a_retry_after_within_the_cap_is_waited_for() -> None:
    """In seconds and as a date."""
    forms: tuple[Callable[[], str], ...] = (lambda: "1", lambda: in_seconds(2))
    for form in forms:
        with serving(respond("429 Busy", headers=(f"retry-after: {form()}",)), respond(body=BODY)) as server:
            ended = run("sync", server.url, server)
        assert ended.value is not None
        assert ended.asked == 2
        assert 0.5 <= ended.seconds < 2 + SLACK_S


def test_a_wait_that_outlasts_the_call_is_not_begun() -> None:
    """Though the cap would allow it."""
    for ended in both(respond("503 Busy", headers=("retry-after: 5",)), timeout=SHORT):
        assert ended.asked == 1
        assert ended.failure.retry_after_s == 5
        assert ended.seconds < SLACK_S


@pytest.mark.parametrize("status", [401, 500])
def test_a_refusal_whose_body_cannot_be_decoded_is_still_that_refusal(status: int) -> None:
    """The status says what to do; the words are lost."""
    body, headers = zipped(b"\x1f\x8b" + b"garbled" * 10)
    for ended in both(respond(f"{status} Oops", body, headers)):
        assert type(ended.failure) is (Unauthorized if status == 401 else ServerError)
        assert ended.failure.detail is None


def test_a_key_of_an_organization_needs_no_question_of_whose_it_is() -> None:
    """One request for v3 with `org_id`, through the same transport."""
    body = json.dumps({"total_acus": 1.5, "consumption_by_date": [DAY]}).encode()
    ended, _ = both(respond("503 Busy"), respond(body=body), api_key=V3_KEY, org_id="org-1")
    assert ended.value is not None
    assert (ended.value.total_acus, ended.asked) == (1.5, 2)


def v3(**changes: Any) -> bytes:
    day = {**DAY, **changes}
    return json.dumps(
        {"total_acus": 1.5, "consumption_by_date": [{k: v for k, v in day.items() if v != "gone"}]}
    ).encode()


def warned(body: bytes, ask: Ask = ask_daily, **options: Any) -> Ended:
    """Ask both clients that were told to warn; both give one warning."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        ended, _ = both(respond(body=body), check="warn", ask=ask, **options)
    assert [each.category for each in caught if each.category is not ResourceWarning] == [ContractWarning] * 2
    assert ended.asked == 1
    return ended


@pytest.mark.parametrize(
    "products",
    [None, {}, {"devin": None, "cascade": 0.0, "terminal": 0.0}, {**DAY["acus_by_product"], "review": "x"}, [], "text"],  # type: ignore[dict-item]  # any JSON will do
    ids=repr,
)
def test_one_odd_null_in_a_product_does_not_stop_a_job_that_accepts_it(products: Any) -> None:
    """With `check="warn"`, that day's products are None, and its ACUs are there."""
    ended = warned(v3(acus_by_product=products), api_key=V3_KEY, org_id="org-1")
    assert ended.value is not None
    assert [(day.acus, day.products) for day in ended.value.days] == [(1.5, None)]
    with serving(respond(body=v3(acus_by_product=products))) as server:
        assert type(run("sync", server.url, server, api_key=V3_KEY, org_id="org-1").error) is ResponseValidationError


def test_what_can_be_built_is_built_after_a_warning() -> None:
    """A map that is null is a map that was not given."""
    ended = warned(json.dumps({**GOOD, "consumption_by_org_id": None}).encode())
    assert ended.value is not None
    assert (ended.value.total_acus, ended.value.by_organization) == (3.5, None)


OTHER_QUESTIONS: dict[str, tuple[str, Ask]] = {
    "v2 cycles": (V2_KEY, lambda client: client.cycles.list()),
    "v2 usage": (V2_KEY, lambda client: client.metrics.usage(PERIOD)),
    "v3 self": (V3_KEY, lambda client: client.whoami()),
    "v3 usage": (V3_KEY, lambda client: client.metrics.usage(PERIOD)),
}


@pytest.mark.parametrize("body", [None, 5, "text", [], [None], [[]], {}, {"items": 5}, {"principal_type": []}], ids=str)
@pytest.mark.parametrize("name", OTHER_QUESTIONS)
def test_what_no_value_can_be_made_of_raises_though_a_warning_was_asked_for(name: str, body: Any) -> None:
    """Never a bare `KeyError` or `TypeError`."""
    key, ask = OTHER_QUESTIONS[name]
    if name == "v2 cycles" and body == []:
        return
    ended = warned(json.dumps(body).encode(), ask, api_key=key)
    assert type(ended.failure) is ResponseValidationError
    assert ended.failure.__context__ is None


@pytest.mark.parametrize(
    "changes",
    [
        {"total_acus": None},
        {"total_acus": "many"},
        {"consumption_by_date": None},
        {"consumption_by_date": []},
        {"consumption_by_date": {"2025-12-05": None}},
        {"consumption_by_date": {"2025-12-05": {}}},
        {"consumption_by_user": 5},
        {"consumption_by_user": {"u": []}},
        {"consumption_by_date": {"2025-12-05": "nan"}},
    ],
    ids=str,
)
def test_days_that_no_value_can_be_made_of_raise_though_a_warning_was_asked_for(changes: dict[str, Any]) -> None:
    """A text that Python reads as no number does not pass for a sum either."""
    ended = warned(json.dumps({**GOOD, **changes}).encode())
    assert isinstance(ended.error, ResponseValidationError | InconsistentAnswer)


@pytest.mark.parametrize("changes", [{"date": None}, {"date": "x"}, {"date": "gone"}, {"acus": None}, {"acus": "gone"}])
def test_days_of_v3_that_no_value_can_be_made_of_raise_too(changes: dict[str, Any]) -> None:
    """The day and its ACUs are what an invoice is made of."""
    ended = warned(v3(**changes), api_key=V3_KEY, org_id="org-1")
    assert type(ended.failure) is ResponseValidationError
