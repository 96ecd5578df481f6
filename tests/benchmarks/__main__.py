"""Measure client and mock beside others: ``python -m tests.benchmarks [call|decode|import|fan-out|outputs|mock]``."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from . import bodies, fan_out, mock, outputs
from .ratios import report

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CHECKOUT = os.pathsep.join(str(ROOT / folder) for folder in ("generated", "overlays"))


@contextmanager
def worker(python: str, kind: str, url: str, file: str = "worker.py") -> Generator[Callable[[int], float]]:
    """Run a client in a process of its own, and give what measures a number of calls of it."""
    command = [python, str(HERE / file), kind, url]
    environment = {**os.environ, "PYTHONPATH": CHECKOUT}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None
        assert stdout is not None

        def measure(calls: int) -> float:
            stdin.write(f"{calls}\n")
            stdin.flush()
            return float(stdout.readline())

        try:
            yield measure
        finally:
            stdin.close()


def call(sdk_python: str) -> None:
    """Measure one call over the loopback interface."""
    with ExitStack() as stack:
        file = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "body.json"
        file.write_bytes(bodies.consumption(31))
        server = stack.enter_context(
            subprocess.Popen([sys.executable, str(HERE / "server.py"), str(file)], stdout=subprocess.PIPE, text=True)
        )
        stack.callback(server.terminate)
        assert server.stdout is not None
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        kinds = ("httpx", "generated", "ours", "vendor")
        measures = {kind: stack.enter_context(worker(sdk_python, kind, url)) for kind in kinds}
        rounds: dict[str, list[float]] = {kind: [] for kind in measures}
        for turn in range(21):
            for kind, measure in measures.items():
                seconds = measure(100)
                if turn:  # the first round warms up
                    rounds[kind].append(seconds * 10)
        report("A call, 31 days", "ms", "httpx", rounds, {"ours": 1.3})


def decode(_: str) -> None:
    """Measure the way from bytes to checked values."""
    from devin_usage import Period, Subject, answers
    from devin_usage.billing import system_clock
    from devin_usage.contract import contract
    from devin_usage.credential import Credential
    from devin_usage.responses import Answer, read

    promises = contract("v3")
    operation = promises.operation("get_enterprise_daily_consumption")
    credential = Credential("cog_benchmark")
    generated = __import__("devin_api.v3.models", fromlist=["ConsumptionResponse"]).ConsumptionResponse
    for days, repeats in ((31, 200), (10_000, 3), (100_000, 1)):
        # 100,000 days do not fit between now and the last year that a date can hold; they start in the year 1600.
        first = int(datetime(1600, 1, 1, 8, tzinfo=UTC).timestamp())
        body = bodies.consumption(days, first=first)
        start = date(1600, 1, 1)
        period = Period.of_days(start, date.fromordinal(start.toordinal() + days - 1))
        answer = Answer(status=200, headers={"content-type": "application/json"}, content=body)

        def ours(answer: Answer = answer, period: Period = period) -> None:
            checked = read(answer, operation, promises, credential)
            answers.consumption("v3", checked, Subject("enterprise"), period, system_clock)

        def bare(body: bytes = body) -> None:
            generated.from_dict(json.loads(body))

        def loads(body: bytes = body) -> None:
            json.loads(body)

        contestants: dict[str, Callable[[], None]] = {"json.loads": loads, "generated": bare, "ours": ours}
        rounds: dict[str, list[float]] = {name: [] for name in contestants}
        for turn in range(8):
            for name, run in contestants.items():
                started = time.perf_counter()
                for _round in range(repeats):
                    run()
                if turn:
                    rounds[name].append((time.perf_counter() - started) * 1000 / repeats)
        report(f"Decode, {days:,} days", "ms", "json.loads", rounds, {"ours": 2.0} if days == 10_000 else {})


def imports(sdk_python: str) -> None:
    """Measure imports in an environment without the command line, which httpx imports where it finds it."""
    statements = {
        "httpx": "import httpx",
        "ours": "import devin_usage",
        "ours, client": "from devin_usage import DevinUsage",
        "vendor": "import devin_sdk",
    }
    rounds: dict[str, list[float]] = {name: [] for name in statements}
    environment = {**os.environ, "PYTHONPATH": CHECKOUT}
    for turn in range(12):
        for name, statement in statements.items():
            code = f"import time; t = time.perf_counter(); {statement}; print(time.perf_counter() - t)"
            done = subprocess.run([sdk_python, "-c", code], capture_output=True, text=True, check=True, env=environment)
            if turn:
                rounds[name].append(float(done.stdout) * 1000)
    report("Import", "ms", "httpx", rounds, {"ours": 1.5})


def fan(sdk_python: str) -> None:
    """Measure one call for each of many users."""
    fan_out.measure(sdk_python, worker)


SUITES = {
    "call": call,
    "decode": decode,
    "import": imports,
    "fan-out": fan,
    "outputs": outputs.measure,
    "mock": mock.measure,
}
BY_DEFAULT = ("call", "decode", "import", "fan-out", "outputs")
"""What needs Python alone."""


def main() -> None:
    """Run the suites that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "suites", nargs="*", choices=[*SUITES, []], help=f"what to measure; by default {', '.join(BY_DEFAULT)}"
    )
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has the vendor's SDK")
    arguments = parser.parse_args()
    for name in arguments.suites or BY_DEFAULT:
        SUITES[name](arguments.python)


if __name__ == "__main__":
    main()
