"""Days as one Parquet file for each billing cycle, none of which is replaced by less than it holds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

from attrs import evolve

from ..cycles import Cycle
from ..errors import InvalidArgument, NotWritten
from .cells import storable
from .frames import loaded, to_arrow
from .subjects import LIMITS, SUBJECT
from .tables import Table
from .whole import whole

_DAY = "billing_day"
_SUBJECT = tuple(each.column.name for each in (*SUBJECT, *LIMITS))
_OTHERWISE = "write to another folder, or delete the file"


def write_parts(table: Table, cycles: Iterable[Cycle], folder: Path) -> None:
    """Write the rows of each cycle into a file of their own, all of them or none.

    Raises:
        InvalidArgument: a day lies in no cycle, or a file that is there holds something else than the rows.
        NotWritten: a file cannot be written, or the one in its place cannot be read.
        ConfigurationError: pyarrow is not installed.
    """
    parts = _parts(table, cycles)
    parquet = loaded("pyarrow.parquet", "parquet")
    try:
        places = {first: folder / f"cycle={first.isoformat()}" for first in parts}
        for place in (folder, *places.values()):
            place.mkdir(parents=place == folder, exist_ok=True)
        for first, part in parts.items():
            _check_that_nothing_is_lost(places[first] / "part-0.parquet", part, parquet)
    except OSError as error:
        raise NotWritten(f"{folder} cannot be written: {error.strerror or error}") from error
    with ExitStack() as files:
        # All are written before the first is put in place, which the end of the block does.
        for first, part in parts.items():
            file = files.enter_context(whole(places[first] / "part-0.parquet"))
            parquet.write_table(to_arrow(part), file, compression="zstd")


def _parts(table: Table, cycles: Iterable[Cycle]) -> dict[date, Table]:
    """Part the rows of a table by the cycle of their billing day."""
    place = next((index for index, column in enumerate(table.columns) if column.name == "billing_day"), None)
    if place is None:
        raise InvalidArgument(f"{table.name} have no billing_day to part them by cycle; leave cycles out")
    known = sorted(cycles, key=lambda cycle: cycle.first_day)
    firsts = [cycle.first_day for cycle in known]
    parts: dict[date, list[tuple[Any, ...]]] = {}
    for row in table.rows:
        day: date = row[place]
        index = bisect_right(firsts, day) - 1
        if index < 0 or day > known[index].last_day:
            raise InvalidArgument(f"no billing cycle holds {day.isoformat()}; give all cycles that the days lie in")
        parts.setdefault(firsts[index], []).append(row)
    return {first: evolve(table, rows=tuple(rows)) for first, rows in parts.items()}


def _check_that_nothing_is_lost(path: Path, part: Table, parquet: Any) -> None:
    """Refuse to replace a file of another table, or one with a day of somebody that is not among the rows."""
    if not path.exists():
        return
    columns = [column.name for column in part.columns]
    of = [_DAY, *(name for name in _SUBJECT if name in columns)]
    try:
        schema = parquet.read_schema(path)
        held_of = [_DAY, *(name for name in _SUBJECT if name in schema.names)]
        read = parquet.read_table(path, columns=held_of)
        held = set(zip(*(read[name].to_pylist() for name in held_of), strict=True))
    except (ValueError, KeyError) as error:  # of pyarrow's errors, those for what is no Parquet, and no such column
        raise NotWritten(f"{path} cannot be read, and is not replaced: {error}") from error
    metadata: dict[bytes, bytes] = schema.metadata or {}
    named = metadata.get(b"devin_usage.table", b"").decode("utf-8", "replace")
    if named not in ("", part.name):
        raise InvalidArgument(f"{path} holds {named}, and not {part.name}: {_OTHERWISE}")
    if held_of != of:
        raise InvalidArgument(f"{path} does not say of whom its days are in the columns of these: {_OTHERWISE}")
    places = [columns.index(name) for name in of]
    lost = held - {tuple(_held(row[place]) for place in places) for row in part.rows}
    if not lost:
        return
    days = sorted({day for day, *_ in held} - {row[places[0]] for row in part.rows}, key=str)
    if days:
        raise InvalidArgument(
            f"{path} holds {len(days)} billing days that are not among these, the first {days[0]}: write "
            f"the whole cycle, {_OTHERWISE}"
        )
    # The kind alone, since the name may be that of a person.
    kinds = {row[of.index("subject")] for row in lost} if "subject" in of else set[str]()
    whose = f" of {' and '.join(sorted(str(kind).replace('_', ' ') for kind in kinds))}" if kinds else ""
    raise InvalidArgument(
        f"{path} holds {len(lost):,} days{whose} that are not among these, which are of others, or of pseudonyms with "
        f"another secret: {_OTHERWISE}"
    )


def _held(value: Any) -> Any:
    """Give a value as a file holds it."""
    return storable(value) if isinstance(value, str) else value
