"""The mock as an ASGI application, for a server on a real port."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, Literal

from devin_mock.messages import AT_ONCE, Request, Response
from devin_mock.mock import Mock

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

BREAK: Final = "devin_mock.break"
"""The ASGI extension that breaks the connection: a callable that takes `"reset"` or `"close"`.

ASGI itself has no word for it; `devin_mock.server` has.
"""
Break = Callable[[Literal["reset", "close"]], None]


class ConnectionBroken(Exception):
    """Raised out of the application to break a connection under a server that does not know `BREAK`."""


def asgi_app(mock: Mock) -> App:
    """An ASGI 3 application that answers from `mock`. The server must give `raw_path`, as uvicorn does."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"The mock speaks HTTP only, not {scope['type']}.")
        body = b""
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
        request = Request(scope["method"], scope["raw_path"], scope["query_string"], headers, body)
        answered = mock.respond(request)
        sent = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answered.headers]
        if answered.status != 204:
            sent.append((b"content-length", str(len(answered.body)).encode()))
        head = {"type": "http.response.start", "status": answered.status, "headers": sent}
        if answered.delivery != AT_ONCE:
            await _deliver(answered, head, scope, receive, send)
            return
        await send(head)
        await send({"type": "http.response.body", "body": answered.body})

    return app


async def _deliver(answered: Response, head: Scope, scope: Scope, receive: Receive, send: Send) -> None:
    from anyio import sleep  # loaded when used: nothing but a planted fault waits

    delivery = answered.delivery
    await sleep(delivery.delay_s)
    breaks: Literal["reset", "close", None] = None
    if delivery.reset_after is not None:
        breaks = "reset"
    elif delivery.truncate_after is not None and delivery.truncate_after < len(answered.body):
        breaks = "close"
    if delivery.reset_after != 0:
        await send(head)
        for piece in delivery.pieces(answered.body):
            await sleep(delivery.drip_s)
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        if breaks is None:
            await send({"type": "http.response.body", "body": b""})
    if breaks is not None:
        extensions: MutableMapping[str, Any] = scope.get("extensions") or {}
        end: Break | None = extensions.get(BREAK)
        if end is None:
            raise ConnectionBroken(f"The connection was broken by a planted fault ({breaks}).")
        end(breaks)
        while (await receive())["type"] != "http.disconnect":
            pass
