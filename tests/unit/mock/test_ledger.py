"""The ledger: every sum is exact, every window additive, and the past stays as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest
from devin_mock import Ledger, Mock
from devin_mock.account import FIRST_DAY, REMOVED_ON
from devin_mock.activity import Activity
from devin_mock.calendar import DAY_S, billing_day, cycles, date_of, day_at, day_start, seconds, weekday
from devin_mock.ledger import BEGINS, EVERYBODY, PRODUCTS, Product, Who, first_day_for
from devin_mock.sessions import session_id
from hypothesis import given
from hypothesis import strategies as st

from .asking import FEW

LEDGER = Ledger(seed=1, users=40)
ACTIVITY = Activity(LEDGER)
ACCOUNT = LEDGER.account
FIRST = day_start(LEDGER.first_day)

days = st.integers(LEDGER.first_day, LEDGER.first_day + 900)
instants = st.integers(FIRST - 5 * DAY_S, FIRST + 900 * DAY_S)
products = st.sampled_from(PRODUCTS)
seats = st.integers(0, len(ACCOUNT.seat_holder) - 1)


def edges_of(day: int, seat: int) -> list[int]:
    """Instants at which something happens, or a day begins: where a window is off by one if it ever is."""
    happened = [session.instant for session in LEDGER.sessions(seat, day)]
    happened += ACTIVITY.searches(seat, day)
    holder = ACCOUNT.seat_holder[seat]
    if holder < ACCOUNT.users:
        happened += [LEDGER.instant_of(product, holder, day) for product in ("cascade", "terminal", "review")]
    return [day_start(day), *happened, *(instant + 1 for instant in happened)]


edges = st.one_of(st.builds(edges_of, days, seats).flatmap(st.sampled_from), instants)
somebody = st.sampled_from(
    [
        EVERYBODY,
        Who(organizations=(0,)),
        Who(organizations=(1, 2)),
        Who(principals=(1, 2)),
        Who(principals=(ACCOUNT.users, ACCOUNT.removed)),
        Who(organizations=(0, 1), principals=(1,)),
        Who(principals=()),
    ]
)


def used(product: Product, start: int, end: int, who: Who) -> int:
    return sum(amounts[PRODUCTS.index(product)] for amounts in LEDGER.daily(start, end, who).values())


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
    assert found == LEDGER.cycles(now)
    assert found[0][0] == FIRST
    assert all(one[1] == other[0] for one, other in pairwise(found))
    assert all(date_of(day_at(start)).day == 5 for start, _ in found)
    assert found[-1][0] <= now < found[-1][1]


@FEW
@given(days, st.integers(0, DAY_S), st.integers(0, DAY_S), products)
def test_the_parts_of_a_day_sum_to_the_day(day: int, one: int, other: int, product: Product) -> None:
    """Seats, users, principals and organizations sum to the enterprise, in a whole day and in any part of it."""
    for start, end in ((0, DAY_S), (min(one, other), max(one, other))):
        span = day_start(day) + start, day_start(day) + end
        total = LEDGER.used(product, day, EVERYBODY, *span)
        assert used(product, *span, EVERYBODY) == total
        assert sum(LEDGER.totals(product, *span)) == total
        each = (LEDGER.used(product, day, Who(principals=(index,)), *span) for index in range(ACCOUNT.principals))
        assert sum(each) == total
        inside = [LEDGER.used(product, day, Who((index,)), *span) for index in range(len(ACCOUNT.organizations))]
        assert sum(inside) == (total if product == "devin" else 0)
    assert total <= LEDGER.whole_day(product, day)


@FEW
@given(days, seats, st.integers(0, DAY_S))
def test_one_leaf_is_the_same_alone_and_among_all(day: int, seat: int, length: int) -> None:
    """Reaching a user directly gives what a walk over everybody gives."""
    start = day_start(day)
    for end in (start + DAY_S, start + length):
        holder = ACCOUNT.seat_holder[seat]
        who = Who(organizations=(ACCOUNT.organization_of(seat).index,), principals=(holder,))
        assert LEDGER.used("devin", day, who, start, end) == LEDGER.totals("devin", start, end)[seat]
        if holder < ACCOUNT.users:
            for product in PRODUCTS[1:]:
                alone = LEDGER.used(product, day, Who(principals=(holder,)), start, end)
                assert alone == LEDGER.totals(product, start, end)[holder]


@FEW
@given(edges, st.integers(0, 20 * DAY_S), st.integers(0, 20 * DAY_S), products, somebody)
def test_splitting_a_period_anywhere_never_changes_its_total(
    middle: int, before: int, after: int, product: Product, who: Who
) -> None:
    """[a, b) and [b, c) are together [a, c), for everybody and for any part of them."""
    start, end = middle - before, middle + after
    assert used(product, start, middle, who) + used(product, middle, end, who) == used(product, start, end, who)
    parts = zip(LEDGER.totals(product, start, middle), LEDGER.totals(product, middle, end), strict=True)
    assert [one + other for one, other in parts] == list(LEDGER.totals(product, start, end))


@FEW
@given(days, seats)
def test_a_window_holds_its_first_instant_and_not_its_last(day: int, seat: int) -> None:
    """What happens at a bound belongs to the window that begins there, for every product and count."""
    holder = ACCOUNT.seat_holder[seat]
    who = Who(principals=(holder,))
    everywhere = [one for each in ACCOUNT.seats(holder) for one in LEDGER.sessions(each, day)]
    for session in LEDGER.sessions(seat, day):
        instant = session.instant
        if sum(abs(one.instant - instant) < 2 for one in everywhere) == 1:
            spans = [(start, start + 1) for start in (instant - 1, instant, instant + 1)]
            assert [used("devin", *span, who) for span in spans] == [0, session.micro_acus, 0]
            assert [ACTIVITY.tally(*span, who)["sessions"] for span in spans] == [0, 1, 0]
    if holder < ACCOUNT.users:
        instant = LEDGER.instant_of("cascade", holder, day)
        amounts = [used("cascade", start, start + 1, who) for start in (instant - 1, instant, instant + 1)]
        assert amounts == [0, LEDGER.user_day("cascade", holder, day), 0]


@FEW
@given(days, seats)
def test_sessions_hold_what_their_seat_used(day: int, seat: int) -> None:
    """They lie in their day and sum to its amount, and each is found again by its id."""
    sessions = LEDGER.sessions(seat, day)
    assert (
        sum(session.micro_acus for session in sessions)
        == LEDGER.totals("devin", day_start(day), day_start(day) + DAY_S)[seat]
    )
    assert all(session.micro_acus > 0 for session in sessions)
    assert all(day_at(session.instant) == day for session in sessions)
    assert [LEDGER.session(session_id(LEDGER.chance, session)) for session in sessions] == list(sessions)


@pytest.mark.parametrize("text", ["", "devin-", "devin-" + "0" * 32, "devin-" + "G" * 32, "session-" + "0" * 32])
def test_a_made_up_session_id_is_unknown(text: str) -> None:
    """Only ids that the ledger gave out are sessions of it."""
    assert LEDGER.session(text) is None


def test_no_session_is_before_the_account_or_on_a_holiday() -> None:
    """An id that would stand for one is unknown, since nothing happened."""
    session = next(one for seat in range(len(ACCOUNT.seat_holder)) for one in LEDGER.sessions(seat, LEDGER.first_day))
    later = Ledger(seed=1, users=40, first_day=date(2024, 7, 5))
    assert LEDGER.session(session_id(LEDGER.chance, session)) == session
    assert later.session(session_id(LEDGER.chance, session)) is None
    christmas = billing_day(date(2025, 12, 25))
    assert not any(LEDGER.sessions(seat, christmas) for seat in range(len(ACCOUNT.seat_holder)))


@FEW
@given(st.integers(0, 10**6))
def test_the_order_of_questions_does_not_matter(seed: int) -> None:
    """A draw depends on the seed and its name, not on what was drawn before."""
    day = LEDGER.first_day + 300
    span = day_start(day), day_start(day) + DAY_S
    one, other = Ledger(seed=seed, users=10), Ledger(seed=seed, users=10)
    alone = one.user_day("devin", 3, day)
    other.totals("devin", span[0] + DAY_S, span[1] + DAY_S)
    other.sessions(0, day + 7)
    assert sum(other.totals("devin", *span)[seat] for seat in other.account.seats(3)) == alone


@FEW
@given(days, st.sampled_from([date(2022, 1, 5), date(2023, 11, 5), date(2024, 6, 5), date(2025, 9, 5)]))
def test_a_day_is_the_same_however_long_the_account_is(day: int, first_day: date) -> None:
    """Where an account begins decides what it holds, and nothing about the days in it."""
    other = Ledger(seed=1, users=40, first_day=first_day)
    inside = day >= other.first_day
    assert other.day(day).rates == (LEDGER.day(day).rates if inside else (0, 0, 0, 0))
    span = day_start(day), day_start(day) + DAY_S
    for product in PRODUCTS:
        expected = LEDGER.totals(product, *span) if inside else [0] * len(LEDGER.totals(product, *span))
        assert other.totals(product, *span) == expected
    assert Activity(other).tally(*span) == (ACTIVITY.tally(*span) if inside else {})


@FEW
@given(st.integers(1_500_000_000, 2_000_000_000), st.integers(1, 2_000))
def test_an_account_has_the_days_that_were_asked_for(now: int, wanted: int) -> None:
    """It starts with the last cycle that leaves so many closed days, so with a month more at most."""
    first = first_day_for(now, wanted)
    closed = day_at(now) - billing_day(first)
    assert wanted <= closed < wanted + 31
    assert Ledger(users=10, first_day=first).cycles(now)[-1][1] > now


@pytest.mark.parametrize("wanted", [0, -1, 30_000, 10**30])
def test_an_account_of_impossible_length_is_refused(wanted: int) -> None:
    """It has at least one closed day, and none before 1970."""
    with pytest.raises(ValueError, match=f"from one closed day to those since 1970-01-05; {wanted} were asked for"):
        first_day_for(1_764_921_600, wanted)


@pytest.mark.parametrize("first_day", [date(1969, 12, 5), date(2024, 6, 4)])
def test_an_account_starts_with_a_cycle(first_day: date) -> None:
    """Anything else would have a first cycle that is cut."""
    with pytest.raises(ValueError, match="A cycle starts on day 5 of a month since 1970"):
        Ledger(first_day=first_day)


def test_the_account_grows_from_year_to_year() -> None:
    """Also before the day from which growth is counted, until it is ten times what it was."""
    ledger = Ledger(seed=1, users=40, first_day=date(2016, 1, 5))
    springs = [day_start(billing_day(date(year, 3, 1))) for year in range(2016, 2030)]
    rates = [sum(ledger.rates(day)[0] for day in ledger.days(start, start + 84 * DAY_S)) for start in springs]
    assert rates[0] > 0
    assert all(one * 1.1 < other for one, other in pairwise(rates[4:12]))
    assert 10 < rates[-1] / rates[0] < 16


def test_weekends_holidays_and_products_that_had_not_begun() -> None:
    """A Saturday is quiet, Christmas is still, and a product has no data before it began."""
    monday = billing_day(date(2025, 11, 3))
    assert 0 < LEDGER.whole_day("devin", monday + 5) * 3 < LEDGER.whole_day("devin", monday)
    assert not any(LEDGER.whole_day(product, billing_day(date(2025, 12, 25))) for product in PRODUCTS)
    assert [LEDGER.whole_day(product, LEDGER.first_day) > 0 for product in PRODUCTS] == [True, True, False, False]
    for product, begin in BEGINS.items():
        day = billing_day(begin)
        assert LEDGER.whole_day(product, day - 1) == 0
        assert LEDGER.whole_day(product, day) > 0
        assert [LEDGER.has_begun(product, one) for one in (day - 1, day)] == [False, True]


def test_nobody_belongs_to_an_organization_with_other_products() -> None:
    """Cascade, Terminal and Review are left out under a filter by organization."""
    inside = Who(organizations=(0,))
    start = day_start(billing_day(date(2025, 11, 5)))
    assert used("devin", start, start + 10 * DAY_S, inside) > 0
    assert [used(product, start, start + 10 * DAY_S, inside) for product in PRODUCTS[1:]] == [0, 0, 0]


@FEW
@given(days, st.integers(0, 1_000), seats)
def test_what_is_booked_late_is_missing_everywhere_alike(day: int, late: int, seat: int) -> None:
    """Of a day that is not final, people and organizations still sum to the enterprise."""
    span = day_start(day), day_start(day) + DAY_S
    booked = LEDGER.daily(*span, EVERYBODY, lambda _: late)[day]
    for place, product in enumerate(PRODUCTS):
        assert sum(LEDGER.totals(product, *span, lambda _: late)) == booked[place]
        assert booked[place] <= LEDGER.whole_day(product, day)
    rate = LEDGER.rates(day, late)[0]
    assert (
        sum(one.units * rate for one in LEDGER.sessions(seat, day))
        == LEDGER.totals("devin", *span, lambda _: late)[seat]
    )
    organizations = (LEDGER.daily(*span, Who((one.index,)), lambda _: late)[day][0] for one in ACCOUNT.organizations)
    assert sum(organizations) == booked[0]
    if late >= 10 and any(booked):
        assert booked < LEDGER.daily(*span, EVERYBODY)[day]


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


def test_a_departure_ends_what_somebody_used_and_changes_nobody_else() -> None:
    """A day before and after a departure differs in the one who left alone, if its shape is held the same."""
    removal = billing_day(REMOVED_ON)
    part = LEDGER.part(removal, day_start(removal), day_start(removal) + DAY_S)
    earlier = part._replace(era=part.era - 1)
    for index in range(ACCOUNT.principals):
        who = Who(principals=(index,))
        if index == ACCOUNT.removed:
            assert LEDGER.units(part, who) == (0, 0, 0, 0) < LEDGER.units(earlier, who)
        else:
            assert LEDGER.units(part, who) == LEDGER.units(earlier, who)
