"""The mock behind httpx clients and on a real port."""

from __future__ import annotations

import asyncio
import http.client
import socket
import subprocess
import sys
import threading
from typing import Any
from urllib.parse import urlsplit

import devin_mock
import httpx
import pytest
from devin_mock import ENTERPRISE_KEY, Mock, Request
from devin_mock.asgi import asgi_app
from devin_mock.server import running, serve
from devin_mock.transport import mock_transport

from .asking import NOW, encoded

AUTHORIZATION = {"Authorization": f"Bearer {ENTERPRISE_KEY}"}
SELF = "https://api.devin.ai/v3/self"


def user_path(mock: Mock) -> str:
    """The path of a user whose id holds |, a space and a letter outside ASCII."""
    return f"/v3/enterprise/consumption/daily/users/{encoded(mock.ledger.account.ids[2])}?time_after=1&time_before=2"


def test_one_transport_serves_both_kinds_of_clients(mock: Mock) -> None:
    """The same answer, byte for byte, to `httpx.Client` and `httpx.AsyncClient`."""
    transport = mock_transport(mock)

    async def ask_later() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, headers=AUTHORIZATION) as client:
            return await client.get(SELF)

    with httpx.Client(transport=transport, headers=AUTHORIZATION) as client:
        now, unknown = client.get(SELF), client.get("https://api.devin.ai/nowhere")
    later = asyncio.run(ask_later())
    assert now.status_code == later.status_code == 200
    assert now.content == later.content
    assert unknown.status_code == 404


def test_the_transport_judges_the_raw_path(mock: Mock) -> None:
    """Percent-encoding arrives as the client wrote it."""
    with httpx.Client(transport=mock_transport(mock), headers=AUTHORIZATION) as client:
        assert client.get(f"https://api.devin.ai{user_path(mock)}").status_code == 200
    assert b"okta%7CAcme%20S%C3%BCd%7Cx2" in mock.record[-1].request.raw_path


def test_a_real_port_answers_as_the_mock_does(mock: Mock) -> None:
    """Status, headers and bytes are those of `respond`; an encoded id survives the way."""
    asked = Request("GET", b"/v3/self", headers=(("Authorization", f"Bearer {ENTERPRISE_KEY}"),))
    with running(mock) as base_url, httpx.Client(base_url=base_url, headers=AUTHORIZATION, trust_env=False) as client:
        response = client.get("/v3/self")
        assert response.content == mock.respond(asked).body
        assert response.headers["content-type"] == "application/json"
        assert client.get(user_path(mock)).status_code == 200
        assert client.post("/v3/self", content=b"x" * 100_000).status_code == 405
        assert client.get("/v3/self", headers={"Authorization": ""}).status_code == 401


def test_dots_reach_the_judge_on_a_real_port(mock: Mock) -> None:
    """Nothing on the way drops `..`, so the judge sees and refuses it."""
    with running(mock) as base_url:
        connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=10)
        connection.request("GET", "/v3/enterprise/consumption/daily/users/..", headers=AUTHORIZATION)
        response = connection.getresponse()
        assert response.status == 404
        assert b"dots" in response.read()
        connection.close()


def test_the_server_stops_with_its_block(mock: Mock) -> None:
    """The port is free again and no thread of it is left, whatever server other tests keep."""
    before = set(threading.enumerate())
    with running(mock) as base_url:
        address = (urlsplit(base_url).hostname, urlsplit(base_url).port)
        (started,) = (each for each in threading.enumerate() if each not in before and each.name == "devin-mock")
        assert address[0] == "127.0.0.1"
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(address, timeout=1)
    assert not started.is_alive()


def test_a_taken_port_is_an_error(mock: Mock) -> None:
    """A second server on the same port is refused, not silently moved."""
    with (
        running(mock) as base_url,
        pytest.raises(OSError, match="in use"),
        running(mock, port=urlsplit(base_url).port or 0),
    ):
        pass


def test_serve_tells_its_address_and_can_be_interrupted() -> None:
    """The address is told when connections are taken, and an interrupt ends the server."""
    code = (
        "import signal, sys\n"
        "from devin_mock import Mock\n"
        "from devin_mock.server import serve\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "serve(Mock(users=10), on_bound=lambda url: print(url, flush=True))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        base_url = process.stdout.readline().strip()
        assert httpx.get(f"{base_url}/v3/self", headers=AUTHORIZATION, trust_env=False).status_code == 200
        process.send_signal(2)
        errors = process.stderr.read()
        assert process.wait(timeout=10) != 0
    assert "KeyboardInterrupt" in errors


def test_serve_refuses_a_taken_port(mock: Mock) -> None:
    """The error comes before the callback."""
    told: list[str] = []
    with running(mock) as base_url, pytest.raises(OSError, match="in use"):
        serve(mock, port=urlsplit(base_url).port or 0, on_bound=told.append)
    assert told == []


def test_another_protocol_is_refused() -> None:
    """The application speaks HTTP only."""

    async def nothing(*_: Any) -> Any:
        return {}

    async def connect() -> None:
        await asgi_app(Mock(now=NOW))({"type": "websocket"}, nothing, nothing)

    with pytest.raises(ValueError, match="HTTP only"):
        asyncio.run(connect())


def test_importing_the_package_is_light() -> None:
    """Neither httpx nor uvicorn nor the client packages are loaded before they are asked for."""
    heavy = ("httpx", "uvicorn", "devin_api", "devin_usage")
    code = f"import sys, devin_mock; print([name for name in {heavy} if name in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_the_public_names_are_sorted_and_exist() -> None:
    """`__all__` can be read, and holds."""
    names = devin_mock.__all__
    constants = [name for name in names if name.isupper()]
    classes = [name for name in names if name[0].isupper() and not name.isupper()]
    assert names == sorted(constants) + sorted(classes) + sorted(name for name in names if name.islower())
    assert all(hasattr(devin_mock, name) for name in names)
