"""Files that a command writes: whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from devin_usage import ConfigurationError


def check_folder(path: Path | None, what: str = "report") -> None:
    """Refuse a file whose folder is not there, before any work is done for it.

    Raises:
        ConfigurationError: there is no such folder.
    """
    if path is not None and not path.parent.is_dir():
        raise ConfigurationError(f"there is no folder {path.parent} for the {what}")


def replace(path: Path, text: str, what: str = "report") -> None:
    """Write a file beside its place and put it there when it is whole.

    Raises:
        ConfigurationError: it cannot be written; what was there before still is.
    """
    import tempfile  # loaded when used

    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as beside:
            try:
                beside.write(text)
                beside.close()
                os.replace(beside.name, path)
            except BaseException:
                beside.close()
                Path(beside.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise ConfigurationError(f"the {what} could not be written to {path}: {error.strerror or error}") from error
