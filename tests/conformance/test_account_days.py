"""Oracle: days that are kept, and days that are joined, are those of the ledger, and no closed day is asked for twice.

It sees days that the cache keeps too long, too early or for somebody else, changes that are not told or told twice, and
histories that lose a part, share a day wrongly, or contradict one answer for all of it. It cannot see processes that
share a cache, damage to its file, nor a service that answers wrongly in parts and in the whole alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise, product
from pathlib import Path
from typing import Any, Final

import pytest
from devin_mock import Fault
from devin_usage import (
    Cycle,
    Forbidden,
    InconsistentAnswer,
    Period,
    Unauthorized,
)
from devin_usage.account import DayCache
from devin_usage.account.history import PieceFailed
from hypothesis import example, given
from hypothesis import strategies as st

from .account_alterations import (
    ENTERPRISE,
    ODD,
    add_to_day,
    altered,
    refusing,
)
from .account_asking import (
    CLOSED,
    CYCLE,
    TODAY,
    USER,
    Account,
    both_colours,
    counted,
    ids,
    in_turns,
    of,
    org_ids,
)
from .cached_days import ASKERS, Cached, Step
from .counted import assert_counted, micro, total
from .profiles import examples
from .sending import NOW

# With a cache.

STEP: Final = st.builds(
    Step,
    after_h=st.sampled_from([0, 0.25, 2, 10, 17, 24, 80, -30]),
    asker=st.integers(0, 1),
    back=st.integers(0, 9),
    length=st.integers(0, 9),
    members=st.lists(st.integers(0, 2), min_size=1, max_size=2, unique=True).map(tuple),
    cut_h=st.sampled_from([0, 0, 5]),
)
SAME: Final = Step(0, 0, 8, 8, (0, 1))
"""Nine days until the open one."""
PATIENCE: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"recent_days": 0, "fresh_for_s": 0},
    {"recent_days": 1, "fresh_for_s": 86_400},
)


@both_colours
def test_a_cache_changes_no_figure_and_no_closed_day_is_asked_for_twice(tmp_path: Path, asynchronous: bool) -> None:
    """Whoever asks, for whatever, however late: what is kept, asked for, told as changed and refused is as promised."""
    numbers = count()

    @examples(3)
    @given(
        st.permutations(sorted(ASKERS)).map(lambda drawn: tuple(drawn[:2])),
        st.lists(STEP, min_size=3, max_size=6),
        st.sampled_from(["listed", "left out"]),
        st.sampled_from(PATIENCE),
    )
    @example(("v3", "v2"), [SAME, SAME, SAME._replace(after_h=2), SAME._replace(after_h=17)], "listed", {})
    @example(("v2", "v3"), [SAME, SAME, SAME._replace(after_h=24), SAME._replace(after_h=80)], "left out", {})
    @example(("v3", "v2"), [SAME, SAME._replace(after_h=10), SAME._replace(after_h=8)], "listed", {})  # a new UTC date
    @example(("v3", "v2"), [SAME, SAME._replace(after_h=-30), SAME, SAME._replace(after_h=40)], "listed", {})
    @example(("v3", "v3, inclusive"), [SAME, SAME._replace(asker=1), SAME], "listed", {})
    @example(("v3", "v3, elsewhere"), [SAME, SAME._replace(asker=1), SAME], "listed", {})
    @example(("v2", "v2, elsewhere"), [SAME, SAME._replace(asker=1), SAME], "listed", {})
    @example(("v2", "v2, another key"), [SAME, SAME._replace(asker=1), SAME], "listed", {})
    @example(("v3", "v3, of one organization"), [SAME, SAME._replace(asker=1), SAME], "listed", {})
    @example(
        ("v3, of one organization", "v3, key of an organization"), [SAME, SAME._replace(asker=1), SAME], "listed", {}
    )
    @example(("v3", "v2"), [SAME._replace(cut_h=5), SAME, SAME._replace(cut_h=5)], "listed", {})
    @example(("v3", "v2"), [SAME._replace(back=6, length=1), SAME, SAME._replace(after_h=24)], "left out", PATIENCE[1])
    def check(askers: tuple[str, str], steps: list[Step], idle_days: str, patience: dict[str, Any]) -> None:
        cached = Cached(tmp_path / f"{next(numbers)}.sqlite", NOW, late_days=2, idle_days=idle_days, **patience)
        for step in steps:
            cached.take(askers[step.asker], step, asynchronous=asynchronous)
        cached.close()

    check()


@both_colours
def test_what_a_run_that_ended_early_has_found_is_told_by_the_next(tmp_path: Path, asynchronous: bool) -> None:
    """From the figure that was last told, however often the day has changed since; and once."""
    account, period = Account(late_days=6), Period.of_days(date(2025, 12, 14), date(2025, 12, 19))
    with DayCache(tmp_path / "days.sqlite", recent_days=9, fresh_for_s=0) as cache:

        def question(client: Any) -> Any:
            return client.consumption.by_user(period, users=ids(0), cache=cache)

        def whole() -> dict[date, int]:
            return {day: used.total() for day, used in counted().days(period, account.now, late_days=6).items()}

        before = whole()
        account.ask("v3", question, asynchronous=asynchronous)
        account.now += timedelta(days=2)
        with account.mock.faults.planted(Fault(path="*/users/*", status=401)), pytest.raises(Unauthorized):
            account.ask("v3", question, asynchronous=asynchronous)
        account.now += timedelta(days=2)
        found = account.ask("v3", question, asynchronous=asynchronous)
        told = {each.day: (each.before, each.after) for each in found.revisions if each.subject.kind == "enterprise"}
        assert {day: (micro(one), micro(other)) for day, (one, other) in told.items()} == {
            day: (before[day], used) for day, used in whole().items() if used != before[day]
        }
        assert account.ask("v3", question, asynchronous=asynchronous).revisions == ()


def test_users_within_organizations_are_kept_apart(tmp_path: Path) -> None:
    """Of v2: what they used in one, in several and everywhere are different figures."""
    account, users = Account(), ids(0, 1, 2)
    with DayCache(tmp_path / "days.sqlite") as cache:
        for _ in range(2):
            for organizations in (None, *([each] for each in org_ids(0, 1, 2)), org_ids(1, 0)):

                def question(client: Any, inside: Any = organizations) -> Any:
                    return client.consumption.by_user(CYCLE, users=users, organizations=inside, cache=cache)

                found = account.ask("v2", question)
                limited: dict[str, Any] = {} if organizations is None else {"organizations": organizations}
                assert_counted(found.whole, counted().days(CYCLE, NOW, **limited), "v2")
                for each in users:
                    assert_counted(found.consumption[each], of("user", each, CYCLE, **limited), "v2")


# Over a history.

WHOSE: Final = st.sampled_from([{}, {"user": ids(1)[0]}, {"user": ids(3)[0]}, {"organization": org_ids(1)[0]}])


LONG: Final = st.tuples(st.dates(date(2024, 6, 5), TODAY), st.integers(0, 220)).map(
    lambda drawn: Period.of_days(drawn[0], min(TODAY, drawn[0] + timedelta(days=drawn[1])))
)
AUTUMN: Final = Period.of_days(date(2025, 9, 1), TODAY)
"""Four billing cycles, up to the open day; Review began in the first."""


def pieces_of(period: Period, cycles: Iterable[Period]) -> list[Period]:
    """The parts of a period in each of some cycles."""
    return [
        Period(max(period.start, each.start), min(period.end, each.end))
        for each in cycles
        if each.start < period.end and period.start < each.end
    ]


def in_order(account: Account) -> list[Period]:
    """The windows of the record, in time; the longer one of two that start together last."""
    return sorted((window for _, window in account.windows()), key=lambda each: (each.start, each.end))


@both_colours
@pytest.mark.parametrize("version", ["v2", "v3"])
def test_a_history_is_its_cycles_and_one_answer(version: str, asynchronous: bool) -> None:
    """Joined day by day, each part as the ledger has it, all asked once and once together."""
    account = Account(cycle_order="unordered", cycle_end="last second")

    @examples()
    @given(LONG, WHOSE)
    @example(AUTUMN, {})
    def check(period: Period, whose: dict[str, Any]) -> None:
        found = account.ask(
            version, lambda client: client.consumption.history(period, **whose), asynchronous=asynchronous
        )
        days = counted().days(period, NOW, **whose)
        assert_counted(found.consumption, days, version)
        pieces = pieces_of(period, counted().cycles(NOW))
        assert [each.period for each in found.pieces] == pieces
        for each in found.pieces:
            assert_counted(each, counted().days(each.period, NOW, **whose), version)
        assert sum(micro(each.total_acus) for each in found.pieces) == total(days)
        assert (found.checked, found.unchecked_because) == (True, None)
        assert (found.days_from_cache, found.revisions) == (0, ())
        asked = [*pieces, period] if len(pieces) > 1 else pieces
        assert in_order(account) == sorted(asked, key=lambda each: (each.start, each.end))
        if version == "v2" and not whose:
            for by, each_of in (
                ("user", found.consumption.by_user),
                ("organization", found.consumption.by_organization),
            ):
                everybody = counted().leaves.account.ids if by == "user" else counted().leaves.org_ids
                used = {each: total(of(by, each, period)) for each in everybody}
                assert each_of is not None
                assert {each: micro(acus) for each, acus in each_of.items()} == {
                    each: acus for each, acus in used.items() if acus
                }

    check()


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_cycles_that_cut_a_day_share_it(version: str) -> None:
    """A key that cannot list them is given them, and they need not change where a billing day does."""
    account = Account()

    @examples()
    @given(LONG, st.lists(st.integers(1, 200 * 24 * 60), max_size=5), WHOSE)
    @example(CLOSED, [90, 60 * 24 * 3 + 600], {})
    def check(period: Period, minutes: list[int], whose: dict[str, Any]) -> None:
        cuts = {period.start + timedelta(minutes=each) for each in minutes}
        bounds = sorted({period.start, period.end, *(each for each in cuts if each < period.end)})
        cycles = [Cycle(Period(*each)) for each in pairwise(bounds)]
        found = account.ask(version, lambda client: client.consumption.history(period, cycles=cycles[::-1], **whose))
        assert_counted(found.consumption, counted().days(period, NOW, **whose), version)
        assert [each.period for each in found.pieces] == [each.period for each in cycles]
        assert found.checked

    check()


@both_colours
def test_a_history_with_a_cache_asks_for_what_may_have_changed(tmp_path: Path, asynchronous: bool) -> None:
    """And for the whole, against which what was kept is held: what is not as it was is read again, and told."""
    account = Account(late_days=6)
    with DayCache(tmp_path / "days.sqlite", recent_days=0) as cache:

        def ask() -> Any:
            return account.ask(
                "v3", lambda client: client.consumption.history(AUTUMN, cache=cache), asynchronous=asynchronous
            )

        def days() -> Any:
            return counted().days(AUTUMN, account.now, late_days=6)

        first, before = ask(), days()
        assert_counted(first.consumption, before, "v3")
        assert (first.checked, first.days_from_cache, first.revisions) == (True, 0, ())
        second = ask()
        assert second.consumption.days == first.consumption.days
        assert (second.checked, second.days_from_cache) == (True, len(before) - 1)
        assert in_order(account) == [AUTUMN, Period.of_day(TODAY)]
        account.now += timedelta(days=5)
        third, after = ask(), days()
        assert_counted(third.consumption, after, "v3")
        changed = [day for day in after if day != TODAY and before[day] != after[day]]
        assert len(changed) == 6
        assert [(each.day, micro(each.before or 0), micro(each.after or 0)) for each in third.revisions] == [
            (day, before[day].total(), after[day].total()) for day in changed
        ]
        assert third.checked
        assert ask().revisions == ()


def test_a_history_whose_maps_contradict_one_answer_is_none() -> None:
    """A hundredth of an ACU is another user's in the answer for all of it; no day and no sum differs."""

    def change(_: Any, body: Any) -> None:
        if len(body["consumption_by_date"]) > 31:
            body["consumption_by_user"][USER] -= ODD
            body["consumption_by_user"][ids(1)[0]] += ODD

    closed = Period.of_days(AUTUMN.first_day, CYCLE.last_day)
    with pytest.raises(InconsistentAnswer):
        altered(ENTERPRISE["v2"], change).ask("v2", lambda client: client.consumption.history(closed))


@in_turns("version, of_the_whole, moved", product(("v2", "v3"), (False, True), (False, True)))
def test_a_history_that_contradicts_one_answer_is_none(
    version: str, of_the_whole: bool, moved: bool, asynchronous: bool
) -> None:
    """A hundredth of an ACU on a closed day, or moved from one closed day to another; on the open day it may be."""

    def change(_: Any, body: Any) -> None:
        if (len(body["consumption_by_date"]) > 31) is of_the_whole and days[0].isoformat() in names(body):
            for day, sign in zip(days, (1, -1), strict=False):
                add_to_day(body, day, sign * 0.01)

    def names(body: Any) -> list[str]:
        if version == "v2":
            return list(body["consumption_by_date"])
        return [datetime.fromtimestamp(each["date"], UTC).date().isoformat() for each in body["consumption_by_date"]]

    account = altered(ENTERPRISE[version], change)
    days = [date(2025, 10, 7), date(2025, 10, 8)][: 1 + moved]
    with pytest.raises(InconsistentAnswer, match="2025-10-07"):
        account.ask(version, lambda client: client.consumption.history(AUTUMN), asynchronous=asynchronous)
    days = [TODAY]
    found = account.ask(version, lambda client: client.consumption.history(AUTUMN), asynchronous=asynchronous)
    assert found.checked
    assert any("were open" in each for each in found.consumption.caveats)


def test_what_is_kept_of_one_cycle_is_held_against_an_answer(tmp_path: Path) -> None:
    """What the service gives by now is read, and told, also where one question is the whole history."""
    account = Account(late_days=6)
    with DayCache(tmp_path / "days.sqlite", recent_days=0) as cache:
        for days in (0, 5):
            account.now += timedelta(days=days)
            found = account.ask("v3", lambda client: client.consumption.history(CLOSED, cache=cache))
            assert_counted(found.consumption, counted().days(CLOSED, account.now, late_days=6), "v3")
            assert found.checked
            assert bool(found.revisions) is bool(days)


def test_a_whole_that_contradicts_itself_is_no_reason_to_go_unchecked() -> None:
    """It is raised; only what the service does not give at once leaves a history unchecked."""

    def change(_: Any, body: Any) -> None:
        if len(body["consumption_by_date"]) > 31:
            body["total_acus"] += ODD

    with pytest.raises(InconsistentAnswer):
        altered(ENTERPRISE["v3"], change).ask("v3", lambda client: client.consumption.history(AUTUMN))


@both_colours
def test_a_history_without_one_of_its_parts_is_none(asynchronous: bool) -> None:
    """It is named; the whole, which cannot be read at once, leaves a history that is right and not checked."""
    broken, *_ = pieces_of(AUTUMN, counted().cycles(NOW))[1:]

    def is_broken(call: Any) -> bool:
        return bool(call.arguments.query["time_after"] == broken.start.timestamp())

    account = refusing(ENTERPRISE["v3"], is_broken, 403)
    with pytest.raises(PieceFailed) as raised:
        account.ask("v3", lambda client: client.consumption.history(AUTUMN), asynchronous=asynchronous)
    assert {name: type(error) for name, error in raised.value.failures.items()} == {str(broken): Forbidden}
    account = Account(longest_window_days=40)
    found = account.ask("v3", lambda client: client.consumption.history(AUTUMN), asynchronous=asynchronous)
    assert_counted(found.consumption, counted().days(AUTUMN, NOW), "v3")
    assert not found.checked
    assert "at most 40 days" in found.unchecked_because
