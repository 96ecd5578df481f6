"""Two thousand users against the mock in a process of its own, with a rate limit: whole, named, bounded, resumable."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from collections import Counter
from collections.abc import Generator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote

import anyio
import httpx
import pytest
from devin_mock import ENTERPRISE_KEY, Mock
from devin_mock.ledger import PRODUCTS
from devin_usage import AsyncDevinUsage, DevinUsage, NotFound, Period, Retries, ServerError
from devin_usage.account.broken_down import Breakdown, tolerance_acus
from devin_usage.account.cache import DayCache
from devin_usage.account.work import Progress

USERS = 2_000
CONCURRENCY = 8
NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)
CLOSED = Period.of_days(date(2025, 12, 6), date(2025, 12, 19))
WITH_TODAY = Period.of_days(date(2025, 12, 13), date(2025, 12, 20))
TODAY = date(2025, 12, 20)
RATE_LIMIT = {"rate_limit": "400/1"}
BURST = {"status": 429, "retry_after_s": 1, "skip": 500, "times": CONCURRENCY}
"""Refusals for the rate however slow the machine: a slow one never meets the limit itself."""
TOLERANCE_ACUS = 1e-6
"""What the sum of one user's floats may be off from the integers of the ledger."""
BYTES_A_MEMBER = 5_000
"""The most that the peak may be for each member: what is kept of it, and its share in lists and answers on the way."""
RETRIES = Retries(backoff_s=0.01, longest_backoff_s=0.05)
USER_PATH = "/v3/enterprise/consumption/daily/users/"


def present() -> datetime:
    return NOW


@pytest.fixture(scope="module")
def base_url() -> Generator[str]:
    """The mock on a free port, in a process of its own."""
    command = [str(Path(sys.executable).with_name("devin-usage")), "mock", "--port", "0", "--users", str(USERS)]
    command += ["--now", NOW.isoformat(), "--control", "/_mock"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield next(line.split("=")[1].strip() for line in server.stdout if "export DEVIN_BASE_URL=" in line)
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def account() -> Mock:
    """The same account, to be read without asking."""
    return Mock(users=USERS, now=NOW)


def control(base_url: str, method: str, what: str, body: Any = None) -> str:
    return httpx.request(method, f"{base_url}/_mock/{what}", json=body, trust_env=False, timeout=60).text


@pytest.fixture
def faulty(base_url: str) -> Generator[str]:
    """The mock, ready to be told of faults, with an empty record."""
    control(base_url, "DELETE", "record")
    yield base_url
    control(base_url, "DELETE", "faults")


def of_ledger(account: Mock, period: Period) -> dict[str, float]:
    """The ACUs of everybody who is listed, from the integers of the ledger."""
    people = account.ledger.account
    start, end = int(period.start.timestamp()), min(int(period.end.timestamp()), account.now())
    micro: Counter[int] = Counter()
    for product in PRODUCTS:
        holders = people.seat_holder if product == "devin" else range(people.users)
        for leaf, amount in enumerate(account.ledger.totals(product, start, end)):
            micro[holders[leaf]] += amount
    return {people.ids[index]: micro[index] / 1e6 for index in range(people.users) if people.is_member(index)}


def assert_of_ledger(found: Breakdown, expected: dict[str, float]) -> None:
    assert set(found.acus) == set(expected)
    off = max(abs(found.acus[user] - acus) for user, acus in expected.items())
    assert off <= TOLERANCE_ACUS
    assert found.total_acus is not None
    assert abs(found.total_acus - sum(expected.values())) <= tolerance_acus(len(expected))


class Counting(httpx.AsyncBaseTransport):
    """Counts the requests that are on their way together."""

    def __init__(self) -> None:
        self._inner = httpx.AsyncHTTPTransport()
        self.running = self.most_at_once = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        try:
            return await self._inner.handle_async_request(request)
        finally:
            self.running -= 1

    async def aclose(self) -> None:
        await self._inner.aclose()


def test_run_a_transient_failures_leave_no_trace(faulty: str, account: Mock) -> None:
    """Two attempts in a hundred fail, and a limit is met again and again: all figures come, from bounded means."""
    control(faulty, "POST", "faults", [{"status": 503, "share": 0.02}, BURST, RATE_LIMIT])
    transport = Counting()
    told: list[Progress] = []

    async def main() -> tuple[Breakdown, int]:
        client = AsyncDevinUsage(ENTERPRISE_KEY, base_url=faulty, transport=transport, clock=present, retries=RETRIES)
        async with client:
            await client.consumption.daily(CLOSED)  # what is loaded at the first question is not the fan-out's
            tracemalloc.start()
            try:
                found = await client.consumption.by_user(CLOSED, concurrency=CONCURRENCY, watch=told.append)
                return found, tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()

    found, peak = anyio.run(main)
    assert found.complete
    assert_of_ledger(found, of_ledger(account, CLOSED))
    assert transport.most_at_once == CONCURRENCY
    print(f"{peak / USERS:,.0f} bytes a member at the peak, {told[-1]}")
    assert peak < BYTES_A_MEMBER * USERS
    assert told[-1] == Progress(done=len(found.acus), failed=0, total=len(found.acus))
    statuses = Counter(each["response"]["status"] for each in record(faulty))
    assert statuses[503] > 0.01 * USERS
    # Held back together: each of the few times that a limit is met, those on their way are refused, and no others.
    assert CONCURRENCY <= statuses[429] < 20 * CONCURRENCY


def record(base_url: str) -> list[Any]:
    return [json.loads(line) for line in control(base_url, "GET", "record").splitlines()]


def days_given(base_url: str) -> Counter[tuple[str, date]]:
    """How often the mock has given each billing day of each subject."""
    given: Counter[tuple[str, date]] = Counter()
    for exchange in record(base_url):
        path = exchange["request"]["path"]
        if exchange["response"]["status"] == 200 and "/consumption/daily" in path:
            query = parse_qs(exchange["request"]["query"])
            start, end = (datetime.fromtimestamp(int(query[name][0]), UTC) for name in ("time_after", "time_before"))
            given.update((unquote(path), day) for day in Period(start, end).billing_days())
    return given


class Interrupting:
    """A watch that ends the work half-way, as Ctrl+C does."""

    def __init__(self, after: int) -> None:
        self._after = after

    def __call__(self, progress: Progress) -> None:
        if progress.done + progress.failed == self._after:
            raise KeyboardInterrupt


def test_run_b_failures_are_named_and_an_interrupted_run_goes_on(faulty: str, account: Mock, tmp_path: Path) -> None:
    """Ten users fail for good, in two ways; interrupted half-way and run again, no closed day is asked for twice."""
    expected = of_ledger(account, WITH_TODAY)
    failing = {user: 404 if place % 2 else 500 for place, user in enumerate(list(expected)[100:2000:190])}
    assert len(failing) == 10
    planted = [{"path": USER_PATH + quote(user, safe=""), "status": status} for user, status in failing.items()]
    control(faulty, "POST", "faults", [*planted, RATE_LIMIT])

    def run(watch: Any = None) -> Breakdown:
        with (
            DayCache(tmp_path / "days.sqlite", clock=present) as cache,
            DevinUsage(ENTERPRISE_KEY, base_url=faulty, clock=present, retries=RETRIES) as client,
        ):
            return client.consumption.by_user(WITH_TODAY, concurrency=CONCURRENCY, watch=watch, cache=cache)

    with pytest.raises(KeyboardInterrupt):
        run(Interrupting(after=USERS // 2))
    first = days_given(faulty)
    assert USERS // 2 - 10 <= len({path for path, _ in first}) < USERS // 2 + 4 * CONCURRENCY

    found = run()
    assert {user: type(error) for user, error in found.failures.items()} == {
        user: NotFound if status == 404 else ServerError for user, status in failing.items()
    }
    assert found.total_acus is None
    assert set(found.acus) == set(expected) - set(failing)
    assert max(abs(found.acus[user] - expected[user]) for user in found.acus) <= TOLERANCE_ACUS

    given = days_given(faulty)
    asked_for = {day for _, day in given}
    assert asked_for == set(WITH_TODAY.billing_days())
    assert {(path, day): count for (path, day), count in given.items() if count > 1 and day < TODAY} == {}
    assert found.days_from_cache >= (len(asked_for) - 1) * (USERS // 2 - 10)
    again = [path for (path, day), count in given.items() if day == TODAY and count > 1]
    assert len(again) > USERS // 2 - 20  # the open day is never kept
