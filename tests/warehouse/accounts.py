"""A mock whose clock is turned by hand, and what a DuckDB warehouse holds of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Assumptions, Mock
from devin_mock.transport import mock_transport
from devin_usage import DevinUsage, Period

NOON = datetime(2025, 12, 20, 12, tzinfo=UTC)
KEYS = {"v2": ENTERPRISE_ADMIN_KEY, "v3": ENTERPRISE_KEY, "organization": ORGANIZATION_KEY}
SHORT = 50
"""Days of an account that takes three packages to load."""
TABLES = ("active_users", "cycles", "days", "metrics", "organizations", "service_users", "users")


class Account:
    """A mock of the service at a time that is told: ten users, and the cycles from September 2025 on."""

    def __init__(self, *, now: datetime = NOON, seed: int = 5, days: int = 100, **assumed: Any) -> None:
        self.now = now
        # The account begins with the day that lies so many days before the time when the mock is made.
        self.mock = Mock(seed=seed, users=10, days=days, now=self.tell, assumptions=Assumptions(**assumed))

    def tell(self) -> datetime:
        """Tell the time."""
        return self.now

    def advance(self, **time: float) -> None:
        """Turn the clock on."""
        self.now += timedelta(**time)

    @contextmanager
    def client(self, key: str = "v3", transport: httpx.BaseTransport | None = None) -> Iterator[DevinUsage]:
        """A client of the mock, which reads the same clock."""
        through: Any = transport or mock_transport(self.mock)
        with DevinUsage(
            KEYS[key], base_url="https://devin.example", retries=0, transport=through, clock=self.tell
        ) as client:
            yield client

    def days_asked(self) -> Counter[date]:
        """How often the ACUs of each day were asked for since the record was cleared."""
        asked = [each for each in self.mock.record if b"/consumption/daily" in each.request.raw_path]
        queries = [each.verdict.arguments.query for each in asked]
        spans = [
            [datetime.fromtimestamp(query[name], UTC) for name in ("time_after", "time_before")] for query in queries
        ]
        return Counter(day for start, end in spans for day in Period(start, end).billing_days())


class Refusing(httpx.BaseTransport):
    """Answers as the mock does, but with 503 to requests that are named."""

    def __init__(self, account: Account, refused: Callable[[httpx.Request], bool]) -> None:
        self.inner: Any = mock_transport(account.mock)
        self.refused = refused

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.refused(request):
            return httpx.Response(503, text="later")
        answer: httpx.Response = self.inner.handle_request(request)
        return answer


class Altering(httpx.BaseTransport):
    """Answers as the mock does, with some bodies changed: what the vendor corrects afterwards."""

    def __init__(self, account: Account, change: Callable[[str, Any], None]) -> None:
        self.inner: Any = mock_transport(account.mock)
        self.change = change

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer: httpx.Response = self.inner.handle_request(request)
        answer.read()
        if answer.status_code != 200:
            return answer
        body = answer.json()
        self.change(request.url.path, body)
        content = json.dumps(body).encode()  # ASCII, which can carry half a surrogate pair.
        return httpx.Response(200, content=content, headers={"content-type": "application/json"})


@contextmanager
def opened(database: Path) -> Iterator[Any]:
    """A connection to a DuckDB database that changes nothing."""
    connection: Any = import_module("duckdb").connect(str(database), read_only=True)
    try:
        yield connection
    finally:
        connection.close()


def ask(database: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Ask a DuckDB database."""
    with opened(database) as connection:
        found: list[tuple[Any, ...]] = connection.execute(sql, list(values)).fetchall()
    return found


def held(database: Path, dataset: str = "devin_usage") -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, in an order that does not depend on how they got there."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with opened(database) as connection:
        for name in TABLES:
            table = connection.table(f"{dataset}.{name}")
            # What dlt adds to tell its own loads apart is another for each load.
            columns = sorted(each for each in table.columns if not each.startswith("_dlt"))
            found[name] = sorted(table.select(*columns).fetchall(), key=repr)
    return found


def acus(database: Path, subject: str, id: str = "enterprise") -> dict[date, float]:
    """The ACUs of each day that the warehouse holds of a subject."""
    sql = "SELECT billing_day, acus FROM devin_usage.days WHERE subject = ? AND subject_id = ?"
    rows = ask(database, sql, subject, id)
    assert len({day for day, _ in rows}) == len(rows), "a day is there twice"
    return dict(rows)
