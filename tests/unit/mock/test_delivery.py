"""How answers arrive, in process and on a port, sync and async: late, in drips, cut off, reset."""

from __future__ import annotations

import asyncio
import gzip
import logging
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack

import httpx
import pytest
from devin_mock import ENTERPRISE_KEY, Fault, Mock
from devin_mock.asgi import ConnectionBroken, asgi_app
from devin_mock.server import running
from devin_mock.transport import mock_transport

from .asking import NOW

AUTHORIZATION = {"Authorization": f"Bearer {ENTERPRISE_KEY}"}
Get = Callable[[float], httpx.Response]


@pytest.fixture(params=["in process", "in process, async", "port", "port, async"])
def ask_for(request: pytest.FixtureRequest) -> Generator[Callable[..., Callable[[float], httpx.Response]]]:
    """Make a mock with faults, and give what asks it for `self` with a read time-out."""
    with ExitStack() as stack:

        def made(*faults: Fault) -> Get:
            mock = Mock(now=NOW, faults=faults)
            base_url = stack.enter_context(running(mock)) if "port" in request.param else "https://api.devin.ai"

            def transport() -> httpx.MockTransport | None:
                return None if "port" in request.param else mock_transport(mock)

            async def get_async(timeout_s: float) -> httpx.Response:
                async with httpx.AsyncClient(
                    transport=transport(), headers=AUTHORIZATION, timeout=timeout_s, trust_env=False
                ) as client:
                    return await client.get(f"{base_url}/v3/self")

            def get(timeout_s: float = 10.0) -> httpx.Response:
                if "async" in request.param:
                    return asyncio.run(get_async(timeout_s))
                with httpx.Client(
                    transport=transport(), headers=AUTHORIZATION, timeout=timeout_s, trust_env=False
                ) as client:
                    return client.get(f"{base_url}/v3/self")

            return get

        yield made


def test_a_reset_is_a_read_error(ask_for: Callable[..., Get]) -> None:
    """Before the head and within the body; the next request goes well."""
    get = ask_for(Fault(reset_after=0, times=1), Fault(reset_after=10, times=1))
    for _ in range(2):
        with pytest.raises(httpx.ReadError):
            get(10.0)
    assert get(10.0).status_code == 200


def test_a_truncated_body_is_an_error(ask_for: Callable[..., Get]) -> None:
    """The head promises the whole length; a cut after the end cuts nothing."""
    get = ask_for(Fault(truncate_after=5, times=1), Fault(truncate_after=0, times=1), Fault(truncate_after=100_000))
    for _ in range(2):
        with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
            get(10.0)
    assert get(10.0).json()["principal_type"] == "service_user"


def test_a_delay_is_waited_for_until_the_time_out(ask_for: Callable[..., Get]) -> None:
    """A patient client gets the answer, an impatient one its own time-out, as soon as that is over."""
    get = ask_for(Fault(delay_s=0.2, times=1), Fault(delay_s=30, times=1))
    started = time.monotonic()
    assert get(10.0).status_code == 200
    assert time.monotonic() - started >= 0.2
    with pytest.raises(httpx.ReadTimeout):
        get(0.1)
    assert time.monotonic() - started < 20


def test_a_drip_arrives_whole(ask_for: Callable[..., Get]) -> None:
    """No part is late by itself, and together they take their time."""
    get = ask_for(Fault(drip_bytes=40, drip_s=0.05, times=1), Fault(drip_bytes=1, drip_s=30, times=1))
    started = time.monotonic()
    assert get(10.0).json()["principal_type"] == "service_user"
    assert time.monotonic() - started >= 0.1
    with pytest.raises(httpx.ReadTimeout):
        get(0.1)


def test_a_garbled_encoding_cannot_be_decoded(ask_for: Callable[..., Get]) -> None:
    """Right or wrong, the encoding of a planted body is what httpx undoes."""
    right = {"content-encoding": "gzip", "content-type": "application/json"}
    get = ask_for(
        Fault(garble="encoding", times=1), Fault(headers=right, body=gzip.compress(b'{"a": 1}', mtime=0), times=1)
    )
    with pytest.raises(httpx.DecodingError):
        get(10.0)
    assert get(10.0).json() == {"a": 1}


def test_a_head_comes_before_what_breaks_its_body() -> None:
    """In process as on a socket: a reset at once has no head; else status and headers are there before the error."""
    mock = Mock(now=NOW, faults=[Fault(reset_after=0, times=1), Fault(garble="encoding"), Fault(reset_after=1)])
    with httpx.Client(transport=mock_transport(mock), headers=AUTHORIZATION) as client:
        with pytest.raises(httpx.ReadError), client.stream("GET", "https://api.devin.ai/v3/self"):
            pytest.fail("there was a head")
        with client.stream("GET", "https://api.devin.ai/v3/self") as response:
            assert response.status_code == 200
            with pytest.raises(httpx.DecodingError):
                response.read()


def test_a_broken_connection_leaves_no_word_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """It was asked for: the server tells of no error of its own."""
    mock = Mock(now=NOW, faults=[Fault(reset_after=0, times=1), Fault(truncate_after=3, times=1)])
    with caplog.at_level(logging.INFO), running(mock) as base_url:
        for _ in range(2):
            with pytest.raises(httpx.TransportError):
                httpx.get(f"{base_url}/v3/self", headers=AUTHORIZATION, trust_env=False)
    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []


def test_another_server_is_told_by_an_error() -> None:
    """Under a server without a way to break connections, the application ends in an error and no answer."""
    sent: list[str] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b""}

    async def send(message: object) -> None:
        sent.append(str(message))

    scope = {
        "type": "http",
        "method": "GET",
        "raw_path": b"/v3/self",
        "query_string": b"",
        "headers": [(b"authorization", f"Bearer {ENTERPRISE_KEY}".encode())],
    }
    app = asgi_app(Mock(now=NOW, faults=[Fault(truncate_after=3)]))
    with pytest.raises(ConnectionBroken):
        asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]  # a coroutine is what ASGI gives
    assert len(sent) == 2
    assert "'more_body': True" in sent[-1]
