"""An account under a clock that is turned by hand, asked through clients of either colour, and what was asked of it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Final
from urllib.parse import quote, unquote

import httpx
import pytest
from devin_mock import (
    ENTERPRISE_ADMIN_KEY,
    ENTERPRISE_KEY,
    ORGANIZATION_KEY,
    Assumptions,
    Exchange,
    Mock,
)
from devin_mock.transport import mock_transport
from devin_usage import AsyncDevinUsage, DevinUsage, Period, Retries
from devin_usage.account import Reconciliation, reconcile, reconcile_async
from hypothesis import strategies as st

from .counted import Counted, Days
from .sending import BASE_URL, NOW

SEED, USERS = 5, 12
UNTIL: Final = NOW + timedelta(days=60)
"""As far as clocks are turned."""
KEYS: Final = {"v2": ENTERPRISE_ADMIN_KEY, "v3": ENTERPRISE_KEY, "organization": ORGANIZATION_KEY}
LIMITS: Final = "/v3/enterprise/consumption/acu-limits/devin"
ONCE: Final = Retries(count=0, backoff_s=0.0)
"""What fails in passing is then asked again by the fan-out alone, and at once."""


@cache
def counted(seed: int = SEED) -> Counted:
    """What was used in the account."""
    return Counted(seed=seed, users=USERS, until=UNTIL)


class Account:
    """A mock with a clock."""

    def __init__(self, *, now: datetime = NOW, seed: int = SEED, answers: Any = None, **assumed: Any) -> None:
        self.now = now
        self.seed = seed
        self.mock = Mock(
            seed=seed, users=USERS, now=lambda: self.now, answers=answers, assumptions=Assumptions(**assumed)
        )

    def ask(self, key: str, question: Callable[[Any], Any], *, asynchronous: bool = False, **options: Any) -> Any:
        """Put a question to a client of one colour, made for it alone; the record then holds its requests."""
        self.mock.record.clear()
        told: dict[str, Any] = {"base_url": BASE_URL, "transport": mock_transport(self.mock), "retries": ONCE}
        told = {**told, "clock": lambda: self.now, **options}
        if not asynchronous:
            with DevinUsage(KEYS.get(key, key), **told) as client:
                return question(client)

        async def main() -> Any:
            async with AsyncDevinUsage(KEYS.get(key, key), **told) as client:
                return await question(client)

        return asyncio.run(main())

    def reconcile(self, period: Period, *, asynchronous: bool = False, **options: Any) -> Reconciliation:
        """Hold v2 against v3."""
        self.mock.record.clear()
        told: dict[str, Any] = {"base_url": BASE_URL, "transport": mock_transport(self.mock), "retries": ONCE}
        told = {**told, "clock": lambda: self.now, **options}
        if not asynchronous:
            with DevinUsage(KEYS["v2"], **told) as v2, DevinUsage(KEYS["v3"], **told) as v3:
                return reconcile(v2=v2, v3=v3, period=period)

        async def main() -> Reconciliation:
            async with AsyncDevinUsage(KEYS["v2"], **told) as v2, AsyncDevinUsage(KEYS["v3"], **told) as v3:
                return await reconcile_async(v2=v2, v3=v3, period=period)

        return asyncio.run(main())

    def consumption_asked(self) -> list[Exchange]:
        """The questions for consumption in the record."""
        return [each for each in self.mock.record if b"/consumption/daily" in each.request.raw_path]

    def windows(self) -> list[tuple[str | None, Period]]:
        """Of whom, and for when, consumption was asked: the last id of the path, or None for the enterprise."""
        return [(_member(each), _window(each)) for each in self.consumption_asked()]

    def asked_of(self) -> Counter[str | None]:
        """How often consumption was asked of whom."""
        return Counter(member for member, _ in self.windows())


def _member(exchange: Exchange) -> str | None:
    last = exchange.request.raw_path.decode().rpartition("/")[2]
    return None if last == "daily" else unquote(last)


def _window(exchange: Exchange) -> Period:
    query = exchange.verdict.arguments.query
    if "start_date" in query:
        return Period(*(datetime.fromisoformat(query[name]) for name in ("start_date", "end_date")))
    return Period(*(datetime.fromtimestamp(int(query[name]), UTC) for name in ("time_after", "time_before")))


def path_of(member: str) -> str:
    """The end of the path of a member, as faults name it."""
    return f"*/{quote(member, safe='')}"


def limits_of(account: Account) -> list[dict[str, Any]]:
    """The ACU limits that v3 gives, as they are on the wire."""
    headers = {"authorization": f"Bearer {ENTERPRISE_KEY}"}
    with httpx.Client(transport=mock_transport(account.mock), base_url=BASE_URL, headers=headers) as client:
        items: list[dict[str, Any]] = client.get(LIMITS).json()["items"]
    return items


class Watched(httpx.AsyncBaseTransport, httpx.BaseTransport):
    """A transport that sees how many requests are on their way at once, from how many threads, and when each began."""

    def __init__(self, inner: httpx.MockTransport) -> None:
        self._inner = inner
        self._lock = threading.Lock()
        self._running = 0
        self.most = 0
        self.threads: set[str] = set()
        self.began: list[tuple[float, int]] = []
        """The seconds of a clock that is not turned, and the status, of each request."""

    def _begin(self) -> float:
        with self._lock:
            self._running += 1
            self.most = max(self.most, self._running)
            self.threads.add(threading.current_thread().name)
        return time.monotonic()

    def _end(self, began: float, response: httpx.Response) -> httpx.Response:
        with self._lock:
            self._running -= 1
            self.began.append((began, response.status_code))
        return response

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer from a thread."""
        return self._end(self._begin(), self._inner.handle_request(request))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a task, once all others that may run have begun."""
        began = self._begin()
        for _ in range(50):
            await asyncio.sleep(0)
        return self._end(began, await self._inner.handle_async_request(request))


def runs(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days that follow each other, as first and last day."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and found[-1][1] == day - timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


TODAY: Final = NOW.date()
CYCLE: Final = Period.of_days(date(2025, 11, 5), date(2025, 12, 4))
CLOSED: Final = Period.of_days(date(2025, 12, 8), date(2025, 12, 14))
SHORT: Final = st.tuples(st.dates(date(2025, 5, 1), TODAY), st.integers(0, 25)).map(
    lambda drawn: Period.of_days(drawn[0], min(TODAY, drawn[0] + timedelta(days=drawn[1])))
)
"""Up to the open day, around the days on which people left and products began."""

both_colours = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])


def in_turns(names: str, cases: Iterable[Any]) -> pytest.MarkDecorator:
    """Parametrize cases, one with the sync client and the next with the async one: both run the same plans."""
    told = [each if isinstance(each, tuple) else (each,) for each in cases]
    return pytest.mark.parametrize(f"{names}, asynchronous", [(*each, bool(n % 2)) for n, each in enumerate(told)])


def ids(*indices: int) -> list[str]:
    """Users by index."""
    return [counted().leaves.users[each] for each in indices]


def org_ids(*indices: int) -> list[str]:
    """Organizations by index."""
    return [counted().leaves.org_ids[each] for each in indices]


USER: Final = ids(0)[0]
ORGANIZATION: Final = org_ids(1)[0]


def of(by: str, member: str, period: Period, **limited: Any) -> Days:
    """What a member used."""
    return counted().days(period, NOW, **{**limited, by: member})
