"""Files that are written whole or not at all: beside their place, and put there once they are complete."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from ..errors import NotWritten


@contextmanager
def whole(path: str | os.PathLike[str], *, private: bool = False) -> Generator[IO[bytes]]:
    """Open a file for writing; what was at its place before stays until the block has ended well.

    A link is followed, a file that is replaced keeps its mode, and a pipe or a device is written to as it is.

    Args:
        path: The file.
        private: Whether a new file is for its owner alone.

    Raises:
        NotWritten: it cannot be written; the message says why.
    """
    place = Path(path)
    try:
        mode = _mode(place)
        if mode is not None and not stat.S_ISREG(mode):
            # By the name that was given: what a descriptor, such as /dev/fd/63, links to is no path for a pipe.
            with place.open("wb") as device:
                yield device
            return
        place = Path(os.path.realpath(path))
        beside = place.with_name(f".{place.name[:100]}.{secrets.token_hex(8)}")
        new = 0o600 if private else 0o666
        # By its number, so that the mode is what the user's mask gives, as for any new file.
        opened = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), new)
        try:
            with os.fdopen(opened, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            if mode is not None:
                beside.chmod(stat.S_IMODE(mode))
            beside.replace(place)
        except BaseException:
            with suppress(FileNotFoundError):
                beside.unlink()
            raise
    except BrokenPipeError:
        raise  # the reader of a pipe has had enough, which is no matter of the place
    except OSError as error:
        raise NotWritten(f"{place} cannot be written: {error.strerror or error}") from error


def _mode(place: Path) -> int | None:
    try:
        return place.stat().st_mode
    except FileNotFoundError:
        return None
