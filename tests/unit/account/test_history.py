"""A history: read by billing cycle, joined, and held against one answer for all of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import anyio
import pytest
from devin_mock import Breach, Fault
from devin_mock.transport import mock_transport
from devin_usage import (
    AsyncDevinUsage,
    Cycle,
    DevinUsage,
    Forbidden,
    InconsistentAnswer,
    InvalidArgument,
    Period,
    UnsupportedByScope,
)
from devin_usage.account.cache import DayCache
from devin_usage.account.history import History, PieceFailed, history
from devin_usage.account.running import AsyncRunner, SyncRunner
from devin_usage.account.work import Progress
from devin_usage.operations import Call

from .ledgers import KEYS, Account
from .sequential import run, steps

YEAR = Period.of_days(date(2024, 12, 20), date(2025, 12, 10))
TO_NOW = Period.of_days(date(2025, 9, 20), date(2025, 12, 20))
DAILY = "get_enterprise_daily_consumption"


def read(client: DevinUsage, period: Period, **options: Any) -> History:
    return run(history(client._session.context, period, **options), client)


@pytest.mark.parametrize("key", ["v2", "v3"])
def test_the_parts_join_to_what_one_question_gives(key: str) -> None:
    """Every day, product and sum of a year is that of one question, and of v2 the maps as well."""
    account = Account()
    with account.client(key) as client:
        found = read(client, YEAR)
        wanted = client.consumption.daily(YEAR)
        cycles = [each.period for each in client.cycles.list()]
    joined = found.consumption
    assert joined.days == wanted.days
    assert joined.total_acus == pytest.approx(wanted.total_acus, abs=1e-6)
    assert (joined.subject, joined.period, joined.version) == (wanted.subject, wanted.period, wanted.version)
    assert (joined.excluded, joined.caveats) == (wanted.excluded, wanted.caveats)
    if key == "v2":
        assert joined.by_user == pytest.approx(dict(wanted.by_user or {}))
        assert joined.by_organization == pytest.approx(dict(wanted.by_organization or {}))
    assert (found.checked, found.unchecked_because) == (True, None)
    assert [piece.period for piece in found.pieces[1:-1]] == [each for each in cycles if each.start > YEAR.start][:11]
    assert found.pieces[0].period.start == YEAR.start
    assert found.pieces[-1].period.end == YEAR.end


def test_each_part_and_the_whole_are_asked_for_once() -> None:
    """A history of four cycles is five questions."""
    account = Account()
    with account.client() as client:
        found = read(client, TO_NOW)
    assert account.windows() == [*(piece.period for piece in found.pieces), TO_NOW]


def test_a_period_within_one_cycle_is_one_question() -> None:
    """What is one answer anyway is not asked for a second time."""
    account = Account()
    with account.client() as client:
        found = read(client, Period.of_days(date(2025, 11, 6), date(2025, 11, 20)))
    assert len(account.windows()) == 1
    assert found.checked


@pytest.mark.parametrize("subject", ["organization", "user"])
def test_a_member_has_a_history_as_well(subject: str) -> None:
    """The parts are of the subject that was asked for."""
    account = Account()
    member = account.users[0] if subject == "user" else account.organizations[0]
    with account.client() as client:
        found = read(client, TO_NOW, **{subject: member})
        wanted = client.consumption.daily(TO_NOW, **{subject: member})
    assert found.consumption.days == wanted.days
    assert found.consumption.subject == wanted.subject


def test_a_key_of_an_organization_passes_the_cycles() -> None:
    """It cannot ask for cycles, which the refusal says; with cycles given, it has a history."""
    account = Account()
    with account.client() as client:
        cycles = client.cycles.list()
    with account.client("organization") as client:
        with pytest.raises(UnsupportedByScope, match="pass cycles="):
            read(client, YEAR)
        assert account.windows() == []
        found = read(client, YEAR, cycles=cycles)
        assert found.consumption.days == client.consumption.daily(YEAR).days
    assert found.checked


def test_cycles_that_do_not_cover_the_period_are_refused() -> None:
    """Days that belong to no cycle are not left out in silence; no consumption is asked for."""
    account = Account()
    cycles = (Cycle(Period.of_days(date(2025, 1, 5), date(2025, 2, 4))),)
    with account.client() as client, pytest.raises(InvalidArgument, match="no billing cycle holds"):
        read(client, YEAR, cycles=cycles)
    assert account.windows() == []


def test_cycles_that_cut_a_day_share_it(tmp_path: Path) -> None:
    """Where a cycle changes within a billing day, the day is the sum of both parts, and is not kept."""
    account = Account()
    change = datetime(2025, 11, 20, 0, tzinfo=UTC)
    cycles = [Cycle(Period(change - timedelta(days=30), change)), Cycle(Period(change, change + timedelta(days=30)))]
    period = Period.of_days(date(2025, 11, 10), date(2025, 11, 30))
    with account.client() as client, DayCache(tmp_path / "days") as cache:
        for _ in range(2):
            found = read(client, period, cycles=cycles, cache=cache)
            wanted = client.consumption.daily(period)
            assert [day.day for day in found.consumption.days] == [day.day for day in wanted.days]
            for one, other in zip(found.consumption.days, wanted.days, strict=True):
                assert one.acus == pytest.approx(other.acus, abs=1e-9)
                assert one.products is not None
                assert one.products.acus == pytest.approx(one.acus, abs=1e-9)
            assert found.checked
        assert len(cache) == 20


def test_a_part_that_fails_fails_the_whole_by_name(tmp_path: Path) -> None:
    """A history without one of its parts is none; the message names the part, and the others stay in the cache."""
    account = Account()
    with account.client() as client, DayCache(tmp_path / "days") as cache:
        account.mock.faults.add(Fault(status=403, operation=DAILY, skip=1, times=1))
        with pytest.raises(PieceFailed, match=r"1 of 4 parts .* 2025-10-05 to 2025-11-04: .*403") as failed:
            read(client, TO_NOW, cache=cache)
        assert isinstance(failed.value.__cause__, Forbidden)
        assert list(failed.value.failures) == ["2025-10-05 to 2025-11-04"]
        account.mock.record.clear()
        found = read(client, TO_NOW, cache=cache)
        parts = account.windows()[:-1]
    assert parts == [Period.of_days(date(2025, 10, 5), date(2025, 11, 4)), Period.of_day(date(2025, 12, 20))]
    assert found.checked


@pytest.mark.parametrize("status", [400, 413, 422, 504])
def test_a_whole_that_is_refused_leaves_the_history_unchecked_and_says_so(status: int) -> None:
    """A window that is too long for the service is no reason to have no history, and no check either."""
    account = Account()
    with account.client() as client:
        account.mock.faults.add(Fault(status=status, operation=DAILY, skip=4))
        found = read(client, TO_NOW)
        account.mock.faults.clear()
        assert found.consumption.days == client.consumption.daily(TO_NOW).days
    assert not found.checked
    assert str(status) in (found.unchecked_because or "")


def test_a_window_that_is_too_long_is_read_in_parts() -> None:
    """Where the service takes 100 days at most, a year is read all the same."""
    account = Account(longest_window_days=100)
    with account.client() as client:
        found = read(client, YEAR)
    assert len(found.consumption.days) == 356
    assert not found.checked


@pytest.mark.parametrize("failure", [{"delay_s": 0.2}, {"truncate_after": 10}])
def test_a_whole_that_does_not_arrive_leaves_the_history_unchecked(failure: dict[str, float]) -> None:
    """Time-outs and broken connections of the long answer are named."""
    account = Account()
    with account.client(timeout=0.1) as client:
        account.mock.faults.add(Fault(operation=DAILY, skip=4, **failure))  # type: ignore[arg-type]  # the names of the failures
        found = read(client, TO_NOW)
    assert not found.checked
    assert "no complete answer" in (found.unchecked_because or "")


def test_a_whole_that_is_too_large_leaves_the_history_unchecked() -> None:
    """An answer above the client's own limit is a reason to read in parts, not an answer that breaks the contract."""
    account = Account()
    with account.client(max_body_bytes=9_000) as client:
        found = read(client, TO_NOW)
    assert not found.checked
    assert "larger than max_body_bytes" in (found.unchecked_because or "")


def test_a_whole_that_cannot_be_trusted_is_an_error() -> None:
    """An answer that contradicts itself is no reason to go on without a check."""
    account = Account()
    with account.client() as client:
        account.mock.faults.add(Fault(breach=Breach("wrong-total"), operation=DAILY, skip=4))
        with pytest.raises(InconsistentAnswer):
            read(client, TO_NOW)


def read_changed(client: DevinUsage, period: Period, change: Callable[[int, Any], None], **options: Any) -> History:
    """Read a history while something changes each answer on consumption, told which of them it is."""
    numbers = count()

    def send(call: Call) -> object:
        body: Any = client._session.sender.send(call)
        if call.operation == DAILY:
            change(next(numbers), body)
        return body

    return steps(history(client._session.context, period, **options), {"v3": send})


def add(body: Any, acus: float, index: int) -> None:
    """Add ACUs to a day and to the total; what is negative is taken away."""
    body["consumption_by_date"][index]["acus"] += acus
    body["total_acus"] += acus


def test_it_can_be_left_unchecked() -> None:
    """Without the check, the whole is not asked for, and the history says that it was not checked."""
    account = Account()
    with account.client() as client:
        found = read(client, TO_NOW, check=False)
    assert len(account.windows()) == 4
    assert (found.checked, found.unchecked_because) == (False, "It was not to be checked.")


def test_the_open_day_may_move_between_the_questions() -> None:
    """What is used while the parts are read is in the whole alone, and no contradiction; a caveat says so."""
    account = Account(now=datetime(2025, 12, 18, 14, tzinfo=UTC), users=40)
    period = Period.of_days(date(2025, 11, 20), date(2025, 12, 18))
    with account.client() as client:
        found = read_changed(client, period, lambda _, body: account.clock.advance(hours=5))
        assert found.consumption.days[-1] != client.consumption.daily(period).days[-1]
    assert found.checked
    told = " ".join(found.consumption.caveats)
    assert "Days from 2025-12-18 on were open, and were not held against" in told
    assert "2025-12-18 on are open" in told


def test_a_day_that_closes_during_the_run_counts_as_open() -> None:
    """What was open when the run began may differ between the parts and the whole, although it is over by the end."""
    account = Account(now=datetime(2025, 12, 21, 7, 55, tzinfo=UTC))
    with account.client() as client:

        def change(number: int, body: Any) -> None:
            account.clock.advance(minutes=5)
            if number == 4:
                add(body, 0.5, -1)

        found = read_changed(client, TO_NOW, change)
    assert found.checked
    assert any("2025-12-20 on are open" in each for each in found.consumption.caveats)


@pytest.mark.parametrize("changed", [{4}, {0, 5}])
def test_a_closed_day_on_which_the_answers_differ_for_good_is_an_error(changed: set[int]) -> None:
    """Parts and whole that contradict each other on a closed day give no history, also after another read."""
    account = Account()
    with (
        account.client() as client,
        pytest.raises(InconsistentAnswer, match=r"on 2025-09-22 the API gives .* in one for all of 2025-09-20"),
    ):
        read_changed(client, TO_NOW, lambda number, body: add(body, 0.25, 2) if number in changed else None)
    # Only the part that is in doubt was read again.
    assert [window.start for window in account.windows()[5:]] == [TO_NOW.start]


def test_a_day_that_was_revised_between_the_questions_is_read_again() -> None:
    """A part that differs is read once more, past the cache; if it agrees then, the history stands."""
    account = Account()
    with account.client() as client:
        found = read_changed(client, TO_NOW, lambda number, body: add(body, 0.25, 2) if number == 0 else None)
        assert found.consumption.days == client.consumption.daily(TO_NOW).days
        assert len(account.windows()) == 6 + 1
    assert found.checked


def test_a_day_of_the_cache_that_the_service_has_revised_is_found_by_the_check(tmp_path: Path) -> None:
    """An old day that changes after all is read again, reported, and right in the cache from then on."""
    account = Account()
    with account.client() as client, DayCache(tmp_path / "days") as cache:
        before = read_changed(
            client, TO_NOW, lambda number, body: add(body, 0.25, 2) if number == 0 else None, cache=cache, check=False
        )
        found = read(client, TO_NOW, cache=cache)
        again = read(client, TO_NOW, cache=cache)
        assert found.consumption.days == again.consumption.days == client.consumption.daily(TO_NOW).days
    (revision,) = found.revisions
    assert revision.day == date(2025, 9, 22)
    assert revision.before == before.consumption.days[2].acus
    assert revision.after == found.consumption.days[2].acus
    assert (again.revisions, again.days_from_cache) == ((), 91)


def test_products_that_differ_are_a_difference() -> None:
    """Parts and whole have to agree on products too, since they are priced apart."""
    account = Account()

    def change(number: int, body: Any) -> None:
        if number == 4:
            products = body["consumption_by_date"][3]["acus_by_product"]
            products["devin"], products["cascade"] = products["devin"] - 0.5, products["cascade"] + 0.5

    with account.client() as client, pytest.raises(InconsistentAnswer, match="2025-09-23"):
        read_changed(client, TO_NOW, change)


def test_days_that_only_one_of_the_answers_lists_are_a_difference_if_they_hold_acus() -> None:
    """A day left out of the whole is missing; one that is listed with nothing is no other figure."""
    account = Account()

    def change(number: int, body: Any) -> None:
        if number == 4:
            gone = body["consumption_by_date"].pop(1)
            body["total_acus"] -= gone["acus"]

    with account.client() as client, pytest.raises(InconsistentAnswer, match=r"2025-09-21 .* no such day"):
        read_changed(client, TO_NOW, change)

    def idle(number: int, body: Any) -> None:
        if number in {0, 4}:
            add(body, -body["consumption_by_date"][1]["acus"], 1)
            body["consumption_by_date"][1]["acus_by_product"] = {"devin": 0.0, "cascade": 0.0, "terminal": 0.0}
        if number == 4:
            del body["consumption_by_date"][1]

    with account.client() as client:
        assert read_changed(client, TO_NOW, idle).checked


def test_maps_of_which_a_part_is_missing_are_not_given(tmp_path: Path) -> None:
    """A map by user over some of the cycles would pass for one over all."""
    account = Account()
    with account.client("v2") as client, DayCache(tmp_path / "days") as cache:
        read(client, Period.of_days(date(2025, 10, 5), date(2025, 11, 4)), cache=cache)
        found = read(client, TO_NOW, cache=cache).consumption
    assert (found.by_user, found.by_organization) == (None, None)
    assert any("not broken down" in caveat for caveat in found.caveats)


def test_questions_are_refused_before_anything_is_asked(tmp_path: Path) -> None:
    """Arguments that no part could be asked with, and a cache for answers that may break the contract."""
    account = Account()
    with account.client() as client, pytest.raises(InvalidArgument):
        read(client, TO_NOW, user="..")
    with account.client(check="warn") as client, pytest.raises(InvalidArgument, match="check='warn'"):
        read(client, TO_NOW, cache=DayCache(tmp_path / "days"))
    assert account.paths() == []


def test_progress_is_told() -> None:
    """The watch is told how many parts have been read."""
    account = Account()
    told: list[Progress] = []
    with account.client() as client:
        read(client, TO_NOW, watch=told.append)
    assert [each.done for each in told] == [0, 1, 2, 3, 4]


def test_both_runners_read_the_same_history_side_by_side(tmp_path: Path) -> None:
    """Threads and tasks share a cache, give what one question gives, and ask for no closed day of a cycle twice."""
    account = Account()
    with account.client() as client:
        context, sender = client._session.context, client._session.sender
        wanted = client.consumption.daily(YEAR)
        with DayCache(tmp_path / "days") as cache:
            found = SyncRunner({"v3": sender}).run(history(context, YEAR, cache=cache))
        assert found.consumption.days == wanted.days
        account.mock.record.clear()

    async def read_async() -> History:
        async with AsyncDevinUsage(
            KEYS["v3"], base_url="https://devin.example", transport=mock_transport(account.mock), clock=account.clock
        ) as client:
            session = client._session
            with DayCache(tmp_path / "days") as cache:
                return await AsyncRunner({"v3": session.sender}).run(history(session.context, YEAR, cache=cache))

    again = anyio.run(read_async)
    assert again.consumption.days == wanted.days
    assert again.days_from_cache == len(wanted.days)
    assert account.windows() == [YEAR]
    assert (found.checked, again.checked) == (True, True)
