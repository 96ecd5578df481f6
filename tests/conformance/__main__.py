"""Run the suite oracle by oracle, and print what it tried, what it found, and what of the documents it exercised.

    python -m tests.conformance [--profile quick|ci|deep] [--seed N] [--jobs N]

Exits with 1 when an oracle is red.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import attrs

from .bare import rows
from .figures import all_places, can_be_broken
from .profiles import EXAMPLES

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]


@attrs.frozen(slots=True)
class Run:
    """What became of one oracle. `seen` is what `figures` wrote."""

    oracle: str
    passed: int
    failed: int
    seconds: float
    seen: Mapping[str, Any]
    said: str

    @property
    def cases(self) -> int:
        """How many cases it tried."""
        return sum(self.seen.get("cases", {}).values())


def run(oracle: str, profile: str, seed: int | None) -> Run:
    """Run one oracle in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures.json"
        environment = {**os.environ, "CONFORMANCE": profile, "CONFORMANCE_FIGURES": str(file)}
        if seed is not None:
            environment["CONFORMANCE_SEED"] = str(seed)
        started = time.monotonic()
        path = HERE / f"test_{oracle}.py"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(path)]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        seconds = time.monotonic() - started
        seen = json.loads(file.read_text("utf-8")) if file.exists() else {}
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|errors?)", done.stdout)}
    failed = counts.get("failed", 0) + counts.get("error", 0) + counts.get("errors", 0)
    if done.returncode and not failed:
        failed = 1  # It ended before it could count.
    return Run(oracle, counts.get("passed", 0), failed, seconds, seen, done.stdout + done.stderr)


def print_oracles(runs: Sequence[Run]) -> None:
    """Cases, seconds and findings of each oracle."""
    print(f"{'oracle':15}{'tests':>7}{'cases':>9}{'seconds':>9}{'cases/s':>9}  findings")
    for each in runs:
        rate = each.cases / each.seconds
        print(
            f"{each.oracle:15}{each.passed + each.failed:7}{each.cases:9}{each.seconds:9.1f}{rate:9.0f}  {each.failed}"
        )
    cases, seconds = sum(each.cases for each in runs), sum(each.seconds for each in runs)
    tests, failed = sum(each.passed + each.failed for each in runs), sum(each.failed for each in runs)
    print(f"{'together':15}{tests:7}{cases:9}{seconds:9.1f}{cases / seconds:9.0f}  {failed}")


def print_coverage(runs: Sequence[Run]) -> None:
    """What of the documents was exercised, by keyword, valid and broken."""
    places = all_places()
    seen = {
        kind: {tuple(each) for one in runs for each in one.seen.get(kind, ())} & places for kind in ("valid", "broken")
    }
    print(f"\n{'version':8}{'keyword':22}{'places':>8}{'valid':>8}{'broken':>8}")
    totals = Counter((version, word) for version, word, _ in places)
    for (version, word), total in sorted(totals.items()):
        counts = [sum(each[:2] == (version, word) for each in seen[kind]) for kind in ("valid", "broken")]
        shown = str(counts[1]) if can_be_broken(word) else "-"
        print(f"{version:8}{word:22}{total:8}{counts[0]:8}{shown:>8}")
    for kind in ("valid", "broken"):
        missed = sorted(each for each in places - seen[kind] if kind == "valid" or can_be_broken(each[1]))
        if missed:
            print(f"never {kind}: {len(missed)}, such as {' '.join(missed[0])}")


def print_bare() -> None:
    """What the oracles find on the generated client by itself, and on ours."""
    print(f"\n{'asked':>6}{'bare':>6}{'ours':>6}  {'oracle':10}known mistakes of generated clients")
    for row in rows():
        print(f"{row.asked:6}{row.bare:6}{row.ours:6}  {row.oracle:10}{row.what}")


def main() -> int:
    """Run everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("--profile", choices=tuple(EXAMPLES), default="ci")
    parser.add_argument("--seed", type=int, help="draw other cases than the usual ones")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    oracles = sorted(each.stem.removeprefix("test_") for each in HERE.glob("test_*.py"))
    with ThreadPoolExecutor(arguments.jobs) as pool:
        runs = list(pool.map(lambda oracle: run(oracle, arguments.profile, arguments.seed), oracles))
    print_oracles(runs)
    print_coverage(runs)
    print_bare()
    red = [each for each in runs if each.failed]
    for each in red:
        print(f"\n{each.oracle} is red:\n{each.said[-6_000:]}")
    return 1 if red else 0


if __name__ == "__main__":
    sys.exit(main())
