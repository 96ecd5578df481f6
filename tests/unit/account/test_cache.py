"""The file of closed days: whose it is, what damages it, and who shares it."""

from __future__ import annotations

import fcntl
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import warnings
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from devin_usage import InvalidArgument
from devin_usage.account.cache import CacheError, CacheWarning, DayCache
from devin_usage.account.cache_file import _no_move_of
from devin_usage.account.cache_rows import Key, Row, closes_at, packed, unpacked
from devin_usage.billing import day_start
from devin_usage.values import Acus, Products
from hypothesis import given
from hypothesis import strategies as st

KEY = Key("identity", "user", "okta|Acme|x1", "")
FIRST = date(2025, 12, 1).toordinal()
NOW = int(datetime(2026, 1, 20, 12, tzinfo=UTC).timestamp())
PRODUCTS = packed(Products(1.0, 0.5, 0.0, None))


def clock() -> datetime:
    return datetime(2026, 1, 20, 12, tzinfo=UTC)


def rows(count: int = 5, acus: float = 1.5) -> list[Row]:
    return [Row(FIRST + index, acus + index, PRODUCTS, NOW) for index in range(count)]


def filled(path: Path, count: int = 5) -> list[Row]:
    with DayCache(path) as cache:
        cache.keep(KEY, rows(count), at=NOW)
        return cache.held(KEY, FIRST, FIRST + 400, at=NOW)


def aside(path: Path) -> list[Path]:
    return sorted(path.parent.glob("*.damaged-*"))


@given(
    st.none()
    | st.builds(
        Products,
        st.floats(0, 1e9),
        st.floats(0, 1e9),
        st.floats(0, 1e9),
        st.none() | st.floats(0, 1e9),
        st.dictionaries(st.text(), st.floats(0, 1e9)).map(Acus),
    )
)
def test_products_come_back_as_they_were(products: Products | None) -> None:
    """What is written in few bytes is read without a change."""
    assert unpacked(packed(products)) == products


@given(st.integers(date(1970, 1, 1).toordinal(), date(9999, 12, 29).toordinal()))
def test_a_day_is_over_when_the_next_one_starts(day: int) -> None:
    """At 08:00:00 UTC all year, whatever clocks on walls do."""
    assert closes_at(day) == day_start(date.fromordinal(day + 1)).timestamp()


def test_days_come_back_in_another_process(tmp_path: Path) -> None:
    """What was kept is there when the file is opened again, absent days as absent."""
    path = tmp_path / "days"
    absent = Row(FIRST + 5, None, None, NOW)
    with DayCache(path) as cache:
        cache.keep(KEY, [*rows(), absent], at=NOW)
    with DayCache(path) as cache:
        assert cache.held(KEY, FIRST + 1, FIRST + 40, at=NOW) == [*rows()[1:], absent]
        assert cache.held(Key("other", "user", KEY.id, ""), FIRST, FIRST + 40, at=NOW) == []
        assert len(cache) == 6
        assert cache.size_bytes > 0


def test_nothing_is_opened_before_it_is_used(tmp_path: Path) -> None:
    """A cache that is never asked makes no file."""
    with DayCache(tmp_path / "folder" / "days") as cache:
        assert cache.size_bytes == 0
    assert list(tmp_path.iterdir()) == []


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    """The file has mode 0600 and a folder that is made 0700, whatever the mask says; a wider file is narrowed."""
    path = tmp_path / "new" / "days"
    before = os.umask(0)
    try:
        filled(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.chmod(0o644)
    filled(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_day_that_was_open_is_not_kept(tmp_path: Path) -> None:
    """A row that was read a second before its day was over is dropped."""
    with DayCache(tmp_path / "days", recent_days=0) as cache:
        early, late = (Row(FIRST, 1.0, None, closes_at(FIRST) + seconds) for seconds in (-1, 0))
        cache.keep(KEY, [early], at=NOW)
        assert len(cache) == 0
        cache.keep(KEY, [late], at=NOW)
        assert cache.held(KEY, FIRST, FIRST, at=NOW) == [late]


def test_what_was_read_later_stays(tmp_path: Path) -> None:
    """A slow process does not put its older answer in the place of a newer one, and reports nothing."""
    with DayCache(tmp_path / "days") as cache:
        cache.keep(KEY, [Row(FIRST, 2.0, None, NOW)], at=NOW)
        assert cache.keep(KEY, [Row(FIRST, 1.0, None, NOW - 60)], at=NOW) == []
        assert cache.held(KEY, FIRST, FIRST, at=NOW)[0].acus == 2.0


def test_an_id_can_be_forgotten(tmp_path: Path) -> None:
    """Nothing of it is left in the file, not even in free pages; other ids stay."""
    path = tmp_path / "days"
    other = Key("identity", "organization", "org-2", '["org-2"]')
    inside = Key("identity", "user", "u-3", '["org-2"]')
    with DayCache(path) as cache:
        for key in (KEY, other, inside):
            cache.keep(key, rows(), at=NOW)
        assert KEY.id.encode() in path.read_bytes()
        assert cache.forget(KEY.id) == 5
        assert KEY.id.encode() not in path.read_bytes()
        assert cache.forget("org-2") == 10
        cache.keep(KEY, rows(), at=NOW)
        assert cache.forget() == 5
        assert len(cache) == 0
        with pytest.raises(InvalidArgument):
            cache.forget("")


def spoil(path: Path, change: str) -> None:
    """Damage a file in one of several ways."""
    written = path.read_bytes()
    if change == "garbage":
        path.write_bytes(written[:100] + os.urandom(5_000))
    elif change == "start":
        path.write_bytes(os.urandom(60) + written[60:])
    elif change == "truncated":
        path.write_bytes(written[: len(written) // 2])
    elif change == "truncated within the header":
        path.write_bytes(written[:40])
    elif change == "zeros":
        path.write_bytes(bytes(len(written)))
    elif change == "zeros within":
        path.write_bytes(written[:4096] + bytes(len(written) - 4096))
    elif change == "figure":
        place = written.index(b"?\xf8" + bytes(6))  # 1.5 as SQLite writes it
        path.write_bytes(written[: place + 1] + b"\xe8" + written[place + 2 :])
    else:
        connection = sqlite3.connect(path, isolation_level=None)
        connection.executescript(change)
        connection.close()


DAMAGE = [
    "garbage",
    "start",
    "truncated",
    "truncated within the header",
    "zeros",
    "zeros within",
    "figure",
    "PRAGMA user_version = 3",
    "DROP TABLE days",
    "UPDATE days SET read_at = read_at + 86400 * 365",
    "ALTER TABLE days DROP COLUMN products",
    "UPDATE days SET acus = 7.5 WHERE day = (SELECT min(day) FROM days)",
    "UPDATE days SET acus = NULL WHERE day = (SELECT min(day) FROM days)",
    "UPDATE days SET day = day + 100 WHERE day = (SELECT min(day) FROM days)",
    "UPDATE days SET read_at = read_at + 1 WHERE day = (SELECT min(day) FROM days)",
    "UPDATE days SET read_at = 'then' WHERE day = (SELECT min(day) FROM days)",
    "UPDATE days SET products = NULL WHERE day = (SELECT min(day) FROM days)",
    "UPDATE days SET products = 'none' WHERE day = (SELECT min(day) FROM days)",
    "UPDATE days SET checksum = x'00' WHERE day = (SELECT min(day) FROM days)",
    "UPDATE days SET acus = 'much'",
    "CREATE TABLE two AS SELECT * FROM days UNION ALL SELECT * FROM days; DROP TABLE days; "
    "ALTER TABLE two RENAME TO days",
]


@pytest.mark.parametrize("change", DAMAGE)
def test_a_damaged_file_is_set_aside_said_so_and_rebuilt(change: str, tmp_path: Path) -> None:
    """No damage passes for a figure: the file gets another name, a warning names both, and the days are gone."""
    path = tmp_path / "days"
    filled(path)
    spoil(path, change)
    path.chmod(0o644)
    damaged = path.read_bytes()
    with DayCache(path, clock=clock) as cache:
        with pytest.warns(CacheWarning) as warned:
            assert cache.held(KEY, FIRST, FIRST + 400, at=NOW) == []
        (kept,) = aside(path)
        assert kept.name == "days.damaged-20260120T120000Z"
        assert kept.read_bytes() == damaged
        assert len(warned) == 1
        assert str(path) in str(warned[0].message)
        assert str(kept) in str(warned[0].message)
        assert "deleted" not in str(warned[0].message)
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        cache.keep(KEY, rows(), at=NOW)
        assert cache.held(KEY, FIRST, FIRST + 400, at=NOW) == rows()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_flipped_bit_passes_for_a_figure(tmp_path: Path) -> None:
    """Wherever a bit flips, what is still given is what was written; else the file is set aside or refused."""
    path = tmp_path / "days"
    filled(path, 40)
    written = path.read_bytes()
    used = [place for place, byte in enumerate(written) if byte or place < 100]
    chosen = used[:100] + used[100 :: len(used) // 300]
    seen = Counter[str]()
    for place in chosen:
        flipped = bytearray(written)
        flipped[place] ^= 1 << place % 8
        path.write_bytes(flipped)
        with DayCache(path) as cache, warnings.catch_warnings():
            warnings.simplefilter("ignore", CacheWarning)
            try:
                held = cache.held(KEY, FIRST, FIRST + 400, at=NOW)
            except CacheError:
                seen["refused"] += 1
                continue
        assert set(held) <= set(rows(40))
        assert len(held) == len(set(held))
        seen["all" if len(held) == 40 else "fewer"] += 1
    assert seen["fewer"] > 200


def test_a_row_under_another_id_is_damage(tmp_path: Path) -> None:
    """An id that has changed in the file does not give its days to somebody else."""
    path = tmp_path / "days"
    filled(path)
    spoil(path, "UPDATE subjects SET id = 'okta|Acme|x2'")
    with DayCache(path) as cache, pytest.warns(CacheWarning):
        assert cache.held(Key("identity", "user", "okta|Acme|x2", ""), FIRST, FIRST + 9, at=NOW) == []


def test_damage_that_is_found_while_keeping_loses_no_row(tmp_path: Path) -> None:
    """The days that were to be kept are in the new file."""
    path = tmp_path / "days"
    filled(path)
    spoil(path, "UPDATE days SET acus = 9.0")
    with DayCache(path) as cache:
        with pytest.warns(CacheWarning):
            cache.keep(KEY, rows(2), at=NOW)
        assert cache.held(KEY, FIRST, FIRST + 9, at=NOW) == rows(2)


@pytest.mark.parametrize("change", ["UPDATE subjects SET id = x'ff00'", "UPDATE subjects SET organizations = x'ff00'"])
def test_what_cannot_be_searched_for_an_id_is_set_aside(change: str, tmp_path: Path) -> None:
    """To forget somebody in a damaged file sets it aside, for what it holds is not sure."""
    path = tmp_path / "days"
    filled(path)
    spoil(path, change)
    with DayCache(path) as cache, pytest.warns(CacheWarning):
        assert cache.forget("u-1") == 0


def test_each_damaged_file_keeps_its_own_name(tmp_path: Path) -> None:
    """A second file that is damaged within the second does not replace the first."""
    path = tmp_path / "days"
    for _ in range(2):
        filled(path)
        spoil(path, "garbage")
        with DayCache(path, clock=clock) as cache, pytest.warns(CacheWarning):
            len(cache)
    assert [one.name for one in aside(path)] == ["days.damaged-20260120T120000Z", "days.damaged-20260120T120000Z-2"]


def test_an_empty_file_is_a_new_cache(tmp_path: Path) -> None:
    """A file that somebody has made for it is used."""
    path = tmp_path / "days"
    path.touch()
    assert len(filled(path)) == 5
    assert aside(path) == []


def test_two_caches_that_see_the_damage_set_aside_one_file(tmp_path: Path) -> None:
    """The second finds the new file of the first, and leaves it and its days alone."""
    path = tmp_path / "days"
    filled(path)
    with DayCache(path) as one, DayCache(path) as other:
        assert len(one) == len(other) == 5
        spoil(path, "UPDATE days SET acus = 9.0")
        with pytest.warns(CacheWarning):
            one.keep(KEY, rows(3), at=NOW)
        assert other.held(KEY, FIRST, FIRST + 9, at=NOW) == rows(3)
        other.keep(Key("identity", "user", "u-2", ""), rows(1), at=NOW)
        assert len(one) == 4
    assert len(aside(path)) == 1


def test_threads_that_see_the_damage_at_once_set_aside_one_file(tmp_path: Path) -> None:
    """However many caches of a file find it damaged in the same moment."""
    path = tmp_path / "days"
    filled(path)
    spoil(path, "UPDATE days SET acus = 9.0")
    caches = [DayCache(path) for _ in range(8)]
    start = threading.Barrier(8)

    def find(number: int) -> None:
        start.wait()
        key = Key("identity", "user", f"u-{number}", "")
        caches[number].held(KEY, FIRST, FIRST + 9, at=NOW)
        caches[number].keep(key, rows(), at=NOW)

    with pytest.warns(CacheWarning) as warned:
        in_threads(find, 8)
    assert len(warned) == len(aside(path)) == 1
    assert len(caches[0]) == 40
    for cache in caches:
        cache.close()


def test_a_file_that_is_gone_is_made_anew(tmp_path: Path) -> None:
    """A cache whose file another has moved away, whole, goes on with a new one and does not write to the old."""
    path = tmp_path / "days"
    with DayCache(path) as cache:
        cache.keep(KEY, rows(), at=NOW)
        path.rename(tmp_path / "moved")
        assert cache.held(KEY, FIRST, FIRST + 9, at=NOW) == []
        cache.keep(KEY, rows(2), at=NOW)
    with DayCache(path) as cache, DayCache(tmp_path / "moved") as moved:
        assert (len(cache), len(moved)) == (2, 5)


def test_nobody_uses_the_file_while_it_is_set_aside(tmp_path: Path) -> None:
    """Users of the file do not keep each other out; who sets it aside keeps all of them out."""
    path = tmp_path / "days"
    folder = os.open(tmp_path, os.O_RDONLY)
    try:
        with _no_move_of(path):
            fcntl.flock(folder, fcntl.LOCK_SH | fcntl.LOCK_NB)
        fcntl.flock(folder, fcntl.LOCK_UN)
        with _no_move_of(path, exclusive=True), pytest.raises(BlockingIOError):
            fcntl.flock(folder, fcntl.LOCK_SH | fcntl.LOCK_NB)
        fcntl.flock(folder, fcntl.LOCK_SH | fcntl.LOCK_NB)
    finally:
        os.close(folder)


def in_threads(target: Any, count: int) -> None:
    failed: list[BaseException] = []

    def guarded(number: int) -> None:
        try:
            target(number)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=guarded, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def test_many_threads_share_one_cache(tmp_path: Path) -> None:
    """Every thread reads what it has kept, and nothing is lost."""
    with DayCache(tmp_path / "days") as cache:

        def work(number: int) -> None:
            for turn in range(20):
                key = Key("identity", "user", f"u-{number}-{turn}", "")
                cache.keep(key, rows(), at=NOW)
                assert cache.held(key, FIRST, FIRST + 9, at=NOW) == rows()

        in_threads(work, 8)
        assert len(cache) == 8 * 20 * 5


PROGRAM = """
import sys
from devin_usage.account.cache import DayCache
from devin_usage.account.cache_file import _no_move_of
from devin_usage.account.cache_rows import Key, Row
path, name, turns, first, now = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
with DayCache(path) as cache:
    for turn in range(turns):
        key = Key("identity", "user", f"{name}-{turn}", "")
        cache.keep(key, [Row(first + day, 1.5 + day, None, now) for day in range(31)], at=now)
        assert len(cache.held(key, first, first + 40, at=now)) == 31
        if turn == 20:
            print("under way", flush=True)
"""


def started(path: Path, name: str, turns: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(path), name, str(turns), str(FIRST), str(NOW)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_processes_share_one_file(tmp_path: Path) -> None:
    """Two processes that keep days at the same time lose none."""
    path = tmp_path / "days"
    running = [started(path, name, 60) for name in ("a", "b")]
    for process in running:
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
    with DayCache(path) as cache:
        assert len(cache) == 2 * 60 * 31


def test_a_process_that_is_killed_leaves_a_file_that_can_be_used(tmp_path: Path) -> None:
    """Killed in the middle of writing, it has kept whole windows, and the file is not damaged."""
    path = tmp_path / "days"
    for number in range(3):
        process = started(path, f"p{number}", 1_000_000)
        assert process.stdout is not None
        assert process.stdout.readline() == "under way\n"
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
    with DayCache(path) as cache:
        assert len(cache) % 31 == 0
        assert len(cache) >= 3 * 21 * 31
        cache.keep(KEY, rows(), at=NOW)
        assert cache.held(Key("identity", "user", "p2-20", ""), FIRST, FIRST + 40, at=NOW)[30].acus == 31.5
    assert aside(path) == []


@pytest.mark.parametrize("kind", ["folder", "file as folder", "another database", "dangling link"])
def test_a_place_that_cannot_be_used_is_named(kind: str, tmp_path: Path) -> None:
    """What is no damage is refused with the path, and what is there stays as it is."""
    path = tmp_path / "days"
    if kind == "folder":
        path.mkdir()
    elif kind == "file as folder":
        path.touch()
        path = path / "days"
    elif kind == "another database":
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE songs (title TEXT)")
        connection.close()
    else:
        path.symlink_to(tmp_path / "nowhere" / "days")
    before = path.read_bytes() if path.is_file() else None
    with DayCache(path) as cache:
        for _ in range(2):
            with pytest.raises(CacheError, match="days"):
                cache.held(KEY, FIRST, FIRST, at=NOW)
    assert aside(tmp_path / "days") == []
    if before is not None:
        assert path.read_bytes() == before


def test_a_full_disk_is_an_error_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    """Rows that do not fit are not there in part, and what was kept before is."""
    with DayCache(tmp_path / "days") as cache:
        cache.keep(KEY, rows(), at=NOW)
        database: Any = cache._file._connection
        pages = database.execute("PRAGMA page_count").fetchone()[0]
        database.execute(f"PRAGMA max_page_count = {pages}")
        other = Key("identity", "user", "u-2", "")
        with pytest.raises(CacheError, match="full"):
            cache.keep(other, [Row(day, 1.5, None, NOW) for day in range(FIRST - 5_000, FIRST)], at=NOW)
        assert cache.held(other, FIRST - 5_000, FIRST, at=NOW) == []
        assert cache.held(KEY, FIRST, FIRST + 9, at=NOW) == rows()


def test_a_cache_that_is_closed_says_so(tmp_path: Path) -> None:
    """A closed cache is not opened again in silence."""
    cache = DayCache(tmp_path / "days")
    cache.close()
    with pytest.raises(CacheError, match="closed"):
        len(cache)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no such call on this system")
def test_a_cache_is_not_carried_over_a_fork(tmp_path: Path) -> None:
    """SQLite's files must not be used on both sides of a fork, so the child is told to make its own cache."""
    with DayCache(tmp_path / "days") as cache:
        cache.keep(KEY, rows(), at=NOW)
        cache._file._process = -1  # as a child sees it
        with pytest.raises(CacheError, match="fork"):
            len(cache)
        cache._file._process = os.getpid()


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("", {}),
        ("da\0ys", {}),
        (b"days", {}),
        ("days", {"recent_days": -1}),
        ("days", {"recent_days": True}),
        ("days", {"recent_days": 1.5}),
        ("days", {"fresh_for_s": -1}),
        ("days", {"fresh_for_s": float("nan")}),
        ("days", {"fresh_for_s": "1"}),
    ],
)
def test_options_are_checked(path: Any, options: dict[str, Any]) -> None:
    """What cannot be meant is refused when the cache is made."""
    with pytest.raises(InvalidArgument):
        DayCache(path, **options)


def test_a_cache_without_days_is_true(tmp_path: Path) -> None:
    """``if cache:`` asks whether there is one, and opens nothing."""
    cache = DayCache(tmp_path / "days")
    assert cache
    assert not (tmp_path / "days").exists()
