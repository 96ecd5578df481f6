"""The official validator of FOCUS, run on a file, and what its report says.

It exits with 0 whatever it finds, so its report is read, and a report that cannot be read is a failure. Its rules are
found from its folder, and it is told to download none.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Final

import attrs

UNAVOIDABLE: Final = frozenset({"InvoiceId-C-005-C"})
"""Asks for the id of an invoice in every row, though the specification does only where there is an invoice."""

CRITERIA: Final = (
    "MULTIPLE_PRICING_CATEGORIES_SUPPORTED",
    "NEGOTIATED_PRICING_SUPPORTED",
    "SUB_ACCOUNT_SUPPORTED",
    "UNIT_PRICING_SUPPORTED",
    "USAGE_MEASUREMENT_SUPPORTED",
)
"""What else is judged than columns that everybody has to give."""

_TOTALS: Final = re.compile(r"^Total: (\d+) \| Pass: (\d+) \| Fail: (\d+) \| Skipped: (\d+)$", re.MULTILINE)
_RULE: Final = re.compile(r"^\S+ ([A-Za-z]+-[A-Z]-\d{3}-[A-Z]): (PASS|FAIL|SKIPPED)\b", re.MULTILINE)


class Unreadable(Exception):
    """The validator wrote no report, or one that contradicts itself."""


@attrs.frozen
class Report:
    """What the validator found."""

    passed: frozenset[str]
    failed: frozenset[str]
    skipped: frozenset[str]


def validated(python: str, path: Path) -> Report:
    """Run the validator on a file.

    Raises:
        Unreadable: it gave no report.
    """
    place = [
        python,
        "-c",
        "import focus_validator, os; print(os.path.dirname(os.path.dirname(focus_validator.__file__)))",
    ]
    folder = subprocess.run(place, capture_output=True, text=True, check=True).stdout.strip()
    command = [python, "-m", "focus_validator.main", "--data-file", str(path), "--validate-version", "1.2"]
    command += ["--block-download", "--applicability-criteria", ",".join(CRITERIA)]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=300, check=False
    )
    try:
        return read(done.stdout)
    except Unreadable as error:
        said = "\n".join(done.stderr.splitlines()[-5:])
        raise Unreadable(f"{error} It ended with {done.returncode} and said:\n{said}") from None


def read(text: str) -> Report:
    """Read the report that the validator prints.

    Raises:
        Unreadable: it is none, or its rules are not as many as it says.
    """
    totals = _TOTALS.search(text)
    if totals is None:
        raise Unreadable("The validator printed no totals.")
    rules = _RULE.findall(text)
    found = Report(*(frozenset(rule for rule, was in rules if was == kind) for kind in ("PASS", "FAIL", "SKIPPED")))
    counts = tuple(map(len, (rules, found.passed, found.failed, found.skipped)))
    if counts != tuple(map(int, totals.groups())):
        raise Unreadable(f"The validator counts {totals[0]!r}, and lists {counts}.")
    return found
