"""Gathering one subject's days from the cache and the API: equal to one question, and no closed day twice."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from math import fsum
from pathlib import Path
from typing import Any

import pytest
from devin_mock import Fault
from devin_usage import (
    DevinUsage,
    InconsistentAnswer,
    InvalidArgument,
    Period,
    ServerError,
    UnsupportedByScope,
    UnsupportedByVersion,
)
from devin_usage.account.cache import DayCache
from devin_usage.account.gathering import Gathered, Revision, gathered, told
from devin_usage.billing import FIRST_DAY, LAST_DAY
from devin_usage.values import Acus, Consumption, Days, Principal, Products, Subject
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from .ledgers import NOON, Account
from .sequential import run

MONTH = Period.of_days(date(2025, 11, 5), date(2025, 12, 4))
SO_FAR = Period.of_days(date(2025, 12, 5), date(2025, 12, 20))
WEEK = Period.of_days(date(2025, 12, 1), date(2025, 12, 7))


def gather(client: DevinUsage, period: Period, cache: DayCache | None = None, **asked: Any) -> Gathered:
    """Gather, and tell of what has changed."""
    found = run(gathered(client._session.context, period, cache=cache, **asked), client)
    told(cache, [found])
    return found


def same(found: Consumption, wanted: Consumption) -> None:
    """What has to be equal, whatever was read from the cache."""
    assert [day.day for day in found.days] == [day.day for day in wanted.days]
    for one, other in zip(found.days, wanted.days, strict=True):
        assert one == other
    assert found.total_acus == pytest.approx(wanted.total_acus, abs=1e-6)
    assert found.products == wanted.products
    assert (found.subject, found.period, found.version) == (wanted.subject, wanted.period, wanted.version)
    assert found.excluded == wanted.excluded
    assert found.caveats[: len(wanted.caveats)] == wanted.caveats


@pytest.fixture
def cache(tmp_path: Path) -> DayCache:
    return DayCache(tmp_path / "days.sqlite")


SUBJECTS: dict[str, list[Callable[[Account], dict[str, str]]]] = {
    "v2": [
        lambda _: {},
        lambda account: {"organization": account.organizations[1]},
        lambda account: {"user": account.users[0]},
        lambda account: {"user": account.users[0], "organization": account.organizations[0]},
    ],
    "v3": [
        lambda _: {},
        lambda account: {"organization": account.organizations[1]},
        lambda account: {"user": account.users[0]},
        lambda account: {"user": account.users[1]},
    ],
    "organization": [lambda _: {}, lambda account: {"organization": account.organizations[0]}],
}


# Not shrunk: an example is five reads at most, and shrinking one takes minutes.
@settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(data=st.data(), key=st.sampled_from(sorted(SUBJECTS)), recent=st.integers(0, 3))
def test_whatever_was_read_before_days_are_those_of_one_question(data: st.DataObject, key: str, recent: int) -> None:
    """Any reads, of any period and subject, while time goes on and late bookings come in, equal `plans.daily`."""
    late = data.draw(st.integers(0, recent))
    account = Account(
        late_days=late,
        idle_days=data.draw(st.sampled_from(["listed", "left out"])),
        products=data.draw(st.sampled_from(["sum to the day", "less than the day"])),
        review_without_data=data.draw(st.sampled_from(["null", "absent", "0.0"])),
    )
    # What is not final may be kept for a while only if it is.
    fresh_for_s = 0 if late else data.draw(st.sampled_from([0, 3600, 10**6]))
    with tempfile.TemporaryDirectory() as folder, account.client(key) as client:
        cache = DayCache(Path(folder) / "days", recent_days=recent, fresh_for_s=fresh_for_s)
        with cache:
            for _ in range(data.draw(st.integers(1, 5))):
                start = datetime(2025, 11, 20, 8, tzinfo=UTC) + timedelta(hours=data.draw(st.integers(0, 35 * 24)))
                aligned = data.draw(st.booleans())
                length = timedelta(hours=data.draw(st.integers(1, 30)) * (24 if aligned else 7))
                start = start.replace(hour=8) if aligned else start
                period = Period(start, start + length)
                asked = data.draw(st.sampled_from(SUBJECTS[key]))(account)
                found = gather(client, period, cache, **asked)
                same(found.consumption, client.consumption.daily(period, **asked))
                account.clock.advance(minutes=data.draw(st.integers(0, 5 * 24 * 60)))


@pytest.mark.parametrize("key", ["v2", "v3"])
def test_with_nothing_cached_there_is_one_question_and_its_own_total(key: str, cache: DayCache) -> None:
    """A period of which nothing is known is asked for at once, and breakdowns of v2 are kept."""
    account = Account()
    with account.client(key) as client:
        found = gather(client, MONTH, cache)
        assert account.windows() == [MONTH]
        wanted = client.consumption.daily(MONTH)
    assert found.consumption == wanted
    assert found.consumption.by_user == wanted.by_user
    assert found.days_from_cache == 0
    assert found.revisions == ()


def test_without_a_cache_it_is_the_question_alone() -> None:
    """Nothing else is asked for, not even whose key it is where the organization is told."""
    account = Account()
    with account.client("v3", org_id=account.organizations[0]) as client:
        found = gather(client, MONTH)
        assert len(account.paths()) == 1
        assert found.consumption == client.consumption.daily(MONTH)


def test_a_closed_period_is_not_asked_for_again(cache: DayCache) -> None:
    """Once read, a period that is long over costs no question."""
    account = Account()
    with account.client() as client:
        first = gather(client, MONTH, cache)
        account.mock.record.clear()
        again = gather(client, MONTH, cache)
        assert account.paths() == []
    same(again.consumption, first.consumption)
    assert again.days_from_cache == 30


def test_only_what_is_missing_is_asked_for(cache: DayCache) -> None:
    """A hole on either side of known days is a question of its own, and the known days are in none."""
    account = Account()
    with account.client() as client:
        gather(client, WEEK, cache)
        account.mock.record.clear()
        found = gather(client, MONTH, cache)
        assert account.windows() == [Period.of_days(date(2025, 11, 5), date(2025, 11, 30))]
        longer = Period.of_days(date(2025, 11, 25), date(2025, 12, 12))
        account.mock.record.clear()
        same(gather(client, longer, cache).consumption, client.consumption.daily(longer))
        assert account.windows()[0] == Period.of_days(date(2025, 12, 8), date(2025, 12, 12))
    assert found.days_from_cache == 4
    assert found.consumption.total_acus == fsum(day.acus for day in found.consumption.days)


def test_the_open_day_is_asked_for_every_time(cache: DayCache) -> None:
    """The day that is not over is never kept."""
    account = Account()
    with account.client() as client:
        gather(client, SO_FAR, cache)
        assert len(cache) == 15
        account.clock.advance(minutes=10)
        account.mock.record.clear()
        found = gather(client, SO_FAR, cache)
        assert account.windows() == [Period.of_day(date(2025, 12, 20))]
    assert found.days_from_cache == 15
    assert any("2025-12-20 on are open" in caveat for caveat in found.consumption.caveats)


def test_recent_days_are_asked_for_again_once_they_are_not_fresh(cache: DayCache) -> None:
    """After an hour the last three closed days are read again, with the open one, in one question."""
    account = Account()
    with account.client() as client:
        gather(client, SO_FAR, cache)
        account.clock.advance(hours=2)
        account.mock.record.clear()
        gather(client, SO_FAR, cache)
        assert account.windows() == [Period.of_days(date(2025, 12, 17), date(2025, 12, 20))]


def test_a_day_that_was_read_early_is_read_again_however_late(cache: DayCache) -> None:
    """A day read on the morning after is not final for having been left alone for a month."""
    account = Account(late_days=3)
    with account.client() as client:
        early = gather(client, SO_FAR, cache)
        account.clock.advance(days=40)
        account.mock.record.clear()
        found = gather(client, SO_FAR, cache)
        assert account.windows() == [Period.of_days(date(2025, 12, 17), date(2025, 12, 20))]
        same(found.consumption, client.consumption.daily(SO_FAR))
    assert found.consumption.total_acus > early.consumption.total_acus


def test_a_revised_day_is_reported_and_replaced(cache: DayCache) -> None:
    """A closed day that changes between two reads is named, with what it was and what it is."""
    account = Account(late_days=2)
    with account.client() as client:
        before = {day.day: day.acus for day in gather(client, SO_FAR, cache).consumption.days}
        account.clock.advance(days=2)
        found = gather(client, SO_FAR, cache)
        after = {day.day: day.acus for day in found.consumption.days}
        again = gather(client, SO_FAR, cache)
    changed = [day for day in (date(2025, 12, 18), date(2025, 12, 19)) if before[day] != after[day]]
    assert changed
    assert found.revisions == tuple(Revision(Subject("enterprise"), day, before[day], after[day]) for day in changed)
    assert again.revisions == ()
    assert again.consumption.days == found.consumption.days


def served_days(account: Account, client: DevinUsage, cache: DayCache, **listed: Any) -> Gathered:
    """Gather 5 to 7 December while the server lists days of its own: d05=1.5, or with more products d05={...}."""
    items: list[dict[str, Any]] = [
        {
            "date": int(datetime(2025, 12, int(day[1:]), 8, tzinfo=UTC).timestamp()),
            "acus": value if isinstance(value, float) else fsum(value.values()),
            "acus_by_product": {"devin": value, "cascade": 0.0, "terminal": 0.0}
            if isinstance(value, float)
            else {"devin": 0.0, "cascade": 0.0, "terminal": 0.0, **value},
        }
        for day, value in listed.items()
    ]
    total = fsum(item["acus"] for item in items)
    body = {"total_acus": total, "consumption_by_date": items}
    account.mock.faults.clear()
    account.mock.faults.add(
        Fault(status=200, body=json.dumps(body).encode(), operation="get_enterprise_daily_consumption")
    )
    return gather(client, Period.of_days(date(2025, 12, 5), date(2025, 12, 7)), cache)


def test_a_day_that_is_not_listed_stays_missing_and_is_not_zero(tmp_path: Path) -> None:
    """Absence is remembered as absence: no question, and no day of 0 ACUs."""
    account = Account()
    with account.client() as client, DayCache(tmp_path / "days") as cache:
        served_days(account, client, cache, d05=1.5, d07=0.0)
        account.mock.faults.clear()
        account.mock.record.clear()
        found = gather(client, Period.of_days(date(2025, 12, 5), date(2025, 12, 7)), cache)
        assert account.paths() == []
    assert [(day.day.day, day.acus) for day in found.consumption.days] == [(5, 1.5), (7, 0.0)]
    assert found.days_from_cache == 3


def test_days_that_appear_and_vanish_are_revisions(tmp_path: Path) -> None:
    """A day that comes to be listed, and one that is no longer, are reported with None for what was not there."""
    account = Account(now=datetime(2025, 12, 8, 12, tzinfo=UTC))
    with account.client() as client, DayCache(tmp_path / "days", fresh_for_s=0) as cache:
        served_days(account, client, cache, d05=1.0, d06=2.0)
        found = served_days(account, client, cache, d05=1.0, d07=0.0)
    whose = Subject("enterprise")
    assert found.revisions == (
        Revision(whose, date(2025, 12, 6), 2.0, None),
        Revision(whose, date(2025, 12, 7), None, 0.0),
    )


def test_products_that_move_within_a_day_are_a_revision(tmp_path: Path) -> None:
    """The ACUs of a day may stay while its products change; a difference of float noise is none."""
    account = Account(now=datetime(2025, 12, 8, 12, tzinfo=UTC))
    with account.client() as client, DayCache(tmp_path / "days", fresh_for_s=0) as cache:
        served_days(account, client, cache, d05={"devin": 3.0}, d06={"devin": 0.3})
        found = served_days(account, client, cache, d05={"devin": 1.0, "cascade": 2.0}, d06={"devin": 0.1 + 0.2})
    assert [(each.day.day, each.before, each.after) for each in found.revisions] == [(5, 3.0, 3.0)]


def test_products_that_are_not_known_yet_are_kept(tmp_path: Path) -> None:
    """A product of another name comes back from the cache by its name."""
    account = Account()
    with account.client() as client, DayCache(tmp_path / "days") as cache:
        served_days(account, client, cache, d05={"devin": 1.0, "review": 0.5, "zephyr": 0.25})
        found = gather(client, Period.of_day(date(2025, 12, 5)), cache)
    assert found.days_from_cache == 1
    assert found.consumption.days[0].products == Products(1.0, 0.0, 0.0, 0.5, Acus({"zephyr": 0.25}))


def test_a_day_asked_for_while_it_was_open_is_not_kept_when_it_closes_meanwhile(cache: DayCache) -> None:
    """The answer may hold a day that was not over when it was asked for, so the day is asked for again."""
    account = Account(now=datetime(2025, 12, 20, 7, 59, 59, tzinfo=UTC))
    day = Period.of_day(date(2025, 12, 19))
    with account.client() as client:
        plan = gathered(client._session.context, day, cache=cache)
        call = next(plan)
        call = plan.send(client._session.sender.send(call))
        body = client._session.sender.send(call)
        account.clock.advance(seconds=2)
        with pytest.raises(StopIteration) as done:
            plan.send(body)
        assert len(cache) == 0
        assert "2025-12-19 on are open" in "".join(done.value.value.consumption.caveats)
        assert gather(client, day, cache).days_from_cache == 0
        assert gather(client, day, cache).days_from_cache == 1


def test_parts_of_days_are_asked_for_and_never_kept(cache: DayCache) -> None:
    """A period that cuts its first and last day keeps only the days between."""
    account = Account()
    cut = Period(datetime(2025, 12, 1, 20, tzinfo=UTC), datetime(2025, 12, 5, 3, tzinfo=UTC))
    with account.client() as client:
        gather(client, cut, cache)
        assert len(cache) == 2
        account.mock.record.clear()
        found = gather(client, cut, cache)
        assert account.windows() == [
            Period(cut.start, datetime(2025, 12, 2, 8, tzinfo=UTC)),
            Period(datetime(2025, 12, 4, 8, tzinfo=UTC), cut.end),
        ]
        same(found.consumption, client.consumption.daily(cut))


def test_a_clock_that_was_put_back_makes_days_be_read_again(cache: DayCache) -> None:
    """A day that was kept by a clock that ran ahead may have been open; it is asked for, and replaced."""
    account = Account(now=NOON + timedelta(days=10))
    day = Period.of_day(date(2025, 12, 10))
    with account.client() as client:
        gather(client, day, cache)
        account.clock.now = NOON
        assert gather(client, day, cache).days_from_cache == 0
        assert gather(client, day, cache).days_from_cache == 1


def test_days_of_windows_that_were_read_stay_when_a_later_window_fails(cache: DayCache) -> None:
    """A failure loses nothing that was read before it, and is not hidden."""
    account = Account()
    with account.client() as client:
        gather(client, WEEK, cache)
        account.mock.faults.add(Fault(status=500, operation="get_enterprise_daily_consumption", skip=1))
        with pytest.raises(ServerError):
            gather(client, Period.of_days(date(2025, 11, 25), date(2025, 12, 12)), cache)
        assert len(cache) == 7 + 6


@pytest.mark.parametrize(
    ("options", "other"),
    [
        ({}, {"bounds": "inclusive"}),
        ({}, {"base_url": "https://other.example"}),
        ({}, {"key": "organization"}),
        ({}, {"org_id": "the first"}),
        ({"key": "v2"}, {"key": "v3"}),
        ({"key": "v2"}, {"key": "v2", "base_url": "https://other.example"}),
    ],
)
def test_what_one_key_has_read_is_not_shown_to_another(
    options: dict[str, str], other: dict[str, str], cache: DayCache
) -> None:
    """Deployment, version, bounds, organization and whom the key belongs to tell days apart."""
    account = Account()
    day = Period.of_day(date(2025, 12, 10))
    if "org_id" in other:
        other = {"org_id": account.organizations[0]}
    with account.client(**options) as client:
        gather(client, day, cache)
    with account.client(**other) as client:
        assert gather(client, day, cache).days_from_cache == 0
    with account.client(**options) as client:
        assert gather(client, day, cache).days_from_cache == 1


def test_two_keys_of_v2_do_not_share_days(cache: DayCache) -> None:
    """v2 cannot tell whose a key is, so the key itself tells days apart."""
    account = Account()
    day = Period.of_day(date(2025, 12, 10))
    with account.client("v2") as client:
        gather(client, day, cache)
        client._session.context.key_digest = "another"
        assert gather(client, day, cache).days_from_cache == 0


def test_two_principals_of_v3_do_not_share_days(cache: DayCache) -> None:
    """Keys of one principal share days; where the principal has no id, the key itself tells days apart."""
    account = Account()
    day = Period.of_day(date(2025, 12, 10))

    def from_cache(principal: Principal, digest: str) -> int:
        with account.client() as client:
            client._session.context.principal = principal
            client._session.context.key_digest = digest
            return gather(client, day, cache).days_from_cache

    one, other = (Principal("service_user", None, "Bot", id) for id in ("service-user-1", "service-user-2"))
    assert [from_cache(one, "a"), from_cache(one, "b"), from_cache(other, "a")] == [0, 1, 0]
    nameless = Principal("robot", None, None, None)
    assert [from_cache(nameless, "a"), from_cache(nameless, "a"), from_cache(nameless, "b")] == [0, 1, 0]


def test_paths_of_an_organization_and_of_the_enterprise_do_not_share_days(cache: DayCache) -> None:
    """They are two questions of the API, although they have one subject."""
    account = Account()
    day = Period.of_day(date(2025, 12, 10))
    organization = account.organizations[0]
    with account.client() as client:
        gather(client, day, cache, organization=organization)
    with account.client(org_id=organization) as client:
        assert gather(client, day, cache).days_from_cache == 0
        assert gather(client, day, cache, organization=organization).days_from_cache == 1


def test_subjects_are_kept_apart(cache: DayCache) -> None:
    """A user's days are not another user's, nor the same user's within an organization."""
    account = Account()
    day = Period.of_day(date(2025, 12, 10))
    with account.client("v2") as client:
        for asked in [each(account) for each in SUBJECTS["v2"]] + [{"user": account.users[1]}]:
            assert gather(client, day, cache, **asked).days_from_cache == 0
            same(gather(client, day, cache, **asked).consumption, client.consumption.daily(day, **asked))


def test_days_from_the_cache_are_not_broken_down_and_say_so(cache: DayCache) -> None:
    """v2's maps belong to a whole answer; with days from the cache there is none, which is no empty map."""
    account = Account()
    with account.client("v2") as client:
        gather(client, MONTH, cache)
        found = gather(client, MONTH, cache).consumption
    assert (found.by_user, found.by_organization) == (None, None)
    assert any("not broken down" in caveat for caveat in found.caveats)


@pytest.mark.parametrize(
    ("key", "asked", "error"),
    [
        ("v2", {"service_user": "service-user-1"}, UnsupportedByVersion),
        ("v3", {"user": "a", "session": "b"}, InvalidArgument),
        ("v3", {"user": ".."}, InvalidArgument),
        ("v3", {"user": "a", "organization": "org-1"}, UnsupportedByScope),
        ("organization", {"organization": "org-other"}, UnsupportedByScope),
    ],
)
def test_questions_are_refused_as_without_a_cache(
    key: str, asked: dict[str, str], error: type[Exception], cache: DayCache
) -> None:
    """What cannot be asked is refused before any consumption is asked for, whatever the cache holds."""
    account = Account()
    with account.client(key) as client, pytest.raises(error):
        gather(client, MONTH, cache, **asked)
    assert account.windows() == []


def test_answers_that_may_break_the_contract_are_not_kept(cache: DayCache) -> None:
    """With check='warn' there is no cache: what was waived would be served for good."""
    account = Account()
    with account.client(check="warn") as client:
        with pytest.raises(InvalidArgument, match="check='warn'"):
            gather(client, MONTH, cache)
        assert account.paths() == []
        assert gather(client, MONTH).days_from_cache == 0


def test_an_answer_that_contradicts_itself_is_not_kept(cache: DayCache) -> None:
    """Each window is checked as a question of its own."""
    account = Account(bounds="inclusive")
    with account.client() as client:
        with pytest.raises(InconsistentAnswer, match="lies outside"):
            gather(client, WEEK, cache)
        assert len(cache) == 0


def test_all_days_can_be_asked_for_again(cache: DayCache) -> None:
    """With ``again`` nothing comes from the cache, and what is read is kept."""
    account = Account()
    with account.client() as client:
        gather(client, WEEK, cache)
        account.mock.record.clear()
        assert gather(client, WEEK, cache, again=True).days_from_cache == 0
        assert account.windows() == [WEEK]


def test_the_columns_of_a_month_take_few_bytes() -> None:
    """A month of a member with products takes a few kilobytes, so that thousands of members fit."""
    account = Account()
    with account.client() as client:
        days = gather(client, MONTH).consumption.days
    assert isinstance(days, Days)
    assert days.products is not None
    size = sum(map(sys.getsizeof, (days, days.ordinals, days.acus, days.products, *days.products)))
    assert size / len(days) < 128


def test_periods_at_either_end_of_time_are_split(cache: DayCache) -> None:
    """The first and the last billing day that can be represented are days like others."""
    account = Account()
    with account.client() as client:
        for day in (FIRST_DAY, LAST_DAY):
            assert len(gather(client, Period.of_day(day), cache).consumption.days) == 0
