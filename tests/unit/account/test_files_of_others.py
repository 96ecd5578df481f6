"""Files that are no cache of days: named by mistake, they stay as they are."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from devin_usage import InvalidArgument
from devin_usage.account.cache import CacheError, DayCache
from devin_usage.account.cache_rows import Key, Row

KEY = Key("identity", "enterprise", "", "")


def database(path: Path) -> bytes:
    """A database of something else, damaged."""
    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA user_version = 3; CREATE TABLE songs (title TEXT)")
    connection.close()
    return path.read_bytes()[:100] + b"\xff" * 5_000


def cache_without_header(path: Path) -> bytes:
    with DayCache(path) as cache:
        len(cache)
    written = path.read_bytes()
    path.unlink()
    return os.urandom(100) + written[100:]


FILES: dict[str, Callable[[Path], bytes]] = {
    "a table": lambda _: b"user,acus\n" + b"okta|Acme|x1,12.5\n" * 400,
    "a short text": lambda _: b"day,acus\n2025-12-05,1.5\n",
    "a database": database,
    "an image of a disk": lambda _: bytes(40_000) + b"CD001" + bytes(100),
    "what may have been a cache": cache_without_header,
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_no_cache_is_not_touched(kind: str, tmp_path: Path) -> None:
    """Neither its name, nor its mode, nor a byte of it, whether days are read or kept; the error says what to do."""
    path = tmp_path / "report.csv"
    written = FILES[kind](path)
    path.write_bytes(written)
    path.chmod(0o644)
    with DayCache(path) as cache:
        for use in (
            lambda: cache.held(KEY, 1, 2, at=10**10),
            lambda: cache.keep(KEY, [Row(1, 1.5, None, 10**10)], at=10**10),
            lambda: cache.forget(),
        ):
            with pytest.raises(CacheError, match=r"report\.csv .*name another file"):
                use()
    assert [each.name for each in tmp_path.iterdir()] == ["report.csv"]
    assert path.read_bytes() == written
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_a_database_of_something_else_keeps_its_mode(tmp_path: Path) -> None:
    """One that is whole is refused as well, and stays readable to whom it was."""
    path = tmp_path / "songs.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE songs (title TEXT)")
    connection.close()
    path.chmod(0o644)
    with DayCache(path) as cache, pytest.raises(CacheError, match="database of something else"):
        len(cache)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_memory_is_no_file() -> None:
    """It would be a file of that name, which nobody means."""
    with pytest.raises(InvalidArgument, match="':memory:'"):
        DayCache(":memory:")
