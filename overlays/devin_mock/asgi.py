"""The mock as an ASGI application, for a server on a real port."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from devin_mock.messages import Request
from devin_mock.mock import Mock

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


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
        sent.append((b"content-length", str(len(answered.body)).encode()))
        await send({"type": "http.response.start", "status": answered.status, "headers": sent})
        await send({"type": "http.response.body", "body": answered.body})

    return app
