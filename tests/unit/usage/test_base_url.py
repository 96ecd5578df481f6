"""The address of the API is checked before a key is sent there."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from devin_mock import ENTERPRISE_KEY, Mock
from devin_mock.server import running
from devin_usage import ConfigurationError, DevinUsage
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.usage.answering import SECRET, SERVICE_USER, V3_KEY, everything_said


def _asked(base_url: Any, **options: Any) -> str:
    """The address that a client of a base URL asks."""
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(200, json=SERVICE_USER)

    with DevinUsage(V3_KEY, base_url=base_url, transport=httpx.MockTransport(answer), **options) as client:
        client.whoami()
    return seen[0]


@pytest.mark.parametrize(
    ("base_url", "asked"),
    [
        ("https://api.acme.example", "https://api.acme.example/v3/self"),
        ("https://api.acme.example/", "https://api.acme.example/v3/self"),
        ("https://api.acme.example///", "https://api.acme.example/v3/self"),
        (" https://api.acme.example\n", "https://api.acme.example/v3/self"),
        ("HTTPS://API.acme.example:8443", "https://api.acme.example:8443/v3/self"),
        ("https://gateway.acme.example/devin/", "https://gateway.acme.example/devin/v3/self"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v3/self"),
        ("http://127.8.9.1", "http://127.8.9.1/v3/self"),
        ("http://localhost:8080/", "http://localhost:8080/v3/self"),
        ("http://LOCALHOST", "http://localhost/v3/self"),
        ("http://[::1]:8080", "http://[::1]:8080/v3/self"),
    ],
)
def test_an_address_that_keeps_the_key_safe_is_asked(base_url: str, asked: str) -> None:
    """https anywhere, plain http on this machine only; a slash at the end makes no difference."""
    assert _asked(base_url) == asked


@pytest.mark.parametrize(
    "base_url",
    [
        "http://api.devin.ai",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://[::2]",
        "http://localhost.acme.example",
        "http://127.0.0.1.acme.example",
        "http://localhosts",
    ],
)
def test_plain_http_to_another_machine_is_refused_unless_asked_for(base_url: str) -> None:
    """The sentence says that the key would travel unencrypted, and how to allow it."""
    with pytest.raises(ConfigurationError, match=r"unencrypted; use https://, or pass allow_http=True"):
        _asked(base_url)


def test_plain_http_to_another_machine_can_be_asked_for() -> None:
    """With allow_http, which allows nothing else."""
    assert _asked("http://devin.acme.example", allow_http=True) == "http://devin.acme.example/v3/self"
    with pytest.raises(ConfigurationError):
        _asked("ftp://devin.acme.example", allow_http=True)


@pytest.mark.parametrize(
    "base_url",
    [
        f"https://user:{SECRET}@devin.acme.example",
        f"https://{SECRET}@devin.acme.example",
        "https://@devin.acme.example",
        "https://api.devin.ai\\@acme.example",
        f"https://devin.acme.example?key={SECRET}",
        "https://devin.acme.example?",
        f"https://devin.acme.example/#{SECRET}",
        "https://devin.acme.example#",
    ],
)
def test_user_info_query_and_fragment_are_refused(base_url: str) -> None:
    """They are refused even when empty, and what they hold is not shown."""
    with pytest.raises(ConfigurationError, match="user info, a query or a fragment") as refused:
        _asked(base_url)
    assert SECRET not in everything_said(refused.value)


@pytest.mark.parametrize(
    "base_url",
    [
        "api.devin.ai",
        "//api.devin.ai",
        "https://",
        "https:///v3",
        "https://:443",
        "https://api.devin.ai:99999",
        "https://api.devin.ai:port",
        "https://[::1",
        "https://[zz]",
        "https://[1.2]",
        "https://[:::]",
        "https://999.1.1.1",
        "https://xn--",
        "https://xn--a.com",
        "https://api.dev in.ai",
        "https://api.devin.ai\n.acme.example",
        "http://127.0.0.1\t.acme.example",
        "http://127.0.0.1\\.acme.example",
        "https://acme.example:http:",
        "https://acme.example/..",
        "https://bücher.example",
        "https://api.devin.ai\x00",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "   ",
        5,
        b"https://api.devin.ai",
    ],
)
def test_what_is_no_address_is_refused(base_url: Any) -> None:
    """The sentence shows what an address looks like."""
    with pytest.raises(
        ConfigurationError,
        match=r"no https:// address; the service is at https://api\.devin\.ai|has no scheme; write https:// before it",
    ):
        _asked(base_url)


_PIECES = st.sampled_from(
    ["http://", "https://", "127.0.0.1", "localhost", "[::1]", "acme.example", "\\", "@", ":", "/", "?", "#", "%", "."]
)


@given(st.lists(_PIECES | st.text(max_size=2), max_size=6).map("".join))
def test_no_odd_address_sends_a_key_unencrypted_to_another_machine(base_url: str) -> None:
    """Any text is refused with a sentence, or is asked over https, or is this machine."""
    try:
        with DevinUsage(V3_KEY, base_url=base_url or "x", transport=httpx.MockTransport(_teapot)):
            asked = httpx.URL(base_url.strip())
    except ConfigurationError:
        return
    assert asked.scheme == "https" or asked.host in {"127.0.0.1", "localhost", "::1"}, base_url
    assert not asked.userinfo


def _teapot(_: httpx.Request) -> httpx.Response:
    return httpx.Response(418)


def test_the_address_comes_from_the_environment_unless_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """DEVIN_BASE_URL is checked like an argument; without either it is the shared service."""
    monkeypatch.setenv("DEVIN_BASE_URL", "https://devin.acme.example/")
    assert _asked(None) == "https://devin.acme.example/v3/self"
    assert _asked("https://other.example") == "https://other.example/v3/self"
    monkeypatch.setenv("DEVIN_BASE_URL", "http://devin.acme.example/")
    with pytest.raises(ConfigurationError, match="unencrypted"):
        _asked(None)
    monkeypatch.delenv("DEVIN_BASE_URL")
    assert _asked(None) == "https://api.devin.ai/v3/self"


def test_a_proxy_of_the_environment_does_not_see_the_key_on_its_way_to_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Plain http is allowed to loopback only, so it must not leave through a proxy."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # nobody listens there
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with running(Mock()) as base_url, DevinUsage(ENTERPRISE_KEY, base_url=base_url) as client:
        assert client.whoami().kind == "service_user"
