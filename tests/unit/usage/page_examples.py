"""The examples of a page of the documentation, one program in the order of the page, and the rows of its tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from attrs import frozen

_EXAMPLE = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)


@frozen
class Example:
    """A block of code, and the block of text below it, which is what it prints; None where none is shown."""

    line: int
    source: str
    shown: str | None


def examples(text: str) -> Iterator[Example]:
    """The examples of a page."""
    for match in _EXAMPLE.finditer(text):
        yield Example(text.count("\n", 0, match.start()) + 2, match[1], match[2])


def printed(text: str, page: Path) -> list[tuple[Example, str]]:
    """Run the examples of a page, and give what each of them prints. Errors have the lines of the page."""
    names: dict[str, object] = {"__name__": page.stem}
    found: list[tuple[Example, str]] = []
    for example in examples(text):
        with redirect_stdout(StringIO()) as output:
            exec(compile("\n" * (example.line - 1) + example.source, str(page), "exec"), names)  # noqa: S102  # our own
        found.append((example, output.getvalue()))
    return found


def tables(text: str, first: str) -> Iterator[dict[str, str]]:
    """The rows of every table whose first column has a title, by the titles of the columns."""
    titles: list[str] = []
    for line in text.splitlines():
        if not line.startswith("|"):
            titles = []
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not titles:
            titles = cells
        elif titles[0] == first and not set(line) <= set("|-: "):
            yield dict(zip(titles, cells, strict=True))
