"""One client in a process of its own: reads a number of calls, makes them, and prints the seconds that they took.

Runs in environments that do not hold the project, so it imports nothing of it but what it measures.
"""

import sys
import time
from collections.abc import Callable

AFTER, BEFORE = 1764921600, 1767600000
PATH = "/v3/enterprise/consumption/daily"
KEY = "cog_benchmark"


def _httpx(url: str) -> Callable[[], object]:
    import httpx

    client = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {KEY}"})
    return lambda: client.get(PATH, params={"time_after": AFTER, "time_before": BEFORE}).json()


def _generated(url: str) -> Callable[[], object]:
    from devin_api.v3 import AuthenticatedClient
    from devin_api.v3.api.consumption import get_enterprise_daily_consumption

    client = AuthenticatedClient(base_url=url, token=KEY)
    return lambda: get_enterprise_daily_consumption.sync(client=client, time_after=AFTER, time_before=BEFORE)


def _ours(url: str) -> Callable[[], object]:
    from datetime import UTC, datetime

    from devin_usage import DevinUsage, Period

    client = DevinUsage(KEY, base_url=url)
    period = Period(datetime.fromtimestamp(AFTER, UTC), datetime.fromtimestamp(BEFORE, UTC))
    return lambda: client.consumption.daily(period)


def _vendor(url: str) -> Callable[[], object]:
    from devin_sdk import DevinSDK  # type: ignore[import-not-found]  # there in the benchmarks' environment only

    client = DevinSDK(api_key=KEY, base_url=url)
    daily = client.enterprise.consumption.daily
    return lambda: daily.get_daily_consumption(time_after=AFTER, time_before=BEFORE)


CLIENTS = {"httpx": _httpx, "generated": _generated, "ours": _ours, "vendor": _vendor}


def main() -> None:
    """Serve measurements on stdin and stdout until stdin ends."""
    call = CLIENTS[sys.argv[1]](sys.argv[2])
    call()
    for line in sys.stdin:
        started = time.perf_counter()
        for _ in range(int(line)):
            call()
        print(time.perf_counter() - started, flush=True)


if __name__ == "__main__":
    main()
