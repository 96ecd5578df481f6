"""A sheet: columns of text that are fitted to the width of a terminal. Numbers are never cut.

What does not fit is given up in turn: bars become shorter, long names lose their middle, and columns that say they may
go are left out, and named below the sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from attrs import field, frozen
from rich.cells import cell_len, set_cell_size

from .bars import bar

Kind = Literal["number", "text", "bar", "drawn"]
"""A bar is drawn here, from a share; what is drawn already is no figure, and is not missed."""
_GAP = 2
_BAR = 16
_LEAST_BAR = 4
_UNLIMITED = 1_000_000


@frozen
class Column:
    """A column: its head, and what may happen to it where the terminal is narrow."""

    head: str
    kind: Kind = "number"
    goes: int = 0
    """In which order it is left out, the highest first; 0 stays."""
    least: int | None = None
    """Down to how many columns of the terminal its text may be cut."""


@frozen
class Sheet:
    """Rows below heads. The cells of a bar are its share, from 0 to 1, or None; other cells are text."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str | float | None]]
    total: Sequence[str | float | None] | None = None
    left_out: list[str] = field(factory=list[str], init=False)
    """The heads of columns that did not fit, once it was written."""

    def lines(self, width: int | None, *, ascii_only: bool = False) -> list[str]:
        """Write the heads, the rows and the total, each as a line; no width is any width."""
        cells = [[_text(cell) for cell in row] for row in (*self.rows, *([] if self.total is None else [self.total]))]
        natural = [
            _BAR if column.kind == "bar" else max(cell_len(text) for text in (column.head, *(row[at] for row in cells)))
            for at, column in enumerate(self.columns)
        ]
        chosen = self._chosen(natural, _UNLIMITED if width is None else width)
        lines = ["  ".join(_cell(self.columns[at].head, self.columns[at], size, ascii_only) for at, size in chosen)]
        for row in (*self.rows, *([] if self.total is None else [self.total])):
            lines.append("  ".join(_cell(row[at], self.columns[at], size, ascii_only) for at, size in chosen))
        return [line.rstrip() for line in lines]

    def _chosen(self, natural: list[int], width: int) -> list[tuple[int, int]]:
        """Choose columns, by their place, and their sizes."""
        kept = list(range(len(self.columns)))
        self.left_out.clear()
        least = [self._least(at, size) for at, size in enumerate(natural)]
        while sum(least[at] + _GAP for at in kept) - _GAP > width:
            going = [at for at in kept if self.columns[at].goes]
            if not going:
                break
            gone = max(going, key=lambda at: (self.columns[at].goes, at))
            kept.remove(gone)
        self.left_out.extend(
            each.head for at, each in enumerate(self.columns) if at not in kept and each.kind in ("number", "text")
        )
        spare = max(0, width - sum(least[at] + _GAP for at in kept) + _GAP)
        sizes: dict[int, int] = {}
        # Names before bars: what a name loses cannot be read anywhere else.
        for at in sorted(kept, key=lambda at: (self.columns[at].kind == "bar", at)):
            more = min(spare, natural[at] - least[at])
            sizes[at] = least[at] + more
            spare -= more
        return [(at, sizes[at]) for at in kept]

    def _least(self, at: int, natural: int) -> int:
        column = self.columns[at]
        if column.kind == "bar":
            return _LEAST_BAR
        return natural if column.least is None else min(natural, max(column.least, cell_len(column.head)))


def _text(cell: str | float | None) -> str:
    return cell if isinstance(cell, str) else ""


def _cell(cell: str | float | None, column: Column, size: int, ascii_only: bool) -> str:
    if not isinstance(cell, str):
        cell = "" if cell is None else bar(cell, size, ascii_only=ascii_only)
    cell = shortened(cell, size, ascii_only=ascii_only)
    pad = " " * (size - cell_len(cell))
    return pad + cell if column.kind == "number" else cell + pad


def shortened(text: str, size: int, *, ascii_only: bool = False) -> str:
    """Cut the middle out of a text that is too wide; ids differ at their ends."""
    if cell_len(text) <= size:
        return text
    dots = "..." if ascii_only else "…"
    room = max(0, size - len(dots))
    head = set_cell_size(text, room - room // 2).rstrip()
    tail = text[-(room // 2) :] if room // 2 else ""
    while cell_len(tail) > room // 2:
        tail = tail[1:]
    return head + dots + tail
