"""Short ways to ask a mock, shared by the tests of `devin_mock`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, Mock, Request, Response
from hypothesis import settings

FEW = settings(max_examples=20, deadline=None)
"""Enough examples for arithmetic over hashed draws; no deadline, since a busy machine is no fault."""

NOW = datetime(2025, 12, 20, 15, 30, tzinfo=UTC)
CYCLE = (1762329600, 1764921600)
"""2025-11-05T08:00Z to 2025-12-05T08:00Z, a closed cycle at NOW."""


def rfc3339(instant: int) -> str:
    return datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def request(
    path: str, query: str | dict[str, Any] | None = None, *, key: str | None = None, method: str = "GET"
) -> Request:
    """A request with the right enterprise key for its path, unless another one (or "" for none) is given."""
    if key is None:
        key = ENTERPRISE_ADMIN_KEY if path.startswith("/v2") else ENTERPRISE_KEY
    text = query if isinstance(query, str) else urlencode(query or {}, doseq=True)
    headers = (("Authorization", f"Bearer {key}"),) if key else ()
    return Request(method, path.encode(), text.encode(), headers)


def ask(mock: Mock, path: str, query: str | dict[str, Any] | None = None, *, key: str | None = None) -> Response:
    return mock.respond(request(path, query, key=key))


def answer(mock: Mock, path: str, query: str | dict[str, Any] | None = None, *, key: str | None = None) -> Any:
    """The body of an answer, which must be a 200."""
    response = ask(mock, path, query, key=key)
    assert response.status == 200, response
    return response.json()


def encoded(value: str) -> str:
    return quote(value, safe="")


def v2_daily(mock: Mock, window: tuple[int, int] = CYCLE, **filters: Any) -> Any:
    query = {"start_date": rfc3339(window[0]), "end_date": rfc3339(window[1]), **filters}
    return answer(mock, "/v2/enterprise/consumption/daily", query)


def v3_daily(mock: Mock, below: str = "", window: tuple[int, int] = CYCLE) -> Any:
    query = {"time_after": window[0], "time_before": window[1]}
    return answer(mock, f"/v3/enterprise/consumption/daily{below}", query)
