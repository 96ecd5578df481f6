"""Closed days that have changed: told of once, to whoever is given a result, however many attempts and runs it took."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from devin_mock import Fault
from devin_usage import DevinUsage, Period, ServerError, Unauthorized
from devin_usage.account.cache import DayCache
from devin_usage.account.cache_rows import Change, Key, Row, closes_at
from devin_usage.account.gathering import gathered
from devin_usage.account.history import PieceFailed, history
from devin_usage.values import Subject

from .ledgers import Account
from .sequential import run

KEY = Key("identity", "user", "okta|Acme|x1", "")
FIRST = date(2025, 12, 1).toordinal()
CLOSED = closes_at(FIRST)
SPLIT = Period.of_days(date(2025, 12, 10), date(2025, 12, 20))
KNOWN = Period.of_days(date(2025, 12, 12), date(2025, 12, 14))
"""Final on the 20th, so that what is around it is two windows."""
HOUR = 3_600


def row(acus: float | None, *, read_at: int, day: int = FIRST) -> Row:
    return Row(day, acus, None, read_at)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[DayCache]:
    with DayCache(tmp_path / "days") as cache:
        yield cache


def keep(cache: DayCache, acus: float | None, hours: int, key: Key = KEY) -> None:
    at = CLOSED + hours * HOUR
    cache.keep(key, [row(acus, read_at=at)], at=at)


def untold(cache: DayCache) -> list[tuple[float | None, float | None]]:
    return [(change.before.acus, change.after.acus) for change in cache.untold(KEY, FIRST, FIRST)]


def test_a_change_is_told_from_what_was_told_last(cache: DayCache) -> None:
    """However often the day has changed meanwhile; and not at all once it is again what it was."""
    keep(cache, 1.0, 0)
    assert untold(cache) == []
    for hours, acus in enumerate((2.0, None, 3.0), 1):
        keep(cache, acus, hours)
        assert untold(cache) == [(1.0, acus)]
    keep(cache, 1.0, 4)
    assert untold(cache) == []
    keep(cache, 4.0, 5)
    (change,) = cache.untold(KEY, FIRST - 9, FIRST + 9)
    assert cache.untold(KEY, FIRST + 1, FIRST + 9) == []
    cache.told([(KEY, change)])
    assert untold(cache) == []
    keep(cache, 5.0, 6)
    assert untold(cache) == [(4.0, 5.0)]


def test_what_changes_while_a_change_is_told_is_still_to_be_told(cache: DayCache) -> None:
    """Another process may have read the day since; and to tell of the same change twice takes nothing away."""
    keep(cache, 1.0, 0)
    keep(cache, 2.0, 1)
    (change,) = cache.untold(KEY, FIRST, FIRST)
    keep(cache, 3.0, 2)
    cache.told([(KEY, change)])
    assert untold(cache) == [(2.0, 3.0)]
    cache.told([(KEY, change), (Key("identity", "user", "nobody", ""), change)])
    assert untold(cache) == [(2.0, 3.0)]
    (newer,) = cache.untold(KEY, FIRST, FIRST)
    cache.told([(KEY, newer)])
    keep(cache, 4.0, 3)
    cache.told([(KEY, change)])
    assert untold(cache) == [(3.0, 4.0)]


def test_changes_are_forgotten_with_their_days(cache: DayCache) -> None:
    """Nothing of a member is left."""
    for hours, acus in enumerate((1.0, 2.0)):
        for key in (KEY, Key("identity", "user", "u-2", "")):
            keep(cache, acus, hours, key)
    cache.forget("u-2")
    assert untold(cache) == [(1.0, 2.0)]
    cache.forget()
    keep(cache, 3.0, 2)
    assert untold(cache) == []
    database: Any = cache._file._connection
    assert database.execute("SELECT count(*) FROM untold").fetchone() == (0,)


@pytest.mark.parametrize("table", ["untold", "days"])
def test_a_damaged_change_is_not_told(table: str, cache: DayCache) -> None:
    """It is damage like any other."""
    keep(cache, 1.0, 0)
    keep(cache, 2.0, 1)
    database: Any = cache._file._connection
    database.execute("UPDATE untold SET acus = 7.5" if table == "untold" else "DELETE FROM days")
    with pytest.warns(UserWarning, match="set aside"):
        assert untold(cache) == []


# In runs.


def test_a_member_that_is_put_back_loses_no_revision(tmp_path: Path) -> None:
    """Its first attempt kept one window and failed at the next; the second finds the first in the cache."""
    account = Account(late_days=12)
    user = account.users[0]
    operation = "get_enterprise_user_daily_consumption"
    with DayCache(tmp_path / "days", recent_days=12) as cache, account.client() as client:
        before = client.consumption.by_user(SPLIT, users=[user], cache=cache).consumption[user]
        account.clock.advance(days=2)
        # In the middle, so that there is a window on either side.
        run(gathered(client._session.context, KNOWN, cache=cache, user=user), client)
        account.mock.faults.add(Fault(status=503, operation=operation, skip=1, times=1))
        found = client.consumption.by_user(SPLIT, users=[user], cache=cache)
        now = client.consumption.daily(SPLIT, user=user)
        again = client.consumption.by_user(SPLIT, users=[user], cache=cache)
    # The 20th was open.
    told = {day.day: day.acus for day in before.days if day.day < date(2025, 12, 20)}
    changed = {day.day: (told[day.day], day.acus) for day in now.days if told.get(day.day, day.acus) != day.acus}
    ours = [each for each in found.revisions if each.subject == Subject("user", user)]
    assert any(day < KNOWN.first_day for day in changed)
    assert {each.day: (each.before, each.after) for each in ours} == changed
    assert again.revisions == ()


def test_a_run_that_ends_early_leaves_its_revisions_to_the_next(tmp_path: Path) -> None:
    """A refused key ends all; what was read before is in the cache, and is told of by the run that has a result."""
    account = Account(late_days=12)
    users = account.users[:4]
    with DayCache(tmp_path / "days", recent_days=12) as cache, account.client() as client:
        client.consumption.by_user(SPLIT, users=users, cache=cache)
        account.clock.advance(days=2)
        refused = Fault(status=401, path=f"*/{users[3].replace('|', '%7C')}")
        with account.mock.faults.planted(refused), pytest.raises(Unauthorized):
            client.consumption.by_user(SPLIT, users=users, cache=cache, concurrency=1)
        found = client.consumption.by_user(SPLIT, users=users, cache=cache)
        again = client.consumption.by_user(SPLIT, users=users, cache=cache)
    assert {each.subject for each in found.revisions} >= {Subject("user", user) for user in users[:3]}
    assert Subject("enterprise") in {each.subject for each in found.revisions}
    assert again.revisions == ()


def test_a_member_that_fails_keeps_its_revisions(tmp_path: Path) -> None:
    """A breakdown without it does not tell of it; the next, with it, does."""
    account = Account(late_days=12)
    user = account.users[0]
    with DayCache(tmp_path / "days", recent_days=12) as cache, account.client() as client:
        client.consumption.by_user(SPLIT, users=[user], cache=cache)
        account.clock.advance(days=2)
        run(gathered(client._session.context, KNOWN, cache=cache, user=user), client)
        with account.mock.faults.planted(
            Fault(status=503, operation="get_enterprise_user_daily_consumption", skip=1, times=99)
        ):
            found = client.consumption.by_user(SPLIT, users=[user], cache=cache)
        assert isinstance(found.failures[user], ServerError)
        assert Subject("user", user) not in {each.subject for each in found.revisions}
        whole = client.consumption.by_user(SPLIT, users=[user], cache=cache)
    assert date(2025, 12, 11) in [each.day for each in whole.revisions if each.subject == Subject("user", user)]


def test_a_history_that_fails_leaves_its_revisions_to_the_next(tmp_path: Path) -> None:
    """A part could not be read, so there was no history to tell of them."""
    account = Account(late_days=25)
    period = Period.of_days(date(2025, 12, 1), date(2025, 12, 19))
    with DayCache(tmp_path / "days", recent_days=30) as cache, account.client() as client:
        before = {day.day: day.acus for day in client.consumption.history(period, cache=cache).consumption.days}
        account.clock.advance(days=2)
        with (
            account.mock.faults.planted(Fault(status=403, operation="get_enterprise_daily_consumption", skip=1)),
            pytest.raises(PieceFailed),
        ):
            run(history(client._session.context, period, cache=cache), client)
        account.mock.record.clear()
        found = client.consumption.history(period, cache=cache)
        again = client.consumption.history(period, cache=cache)
    changed = {day.day: (before[day.day], day.acus) for day in found.consumption.days if before[day.day] != day.acus}
    assert min(changed) < date(2025, 12, 5) < max(changed)
    assert account.windows()[0].first_day > date(2025, 12, 4)
    assert {each.day: (each.before, each.after) for each in found.revisions} == changed
    assert again.revisions == ()


# A clock that ran ahead.


def test_what_a_clock_that_ran_ahead_has_read_is_never_trusted(cache: DayCache) -> None:
    """Once the present has caught up, it would pass for final though its day was open when it was read."""
    ahead, other = CLOSED + 30 * 86_400, Key("identity", "user", "u-2", "")
    for key in (KEY, other):
        cache.keep(key, [row(1.0, read_at=ahead)], at=ahead)
    # Another subject is asked for, when the day is not over.
    assert cache.held(Key("identity", "user", "u-3", ""), FIRST, FIRST, at=CLOSED - 60) == []
    later = ahead + 86_400
    assert cache.held(KEY, FIRST, FIRST, at=later) == cache.held(other, FIRST, FIRST, at=later) == []
    assert len(cache) == 2
    # What it was is still known, so that whoever was told of it is told of the change.
    cache.keep(KEY, [row(5.0, read_at=later)], at=later)
    assert untold(cache) == [(1.0, 5.0)]
    assert cache.held(KEY, FIRST, FIRST, at=later) == [row(5.0, read_at=later)]


def test_keeping_sees_the_clock_that_ran_ahead_as_well(cache: DayCache) -> None:
    """The days of all subjects are marked, whichever is kept."""
    ahead = CLOSED + 30 * 86_400
    cache.keep(KEY, [row(1.0, read_at=ahead)], at=ahead)
    cache.keep(Key("identity", "user", "u-2", ""), [row(2.0, read_at=CLOSED)], at=CLOSED)
    assert cache.held(KEY, FIRST, FIRST, at=ahead + 1) == []


def test_threads_whose_clocks_are_read_in_turn_trust_each_other(cache: DayCache) -> None:
    """A minute's difference marks nothing; the day is held as soon as its time has come."""
    at = CLOSED + 4 * 86_400
    cache.keep(KEY, [row(1.0, read_at=at)], at=at)
    assert cache.held(KEY, FIRST, FIRST, at=at - 60) == []
    assert cache.held(KEY, FIRST, FIRST, at=at) == [row(1.0, read_at=at)]
    assert cache.held(KEY, FIRST, FIRST, at=at - 61) == []
    assert cache.held(KEY, FIRST, FIRST, at=at) == []


def test_changes_that_were_read_of_an_open_day_are_not_told(cache: DayCache) -> None:
    """Twice by a clock that ran ahead, and then by one that is right, while the day is open."""
    ahead = CLOSED + 30 * 86_400
    for number in range(2):
        cache.keep(KEY, [row(1.0 + number, read_at=ahead + number)], at=ahead + number)
    assert untold(cache) == [(1.0, 2.0)]
    cache.held(KEY, FIRST, FIRST, at=CLOSED - 60)
    assert untold(cache) == []
    keep(cache, 3.0, 0)
    assert untold(cache) == [(1.0, 3.0)]


def test_an_open_day_of_a_clock_that_ran_ahead_is_read_again(tmp_path: Path) -> None:
    """The whole way: read a month ahead, used today, and read when that month has passed."""
    account = Account(now=datetime.fromisoformat("2025-12-10T12:00:00+00:00"))
    today = Period.of_day(date(2025, 12, 10))
    with DayCache(tmp_path / "days") as cache, account.client() as client:
        right = account.clock.now
        # The service's clock is right: the client's runs ahead.
        with account.client() as fast:
            fast._session.context.clock = lambda: right + timedelta(days=30)
            early = run(gathered(fast._session.context, today, cache=cache), fast).consumption
        client.consumption.history(Period.of_day(date(2025, 12, 9)), cache=cache)
        account.clock.advance(days=40)
        found = client.consumption.history(today, cache=cache)
        assert found.days_from_cache == 0
        assert found.consumption.days == client.consumption.daily(today).days
    assert found.consumption.total_acus > early.total_acus
    assert [each.day for each in found.revisions] == [date(2025, 12, 10)]


# Days that are not listed.


def absent(client: DevinUsage, cache: DayCache, period: Period) -> int:
    return run(gathered(client._session.context, period, cache=cache), client).days_from_cache


def test_ages_without_a_day_are_remembered_for_three_years(tmp_path: Path) -> None:
    """A period of a century is not thousands of rows for each member; of usual periods all days are remembered."""
    account = Account(now=datetime.fromisoformat("2024-07-01T12:00:00+00:00"), idle_days="left out")
    century = Period.of_days(date(1920, 1, 1), date(2020, 5, 1))
    with DayCache(tmp_path / "days") as cache, account.client() as client:
        assert absent(client, cache, century) == 0
        assert len(cache) == 1_100
        account.mock.record.clear()
        assert absent(client, cache, century) == 1_100
        (window,) = account.windows()
    assert window.start == century.start
    assert window.last_day == century.last_day - timedelta(days=1_100)


def test_days_between_listed_ones_are_all_remembered(tmp_path: Path) -> None:
    """However far the first that is listed lies back."""
    account = Account(idle_days="left out")
    with account.client() as client, DayCache(tmp_path / "days") as cache:
        listed = client.consumption.daily(Period.of_days(date(2000, 1, 1), date(2025, 12, 10))).days
        absent(client, cache, Period.of_days(date(2000, 1, 1), date(2025, 12, 10)))
        first = listed[0].day
        assert len(cache) == 1_100 + (date(2025, 12, 10) - first).days + 1
        account.mock.record.clear()
        absent(client, cache, Period.of_days(first - timedelta(days=1_100), date(2025, 12, 10)))
        assert account.windows() == []


def test_a_change_has_both_rows(cache: DayCache) -> None:
    """What it was, and what it is."""
    keep(cache, 1.0, 0)
    keep(cache, 2.0, 1)
    assert cache.untold(KEY, FIRST, FIRST) == [
        Change(row(1.0, read_at=CLOSED), row(2.0, read_at=CLOSED + HOUR)),
    ]
