"""Both versions give the same values, every sum is checked, and what was not given is None."""

from __future__ import annotations

import copy
import pickle
from datetime import date, timedelta
from typing import Any

import pytest
from devin_usage import (
    DailyConsumption,
    InconsistentAnswer,
    InvalidArgument,
    Period,
    Products,
    Subject,
    day_start,
)
from devin_usage.values import TOLERANCE_ACUS
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.usage.answering import CYCLE, NOW, TWO_DAYS, V2_KEY, V3_KEY, cycles, daily, served, usage

FIFTH, SIXTH = date(2025, 12, 5), date(2025, 12, 6)


def v2_body(*days: tuple[str, float], total: float | None = None) -> dict[str, Any]:
    return {
        "total_acus": sum(acus for _, acus in days) if total is None else total,
        "consumption_by_date": dict(days),
        "consumption_by_org_id": {"org-1": 1.0} if days else {},
    }


def v3_day(at: date | int, acus: float, **products: float | None) -> dict[str, Any]:
    instant = int(day_start(at).timestamp()) if isinstance(at, date) else at
    given = {"devin": acus, "cascade": 0.0, "terminal": 0.0, **products}
    return {"date": instant, "acus": acus, "acus_by_product": given}


def v3_body(*days: dict[str, Any], total: float | None = None) -> dict[str, Any]:
    return {"total_acus": sum(day["acus"] for day in days) if total is None else total, "consumption_by_date": [*days]}


def test_v2_gives_days_organizations_and_users_and_no_products() -> None:
    """Days come in order whatever the order of the answer; products are not known, which is not zero."""
    body = {**v2_body(("2025-12-06", 2), ("2025-12-05", 1.5)), "consumption_by_user": {"okta|Acme|x1": 3.5}}
    answer = daily(body)
    assert answer.days == (DailyConsumption(FIFTH, 1.5), DailyConsumption(SIXTH, 2.0))
    assert (answer.total_acus, answer.version) == (3.5, "v2")
    assert (answer.period, answer.subject) == (TWO_DAYS, Subject("enterprise"))
    assert answer.by_organization == {"org-1": 1.0}
    assert answer.by_user == {"okta|Acme|x1": 3.5}
    assert (answer.products, answer.unattributed) == (None, None)
    assert [day.unattributed for day in answer.days] == [None, None]
    assert answer.excluded == ()


def test_a_map_that_v2_does_not_give_is_none() -> None:
    """The map by user may be absent; an empty map is empty."""
    answer = daily({**v2_body(("2025-12-05", 1.0)), "consumption_by_org_id": {}})
    assert answer.by_user is None
    assert answer.by_organization == {}


def test_v3_gives_days_and_products_and_neither_organizations_nor_users() -> None:
    """The same value as from v2; what v3 does not give is None."""
    body = v3_body(
        v3_day(SIXTH, 2.0, devin=1.0, cascade=0.5, terminal=0.25, review=0.25),
        v3_day(FIFTH, 1.5, devin=1.0, cascade=0.25, terminal=0.25),
    )
    answer = daily(body, key=V3_KEY)
    assert answer.days == (
        DailyConsumption(FIFTH, 1.5, Products(1.0, 0.25, 0.25, None)),
        DailyConsumption(SIXTH, 2.0, Products(1.0, 0.5, 0.25, 0.25)),
    )
    assert answer.products == Products(2.0, 0.75, 0.5, 0.25)
    assert (answer.total_acus, answer.version) == (3.5, "v3")
    assert (answer.by_organization, answer.by_user) == (None, None)
    assert answer.unattributed == 0.0


@pytest.mark.parametrize(
    ("given", "review"), [({}, None), ({"review": None}, None), ({"review": 0}, 0.0), ({"review": 0.5}, 0.5)]
)
def test_review_is_none_where_it_is_null_or_absent_and_zero_where_it_is_zero(
    given: dict[str, float | None], review: float | None
) -> None:
    """The same in the day and in the sum over days."""
    answer = daily(v3_body(v3_day(FIFTH, 1.0, devin=0.5, **given)), key=V3_KEY)
    assert answer.days[0].products is not None
    assert answer.days[0].products.review == review
    assert answer.products is not None
    assert answer.products.review == review


def test_a_product_that_is_not_known_yet_is_kept_by_its_name_and_counted() -> None:
    """It is part of the products' sum, so the day has no unattributed rest."""
    body = v3_body(v3_day(FIFTH, 2.0, devin=1.0, atlas=1.0), v3_day(SIXTH, 1.0, devin=0.5, atlas=0.25, zeta=0.25))
    answer = daily(body, key=V3_KEY)
    assert answer.products is not None
    assert answer.products.other == {"atlas": 1.25, "zeta": 0.25}
    assert answer.products.acus == 3.0
    assert answer.unattributed == 0.0


def test_what_belongs_to_no_product_is_unattributed() -> None:
    """Per day and in sum; a rest within the tolerance is none."""
    body = v3_body(v3_day(FIFTH, 2.0, devin=1.5), v3_day(SIXTH, 1.0, devin=1.0 - TOLERANCE_ACUS / 2))
    answer = daily(body, key=V3_KEY)
    assert [day.unattributed for day in answer.days] == [0.5, 0.0]
    assert answer.unattributed == 0.5


def test_an_answer_without_days_is_no_answer_of_zeros() -> None:
    """Nothing is known of products, and nothing is made up for days that were left out."""
    for answer in (daily(v2_body(total=0)), daily(v3_body(total=0), key=V3_KEY)):
        assert (answer.days, answer.total_acus) == ((), 0.0)
        assert (answer.products, answer.unattributed) == (None, None)
    assert [day.day for day in daily(v2_body(("2025-12-06", 1.0))).days] == [SIXTH]


@pytest.mark.parametrize("day", ["2025-12-04", "2025-12-07", "2024-12-05", "0001-01-01", "0000-01-01", "9999-12-31"])
def test_a_day_outside_the_period_is_refused(day: str) -> None:
    """It would be paid twice, or belong to another year."""
    with pytest.raises(InconsistentAnswer, match=day):
        daily(v2_body(("2025-12-05", 1.0), (day, 0.0)))


def test_a_v3_day_outside_the_period_is_refused_and_names_the_option_for_bounds() -> None:
    """Whether bounds are inclusive is not documented, so the message says what to try."""
    for outside in (date(2025, 12, 4), date(2025, 12, 7)):
        with pytest.raises(InconsistentAnswer, match="bounds='inclusive'") as raised:
            daily(v3_body(v3_day(FIFTH, 1.0), v3_day(outside, 0.0)), key=V3_KEY)
        assert outside.isoformat() in str(raised.value)


def test_a_day_that_is_only_touched_by_the_period_may_be_given() -> None:
    """A period need not be aligned."""
    start = day_start(FIFTH) + timedelta(hours=5)
    period = Period(start, start + timedelta(hours=24))
    answer = daily(v2_body(("2025-12-05", 1.0), ("2025-12-06", 1.0)), period=period)
    assert [day.day for day in answer.days] == [FIFTH, SIXTH]
    with pytest.raises(InconsistentAnswer):
        daily(v2_body(("2025-12-07", 1.0)), period=period)


def test_a_day_that_comes_twice_is_refused() -> None:
    """Also when its two instants differ."""
    for second in (1764921600, 1764892800):
        with pytest.raises(InconsistentAnswer, match="2025-12-05 twice"):
            daily(v3_body(v3_day(FIFTH, 1.0), v3_day(second, 1.0)), key=V3_KEY)


@pytest.mark.parametrize("sign", [1, -1])
def test_the_total_is_held_against_the_days_with_a_millionth_of_tolerance(sign: int) -> None:
    """Just within passes and the API's own total is kept; just beyond raises."""
    near, far = 3.0 + sign * 0.99e-6, 3.0 + sign * 1.01e-6
    assert daily(v2_body(("2025-12-05", 1.0), ("2025-12-06", 2.0), total=near)).total_acus == near
    with pytest.raises(InconsistentAnswer, match=r"the days sum to 3\.0 ACUs"):
        daily(v2_body(("2025-12-05", 1.0), ("2025-12-06", 2.0), total=far))
    days = v3_day(FIFTH, 1.0), v3_day(SIXTH, 2.0)
    assert daily(v3_body(*days, total=near), key=V3_KEY).total_acus == near
    with pytest.raises(InconsistentAnswer, match="as the total of 2025-12-05 to 2025-12-06"):
        daily(v3_body(*days, total=far), key=V3_KEY)


def test_products_may_not_exceed_their_day_by_more_than_the_tolerance() -> None:
    """They may sum to less, never to more."""
    answer = daily(v3_body(v3_day(FIFTH, 1.0, cascade=0.99e-6)), key=V3_KEY)
    assert answer.days[0].unattributed == 0.0
    with pytest.raises(InconsistentAnswer, match="2025-12-05 the products sum to more"):
        daily(v3_body(v3_day(FIFTH, 1.0, cascade=1.01e-6)), key=V3_KEY)


@pytest.mark.parametrize("acus", [10**400, 1e308], ids=["integer", "float"])
def test_acus_too_large_for_a_number_are_refused(acus: float) -> None:
    """As an answer that cannot be trusted, not as a bare overflow."""
    with pytest.raises(InconsistentAnswer, match="too large"):
        daily(v2_body(("2025-12-05", acus), ("2025-12-06", acus), total=0))


def test_sums_do_not_lose_small_days_beside_large_ones() -> None:
    """Ten tenths are one."""
    period = Period.of_days(FIFTH, date(2025, 12, 14))
    days = [v3_day(FIFTH + timedelta(days=offset), 0.1) for offset in range(10)]
    answer = daily(v3_body(*days, total=1.0), key=V3_KEY, period=period)
    assert answer.products is not None
    assert answer.products.devin == 1.0


@pytest.mark.parametrize("hour", [0, 8])
def test_a_v3_date_at_midnight_or_at_eight_utc_is_its_utc_date(hour: int) -> None:
    """Examples hold both; neither is shifted to the day before."""
    instant = int(day_start(FIFTH).timestamp()) + (hour - 8) * 3600
    assert [day.day for day in daily(v3_body(v3_day(instant, 1.0)), key=V3_KEY).days] == [FIFTH]


@pytest.mark.parametrize(
    "instant",
    [
        1764921600 - 3600,
        1764921600 + 1,
        1764892800 - 1,
        1764921600 + 8 * 3600,
        1764921600000,
        100_000_000_000,
        -99_999_999_999,
        10**300,
    ],
    ids=["7h", "8h and 1s", "1s before", "16h", "milliseconds", "1e11", "before year 1", "huge"],
)
def test_any_other_v3_date_is_refused(instant: int) -> None:
    """Nobody can tell which billing day it would be."""
    with pytest.raises(InconsistentAnswer):
        daily(v3_body(v3_day(instant, 1.0)), key=V3_KEY)


@given(st.integers(-5 * 10**11, 5 * 10**11) | st.integers(-30, 60).map(lambda hours: 1764892800 + 3600 * hours))
def test_only_two_instants_of_a_date_name_a_day(instant: int) -> None:
    """Of all numbers, those at 00:00:00Z and 08:00:00Z are read, and only inside the period."""
    first, last = int(day_start(FIFTH).timestamp()), int(day_start(SIXTH).timestamp())
    named = instant in {first, first - 8 * 3600, last, last - 8 * 3600}
    try:
        daily(v3_body(v3_day(instant, 1.0)), key=V3_KEY)
    except InconsistentAnswer:
        assert not named
    else:
        assert named


def _caveats(period: Period, key: str) -> tuple[str, ...]:
    body = v2_body(total=0) if key == V2_KEY else v3_body(total=0)
    return daily(body, key=key, period=period).caveats


@pytest.mark.parametrize("key", [V2_KEY, V3_KEY])
def test_caveats_say_what_an_invoice_must_not_overlook(key: str) -> None:
    """A period off the boundaries, and days that are still open."""
    assert _caveats(TWO_DAYS, key) == ()
    (open_days,) = _caveats(CYCLE, key)
    assert "from 2025-12-20 on are open" in open_days
    (open_days,) = _caveats(Period.of_days(date(2026, 1, 1), date(2026, 1, 2)), key)
    assert "from 2026-01-01 on" in open_days
    (unaligned,) = _caveats(Period(TWO_DAYS.start, TWO_DAYS.end - timedelta(hours=8)), key)
    assert "dashboard" in unaligned


def test_an_open_day_is_named_as_a_billing_day() -> None:
    """At 03:00Z it is still the day before, whether that is now or the start of the period."""
    early = day_start(date(2025, 12, 20)) - timedelta(hours=5)
    with_future = Period(day_start(date(2026, 1, 1)) - timedelta(hours=5), day_start(date(2026, 1, 2)))
    assert "from 2025-12-31 on" in _caveats(with_future, V2_KEY)[1]
    period = Period(TWO_DAYS.start, NOW)
    body = v2_body(total=0)
    assert all("open" not in caveat for caveat in daily(body, period=period).caveats)
    assert Period(early, NOW).first_day == date(2025, 12, 19)


def test_usage_of_v2_and_v3_fills_its_own_counts_only() -> None:
    """v2's opened is not v3's created: what a version does not count is None."""
    two = usage({"sessions_count": 5, "searches_count": 4, "prs_opened": 3, "prs_closed": 2, "prs_merged": 1})
    assert (two.sessions, two.searches, two.prs_opened, two.prs_closed, two.prs_merged) == (5, 4, 3, 2, 1)
    assert (two.prs_created, two.version) == (None, "v2")
    body = {"sessions_count": 5, "searches_count": 4, "prs_created_count": 3, "prs_merged_count": 1}
    three = usage({**body, "prs_opened": 9, "prs_closed": 9}, key=V3_KEY)
    assert (three.sessions, three.searches, three.prs_created, three.prs_merged) == (5, 4, 3, 1)
    assert (three.prs_opened, three.prs_closed, three.version) == (None, None, "v3")


def test_counts_are_whole_numbers_however_they_are_written() -> None:
    """5.0 and 4e0 are integers in JSON."""
    body = b'{"sessions_count":5.0,"searches_count":4e0,"prs_opened":0,"prs_closed":0.0,"prs_merged":1}'
    answer = usage(body)
    counts = (answer.sessions, answer.searches, answer.prs_opened, answer.prs_closed, answer.prs_merged)
    assert counts == (5, 4, 0, 0, 1)
    assert {type(count) for count in counts} == {int}


def test_usage_carries_the_vendors_caveat_on_pull_requests() -> None:
    """In both versions."""
    for key, names in ((V2_KEY, ("prs_opened", "prs_closed", "prs_merged")), (V3_KEY, ("prs_created_count",))):
        body = dict.fromkeys(("sessions_count", "searches_count", "prs_merged_count", *names), 0)
        assert any("Pull-request figures" in caveat for caveat in usage(body, key=key).caveats)


def v2_cycle(start: str, end: str) -> dict[str, str]:
    return {"start": start, "end": end}


def test_cycles_of_both_versions_are_the_same_values_oldest_first() -> None:
    """Whatever the order of the answer."""
    two = cycles(
        [
            v2_cycle("2025-12-05T08:00:00Z", "2026-01-05T08:00:00Z"),
            v2_cycle("2025-11-05T00:00:00-08:00", "2025-12-05T08:00:00Z"),
        ]
    )
    items = [{"after": 1764921600, "before": 1767600000}, {"after": 1762329600, "before": 1764921600}]
    assert two == cycles({"items": items}, key=V3_KEY)
    assert [str(cycle) for cycle in two] == ["2025-11-05 to 2025-12-04", "2025-12-05 to 2026-01-04"]
    assert not any(cycle.normalised for cycle in two)


@pytest.mark.parametrize(
    ("start", "end", "last_day"),
    [
        ("2025-12-05T08:00:00Z", "2026-01-05T07:59:59Z", date(2026, 1, 4)),
        ("2025-12-05T08:00:00Z", "2026-01-04T23:59:59-08:00", date(2026, 1, 4)),
        ("2025-12-05T00:00:00Z", "2026-01-04T23:59:59Z", date(2026, 1, 4)),
    ],
)
def test_an_end_at_the_last_second_of_a_day_is_taken_as_one_second_later_and_marked(
    start: str, end: str, last_day: date
) -> None:
    """Billing days and UTC days; the same instant from v3."""
    (cycle,) = cycles([v2_cycle(start, end)])
    assert cycle.normalised
    assert cycle.last_day == last_day
    assert cycle.period.end.second == 0
    after = int(cycle.period.start.timestamp())
    before = int(cycle.period.end.timestamp()) - 1
    assert cycles({"items": [{"after": after, "before": before}]}, key=V3_KEY) == (cycle,)


def test_an_end_at_another_odd_second_is_left_as_it_is() -> None:
    """Only the two last seconds of a day are known to be meant inclusively."""
    (cycle,) = cycles([v2_cycle("2025-12-05T08:00:00Z", "2026-01-05T06:59:59Z")])
    assert not cycle.normalised
    assert cycle.period.end.isoformat() == "2026-01-05T06:59:59+00:00"


def test_cycles_that_follow_each_other_inclusively_leave_no_gap() -> None:
    """The end is normalised before the next start is held against it."""
    found = cycles(
        [
            v2_cycle("2025-11-05T08:00:00Z", "2025-12-05T07:59:59Z"),
            v2_cycle("2025-12-05T08:00:00Z", "2026-01-05T07:59:59Z"),
        ]
    )
    assert len(found) == 2


@pytest.mark.parametrize(
    ("start", "what"), [("2025-12-05T08:00:01Z", "leave a gap"), ("2025-12-05T07:59:58Z", "overlap")]
)
def test_a_gap_or_an_overlap_between_cycles_is_refused(start: str, what: str) -> None:
    """By as little as a second; the message names both."""
    body = [v2_cycle(start, "2026-01-05T08:00:00Z"), v2_cycle("2025-11-05T08:00:00Z", "2025-12-05T08:00:00Z")]
    with pytest.raises(InconsistentAnswer, match=what) as raised:
        cycles(body)
    assert "2025-11-05 to 2025-12-04" in str(raised.value)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2025-12-05T08:00:00Z", "2025-12-05T08:00:00Z"),
        ("2026-01-05T08:00:00Z", "2025-12-05T08:00:00Z"),
        ("2025-12-05T08:00:00.5Z", "2026-01-05T08:00:00Z"),
        ("2025-12-05T08:00:00Z", "9999-12-31T23:59:59Z"),
        ("2025-12-05T08:00:00Z", "2025-12-31T23:59:60Z"),
        ("0000-12-05T08:00:00Z", "2026-01-05T08:00:00Z"),
        ("0001-01-01T00:00:00+14:00", "2026-01-05T08:00:00Z"),
    ],
)
def test_a_cycle_that_is_no_period_is_refused_as_an_answer(start: str, end: str) -> None:
    """Empty, reversed, with fractions, or beyond what can be represented."""
    with pytest.raises(InconsistentAnswer):
        cycles([v2_cycle(start, end)])


def test_date_times_may_be_written_in_any_way_that_rfc_3339_allows() -> None:
    """Small letters, offsets, and fractions that are nothing."""
    (cycle,) = cycles([v2_cycle("2025-12-05t08:00:00.000000000z", "2026-01-05T17:00:00+09:00")])
    assert str(cycle) == "2025-12-05 to 2026-01-04"


def test_a_v3_cycle_in_milliseconds_is_refused() -> None:
    """It would lie 54,000 years ahead."""
    with pytest.raises(InconsistentAnswer, match="no number of Unix seconds"):
        cycles({"items": [{"after": 1764921600000, "before": 1767600000000}]}, key=V3_KEY)


def test_no_cycles_are_an_empty_answer_and_not_a_guess() -> None:
    """Nothing is current then."""
    with served([]) as client:
        assert client.cycles.list() == ()
        for ask in (client.cycles.current, client.cycles.previous):
            with pytest.raises(InvalidArgument, match="no billing cycles hold 2025-12-20T12:00:00Z"):
                ask()


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_an_answer_can_be_pickled_copied_and_hashed(version: str) -> None:
    """Answers go through caches, process pools and sets."""
    key = V2_KEY if version == "v2" else V3_KEY
    body = v2_body(("2025-12-05", 1.5)) if version == "v2" else v3_body(v3_day(FIFTH, 1.5, devin=1.0))
    answer = daily(body, key=key)
    assert pickle.loads(pickle.dumps(answer)) == answer  # noqa: S301 - what was pickled a moment ago
    assert copy.deepcopy(answer) == answer
    assert len({answer, copy.deepcopy(answer)}) == 1
