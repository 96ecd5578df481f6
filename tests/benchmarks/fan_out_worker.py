"""One client in a process of its own: reads a number of users, asks for each of them, and prints the seconds it took.

Runs in environments that do not hold the project, so it imports nothing of it but what it measures. All ask for the
same addresses, so many at a time.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

AFTER, BEFORE = 1764921600, 1767600000
PATH = "/v3/enterprise/consumption/daily/users/"
KEY = "cog_benchmark"
CONCURRENCY = 16

Measured = Callable[[list[str]], int]
"""Asks for users, and gives how many answers it holds in the end."""

runner = asyncio.Runner()


async def _side_by_side(users: list[str], ask: Callable[[str], Awaitable[object]]) -> int:
    waiting = iter(users)
    answers: dict[str, object] = {}

    async def worker() -> None:
        for user in waiting:
            answers[user] = await ask(user)

    await asyncio.gather(*(worker() for _ in range(CONCURRENCY)))
    return len(answers)


def _httpx(url: str) -> Measured:
    import httpx

    client = httpx.AsyncClient(base_url=url, headers={"Authorization": f"Bearer {KEY}"})

    async def ask(user: str) -> Any:
        answer = await client.get(PATH + user, params={"time_after": AFTER, "time_before": BEFORE})
        answer.raise_for_status()
        return answer.json()

    return lambda users: runner.run(_side_by_side(users, ask))


def _ours(url: str) -> Measured:
    from devin_usage import AsyncDevinUsage, Period

    client = AsyncDevinUsage(KEY, base_url=url)
    period = Period(datetime.fromtimestamp(AFTER, UTC), datetime.fromtimestamp(BEFORE, UTC))

    async def ask(users: list[str]) -> int:
        found = await client.consumption.by_user(period, users=users, concurrency=CONCURRENCY)
        return len(found.require_complete().acus)

    return lambda users: runner.run(ask(users))


def _ours_sync(url: str) -> Measured:
    from devin_usage import DevinUsage, Period

    client = DevinUsage(KEY, base_url=url)
    period = Period(datetime.fromtimestamp(AFTER, UTC), datetime.fromtimestamp(BEFORE, UTC))
    return lambda users: len(
        client.consumption.by_user(period, users=users, concurrency=CONCURRENCY).require_complete().acus
    )


def _httpx_threads(url: str) -> Measured:
    import httpx

    client = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {KEY}"})

    def ask(user: str) -> Any:
        answer = client.get(PATH + user, params={"time_after": AFTER, "time_before": BEFORE})
        answer.raise_for_status()
        return answer.json()

    def threads(users: list[str]) -> int:
        with ThreadPoolExecutor(CONCURRENCY) as pool:
            return len(list(pool.map(ask, users)))

    return threads


def _vendor(url: str) -> Measured:
    from devin_sdk import AsyncDevinSDK  # type: ignore[import-not-found]  # there in the benchmarks' environment only

    daily = AsyncDevinSDK(api_key=KEY, base_url=url).enterprise.consumption.daily

    async def ask(user: str) -> object:
        answer: object = await daily.get_user_daily_consumption(user, time_after=AFTER, time_before=BEFORE)
        return answer

    return lambda users: runner.run(_side_by_side(users, ask))


CLIENTS = {
    "httpx": _httpx,
    "ours": _ours,
    "vendor": _vendor,
    "httpx, threads": _httpx_threads,
    "ours, threads": _ours_sync,
}


def main() -> None:
    """Serve measurements on stdin and stdout until stdin ends."""
    measured = CLIENTS[sys.argv[1]](sys.argv[2])
    for line in sys.stdin:
        users = [f"user-{number}" for number in range(int(line))]
        started = time.perf_counter()
        held = measured(users)
        seconds = time.perf_counter() - started
        if held != len(users):
            raise SystemExit(f"{held} answers for {len(users)} users")
        print(seconds, flush=True)


if __name__ == "__main__":
    main()
