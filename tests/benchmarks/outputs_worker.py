"""One output in a process of its own: makes it, and prints the seconds, the peak memory in MB and the bytes written."""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from devin_mock import ENTERPRISE_KEY
from devin_usage import DevinUsage, Period
from devin_usage.account import Price
from devin_usage.export import write_focus
from devin_usage.report import write_report

CONCURRENCY = 16
PRICE = Price("2.25", "USD")


def _read(client: DevinUsage, period: Period, _: Path) -> None:
    client.consumption.by_user(period, concurrency=CONCURRENCY).require_complete()


def _report(client: DevinUsage, period: Period, folder: Path) -> None:
    if (made := write_report(client, folder / "usage.html", period=period, price=PRICE)).failures:
        raise SystemExit(f"the report is not complete: {made.failures}")


def _focus(client: DevinUsage, period: Period, folder: Path) -> None:
    write_focus(client, folder / "focus.csv", period=period, price=PRICE)


def _focus_by_user(client: DevinUsage, period: Period, folder: Path) -> None:
    write_focus(client, folder / "focus.parquet", period=period, price=PRICE, by="user", concurrency=CONCURRENCY)


OUTPUTS: dict[str, Callable[[DevinUsage, Period, Path], None]] = {
    "read": _read,
    "report": _report,
    "FOCUS": _focus,
    "FOCUS, by user": _focus_by_user,
}


def main() -> None:
    """Make the output that is named, of the twelve billing cycles that have ended last."""
    make, base_url = OUTPUTS[sys.argv[1]], sys.argv[2]
    with DevinUsage(ENTERPRISE_KEY, base_url=base_url) as client, tempfile.TemporaryDirectory() as name:
        ended = [cycle.period for cycle in client.cycles.list() if cycle.last_day < client.cycles.current().first_day]
        period = Period(ended[-12].start, ended[-1].end)
        begun = time.perf_counter()
        make(client, period, Path(name))
        seconds = time.perf_counter() - begun
        written = sum(file.stat().st_size for file in Path(name).iterdir())
    # Kilobytes on Linux, bytes on macOS.
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb, "written": written}))


if __name__ == "__main__":
    main()
