"""Periods as text, counted back from now, split into pieces, and as each version of the API is sent them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from devin_mock import Mock
from devin_usage import Cycle, InvalidArgument, Period, UtcSpan, billing_day, by_cycle, day_start
from devin_usage.billing import FIRST_DAY, LAST_DAY, Bounds, parse_day
from devin_usage.cycles import cycle_named
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.usage.answering import NOW, TWO_DAYS, V2_KEY, V3_KEY, mocked, now
from tests.unit.usage.answering import asked as requests_of

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_INSTANT, LAST_INSTANT = day_start(FIRST_DAY), day_start(LAST_DAY) + DAY
DATES_OR_INSTANTS = "write 2025-12-05/2026-01-04 (billing days) or 2025-12-05T08:00:00Z/2026-01-05T08:00:00Z (instants)"
DECEMBER = Period.of_days(date(2025, 12, 5), date(2026, 1, 4))


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _seconds(value: datetime) -> int:
    return (value - EPOCH) // SECOND


@st.composite
def _periods(draw: st.DrawFn, longest: timedelta = timedelta(days=800)) -> Period:
    """Any period, aligned or not, more often than chance would have it at either end of what can be represented."""
    seconds = st.integers(_seconds(FIRST_INSTANT), _seconds(LAST_INSTANT) - 1)
    edges = st.sampled_from([_seconds(FIRST_INSTANT), _seconds(LAST_INSTANT) - 1, _seconds(LAST_INSTANT) - 86_400])
    start = EPOCH + draw(seconds | edges) * SECOND
    lengths = st.integers(1, longest // SECOND) | st.integers(1, longest // DAY).map(lambda days: days * 86_400)
    if draw(st.booleans()):
        start = day_start(billing_day(start))
    return Period(start, min(LAST_INSTANT, start + min(draw(lengths) * SECOND, LAST_INSTANT - start)))


class TestText:
    @pytest.mark.parametrize(
        ("text", "start", "end"),
        [
            ("2025-12-05", "2025-12-05T08:00:00Z", "2025-12-06T08:00:00Z"),
            ("2024-02-29", "2024-02-29T08:00:00Z", "2024-03-01T08:00:00Z"),
            ("2025-12-05/2025-12-05", "2025-12-05T08:00:00Z", "2025-12-06T08:00:00Z"),
            ("2025-12-05/2026-01-04", "2025-12-05T08:00:00Z", "2026-01-05T08:00:00Z"),
            ("  2025-12-05/2026-01-04\n", "2025-12-05T08:00:00Z", "2026-01-05T08:00:00Z"),
            ("2025-12-05T08:00:00Z/2026-01-05T08:00:00Z", "2025-12-05T08:00:00Z", "2026-01-05T08:00:00Z"),
            ("2025-12-05t08:00:00z/2026-01-05 08:00:00z", "2025-12-05T08:00:00Z", "2026-01-05T08:00:00Z"),
            ("2025-12-05T08:00Z/2025-12-05T08:01Z", "2025-12-05T08:00:00Z", "2025-12-05T08:01:00Z"),
            ("2025-12-05T08:00:00.000Z/2025-12-06T08:00:00,0Z", "2025-12-05T08:00:00Z", "2025-12-06T08:00:00Z"),
            ("2025-12-05T00:00:00-08:00/2025-12-06T17:00:00+09:00", "2025-12-05T08:00:00Z", "2025-12-06T08:00:00Z"),
            ("2025-12-05/P31D", "2025-12-05T08:00:00Z", "2026-01-05T08:00:00Z"),
            ("2025-12-05/P1W", "2025-12-05T08:00:00Z", "2025-12-12T08:00:00Z"),
            ("2025-12-05/PT24H", "2025-12-05T08:00:00Z", "2025-12-06T08:00:00Z"),
            ("P31D/2026-01-04", "2025-12-05T08:00:00Z", "2026-01-05T08:00:00Z"),
            ("P1D/2025-12-05", "2025-12-05T08:00:00Z", "2025-12-06T08:00:00Z"),
            ("2025-12-05T08:00:00Z/PT12H30M5S", "2025-12-05T08:00:00Z", "2025-12-05T20:30:05Z"),
            ("2025-12-05T09:00:00Z/P1W2DT1H", "2025-12-05T09:00:00Z", "2025-12-14T10:00:00Z"),
            ("P1W/2026-01-05T08:00:00Z", "2025-12-29T08:00:00Z", "2026-01-05T08:00:00Z"),
            ("9999-12-30/P1D", "9999-12-30T08:00:00Z", "9999-12-31T08:00:00Z"),
            ("P1D/0001-01-02", "0001-01-02T08:00:00Z", "0001-01-03T08:00:00Z"),
            ("0001-01-02/9999-12-30", "0001-01-02T08:00:00Z", "9999-12-31T08:00:00Z"),
        ],
    )
    def test_dates_are_whole_days_both_included_and_instants_half_open(self, text: str, start: str, end: str) -> None:
        """A duration stands for either side."""
        period = Period.parse(text)
        assert (period.start, period.end) == (instant(start), instant(end))

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", DATES_OR_INSTANTS),
            ("/", DATES_OR_INSTANTS),
            ("2025-12-05/", DATES_OR_INSTANTS),
            ("/2025-12-05", DATES_OR_INSTANTS),
            ("2025-12", DATES_OR_INSTANTS),
            ("2025-12/2026-01", DATES_OR_INSTANTS),
            ("20251205/20260104", DATES_OR_INSTANTS),
            ("2025-W49-5/2025-W50-5", DATES_OR_INSTANTS),
            ("2025-12-05T08:00:00Z", DATES_OR_INSTANTS),
            ("2025-12-05--2026-01-04", DATES_OR_INSTANTS),
            ("2025-12-05/2026-01-04/2026-02-04", DATES_OR_INSTANTS),
            ("1764921600/1767600000", DATES_OR_INSTANTS),
            ("last month", DATES_OR_INSTANTS),
            ("2025-12-05x08:00:00Z/2026-01-05T08:00:00Z", DATES_OR_INSTANTS),
            ("2025-12-05T08:00:00Z/2026-01-05T25:00:00Z", DATES_OR_INSTANTS),
            ("2025-12-05T08:00:00Z/2026-02-30T08:00:00Z", DATES_OR_INSTANTS),
            ("2025-12-05T08:00:00+24:00/2026-01-05T08:00:00Z", DATES_OR_INSTANTS),
            ("\u0662\u0660\u0662\u0665-12-05", DATES_OR_INSTANTS),
            ("P31D", DATES_OR_INSTANTS),
            ("P1D/P1D", f"two durations and no day; {DATES_OR_INSTANTS}"),
            ("2025-12-05/2026-01-05T08:00:00Z", f"mixes a billing day with an instant; {DATES_OR_INSTANTS}"),
            ("2025-12-05T08:00:00Z/2026-01-04", f"mixes a billing day with an instant; {DATES_OR_INSTANTS}"),
            ("2025-12-05/PT12H", f"a duration that is not whole days; {DATES_OR_INSTANTS}"),
            ("P1DT1S/2025-12-05", f"a duration that is not whole days; {DATES_OR_INSTANTS}"),
            ("2025-12-05/P0D", f"an empty duration; {DATES_OR_INSTANTS}"),
            ("2025-12-05/P1M", "such as P31D or PT12H; months and years differ in length"),
            ("2025-12-05/P1Y", "such as P31D or PT12H; months and years differ in length"),
            ("2025-12-05/P", "such as P31D or PT12H"),
            ("2025-12-05/PT", "such as P31D or PT12H"),
            ("2025-12-05/P1DT", "such as P31D or PT12H"),
            ("2025-12-05/P-1D", "such as P31D or PT12H"),
            ("2025-12-05/P1.5D", "such as P31D or PT12H"),
            ("P31D\n/2026-01-04", "such as P31D or PT12H"),
            ("2025-12-05T08:00:00.5Z/2026-01-05T08:00:00Z", f"fractions of a second; {DATES_OR_INSTANTS}"),
            ("2025-12-05T08:00:00.0000001Z/2026-01-05T08:00:00Z", f"fractions of a second; {DATES_OR_INSTANTS}"),
            ("2025-12-05T08:00:00/2026-01-05T08:00:00Z", "no time zone; pass an aware datetime"),
            ("2025-13-05", "write YYYY-MM-DD, for example 2025-12-05"),
            ("2025-02-29/2025-03-01", "write YYYY-MM-DD, for example 2025-12-05"),
            ("2025-12-05\n/2026-01-04", "write YYYY-MM-DD, for example 2025-12-05"),
            ("2026-01-04/2025-12-05", "give the earlier day first"),
            ("2026-01-05T08:00:00Z/2025-12-05T08:00:00Z", "its end must come after its start"),
            ("2025-12-05T08:00:00Z/2025-12-05T08:00:00Z", "its end must come after its start"),
            ("0001-01-01", "outside the billing days 0001-01-02 to 9999-12-30"),
            ("2025-12-05/9999-12-31", "outside the billing days 0001-01-02 to 9999-12-30"),
            ("9999-12-30/P2D", "beyond the billing days that can be represented"),
            ("P2D/0001-01-02", "beyond the billing days that can be represented"),
            ("P9999999D/2025-12-05T08:00:00Z", "beyond the billing days that can be represented"),
            ("2025-12-05/P9999999D", "beyond the billing days that can be represented"),
            ("2025-12-05/P99999999D", "such as P31D"),
        ],
    )
    def test_what_is_written_in_another_way_is_refused_with_the_right_form(self, text: str, sentence: str) -> None:
        """Whichever side it is; the sentence shows what to write."""
        with pytest.raises(InvalidArgument) as refused:
            Period.parse(text)
        assert sentence in str(refused.value)

    @pytest.mark.parametrize("value", [None, 5, b"2025-12-05", date(2025, 12, 5), ["2025-12-05"]])
    def test_what_is_no_text_is_refused_with_the_right_form(self, value: Any) -> None:
        """A date too: it has a constructor of its own."""
        for read in (Period.parse, parse_day):
            with pytest.raises(InvalidArgument, match="2025-12-05"):
                read(value)
        with pytest.raises(InvalidArgument, match="for example 2025-12"):
            cycle_named((), value)

    @given(_periods())
    def test_a_period_is_read_back_from_its_instants(self, period: Period) -> None:
        """And an aligned one from its days."""
        assert Period.parse(f"{period.start.isoformat()}/{period.end.isoformat()}") == period
        if period.aligned:
            assert Period.parse(f"{period.first_day}/{period.last_day}") == period

    @given(st.text(max_size=30) | st.text("0123456789-T:Z/PDWHMS+., ", max_size=50))
    def test_any_text_is_a_period_or_refused(self, text: str) -> None:
        """No other exception leaves."""
        try:
            assert Period.parse(text).start < Period.parse(text).end
        except InvalidArgument:
            return


class TestCountedFromNow:
    @pytest.mark.parametrize(
        ("clock", "last"),
        [
            ("2025-12-20T12:00:00Z", date(2025, 12, 19)),
            ("2025-12-20T08:00:00Z", date(2025, 12, 19)),
            ("2025-12-20T07:59:59.999999Z", date(2025, 12, 18)),
            ("2025-12-20T08:30:00+09:00", date(2025, 12, 18)),
            ("2024-03-01T08:00:00Z", date(2024, 2, 29)),
        ],
    )
    def test_the_last_closed_days_end_with_the_day_before_the_open_one(self, clock: str, last: date) -> None:
        """The open day starts at 08:00:00Z, whatever the zone of the clock."""
        for count in (1, 3, 30):
            period = Period.last_closed_days(count, clock=lambda: instant(clock))
            assert period == Period.of_days(last - (count - 1) * DAY, last)
            assert period.aligned

    @pytest.mark.parametrize("count", [0, -1, True, False, 1.0, "3", None])
    def test_a_count_that_is_no_whole_number_of_days_is_refused(self, count: Any) -> None:
        """True is no number of days."""
        with pytest.raises(InvalidArgument, match="a whole number of at least 1"):
            Period.last_closed_days(count, clock=now)

    @pytest.mark.parametrize("count", [739_000, 800_000, 10**9, 10**30])
    def test_a_count_that_reaches_too_far_back_is_refused(self, count: int) -> None:
        """Also where the subtraction itself would overflow."""
        farthest = (billing_day(NOW) - FIRST_DAY).days
        assert Period.last_closed_days(farthest, clock=now).first_day == FIRST_DAY
        with pytest.raises(InvalidArgument, match="outside the billing days"):
            Period.last_closed_days(max(count, farthest + 1), clock=now)

    def test_the_clock_of_this_machine_is_the_default(self) -> None:
        """The last closed day is yesterday's billing day, before and after the question."""
        before = datetime.now(UTC)
        period = Period.last_closed_days(1)
        after = datetime.now(UTC)
        assert billing_day(before) - DAY <= period.first_day <= billing_day(after) - DAY

    def test_the_part_of_a_cycle_that_has_passed_may_be_a_second(self) -> None:
        """It ends now, and at the end of the cycle at the latest."""
        cycle = Cycle(DECEMBER)
        assert cycle.so_far(lambda: DECEMBER.start + SECOND) == Period(DECEMBER.start, DECEMBER.start + SECOND)
        assert cycle.so_far(lambda: DECEMBER.end - SECOND).end == DECEMBER.end - SECOND
        for late in (DECEMBER.end, DECEMBER.end + DAY):
            assert cycle.so_far(partial(_same, late)) == DECEMBER
        for early in (DECEMBER.start, DECEMBER.start + timedelta(milliseconds=999), DECEMBER.start - DAY):
            with pytest.raises(InvalidArgument, match="has not started"):
                cycle.so_far(partial(_same, early))


def _same(value: datetime) -> datetime:
    return value


SPLITS: dict[str, tuple[Callable[[Period], tuple[Period, ...]], Callable[[date], object]]] = {
    "days": (Period.by_day, lambda day: day),
    "weeks": (Period.by_week, lambda day: day - day.weekday() * DAY if day > date(1, 1, 7) else date(1, 1, 1)),
    "months": (Period.by_month, lambda day: (day.year, day.month)),
}


class TestSplitting:
    @pytest.mark.parametrize("kind", SPLITS)
    @settings(max_examples=60, deadline=None)
    @given(period=_periods())
    def test_pieces_join_to_the_whole_without_gap_or_overlap(self, kind: str, period: Period) -> None:
        """Each lies within one day, week or month of billing days, and no two within the same; aligned or not."""
        split, name = SPLITS[kind]
        pieces = split(period)
        assert (pieces[0].start, pieces[-1].end) == (period.start, period.end)
        assert all(earlier.end == later.start for earlier, later in pairwise(pieces))
        names = [(name(piece.first_day), name(piece.last_day)) for piece in pieces]
        assert all(first == last for first, last in names)
        assert len({first for first, _ in names}) == len(pieces)
        assert all(piece.aligned for piece in pieces[1:-1])

    def test_days_of_a_period_that_is_not_aligned_are_cut_at_its_bounds(self) -> None:
        """The first and the last piece are shorter."""
        period = Period(instant("2025-12-05T20:00:00Z"), instant("2025-12-07T09:00:00Z"))
        assert [str(piece) for piece in period.by_day()] == [
            "2025-12-05T20:00:00Z to 2025-12-06T08:00:00Z",
            "2025-12-06",
            "2025-12-07T08:00:00Z to 2025-12-07T09:00:00Z",
        ]

    def test_weeks_start_on_monday_and_months_on_the_first(self) -> None:
        """Of billing days."""
        assert [str(piece) for piece in Period.parse("2025-12-05/2025-12-17").by_week()] == [
            "2025-12-05 to 2025-12-07",
            "2025-12-08 to 2025-12-14",
            "2025-12-15 to 2025-12-17",
        ]
        assert [str(piece) for piece in Period.parse("2024-01-31/2024-03-01").by_month()] == [
            "2024-01-31",
            "2024-02-01 to 2024-02-29",
            "2024-03-01",
        ]

    @pytest.mark.parametrize("split", [Period.by_day, Period.by_week, Period.by_month])
    def test_the_first_and_the_last_day_can_be_split(self, split: Callable[[Period], tuple[Period, ...]]) -> None:
        """What would follow the last one cannot be represented."""
        for day in (FIRST_DAY, LAST_DAY):
            assert split(Period.of_day(day)) == (Period.of_day(day),)
        assert split(Period.of_days(LAST_DAY - 40 * DAY, LAST_DAY))[-1].last_day == LAST_DAY

    @settings(max_examples=60)
    @given(_periods(), st.lists(st.integers(1, 120), max_size=12), st.integers(0, 40), st.randoms())
    def test_cycles_cut_a_period_where_they_meet(
        self, period: Period, lengths: list[int], before: int, random: Any
    ) -> None:
        """In whatever order they come; a period that they do not cover is refused."""
        cycles: list[Cycle] = []
        first = max(FIRST_DAY, date.fromordinal(max(period.first_day.toordinal() - before, 1)))
        for length in lengths:
            if (LAST_DAY - first).days < length:
                break
            cycles.append(Cycle(Period.of_days(first, first + (length - 1) * DAY)))
            first += length * DAY
        covered = bool(cycles) and period.end <= cycles[-1].period.end
        meet = [cycle.period.end for cycle in cycles]
        random.shuffle(cycles)
        if not covered:
            with pytest.raises(InvalidArgument, match=r"no billing cycle holds .*Z, so .* cannot be split"):
                by_cycle(period, cycles)
            return
        pieces = by_cycle(period, iter(cycles))
        assert (pieces[0].start, pieces[-1].end) == (period.start, period.end)
        assert [piece.end for piece in pieces[:-1]] == [end for end in meet if period.start < end < period.end]
        assert all(earlier.end == later.start for earlier, later in pairwise(pieces))

    def test_the_order_of_the_cycles_does_not_matter(self) -> None:
        """Latest first gives the same pieces."""
        cycles = [Cycle(Period.of_days(date(2025, month, 5), date(2025, month + 1, 4))) for month in (9, 10, 11)]
        period = Period.parse("2025-09-20/2025-12-01")
        pieces = by_cycle(period, cycles)
        assert [str(piece) for piece in pieces] == [
            "2025-09-20 to 2025-10-04",
            "2025-10-05 to 2025-11-04",
            "2025-11-05 to 2025-12-01",
        ]
        assert by_cycle(period, cycles[::-1]) == pieces

    def test_a_gap_between_cycles_is_not_jumped(self) -> None:
        """Days that no cycle holds would be lost."""
        cycles = [Cycle(Period.parse("2025-11-05/2025-12-04")), Cycle(Period.parse("2025-12-06/2026-01-04"))]
        with pytest.raises(InvalidArgument, match=r"no billing cycle holds 2025-12-05T08:00:00Z"):
            by_cycle(Period.parse("2025-11-20/2025-12-20"), cycles)
        with pytest.raises(InvalidArgument, match="no billing cycle holds"):
            by_cycle(Period.parse("2025-11-01/2025-11-20"), cycles)


class TestWire:
    def test_v2_is_sent_instants_and_v3_unix_seconds(self) -> None:
        """With the end as it is, or a second earlier."""
        assert DECEMBER.wire_v2() == (instant("2025-12-05T08:00:00Z"), instant("2026-01-05T08:00:00Z"))
        assert DECEMBER.wire_v2("exclusive") == DECEMBER.wire_v2()
        assert DECEMBER.wire_v2("inclusive") == (instant("2025-12-05T08:00:00Z"), instant("2026-01-05T07:59:59Z"))
        assert DECEMBER.wire_v3() == DECEMBER.wire_v3("exclusive") == (1764921600, 1767600000)
        assert DECEMBER.wire_v3("inclusive") == (1764921600, 1767599999)
        assert all(type(bound) is int for bound in DECEMBER.wire_v3())

    @pytest.mark.parametrize("wrong", ["both", "", None, True, "INCLUSIVE"])
    def test_other_bounds_are_refused(self, wrong: Any) -> None:
        """A slip of the pen does not decide what is paid for."""
        for wire in (DECEMBER.wire_v2, DECEMBER.wire_v3):
            with pytest.raises(InvalidArgument, match="it is 'exclusive' or 'inclusive'"):
                wire(wrong)

    @given(_periods(timedelta(days=4_000_000)))
    def test_both_versions_are_sent_the_same_stretch(self, period: Period) -> None:
        """To the second, over all that can be represented."""
        sent: dict[Bounds, int] = {"exclusive": 0, "inclusive": 1}
        for bounds, less in sent.items():
            after, before = period.wire_v3(bounds)
            assert [_seconds(bound) for bound in period.wire_v2(bounds)] == [after, before]
            assert (after, before) == (_seconds(period.start), _seconds(period.end) - less)
            assert all(bound.utcoffset() == timedelta(0) for bound in period.wire_v2(bounds))

    def test_a_period_of_one_second_can_be_sent_either_way(self) -> None:
        """With inclusive bounds both are the same second."""
        second = Period(DECEMBER.start, DECEMBER.start + SECOND)
        assert second.wire_v3("inclusive") == (1764921600, 1764921600)

    def test_every_day_of_seven_years_starts_at_eight_utc_and_comes_back(self) -> None:
        """2024 to 2030: two leap days, every clock change, no day twice and none left out."""
        days = Period.of_days(date(2024, 1, 1), date(2030, 12, 31)).billing_days()
        assert len(days) == 2557
        assert {date(2024, 2, 29), date(2028, 2, 29)} <= set(days)
        for count, day in enumerate(days):
            after, before = Period.of_day(day).wire_v3()
            assert after == 1704096000 + count * 86_400
            assert before == after + 86_400
            assert f"{datetime.fromtimestamp(after, UTC):%Y-%m-%d %H:%M:%S}" == f"{day} 08:00:00"
            assert billing_day(datetime.fromtimestamp(after, UTC)) == day
            assert billing_day(datetime.fromtimestamp(before - 1, UTC)) == day
            assert parse_day(day.isoformat()) == day


class TestUtcSpans:
    @pytest.mark.parametrize(
        ("span", "first", "last"),
        [
            (UtcSpan.of_week(date(2025, 12, 5)), date(2025, 12, 1), date(2025, 12, 7)),
            (UtcSpan.of_week(date(2025, 12, 1)), date(2025, 12, 1), date(2025, 12, 7)),
            (UtcSpan.of_week(date(2025, 12, 7)), date(2025, 12, 1), date(2025, 12, 7)),
            (UtcSpan.of_week(date(2026, 1, 1)), date(2025, 12, 29), date(2026, 1, 4)),
            (UtcSpan.of_month(date(2024, 2, 29)), date(2024, 2, 1), date(2024, 2, 29)),
            (UtcSpan.of_month(date(2025, 12, 31)), date(2025, 12, 1), date(2025, 12, 31)),
            (UtcSpan(date(2025, 12, 5), date(2025, 12, 5)), date(2025, 12, 5), date(2025, 12, 5)),
            (UtcSpan(FIRST_DAY, LAST_DAY), FIRST_DAY, LAST_DAY),
        ],
    )
    def test_days_weeks_and_months_of_utc_start_at_midnight_utc(self, span: UtcSpan, first: date, last: date) -> None:
        """Eight hours before the billing day of the same date."""
        assert (span.first, span.last) == (first, last)
        assert span.start == datetime(first.year, first.month, first.day, tzinfo=UTC)
        assert span.end - DAY == datetime(last.year, last.month, last.day, tzinfo=UTC)
        assert span.wire_v3() == (_seconds(span.start), _seconds(span.end))
        assert str(span) == f"UTC days {first} to {last}"

    @given(st.dates(date(1, 2, 1), date(9999, 11, 30)))
    def test_a_week_is_the_one_of_the_iso_calendar_and_a_month_is_whole(self, day: date) -> None:
        """Seven days from Monday; the day after a month is the first of another."""
        week, month = UtcSpan.of_week(day), UtcSpan.of_month(day)
        assert week.first.isocalendar()[:2] == day.isocalendar()[:2] == week.last.isocalendar()[:2]
        assert (week.first.isoweekday(), week.last.isoweekday()) == (1, 7)
        assert month.first.day == (month.last + DAY).day == 1
        assert month.first <= day <= month.last
        assert (month.last - month.first).days < 31

    @pytest.mark.parametrize("make", [UtcSpan.of_week, UtcSpan.of_month])
    @pytest.mark.parametrize("day", [FIRST_DAY, LAST_DAY, date(1, 1, 1), date(9999, 12, 31)])
    def test_a_week_or_month_that_is_not_whole_is_refused(self, make: Callable[[date], UtcSpan], day: date) -> None:
        """Where the calendar itself ends."""
        with pytest.raises(InvalidArgument, match="outside the billing days 0001-01-02 to 9999-12-30"):
            make(day)

    @pytest.mark.parametrize("wrong", [datetime(2025, 12, 5, tzinfo=UTC), "2025-12-05", 5, None, TWO_DAYS])
    def test_what_is_no_date_is_refused(self, wrong: Any) -> None:
        """A period is none, nor is a datetime."""
        for make in (
            UtcSpan.of_week,
            UtcSpan.of_month,
            lambda day: UtcSpan(day, day),
            lambda day: UtcSpan(date(2025, 12, 5), day),
        ):
            with pytest.raises(InvalidArgument, match=r"date\(2025, 12, 5\)"):
                make(wrong)

    def test_a_reversed_span_is_refused(self) -> None:
        """The sentence says which day to give first."""
        with pytest.raises(InvalidArgument, match="comes before the first, 2025-12-06; give the earlier day first"):
            UtcSpan(date(2025, 12, 6), date(2025, 12, 5))

    @pytest.mark.parametrize("key", [V2_KEY, V3_KEY])
    @pytest.mark.parametrize("wrong", [UtcSpan.of_week(date(2025, 12, 5)), "2025-12-05", date(2025, 12, 5), None])
    def test_nothing_but_a_period_is_asked_for(self, key: str, wrong: Any) -> None:
        """UTC days least of all; nothing is sent, not even the question whose key it is."""
        mock = Mock(now=NOW)
        with mocked(mock, key) as client:
            for ask in (client.consumption.daily, client.metrics.usage):
                with pytest.raises(InvalidArgument, match=r"a Period is needed, for example Period\.parse") as refused:
                    ask(wrong)
                assert ("UTC days are for active users only" in str(refused.value)) == isinstance(wrong, UtcSpan)
        assert requests_of(mock) == []

    def test_a_span_is_neither_split_into_cycles_nor_equal_to_a_period(self) -> None:
        """It has bounds too, and they would be taken for billing days."""
        wrong: Any = UtcSpan.of_week(date(2025, 12, 10))
        with pytest.raises(InvalidArgument, match="only a Period is made of billing cycles, not UtcSpan"):
            by_cycle(wrong, [Cycle(DECEMBER)])
        assert wrong != Period(wrong.start, wrong.end)


def test_the_published_example_asks_for_a_day_a_year_before() -> None:
    """Whoever copies 1733385600 for 5 December 2025 asks for 2024; what is sent for 2025 is 1764921600."""
    assert Period.parse("2025-12-05").wire_v3() == (1764921600, 1765008000)
    assert Period.parse("2024-12-05").wire_v3()[0] == 1733385600
    assert 1764921600 - 1733385600 == 365 * 86_400


def test_the_zone_of_a_bound_does_not_change_what_is_sent() -> None:
    """Eight in UTC is midnight at UTC-8, and one in the morning in California's summer."""
    pacific = timezone(timedelta(hours=-8))
    period = Period(datetime(2025, 7, 1, tzinfo=pacific), datetime(2025, 7, 2, tzinfo=pacific))
    assert period == Period.parse("2025-07-01")
    assert period.wire_v2()[0].isoformat() == "2025-07-01T08:00:00+00:00"
