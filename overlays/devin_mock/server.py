"""The mock on a real port. Listens on loopback unless a host is named."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, Final, Literal

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from devin_mock.asgi import BREAK, asgi_app
from devin_mock.mock import Mock

LOOPBACK: Final = "127.0.0.1"
_BACKLOG = 128


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio turns off Nagle's delay on connections: 40 ms a request otherwise.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        # From here on a connection waits in the backlog, so nobody has to wait for the server to start.
        listening.listen(_BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def _base_url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Protocol(HttpToolsProtocol):
    """A connection that a planted fault can break."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        # The scope is built anew for each request; what is put beside it here reaches the application.
        scope: dict[str, Any] = self.scope  # type: ignore[assignment]  # a TypedDict, which is a dict
        scope["extensions"] = {**scope.get("extensions", {}), BREAK: self._break}

    def _break(self, how: Literal["reset", "close"]) -> None:
        if how == "close":
            self.transport.close()
            return
        connection: socket.socket = self.transport.get_extra_info("socket")
        # To close without lingering sends a reset in place of an orderly end.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()


class _Server(uvicorn.Server):
    """Tells when it runs: from then on an interrupt ends it in good order."""

    def __init__(self, config: uvicorn.Config, on_started: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_started()


def _server(mock: Mock, on_started: Callable[[], None]) -> uvicorn.Server:
    config = uvicorn.Config(
        asgi_app(mock),
        http=_Protocol,
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    return _Server(config, on_started)


def serve(mock: Mock, *, host: str = LOOPBACK, port: int = 0, on_bound: Callable[[str], None] | None = None) -> None:
    """Serve until interrupted. Port 0 takes a free one; `on_bound` is told the base URL once connections are taken.

    Raises OSError when the address cannot be had, and KeyboardInterrupt when the process is interrupted.
    """
    with _listen(host, port) as listening:

        def started() -> None:
            if on_bound is not None:
                on_bound(_base_url(listening))

        _server(mock, started).run(sockets=[listening])


@contextmanager
def running(mock: Mock, *, host: str = LOOPBACK, port: int = 0) -> Generator[str]:
    """A server in a thread of its own while the block runs; gives its base URL. Raises OSError like `serve`."""
    with _listen(host, port) as listening:
        server = _server(mock, lambda: None)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="devin-mock", daemon=True)
        thread.start()
        try:
            yield _base_url(listening)
        finally:
            server.should_exit = True
            thread.join()
