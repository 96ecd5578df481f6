"""Billing days start at 08:00:00 UTC all year, and periods are half-open on whole seconds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from devin_usage import BILLING_ZONE, Cycle, InvalidArgument, Period, billing_day, day_start
from devin_usage.billing import FIRST_DAY, LAST_DAY, parse_day
from devin_usage.cycles import cycle_at, cycle_before, cycle_named
from hypothesis import given
from hypothesis import strategies as st

DAYS = st.dates(FIRST_DAY, LAST_DAY)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
NAIVE = datetime.fromisoformat("2025-12-05T09:00:00")


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


INSTANTS = st.integers(int(day_start(FIRST_DAY).timestamp()), int(day_start(LAST_DAY).timestamp()) + 86_399).map(
    lambda seconds: datetime(1970, 1, 1, tzinfo=UTC) + seconds * SECOND
)


def test_the_published_example_is_a_year_off() -> None:
    """1733385600 is 5 December 2024; the fifth of December 2025 starts at 1764921600."""
    assert int(day_start(date(2025, 12, 5)).timestamp()) == 1764921600
    assert day_start(date(2024, 12, 5)) == datetime.fromtimestamp(1733385600, UTC)
    assert billing_day(datetime.fromtimestamp(1733385600, UTC)) == date(2024, 12, 5)
    assert billing_day(datetime.fromtimestamp(1764921600, UTC)) == date(2025, 12, 5)


@pytest.mark.parametrize("day", [date(2025, 12, 5), date(2025, 7, 1), date(2024, 2, 29), FIRST_DAY, LAST_DAY])
def test_a_billing_day_begins_at_eight_utc_and_lasts_24_hours(day: date) -> None:
    """08:00:00Z belongs to the day, 07:59:59Z of the next date too, in winter and in summer."""
    start = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    assert day_start(day) == start
    assert billing_day(start) == day
    assert billing_day(start + DAY - SECOND) == day
    if day > FIRST_DAY:
        assert billing_day(start - SECOND) == day - DAY


@pytest.mark.parametrize("change", [date(2025, 3, 9), date(2025, 11, 2)], ids=["spring forward", "fall back"])
def test_clock_changes_in_california_do_not_move_a_billing_day(change: date) -> None:
    """The days around both changes start at 08:00:00Z and follow each other by 24 hours."""
    starts = [day_start(change + offset * DAY) for offset in (-1, 0, 1, 2)]
    assert [(start.hour, start.minute) for start in starts] == [(8, 0)] * 4
    assert {later - earlier for earlier, later in pairwise(starts)} == {DAY}


def test_a_summer_midnight_in_california_is_still_the_day_before() -> None:
    """In summer the billing day is an hour off the day in Los Angeles."""
    midnight = datetime(2025, 7, 2, 0, 30, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert billing_day(midnight) == date(2025, 7, 1)
    assert billing_day(midnight + timedelta(hours=1)) == date(2025, 7, 2)


@given(DAYS)
def test_a_day_is_the_billing_day_of_its_start(day: date) -> None:
    """Start and day are inverse, and the start is midnight in the billing zone."""
    start = day_start(day)
    assert billing_day(start) == day
    assert start.astimezone(BILLING_ZONE).time().isoformat() == "00:00:00"


@given(INSTANTS)
def test_every_instant_lies_in_its_billing_day(value: datetime) -> None:
    """The day starts at or before the instant, and less than 24 hours before."""
    assert timedelta(0) <= value - day_start(billing_day(value)) < DAY


@given(INSTANTS, st.integers(-14 * 60, 14 * 60))
def test_the_zone_of_an_instant_does_not_change_its_billing_day(value: datetime, offset: int) -> None:
    """An instant is the same in every zone in which it can be written."""
    try:
        elsewhere = value.astimezone(timezone(timedelta(minutes=offset)))
    except OverflowError:
        return
    assert billing_day(elsewhere) == billing_day(value)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_days_that_cannot_be_represented_are_refused(day: date) -> None:
    """The message names the first and the last day, wherever the day comes from."""
    for attempt in (day_start, Period.of_day, lambda day: parse_day(day.isoformat())):
        with pytest.raises(InvalidArgument, match="outside the billing days 0001-01-02 to 9999-12-30"):
            attempt(day)


@pytest.mark.parametrize(
    "value", [datetime(1, 1, 1, tzinfo=UTC), datetime(1, 1, 2, 7, 59, 59, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]
)
def test_instants_that_cannot_be_represented_are_refused(value: datetime) -> None:
    """No billing day is made up for them, also where the zone would overflow."""
    with pytest.raises(InvalidArgument, match="outside the billing days"):
        billing_day(value)
    with pytest.raises(InvalidArgument, match="outside the billing days"):
        billing_day(datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))))


def test_the_end_of_the_last_day_has_no_billing_day() -> None:
    """It bounds the last period and belongs to a day that cannot be represented."""
    whole = Period.of_days(FIRST_DAY, LAST_DAY)
    assert (whole.first_day, whole.last_day, whole.aligned) == (FIRST_DAY, LAST_DAY, True)
    with pytest.raises(InvalidArgument):
        billing_day(whole.end)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (NAIVE, "no time zone"),
        (datetime(2025, 12, 5, 8, 0, 0, 1, tzinfo=UTC), "fractions of a second"),
        (datetime(2025, 12, 5, 8, tzinfo=timezone(timedelta(microseconds=1))), "fractions of a second"),
        (date(2025, 12, 5), "not a point in time"),
        ("2025-12-05T08:00:00Z", "not a point in time"),
        (1764921600, "not a point in time"),
        (None, "not a point in time"),
    ],
)
def test_a_bound_that_is_no_exact_instant_is_refused_with_the_right_form(value: Any, reason: str) -> None:
    """Either bound; the sentence shows an aware datetime."""
    other = datetime(2025, 12, 6, 8, tzinfo=UTC)
    for bounds in ((value, other), (other - 2 * DAY, value)):
        with pytest.raises(InvalidArgument, match=reason) as refused:
            Period(*bounds)
        assert "datetime(2025, 12, 5, 8, tzinfo=UTC)" in str(refused.value)


@pytest.mark.parametrize("value", [datetime(2025, 12, 5, 8, tzinfo=UTC), "2025-12-05", 5, None])
def test_a_day_that_is_no_plain_date_is_refused(value: Any) -> None:
    """A datetime is a date to Python, but no billing day."""
    for attempt in (day_start, Period.of_day, lambda day: Period.of_days(date(2025, 12, 5), day)):
        with pytest.raises(InvalidArgument, match=r"date\(2025, 12, 5\)"):
            attempt(value)


@pytest.mark.parametrize(
    "text", ["2025-12-5", "05.12.2025", "2025-13-01", "20251205", "2025-12-05\n", "", "\u0662\u0660\u0662\u0665-12-05"]
)
def test_a_day_written_in_another_way_is_refused(text: str) -> None:
    """The sentence shows the right form."""
    with pytest.raises(InvalidArgument, match="YYYY-MM-DD, for example 2025-12-05"):
        parse_day(text)


def test_empty_and_reversed_periods_are_refused() -> None:
    """A period has at least a second, and its days come in order."""
    start = instant("2025-12-05T08:00:00Z")
    for end in (start, start - SECOND):
        with pytest.raises(InvalidArgument, match="end must come after its start"):
            Period(start, end)
    with pytest.raises(InvalidArgument, match="comes before the first, 2025-12-06; give the earlier day first"):
        Period.of_days(date(2025, 12, 6), date(2025, 12, 5))


def test_days_are_inclusive_and_instants_half_open() -> None:
    """From the fifth to the sixth are two days; the end belongs to the seventh."""
    period = Period.of_days(date(2025, 12, 5), date(2025, 12, 6))
    assert (period.start, period.end) == (instant("2025-12-05T08:00:00Z"), instant("2025-12-07T08:00:00Z"))
    assert period.billing_days() == (date(2025, 12, 5), date(2025, 12, 6))
    assert period.start in period
    assert period.end - SECOND in period
    assert period.end not in period
    assert period.start - SECOND not in period
    with pytest.raises(InvalidArgument, match="no time zone"):
        _ = NAIVE in period
    assert Period.of_day(date(2025, 12, 5)).billing_days() == (date(2025, 12, 5),)


@given(DAYS, st.integers(0, 100))
def test_a_period_of_days_is_aligned_and_lists_exactly_them(first: date, more: int) -> None:
    """First day, last day and every one between, once and in order."""
    last = min(first + timedelta(days=more), LAST_DAY) if more <= (LAST_DAY - first).days else LAST_DAY
    period = Period.of_days(first, last)
    days = period.billing_days()
    assert period.aligned
    assert (days[0], days[-1], len(days)) == (first, last, (last - first).days + 1)
    assert list(days) == sorted(set(days))


@given(DAYS, st.integers(1, 86_399), st.booleans())
def test_a_second_off_a_boundary_is_not_aligned(day: date, shift: int, at_the_end: bool) -> None:
    """Either bound; the days that are touched are still named."""
    start, end = day_start(day), day_start(day) + DAY
    off = timedelta(seconds=shift)
    period = Period(start, end - off) if at_the_end else Period(start + off, end)
    assert not period.aligned
    assert period.billing_days() == (day,)


def test_a_period_is_kept_in_utc_whatever_zone_it_came_in() -> None:
    """Equal instants make equal periods, and an equal hash."""
    tokyo = timezone(timedelta(hours=9))
    one = Period(datetime(2025, 12, 5, 17, tzinfo=tokyo), datetime(2025, 12, 6, 17, tzinfo=tokyo))
    assert one == Period.of_day(date(2025, 12, 5))
    assert hash(one) == hash(Period.of_day(date(2025, 12, 5)))
    assert one.start.utcoffset() == timedelta(0)


def test_a_period_writes_itself_as_days_where_it_is_made_of_days() -> None:
    """Otherwise as its instants, so that nobody takes it for whole days."""
    assert str(Period.of_day(date(2025, 12, 5))) == "2025-12-05"
    assert str(Period.of_days(date(2025, 12, 5), date(2026, 1, 4))) == "2025-12-05 to 2026-01-04"
    odd = Period(instant("2025-12-05T00:00:00Z"), instant("2025-12-06T00:00:00Z"))
    assert str(odd) == "2025-12-05T00:00:00Z to 2025-12-06T00:00:00Z"
    assert odd.billing_days() == (date(2025, 12, 4), date(2025, 12, 5))


CYCLES = (
    Cycle(Period.of_days(date(2025, 11, 1), date(2025, 11, 29))),
    Cycle(Period.of_days(date(2025, 11, 30), date(2025, 12, 4))),
    Cycle(Period.of_days(date(2025, 12, 5), date(2026, 1, 4))),
    Cycle(Period.of_days(date(2026, 1, 5), date(2026, 2, 4))),
)


def test_a_cycle_so_far_ends_now_and_never_after_the_cycle() -> None:
    """The clock is floored to the second; a cycle that has not begun has no such part."""
    cycle = CYCLES[2]
    noon = instant("2025-12-20T12:00:00.900000Z")
    assert cycle.so_far(lambda: noon) == Period(cycle.period.start, instant("2025-12-20T12:00:00Z"))
    assert cycle.so_far(lambda: instant("2026-05-01T00:00:00Z")) == cycle.period
    with pytest.raises(InvalidArgument, match="has not started"):
        cycle.so_far(lambda: cycle.period.start)
    with pytest.raises(InvalidArgument, match="no time zone"):
        cycle.so_far(lambda: NAIVE)


def test_the_cycle_at_an_instant_is_found_wherever_it_stands_in_the_list() -> None:
    """Bounds are half-open, so exactly one cycle holds the instant at which two meet."""
    for known in (CYCLES, CYCLES[::-1]):
        assert cycle_at(known, instant("2025-12-20T12:00:00Z")) == CYCLES[2]
        assert cycle_at(known, instant("2026-01-05T08:00:00Z")) == CYCLES[3]
        assert cycle_at(known, instant("2026-01-05T07:59:59Z")) == CYCLES[2]
        assert cycle_before(known, instant("2025-12-20T12:00:00Z")) == CYCLES[1]
        assert cycle_before(iter(known), instant("2026-01-20T12:00:00Z")) == CYCLES[2]


def test_an_instant_outside_all_cycles_is_refused() -> None:
    """So is the cycle before the first."""
    with pytest.raises(InvalidArgument, match="no billing cycles hold 2030-01-01T00:00:00Z"):
        cycle_at(CYCLES, instant("2030-01-01T00:00:00Z"))
    with pytest.raises(InvalidArgument, match="no billing cycles hold"):
        cycle_before(CYCLES, instant("2025-11-02T00:00:00Z"))
    with pytest.raises(InvalidArgument, match="2 billing cycles hold"):
        cycle_at((CYCLES[2], CYCLES[2]), instant("2025-12-20T12:00:00Z"))


def test_a_cycle_is_named_by_the_month_of_its_first_day() -> None:
    """None or two in a month is an error that says so."""
    assert cycle_named(CYCLES, "2025-12") == CYCLES[2]
    assert cycle_named(iter(CYCLES), "2026-01") == CYCLES[3]
    with pytest.raises(InvalidArgument, match="2 billing cycles start in 2025-11; name the days instead"):
        cycle_named(CYCLES, "2025-11")
    with pytest.raises(InvalidArgument, match="no billing cycles start in 2025-10; name the days instead"):
        cycle_named(CYCLES, "2025-10")
    for wrong in ("2025-12-05", "december", "2025", "", "2025-12\n", "2025-1"):
        with pytest.raises(InvalidArgument, match="for example 2025-12"):
            cycle_named(CYCLES, wrong)
