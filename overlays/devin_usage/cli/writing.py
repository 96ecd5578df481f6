"""Where a command is to write, and in which format: checked before anything is asked for."""

from __future__ import annotations

from pathlib import Path

from devin_usage.errors import ConfigurationError, InvalidArgument

FILE_FORMATS = ("csv", "json", "jsonl", "parquet")
"""The formats that the end of a name can say."""


def check_folder(path: Path | None, what: str = "report") -> None:
    """Refuse a file whose folder is not there, before any work is done for it.

    Raises:
        InvalidArgument: it is called as if standard output were meant.
        ConfigurationError: there is no such folder.
    """
    _check_name(path)
    if path is not None and not path.parent.is_dir():
        raise ConfigurationError(f"there is no folder {path.parent} for the {what}")


def form_of(path: Path | None, form: str | None, *, otherwise: str) -> str:
    """Choose the format of a file: what an option says, else the end of its name.

    Args:
        path: The file, or None for standard output.
        form: What the option says, or None.
        otherwise: The format of standard output where no option says one.

    Raises:
        InvalidArgument: the name says no format, or another one than the option, or means standard output.
    """
    _check_name(path)
    if path is None:
        return form or otherwise
    end = path.suffix.lower().removeprefix(".")
    if form is None and end not in FILE_FORMATS:
        raise InvalidArgument(
            f"the name {path.name!r} says no format: end it with .csv, .json, .jsonl or .parquet, or give --format"
        )
    if form is not None and end in FILE_FORMATS and end != form:
        raise InvalidArgument(
            f"--format {form} contradicts the name {path.name!r}: give another name, or leave --format out"
        )
    return form or end


def _check_name(path: Path | None) -> None:
    if path == Path("-"):
        raise InvalidArgument("-o - is no file here; leave -o out to write to standard output")
