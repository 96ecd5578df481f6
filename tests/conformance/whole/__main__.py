"""Drive a package that was generated from any document through a mock of that document.

    python -m tests.conformance.whole RESOLVED.json GENERATED_PACKAGE_FOLDER [--examples N] [--seed S]
        [--operation ID]... [--json FILE]

Prints what each oracle tried and what it found. Exits with 1 when there is a finding.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import attrs

from .suite import Report, run


def main() -> int:
    """Run the suite."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.whole", description=__doc__)
    parser.add_argument("document", type=Path)
    parser.add_argument("package", type=Path)
    parser.add_argument("--examples", type=int, default=3, help="cases that schemathesis draws for each operation")
    parser.add_argument("--seed", type=int, default=1, help="draws other cases, and other answers")
    parser.add_argument("--operation", action="append", metavar="ID", help="drive only this one; may be repeated")
    parser.add_argument("--json", type=Path, help="write the report to a file as well")
    asked = parser.parse_args()
    try:
        raw = json.loads(asked.document.read_text("utf-8"))
        report = run(raw, asked.package, examples=asked.examples, seed=asked.seed, operations=asked.operation)
    except (OSError, ValueError, ImportError, SyntaxError) as error:
        print(f"nothing was tried: {error}", file=sys.stderr)
        return 2
    if asked.json is not None:
        asked.json.write_text(json.dumps(attrs.asdict(report), indent=2, ensure_ascii=False), "utf-8")
    _print(report, f"{asked.document} {asked.package} --seed {asked.seed} --examples {asked.examples}")
    return 1 if report.findings else 0


def _print(report: Report, again: str) -> None:
    print(f"{report.operations} operations, {report.cases} cases")
    for oracle, count in report.counts.items():
        found = sum(each.oracle == oracle for each in report.findings)
        print(f"{oracle:14}{count:7} tried{found:5} findings")
    print(", ".join(f"{step} {seconds:.1f} s" for step, seconds in report.seconds.items()))
    for each in report.findings:
        print(f"\n{each.operation}: {each.oracle}: {each.message}")
        if each.case:
            print(each.case)
    if report.findings:
        print(f"\nagain: python -m tests.conformance.whole {again} --operation ID")


if __name__ == "__main__":
    sys.exit(main())
