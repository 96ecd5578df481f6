"""A status that is not 200 raises its exception, with what the server and the documents say."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import pytest
from devin_mock import ENTERPRISE_KEY, ORGANIZATION_KEY, Key, Mock
from devin_usage import (
    ArgumentsRefused,
    BadRequest,
    ConnectionFailed,
    DevinUsage,
    Forbidden,
    NotFound,
    Period,
    RateLimited,
    Redirected,
    RequestFailed,
    ResponseValidationError,
    ServerError,
    StatusError,
    TimedOut,
    Unauthorized,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.usage.answering import (
    BASE_URL,
    NOW,
    QUESTIONS,
    SECRET,
    SERVICE_USER,
    TWO_DAYS,
    V2_KEY,
    V3_KEY,
    everything_said,
    mocked,
    served,
)

FIELD_ERRORS = [
    {"loc": ["query", "end_date"], "msg": "Field required", "type": "missing", "input": None, "ctx": {"limit": 1}},
    {"loc": ["query", "org_ids", 0], "msg": "Input should be a text", "type": "string_type"},
]
BODIES = {
    "errors by field": ({"detail": FIELD_ERRORS}, "query.end_date: Field required; query.org_ids.0: Input should be"),
    "problem": (
        {"type": "about:blank", "title": "Forbidden", "status": 403, "detail": "No entry", "instance": None},
        "the server says: Forbidden: No entry",
    ),
    "problem with errors": (
        {"title": "Invalid", "status": 422, "detail": None, "errors": [{"detail": "too long", "pointer": "/x"}]},
        "the server says: Invalid: too long",
    ),
    "bare detail": ({"detail": "Unauthorized"}, "the server says: Unauthorized"),
    "another object": ({"message": "Something else"}, 'the server says: {"message": "Something else"}'),
    "HTML": (b"<html><body>\n  <h1>Bad gateway</h1></body></html>", "<html><body> <h1>Bad gateway</h1>"),
    "a list": (["no", "such"], 'the server says: ["no", "such"]'),
    "truncated JSON": (b'{"detail": "Unauth', 'the server says: {"detail": "Unauth'),
    "not UTF-8": (b"caf\xe9 is closed", "the server says: caf\ufffd is closed"),
    "odd items": ({"detail": ["x", None, {"msg": 5}, {"loc": "query"}]}, "the server says: 5; refused"),
    "nested too deep": (b"[" * 50_000, "the server says: [[["),
}


def refused(body: Any, status: int, *, key: str = V2_KEY, **options: Any) -> StatusError:
    """The exception for an answer to the question for daily consumption."""
    with served(body, key=key, status=status, principal=SERVICE_USER, **options) as client:
        with pytest.raises(StatusError) as raised:
            client.consumption.daily(TWO_DAYS)
        return raised.value


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 429, 500, 503, 520])
@pytest.mark.parametrize("name", BODIES)
def test_every_shape_of_error_body_is_read_under_every_status(name: str, status: int) -> None:
    """The server's own words are in the message and in `detail`."""
    body, said = BODIES[name]
    error = refused(body, status)
    assert error.status == status
    assert said in str(error)
    assert error.detail is not None
    assert said.removeprefix("the server says: ") in error.detail
    assert error.operation == "get_daily_consumption"
    assert str(error).startswith(f"get_daily_consumption answered {status}")


@pytest.mark.parametrize("status", [204, 301, 304, 400, 401, 403, 404, 408, 422, 429, 500, 520, 599])
def test_an_empty_body_raises_without_the_servers_words(status: int) -> None:
    """`detail` is None, and the message claims nothing of the server."""
    error = refused(b"", status)
    assert error.detail is None
    assert error.errors == ()
    assert "the server says" not in str(error)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (201, StatusError),
        (204, StatusError),
        (301, Redirected),
        (302, Redirected),
        (308, Redirected),
        (400, BadRequest),
        (401, Unauthorized),
        (403, Forbidden),
        (404, NotFound),
        (408, StatusError),
        (418, StatusError),
        (422, ArgumentsRefused),
        (429, RateLimited),
        (500, ServerError),
        (503, ServerError),
        (520, ServerError),
        (599, ServerError),
    ],
)
def test_each_status_has_its_exception(status: int, kind: type[StatusError]) -> None:
    """Also one that is registered nowhere, such as 520; nothing but 200 is an answer."""
    assert type(refused({"detail": "x"}, status)) is kind


def test_errors_by_field_are_kept_as_the_server_gave_them() -> None:
    """Place, words and kind, so that a program can act on them."""
    assert list(refused({"detail": FIELD_ERRORS}, 422).errors) == FIELD_ERRORS
    assert list(refused({"title": "Invalid", "errors": FIELD_ERRORS}, 422).errors) == FIELD_ERRORS


def test_long_words_of_the_server_are_shortened_to_a_line() -> None:
    """A page of HTML does not fill the log."""
    detail = refused(b"<p>\n\t" + b"word \r\n" * 5_000, 500).detail
    assert detail is not None
    assert len(detail) <= 500
    assert detail.startswith("<p> word word")
    assert detail.endswith("...")


def test_control_characters_of_the_server_do_not_reach_a_terminal() -> None:
    """Escape sequences and line breaks are taken out of the message."""
    error = refused(b"\x1b[2J\x1b]0;title\x07\x00 caf\xc3\xa9\xe2\x80\xae done", 500)
    assert str(error).isprintable()
    assert "café" in str(error)


@pytest.mark.parametrize(
    ("location", "named"),
    [
        ("https://user:pass@login.acme.example:8443/path?token=1#x", "login.acme.example"),
        ("//login.acme.example/path", "login.acme.example"),
        ("/elsewhere?token=1", "an unnamed place"),
        ("", "an unnamed place"),
    ],
)
def test_a_redirect_is_not_followed_and_names_the_host_only(location: str, named: str) -> None:
    """The key would go there; path, query and user info of the target stay out of the message."""
    error = refused(b"", 307, headers={"location": location})
    assert isinstance(error, Redirected)
    assert str(error).endswith(f"redirects are not followed (to {named})")


def test_a_401_names_the_version_that_the_key_was_shown_to() -> None:
    """The usual cause is a key of the other version."""
    assert "not accepted for v2" in str(refused({"detail": "Unauthorized"}, 401))
    with served(b"", key=V3_KEY, status=401) as client, pytest.raises(Unauthorized, match="not accepted for v3"):
        client.whoami()


def test_a_403_names_the_permission_and_what_older_pages_call_it() -> None:
    """Whoever gives out roles has to find it, on old and new deployments."""
    enterprise = refused({"detail": "Forbidden"}, 403, key=V3_KEY)
    assert enterprise.permission == "ViewAccountConsumption"
    assert "lacks a permission: ViewAccountConsumption (older pages: ManageBilling)" in str(enterprise)
    own = {**SERVICE_USER, "org_id": "org-1"}
    with served({}, key=V3_KEY, status=403, principal=own) as client, pytest.raises(Forbidden) as raised:
        client.metrics.usage(TWO_DAYS)
    assert raised.value.permission == "ViewOrgMetrics"
    assert "ViewOrgMetrics (older pages: ViewAccountMetrics)" in str(raised.value)
    with served({}, key=V3_KEY, status=403) as client, pytest.raises(Forbidden, match="name none") as none:
        client.whoami()
    assert none.value.permission is None


def test_a_403_of_the_mock_names_the_permission_too() -> None:
    """Client and mock read it from the same document, and the mock's own words name it as well."""
    mock = Mock(now=NOW, keys=[Key(V3_KEY, permissions=frozenset({"ViewAccountMetrics"}))])
    with mocked(mock, V3_KEY) as client:
        assert client.metrics.usage(TWO_DAYS).sessions > 0
        with pytest.raises(Forbidden, match="ViewAccountConsumption") as raised:
            client.consumption.daily(TWO_DAYS)
    assert raised.value.detail is not None
    assert "ViewAccountConsumption" in raised.value.detail


@pytest.mark.parametrize("key", [ENTERPRISE_KEY, ORGANIZATION_KEY])
def test_an_unknown_id_is_a_404_that_says_what_to_check(key: str) -> None:
    """The id is not repeated by us, only where the server quotes it."""
    with (
        mocked(Mock(now=NOW), key) as client,
        pytest.raises(NotFound, match="check the ids, and that the key's scope reaches them") as raised,
    ):
        client.consumption.daily(Period.of_day(date(2025, 12, 5)), user="nobody|at all")
    assert "nobody" not in str(raised.value)


def test_the_request_id_is_none_unless_a_known_header_is_there() -> None:
    """Support asks for it."""
    assert refused(b"", 500).request_id is None
    assert refused(b"", 500, headers={"X-Request-Id": "abc-1"}).request_id == "abc-1"
    assert refused(b"", 500, headers={"CF-Ray": "8f"}).request_id == "8f"


ECHOES: dict[str, Any] = {
    "words": f"the key {V2_KEY} is unknown".encode(),
    "detail": {"detail": f"unknown key {V2_KEY}"},
    "problem": {"title": V2_KEY, "detail": f"{V2_KEY}{V2_KEY}"},
    "list": [V2_KEY],
    "errors": {"detail": [{"loc": [V2_KEY], "msg": V2_KEY, "input": {V2_KEY: [V2_KEY]}}]},
    "problem errors": {"title": "x", "errors": [{"detail": V2_KEY, V2_KEY: {"deep": [[V2_KEY]]}}]},
    "long": {"detail": "x" * 490 + V2_KEY},
    "deep errors": ('{{"detail": [{{"input": {}"{}"{}}}]}}'.format("[" * 900, V2_KEY, "]" * 900)).encode(),
}


@pytest.mark.parametrize("status", [302, 401, 403, 422, 429, 500])
@pytest.mark.parametrize("name", ECHOES)
def test_a_server_that_echoes_the_key_in_an_error_is_redacted(name: str, status: int) -> None:
    """In message, detail, errors, request id and target, and in all that the exception is chained to."""
    headers = {"location": f"https://{V2_KEY}.example/{V2_KEY}", "x-request-id": V2_KEY}
    error = refused(ECHOES[name], status, headers=headers)
    said = everything_said(error).lower()
    assert SECRET.lower() not in said
    assert error.request_id == "[key]"
    assert isinstance(error.errors, tuple)


@pytest.mark.parametrize(
    "body",
    [
        f"not JSON {V2_KEY}".encode(),
        b"\xff" + V2_KEY.encode(),
        {V2_KEY: V2_KEY},
        {"total_acus": V2_KEY, "consumption_by_date": {}, "consumption_by_org_id": {}},
        {"total_acus": 1, "consumption_by_date": {V2_KEY: 1}, "consumption_by_org_id": {}},
        {"total_acus": 1, "consumption_by_date": {}, "consumption_by_org_id": {V2_KEY: "x"}},
        {"total_acus": 1, "consumption_by_date": {}, "consumption_by_org_id": {V2_KEY + "\ud800": 1}},
    ],
)
def test_a_server_that_echoes_the_key_in_an_answer_is_redacted(body: Any) -> None:
    """A broken body is described by its place and kind, and a name in it may be anything."""
    with served(body) as client, pytest.raises(ResponseValidationError) as raised:
        client.consumption.daily(TWO_DAYS)
    assert SECRET not in everything_said(raised.value)
    with served(body, content_type=V2_KEY) as client, pytest.raises(ResponseValidationError) as raised:
        client.consumption.daily(TWO_DAYS)
    assert SECRET.lower() not in everything_said(raised.value).lower()


@settings(max_examples=50)
@given(
    status=st.integers(201, 599),
    body=st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.just(V2_KEY),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["detail", "title", "errors", "loc", "msg", "message", "input", V2_KEY]), inner
            )
        ),
        max_leaves=12,
    ),
)
def test_any_error_body_becomes_a_status_error_without_the_key(status: int, body: Any) -> None:
    """Whatever the shape; no other exception leaves."""
    error = refused(body, status)
    assert error.status == status
    assert SECRET not in everything_said(error)


def _failing(kind: type[httpx.RequestError]) -> DevinUsage:
    def fail(request: httpx.Request) -> httpx.Response:
        raise kind(f"broke while {request.headers['authorization']} was sent", request=request)

    return DevinUsage(V3_KEY, base_url=BASE_URL, transport=httpx.MockTransport(fail), retries=0)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (httpx.ConnectError, ConnectionFailed),
        (httpx.ReadError, ConnectionFailed),
        (httpx.WriteError, ConnectionFailed),
        (httpx.CloseError, ConnectionFailed),
        (httpx.RemoteProtocolError, ConnectionFailed),
        (httpx.LocalProtocolError, ConnectionFailed),
        (httpx.ProxyError, ConnectionFailed),
        (httpx.UnsupportedProtocol, ConnectionFailed),
        (httpx.ConnectTimeout, TimedOut),
        (httpx.ReadTimeout, TimedOut),
        (httpx.WriteTimeout, TimedOut),
        (httpx.PoolTimeout, TimedOut),
    ],
)
def test_an_answer_that_never_arrived_carries_neither_the_key_nor_the_library_below(
    kind: type[httpx.RequestError], expected: type[RequestFailed]
) -> None:
    """The library's own error holds the request, and with it the key."""
    with _failing(kind) as client, pytest.raises(RequestFailed) as raised:
        client.whoami()
    error = raised.value
    assert type(error) is expected
    assert str(error).startswith("get_self: ")
    assert SECRET not in everything_said(error)
    assert error.__cause__ is None
    assert error.__context__ is None


def test_a_refused_connection_names_the_host() -> None:
    """A closed port on this machine; the message says where nobody listens."""
    with (
        DevinUsage(V3_KEY, base_url="http://127.0.0.1:9", retries=0) as client,
        pytest.raises(ConnectionFailed, match=r"^get_self: no complete answer from 127\.0\.0\.1:9: .") as raised,
    ):
        client.whoami()
    assert SECRET not in everything_said(raised.value)


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_takes_a_failure_for_an_answer(question: str) -> None:
    """A body that is an error is none of the bodies that are read."""
    with pytest.raises(ResponseValidationError):
        QUESTIONS[question]({"detail": "Unauthorized"})
