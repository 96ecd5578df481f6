"""Both clients: one pool, one set of options each, one answer to each question, and a close that holds."""

from __future__ import annotations

import copy
import pickle
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from importlib.util import find_spec
from typing import Any

import anyio
import httpx
import pytest
from devin_api.v3.api.self_ import get_self
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Assumptions, Mock
from devin_mock.transport import mock_transport
from devin_usage import (
    AsyncDevinUsage,
    DevinUsage,
    InvalidArgument,
    Period,
    Retries,
    ServerError,
    Timeout,
    UnsupportedByScope,
    UnsupportedByVersion,
)

from tests.unit.usage.answering import (
    BASE_URL,
    CYCLE,
    NOW,
    SERVICE_USER,
    TWO_DAYS,
    V2_KEY,
    V3_KEY,
    asked,
    everything_said,
    mocked,
    now,
)

SELF = "/v3/self"
LOOPS = ["asyncio", *(["trio"] if find_spec("trio") else [])]
KEYS = {"v2": ENTERPRISE_ADMIN_KEY, "v3 enterprise": ENTERPRISE_KEY, "v3 organization": ORGANIZATION_KEY}
ODD = Period(TWO_DAYS.start, TWO_DAYS.end - timedelta(hours=9))

Ask = Callable[[Any], Any]
QUESTIONS: dict[str, Ask] = {
    "who it is": lambda client: client.whoami(),
    "all cycles": lambda client: client.cycles.list(),
    "current cycle": lambda client: client.cycles.current(),
    "previous cycle": lambda client: client.cycles.previous(),
    "named cycle": lambda client: client.cycles.named("2025-11"),
    "wrong name of a cycle": lambda client: client.cycles.named("november"),
    "days": lambda client: client.consumption.daily(TWO_DAYS),
    "days of a cycle": lambda client: client.consumption.daily(CYCLE),
    "days cut": lambda client: client.consumption.daily(ODD),
    "days of an organization": lambda client: client.consumption.daily(TWO_DAYS, organization="org-1"),
    "days of organizations": lambda client: client.consumption.daily(TWO_DAYS, organizations=["org-1", "org-2"]),
    "days of a user": lambda client: client.consumption.daily(TWO_DAYS, user="okta|Acme|x1"),
    "days of a service user": lambda client: client.consumption.daily(TWO_DAYS, service_user="bot"),
    "days of a session": lambda client: client.consumption.daily(TWO_DAYS, session="devin-1"),
    "days of two members": lambda client: client.consumption.daily(TWO_DAYS, user="u", session="devin-1"),
    "days of nobody": lambda client: client.consumption.daily(TWO_DAYS, user=""),
    "usage": lambda client: client.metrics.usage(CYCLE),
    "usage of an organization": lambda client: client.metrics.usage(TWO_DAYS, organization="org-1"),
    "usage of organizations": lambda client: client.metrics.usage(TWO_DAYS, organizations=["org-1", "org-2"]),
    "usage of users": lambda client: client.metrics.usage(TWO_DAYS, users=["a", "b"]),
    "usage of no users": lambda client: client.metrics.usage(TWO_DAYS, users=[]),
}


def _mock() -> Mock:
    return Mock(now=NOW, assumptions=Assumptions(unknown_id="zeros"))


def _outcome(ask: Callable[[], object]) -> object:
    """The value, or the kind and the words of what was raised."""
    try:
        return ask()
    except Exception as error:
        return type(error), str(error)


async def _awaited(ask: Callable[[], Awaitable[object]]) -> object:
    try:
        return await ask()
    except Exception as error:
        return type(error), str(error)


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize(
    ("key", "options"),
    [
        *((key, options) for key in KEYS for options in ({}, {"bounds": "inclusive"})),
        ("v3 enterprise", {"org_id": "own"}),
        ("v3 organization", {"org_id": "own"}),
    ],
    ids=str,
)
def test_both_clients_give_the_same_value_to_every_question(key: str, options: dict[str, Any], loop: str) -> None:
    """Or the same error, and ask the same of the service."""
    sync_mock, async_mock = _mock(), _mock()
    if "org_id" in options:
        options = {"org_id": sync_mock.ledger.account.organizations[0].org_id}
    with mocked(sync_mock, KEYS[key], **options) as client:
        expected = {name: _outcome(partial(ask, client)) for name, ask in QUESTIONS.items()}

    async def main() -> dict[str, object]:
        transport = mock_transport(async_mock)
        async with AsyncDevinUsage(KEYS[key], base_url=BASE_URL, transport=transport, clock=now, **options) as other:
            return {name: await _awaited(partial(ask, other)) for name, ask in QUESTIONS.items()}

    assert anyio.run(main, backend=loop) == expected
    assert asked(async_mock) == asked(sync_mock)
    assert asked(sync_mock)
    values = [one for one in expected.values() if not isinstance(one, tuple) or not isinstance(one[0], type)]
    assert len(values) >= 6


def test_the_method_names_and_arguments_of_both_clients_are_the_same() -> None:
    """But for the names that Python gives to closing and entering."""
    from inspect import signature

    from devin_usage import async_client, client

    renamed = {"close": "aclose", "__enter__": "__aenter__", "__exit__": "__aexit__"}
    for group in ("DevinUsage", "Cycles", "ConsumptionQuestions", "MetricsQuestions"):
        one, other = getattr(client, group), getattr(async_client, f"Async{group}")
        names = {name for name in vars(one) if not name.startswith("_") or name in renamed or name == "__init__"}
        others = {
            name for name in vars(other) if not name.startswith("_") or name in renamed.values() or name == "__init__"
        }
        assert {renamed.get(name, name) for name in names} == others
        for name in names - set(renamed):
            here, there = signature(getattr(one, name)), signature(getattr(other, name))
            kinds = [(each.name, each.kind, each.default) for each in here.parameters.values()]
            assert kinds == [(each.name, each.kind, each.default) for each in there.parameters.values()]


class Watched(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that counts what it is asked for, and how often it is closed."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.asked = 0
        self.timeouts: list[Any] = []
        self.closed = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        self.timeouts.append(request.extensions["timeout"])
        return httpx.Response(self.status, json=SERVICE_USER)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1


def test_a_client_with_other_options_leaves_the_first_as_it_is() -> None:
    """Each waits as long, and tries as often, as it was told."""
    transport = Watched(503)
    retries = Retries(count=2, backoff_s=0)
    with DevinUsage(V3_KEY, base_url=BASE_URL, transport=transport, retries=retries) as client:
        other = client.with_options(timeout=Timeout(connect_s=1, read_s=2, total_s=3), retries=0)
        for one, times, read in ((other, 1, 2), (client, 3, 30), (other, 1, 2)):
            transport.asked = 0
            with pytest.raises(ServerError) as raised:
                one.whoami()
            assert (transport.asked, raised.value.attempts) == (times, times)
            assert transport.timeouts[-1]["read"] == read
        assert type(other) is DevinUsage
        assert other.with_options()._settings.options == other._settings.options


def test_every_option_can_be_changed_and_is_kept_by_a_further_change() -> None:
    """On both clients."""
    for kind in (DevinUsage, AsyncDevinUsage):
        first: Any = kind(V3_KEY, base_url=BASE_URL, transport=Watched())
        second = first.with_options(
            timeout=5, retries=1, max_body_bytes=100, check="warn", bounds="inclusive", org_id="org-1"
        )
        for one in (second, second.with_options(timeout=5), second.with_options()):
            settings = one._settings
            assert settings.options.timeout == Timeout(connect_s=5, read_s=5, total_s=5)
            assert settings.options.retries == Retries(count=1)
            assert (settings.options.max_body_bytes, settings.options.check) == (100, "warn")
            assert (settings.bounds, settings.org_id) == ("inclusive", "org-1")
        before = first._settings
        assert (before.options.check, before.bounds, before.org_id) == ("raise", "exclusive", None)
        assert before.options.timeout == Timeout()


@pytest.mark.parametrize("closing", [0, 1], ids=["the first", "the other"])
def test_clients_that_share_their_connections_are_closed_together(closing: int) -> None:
    """Whichever is closed, both say so, and so do the clients below; closing again does no harm."""
    transport = Watched()
    client = DevinUsage(V3_KEY, base_url=BASE_URL, transport=transport)
    other = client.with_options(timeout=5)
    below = client.v3
    assert client.whoami() == other.whoami()
    (client, other)[closing].close()
    for one in (client, other, client.with_options(retries=0)):
        with pytest.raises(InvalidArgument, match="the client is closed; make a new one"):
            one.consumption.daily(TWO_DAYS)
    with pytest.raises(InvalidArgument, match="the client is closed"):
        get_self.sync(client=below)
    client.close()
    other.close()
    assert (transport.asked, transport.closed) == (2, 1)


@pytest.mark.parametrize("loop", LOOPS)
def test_async_clients_are_closed_together_too(loop: str) -> None:
    """Also by the end of a block that failed."""

    async def fail_within(client: AsyncDevinUsage) -> None:
        async with client as same:
            assert same is client
            raise ZeroDivisionError

    async def main() -> None:
        transport = Watched()
        client = AsyncDevinUsage(V3_KEY, base_url=BASE_URL, transport=transport)
        other = client.with_options(retries=0)
        assert (await other.whoami()).name == "Bot"
        with pytest.raises(ZeroDivisionError):
            await fail_within(other)
        for one in (client, other):
            with pytest.raises(InvalidArgument, match="the client is closed; make a new one"):
                await one.consumption.daily(TWO_DAYS)
            await one.aclose()
        assert (transport.asked, transport.closed) == (1, 1)

    anyio.run(main, backend=loop)


def test_a_transport_that_was_never_used_is_closed_as_well() -> None:
    """It was handed over when the client was made."""
    transport = Watched()
    with DevinUsage(V3_KEY, base_url=BASE_URL, transport=transport):
        pass
    assert (transport.asked, transport.closed) == (0, 1)


class CountingLock:
    """A lock that knows how many have come to it."""

    def __init__(self) -> None:
        self.come = 0
        self.changed = threading.Condition()
        self.lock = threading.Lock()

    def __enter__(self) -> None:
        """Count, and wait."""
        with self.changed:
            self.come += 1
            self.changed.notify_all()
        self.lock.acquire()

    def __exit__(self, *_: object) -> None:
        """Let the next one in."""
        self.lock.release()


def test_eight_threads_build_one_pool() -> None:
    """And each gets its answer over it, though all come before it is there."""
    built: list[Watched] = []
    lock: Any = CountingLock()

    def build() -> Watched:
        with lock.changed:
            assert lock.changed.wait_for(lambda: lock.come == 8, timeout=20)
        built.append(Watched())
        return built[-1]

    client = DevinUsage(V3_KEY, base_url=BASE_URL)
    clients = [client, *(client.with_options(timeout=seconds) for seconds in range(1, 8))]
    assert built == []

    client._sender.pool._lock = lock
    client._sender.pool._opener = build

    def ask(one: DevinUsage) -> str | None:
        return one.whoami().name

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, clients)) == ["Bot"] * 8
    assert len(built) == 1
    assert built[0].asked == 8
    client.close()
    assert built[0].closed == 1


def test_many_threads_of_one_client_get_their_own_answers() -> None:
    """No answer is taken for another's."""
    mock = Mock(now=NOW)
    users = [mock.ledger.account.principal(index).principal_id for index in range(1, 9)]
    with mocked(mock, ENTERPRISE_KEY) as client, ThreadPoolExecutor(8) as threads:
        alone = [client.consumption.daily(TWO_DAYS, user=user) for user in users]
        assert list(threads.map(lambda user: client.consumption.daily(TWO_DAYS, user=user), users * 4)) == alone * 4


def test_the_organization_of_a_client_is_asked_without_asking_whose_key_it_is() -> None:
    """Every question goes to that organization's paths; another one is refused, and so are cycles."""
    mock = _mock()
    own = mock.ledger.account.organizations[0].org_id
    with mocked(mock, ENTERPRISE_KEY, org_id=own) as client:
        questions: list[dict[str, Any]] = [
            {},
            {"organization": own},
            {"organizations": [own]},
            {"user": "u"},
            {"session": "devin-1"},
        ]
        for narrowed in questions:
            assert client.consumption.daily(TWO_DAYS, **narrowed).subject.organizations == (own,)
        assert client.metrics.usage(TWO_DAYS).subject.id == own
        assert all(target.startswith(f"/v3/organizations/{own}/") for target in asked(mock))
        assert len(asked(mock)) == 6
        for ask in (client.cycles.list, client.cycles.current):
            with pytest.raises(UnsupportedByScope, match="name the days instead"):
                ask()
        for question in (client.consumption.daily, client.metrics.usage):
            with pytest.raises(UnsupportedByScope, match="this client reads another organization"):
                question(TWO_DAYS, organization="org-other")
        assert len(asked(mock)) == 6
        other = client.with_options(org_id="org-2")
        assert other.consumption.daily(TWO_DAYS).subject.id == "org-2"
        assert client.consumption.daily(TWO_DAYS).subject.id == own
        assert SELF not in asked(mock)


@pytest.mark.parametrize(("key", "kind"), [(V2_KEY, "v3"), (V3_KEY, "v2")])
def test_the_generated_client_of_the_other_version_is_refused(key: str, kind: str) -> None:
    """The sentence names the version of the key; the right one is made once, and its `repr` has no key."""
    for made in (DevinUsage, AsyncDevinUsage):
        client = made(key, base_url=BASE_URL, transport=Watched())
        with pytest.raises(UnsupportedByVersion, match=f"the key is one of {client.version}; a client over {kind}"):
            getattr(client, kind)
        below = getattr(client, client.version)
        assert getattr(client, client.version) is below
        assert key not in repr(below) + repr(vars(client)) + repr(client)
        assert repr(client) == f"<{made.__name__} {client.version} at devin.example>"


@pytest.mark.parametrize("kind", [DevinUsage, AsyncDevinUsage])
def test_a_client_is_neither_pickled_nor_copied(kind: Any) -> None:
    """The sentence says why, without the key."""
    client = kind(V3_KEY, base_url=BASE_URL, transport=Watched())
    attempts: list[Callable[[], object]] = [
        *(lambda protocol=protocol: pickle.dumps(client, protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)),
        lambda: copy.copy(client),
        lambda: copy.deepcopy(client),
    ]
    for attempt in attempts:
        with pytest.raises(TypeError, match="a client cannot be pickled, since it holds a key") as refused:
            attempt()
        assert V3_KEY not in everything_said(refused.value)
