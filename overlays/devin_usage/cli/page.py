"""A page: what a command shows to people, as lines that fit the terminal they are for."""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable
from textwrap import wrap

import click
from attrs import field, frozen
from rich.cells import cell_len

from .bars import gauge, sparkline
from .sheet import Sheet
from .wording import in_options

MISSING = "-"
"""What stands for what the API did not give; never a zero."""
COMPACT = 60
"""Below so many columns a page is written for a narrow terminal."""
_LEAST = 20


def encodes(text: str) -> bool:
    """Tell whether standard output knows these characters."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def terminal_width() -> int | None:
    """Tell how wide the terminal is; None where there is none, since nothing has to fit there."""
    told = os.environ.get("COLUMNS", "")
    if re.fullmatch("[1-9][0-9]{0,3}", told):
        return max(_LEAST, int(told))
    return max(_LEAST, shutil.get_terminal_size().columns) if sys.stdout.isatty() else None


def shown(text: str) -> str:
    """Make a text of the API safe to print: what could steer a terminal is written as an escape."""
    return "".join(each if _plain(each) else each.encode("unicode_escape").decode("ascii") for each in text)


def _plain(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@frozen
class Page:
    """Lines, from the heading to the notes. Whatever is written, nothing in it can steer a terminal."""

    width: int | None = field(factory=terminal_width)
    ascii_only: bool = field(factory=lambda: not encodes("█▁▏·…"))
    styled: bool = True
    lines: list[str] = field(factory=list[str], init=False)

    @property
    def compact(self) -> bool:
        """Whether it is for a narrow terminal."""
        return self.width is not None and self.width < COMPACT

    @property
    def id_width(self) -> int:
        """Down to how many columns an id may be cut; one that is whole can be copied."""
        return 14 if self.compact else 48

    def heading(self, text: str) -> None:
        """Say what the page is about."""
        self.lines.extend([self._style(line, bold=True) for line in self._wrapped(text)])

    def line(self, text: str, *, indent: str = "") -> None:
        """Say a sentence; if it takes several lines, the further ones are indented."""
        self.lines.extend(self._wrapped(text, indent=indent))

    def notes(self, sentences: Iterable[str]) -> None:
        """Say what to know of the figures, each once."""
        for sentence in dict.fromkeys(sentences):
            self.lines.extend(self._wrapped(f"Note: {in_options(sentence)}", indent="  "))

    def sheet(self, sheet: Sheet) -> None:
        """Write a sheet; its heads and its total stand out."""
        lines = sheet.lines(self.width, ascii_only=self.ascii_only)
        last = len(lines) - 1 if sheet.total is not None else None
        self.lines.extend([self._style(shown(line), bold=at in (0, last)) for at, line in enumerate(lines)])
        if sheet.left_out:
            self.line(f"No room for: {', '.join(sheet.left_out)}. All columns: --format csv")

    def facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Write names with what they are, the names one below the other."""
        listed = list(facts)
        size = max((cell_len(name) for name, _ in listed), default=0)
        for name, value in listed:
            line = f"{name}{' ' * (size - cell_len(name))}  {value}"
            # An id is left whole, so that it can be copied.
            self.lines.extend(self._wrapped(line, indent=" " * (size + 2)) if " " in value else [shown(line)])

    def blank(self) -> None:
        """Leave a line empty."""
        self.lines.append("")

    def gauge(self, share: float) -> str:
        """Draw a share in its frame."""
        return gauge(share, 10 if self.compact else 20, ascii_only=self.ascii_only)

    def sparkline(self, values: list[float | None], *, largest: float | None = None) -> str:
        """Draw values side by side."""
        return sparkline(values, ascii_only=self.ascii_only, largest=largest)

    def text(self) -> str:
        """Write all lines."""
        return "".join(f"{line}\n" for line in self.lines)

    def _style(self, text: str, *, bold: bool) -> str:
        return click.style(text, bold=True) if bold and self.styled and text else text

    def _wrapped(self, text: str, *, indent: str = "") -> list[str]:
        text = shown(text)
        if self.width is None or cell_len(text) <= self.width:
            return [text]
        # A name on the left is kept apart from its value by more than one space, which `wrap` would keep as well.
        return wrap(text, self.width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False) or [""]
