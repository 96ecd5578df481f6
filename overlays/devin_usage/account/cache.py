"""Closed billing days, kept on disk so that no run has to ask for them again.

Kept are, for each subject that was asked for and each closed billing day: the ACUs, those of each product, that the API
did not list the day where it did not, and when it was asked. In the file are the ids of users, service users, sessions
and organizations, which are personal data where people can be told by them; names, e-mail addresses and keys are not.
The file is readable by its owner only. `DayCache.forget` takes an id, or everything, out of it again; a file that was
set aside as damaged is beside it, and has to be deleted apart.
"""

from __future__ import annotations

import json
import os
import sqlite3
import struct
from collections.abc import Sequence
from itertools import pairwise
from math import isfinite
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ..arguments import identifier
from ..billing import Clock, system_clock
from ..errors import InvalidArgument
from .cache_file import CacheError, CacheFile, CacheWarning, Damaged
from .cache_rows import Change, Key, Row, checksum, closes_at, differ

__all__ = ["CacheError", "CacheWarning", "DayCache"]

_DAY_S = 86_400
_COLUMNS = "day, acus, products, read_at, checksum"


class DayCache:
    """Closed billing days in a SQLite file, for many threads, and shared by processes.

    A day is settled once it was read ``recent_days`` days after it was over; before that it is read again, unless it
    was read within the last ``fresh_for_s`` seconds, so that an interrupted run can be taken up without asking for any
    closed day twice. Whether a closed day is final is not documented; that it is after three days is an assumption.

    Args:
        path: The file; it is made, with its folder, when it is first used.
        recent_days: After how many days a closed day is taken to be final.
        fresh_for_s: For how many seconds a day that may still change need not be read again.
        clock: Tells the time that stands in the name of a file that is set aside.

    Raises:
        InvalidArgument: an option is refused.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        recent_days: int = 3,
        fresh_for_s: float = 3600,
        clock: Clock = system_clock,
    ) -> None:
        place = os.fspath(path)
        if not isinstance(place, str) or not place or "\0" in place:  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
            raise InvalidArgument(f"{path!r} is no path of a file to keep days in")
        if isinstance(recent_days, bool) or not isinstance(recent_days, int) or recent_days < 0:  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
            raise InvalidArgument(f"recent_days must be a whole number of at least 0, not {recent_days!r}")
        if isinstance(fresh_for_s, bool) or not isinstance(fresh_for_s, int | float):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
            raise InvalidArgument(f"fresh_for_s must be a number of seconds, not {fresh_for_s!r}")
        if not isfinite(fresh_for_s) or fresh_for_s < 0:
            raise InvalidArgument(f"fresh_for_s must be a number of seconds of at least 0, not {fresh_for_s!r}")
        self.recent_days = recent_days
        self.fresh_for_s = fresh_for_s
        self._file = CacheFile(Path(os.path.abspath(place)), clock)

    @property
    def path(self) -> Path:
        """Where the days are kept."""
        return self._file.path

    @property
    def size_bytes(self) -> int:
        """How large the file is; 0 as long as there is none."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def held(self, key: Key, first: int, last: int, *, at: int) -> list[Row]:
        """Give the days of a subject that need not be asked for, in order.

        Args:
            key: Whose.
            first: The first day, as `datetime.date.toordinal` numbers it.
            last: The last day.
            at: The present, in Unix seconds.

        Raises:
            CacheError: the file cannot be used.
        """
        rows = self._file.read(lambda database: _rows(database, _number(database, key), key, first, last))
        return [row for row in rows if self._holds(row, at)]

    def _holds(self, row: Row, at: int) -> bool:
        closed_at = closes_at(row.day)
        # A clock that was put back has rows from the future, which may have been read before their day was over.
        if not closed_at <= row.read_at <= at:
            return False
        return row.read_at >= closed_at + self.recent_days * _DAY_S or at - row.read_at < self.fresh_for_s

    def keep(self, key: Key, rows: Sequence[Row], *, at: int) -> list[Change]:
        """Keep closed days of a subject, and give those that have changed since they were kept before.

        A day that was asked for before it was over is not kept, and one that another process has read later stays.

        Args:
            key: Whose.
            rows: The days, in order.
            at: The present, in Unix seconds.

        Raises:
            CacheError: the file cannot be used.
        """
        closed = [row for row in rows if row.read_at >= closes_at(row.day)]
        return self._file.write(lambda database: _keep(database, key, closed, at)) if closed else []

    def forget(self, id: str | None = None) -> int:
        """Take the days of a user, service user, session or organization out of the file, or those of all.

        Returns:
            How many days were kept.

        Raises:
            InvalidArgument: the id is refused.
            CacheError: the file cannot be used.
        """
        if id is not None:
            identifier("id", id)
        return self._file.write(lambda database: _forget(database, id))

    def __len__(self) -> int:
        """Count the days that are kept, listed or not."""
        return self._file.read(lambda database: int(database.execute("SELECT count(*) FROM days").fetchone()[0]))

    def __bool__(self) -> bool:
        """Be true, also without a day."""
        return True

    def close(self) -> None:
        """Close the file; the cache cannot be used any more."""
        self._file.close()

    def __enter__(self) -> Self:
        """Give the cache; its file is closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def __repr__(self) -> str:
        """Name the file."""
        return f"<DayCache {self.path}>"


def _number(database: sqlite3.Connection, key: Key) -> int | None:
    found = database.execute(
        "SELECT number FROM subjects WHERE identity = ? AND kind = ? AND id = ? AND organizations = ?", key.columns
    ).fetchone()
    if found is None:
        return None
    (number,) = found
    if not isinstance(number, int):
        raise Damaged("a subject has no number")
    return number


def _rows(database: sqlite3.Connection, number: int | None, key: Key, first: int, last: int) -> list[Row]:
    """Read the days of a subject, each held against its sum."""
    found = database.execute(
        f"SELECT {_COLUMNS} FROM days WHERE subject = ? AND day BETWEEN ? AND ? ORDER BY day",  # noqa: S608  # our own names of columns
        (number, first, last),
    )
    rows = [_checked(key, columns) for columns in found]
    # A damaged index may lead to an intact row twice, which would be counted twice.
    if any(row.day >= following.day for row, following in pairwise(rows)):
        raise Damaged("a day is there twice, or out of order")
    return rows


def _checked(key: Key, columns: tuple[Any, ...]) -> Row:
    *values, kept = columns
    row = Row(*values)
    try:
        intact = checksum(key, row) == kept
    except (TypeError, struct.error) as error:
        raise Damaged("a row holds values of other kinds") from error
    if not intact:
        raise Damaged("a row is not what was written")
    return row


def _keep(database: sqlite3.Connection, key: Key, rows: Sequence[Row], at: int) -> list[Change]:
    number = _number(database, key)
    if number is None:
        database.execute("INSERT INTO subjects (identity, kind, id, organizations) VALUES (?, ?, ?, ?)", key.columns)
        number = _number(database, key)
    before = {row.day: row for row in _rows(database, number, key, rows[0].day, rows[-1].day)}
    wanted = [row for row in rows if not row.read_at < _read_at(before.get(row.day), at)]
    database.executemany(
        f"INSERT OR REPLACE INTO days (subject, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608  # our own names of columns
        [(number, *row, checksum(key, row)) for row in wanted],
    )
    return [Change(before[row.day], row) for row in wanted if row.day in before and differ(before[row.day], row)]


def _read_at(row: Row | None, at: int) -> int:
    """Tell when a day was read; one read in the future, by a clock that was put back, gives way to any."""
    return row.read_at if row is not None and row.read_at <= at else 0


def _forget(database: sqlite3.Connection, id: str | None) -> int:
    gone = 0
    for number, own, organizations in database.execute("SELECT number, id, organizations FROM subjects").fetchall():
        if not isinstance(own, str) or not isinstance(organizations, str):
            raise Damaged("a subject is not what was written")
        if id is None or id == own or json.dumps(id) in organizations:
            gone += database.execute("DELETE FROM days WHERE subject = ?", (number,)).rowcount
            database.execute("DELETE FROM subjects WHERE number = ?", (number,))
    return gone
