"""Let the vendor's published SDK read the mock on a port: ``python -m tests.vendor_sdk --python PATH``.

The SDK is a real client that nobody here wrote. What it reads is held against the ledger, added up from its leaves; it
joins arrays by commas, which the documents do not, so a strict mock has to refuse those and a lax one shows what is
read when nobody does.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import attrs
from devin_mock import Mock
from devin_mock.calendar import billing_day
from devin_mock.server import running

from .books import Books
from .questions import Question, questions

READER: Final = Path(__file__).parent / "reader.py"
NOW: Final = datetime(2025, 12, 20, 15, 30, tzinfo=UTC)
FIRST, LAST = date(2025, 9, 5), date(2025, 12, 5)
"""Whole billing days around the first of a product and the removal of a user; the last one is not in it."""

Ask = Callable[[Question], Any]


@attrs.frozen(slots=True, kw_only=True)
class Row:
    """What came of a question: `judged` is the mock's view, `trouble` what should not be, or ""."""

    question: Question
    operation: str
    judged: str
    read: str
    trouble: str


@contextmanager
def reader(python: str, base_url: str) -> Generator[tuple[Ask, frozenset[str]]]:
    """Run the SDK in its own environment against a server; gives what asks it, and its methods."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    with subprocess.Popen(
        [python, str(READER), base_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None
        assert stdout is not None

        def read() -> Any:
            line = stdout.readline()
            if not line:
                raise RuntimeError(f"The process of the vendor's SDK ended; is the SDK in {python}?")
            return json.loads(line)

        def ask(question: Question) -> Any:
            names = ("method", "arguments", "pages", "token")
            stdin.write(json.dumps({name: getattr(question, name) for name in names}) + "\n")
            stdin.flush()
            return read()

        try:
            yield ask, frozenset(read())
        finally:
            stdin.close()


def agrees(expected: Any, value: Any) -> bool:
    """Whether a value holds all that is expected: the same scalars and list lengths; further fields may be there."""
    if isinstance(expected, dict):
        return isinstance(value, dict) and all(agrees(each, value.get(name, ...)) for name, each in expected.items())
    if isinstance(expected, list):
        return isinstance(value, list) and len(expected) == len(value) and all(map(agrees, expected, value))
    return type(expected) is type(value) and bool(expected == value)


def examine(mock: Mock, ask: Ask, question: Question) -> Row:
    """Ask one question, and hold what was read against what is expected of a mock of this strictness."""
    mock.record.clear()
    found = ask(question)
    exchanges = list(mock.record)
    operation = exchanges[-1].verdict.operation
    refusal = exchanges[-1].verdict.refusal
    judged = "answered" if refusal is None else f"refused, {refusal.status}"
    misled = question.lax_misleads and mock.lax
    status, error = (200, None) if misled else (question.status, question.error)
    trouble = ""
    if exchanges[-1].status != status or found.get("error") != error:
        trouble = f"expected {status} and {error or 'a value'}, had {exchanges[-1].status} and {found.get('error')}"
    read = found.get("error", "")
    if "value" in found:
        if question.pages or question.expected is not None:
            equal = agrees(question.expected, found["value"])
        else:
            equal = agrees(mock.respond(exchanges[-1].request).json(), found["value"])
        read = f"{'equal to' if equal else 'NOT equal to'} the {question.held_against}"
        if equal == (misled and question.held_against == "ledger"):
            trouble = trouble or read
    return Row(
        question=question,
        operation="-" if operation is None else operation.operation_id,
        judged=judged,
        read=read,
        trouble=trouble,
    )


def table(title: str, rows: list[Row]) -> None:
    """Print what came of the questions."""
    lines = [("method", "", "operation", "the mock", "the SDK read")]
    for row in rows:
        method = row.question.method.removeprefix("enterprise.")
        lines.append((method, row.question.note, row.operation, row.judged, row.read))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print(f"\n{title}")
    for line, trouble in zip(lines, ["", *(row.trouble for row in rows)], strict=True):
        shown = "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print(shown.rstrip() + (f"  <- {trouble}" if trouble else ""))


def main() -> int:
    """Ask a strict and a lax mock of one account; 1 when anything is not as expected."""
    parser = argparse.ArgumentParser(prog="python -m tests.vendor_sdk", description=main.__doc__)
    parser.add_argument("--python", required=True, help="an interpreter that has the vendor's SDK")
    arguments = parser.parse_args()
    troubles = 0
    for title, lax in (("A strict mock", False), ("A lax mock", True)):
        mock = Mock(seed=1, users=40, now=NOW, lax=lax)
        books = Books(mock.ledger, billing_day(FIRST), billing_day(LAST))
        with running(mock) as base_url, reader(arguments.python, base_url) as (ask, methods):
            rows = [examine(mock, ask, question) for question in questions(mock, books)]
        table(title, rows)
        unasked = methods - {row.question.method for row in rows}
        for method in sorted(unasked):
            print(f"{method} was not asked")
        troubles += sum(bool(row.trouble) for row in rows) + len(unasked)
    print(f"\n{troubles} unexpected" if troubles else "\neverything as expected")
    return int(troubles > 0)


if __name__ == "__main__":
    sys.exit(main())
