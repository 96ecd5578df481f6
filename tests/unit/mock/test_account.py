"""The account: it holds the cases that clients get wrong."""

from __future__ import annotations

from datetime import date

import pytest
from devin_mock import Ledger
from devin_mock.account import DELETED_ON, EXPIRED_ON, REMOVED_ON
from devin_mock.activity import Activity
from devin_mock.calendar import DAY_S, billing_day, day_start
from devin_mock.ledger import PRODUCTS, Product, Who

LEDGER = Ledger(seed=1, users=40)
ACTIVITY = Activity(LEDGER)
ACCOUNT = LEDGER.account
FIRST = day_start(LEDGER.first_day)


def used(product: Product, start: int, end: int, who: Who) -> int:
    return sum(LEDGER.used(product, day, who, start, end) for day in LEDGER.days(start, end))


def test_the_account_holds_the_cases_that_clients_get_wrong() -> None:
    """Ids with | and spaces, people in two organizations, service users, and organizations of unlike size."""
    assert any("|" in each for each in ACCOUNT.ids)
    assert any(" " in each and not each.isascii() for each in ACCOUNT.ids)
    assert len(set(ACCOUNT.ids)) == ACCOUNT.principals
    people = [ACCOUNT.principal(index) for index in range(ACCOUNT.principals)]
    assert any(len(each.seats) > 1 for each in people)
    assert [each.is_user for each in people] == [True] * 40 + [False] * 4
    assert {ACCOUNT.organization_of(seat).index for each in people for seat in each.seats} == set(
        range(len(ACCOUNT.organizations))
    )
    assert all(ACCOUNT.seat_holder[seat] == each.index for each in people for seat in each.seats)
    sizes = [one.last_seat - one.first_seat for one in ACCOUNT.organizations]
    assert sizes[0] > sizes[-1] > 0


@pytest.mark.parametrize("users", [10, 11, 500, 6_000])
def test_every_principal_has_a_seat_and_every_organization_a_user(users: int) -> None:
    """However many there are."""
    account = Ledger(seed=3, users=users).account
    assert sorted(seat for index in range(account.principals) for seat in account.seats(index)) == list(
        range(len(account.seat_holder))
    )
    assert len(set(account.ids)) == account.principals
    assert len({one.org_id for one in account.organizations}) == len(account.organizations)
    for one in account.organizations:
        assert min(account.seat_holder[one.first_seat : one.last_seat]) < users
        assert all(account.organization_of(seat) == one for seat in range(one.first_seat, one.last_seat))


def test_an_idle_user_uses_exactly_nothing() -> None:
    """Not a micro-ACU, session or search, on any day; and some others never open a terminal."""
    idle = Who(principals=(ACCOUNT.idle,))
    end = FIRST + 600 * DAY_S
    assert [used(product, FIRST, end, idle) for product in PRODUCTS] == [0, 0, 0, 0]
    assert not +ACTIVITY.tally(FIRST, end, idle)
    cascade, terminal = (LEDGER.totals(product, FIRST, end) for product in ("cascade", "terminal"))
    assert sum(map(bool, cascade)) > 30
    assert 5 < sum(one > 0 == other for one, other in zip(cascade, terminal, strict=True)) < 20


def test_people_search_at_home() -> None:
    """A second seat has sessions, and no searches that would count twice."""
    days = range(LEDGER.first_day, LEDGER.first_day + 60)
    homes, others = ACCOUNT.home_seat, ACCOUNT.second_seats.values()
    assert sum(len(LEDGER.sessions(seat, day)) for seat in others for day in days) > 100
    assert not any(ACTIVITY.searches(seat, day) for seat in others for day in days)
    assert sum(len(ACTIVITY.searches(seat, day)) for seat in homes for day in days) > 100
    start = day_start(days[0])
    assert ACTIVITY.tally(start, start + 60 * DAY_S)["searches"] == sum(
        len(ACTIVITY.searches(seat, day)) for seat in homes for day in days
    )


@pytest.mark.parametrize(
    ("index", "gone_on"),
    [(ACCOUNT.removed, REMOVED_ON), (ACCOUNT.deleted, DELETED_ON), (ACCOUNT.expired, EXPIRED_ON)],
)
def test_who_leaves_stops_at_their_departure(index: int, gone_on: date) -> None:
    """They used something before, and nothing since; so the counts say too, and those who are active."""
    gone = billing_day(gone_on)
    before = day_start(gone) - 60 * DAY_S, day_start(gone)
    after = day_start(gone), day_start(gone) + 60 * DAY_S
    who = Who(principals=(index,))
    assert used("devin", *before, who) > 0
    assert not any(used(product, *after, who) for product in PRODUCTS)
    assert ACTIVITY.tally(*before, who)["sessions"] > 0
    assert not +ACTIVITY.tally(*after, who)
    headcount = ACTIVITY.headcount
    assert headcount.active(*before, None, sessions=1, searches=1) >> index & 1
    assert not headcount.active(*after, None, sessions=1, searches=1) >> index & 1
    assert [ACCOUNT.is_member(index, gone + day) for day in (-1, 0)] == [True, False]
    assert ACCOUNT.leaves_on(index) == gone
    assert not ACCOUNT.is_member(index)
    if index < ACCOUNT.users:
        assert used("cascade", *before, who) > 0


def test_those_who_have_left_are_the_same_for_sums_and_members() -> None:
    """On every day, who is gone for the ledger is who is no member any more."""
    for day in range(billing_day(date(2025, 8, 1)), billing_day(date(2025, 12, 1))):
        gone = {index for index in range(ACCOUNT.principals) if not ACCOUNT.is_member(index, day)}
        assert set(ACCOUNT.gone(ACCOUNT.era(day))) == gone


def test_other_names_stand_for_the_same_people() -> None:
    """A second spelling shares no id with the first, and leads to the same index."""
    one, other = ACCOUNT.names, ACCOUNT.other_names
    assert not {*one.ids, *one.org_ids} & {*other.ids, *other.org_ids}
    for names in (one, other):
        assert [names.user(user_id) for user_id in names.ids[:40]] == list(range(40))
        assert [names.service_user(user_id) for user_id in names.ids[40:]] == list(range(40, 44))
        assert [names.organization(org_id) for org_id in names.org_ids] == list(range(len(ACCOUNT.organizations)))
        assert names.user(names.ids[40]) is names.service_user(names.ids[0]) is names.organization("org-") is None


def test_ids_lead_to_people_and_places() -> None:
    """Of the account itself: users and service users apart."""
    for index in (0, 2, 39):
        assert ACCOUNT.user(ACCOUNT.ids[index]) == ACCOUNT.principal(index)
        assert ACCOUNT.service_user(ACCOUNT.ids[index]) is None
    assert ACCOUNT.service_user(ACCOUNT.ids[41]) == ACCOUNT.principal(41)
    assert ACCOUNT.user("nobody") is None
    assert ACCOUNT.organization("nowhere") is None
    assert ACCOUNT.organization(ACCOUNT.organizations[1].org_id) == ACCOUNT.organizations[1]


def test_an_account_has_at_least_ten_users() -> None:
    """A smaller one could not hold its cases."""
    assert Ledger(users=10).account.principals == 14
    with pytest.raises(ValueError, match="at least 10 users; 9 were asked for"):
        Ledger(users=9)
