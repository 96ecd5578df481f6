"""The mock behind an httpx client, in the same process: one handler for `httpx.Client` and `httpx.AsyncClient`."""

from __future__ import annotations

import httpx

from devin_mock.messages import Request
from devin_mock.mock import Mock


def request_of(request: httpx.Request) -> Request:
    """What httpx would put on the wire; the request's body must have been read."""
    raw_path, _, raw_query = request.url.raw_path.partition(b"?")
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw)
    return Request(request.method, raw_path, raw_query, headers, request.content)


def mock_transport(mock: Mock) -> httpx.MockTransport:
    """A transport that answers from `mock`: `httpx.Client(transport=mock_transport(Mock()))`."""

    def handler(request: httpx.Request) -> httpx.Response:
        answered = mock.respond(request_of(request))
        return httpx.Response(answered.status, headers=list(answered.headers), content=answered.body)

    return httpx.MockTransport(handler)
