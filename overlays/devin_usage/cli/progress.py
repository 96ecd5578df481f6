"""How far long work has come, as one line on standard error; nothing where that is no terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from attrs import define

from .bars import gauge

if TYPE_CHECKING:
    from devin_usage.account import Progress
    from devin_usage.account.work import Watch

_EVERY_S = 0.1
_WIDTH = 24


@contextmanager
def watching(doing: str) -> Generator[Watch | None]:
    """Give what long work tells its progress to, or None where nobody watches; the line is gone at the end.

    Args:
        doing: What is done, in a word or two.
    """
    if not sys.stderr.isatty():
        yield None
        return
    line = _Line(doing)
    try:
        yield line
    finally:
        line.erase()


@define
class _Line:
    doing: str
    drawn_at: float = 0.0
    size: int = 0

    def __call__(self, progress: Progress) -> None:
        """Draw the line, but not more often than can be read."""
        ended = progress.done + progress.failed
        present = time.monotonic()
        if self.size and ended < progress.total and present - self.drawn_at < _EVERY_S:
            return
        self.drawn_at = present
        frame = gauge(ended / progress.total if progress.total else 1.0, _WIDTH, ascii_only=not _knows_blocks())
        failed = f", {progress.failed:,} failed" if progress.failed else ""
        self._write(f"{self.doing} {frame} {ended:,} of {progress.total:,}{failed}")

    def erase(self) -> None:
        """Take the line away."""
        if self.size:
            self._write("")
            sys.stderr.write("\r")
            sys.stderr.flush()

    def _write(self, text: str) -> None:
        sys.stderr.write(f"\r{text.ljust(self.size)}")
        sys.stderr.flush()
        self.size = len(text)


def _knows_blocks() -> bool:
    try:
        "█▏·".encode(sys.stderr.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
