"""Active users: which time a figure is for, and what to know of one for a part of a day, a week or a month."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from devin_mock import ENTERPRISE_KEY, ORGANIZATION_KEY, Assumptions, Mock
from devin_usage import ActiveUsers, InconsistentAnswer, InvalidArgument, Period, UtcSpan

from tests.unit.usage.answering import NOW, SERVICE_USER, TWO_DAYS, V3_KEY, mocked, served

DAY_S = 86_400
DECEMBER = UtcSpan.of_month(date(2025, 12, 1))
FIRST_S = 1764547200
"""2025-12-01T00:00:00Z, a Monday."""
WORDS = {"daily": "day", "weekly": "week", "monthly": "month"}


def entry(first: int, last: int | None = None, users: int = 3, shift_s: int = 0) -> Any:
    """Active users from a day of December to another, both included."""
    start, end = FIRST_S + (first - 1) * DAY_S, FIRST_S + (first if last is None else last) * DAY_S
    return {"start_time": start, "end_time": end + shift_s, "active_users": users}


def buckets(often: str, *entries: Any, span: UtcSpan = DECEMBER) -> tuple[ActiveUsers, ...]:
    """What the client makes of an answer by days, weeks or months."""
    with served(list(entries), key=V3_KEY, principal=SERVICE_USER) as client:
        found: tuple[ActiveUsers, ...] = getattr(client.metrics, f"{often}_active_users")(span)
        return found


def active(body: Any, period: Period = TWO_DAYS) -> ActiveUsers:
    """What the client makes of an answer for one period."""
    with served(body, key=V3_KEY, principal=SERVICE_USER) as client:
        return client.metrics.active_users(period)


def asked(period: Period, start_s: int = 0, end_s: int = 0) -> Any:
    """An answer for a period, or so many seconds beside it."""
    start, end = (int(bound.timestamp()) for bound in (period.start, period.end))
    return {"start_time": start + start_s, "end_time": end + end_s, "active_users": 3}


def test_days_weeks_and_months_are_in_order() -> None:
    """Whatever the order of the answer; each says which time it is for."""
    found = buckets("daily", entry(3), entry(1, users=5), entry(2, users=0))
    assert [(each.start, each.users) for each in found] == [
        (datetime(2025, 12, day, tzinfo=UTC), users) for day, users in ((1, 5), (2, 0), (3, 3))
    ]
    assert [each.end - each.start for each in found] == 3 * [timedelta(days=1)]
    assert not any(each.caveats for each in found)
    assert str(found[0].subject) == "enterprise"


def test_no_buckets_are_an_empty_answer() -> None:
    """Days that are not listed are not 0."""
    assert buckets("daily") == ()


@pytest.mark.parametrize(
    ("often", "outside"),
    [
        ("daily", entry(0)),
        ("daily", entry(32)),
        ("weekly", entry(-6, 0)),
        ("monthly", entry(-29, 0)),
        ("monthly", entry(32, 62)),
    ],
)
def test_a_bucket_outside_the_span_is_refused(often: str, outside: Any) -> None:
    """Its figure answers another question."""
    with pytest.raises(InconsistentAnswer, match="lie outside"):
        buckets(often, outside)


@pytest.mark.parametrize(
    ("often", "one", "other"),
    [
        ("daily", entry(1), entry(1, shift_s=-3600)),
        ("weekly", entry(1, 3), entry(4, 7)),
        ("monthly", entry(1), entry(9)),
    ],
)
def test_a_bucket_that_comes_twice_is_refused(often: str, one: Any, other: Any) -> None:
    """Two parts of a week cannot be added: who was active in both would be counted twice."""
    with pytest.raises(InconsistentAnswer, match=rf"{WORDS[often]} twice"):
        buckets(often, one, other)


@pytest.mark.parametrize(("often", "last"), [("daily", 2), ("weekly", 8), ("monthly", 32)])
def test_a_bucket_that_is_too_long_is_refused(often: str, last: int) -> None:
    """A billing day is one as well: it ends eight hours into the next day."""
    for wrong in (entry(1, last), entry(1, last - 1, shift_s=1), entry(1, last - 1, shift_s=8 * 3600)):
        with pytest.raises(InconsistentAnswer, match=f"more than one {WORDS[often]}"):
            buckets(often, wrong)


@pytest.mark.parametrize("often", WORDS)
def test_a_bucket_that_ends_where_it_starts_is_refused(often: str) -> None:
    """Or before."""
    for shift_s in (-DAY_S, -DAY_S - 1):
        with pytest.raises(InconsistentAnswer, match="ends where it starts"):
            buckets(often, entry(1, shift_s=shift_s))


def test_a_bucket_in_milliseconds_or_before_all_dates_is_refused() -> None:
    """It is the answer that is wrong, and not what was asked."""
    for start, end in ((FIRST_S * 1000, FIRST_S * 1000 + DAY_S), (-62135596800, -62135510400)):
        for often in WORDS:
            with pytest.raises(InconsistentAnswer):
                buckets(often, {"start_time": start, "end_time": end, "active_users": 1})


@pytest.mark.parametrize(("often", "last"), [("daily", 1), ("weekly", 7)])
def test_a_bucket_may_end_at_its_last_second(often: str, last: int) -> None:
    """And a second before, where that is the bound that was sent."""
    for shift_s in (0, -1, -2):
        (found,) = buckets(often, entry(1, last, shift_s=shift_s))
        assert found.caveats == ()


def test_a_bucket_that_is_only_a_part_says_so() -> None:
    """An hour is no day; the figure may be far too small."""
    for part in (entry(1, shift_s=-3), entry(1, shift_s=-23 * 3600), {**entry(1), "start_time": FIRST_S + 1}):
        (found,) = buckets("daily", part)
        (caveat,) = found.caveats
        assert "which is not all of the day" in caveat


def test_a_bucket_that_the_span_cuts_says_so() -> None:
    """It is not documented what is counted of it: all of it, or the part inside."""
    span = UtcSpan(date(2025, 12, 3), date(2025, 12, 16))
    cut = [entry(3, 7), entry(8, 14), entry(15, 16)]
    for answer in (cut, [entry(1, 7), *cut[1:2], entry(15, 21)]):
        found = buckets("weekly", *answer, span=span)
        cuts = [any("in the span as a whole" in caveat for caveat in each.caveats) for each in found]
        assert cuts == [True, False, True]
        assert not any("not all of" in caveat for each in found for caveat in each.caveats)


def test_a_bucket_that_is_not_over_says_so() -> None:
    """At the first second after it, it is."""
    found = buckets("daily", entry(19), entry(20), entry(21))
    assert [any("is not over" in caveat for caveat in each.caveats) for each in found] == [False, True, True]
    (month,) = buckets("monthly", entry(1, 31))
    assert any("month is not over" in caveat for caveat in month.caveats)


def test_the_figure_of_a_period_is_for_that_period() -> None:
    """Whether its end is given as it is, as the second before, or as one before that."""
    for end_s in (0, -1, -2):
        found = active(asked(TWO_DAYS, end_s=end_s))
        assert (found.users, found.caveats) == (3, ())
        assert found.start == TWO_DAYS.start


@pytest.mark.parametrize(("start_s", "end_s"), [(1, 0), (-1, 0), (0, 1), (0, -3), (-8 * 3600, -8 * 3600)])
def test_a_figure_for_another_time_says_so(start_s: int, end_s: int) -> None:
    """Such as that of UTC days, which is not refused, since whoever gives it may round."""
    (caveat,) = active(asked(TWO_DAYS, start_s, end_s)).caveats
    assert "which is not the period as asked" in caveat


@pytest.mark.parametrize("away_s", [-2 * DAY_S, 2 * DAY_S, 365 * DAY_S])
def test_a_figure_for_a_time_that_was_not_asked_about_is_refused(away_s: int) -> None:
    """Not a second of it is in the period."""
    with pytest.raises(InconsistentAnswer, match="another time"):
        active(asked(TWO_DAYS, away_s, away_s))


def test_a_period_that_is_open_says_so() -> None:
    """As every figure does."""
    found = active(asked(Period.of_days(date(2025, 12, 20), date(2025, 12, 21))), Period.parse("2025-12-20/2025-12-21"))
    assert any("are open" in caveat for caveat in found.caveats)


@pytest.mark.parametrize("name", ["min_sessions", "min_searches"])
@pytest.mark.parametrize("wrong", [True, False, -1, 1.5, "1", None, 2**31])
def test_what_is_no_count_is_refused_unsent(name: str, wrong: Any) -> None:
    """A truth value is a number to Python."""
    with served({}, key=V3_KEY) as client:
        for method, about in (("active", TWO_DAYS), ("daily_active", DECEMBER), ("monthly_active", DECEMBER)):
            with pytest.raises(InvalidArgument, match=f"{name} must be a whole number from 0 to 2147483647"):
                getattr(client.metrics, f"{method}_users")(about, **{name: wrong})


@pytest.mark.parametrize("often", WORDS)
@pytest.mark.parametrize("wrong", [TWO_DAYS, "2025-12", None, date(2025, 12, 1)])
def test_billing_days_are_no_span_of_utc_days(often: str, wrong: Any) -> None:
    """They start eight hours into the UTC days of the same dates."""
    with served([], key=V3_KEY) as client, pytest.raises(InvalidArgument, match="UtcSpan is needed"):
        getattr(client.metrics, f"{often}_active_users")(wrong)


def test_a_span_of_utc_days_is_no_period() -> None:
    """Nor the other way round."""
    span: Any = DECEMBER
    with served({}, key=V3_KEY) as client, pytest.raises(InvalidArgument, match="a Period is needed"):
        client.metrics.active_users(span)


def test_bounds_decide_what_is_sent_for_the_end_of_a_span() -> None:
    """The last second of the last day, where the service holds the end."""
    assert DECEMBER.wire_v3() == (FIRST_S, FIRST_S + 31 * DAY_S)
    assert DECEMBER.wire_v3("inclusive") == (FIRST_S, FIRST_S + 31 * DAY_S - 1)
    with pytest.raises(InvalidArgument, match="bounds='both'"):
        DECEMBER.wire_v3("both")  # type: ignore[arg-type]  # callers without a type checker


@pytest.mark.parametrize("bounds", ["exclusive", "inclusive"])
@pytest.mark.parametrize("cut", ["cut", "whole", "left out"])
@pytest.mark.parametrize("end", ["next start", "last second"])
@pytest.mark.parametrize("empty", ["listed", "left out"])
def test_active_users_are_read_whatever_is_assumed_of_them(bounds: Any, cut: Any, end: Any, empty: Any) -> None:
    """How buckets are cut, how they end, and whether those without an active user are listed."""
    assumed = Assumptions(
        cut_buckets=cut,
        bucket_end=end,
        empty_buckets=empty,
        bounds="half-open" if bounds == "exclusive" else "inclusive",
    )
    span = UtcSpan(date(2025, 10, 15), date(2025, 11, 19))
    for key in (ENTERPRISE_KEY, ORGANIZATION_KEY):
        with mocked(Mock(now=NOW, assumptions=assumed), key, bounds=bounds) as client:
            days, weeks, months = (getattr(client.metrics, f"{often}_active_users")(span) for often in WORDS)
            whole = client.metrics.active_users(TWO_DAYS)
        assert whole.caveats == ()
        # The mock takes a day for cut where the bound that is sent is its last second.
        assert len(days) == 36 - ((cut, bounds) == ("left out", "inclusive")) or empty == "left out"
        assert not any(each.caveats for each in days[:-1])
        assert len(weeks) == (4 if cut == "left out" else 6)
        assert len(months) == (0 if cut == "left out" else 2)
        assert not any("not all of" in caveat for each in (*days, *weeks, *months) for caveat in each.caveats)


@pytest.mark.parametrize("zero", ["everybody", "switched off"])
def test_a_least_count_of_nought_is_sent(zero: Any) -> None:
    """What it means is not documented: everybody, or that the count is not looked at."""
    with mocked(Mock(now=NOW, assumptions=Assumptions(minimum_of_zero=zero)), ENTERPRISE_KEY) as client:
        all_of_them = client.metrics.active_users(TWO_DAYS, min_sessions=0).users
        usual = client.metrics.active_users(TWO_DAYS).users
    assert all_of_them > usual if zero == "everybody" else all_of_them <= usual
