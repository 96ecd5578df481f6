"""Standard output and standard error, which whoever starts a command may have closed."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import NoReturn


class _NoOutput(io.TextIOBase):
    """What stands in for standard output where there is none: what has to be printed fails, and is not lost unseen."""

    encoding = "utf-8"

    def writable(self) -> bool:
        """Let what asks first go on, to the error that tells what is wrong."""
        return True

    def write(self, _: object) -> NoReturn:
        """Refuse it."""
        raise OSError(errno.EBADF, "there is no standard output to write to; it was closed")


def stand_in() -> None:
    """Put something in the place of each stream that is closed."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # Else the next file or connection would have its number. It takes the lowest that is free, which is this.
            os.open(os.devnull, os.O_RDWR)
    # Python has None there, whatever the types say.
    if sys.__stdout__ is None:
        sys.stdout = _NoOutput()
    if sys.__stderr__ is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # until the process ends


def has_output() -> bool:
    """Tell whether there is a standard output."""
    return not isinstance(sys.stdout, _NoOutput)
