"""What the bare generated client gets wrong, shown on it, and what becomes of the same over the overlay.

Each test shows both sides. Ours is asked twice where the row allows for it: by a method of the client, and by the same
generated function over the client's own transport.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any

import anyio
import httpx
import pytest
from devin_api import v2, v3
from devin_api.v2.api.consumption import get_consumption_cycles, get_daily_consumption, get_user_daily_consumption
from devin_api.v2.api.metrics import get_usage_metrics
from devin_api.v3.api.consumption import (
    get_enterprise_organization_daily_consumption,
    get_enterprise_user_daily_consumption,
)
from devin_api.v3.api.self_ import get_self
from devin_usage import (
    AsyncDevinUsage,
    DevinUsage,
    DevinUsageError,
    InvalidArgument,
    ResponseValidationError,
    StatusError,
)
from devin_usage.errors import for_status

from tests.faults.server import respond, serving
from tests.unit.usage.answering import BASE_URL, SERVICE_USER, TWO_DAYS, V2_KEY, V3_KEY, body_of, now

TOTALS = {
    "total_acus": 3.5,
    "consumption_by_date": {"2025-12-05": 1.5, "2025-12-06": 2},
    "consumption_by_org_id": {"org-1": 3.0},
    "consumption_by_user": {"u": 3.5},
}
USAGE = {"sessions_count": 5, "searches_count": 4, "prs_opened": 3, "prs_closed": 2, "prs_merged": 1}


class Server:
    """Answers everything alike, and keeps what it was sent."""

    def __init__(self, body: Any = TOTALS, status: int = 200) -> None:
        self.seen: list[httpx.Request] = []
        self.body = body
        self.status = status

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        if request.url.path == "/v3/self" and self.body is TOTALS:
            return httpx.Response(200, json=SERVICE_USER)
        headers = {"content-type": "application/json"}
        return httpx.Response(self.status, headers=headers, content=body_of(self.body))

    def bare(self, kind: Any = v2.AuthenticatedClient, **options: Any) -> Any:
        """The generated client as it is, over this server."""
        args = {"transport": httpx.MockTransport(self)}
        if kind is not v2.Client:
            options = {"token": V2_KEY, **options}
        return kind(base_url=BASE_URL, httpx_args=args, **options)

    def ours(self, key: str = V2_KEY) -> DevinUsage:
        """The client of this package, over this server."""
        return DevinUsage(key, base_url=BASE_URL, transport=httpx.MockTransport(self), retries=0, clock=now)

    @property
    def targets(self) -> list[str]:
        return [request.url.raw_path.decode() for request in self.seen]


@pytest.mark.parametrize(
    ("user", "reached"),
    [
        (".", "/v2/enterprise/consumption/daily/"),
        ("..", "/v2/enterprise/consumption/"),
        ("", "/v2/enterprise/consumption/daily/"),
        (None, "/v2/enterprise/consumption/daily/None"),
    ],
)
def test_a_user_that_is_none_does_not_reach_another_endpoint(user: Any, reached: str) -> None:
    """The bare client asks for something else than one user; ours sends nothing."""
    server = Server()
    get_user_daily_consumption.sync(user, client=server.bare())
    # What a server makes of a trailing slash is its own matter; no user is named in any case.
    assert server.targets[0].rstrip("/") == reached.rstrip("/")

    server = Server()
    wrong: Any = user
    with server.ours() as client:
        if user is not None:  # None is no user asked for
            with pytest.raises(InvalidArgument, match="would reach another endpoint"):
                client.consumption.daily(TWO_DAYS, user=user)
        with pytest.raises(InvalidArgument, match="would reach another endpoint"):
            get_user_daily_consumption.sync(wrong, client=client.v2)
    assert server.targets == []


@pytest.mark.parametrize("value", ["", ".", "..", None])
def test_no_path_value_of_v3_reaches_another_endpoint(value: Any) -> None:
    """Neither at the end of a path nor within it, sync and async."""
    server = Server()
    with server.ours(V3_KEY) as client:
        for ask in (get_enterprise_user_daily_consumption, get_enterprise_organization_daily_consumption):
            with pytest.raises(InvalidArgument, match="would reach another endpoint"):
                ask.sync(value, client=client.v3, time_after=1, time_before=2)

    async def main() -> None:
        transport = httpx.MockTransport(server)
        async with AsyncDevinUsage(V3_KEY, base_url=BASE_URL, transport=transport) as client:
            with pytest.raises(InvalidArgument, match="would reach another endpoint"):
                await get_enterprise_user_daily_consumption.asyncio(
                    value, client=client.v3, time_after=1, time_before=2
                )

    anyio.run(main)
    assert server.targets == []


@pytest.mark.parametrize("value", ["..%2f..", "%2e%2e", "a/b", "None of them", "...", "a?b#c"])
def test_an_odd_id_is_sent_as_that_id(value: str) -> None:
    """Only what would reach another endpoint is refused."""
    server = Server()
    with server.ours() as client:
        assert get_user_daily_consumption.sync(value, client=client.v2) is not None
        assert client.consumption.daily(TWO_DAYS, user=value).subject.id == value
    assert all("/daily/" in target and ".." not in target.split("?")[0].split("/") for target in server.targets)
    assert [request.url.path.partition("/daily/")[2] for request in server.seen] == [value, value]


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        (datetime(2025, 12, 5, 8), "2025-12-05T08:00:00"),  # noqa: DTZ001 - naive on purpose
        (date(2025, 12, 5), "2025-12-05"),
        ("5.12.2025", "5.12.2025"),
        (1764921600.5, "1764921600.5"),
        (1764921600000, "1764921600000"),
    ],
)
def test_a_time_that_is_no_instant_is_not_sent(moment: Any, sent: str) -> None:
    """The bare client sends it as it is, and a lax server answers with other numbers; ours takes periods only."""
    server = Server()
    try:
        get_daily_consumption.sync(client=server.bare(), start_date=moment)
    except AttributeError:
        pytest.fail("the bare client refused it after all")
    assert server.seen[0].url.params["start_date"] == sent

    server = Server()
    with server.ours() as client:
        wrongs: tuple[Any, ...] = (moment, (moment, moment))
        for wrong in wrongs:
            with pytest.raises(InvalidArgument, match="a Period is needed"):
                client.consumption.daily(wrong)
            with pytest.raises(InvalidArgument, match="a Period is needed"):
                client.metrics.usage(wrong)
    assert server.targets == []


@pytest.mark.parametrize(
    ("organizations", "sent"),
    [([], []), ({"org-1"}, ["{'org-1'}"]), ((each for each in ("a", "b")), None), ("org-1", ["org-1"])],
    ids=["none", "set", "generator", "text"],
)
def test_a_filter_is_the_ids_that_it_holds_or_is_refused(organizations: Any, sent: list[str] | None) -> None:
    """The bare client sends no filter, which asks for everything, or the text of a Python object."""
    server = Server()
    get_daily_consumption.sync(client=server.bare(), org_ids=organizations)
    given = server.seen[0].url.params.get_list("org_ids")
    assert given == sent if sent is not None else given[0].startswith("<generator object")

    server = Server()
    with server.ours() as client:
        if isinstance(organizations, set):
            client.consumption.daily(TWO_DAYS, organizations=organizations)
            assert server.seen[0].url.params.get_list("org_ids") == ["org-1"]
        elif isinstance(organizations, Iterator):
            client.consumption.daily(TWO_DAYS, organizations=(each for each in ("a", "b")))
            assert server.seen[0].url.params.get_list("org_ids") == ["a", "b"]
        else:
            with pytest.raises(InvalidArgument, match="organizations"):
                client.consumption.daily(TWO_DAYS, organizations=organizations)
            assert server.targets == []


DETAIL = {"detail": "because"}


@pytest.mark.parametrize("status", [204, 302, 400, 401, 403, 404, 422, 429, 500, 503, 520])
def test_a_refusal_is_raised(status: int) -> None:
    """The bare client returns None, or the refusal as if it were the result, or an error of something else."""
    body = b"" if status in {204, 302} else DETAIL
    bare = Server(body, status).bare()
    if status == 422:
        with pytest.raises((TypeError, ValueError, AttributeError)):
            get_daily_consumption.sync(client=bare)
    elif status == 520:
        with pytest.raises(ValueError, match="520 is not a valid HTTPStatus"):
            get_daily_consumption.sync(client=bare)
    else:
        given = get_daily_consumption.sync(client=bare)
        assert given is None or type(given).__name__ == "DetailError"

    with Server(body, status).ours() as client:
        asks: list[Callable[[], object]] = [
            lambda: client.consumption.daily(TWO_DAYS),
            lambda: get_daily_consumption.sync(client=client.v2),
            lambda: get_daily_consumption.sync_detailed(client=client.v2),
        ]
        for ask in asks:
            with pytest.raises(StatusError) as raised:
                ask()
            assert type(raised.value) is for_status(status)
            assert raised.value.status == status


def test_an_undocumented_refusal_is_none_on_the_bare_client_and_raised_on_ours() -> None:
    """Where the documents name no 401 the generated code returns None for it."""
    nones = 0
    for status in (204, 302, 400, 408, 500, 503):
        nones += get_daily_consumption.sync(client=Server(DETAIL, status).bare()) is None
        with Server(DETAIL, status).ours() as client, pytest.raises(StatusError):
            get_daily_consumption.sync(client=client.v2)
    assert nones == 6


def test_errors_by_field_are_not_the_result() -> None:
    """The bare client returns them where days are expected."""
    body = {"detail": [{"loc": ["query", "start_date"], "msg": "wrong", "type": "x"}]}
    given = get_daily_consumption.sync(client=Server(body, 422).bare())
    assert type(given).__name__ == "HTTPValidationError"
    with Server(body, 422).ours() as client, pytest.raises(StatusError, match=r"query\.start_date: wrong"):
        get_daily_consumption.sync(client=client.v2)


BROKEN: dict[str, Any] = {
    "text": {**TOTALS, "total_acus": "3.5"},
    "null": {**TOTALS, "total_acus": None},
    "truth": {**TOTALS, "total_acus": True},
    "NaN": json.dumps(TOTALS).replace("3.5", "NaN").encode(),
    "Infinity": json.dumps(TOTALS).replace("3.5", "-Infinity").encode(),
    "1e999": json.dumps(TOTALS).replace("3.5", "1e999").encode(),
    "list": {**TOTALS, "total_acus": []},
    "keys that are no dates": {**TOTALS, "consumption_by_date": {"yesterday": 3.5}},
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_answer_is_refused(name: str) -> None:
    """The bare client takes it for numbers."""
    given = get_daily_consumption.sync(client=Server(BROKEN[name]).bare())
    assert type(given).__name__ == "ConsumptionResponse"
    with Server(BROKEN[name]).ours() as client:
        asks: list[Callable[[], object]] = [
            lambda: client.consumption.daily(TWO_DAYS),
            lambda: get_daily_consumption.sync(client=client.v2),
        ]
        for ask in asks:
            with pytest.raises(DevinUsageError):
                ask()
        if name != "1e999":
            with pytest.raises(ResponseValidationError):
                client.consumption.daily(TWO_DAYS)


def test_a_list_for_an_object_is_refused() -> None:
    """The bare client takes an empty one for a day without figures."""
    body = {**TOTALS, "consumption_by_date": []}
    assert get_daily_consumption.sync(client=Server(body).bare()) is not None
    with Server(body).ours() as client, pytest.raises(ResponseValidationError, match="/consumption_by_date"):
        get_daily_consumption.sync(client=client.v2)


def test_a_missing_field_is_named() -> None:
    """The bare client raises the name alone, as a `KeyError`."""
    body = {name: value for name, value in USAGE.items() if name != "prs_merged"}
    with pytest.raises(KeyError):
        get_usage_metrics.sync(client=Server(body).bare())
    with Server(body).ours() as client:
        for ask in (lambda: client.metrics.usage(TWO_DAYS), lambda: get_usage_metrics.sync(client=client.v2)):
            with pytest.raises(ResponseValidationError, match=r"get_usage_metrics: .*prs_merged"):
                ask()


def test_the_key_is_in_no_representation() -> None:
    """The bare client prints it, twice once it was used."""
    server = Server([])
    bare = server.bare()
    get_consumption_cycles.sync(client=bare)
    assert repr(bare).count(V2_KEY) == 2
    with server.ours() as client:
        get_consumption_cycles.sync(client=client.v2)
        assert V2_KEY not in repr(client) + repr(client.v2) + str(client.v2) + repr(vars(client))
        assert server.seen[-1].headers["authorization"] == f"Bearer {V2_KEY}"


def test_headers_of_the_caller_do_not_get_the_key() -> None:
    """The bare client writes it into the dict that it was given, which another client may share."""
    shared: dict[str, str] = {}
    server = Server([])
    bare = server.bare(headers=shared)
    get_consumption_cycles.sync(client=bare)
    assert V2_KEY in shared["Authorization"]
    get_consumption_cycles.sync(client=server.bare(kind=v2.Client, headers=shared))
    assert V2_KEY in server.seen[-1].headers["authorization"]

    with server.ours() as client:
        below = client.v2
        get_consumption_cycles.sync(client=below)
        assert server.seen[-1].headers["authorization"] == f"Bearer {V2_KEY}"
        assert V2_KEY not in repr(below._headers) + repr(below.get_httpx_client().headers)


def test_a_key_that_was_read_with_its_line_end_is_sent_without_it() -> None:
    """The bare client hands it to the library below, whose exception shows the key."""
    with (
        serving(respond(body=b"[]")) as real,
        v2.AuthenticatedClient(base_url=real.url, token=V2_KEY + "\n") as bare,
        pytest.raises(httpx.LocalProtocolError, match=V2_KEY),
    ):
        get_consumption_cycles.sync(client=bare)
    server = Server([])
    with server.ours(V2_KEY + "\n") as client:
        client.cycles.list()
        get_consumption_cycles.sync(client=client.v2)
    assert {request.headers["authorization"] for request in server.seen} == {f"Bearer {V2_KEY}"}


def test_there_are_time_outs() -> None:
    """The bare client waits for ever."""
    server = Server([])
    bare = server.bare()
    get_consumption_cycles.sync(client=bare)
    assert set(server.seen[0].extensions["timeout"].values()) == {None}
    with server.ours() as client:
        client.cycles.list()
        get_consumption_cycles.sync(client=client.v2)
    for request in server.seen[1:]:
        assert set(request.extensions["timeout"]) == {"connect", "read", "write", "pool"}
        assert all(0 < seconds <= 120 for seconds in request.extensions["timeout"].values())


def test_threads_that_start_together_share_one_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight threads of the bare client build eight, and seven are never closed."""
    real = httpx.Client
    together = threading.Barrier(8)
    built: list[httpx.Client] = []

    def build(**options: Any) -> httpx.Client:
        together.wait(10)
        built.append(real(**options))
        return built[-1]

    server = Server([])
    with monkeypatch.context() as patched, ThreadPoolExecutor(8) as threads:
        patched.setattr(httpx, "Client", build)
        bare = server.bare()
        list(threads.map(lambda _: get_consumption_cycles.sync(client=bare), range(8)))
    assert len(built) == 8
    for each in built:
        each.close()

    pools: list[Server] = []

    def opened(**_: Any) -> httpx.MockTransport:
        pools.append(Server([]))
        return httpx.MockTransport(pools[-1])

    monkeypatch.setattr(httpx, "HTTPTransport", opened)
    start = threading.Barrier(8)
    with DevinUsage(V2_KEY, base_url=BASE_URL, trust_env=False) as client, ThreadPoolExecutor(8) as threads:

        def ask(index: int) -> object:
            start.wait(10)
            return client.cycles.list() if index % 2 else get_consumption_cycles.sync(client=client.v2)

        list(threads.map(ask, range(8)))
    assert len(pools) == 1
    assert len(pools[0].seen) == 8


def test_a_client_with_other_options_leaves_the_first_as_it_was() -> None:
    """On the bare client, further headers reach the original too."""
    server = Server([])
    bare = server.bare()
    get_consumption_cycles.sync(client=bare)
    bare.with_headers({"x-added": "1"})
    get_consumption_cycles.sync(client=bare)
    assert "x-added" in server.seen[-1].headers
    with server.ours() as client:
        client.with_options(timeout=1)
        changes: list[Callable[[], object]] = [
            lambda: client.v2.with_headers({"x-added": "1"}),
            lambda: client.v2.with_cookies({"x-added": "1"}),
            lambda: client.v2.with_timeout(httpx.Timeout(1)),
        ]
        for change in changes:
            with pytest.raises(InvalidArgument, match=r"use with_options\(\)"):
                change()
        client.cycles.list()
        get_consumption_cycles.sync(client=client.v2)
        assert "x-added" not in server.seen[-1].headers
        assert "cookie" not in server.seen[-1].headers
        assert server.seen[-1].extensions["timeout"]["read"] == 30


def test_maps_can_be_walked_over() -> None:
    """Those of the generated models know an index only."""
    given: Any = get_daily_consumption.sync(client=Server().bare())
    by_date = given.consumption_by_date
    assert by_date["2025-12-05"] == 1.5
    with pytest.raises(KeyError):
        list(by_date)
    with pytest.raises(TypeError):
        len(by_date)
    with Server().ours() as client:
        answer = client.consumption.daily(TWO_DAYS)
    assert [(day.day, day.acus) for day in answer.days] == [(date(2025, 12, 5), 1.5), (date(2025, 12, 6), 2)]
    assert answer.by_user is not None
    assert answer.by_organization is not None
    assert (dict(answer.by_user), list(answer.by_organization), len(answer.days)) == ({"u": 3.5}, ["org-1"], 2)


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/v2/enterprise/consumption/cycles",
        "http://devin.example/v2",
        "https://devin.example:444/",
    ],
)
def test_the_transport_below_sends_the_key_to_its_own_deployment_only(url: str) -> None:
    """A client of the library that is handed around would add it to any address."""
    server = Server([])
    with server.ours() as client:
        below = client.v2.get_httpx_client()
        with pytest.raises(InvalidArgument):
            below.get(url)
        with pytest.raises(InvalidArgument):
            below.send(httpx.Request("GET", url + "x"))
    assert server.targets == []


def test_a_generated_function_of_v3_raises_too() -> None:
    """Both packages go the same way."""
    assert get_self.sync(client=Server(DETAIL, 500).bare(kind=v3.AuthenticatedClient)) is None
    with Server(DETAIL, 500).ours(V3_KEY) as client, pytest.raises(StatusError, match="get_self answered 500"):
        get_self.sync(client=client.v3)
