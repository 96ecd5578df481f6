"""Mocks drawn at random, under schemathesis: ``python -m tests.conformance.random_mocks --seeds 10``.

Each seed draws the requests, the mock's account and its assumptions; the oracle is `mock_conforms`.
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from devin_mock import Assumptions

from .mock_conforms import AUDIENCES, Outcome, conforming_mock, examine

_LEFT_ALONE: Final = ("ids", "longest_window_days")
"""Assumptions that are never drawn: the examples are ids of v3, and a limit refuses what the document allows."""


def drawn_assumptions(seed: int) -> Assumptions:
    """Assumptions drawn from those under which nothing is refused that the document allows."""
    chance = random.Random(seed)  # noqa: S311  # the draw is to be repeatable, not secret
    drawn: dict[str, Any] = {"late_days": chance.choice((0, 3))}
    for name, values in Assumptions.choices().items():
        if name not in (*drawn, *_LEFT_ALONE):
            drawn[name] = chance.choice([value for value in values if value != "refused"])
    return Assumptions(**drawn)


def _print_table(outcomes: Sequence[Outcome]) -> None:
    reached: dict[str, tuple[int, int]] = {}
    for outcome in outcomes:
        for operation, (answered, allowed) in outcome.reached.items():
            before = reached.get(operation, (0, 0))
            reached[operation] = before[0] + answered, before[1] + allowed
    print(f"\n{'answered':>9}{'of allowed':>12}{'share':>8}   operation")
    for operation, (answered, allowed) in sorted(reached.items()):
        print(f"{answered:>9}{allowed:>12}{answered / allowed:>8.0%}   {operation}")
    for finding in sorted({finding for outcome in outcomes for finding in outcome.findings}):
        print(f"\n{finding.operation}\n  {finding.check}: {finding.message}")
    cases, found = sum(each.cases for each in outcomes), sum(len(each.findings) for each in outcomes)
    print(f"\n{len(outcomes)} runs, {cases:,} cases, {found} findings")


def main() -> int:
    """Examine a fresh mock for each audience and seed; 1 when there is a finding."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.random_mocks", description=main.__doc__)
    parser.add_argument("--seeds", type=int, default=10, help="how many random seeds to draw")
    parser.add_argument("--seed", type=int, action="append", help="a seed to repeat, in place of random ones")
    parser.add_argument("--max-examples", type=int, default=50, help="cases of a phase and operation, at most")
    arguments = parser.parse_args()
    seeds: list[int] = arguments.seed or [secrets.randbelow(2**32) for _ in range(arguments.seeds)]
    outcomes: list[Outcome] = []
    print(f"{'audience':18}{'seed':>12}{'cases':>8}{'seconds':>9}{'findings':>10}")
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        pending = [
            pool.submit(
                examine,
                conforming_mock(seed=seed, assumptions=drawn_assumptions(seed)),
                audience,
                seed=seed,
                max_examples=arguments.max_examples,
            )
            for seed in seeds
            for audience in AUDIENCES.values()
        ]
        for one in pending:
            outcome = one.result()
            outcomes.append(outcome)
            print(
                f"{outcome.audience:18}{outcome.seed:>12}{outcome.cases:>8}{outcome.elapsed_s:>9.1f}"
                f"{len(outcome.findings):>10}",
                flush=True,
            )
            if outcome.findings:
                print(drawn_assumptions(outcome.seed or 0), outcome.report, sep="\n")
    _print_table(outcomes)
    return int(any(outcome.findings for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
