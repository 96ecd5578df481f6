"""The fan-out beside others: users a second, with one call for each, so many at a time."""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from . import bodies
from .fan_out_worker import CLIENTS, CONCURRENCY
from .ratios import report

HERE = Path(__file__).parent
USERS = 500
ROUNDS = 11
DAYS = 31

Worker = Callable[[str, str, str, str], AbstractContextManager[Callable[[int], float]]]


def measure(sdk_python: str, worker: Worker) -> None:
    """Measure every client in a process of its own, against the same server, in turn."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        member, whole = folder / "member.json", folder / "whole.json"
        member.write_bytes(bodies.consumption(DAYS))
        whole.write_bytes(bodies.consumption(DAYS, times=USERS))
        command = [sys.executable, str(HERE / "server.py"), str(member), "0", str(whole)]
        server = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        stack.callback(server.terminate)
        assert server.stdout is not None
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        measures = {kind: stack.enter_context(worker(sdk_python, kind, url, "fan_out_worker.py")) for kind in CLIENTS}
        rounds: dict[str, list[float]] = {kind: [] for kind in measures}
        for turn in range(ROUNDS):
            for kind, measured in measures.items():
                seconds = measured(USERS)
                if turn:  # the first round warms up
                    rounds[kind].append(USERS / seconds)
    title = f"Fan-out, {USERS} users, {DAYS} days each, {CONCURRENCY} at a time"
    report(title, "users/s", "httpx", rounds, {"ours": 0.9}, more_is_better=True)
    beside = {kind: rounds[kind] for kind in ("vendor", "ours", "ours, threads")}
    report(f"{title}, beside the vendor's SDK", "users/s", "vendor", beside, {"ours": 1.5}, more_is_better=True)
