"""What people look at, for a large account: the report and the FOCUS export of a year, beside the reading alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

from .mock import started
from .outputs_worker import OUTPUTS
from .ratios import report

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
USERS = 5_000
DAYS = 430
"""How far back the account goes: twelve cycles that have ended, and the one before the first."""
ROUNDS = 1
"""Each output takes about a minute or two, most of it for 5,000 questions; one more round of reading comes before."""


def _mock(port: int) -> list[str]:
    command = Path(sys.executable).with_name("devin-usage")
    return [str(command), "mock", "--port", str(port), "--users", str(USERS), "--days", str(DAYS)]


def _made(kind: str, base_url: str) -> dict[str, float]:
    checkout = os.pathsep.join(str(ROOT / folder) for folder in ("generated", "overlays"))
    command = [sys.executable, str(HERE / "outputs_worker.py"), kind, base_url]
    environment = {**os.environ, "PYTHONPATH": checkout}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    made: dict[str, float] = json.loads(done.stdout)
    return made


def measure(_: str) -> None:
    """Make every output in a process of its own, from the same mock, in turn."""
    figures: dict[str, list[dict[str, float]]] = {kind: [] for kind in OUTPUTS}
    with started(_mock, "/v3/self") as mock:
        _made("read", mock.base_url)  # the mock fills its ledger
        for _round in range(ROUNDS):
            for kind, made in figures.items():
                made.append(_made(kind, mock.base_url))
    title = f"{USERS:,} users, 12 cycles"
    for what, unit, figure in (("time", "s", "seconds"), ("peak memory", "MB", "peak_mb")):
        rounds = {kind: [one[figure] for one in made] for kind, made in figures.items()}
        report(f"{title}: {what}", unit, "read", rounds, {})
    for kind, made in figures.items():
        if made[-1]["written"]:
            print(f"{kind}: {made[-1]['written'] / 2**20:.2f} MB written")
