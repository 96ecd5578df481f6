"""Oracle: v2 and v3, asked through the client about one ledger, give the same numbers, and those of the ledger.

It sees wrong days, shifted hours, lost or doubled bounds, swapped maps and counts: whatever makes a total quietly wrong
in one version. It cannot see what both versions and the ledger share, such as a wrong reading of the pages.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from math import fsum
from typing import Any, get_args

import pytest
from devin_mock import ORGANIZATION_KEY, Mock
from devin_mock.transport import mock_transport
from devin_usage import AsyncDevinUsage, DevinUsage, Period, UtcSpan
from devin_usage.billing import day_start
from hypothesis import given
from hypothesis import strategies as st

from .one_ledger import (
    DAY,
    MICRO,
    PAIRS,
    SHORT,
    Bounds,
    account,
    active,
    booked,
    client_of,
    clients,
    days_from,
    filters_of,
    happened,
    leaves,
    micro,
)
from .operations import VERSIONS
from .profiles import examples
from .sending import BASE_URL, KEYS, NOW


@pytest.mark.parametrize("date_at", ["08:00", "00:00"])
@pytest.mark.parametrize("bounds", get_args(Bounds))
def test_days_and_totals_are_the_ledgers(bounds: Bounds, date_at: Any) -> None:
    """Every billing day of any aligned period, from both versions, whatever the bounds and the instant of a date."""

    @examples(5)
    @given(PAIRS)
    def check(pair: list[date]) -> None:
        expected, period = booked(*pair), Period.of_days(*pair)
        for version, client in clients(bounds, date_at).items():
            found = client.consumption.daily(period)
            assert {day.day: micro(day.acus) for day in found.days} == expected, version
            assert micro(found.total_acus) == sum(expected.values()), version

    check()


def test_splitting_a_period_changes_no_total() -> None:
    """By day, week and month, the parts sum to the whole, in both versions, and each is what its name says."""

    @examples()
    @given(SHORT)
    def check(period: Period) -> None:
        for version, client in clients("exclusive").items():
            whole = micro(client.consumption.daily(period).total_acus)
            for parts in (period.by_day(), period.by_week(), period.by_month()):
                found = sum(micro(client.consumption.daily(part).total_acus) for part in parts)
                assert found == whole, f"{version}: {len(list(parts))} parts"
        assert all(part.first_day == part.last_day for part in period.by_day())
        assert all(part.first_day.weekday() == 0 for part in period.by_week()[1:])
        assert all(part.first_day.day == 1 for part in period.by_month()[1:])

    check()


def test_users_and_organizations_are_the_same() -> None:
    """A user's days, and an organization's Devin sessions, from either version, and as v2's maps say."""
    ledger = account("exclusive").ledger
    ids = ledger.account.ids[: ledger.account.users]

    @examples(2)
    @given(SHORT, st.sampled_from(ids), st.sampled_from(ledger.account.organizations))
    def check(period: Period, user: str, organization: Any) -> None:
        both = clients("exclusive")
        whole = both["v2"].consumption.daily(period)
        users = [client.consumption.daily(period, user=user) for client in both.values()]
        assert [(day.day, day.acus) for day in users[0].days] == [(day.day, day.acus) for day in users[1].days]
        assert users[0].total_acus == users[1].total_acus == (whole.by_user or {}).get(user, 0.0)
        inside = [client.consumption.daily(period, organization=organization.org_id) for client in both.values()]
        assert inside[0].total_acus == inside[1].total_acus
        assert inside[0].total_acus == (whole.by_organization or {}).get(organization.org_id, 0.0)

    check()


def test_sums_of_the_parts_are_the_whole() -> None:
    """v2's maps, v3's products and days: each sums to what it is part of."""

    @examples(2)
    @given(SHORT)
    def check(period: Period) -> None:
        v2, v3 = (client.consumption.daily(period) for client in clients("exclusive").values())
        assert micro(fsum((v2.by_user or {}).values())) == micro(v2.total_acus)
        assert v3.products is not None
        assert micro(fsum((v2.by_organization or {}).values())) == micro(v3.products.devin)
        assert micro(v3.products.acus) == micro(v3.total_acus)

    check()


def test_counts_are_the_same() -> None:
    """Sessions, searches and merged pull requests, of any period; v2's opened are v3's created in this account."""

    @examples(2)
    @given(SHORT)
    def check(period: Period) -> None:
        v2, v3 = (client.metrics.usage(period) for client in clients("exclusive").values())
        assert (v2.sessions, v2.searches, v2.prs_merged) == (v3.sessions, v3.searches, v3.prs_merged)
        assert v2.prs_opened == v3.prs_created
        assert (v3.prs_opened, v3.prs_closed, v2.prs_created) == (None, None, None)

    check()


@pytest.mark.parametrize("bounds", get_args(Bounds))
def test_sessions_and_pull_requests_are_the_ledgers(bounds: Bounds) -> None:
    """Of any organizations and users, from both versions; what only v3 tells is the ledger's, too."""

    @examples(3)
    @given(SHORT, filters_of("users", "organizations"))
    def check(period: Period, filters: Any) -> None:
        found = [leaf for leaf in happened(period, **filters) if leaf.session is not None]
        told = Counter(leaf.session.pr for leaf in found if leaf.session is not None)
        created = len(found) - told[""]
        for version, client in clients(bounds).items():
            assert client.metrics.sessions(period, **filters).sessions == len(found), version
            prs = client.metrics.pull_requests(period, **filters)
            assert (prs.merged, prs.closed) == (told["merged"], told["closed"]), version
            counted = {"v2": (created, None, None), "v3": (None, created, told["opened"])}
            assert (prs.opened, prs.created, prs.still_open) == counted[version], version
        sessions = clients(bounds)["v3"].metrics.sessions(period, **filters)
        by_origin = Counter(leaf.session.origin for leaf in found if leaf.session is not None)
        assert {name: count for name, count in (sessions.by_origin or {}).items() if count} == by_origin
        assert sum((sessions.by_size or {}).values()) == len(found)
        mean = sum(leaf.micro_acus for leaf in found) / MICRO / len(found) if found else 0.0
        assert sessions.acus_per_session == pytest.approx(mean, abs=1e-9)

    check()


@pytest.mark.parametrize("bounds", get_args(Bounds))
def test_searches_and_categories_are_the_ledgers(bounds: Bounds) -> None:
    """Searches from both versions; sessions by category, which only v3 tells, sum to the sessions."""

    @examples(3)
    @given(SHORT, filters_of("organizations"))
    def check(period: Period, filters: Any) -> None:
        found = happened(period, **filters)
        searches = sum(leaf.kind == "search" for leaf in found)
        for version, client in clients(bounds).items():
            assert client.metrics.searches(period, **filters).searches == searches, version
        categories = clients(bounds)["v3"].metrics.sessions_by_category(period, **filters).categories
        sessions = [leaf for leaf in found if leaf.session is not None]
        for parts in (categories, [part for each in categories for part in each.subcategories]):
            assert sum(each.sessions for each in parts) == len(sessions)
            assert micro(fsum(each.acus for each in parts)) == sum(leaf.micro_acus for leaf in sessions)

    check()


@pytest.mark.parametrize("bounds", get_args(Bounds))
def test_active_users_are_the_ledgers(bounds: Bounds) -> None:
    """Of a period, and of each UTC day, week and month of a span, in order and without a caveat."""

    @examples(3)
    @given(SHORT, st.integers(1, 6), st.integers(1, 9), filters_of("organizations"))
    def check(period: Period, sessions: int, searches: int, filters: Any) -> None:
        ask: Any = clients(bounds)["v3"].metrics
        told = {**filters, "min_sessions": sessions, "min_searches": searches}
        found = ask.active_users(period, **told)
        assert found.users == active(period, sessions, searches, **filters)
        assert found.caveats == ()
        month = UtcSpan.of_month(min(max(period.first_day, date(2024, 7, 1)), date(2025, 11, 30)))
        weeks = UtcSpan(UtcSpan.of_week(month.first).first, UtcSpan.of_week(month.last).last)
        days = [UtcSpan(day, day) for day in days_from(month.first, month.last)]
        mondays = [UtcSpan.of_week(day) for day in days_from(weeks.first, weeks.last)[::7]]
        for name, span, each in (("daily", month, days), ("weekly", weeks, mondays), ("monthly", month, [month])):
            buckets = getattr(ask, f"{name}_active_users")(span, **told)
            assert [bucket.users for bucket in buckets] == [active(one, sessions, searches, **filters) for one in each]
            assert [bucket.start for bucket in buckets] == [one.start for one in each]
            assert not any(bucket.caveats for bucket in buckets)

    check()


def test_lists_are_those_of_the_account() -> None:
    """Users of either version, of all and of one organization; service users, organizations and limits of v3."""
    v2, v3 = clients("exclusive").values()
    ids, today = leaves().account.ids, NOW.date()
    people = [ids[index] for index in range(leaves().account.users) if not leaves().has_left(index, today)]
    assert [each.id for each in v2.users.list()] == [each.id for each in v3.users.list()] == people
    emails = {each.id: each.email for each in v3.users.list()}
    for place, org_id in enumerate(leaves().org_ids):
        inside = [each.id for each in v3.users.list(organization=org_id)]
        assert set(inside) == {each for each in people if place in leaves().organizations_of(ids.index(each))}
        assert len(inside) == len(set(inside))
    for client in (v2, v3):
        (one,) = client.users.list(email=str(emails[people[3]]))
        assert (one.id, one.email) == (people[3], emails[people[3]])
    assert [each.id for each in v3.service_users.list(include_inactive=True)] == leaves().service_users
    active_ones = [each.id for each in v3.service_users.list()]
    assert set(active_ones) < set(leaves().service_users)
    assert [each.id for each in v3.organizations.list()] == leaves().org_ids
    limits = {each.id: each.cycle_acu_limit for each in v3.organizations.list() if each.cycle_acu_limit is not None}
    assert {each.organization: each.acus for each in v3.limits.list() if each.scope == "org"} == limits


def test_long_lists_are_read_to_their_end() -> None:
    """Of either version, in pages, everybody once."""
    transport = mock_transport(Mock(seed=5, users=450, now=NOW))
    found = [
        [each.id for each in DevinUsage(KEYS[version], base_url=BASE_URL, transport=transport).users.list()]
        for version in VERSIONS
    ]
    assert found[0] == found[1]
    assert len(set(found[0])) == len(found[0]) > 400


def test_cycles_are_the_same() -> None:
    """The same list, the same current and previous one, and the same for any day or moment."""
    v2, v3 = clients("exclusive").values()
    for when in (DAY, NOW, date(2025, 12, 5), datetime(2025, 12, 5, 7, 59, 59, tzinfo=UTC)):
        assert v2.cycles.holding(when) == v3.cycles.holding(when)
        first = when if isinstance(when, datetime) else day_start(when)
        assert first in v2.cycles.holding(when)
    assert v2.cycles.list() == v3.cycles.list()
    assert v2.cycles.current() == v3.cycles.current()
    assert v2.cycles.previous() == v3.cycles.named("2025-11")


def test_a_cycle_begins_at_its_first_instant() -> None:
    """The current cycle is the one that starts then, and a second before it is the one that ends then."""
    *_, before, last = clients("exclusive")["v2"].cycles.list()
    for version in VERSIONS:
        for at, current in ((last.period.start, last), (last.period.start - timedelta(seconds=1), before)):
            found = client_of(KEYS[version], at).cycles
            assert found.current() == current, version
            assert found.previous().period.end == current.period.start, version


def test_an_organizations_key_reads_its_own_figures() -> None:
    """Those that v2 and a key of the enterprise give for that organization, and none of another."""
    organization = account("exclusive").ledger.account.organizations[0].org_id
    told = (client_of(ORGANIZATION_KEY), client_of(KEYS["v3"], org_id=organization))

    @examples(2)
    @given(SHORT)
    def check(period: Period) -> None:
        for own in told:
            days, counts = own.consumption.daily(period), own.metrics.usage(period)
            assert str(days.subject) == f"organization {organization}"
            assert own.metrics.sessions(period).sessions == own.metrics.usage(period).sessions
            assert own.metrics.active_users(period).users == active(period, 1, 1, organizations=[organization])
            for version, client in clients("exclusive").items():
                found = client.consumption.daily(period, organization=organization)
                counted = client.metrics.usage(period, organization=organization)
                assert [(day.day, day.acus) for day in days.days] == [(day.day, day.acus) for day in found.days]
                assert (counts.sessions, counts.searches) == (counted.sessions, counted.searches), version

    check()


def test_figures_say_what_they_leave_out() -> None:
    """Days that are still open, bounds that are no billing days, products of no organization, pull requests."""
    organization = account("exclusive").ledger.account.organizations[0].org_id
    closed, shifted = Period.of_day(DAY), Period(NOW - timedelta(days=9), NOW - timedelta(days=5))
    still_open = Period.of_days(DAY, NOW.date())
    for version, client in clients("exclusive").items():
        assert client.consumption.daily(closed).caveats == (), version
        (said,) = client.consumption.daily(shifted).caveats
        assert "billing days" in said, version
        (said,) = client.consumption.daily(still_open).caveats
        assert "2025-12-20 on are open" in said, version
        assert len(client.metrics.usage(closed).caveats) == 1, version
        assert len(client.metrics.usage(still_open).caveats) == 2, version
        assert client.consumption.daily(closed).excluded == (), version
        limited = client.consumption.daily(closed, organization=organization)
        assert bool(limited.excluded) is (version == "v2"), version
        assert len(client.metrics.pull_requests(closed).caveats) == {"v2": 1, "v3": 2}[version]
        assert len(client.metrics.sessions(closed).caveats) == {"v2": 0, "v3": 1}[version]
        assert len(client.metrics.searches(still_open).caveats) == 1, version
    counts = clients("exclusive")["v3"].metrics
    ((cut,), (today,)) = (
        counts.weekly_active_users(UtcSpan(DAY, DAY))[0].caveats,
        counts.daily_active_users(UtcSpan(NOW.date(), NOW.date()))[0].caveats,
    )
    assert "not in the span as a whole" in cut
    assert "not over" in today


def test_the_async_client_gives_the_same_numbers() -> None:
    """One cycle, both versions."""
    period = Period.parse("2025-11-05/2025-12-04")

    async def ask() -> list[float]:
        found: list[float] = []
        for version in VERSIONS:
            transport = mock_transport(account("exclusive"))
            async with AsyncDevinUsage(KEYS[version], base_url=BASE_URL, transport=transport) as client:
                found.append((await client.consumption.daily(period)).total_acus)
        return found

    expected = sum(booked(date(2025, 11, 5), date(2025, 12, 4)).values())
    assert [micro(each) for each in asyncio.run(ask())] == [expected, expected]
