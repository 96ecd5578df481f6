"""The generated clients, over the transport of an overlay client.

``client.v2`` and ``client.v3`` are what the functions of `devin_api` take as ``client``. Requests go the same way as
the overlay's own: with the key, the retries and the checks, and with errors that are raised. The generated client
itself holds a placeholder for a token and gets its HTTP clients injected, so its ``repr`` has no key to show.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

import httpx

from ..credential import Version
from ..errors import InvalidArgument
from ..responses import Answer
from .sending import AsyncSender, Shared, SyncSender

PLACEHOLDER = "the-key-is-added-by-the-transport"


def _refuse_wrong_values(url: str) -> None:
    # Dot segments are resolved before the request is sent, and what is left is another documented path. The generated
    # code writes None as a text.
    segments = [unquote(segment) for segment in urlsplit(url).path.removeprefix("/").split("/")]
    if any(segment in {"", ".", "..", "None"} for segment in segments):
        raise InvalidArgument(
            "a path value is empty, '.', '..' or None, which would reach another endpoint; give an id"
        )


def _refuse_other_hosts(request: httpx.Request, shared: Shared) -> None:
    # The key is added to whatever is sent from here.
    own = httpx.URL(shared.route.base_url)
    if (request.url.scheme, request.url.netloc) != (own.scheme, own.netloc):
        raise InvalidArgument("this client sends to its own deployment only: its key would go to another place")


def _response(answer: Answer, request: httpx.Request) -> httpx.Response:
    # The body was decoded on the way, so the headers that describe its encoding no longer hold.
    headers = {
        name: value
        for name, value in answer.headers.items()
        if name.lower() not in {"content-encoding", "content-length", "transfer-encoding"}
    }
    return httpx.Response(answer.status, headers=headers, content=answer.content, request=request)


class _SyncClient(httpx.Client):
    """The HTTP client of a generated client."""

    def __init__(self, sender: SyncSender) -> None:
        super().__init__(base_url=sender.shared.route.base_url, trust_env=False, transport=_Nowhere())
        self._sender = sender

    def build_request(self, method: str, url: httpx.URL | str, **options: Any) -> httpx.Request:
        """Refuse what would reach another endpoint."""
        _refuse_wrong_values(str(url))
        return super().build_request(method, url, **options)

    def send(self, request: httpx.Request, **_: Any) -> httpx.Response:
        """Send through the transport of the overlay: a status that is not 200 is raised."""
        shared = self._sender.shared
        _refuse_other_hosts(request, shared)
        operation = shared.match(request)
        answer = self._sender.fetch(request, operation)
        shared.read(answer, operation)
        return _response(answer, request)


class _AsyncClient(httpx.AsyncClient):
    """The async HTTP client of a generated client."""

    def __init__(self, sender: AsyncSender) -> None:
        super().__init__(base_url=sender.shared.route.base_url, trust_env=False, transport=_Nowhere())
        self._sender = sender

    def build_request(self, method: str, url: httpx.URL | str, **options: Any) -> httpx.Request:
        """Refuse what would reach another endpoint."""
        _refuse_wrong_values(str(url))
        return super().build_request(method, url, **options)

    async def send(self, request: httpx.Request, **_: Any) -> httpx.Response:
        """Send through the transport of the overlay: a status that is not 200 is raised."""
        shared = self._sender.shared
        _refuse_other_hosts(request, shared)
        operation = shared.match(request)
        answer = await self._sender.fetch(request, operation)
        shared.read(answer, operation)
        return _response(answer, request)


class _Nowhere(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that sends nothing: everything goes through the overlay's."""

    def handle_request(self, request: httpx.Request) -> NoReturn:
        """Refuse."""
        raise InvalidArgument("this generated client belongs to an async client: call asyncio() or asyncio_detailed()")

    async def handle_async_request(self, request: httpx.Request) -> NoReturn:
        """Refuse."""
        raise InvalidArgument("this generated client belongs to a sync client: call sync() or sync_detailed()")


def _refuse_change(*_: object) -> NoReturn:
    # The generated code would change this client, and give another one that is not over this transport.
    raise InvalidArgument(
        "a generated client over this transport has no headers, cookies or time-outs of its own; use with_options()"
    )


def generated_client(version: Version, sender: SyncSender | AsyncSender) -> Any:
    """Make the generated client of a version over a sender."""
    base_url = sender.shared.route.base_url
    kind: Any = import_module(f"devin_api.{version}").AuthenticatedClient
    changing = dict.fromkeys(("with_headers", "with_cookies", "with_timeout"), _refuse_change)
    client: Any = type(kind.__name__, (kind,), {"__slots__": (), **changing})(base_url=base_url, token=PLACEHOLDER)
    if isinstance(sender, SyncSender):
        client.set_httpx_client(_SyncClient(sender))
        client.set_async_httpx_client(httpx.AsyncClient(transport=_Nowhere(), trust_env=False))
    else:
        client.set_async_httpx_client(_AsyncClient(sender))
        client.set_httpx_client(httpx.Client(transport=_Nowhere(), trust_env=False))
    return client
