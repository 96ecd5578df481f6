"""One line on standard error that tells people at a terminal what is being asked; a pipe gets nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from shutil import get_terminal_size

import click


def telling() -> Callable[[str, int], None]:
    """Make what tells of each call: the operation, and how many requests went before."""
    waiting = sys.stderr.isatty()

    def tell(operation: str, before: int) -> None:
        if waiting:
            # One line: of a line that is wrapped, only its end could be taken away.
            said = f"{before} requests sent; asking {operation}"[: get_terminal_size().columns - 1]
            click.echo(f"\r\x1b[K{said}", err=True, nl=False)

    return tell


def clear() -> None:
    """Take the line away."""
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)
