"""The file of the day cache: made for its owner's eyes only, shared by processes, set aside when it is damaged.

It is no write-ahead log: a database that is renamed while another process has its log open loses the log of its
successor, for SQLite removes logs by name. Nor is it forced to the disk with each change: killing a process cannot harm
it, and what a loss of power harms is found by SQLite or by the sums of the rows, and read from the API again.

Only what was a cache is set aside: a file whose header still has the number that SQLite keeps for an application, which
is ours. What is left of a cache whose header is gone cannot be told from any other file, and is refused like one.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
import warnings
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import TypeAlias, TypeVar

from ..billing import Clock, now
from ..errors import DevinUsageError

T = TypeVar("T")
Transaction: TypeAlias = Callable[[sqlite3.Connection], T]

_APPLICATION = 0x44764361
_APPLICATION_AT = slice(68, 72)  # https://www.sqlite.org/fileformat.html#application_id
_SCHEMA_VERSION = 2
_BUSY_S = 20.0
_SCHEMA = (
    "CREATE TABLE subjects (number INTEGER PRIMARY KEY, identity TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, "
    "organizations TEXT NOT NULL, UNIQUE (identity, kind, id, organizations))",
    "CREATE TABLE days (subject INTEGER NOT NULL, day INTEGER NOT NULL, acus REAL, products BLOB, "
    "read_at INTEGER NOT NULL, checksum BLOB NOT NULL, PRIMARY KEY (subject, day)) WITHOUT ROWID",
    "CREATE INDEX days_by_read_at ON days (read_at)",
    "CREATE TABLE untold (subject INTEGER NOT NULL, day INTEGER NOT NULL, acus REAL, products BLOB, "
    "read_at INTEGER NOT NULL, checksum BLOB NOT NULL, PRIMARY KEY (subject, day)) WITHOUT ROWID",
    f"PRAGMA application_id = {_APPLICATION}",
    f"PRAGMA user_version = {_SCHEMA_VERSION}",
)
_MAGIC = b"SQLite format 3\0"
_MOVED = 1032  # SQLITE_READONLY_DBMOVED, which the module of Python does not name.


class CacheError(DevinUsageError):
    """The cache cannot be used: the message says why, and what can be done."""


class CacheWarning(UserWarning):
    """The cache was damaged; it was set aside, and the days in it are asked for again."""


class Damaged(Exception):
    """What the file holds is not what was written; raised within, never to a caller."""


class CacheFile:
    """A SQLite file for many threads and processes, opened when it is first used."""

    def __init__(self, path: Path, clock: Clock) -> None:
        """Take the place of the file, and the clock that names a damaged one."""
        self.path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._opened_as: tuple[int, int] | None = None
        self._process = os.getpid()
        self._closed = False

    def read(self, transaction: Transaction[T]) -> T:
        """Read from the database, as it is at one moment.

        Raises:
            CacheError: see `write`.
        """
        return self._run("BEGIN", transaction)

    def write(self, transaction: Transaction[T]) -> T:
        """Change the database, wholly or not at all; a damaged one is set aside, and the new one changed.

        Raises:
            CacheError: the file cannot be read or written, or is damaged again as soon as it is new.
        """
        return self._run("BEGIN IMMEDIATE", transaction)

    def _run(self, begin: str, transaction: Transaction[T]) -> T:
        with self._lock:
            if self._closed:
                raise CacheError(f"the cache {self.path} is closed; make another DayCache")
            if self._process != os.getpid():
                raise CacheError(f"the cache {self.path} was opened before a fork; make a DayCache in each process")
            for _ in range(3):
                try:
                    with _no_move_of(self.path):
                        return _whole(self._database(), begin, transaction)
                except Damaged as error:
                    why = str(error)
                except UnicodeDecodeError:  # SQLite quotes its own damaged schema
                    why = "its texts cannot be read"
                except sqlite3.Error as error:
                    if getattr(error, "sqlite_errorcode", None) == _MOVED:
                        self._disconnect()
                        continue
                    why = self._damage(error)
                except OSError as error:
                    raise CacheError(f"the cache {self.path} cannot be used: {error.strerror}") from error
                self._set_aside(why)
            raise CacheError(f"the cache {self.path} is damaged again as soon as it is made; keep it on another disk")

    def close(self) -> None:
        """Close the file; it cannot be used any more."""
        with self._lock:
            self._closed = True
            self._disconnect()

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _damage(self, error: sqlite3.Error) -> str:
        """Tell damage from everything else that may stand in the way.

        Raises:
            CacheError: it is something else.
        """
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        # An error in our own statements means that the tables are not ours any more.
        if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_ERROR}:
            return str(error)
        why = "another process is writing to it all the time" if code == sqlite3.SQLITE_BUSY else str(error)
        raise CacheError(f"the cache {self.path} cannot be used: {why}") from error

    def _database(self) -> sqlite3.Connection:
        """Give the open database, of the file that is there now."""
        if self._connection is not None and self._opened_as != _identity(self.path):
            self._disconnect()  # another process has set it aside
        if self._connection is None:
            self._make()
            self._opened_as = _identity(self.path)
            connection = sqlite3.connect(self.path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
            try:
                self._check_schema(connection)
                # Only now is it known to be ours.
                if self.path.stat().st_mode & 0o077:
                    self.path.chmod(0o600)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _make(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The existing file is not opened here: to close it would drop the locks of other connections to it.
        with suppress(FileExistsError):
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        if self.path.is_dir():
            raise CacheError(f"the cache {self.path} is a folder; name a file")

    def _check_schema(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA secure_delete = ON")
        if _numbers(connection) == (0, 0, 0):
            _whole(connection, "BEGIN IMMEDIATE", _make_tables)
        application, version, _ = _numbers(connection)
        if application != _APPLICATION:
            raise CacheError(f"the cache {self.path} is a database of something else; name another file")
        if version != _SCHEMA_VERSION:
            raise Damaged(f"it has schema {version}, this version of the package writes {_SCHEMA_VERSION}")

    def _set_aside(self, why: str) -> None:
        """Give the damaged file another name, unless another process has done so."""
        self._disconnect()
        try:
            with _no_move_of(self.path, exclusive=True):
                if _identity(self.path) != self._opened_as:
                    return
                # Nobody is within a transaction now, so that to close the file drops no lock of another connection.
                if not _was_ours(self.path):
                    raise CacheError(
                        f"{self.path} is no cache of days ({why}); name another file, or delete it if it was one"
                    )
                aside = self._free_name()
                for suffix in ("-journal", "-wal", "-shm"):
                    with suppress(FileNotFoundError):
                        os.rename(f"{self.path}{suffix}", f"{aside}{suffix}")
                os.rename(self.path, aside)
                aside.chmod(0o600)
        except OSError as error:
            raise CacheError(
                f"the cache {self.path} is damaged ({why}) and cannot be set aside: {error.strerror}"
            ) from error
        warnings.warn(
            CacheWarning(
                f"the cache {self.path} is damaged ({why}); it was set aside as {aside}, and its days are asked for "
                "again"
            ),
            stacklevel=3,
        )

    def _free_name(self) -> Path:
        written = now(self._clock).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        name = f"{self.path.name}.damaged-{written}"
        names = (name, *(f"{name}-{number}" for number in range(2, 1_000)))
        return next(place for place in map(self.path.with_name, names) if not os.path.lexists(place))


def _was_ours(path: Path) -> bool:
    """Tell what is left of a cache from a file of something else."""
    with path.open("rb") as file:
        header = file.read(_APPLICATION_AT.stop)
        if header[_APPLICATION_AT] == _APPLICATION.to_bytes(4, "big"):
            return True
        # Cut off within the header, or never written though the disk has counted it: nobody misses it.
        short = len(header) < _APPLICATION_AT.stop and _MAGIC.startswith(header[: len(_MAGIC)])
        return short or (not any(header) and not any(map(any, iter(partial(file.read, 1 << 16), b""))))


def _whole(connection: sqlite3.Connection, begin: str, transaction: Transaction[T]) -> T:
    """Do something with a database in one transaction."""
    connection.execute(begin)
    try:
        done = transaction(connection)
        connection.execute("COMMIT")
        return done
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _numbers(connection: sqlite3.Connection) -> tuple[int, int, int]:
    """Give the application and the version that a database says it is of, and how many tables it has."""
    questions = ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master")
    application, version, tables = (connection.execute(question).fetchone()[0] for question in questions)
    return application, version, tables


def _make_tables(connection: sqlite3.Connection) -> None:
    if _numbers(connection) == (0, 0, 0):  # still, now that nobody else can make them
        for statement in _SCHEMA:
            connection.execute(statement)


def _identity(path: Path) -> tuple[int, int] | None:
    """Tell one file of a name from the next."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


if sys.platform == "win32":

    @contextmanager
    def _no_move_of(path: Path, *, exclusive: bool = False) -> Generator[None]:
        """Do nothing: the system does not rename a file that is open."""
        yield

else:
    import fcntl

    @contextmanager
    def _no_move_of(path: Path, *, exclusive: bool = False) -> Generator[None]:
        """Keep the file from being set aside by another process; or, to do that, keep all others from using it.

        The lock is on the folder, since one on the file would go with it to its new name.
        """
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            # A file system without such locks leaves the comparison of the files, which almost always is enough.
            with suppress(OSError):
                fcntl.flock(folder, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
            yield
        finally:
            os.close(folder)
