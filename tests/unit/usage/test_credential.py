"""The key decides the version, and shows itself nowhere."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from devin_usage import AsyncDevinUsage, ConfigurationError, DevinUsage, DevinUsageError
from devin_usage.credential import Credential
from devin_usage.options import Options
from devin_usage.settings import Settings
from devin_usage.transport import Route, Shared, SyncSender, sync_pool

from tests.unit.usage.answering import BASE_URL, SECRET, V2_KEY, V3_KEY, everything_said, now


def _nothing_is_sent(request: httpx.Request) -> httpx.Response:
    raise AssertionError(request.url)


UNUSED = httpx.MockTransport(_nothing_is_sent)


HOLDERS = ["credential", "settings", "shared", "sender", "client", "copied client", "async client", "questions"]
ROUTE = Route(BASE_URL, proxy=f"http://user:{SECRET}@127.0.0.1:9")


@pytest.fixture(params=HOLDERS)
def holder(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Each object that holds a key."""
    key = Credential(V3_KEY)
    shared = Shared(ROUTE, key, Options())
    settings = Settings(route=ROUTE, credential=key, options=Options(), bounds="exclusive", clock=now)
    client = DevinUsage(V3_KEY, base_url=BASE_URL, transport=UNUSED)
    made = {
        "credential": key,
        "settings": settings,
        "shared": shared,
        "sender": SyncSender(shared, sync_pool(ROUTE, UNUSED)),
        "client": client,
        "copied client": client.with_options(timeout=1),
        "async client": AsyncDevinUsage(V3_KEY, base_url=BASE_URL, transport=UNUSED),
        "questions": client.consumption,
    }
    yield made[request.param]
    client.close()


@pytest.mark.parametrize(("key", "version"), [(V2_KEY, "v2"), (V3_KEY, "v3")])
def test_the_prefix_tells_the_version(key: str, version: str) -> None:
    """Personal keys ask v2, service users v3."""
    with DevinUsage(key, base_url=BASE_URL, transport=UNUSED) as client:
        assert client.version == version


@pytest.mark.parametrize("space", ["\n", "\r\n", " ", "\t", "\u00a0"])
def test_white_space_around_a_key_is_dropped(space: str) -> None:
    """A key that was read from a file with its line end is sent without it."""
    assert Credential(f"{space}{V3_KEY}{space}").header() == f"Bearer {V3_KEY}"


def test_the_key_comes_from_the_environment_unless_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """An argument wins over DEVIN_API_KEY."""
    monkeypatch.setenv("DEVIN_API_KEY", V2_KEY + "\n")
    with DevinUsage(base_url=BASE_URL, transport=UNUSED) as client:
        assert client.version == "v2"
    with DevinUsage(V3_KEY, base_url=BASE_URL, transport=UNUSED) as client:
        assert client.version == "v3"


def test_a_missing_key_is_one_sentence_that_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the variable and both kinds of key; an empty variable is no key."""
    monkeypatch.delenv("DEVIN_API_KEY", raising=False)
    with pytest.raises(ConfigurationError, match=r"set DEVIN_API_KEY .* apk_user_.* cog_"):
        DevinUsage()
    monkeypatch.setenv("DEVIN_API_KEY", "  \n")
    with pytest.raises(ConfigurationError, match="the API key is empty; set DEVIN_API_KEY"):
        DevinUsage()


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("", "empty"),
        (" \n", "empty"),
        (SECRET, "unknown prefix"),
        (f"COG_{SECRET}", "unknown prefix"),
        (f"Bearer {V3_KEY}", "a character that no key has"),
        (f"cog_\n{SECRET}", "a character that no key has"),
        (f"cog_{SECRET}\r\nX-Header: {SECRET}", "a character that no key has"),
        (f"cog_\x00{SECRET}", "a character that no key has"),
        (f"cog_{SECRET}ü", "a character that no key has"),
        (V3_KEY.encode(), "not a text"),
        (5, "not a text"),
    ],
)
def test_a_key_that_cannot_be_one_is_refused_without_being_shown(key: Any, reason: str) -> None:
    """The message names the problem, and no part of the exception holds the key."""
    with pytest.raises(ConfigurationError, match=reason) as refused:
        DevinUsage(key, base_url=BASE_URL, transport=UNUSED)
    assert SECRET not in everything_said(refused.value)


def test_a_key_without_a_known_prefix_needs_its_version_said() -> None:
    """`version` overrides what the prefix tells, and takes no other value."""
    for version in ("v2", "v3"):
        with DevinUsage(SECRET, version=version, base_url=BASE_URL, transport=UNUSED) as client:
            assert client.version == version
    with DevinUsage(V3_KEY, version="v2", base_url=BASE_URL, transport=UNUSED) as client:
        assert client.version == "v2"
    wrong: Any = "v1"
    with pytest.raises(ConfigurationError, match="version='v1' is unknown; it is 'v2' or 'v3'") as refused:
        DevinUsage(SECRET, version=wrong, base_url=BASE_URL, transport=UNUSED)
    assert SECRET not in everything_said(refused.value)


def test_no_text_of_an_object_that_holds_a_key_shows_it(holder: Any) -> None:
    """Neither repr, str nor format, of the object or of what hangs on it."""
    attributes = getattr(holder, "__dict__", {})
    for text in (repr(holder), str(holder), f"{holder}", f"{holder!r}", repr(attributes), f"{[holder]}"):
        assert SECRET not in text
    if type(holder).__name__.endswith(("Credential", "DevinUsage")):
        assert "v3" in repr(holder)


def test_an_object_that_holds_a_key_is_not_written_to_a_pickle(holder: Any) -> None:
    """With every protocol; the refusal does not show the key either."""
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises((TypeError, AttributeError, pickle.PicklingError)) as refused:
            pickle.dumps(holder, protocol)
        assert SECRET not in everything_said(refused.value)


def test_a_copy_of_an_object_that_holds_a_key_does_not_show_it(holder: Any) -> None:
    """Where a copy can be made at all."""
    for make in (copy.copy, copy.deepcopy):
        try:
            shown = repr(vars(make(holder)))
        except TypeError as refused:
            shown = everything_said(refused)
        assert SECRET not in shown


def test_the_key_travels_in_the_header_of_a_request_only() -> None:
    """Not in the address, and as a bearer token."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(401)

    with (
        DevinUsage(V3_KEY, base_url=BASE_URL, transport=httpx.MockTransport(answer)) as client,
        pytest.raises(DevinUsageError),
    ):
        client.whoami()
    assert [request.headers["authorization"] for request in seen] == [f"Bearer {V3_KEY}"]
    assert SECRET not in str(seen[0].url)
    assert seen[0].method == "GET"
    assert seen[0].headers["user-agent"].startswith("devin-usage/")
