"""The ledger: every sum is exact, every window additive, and the past stays as it was."""

from __future__ import annotations

from array import array
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest
from devin_mock import Ledger, Mock
from devin_mock.account import FIRST_DAY, REMOVED_ON
from devin_mock.activity import Activity
from devin_mock.calendar import DAY_S, billing_day, cycles, date_of, day_at, day_start, seconds, weekday
from devin_mock.chance import Chance
from devin_mock.ledger import BEGINS, EVERYBODY, PRODUCTS, Product, Who
from devin_mock.sessions import session_id
from devin_mock.split import Shares
from hypothesis import example, given
from hypothesis import strategies as st

from .asking import FEW

LEDGER = Ledger(seed=1, users=40)
ACTIVITY = Activity(LEDGER)
ACCOUNT = LEDGER.account
FIRST = day_start(LEDGER.first_day)

days = st.integers(LEDGER.first_day, LEDGER.first_day + 900)
instants = st.integers(FIRST - 5 * DAY_S, FIRST + 900 * DAY_S)
products = st.sampled_from(PRODUCTS)


def edges_of(day: int, seat: int) -> list[int]:
    """Instants at which something happens, or a day begins: where a window is off by one if it ever is."""
    happened = [session.instant for session in LEDGER.sessions(seat, day)]
    happened += [LEDGER.instant_of(product, ACCOUNT.seat_holder[seat], day) for product in PRODUCTS[1:]]
    happened += ACTIVITY.searches(seat, day)
    return [day_start(day), *happened, *(instant + 1 for instant in happened)]


seats = st.integers(0, len(ACCOUNT.seat_holder) - 1)
edges = st.one_of(st.builds(edges_of, days, seats).flatmap(st.sampled_from), instants)
somebody = st.sampled_from(
    [
        EVERYBODY,
        Who(organizations=(0,)),
        Who(organizations=(1, 2)),
        Who(principals=(1, 2)),
        Who(principals=(ACCOUNT.users,)),
        Who(organizations=(0, 1), principals=(1,)),
        Who(principals=()),
    ]
)


def used(product: Product, start: int, end: int, who: Who) -> int:
    return sum(LEDGER.used(product, day, who, start, end) for day in LEDGER.days(start, end))


def test_a_billing_day_starts_at_eight_all_year_round() -> None:
    """Midnight at the fixed offset UTC-8, in summer as in winter."""
    assert day_start(billing_day(date(2025, 12, 5))) == 1764921600
    assert date_of(day_at(1764921599)) == date(2025, 12, 4)
    assert datetime.fromtimestamp(day_start(billing_day(date(2025, 7, 1))), UTC).hour == 8
    assert weekday(billing_day(date(2025, 12, 5))) == date(2025, 12, 5).weekday()


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2025-12-05T08:00:00Z", 1764921600),
        ("2025-12-05t00:00:00-08:00", 1764921600),
        ("2025-12-05T13:30:00.500+05:30", 1764921600.5),
        ("2016-12-31T23:59:60Z", 1483228800),
        ("9999-12-31T23:59:59-23:59", 253402387139),
    ],
)
def test_a_date_time_names_an_instant(text: str, instant: float) -> None:
    """Offsets, fractions and leap seconds are read exactly."""
    assert seconds(text) == instant


@pytest.mark.parametrize("text", ["2025-12-05", "2025-12-05T08:00:00", "", "now"])
def test_a_date_time_without_an_offset_names_none(text: str) -> None:
    """A naive time raises."""
    with pytest.raises(ValueError, match="not an RFC 3339"):
        seconds(text)


@FEW
@given(instants.filter(lambda instant: instant >= FIRST))
def test_cycles_follow_each_other_until_now(now: int) -> None:
    """They start on a fifth, touch, and the last one holds the present."""
    found = cycles(FIRST_DAY, now)
    assert found[0][0] == FIRST
    assert all(one[1] == other[0] for one, other in pairwise(found))
    assert all(date_of(day_at(start)).day == 5 for start, _ in found)
    assert found[-1][0] <= now < found[-1][1]


weights = st.lists(st.integers(0, 1000), min_size=1, max_size=40)


@FEW
@example([1, 1, 1, 1, 1], 1, 0)
@example([5, 1, 900], 2, 7)
@given(weights, st.one_of(st.integers(0, 50), st.integers(0, 10**12)), st.integers(0, 1000))
def test_shares_sum_to_the_whole_and_each_is_reached_alone(given_weights: list[int], amount: int, day: int) -> None:
    """No micro-ACU is lost or made, one leaf costs no walk, and no weight means nothing."""
    shares = Shares.of(Chance(1), "test", given_weights)
    into = array("q", [0] * len(given_weights))
    shares.leaves(day, amount, 0, len(given_weights), into)
    assert sum(into) == (amount if any(given_weights) else 0)
    assert all(part >= 0 for part in into)
    assert all(not part for part, weight in zip(into, given_weights, strict=True) if not weight)
    assert [shares.leaf(day, amount, index) for index in range(len(into))] == (
        list(into) if any(given_weights) else [0] * len(into)
    )


@FEW
@given(days, products)
def test_the_parts_of_a_day_sum_to_the_day(day: int, product: Product) -> None:
    """Leaves sum to the enterprise's amount; for Devin, also organizations do."""
    assert sum(LEDGER.leaves(product, day)) == LEDGER.whole_day(product, day)
    if product == "devin":
        assert sum(LEDGER.organization_day(one.index, day) for one in ACCOUNT.organizations) == LEDGER.whole_day(
            product, day
        )
        for one in ACCOUNT.organizations:
            inside = LEDGER.leaves("devin", day)[one.first_seat : one.last_seat]
            assert sum(inside) == LEDGER.organization_day(one.index, day)


@FEW
@given(days, products)
def test_one_leaf_is_the_same_alone_and_among_all(day: int, product: Product) -> None:
    """Reaching a user directly gives what a walk over everybody gives."""
    leaves = LEDGER.leaves(product, day)
    if product == "devin":
        assert [LEDGER.seat_day(seat, day) for seat in range(len(leaves))] == list(leaves)
    else:
        assert [LEDGER.user_day(product, user, day) for user in range(len(leaves))] == list(leaves)


@FEW
@given(edges, st.integers(0, 20 * DAY_S), st.integers(0, 20 * DAY_S), products, somebody)
def test_splitting_a_period_anywhere_never_changes_its_total(
    middle: int, before: int, after: int, product: Product, who: Who
) -> None:
    """[a, b) and [b, c) are together [a, c), for everybody and for any part of them."""
    start, end = middle - before, middle + after
    assert used(product, start, middle, who) + used(product, middle, end, who) == used(product, start, end, who)


@FEW
@given(edges, st.integers(0, 3 * DAY_S), st.integers(0, 3 * DAY_S), somebody)
def test_counts_are_additive_too(middle: int, before: int, after: int, who: Who) -> None:
    """Sessions, pull requests, searches and all their breakdowns add up over a split."""
    start, end = middle - before, middle + after
    parts = ACTIVITY.tally(start, middle, who)
    parts.update(ACTIVITY.tally(middle, end, who))
    assert +parts == +ACTIVITY.tally(start, end, who)


@FEW
@given(days, seats)
def test_a_window_holds_its_first_instant_and_not_its_last(day: int, seat: int) -> None:
    """What happens at a bound belongs to the window that begins there, for every product and count."""
    holder = ACCOUNT.seat_holder[seat]
    who = Who(principals=(holder,))
    for session in LEDGER.sessions(seat, day):
        instant = session.instant
        alone = [
            each
            for each in (session for seat in ACCOUNT.principal(holder).seats for session in LEDGER.sessions(seat, day))
            if abs(each.instant - instant) < 2
        ]
        if len(alone) == 1:
            assert used("devin", instant, instant + 1, who) == session.micro_acus
            assert used("devin", instant - 1, instant, who) == used("devin", instant + 1, instant + 2, who) == 0
            counted = [
                ACTIVITY.tally(start, start + 1, who)["sessions"] for start in (instant - 1, instant, instant + 1)
            ]
            assert counted == [0, 1, 0]
    if holder < ACCOUNT.users:
        instant = LEDGER.instant_of("cascade", holder, day)
        assert used("cascade", instant, instant + 1, who) == LEDGER.user_day("cascade", holder, day)
        assert used("cascade", instant - 1, instant, who) == 0
        assert used("cascade", instant + 1, instant + 2, who) == 0


@FEW
@given(days, st.integers(0, DAY_S), st.integers(0, DAY_S), products)
def test_everybody_is_the_sum_of_each(day: int, one: int, other: int, product: Product) -> None:
    """In any part of a day, what the enterprise used is what its people used."""
    start, end = day_start(day) + min(one, other), day_start(day) + max(one, other)
    each = (LEDGER.used(product, day, Who(principals=(index,)), start, end) for index in range(ACCOUNT.principals))
    total = LEDGER.used(product, day, EVERYBODY, start, end)
    assert sum(each) == total
    assert sum(LEDGER.leaves_used(product, day, start, end)) == total


@FEW
@given(days, seats)
def test_sessions_hold_what_their_seat_used(day: int, seat: int) -> None:
    """One to three sessions a day that lie in it and sum to its amount, each found again by its id."""
    sessions = LEDGER.sessions(seat, day)
    amount = LEDGER.seat_day(seat, day)
    assert len(sessions) in ((1, 2, 3) if amount else (0,))
    assert sum(session.micro_acus for session in sessions) == amount
    assert all(session.micro_acus > 0 for session in sessions)
    assert all(day_at(session.instant) == day for session in sessions)
    assert [LEDGER.session(session_id(LEDGER.chance, session)) for session in sessions] == list(sessions)


@pytest.mark.parametrize("text", ["", "devin-", "devin-" + "0" * 32, "devin-" + "G" * 32, "session-" + "0" * 32])
def test_a_made_up_session_id_is_unknown(text: str) -> None:
    """Only ids that the ledger gave out are sessions of it."""
    assert LEDGER.session(text) is None


@FEW
@given(st.integers(0, 10**6))
def test_the_order_of_questions_does_not_matter(seed: int) -> None:
    """A draw depends on the seed and its name, not on what was drawn before."""
    day = LEDGER.first_day + 300
    one, other = Ledger(seed=seed, users=10), Ledger(seed=seed, users=10)
    leaf = one.seat_day(3, day)
    other.leaves("devin", day + 1)
    assert other.leaves("devin", day)[3] == leaf


def test_the_account_holds_the_cases_that_clients_get_wrong() -> None:
    """Ids with | and spaces, an idle user, a removed one, people in two organizations, service users."""
    assert any("|" in each for each in ACCOUNT.ids)
    assert any(" " in each and not each.isascii() for each in ACCOUNT.ids)
    assert len(set(ACCOUNT.ids)) == ACCOUNT.principals
    people = [ACCOUNT.principal(index) for index in range(ACCOUNT.principals)]
    assert any(len(each.seats) > 1 for each in people)
    assert any(not each.is_user for each in people)
    assert [each.is_member for each in people].count(False) == 1
    assert {ACCOUNT.organization_of(seat).index for each in people for seat in each.seats} == set(
        range(len(ACCOUNT.organizations))
    )
    assert all(ACCOUNT.seat_holder[seat] == each.index for each in people for seat in each.seats)


def test_an_idle_user_uses_exactly_nothing() -> None:
    """Not a micro-ACU, session or search, on any day."""
    idle = Who(principals=(4,))
    end = FIRST + 600 * DAY_S
    assert [used(product, FIRST, end, idle) for product in PRODUCTS] == [0, 0, 0, 0]
    assert not +ACTIVITY.tally(FIRST, end, idle)


def test_a_removed_user_stops_at_their_removal() -> None:
    """They used something before, and nothing since."""
    removed = next(index for index in range(ACCOUNT.users) if not ACCOUNT.is_member(index))
    day = day_start(billing_day(REMOVED_ON))
    who = Who(principals=(removed,))
    assert used("devin", day - 30 * DAY_S, day, who) > 0
    assert used("cascade", day - 30 * DAY_S, day, who) > 0
    assert not any(used(product, day, day + 60 * DAY_S, who) for product in PRODUCTS)
    assert not +ACTIVITY.tally(day, day + 60 * DAY_S, who)


def test_weekends_holidays_and_products_that_had_not_begun() -> None:
    """A Saturday is quiet, Christmas is still, and a product has no data before it began."""
    monday = billing_day(date(2025, 11, 3))
    assert LEDGER.whole_day("devin", monday + 5) * 3 < LEDGER.whole_day("devin", monday)
    assert not any(LEDGER.whole_day(product, billing_day(date(2025, 12, 25))) for product in PRODUCTS)
    for product in PRODUCTS:
        begin = billing_day(BEGINS[product])
        assert LEDGER.whole_day(product, begin - 1) == 0
        assert LEDGER.whole_day(product, begin) > 0


def test_nobody_belongs_to_an_organization_with_other_products() -> None:
    """Cascade, Terminal and Review are left out under a filter by organization."""
    inside = Who(organizations=(0,))
    start = day_start(billing_day(date(2025, 11, 5)))
    assert used("devin", start, start + 10 * DAY_S, inside) > 0
    assert [used(product, start, start + 10 * DAY_S, inside) for product in PRODUCTS[1:]] == [0, 0, 0]


def test_an_account_has_at_least_ten_users() -> None:
    """A smaller one could not hold its cases."""
    assert Ledger(users=10).account.principals == 12
    with pytest.raises(ValueError, match="at least 10 users; 9 were asked for"):
        Ledger(users=9)


def test_a_large_account_over_years_is_never_laid_out() -> None:
    """Totals of 50,000 users over three years need no leaf."""
    large = Ledger(seed=1, users=50_000)
    whole = sum(large.whole_day(product, large.first_day + day) for product in PRODUCTS for day in range(1_095))
    assert whole > 10**14
    assert large.leaves.cache_info().currsize == 0


@pytest.mark.parametrize(
    ("now", "message"),
    [
        (datetime(2025, 12, 5), "no offset"),  # noqa: DTZ001 - a naive time is the case
        (datetime(2024, 6, 5, 7, 59, 59, tzinfo=UTC), "between 2024-06-05T08:00:00Z"),
        (datetime(9999, 1, 1, tzinfo=UTC), "the year 9998"),
    ],
)
def test_now_is_an_aware_time_of_the_account(now: Any, message: str) -> None:
    """A naive or impossible present is refused when the mock is made."""
    with pytest.raises(ValueError, match=message):
        Mock(now=now)
