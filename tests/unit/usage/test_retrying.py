"""The policy of repeating: pure functions over what happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from devin_usage import Retries
from devin_usage.retrying import backoff, may_be_repeated, retry_after, wait
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)
POLICIES = st.builds(
    Retries,
    count=st.integers(0, 20),
    backoff_s=st.floats(0, 3_600),
    longest_backoff_s=st.floats(0, 3_600),
    longest_retry_after_s=st.floats(0, 86_400),
)
CHANCES = st.floats(0, 1, exclude_max=True)
ATTEMPTS = st.integers(1, 30)
ASKED = st.none() | st.floats(0, 200_000) | st.just(float("inf"))
REMAINING = st.floats(-10, 100_000)


@given(POLICIES, ATTEMPTS, CHANCES)
def test_a_backoff_lies_between_half_and_all_of_its_step(policy: Retries, attempt: int, chance: float) -> None:
    """The step doubles from attempt to attempt up to the longest."""
    step = min(policy.backoff_s * 2 ** (attempt - 1), policy.longest_backoff_s)
    assert step / 2 <= backoff(policy, attempt, lambda: chance) <= step


def test_a_backoff_doubles_until_the_longest() -> None:
    """Without jitter, the steps are as documented."""
    policy = Retries(backoff_s=0.5, longest_backoff_s=3)
    assert [backoff(policy, attempt, lambda: 0.0) for attempt in range(1, 6)] == [0.5, 1, 2, 3, 3]
    assert backoff(policy, 1, lambda: 0.5) == 0.375


@given(POLICIES, ATTEMPTS, ASKED, REMAINING, CHANCES)
def test_a_wait_ends_before_the_call_and_never_comes_after_the_last_attempt(
    policy: Retries, attempt: int, asked: float | None, remaining: float, chance: float
) -> None:
    """It is as long as the server wants, never beyond the cap, and at least the backoff."""
    seconds = wait(policy, attempt, asked, remaining, lambda: chance)
    least = backoff(policy, attempt, lambda: chance)
    if seconds is not None:
        assert attempt <= policy.count
        assert least <= seconds < remaining
        assert seconds >= (asked or 0)
        assert seconds in {least, asked}
        assert asked is None or asked <= policy.longest_retry_after_s
    else:
        assert (
            attempt > policy.count
            or (asked is not None and asked > policy.longest_retry_after_s)
            or max(least, asked or 0) >= remaining
        )


@pytest.mark.parametrize(
    ("asked", "remaining", "expected"),
    [(None, 100, 1), (0.0, 100, 1), (7.0, 100, 7), (60.0, 100, 60), (60.5, 100, None), (7.0, 7, None), (None, 1, None)],
)
def test_a_retry_after_is_honoured_up_to_the_cap(asked: float | None, remaining: float, expected: float | None) -> None:
    """Asking earlier brings the next refusal; waiting longer than the call may take is of no use."""
    assert wait(Retries(backoff_s=1), 1, asked, remaining, lambda: 0.0) == expected


def test_the_number_of_attempts_is_one_more_than_the_count() -> None:
    """None at all after the first with a count of 0."""
    for count in range(4):
        policy = Retries(count=count)
        allowed = [wait(policy, attempt, None, 100, lambda: 0.0) is not None for attempt in range(1, 6)]
        assert allowed == [attempt <= count for attempt in range(1, 6)]


def test_only_what_may_pass_is_repeated() -> None:
    """Of all statuses: 408, 429 and 5xx."""
    assert [status for status in range(100, 1000) if may_be_repeated(status)] == [408, 429, *range(500, 600)]


@given(st.integers(0, 10**9))
def test_seconds_are_read(seconds: int) -> None:
    """With white space around them as well."""
    assert retry_after({"retry-after": str(seconds)}, NOW) == seconds
    assert retry_after({"retry-after": f"  {seconds} "}, NOW) == seconds


@given(st.integers(-(10**8), 10**8))
def test_a_date_is_read_as_seconds_from_now(seconds: int) -> None:
    """One that has passed is no wait at all."""
    text = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)
    assert retry_after({"retry-after": text}, NOW) == max(0, seconds)


def test_a_date_of_an_unknown_zone_is_read_as_utc() -> None:
    """As the standard wants dates to be."""
    assert retry_after({"retry-after": "Sat, 20 Dec 2025 12:00:30 -0000"}, NOW) == 30


@pytest.mark.parametrize(
    "text",
    ["", " ", "soon", "-5", "+5", "1.5", "0x10", "\u0663", "1e3", "5 s", "nan", "Sat, 32 Dec 2025 12:00:00 GMT", ",,,"],
)
def test_what_is_neither_counts_as_absent(text: str) -> None:
    """The usual backoff follows."""
    assert retry_after({"retry-after": text}, NOW) is None
    assert retry_after({}, NOW) is None


@given(
    st.text(max_size=40)
    | st.from_regex(
        r"\A(Mon|Sat), [0-9]{1,9} (Jan|Dec) [0-9]{1,6} [0-9]{1,3}:[0-9]{1,30}:[0-9]{1,3} [+-]?[0-9]{1,30}\Z"
    )
    | st.integers(1, 400).map(lambda length: "9" * length)
)
def test_no_retry_after_breaks_the_reading(text: str) -> None:
    """Whatever a server writes there, it is a wait or nothing."""
    seconds = retry_after({"retry-after": text}, NOW)
    assert seconds is None or seconds >= 0


def test_a_zone_that_no_clock_can_hold_counts_as_absent() -> None:
    """Its offset does not fit into a number of the platform."""
    assert retry_after({"retry-after": "Mon, 01 Jan 2024 00:00:00 +" + "9" * 20}, NOW) is None
