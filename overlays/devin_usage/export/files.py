"""Tables as files: CSV that a spreadsheet opens rightly and cannot run, JSON, JSON lines, and Parquet."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from ..billing import iso
from ..cycles import Cycle
from ..errors import InvalidArgument
from .cells import storable
from .formulas import guarded
from .frames import loaded, to_arrow
from .parts import write_parts
from .tables import Table
from .whole import whole

FORMS = ("csv", "json", "jsonl", "parquet")
"""The forms of files."""

_QUOTED = re.compile(r'[,;|"\t\r\n\x0b\x0c\x85\u2028\u2029]|\A\s|\s\Z|\A\Z')
# JSON allows these inside a text, and many readers of lines end a line at them.
_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def write(
    table: Table,
    path: str | os.PathLike[str],
    form: str,
    *,
    cycles: Iterable[Cycle] | None = None,
    bom: bool = True,
) -> None:
    """Write a table to a file, whole or not at all.

    Args:
        table: What to write.
        path: The file; with ``cycles`` the folder.
        form: ``csv``, ``json``, ``jsonl`` or ``parquet``.
        cycles: With ``parquet``: the billing cycles to part the days by. Each becomes a file
            ``cycle=2025-12-05/part-0.parquet`` below the folder, by its first billing day. Each file is put in place
            whole, after all are written; those of other cycles that are there already stay. One that holds days of
            somebody that the rows do not, or rows of another kind, is not replaced: a part of a cycle never takes the
            place of the whole of it, nor the days of one user that of everybody's.
        bom: Whether a CSV file starts with the mark by which spreadsheets know that it is UTF-8.

    Raises:
        InvalidArgument: an argument is refused, a day lies in no cycle, or a file would lose days.
        ConfigurationError: the file cannot be written, or pyarrow is not installed (for Parquet).
    """
    _checked_form(form, FORMS)
    if cycles is not None:
        if form != "parquet":
            raise InvalidArgument(f"only parquet is parted by cycle, not {form}; leave cycles out")
        write_parts(table, cycles, Path(path))
    elif form == "parquet":
        arrow = to_arrow(table)  # before the file is opened, since it may refuse
        with whole(path) as file:
            loaded("pyarrow.parquet", "parquet").write_table(arrow, file, compression="zstd")
    else:
        with whole(path) as file:
            if form == "csv" and bom:
                file.write(b"\xef\xbb\xbf")
            for piece in _PIECES[form](table):
                file.write(piece.encode())


def text(table: Table, form: str) -> str:
    """Write a table as text, as for a pipe: CSV (without the mark of a file), JSON, or JSON lines.

    Raises:
        InvalidArgument: the form is another.
    """
    return "".join(_PIECES[_checked_form(form, tuple(_PIECES))](table))


def _checked_form(form: str, forms: tuple[str, ...]) -> str:
    if form not in forms:
        why = ": it is no text, write it to a file" if form == "parquet" else ""
        raise InvalidArgument(f"{form!r} is not one of {', '.join(forms)}{why}")
    return form


def _plain(value: Any) -> Any:
    """Give a cell as JSON holds it."""
    if isinstance(value, datetime):
        return iso(value.astimezone(UTC))
    if isinstance(value, date):
        return value.isoformat()
    return storable(value) if isinstance(value, str) else value


def _json(table: Table) -> Iterator[str]:
    before = "[\n"
    for line in _jsonl(table):
        yield f"{before}  {line[:-1]}"
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _jsonl(table: Table) -> Iterator[str]:
    names = [storable(column.name) for column in table.columns]
    dumps = partial(json.dumps, ensure_ascii=False, allow_nan=False)
    for row in table.rows:
        yield dumps(dict(zip(names, map(_plain, row), strict=True))).translate(_LINE_ENDS) + "\n"


def _csv(table: Table) -> Iterator[str]:
    yield ",".join(_text_cell(column.name) for column in table.columns) + "\r\n"
    for row in table.rows:
        yield ",".join(map(_cell, row)) + "\r\n"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _text_cell(value)
    if isinstance(value, bool):
        return str(value).lower()
    return str(_plain(value))


@lru_cache(maxsize=4096)
def _text_cell(text: str) -> str:
    return _quoted(guarded(storable(text)))


def _quoted(text: str) -> str:
    """Quote what a reader would part, trim, or take for nothing: an empty text is no missing one."""
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


_PIECES: dict[str, Callable[[Table], Iterator[str]]] = {"csv": _csv, "json": _json, "jsonl": _jsonl}
