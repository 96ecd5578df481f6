"""Counts: every one is what a walk over the sessions and searches gives, and adds up over any split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from devin_mock import Ledger
from devin_mock.activity import Activity, Tally
from devin_mock.calendar import DAY_S, day_start
from devin_mock.headcount import added, at_least, planes_of, times
from devin_mock.ledger import EVERYBODY, Who
from devin_mock.sessions import CATEGORIES, Session
from hypothesis import given
from hypothesis import strategies as st

from .asking import FEW

LEDGER = Ledger(seed=1, users=12)
ACTIVITY = Activity(LEDGER)
ACCOUNT = LEDGER.account
FIRST = day_start(LEDGER.first_day)

starts = st.integers(FIRST - 2 * DAY_S, FIRST + 900 * DAY_S)
lengths = st.integers(0, 9 * DAY_S)
playbooks = st.sampled_from([None, None, 0, 2])
somebody = st.sampled_from(
    [
        EVERYBODY,
        Who(organizations=(0,)),
        Who(organizations=(1, 2)),
        Who(principals=(1, ACCOUNT.removed)),
        Who(organizations=(0, 2), principals=(0, 1, 13)),
        Who(principals=()),
    ]
)


def seats_of(who: Who) -> list[int]:
    return [
        seat
        for seat, holder in enumerate(ACCOUNT.seat_holder)
        if who.organizations is None or ACCOUNT.organization_of(seat).index in who.organizations
        if who.principals is None or holder in who.principals
    ]


def walk(start: int, end: int, who: Who) -> Iterator[Session]:
    for day in LEDGER.days(start, end):
        for seat in seats_of(who):
            yield from (one for one in LEDGER.sessions(seat, day) if start <= one.instant < end)


def searches(start: int, end: int, seat: int) -> int:
    return sum(start <= at < end for day in LEDGER.days(start, end) for at in ACTIVITY.searches(seat, day))


def counted_slowly(start: int, end: int, who: Who, playbook: int | None) -> Tally:
    counts: Tally = Counter()
    for one in walk(start, end, who):
        if playbook is not None and one.playbook != playbook:
            continue
        counts["sessions"] += 1
        counts["micro-ACUs"] += one.micro_acus
        counts[f"origin {one.origin}"] += 1
        counts[f"size {one.size}"] += 1
        counts["with playbook"] += one.playbook is not None
        counts["with search"] += one.used_search
        counts["prs created"] += bool(one.pr)
        counts[f"prs {one.pr}"] += bool(one.pr)
        counts["prs taken over"] += bool(one.pr_taken_over)
        counts[f"taken over {one.pr_taken_over}"] += bool(one.pr_taken_over)
        counts[f"merged size {one.size}"] += one.pr == "merged"
    if playbook is None:
        counts["searches"] += sum(searches(start, end, seat) for seat in seats_of(who))
    return counts


@FEW
@given(starts, lengths, somebody, playbooks)
def test_counts_are_those_of_the_sessions_and_searches(start: int, length: int, who: Who, playbook: int | None) -> None:
    """Of whole days and of parts, for everybody and for some, with and without a playbook."""
    end = start + length
    assert +ACTIVITY.tally(start, end, who, playbook) == +counted_slowly(start, end, who, playbook)
    numbers, amounts = [0] * len(CATEGORIES), [0] * len(CATEGORIES)
    for one in walk(start, end, who):
        numbers[one.category] += 1
        amounts[one.category] += one.micro_acus
    assert ACTIVITY.categories(start, end, who) == tuple(zip(numbers, amounts, strict=True))


@FEW
@given(starts, lengths, lengths, somebody, playbooks)
def test_counts_are_additive(middle: int, before: int, after: int, who: Who, playbook: int | None) -> None:
    """Sessions, pull requests, searches and all their breakdowns add up over a split."""
    start, end = middle - before, middle + after
    parts = ACTIVITY.tally(start, middle, who, playbook)
    parts.update(ACTIVITY.tally(middle, end, who, playbook))
    assert +parts == +ACTIVITY.tally(start, end, who, playbook)
    one, other = ACTIVITY.categories(start, middle, who), ACTIVITY.categories(middle, end, who)
    assert ACTIVITY.categories(start, end, who) == tuple(
        (first[0] + second[0], first[1] + second[1]) for first, second in zip(one, other, strict=True)
    )


def test_the_traits_of_sessions_are_all_there() -> None:
    """Every origin, size, state, playbook and category occurs; no pull request is both created and taken over."""
    sessions = list(walk(FIRST, FIRST + 300 * DAY_S, EVERYBODY))
    assert len({one.origin for one in sessions}) == 9
    assert {one.size for one in sessions} == {"xs", "s", "m", "l", "xl"}
    assert {one.pr for one in sessions} == {one.pr_taken_over for one in sessions} == {"", "opened", "merged", "closed"}
    assert {one.playbook for one in sessions} == {None, 0, 1, 2}
    assert {one.category for one in sessions} == set(range(len(CATEGORIES)))
    assert not any(one.pr and one.pr_taken_over for one in sessions)
    assert {one.used_search for one in sessions} == {True, False}


@FEW
@given(
    starts,
    st.one_of(lengths, st.integers(0, 70 * DAY_S)),
    st.sampled_from([None, (0,), (1, 2), ()]),
    st.integers(1, 40),
    st.integers(1, 40),
)
def test_the_active_are_those_with_enough_sessions_or_searches(
    start: int, length: int, organizations: tuple[int, ...] | None, least: int, least_searches: int
) -> None:
    """Each person's own count decides, over all seats that are asked about."""
    end = start + length
    expected = 0
    for index in range(ACCOUNT.principals):
        who = Who(organizations, (index,))
        counts = counted_slowly(start, end, who, None)
        if counts["sessions"] >= least or counts["searches"] >= least_searches:
            expected |= 1 << index
    found = ACTIVITY.headcount.active(start, end, organizations, sessions=least, searches=least_searches)
    assert found == expected
    apart = [
        ACTIVITY.headcount.active(start, end, organizations, sessions=least, searches=None),
        ACTIVITY.headcount.active(start, end, organizations, sessions=None, searches=least_searches),
    ]
    assert apart[0] | apart[1] == expected


def test_the_counts_of_many_days_add_up_for_each_person() -> None:
    """In four months days of one shape come again and again, and each time they count."""
    end = FIRST + 120 * DAY_S
    each = [counted_slowly(FIRST, end, Who(principals=(index,)), None) for index in range(ACCOUNT.principals)]
    for name in ("sessions", "searches"):
        for least in sorted({counts[name] for counts in each} - {0}):
            minimum = {"sessions": None, "searches": None, name: least}
            found = ACTIVITY.headcount.active(FIRST, end, None, **minimum)
            assert found == sum(1 << index for index, counts in enumerate(each) if counts[name] >= least)


counts_of_people = st.lists(st.integers(0, 255), min_size=1, max_size=30)


@FEW
@given(counts_of_people, st.data())
def test_counts_in_planes_are_added_multiplied_and_compared(one: list[int], data: st.DataObject) -> None:
    """As if each person's count were a number of its own."""
    people = st.lists(st.integers(0, 255), min_size=len(one), max_size=len(one))
    other, number, least = data.draw(people), data.draw(st.integers(0, 40)), data.draw(st.integers(0, 11_000))
    planes = added(planes_of(bytes(one)), times(planes_of(bytes(other)), number))
    sums = [first + second * number for first, second in zip(one, other, strict=True)]
    for limit in (least, sums[0], sums[0] + 1):
        found = at_least(planes, limit, (1 << len(one)) - 1)
        assert [found >> index & 1 for index in range(len(one))] == [count >= limit for count in sums]
