"""What the referees found, as tables, and as the README beside this."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from . import through_prism, under_oracles
from .tables import Lines, aligned, markdown

README: Final = Path(__file__).parent / "README.md"

_TEXT: Final = """\
# Referees

Two tools that share no code with this project look at it from outside: `make referees`. It needs Node 20 with npm, and
Java 11 or newer, and is no part of `make test`. It fails when anything is not as in the tables below, which
`make referees ARGS=--write` writes anew.

## Prism as a validating proxy

[Prism](https://github.com/stoplightio/prism) {prism}, with `--errors`, stands between the client and the mock on a
port, one for each version. It reads the wire document (null and the empty list have no form in a query), judges every
request and every answer, and answers in place of the mock when it objects. To what is right it must not object; what is
wrong it must see, or its silence would say nothing; what it does not see stands there with the reason.

{prism_rows}

Dots in a path were not put to it: it resolves them before it looks, and what is left is another request.

## A client that openapi-generator made

[openapi-generator](https://openapi-generator.tech) {generator} (`-g python`, its defaults) makes a client of the
resolved documents, and the oracles of `tests/conformance` are put to it unchanged, over a port. Such clients are known
to write offsets without a colon, to drop fields that they do not know, and to turn what is absent into null: an oracle
that does not find that is blind. Each failure is traced to its mistakes, of which it may have several; one that is
traced to none fails the run, and so does a mistake that is not found. What passes says as much: a client that nobody
here wrote, from the same documents, understands the mock, and the mock understands it.

{generator_rows}
"""


def prism_lines(rows: Sequence[through_prism.Row]) -> Lines:
    """The table of Prism."""
    lines = [("what it judged", "asked", "objected", "expected", "why")]
    return [*lines, *((each.what, str(each.asked), str(each.objected), each.expected, each.reason) for each in rows)]


def oracle_lines(rows: Sequence[under_oracles.Row]) -> Lines:
    """The table of the client that openapi-generator made."""
    lines = [("oracle", "put to it", "cases", "passed", "failed", "traced to")]
    for each in rows:
        mistakes = sorted(each.traced.items(), key=lambda pair: -pair[1])
        traced = "; ".join(f"{mistake.value} ({count})" for mistake, count in mistakes)
        lines.append((each.oracle, each.of, str(each.cases), str(each.passed), str(each.failed), traced))
    return lines


def show(title: str, lines: Lines) -> None:
    """Print a table."""
    print(f"\n{title}\n{aligned(lines)}", flush=True)


def write(prism: str, prism_rows: Lines, generator: str, generator_rows: Lines) -> None:
    """Write the README from both tables, and the versions of both tools."""
    tables = {"prism_rows": markdown(prism_rows), "generator_rows": markdown(generator_rows)}
    README.write_text(_TEXT.format(prism=prism, generator=generator, **tables), "utf-8")
