"""Closed billing days, kept on disk so that no run has to ask for them again.

Kept are, for each subject that was asked for and each closed billing day: the ACUs, those of each product, that the API
did not list the day where it did not, and when it was asked; and of a day that has changed since a run told of it, what
it was, until a run has told of the change. In the file are the ids of users, service users, sessions
and organizations, which are personal data where people can be told by them; names, e-mail addresses and keys are not.
The file is readable by its owner only. `DayCache.forget` takes an id, or everything, out of it again; a file that was
set aside as damaged is beside it, and has to be deleted apart.
"""

from __future__ import annotations

import json
import os
import sqlite3
import struct
from collections.abc import Iterable, Sequence
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
_SKEW_S = 60
"""How far ahead another thread or process may be, that reads its clock later or has one that is a little fast."""
_COLUMNS = "day, acus, products, read_at, checksum"


class DayCache:
    """Closed billing days in a SQLite file, for many threads, and shared by processes.

    A day is settled once it was read ``recent_days`` days after it was over; before that it is read again, unless it
    was read within the last ``fresh_for_s`` seconds, so that an interrupted run can be taken up without asking for any
    closed day twice. Whether a closed day is final is not documented; that it is after three days is an assumption.

    What was read by a clock that ran ahead may be of a day that was open: as soon as the cache is used with a clock
    more than a minute behind it, such days are marked, and are asked for again whenever they are wanted.

    It waits in the thread that uses it, for another process up to 20 seconds: in an async client the loop stands still
    meanwhile, so that a file that several processes share is better used by sync clients.

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
        if place == ":memory:":
            raise InvalidArgument("days are kept in a file, which ':memory:' is not; leave the cache out to keep none")
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
        rows = self._file.read(lambda database: None if _ahead(database, at) else _of_key(database, key, first, last))
        if rows is None:
            self._file.write(lambda database: _distrust(database, at))
            rows = self._file.read(lambda database: _of_key(database, key, first, last))
        return [row for row in rows if self._holds(row, at)]

    def _holds(self, row: Row, at: int) -> bool:
        closed_at = closes_at(row.day)
        # A clock that was put back has rows from the future, which may have been read before their day was over.
        if not closed_at <= row.read_at <= at:
            return False
        return row.read_at >= closed_at + self.recent_days * _DAY_S or at - row.read_at < self.fresh_for_s

    def keep(self, key: Key, rows: Sequence[Row], *, at: int) -> list[Change]:
        """Keep closed days of a subject, and give those that have changed since they were kept before.

        What they were is kept as well, until the change has been told: see `untold`. A day that was asked for before it
        was over is not kept, and one that another process has read later stays.

        Args:
            key: Whose.
            rows: The days, in order.
            at: The present, in Unix seconds.

        Raises:
            CacheError: the file cannot be used.
        """
        closed = [row for row in rows if row.read_at >= closes_at(row.day)]
        return self._file.write(lambda database: _keep(database, key, closed, at)) if closed else []

    def untold(self, key: Key, first: int, last: int) -> list[Change]:
        """Give the days of a subject that have changed, and that no run has told of, in order: a run may end early.

        Args:
            key: Whose.
            first: The first day, as `datetime.date.toordinal` numbers it.
            last: The last day.

        Raises:
            CacheError: the file cannot be used.
        """
        return self._file.read(lambda database: _untold(database, key, first, last))

    def told(self, changes: Iterable[tuple[Key, Change]]) -> None:
        """Note that changes have been told, each once; what has changed again meanwhile is still to be told.

        Raises:
            CacheError: the file cannot be used.
        """
        listed = list(changes)
        if listed:
            self._file.write(lambda database: _told(database, listed))

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


def _of_key(database: sqlite3.Connection, key: Key, first: int, last: int) -> list[Row]:
    return _rows(database, "days", _number(database, key), key, first, last)


def _rows(database: sqlite3.Connection, table: str, number: int | None, key: Key, first: int, last: int) -> list[Row]:
    """Read the days of a subject, each held against its sum."""
    found = database.execute(
        f"SELECT {_COLUMNS} FROM {table} WHERE subject = ? AND day BETWEEN ? AND ? ORDER BY day",  # noqa: S608  # our own names
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
    if number is None:
        raise Damaged("a subject was not kept")
    if _ahead(database, at):
        _distrust(database, at)
    first, last = rows[0].day, rows[-1].day
    before = {row.day: row for row in _rows(database, "days", number, key, first, last)}
    untold = {row.day: row for row in _rows(database, "untold", number, key, first, last)}
    wanted = [row for row in rows if row.day not in before or before[row.day].read_at <= row.read_at]
    changes = [Change(before[row.day], row) for row in wanted if row.day in before and differ(before[row.day], row)]
    _write(database, "days", number, key, wanted)
    # What was told last is what a change is told from, however often the day has changed since.
    _write(database, "untold", number, key, [change.before for change in changes if change.after.day not in untold])
    _take(database, number, [row.day for row in wanted if row.day in untold and not differ(untold[row.day], row)])
    return changes


def _write(database: sqlite3.Connection, table: str, number: int, key: Key, rows: Iterable[Row]) -> None:
    database.executemany(
        f"INSERT OR REPLACE INTO {table} (subject, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608  # our own names
        [(number, *row, checksum(key, row)) for row in rows],
    )


def _take(database: sqlite3.Connection, number: int, days: Iterable[int]) -> None:
    database.executemany("DELETE FROM untold WHERE subject = ? AND day = ?", [(number, day) for day in days])


def _untold(database: sqlite3.Connection, key: Key, first: int, last: int) -> list[Change]:
    number = _number(database, key)
    before = _rows(database, "untold", number, key, first, last)
    if not before:
        return []
    now = {row.day: row for row in _rows(database, "days", number, key, first, last)}
    if any(row.day not in now for row in before):
        raise Damaged("a day that has changed is not there")
    # What a clock that ran ahead has read of an open day is no change of a closed one.
    return [Change(row, now[row.day]) for row in before if now[row.day].read_at >= closes_at(row.day)]


def _told(database: sqlite3.Connection, changes: Sequence[tuple[Key, Change]]) -> None:
    for key, change in changes:
        day, number = change.after.day, _number(database, key)
        still = _rows(database, "untold", number, key, day, day)
        # Another process may have told of it, or of something else since.
        if number is None or not still or differ(still[0], change.before):
            continue
        if any(differ(row, change.after) for row in _rows(database, "days", number, key, day, day)):
            _write(database, "untold", number, key, [change.after])
        else:
            _take(database, number, [day])


def _ahead(database: sqlite3.Connection, at: int) -> bool:
    """Tell whether there are days that were read later than now."""
    found: tuple[int] = database.execute(
        "SELECT EXISTS (SELECT 1 FROM days WHERE read_at > ?)", (at + _SKEW_S,)
    ).fetchone()
    return bool(found[0])


def _distrust(database: sqlite3.Connection, at: int) -> None:
    """Mark what was read by a clock that ran ahead, for good: once that time has come, it would pass for settled."""
    keys = {
        number: Key(*columns)
        for number, *columns in database.execute("SELECT number, identity, kind, id, organizations FROM subjects")
    }
    found = database.execute(
        f"SELECT subject, {_COLUMNS} FROM days WHERE read_at > ?",  # noqa: S608  # our own names of columns
        (at + _SKEW_S,),
    ).fetchall()
    for number, *columns in found:
        if number not in keys:
            raise Damaged("a day belongs to no subject")
        row = _checked(keys[number], tuple(columns))
        _write(database, "days", number, keys[number], [row._replace(read_at=0)])


def _forget(database: sqlite3.Connection, id: str | None) -> int:
    gone = 0
    for number, own, organizations in database.execute("SELECT number, id, organizations FROM subjects").fetchall():
        if not isinstance(own, str) or not isinstance(organizations, str):
            raise Damaged("a subject is not what was written")
        if id is None or id == own or json.dumps(id) in organizations:
            gone += database.execute("DELETE FROM days WHERE subject = ?", (number,)).rowcount
            database.execute("DELETE FROM untold WHERE subject = ?", (number,))
            database.execute("DELETE FROM subjects WHERE number = ?", (number,))
    return gone
