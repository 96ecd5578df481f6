"""Clients whose server is a function in this process: one that gives chosen bodies, or the mock."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

import httpx
from devin_mock import Exchange, Mock
from devin_mock.transport import mock_transport
from devin_usage import Cycle, DevinUsage, Period, Principal, Retries, UsageMetrics
from devin_usage.values import Consumption

SECRET = "FAKE0secret1FAKE"
V2_KEY = f"apk_user_{SECRET}"
V3_KEY = f"cog_{SECRET}"
BASE_URL = "https://devin.example"
NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)
CYCLE = Period.of_days(date(2025, 12, 5), date(2026, 1, 4))
TWO_DAYS = Period.of_days(date(2025, 12, 5), date(2025, 12, 6))
SERVICE_USER = {"principal_type": "service_user", "service_user_id": "service-user-1", "service_user_name": "Bot"}

Json: TypeAlias = Any
"""A JSON value, or bytes that stand for themselves."""


def now() -> datetime:
    """The present of all clients here."""
    return NOW


def body_of(value: Json) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value).encode()


@contextmanager
def served(
    body: Json,
    *,
    key: str = V2_KEY,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    principal: Mapping[str, Json] | None = None,
    content_type: str = "application/json",
    retries: int | Retries = 0,
) -> Iterator[DevinUsage]:
    """A client whose server gives one answer to everything but `/v3/self`; it asks once unless told otherwise."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v3/self" and principal is not None:
            return httpx.Response(200, json=dict(principal))
        sent = {"content-type": content_type, **(headers or {})}
        return httpx.Response(status, headers=sent, content=body_of(body))

    transport = httpx.MockTransport(answer)
    with DevinUsage(key, base_url=BASE_URL, transport=transport, retries=retries, clock=now) as client:
        yield client


def cycles(body: Json, *, key: str = V2_KEY) -> tuple[Cycle, ...]:
    """What the client makes of a list of cycles."""
    with served(body, key=key, principal=SERVICE_USER) as client:
        return client.cycles.list()


def daily(body: Json, *, key: str = V2_KEY, period: Period = TWO_DAYS, organization: str | None = None) -> Consumption:
    """What the client makes of daily consumption."""
    with served(body, key=key, principal=SERVICE_USER) as client:
        return client.consumption.daily(period, organization=organization)


def usage(body: Json, *, key: str = V2_KEY, period: Period = TWO_DAYS) -> UsageMetrics:
    """What the client makes of usage metrics."""
    with served(body, key=key, principal=SERVICE_USER) as client:
        return client.metrics.usage(period)


def whoami(body: Json) -> Principal:
    """What the client makes of a principal."""
    with served(body, key=V3_KEY) as client:
        return client.whoami()


QUESTIONS: Mapping[str, Callable[[Json], object]] = {
    "v2 cycles": cycles,
    "v2 daily": daily,
    "v2 usage": usage,
    "v3 cycles": lambda body: cycles(body, key=V3_KEY),
    "v3 daily": lambda body: daily(body, key=V3_KEY),
    "v3 usage": lambda body: usage(body, key=V3_KEY),
    "v3 self": whoami,
}
"""Every kind of answer that is read, asked of a server that gives one body."""


@contextmanager
def mocked(mock: Mock, key: str, **options: Json) -> Iterator[DevinUsage]:
    """A client of the mock."""
    with DevinUsage(key, base_url=BASE_URL, transport=mock_transport(mock), **{"clock": now, **options}) as client:
        yield client


def asked(mock: Mock) -> list[str]:
    """The requests that a mock got, as path and query on the wire, the query in the order of the alphabet."""
    return [_target(exchange) for exchange in mock.record]


def _target(exchange: Exchange) -> str:
    query = b"&".join(sorted(exchange.request.raw_query.split(b"&")))
    return (exchange.request.raw_path + (b"?" + query if query else b"")).decode()


def everything_said(error: BaseException) -> str:
    """All that an exception and those it is chained to can show: messages, arguments, attributes and traceback."""
    said = ["".join(traceback.format_exception(error))]
    link: BaseException | None = error
    while link is not None:
        said += [str(link), repr(link), repr(link.args), repr(getattr(link, "__dict__", {}))]
        link = link.__cause__ or link.__context__
    return "\n".join(said)
