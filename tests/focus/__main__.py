"""Let the official validator judge exports in the form of FOCUS 1.2: ``python -m tests.focus --python PATH``."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from .exports import Export, exports
from .validator import UNAVOIDABLE, Report, Unreadable, validated


def main() -> int:
    """Judge every export; 1 where the validator finds anything but what cannot be avoided."""
    parser = argparse.ArgumentParser(prog="python -m tests.focus", description=__doc__)
    parser.add_argument("--python", required=True, help="the interpreter that has focus-validator")
    parser.add_argument("--keep", type=Path, help="an empty folder to leave the files in")
    arguments = parser.parse_args()
    python = os.path.abspath(arguments.python)  # the validator has a working folder of its own; links stay links
    troubles: list[str] = []
    with tempfile.TemporaryDirectory(prefix="focus-") as scratch:
        for export in exports(arguments.keep or Path(scratch)):
            try:
                report = validated(python, export.path)
            except Unreadable as error:
                print(f"{export.name}: {error}", file=sys.stderr)
                return 1
            counts = f"{len(report.passed):3} passed, {len(report.failed)} failed, {len(report.skipped)} skipped"
            print(f"{export.name:34} {export.rows:6,} rows: {counts}", flush=True)
            troubles += [f"{export.name}: {said}" for said in _troubles(export, report)]
    for said in troubles:
        print(said, file=sys.stderr)
    if troubles:
        return 1
    print(
        f"Only {', '.join(sorted(UNAVOIDABLE))} fails: it wants the id of an invoice, of which the API knows nothing. "
        "Every file that is wrong on purpose is seen."
    )
    return 0


def _troubles(export: Export, report: Report) -> list[str]:
    if export.wrong:
        unseen = sorted(export.wrong - report.failed)
        return [f"the validator does not see {', '.join(unseen)}"] * bool(unseen)
    found = [f"{rule} fails" for rule in sorted(report.failed - UNAVOIDABLE)]
    return found + [f"{rule} does not fail any more: take it out" for rule in sorted(UNAVOIDABLE - report.failed)]


if __name__ == "__main__":
    sys.exit(main())
