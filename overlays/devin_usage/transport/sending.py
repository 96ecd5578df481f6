"""Send with the key, and read answers within their bounds, sync and async.

Requests go to the library's connection pool and not through its client, whose log holds whole addresses, with the ids
of people in them. Redirects are not followed; cookies and netrc are not read.

The async transport is cancelled when the time of a call is over; the sync one holds it against every part of an answer
(see `deadline`; a transport that was given: against every part of the body). Looking up a host name is not cut short.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import Protocol
from urllib.parse import urlsplit

import httpx
from attrs import frozen

from .. import responses
from ..contract import Contract, Operation, contract
from ..credential import Credential
from ..errors import ConnectionFailed, InvalidArgument, RequestFailed, ResponseValidationError, TimedOut
from ..exchange import Exchange, Outcome
from ..operations import Call, request_arguments
from ..options import Options
from ..responses import Answer
from ..retrying import retry_after
from .pool import AsyncPool, Pool, Route, SyncPool

_LONGEST_URL = 8 * 1024


def _version() -> str:
    from importlib import metadata  # loaded when used: it takes longer than all of this package

    try:
        return metadata.version("devin-usage")
    except metadata.PackageNotFoundError:  # run from a checkout that is not installed
        return "unknown"


class Pacing(Protocol):
    """Holds back calls that share a rate limit, once the API has refused one of them."""

    def refused(self, retry_after_s: float | None) -> None:
        """Be told that an attempt was answered with 429, and what that asks to wait."""

    def held_s(self) -> float:
        """Tell for how many seconds nothing is to be sent; not above 0 when calls may go."""
        ...


@frozen(eq=False)
class Shared:
    """What the sync and the async sender have in common: how a request is made, and what an answer means."""

    route: Route
    credential: Credential
    options: Options
    pacing: Pacing | None = None
    """What is told of refusals for too many requests, where calls share a limit."""

    @cached_property
    def _contract(self) -> Contract:
        return contract(self.credential.version)

    @cached_property
    def _headers(self) -> dict[str, str]:
        return {
            "accept": "application/json",
            "accept-encoding": "gzip, deflate",
            "user-agent": f"devin-usage/{_version()}",
        }

    def request(self, call: Call) -> httpx.Request:
        """Make the request of a call.

        Raises:
            InvalidArgument: the address would be too long.
        """
        wanted = request_arguments(call)
        try:
            # The library counts an empty mapping as a query of its own.
            url = httpx.URL(self.route.base_url + wanted["url"], params=wanted.get("params") or None)
        except httpx.InvalidURL:
            url = None
        if url is None or len(url.raw_path) > _LONGEST_URL:
            longest = max(call.arguments, key=lambda name: len(repr(call.arguments[name])), default="the base address")
            raise InvalidArgument(
                f"{call.operation}: the address would be longer than {_LONGEST_URL} bytes, most of it from {longest}; "
                "ask with fewer values at a time"
            )
        return httpx.Request(wanted["method"], url, headers=self._headers)

    def operation(self, call: Call) -> Operation:
        """Find the operation of a call."""
        return self._contract.operation(call.operation)

    def match(self, request: httpx.Request) -> Operation | None:
        """Find the operation that a request of a low-level client belongs to."""
        path = request.url.raw_path.decode("ascii").partition("?")[0]
        prefix = urlsplit(self.route.base_url).path
        return self._contract.match(path.removeprefix(prefix))

    def read(self, answer: Answer, operation: Operation | None) -> object:
        """Give the checked body of an answer; see `responses.read`."""
        return responses.read(answer, operation, self._contract, self.credential, self.options.check)

    def notice(self, outcome: Outcome) -> None:
        """Tell whoever paces calls of an attempt that came too early."""
        if self.pacing is not None and isinstance(outcome, Answer) and outcome.status == 429:
            self.pacing.refused(retry_after(outcome.headers, datetime.now(UTC)))

    def pause(self, seconds: float | None, left_s: float) -> float:
        """Give the wait before the next attempt of a call: longer where calls are held back, and its time allows it."""
        wait = seconds or 0.0
        held = 0.0 if self.pacing is None else self.pacing.held_s()
        return held if wait < held < left_s else wait

    def failure(self, error: httpx.HTTPError, operation: Operation | None) -> RequestFailed | ResponseValidationError:
        """Translate an error of the library; what is not of the connection will not be mended by another attempt."""
        name = responses.name_of(operation)
        if isinstance(error, httpx.DecodingError):
            return responses.undecodable(operation)
        if isinstance(error, httpx.TimeoutException):
            return TimedOut(f"{name}: no complete answer in time ({type(error).__name__})")
        said = responses.quote(str(error), self.credential) or type(error).__name__
        return ConnectionFailed(f"{name}: no complete answer from {self.route.host}: {said}")


class SyncSender:
    """Sends calls, one after another in each thread."""

    def __init__(self, shared: Shared, pool: Pool[SyncPool], *, sleep: Callable[[float], None] | None = None) -> None:
        self.shared = shared
        self.pool = pool
        self._sleep = sleep or time.sleep

    def send(self, call: Call) -> object:
        """Send a call and give its checked body.

        Raises:
            RequestFailed: no complete answer arrived.
            StatusError: the status is not 200.
            ResponseValidationError: the body breaks the contract.
        """
        operation = self.shared.operation(call)
        return self.shared.read(self.fetch(self.shared.request(call), operation), operation)

    def fetch(self, request: httpx.Request, operation: Operation | None) -> Answer:
        """Send a request, as often as it takes, and give the last answer whatever its status."""
        pool = self.pool.get()
        request.headers["authorization"] = self.shared.credential.header()
        exchange = Exchange(self.shared.options, operation)
        outcome: Outcome
        while True:
            request.extensions["timeout"] = exchange.begin()
            try:
                outcome = _read(pool.handle_request(request), request, exchange)
            except httpx.HTTPError as error:
                outcome = self.shared.failure(error, operation)
            except (RequestFailed, ResponseValidationError) as error:
                outcome = error
            self.shared.notice(outcome)
            # Judged out here: an exception raised above would carry the library's, whose request holds the key.
            seconds = exchange.judge(outcome)
            if isinstance(outcome, Answer) and seconds is None:
                return outcome
            self._sleep(self.shared.pause(seconds, exchange.remaining_s))

    def close(self) -> None:
        """Close the pool."""
        opened = self.pool.take()
        if opened is not None:
            opened.close()


def _answer(response: httpx.Response, parts: list[bytes], exchange: Exchange) -> Answer:
    return Answer(
        status=response.status_code, headers=response.headers, content=b"".join(parts), attempts=exchange.attempt
    )


def _read(response: httpx.Response, request: httpx.Request, exchange: Exchange) -> Answer:
    response.request = request
    parts: list[bytes] = []
    decoded = 0
    try:
        if exchange.readable(response.status_code, response.headers):
            for part in response.iter_bytes():
                parts.append(part)
                decoded += len(part)
                exchange.received(response.num_bytes_downloaded, decoded)
    except httpx.DecodingError:
        if response.status_code == 200:
            raise
        parts = []  # The status of a refusal says more than its words.
    finally:
        response.close()
    return _answer(response, parts, exchange)


class AsyncSender:
    """Sends calls, many at a time."""

    def __init__(self, shared: Shared, pool: Pool[AsyncPool]) -> None:
        self.shared = shared
        self.pool = pool

    async def send(self, call: Call) -> object:
        """Send a call and give its checked body; raises what `SyncSender.send` raises."""
        operation = self.shared.operation(call)
        return self.shared.read(await self.fetch(self.shared.request(call), operation), operation)

    async def fetch(self, request: httpx.Request, operation: Operation | None) -> Answer:
        """Send a request, as often as it takes, and give the last answer whatever its status."""
        from anyio import fail_after, sleep

        pool = self.pool.get()
        request.headers["authorization"] = self.shared.credential.header()
        exchange = Exchange(self.shared.options, operation)
        outcome: Outcome
        while True:
            request.extensions["timeout"] = exchange.begin()
            try:
                with fail_after(max(exchange.remaining_s, 0.0)):
                    outcome = await _read_async(await pool.handle_async_request(request), request, exchange)
            except httpx.HTTPError as error:
                outcome = self.shared.failure(error, operation)
            except TimeoutError:
                outcome = exchange.out_of_time()
            except (RequestFailed, ResponseValidationError) as error:
                outcome = error
            self.shared.notice(outcome)
            # Judged out here: an exception raised above would carry the library's, whose request holds the key.
            seconds = exchange.judge(outcome)
            if isinstance(outcome, Answer) and seconds is None:
                return outcome
            await sleep(self.shared.pause(seconds, exchange.remaining_s))

    async def close(self) -> None:
        """Close the pool."""
        opened = self.pool.take()
        if opened is not None:
            await opened.aclose()


async def _read_async(response: httpx.Response, request: httpx.Request, exchange: Exchange) -> Answer:
    response.request = request
    parts: list[bytes] = []
    decoded = 0
    try:
        if exchange.readable(response.status_code, response.headers):
            async for part in response.aiter_bytes():
                parts.append(part)
                decoded += len(part)
                exchange.received(response.num_bytes_downloaded, decoded)
    except httpx.DecodingError:
        if response.status_code == 200:
            raise
        parts = []  # The status of a refusal says more than its words.
    finally:
        await response.aclose()
    return _answer(response, parts, exchange)
