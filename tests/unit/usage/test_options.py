"""The options of a client: what is taken, what is refused with a sentence, and how it reaches the connection."""

from __future__ import annotations

import ssl
from math import inf, nan
from pathlib import Path
from typing import Any

import httpx
import pytest
from devin_usage import AsyncDevinUsage, ConfigurationError, DevinUsage, Retries, Timeout, UnsupportedByVersion
from devin_usage.options import Options
from devin_usage.transport import Route

from tests.unit.usage.answering import BASE_URL, SECRET, SERVICE_USER, V2_KEY, V3_KEY, everything_said

REMOTE = "https://devin.acme.example"
PROXY = "http://proxy.example:3128"
CLIENTS = [DevinUsage, AsyncDevinUsage]

NUMBERS = [True, False, "1", None, nan, inf, -inf, -1, 10**400, b"1", [1], 1j]
REFUSED: list[tuple[dict[str, Any], str]] = [
    *(({"timeout": wrong}, "total_s must be a number from 0.001 to 86400, not ") for wrong in [*NUMBERS, 0, 86_401]),
    *(({"retries": wrong}, "count must be a whole number from 0 to 20, not ") for wrong in [*NUMBERS, 1.0, 21]),
    *(({"max_body_bytes": wrong}, "max_body_bytes must be a whole number from 1 to ") for wrong in [*NUMBERS, 0, 1.5]),
    ({"check": "ignore"}, "check='ignore' is unknown; it is 'raise' or 'warn'"),
    ({"check": True}, "check=True is unknown; it is 'raise' or 'warn'"),
    ({"check": None}, "check=None is unknown; it is 'raise' or 'warn'"),
    ({"check": []}, "check=.* is unknown; it is 'raise' or 'warn'"),
    ({"bounds": "both"}, "bounds='both' is unknown; it is 'exclusive' or 'inclusive'"),
    ({"bounds": None}, "bounds=None is unknown; it is 'exclusive' or 'inclusive'"),
    ({"org_id": ""}, "org_id is '', which would reach another endpoint"),
    ({"org_id": ".."}, "org_id is '..', which would reach another endpoint"),
    ({"org_id": "a\nb"}, "org_id holds a line break"),
    ({"org_id": 5}, "org_id must be an id, a text, not int"),
    ({"base_url": ""}, "the base address is no https:// address"),
]


@pytest.mark.parametrize(("options", "sentence"), REFUSED, ids=str)
@pytest.mark.parametrize("client", CLIENTS)
def test_a_wrong_option_is_refused_when_the_client_is_made(client: Any, options: dict[str, Any], sentence: str) -> None:
    """With a sentence that names it; True is no number."""
    with pytest.raises(ConfigurationError, match=sentence) as refused:
        client(V3_KEY, **{"base_url": BASE_URL, **options})
    assert SECRET not in everything_said(refused.value)


@pytest.mark.parametrize(("options", "sentence"), [one for one in REFUSED if "base_url" not in one[0]], ids=str)
def test_a_wrong_option_is_refused_when_it_is_changed(options: dict[str, Any], sentence: str) -> None:
    """None leaves an option as it is."""
    (value,) = options.values()
    with DevinUsage(V3_KEY, base_url=BASE_URL) as client:
        if value is None:
            before, after = client._settings, client.with_options(**options)._settings
            assert (after.options, after.bounds, after.org_id) == (before.options, before.bounds, before.org_id)
            return
        with pytest.raises(ConfigurationError, match=sentence):
            client.with_options(**options)


@pytest.mark.parametrize("name", ["connect_s", "read_s", "total_s"])
@pytest.mark.parametrize("wrong", [*NUMBERS, 0, 86_401])
def test_each_part_of_a_timeout_is_a_number_within_bounds(name: str, wrong: Any) -> None:
    """Never without end."""
    with pytest.raises(ConfigurationError, match=f"{name} must be a number from 0.001 to 86400"):
        Timeout(**{name: wrong})


@pytest.mark.parametrize("name", ["backoff_s", "longest_backoff_s", "longest_retry_after_s"])
@pytest.mark.parametrize("wrong", [*NUMBERS, 86_401])
def test_each_wait_between_attempts_is_a_number_within_bounds(name: str, wrong: Any) -> None:
    """Zero is one."""
    assert getattr(Retries(**{name: 0}), name) == 0
    with pytest.raises(ConfigurationError, match=f"{name} must be a number from 0 to "):
        Retries(**{name: wrong})


def test_a_number_is_the_time_of_a_whole_call() -> None:
    """Which shortens the waits within it, and does not lengthen them."""
    assert Options(timeout=5).timeout == Timeout(connect_s=5, read_s=5, total_s=5)
    assert Options(timeout=20).timeout == Timeout(connect_s=10, read_s=20, total_s=20)
    assert Options(timeout=600).timeout == Timeout(connect_s=10, read_s=30, total_s=600)
    own = Timeout(connect_s=1, read_s=2, total_s=3)
    assert Options(timeout=own).timeout is own


def test_a_number_of_retries_keeps_the_usual_waits() -> None:
    """A policy is taken as it is; by default there are two."""
    assert Options(retries=0).retries == Retries(count=0)
    assert Options().retries == Retries(count=2)
    own = Retries(count=1, backoff_s=0)
    assert Options(retries=own).retries is own


@pytest.mark.parametrize("base_url", ["", " "])
def test_an_empty_address_is_not_replaced_by_the_shared_service(base_url: str) -> None:
    """The key of one deployment must not be shown to another; an empty variable is none, though."""
    with pytest.raises(ConfigurationError, match="the base address is no https:// address"):
        DevinUsage(V3_KEY, base_url=base_url)


def test_v2_has_no_organization_of_its_own() -> None:
    """The sentence says where to name one instead."""
    with pytest.raises(UnsupportedByVersion, match="name the organization in each question, or use a v3 key"):
        DevinUsage(V2_KEY, base_url=BASE_URL, org_id="org-1")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that names no proxy."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "request_method"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


@pytest.mark.parametrize("variable", ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
def test_a_proxy_of_the_environment_is_used_for_a_remote_host(environment: pytest.MonkeyPatch, variable: str) -> None:
    """Unless the environment is not to be trusted, or the host is excepted, or another proxy was given."""
    assert Route(REMOTE).chosen_proxy() is None
    environment.setenv(variable, PROXY)
    assert Route(REMOTE).chosen_proxy() == PROXY
    assert Route(REMOTE, trust_env=False).chosen_proxy() is None
    assert Route(REMOTE, proxy="http://own.example").chosen_proxy() == "http://own.example"
    assert Route(REMOTE, proxy="http://own.example", trust_env=False).chosen_proxy() == "http://own.example"
    for excepted in ("devin.acme.example", ".acme.example", "*"):
        environment.setenv("no_proxy", excepted)
        assert Route(REMOTE).chosen_proxy() is None
    environment.setenv("no_proxy", "other.example")
    assert Route(REMOTE).chosen_proxy() == PROXY


def test_a_proxy_without_a_scheme_is_taken_for_an_http_proxy(environment: pytest.MonkeyPatch) -> None:
    """As other tools read the variable."""
    environment.setenv("https_proxy", "proxy.example:3128")
    assert Route(REMOTE).chosen_proxy() == PROXY


def test_a_proxy_for_http_is_none_for_https(environment: pytest.MonkeyPatch) -> None:
    """Each scheme has its own."""
    environment.setenv("http_proxy", PROXY)
    assert Route(REMOTE).chosen_proxy() is None
    assert Route("http://devin.acme.example").chosen_proxy() == PROXY


@pytest.mark.parametrize(
    "base_url", ["http://127.0.0.1:80", "https://127.8.9.1", "http://localhost:80", "http://[::1]"]
)
def test_no_proxy_of_the_environment_stands_between_a_client_and_its_own_machine(
    environment: pytest.MonkeyPatch, base_url: str
) -> None:
    """The key would leave it unencrypted; a proxy that was given is meant."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        environment.setenv(name, PROXY)
    assert Route(base_url).chosen_proxy() is None
    assert Route(base_url, proxy=PROXY).chosen_proxy() == PROXY


@pytest.mark.parametrize("proxy", [f"nonsense://user:{SECRET}@x", f"user:{SECRET}", f"http://u:{SECRET}@x:port", ""])
@pytest.mark.parametrize("given", [True, False])
def test_a_proxy_that_cannot_be_one_is_a_sentence_without_its_password(
    environment: pytest.MonkeyPatch, proxy: str, given: bool
) -> None:
    """Whether it was given or the environment's; an empty variable names none."""
    if not given:
        environment.setenv("https_proxy", proxy)
    if not proxy and not given:
        assert Route(REMOTE).chosen_proxy() is None
        return
    with (
        DevinUsage(V3_KEY, base_url=REMOTE, proxy=proxy if given else None, retries=0) as client,
        pytest.raises(ConfigurationError, match="the proxy cannot be used") as refused,
    ):
        client.whoami()
    assert SECRET not in everything_said(refused.value)
    assert SECRET not in repr(client)


@pytest.mark.parametrize("kind", ["missing", "no certificates", "a directory", "no path"])
def test_a_file_of_authorities_that_cannot_be_read_is_a_sentence(tmp_path: Path, kind: str) -> None:
    """It names the option and the file."""
    file = tmp_path / "private-ca.pem"
    if kind == "no certificates":
        file.write_text("nothing of the kind")
    elif kind == "a directory":
        file.mkdir()
    verify = "\x00" if kind == "no path" else str(file)
    for _ in range(2):
        with (
            DevinUsage(V3_KEY, base_url=REMOTE, verify=verify, retries=0) as client,
            pytest.raises(ConfigurationError, match=r"verify='.*' holds no certificates"),
        ):
            client.whoami()


def test_a_broken_certificate_variable_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """And is left alone when the environment is not to be trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with (
        DevinUsage(V3_KEY, base_url=REMOTE, retries=0) as client,
        pytest.raises(ConfigurationError, match=r"certificates of the environment cannot be used"),
    ):
        client.whoami()


def test_a_context_and_a_switch_are_taken_as_they_are() -> None:
    """Plain http to this machine has nothing to check, unless a proxy is on the way."""
    context = ssl.create_default_context()
    assert Route(REMOTE, verify=context).tls() is context
    assert Route(REMOTE).tls() is True
    assert Route(REMOTE, verify=False).tls() is False
    assert Route("http://127.0.0.1").tls() is False
    assert Route("http://127.0.0.1", proxy="https://proxy.example").tls() is True


def test_a_given_transport_needs_no_route() -> None:
    """Its proxy and its certificates are its own affair."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=SERVICE_USER))
    with DevinUsage(V3_KEY, base_url=REMOTE, transport=transport, verify="/nowhere", proxy="nonsense") as client:
        assert client.whoami().name == "Bot"
