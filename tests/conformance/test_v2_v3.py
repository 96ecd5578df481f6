"""Oracle: v2 and v3, asked through the client about one ledger, give the same numbers, and those of the ledger.

It sees wrong days, shifted hours, lost or doubled bounds, swapped maps and counts: whatever makes a total quietly wrong
in one version. It cannot see what both versions and the ledger share, such as a wrong reading of the pages.
"""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from functools import cache
from math import fsum
from typing import Any, Final, Literal, get_args

import pytest
from devin_mock import ORGANIZATION_KEY, Assumptions, Mock
from devin_mock.calendar import billing_day
from devin_mock.ledger import PRODUCTS
from devin_mock.transport import mock_transport
from devin_usage import AsyncDevinUsage, DevinUsage, Period
from hypothesis import given
from hypothesis import strategies as st

from .operations import VERSIONS
from .profiles import examples
from .sending import AT_ONCE, BASE_URL, KEYS, NOW

MICRO: Final = 1_000_000
Bounds = Literal["exclusive", "inclusive"]

DAY: Final = date(2025, 12, 10)
DAYS: Final = st.dates(date(2024, 6, 5), date(2025, 12, 19))
PAIRS: Final = st.tuples(DAYS, DAYS).map(sorted)
SHORT: Final = st.tuples(DAYS, st.integers(0, 40)).map(
    lambda pair: Period.of_days(pair[0], min(date(2025, 12, 19), date.fromordinal(pair[0].toordinal() + pair[1])))
)


@cache
def account(bounds: Bounds, date_at: Literal["08:00", "00:00"] = "08:00") -> Mock:
    """The account, in a service that reads the end of a window in one of two ways."""
    assumed: Literal["half-open", "inclusive"] = "half-open" if bounds == "exclusive" else "inclusive"
    return Mock(seed=5, users=30, now=NOW, assumptions=Assumptions(bounds=assumed, date_at=date_at), record_size=1)


@cache
def clients(bounds: Bounds, date_at: Literal["08:00", "00:00"] = "08:00") -> dict[Any, DevinUsage]:
    """A client of each version before one account."""
    transport = mock_transport(account(bounds, date_at))
    settings: dict[str, Any] = {"base_url": BASE_URL, "transport": transport, "retries": AT_ONCE, "bounds": bounds}
    return {version: DevinUsage(KEYS[version], clock=lambda: NOW, **settings) for version in VERSIONS}


def client_of(key: str, now: datetime = NOW, **options: Any) -> DevinUsage:
    """A client of another key, or at another time, before the same account."""
    transport = mock_transport(account("exclusive"))
    return DevinUsage(key, base_url=BASE_URL, transport=transport, clock=lambda: now, **options)


def micro(acus: float) -> int:
    """ACUs in millionths, which is what the ledger counts."""
    return round(acus * MICRO)


def booked(first: date, last: date) -> dict[date, int]:
    """What the ledger holds of each day, both bounds included; nothing of the client has a part in it."""
    ledger = account("exclusive").ledger
    return {
        date.fromordinal(first.toordinal() + place): sum(ledger.whole_day(each, day) for each in PRODUCTS)
        for place, day in enumerate(range(billing_day(first), billing_day(last) + 1))
    }


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


def test_cycles_are_the_same() -> None:
    """The same list, the same current and previous one."""
    v2, v3 = clients("exclusive").values()
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
