"""A server that misbehaves as it is told, on a real socket.

Each request gets the next behaviour of a list (the last one for ever after), so a test can fail twice and then succeed.
Every answer ends its connection, so requests are counted one by one, which is how attempts are.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager

from attrs import define, field

Behaviour = Callable[[socket.socket, threading.Event], None]


@define
class Faulty:
    """A running server: where it is, and the requests that it has seen."""

    url: str
    requests: list[bytes] = field(factory=list[bytes])


def _receive(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            break
        data += part
    return data


@contextmanager
def serving(*behaviours: Behaviour) -> Generator[Faulty]:
    """Serve in threads until the block ends; what is still dripping then is let go."""
    stop = threading.Event()
    turn = threading.Lock()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        faulty = Faulty(f"http://127.0.0.1:{listening.getsockname()[1]}")
        threads: list[threading.Thread] = []

        def answer(connection: socket.socket) -> None:
            with connection:
                try:
                    request = _receive(connection)
                    if not request:
                        return
                    with turn:
                        faulty.requests.append(request)
                        behave = behaviours[min(len(faulty.requests), len(behaviours)) - 1]
                    behave(connection, stop)
                except OSError:
                    return  # The client has gone, which many tests are about.

        def accept() -> None:
            while not stop.is_set():
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                thread = threading.Thread(target=answer, args=(connection,), daemon=True)
                thread.start()
                threads.append(thread)

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield faulty
        finally:
            stop.set()
            listening.shutdown(socket.SHUT_RDWR)
            accepting.join(5)
            for thread in threads:
                thread.join(5)


def closed_port() -> str:
    """An address where nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{bound.getsockname()[1]}"


def head(status: str, headers: Sequence[str], length: int | None) -> bytes:
    """The head of an answer that ends its connection."""
    lines = [f"HTTP/1.1 {status}", *headers, "connection: close"]
    if length is not None:
        lines.append(f"content-length: {length}")
    return "\r\n".join([*lines, "", ""]).encode()


def respond(
    status: str = "200 OK",
    body: bytes = b"",
    headers: Sequence[str] = ("content-type: application/json",),
    *,
    length: int | None = None,
) -> Behaviour:
    """Answer in full; with ``length``, say that the body has another length than it has."""
    said = None if status.startswith(("204", "304")) else len(body) if length is None else length

    def behave(connection: socket.socket, _: threading.Event) -> None:
        connection.sendall(head(status, headers, said) + body)

    return behave


def reset_after(data: bytes = b"") -> Behaviour:
    """Send some bytes, and reset the connection."""

    def behave(connection: socket.socket, _: threading.Event) -> None:
        if data:
            connection.sendall(data)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return behave


def silent() -> Behaviour:
    """Accept, read, and say nothing."""

    def behave(_: socket.socket, stop: threading.Event) -> None:
        stop.wait(30)

    return behave


def drip(start: bytes, *, every_s: float = 0.03, drop: bytes = b" ") -> Behaviour:
    """Send a start, and then one byte after another, for ever."""

    def behave(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(start)
        while not stop.wait(every_s):
            connection.sendall(drop)

    return behave


def pour(start: bytes, part: bytes) -> Behaviour:
    """Send a start, and then one part after another, as fast as they are taken, for ever."""

    def behave(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(start)
        while not stop.is_set():
            connection.sendall(part)

    return behave
