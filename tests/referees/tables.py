"""Tables, as text for a terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

Lines = Sequence[Sequence[str]]
"""The head, and a line for each row."""


def aligned(lines: Lines) -> str:
    """A table whose columns stand below each other; figures to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    figures = [all(cell.isdecimal() for cell in column[1:]) for column in zip(*lines, strict=True)]
    shown = (
        "  ".join(
            cell.rjust(width) if is_figure else cell.ljust(width)
            for cell, width, is_figure in zip(line, widths, figures, strict=True)
        )
        for line in lines
    )
    return "\n".join(line.rstrip() for line in shown)


def markdown(lines: Lines) -> str:
    """A table of Markdown."""
    head, *rows = lines
    figures = [all(cell.isdecimal() for cell in column) for column in zip(*rows, strict=True)]
    rule = ["---:" if is_figure else "---" for is_figure in figures]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in (head, rule, *rows)
    )
