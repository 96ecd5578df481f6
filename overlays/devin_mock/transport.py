"""The mock behind an httpx client, in the same process: one transport for `httpx.Client` and `httpx.AsyncClient`.

What was planted for the delivery of an answer happens as it would on a socket: delays are waited for, up to the
time-out of the request, and connections break with the errors that httpx raises then.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator

import httpx

from devin_mock.messages import AT_ONCE, Delivery, Request, Response
from devin_mock.mock import Mock


def request_of(request: httpx.Request) -> Request:
    """What httpx would put on the wire; the request's body must have been read."""
    raw_path, _, raw_query = request.url.raw_path.partition(b"?")
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw)
    return Request(request.method, raw_path, raw_query, headers, request.content)


def mock_transport(mock: Mock) -> httpx.MockTransport:
    """A transport that answers from `mock`: `httpx.Client(transport=mock_transport(Mock()))`."""
    return _MockTransport(mock)


class _MockTransport(httpx.MockTransport):
    """One transport for both colours, which waits in the way of each."""

    def __init__(self, mock: Mock) -> None:
        super().__init__(lambda request: _made(mock.respond(request_of(request)), request))
        self._mock = mock

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        answered = self._mock.respond(request_of(request))
        if answered.delivery != AT_ONCE:
            _sleep(answered.delivery.delay_s, request)
        return _made(answered, request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        answered = self._mock.respond(request_of(request))
        if answered.delivery != AT_ONCE:
            await _sleep_async(answered.delivery.delay_s, request)
        return _made(answered, request)


def _made(answered: Response, request: httpx.Request) -> httpx.Response:
    headers = list(answered.headers)
    if answered.delivery == AT_ONCE:
        # A body that is not in its content encoding is decoded as it is read, like one from a socket.
        if any(name == "content-encoding" for name, _ in headers):
            return httpx.Response(answered.status, headers=headers, stream=_Stream(answered, request))
        return httpx.Response(answered.status, headers=headers, content=answered.body)
    if answered.delivery.reset_after == 0:
        raise httpx.ReadError("Connection reset by peer", request=request)
    headers.append(("content-length", str(len(answered.body))))
    return httpx.Response(answered.status, headers=headers, stream=_Stream(answered, request))


class _Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body as its delivery lets it through."""

    def __init__(self, answered: Response, request: httpx.Request) -> None:
        self._body, self._delivery, self._request = answered.body, answered.delivery, request

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._delivery.pieces(self._body):
            _sleep(self._delivery.drip_s, self._request)
            yield piece
        self._break()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._delivery.pieces(self._body):
            await _sleep_async(self._delivery.drip_s, self._request)
            yield piece
        self._break()

    def _break(self) -> None:
        delivery: Delivery = self._delivery
        if delivery.reset_after is not None:
            raise httpx.ReadError("Connection reset by peer", request=self._request)
        if delivery.truncate_after is not None and delivery.truncate_after < len(self._body):
            raise httpx.RemoteProtocolError(
                "peer closed connection without sending complete message body "
                f"(received {delivery.truncate_after} bytes, expected {len(self._body)})",
                request=self._request,
            )


def _patience(seconds: float, request: httpx.Request) -> tuple[float, bool]:
    """How long to wait, and whether the request's time-out ends it."""
    most: float | None = request.extensions.get("timeout", {}).get("read")
    return (seconds, False) if most is None or seconds < most else (float(most), True)


def _sleep(seconds: float, request: httpx.Request) -> None:
    if seconds:
        wait_s, late = _patience(seconds, request)
        time.sleep(wait_s)
        if late:
            raise httpx.ReadTimeout("The read operation timed out", request=request)


async def _sleep_async(seconds: float, request: httpx.Request) -> None:
    if seconds:
        from anyio import sleep  # loaded when used

        wait_s, late = _patience(seconds, request)
        await sleep(wait_s)
        if late:
            raise httpx.ReadTimeout("The read operation timed out", request=request)
