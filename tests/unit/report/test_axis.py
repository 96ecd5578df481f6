"""The axes of charts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from devin_usage.report.axis import Amounts, labelled
from hypothesis import given
from hypothesis import strategies as st


@given(st.floats(min_value=1e-9, max_value=1e15))
def test_nothing_exceeds_the_axis_and_its_marks_are_few(highest: float) -> None:
    """The top is at or above the highest amount, and no more than six marks are below one another."""
    axis = Amounts.up_to(highest)
    assert axis.top >= highest * (1 - 1e-9)
    assert 2 <= len(axis.marks()) <= 6
    assert axis.height(highest, 200) <= 200 * (1 + 1e-9)


@given(st.integers(min_value=1, max_value=10**9))
def test_marks_of_counts_are_whole(highest: int) -> None:
    """There is no half user."""
    assert all(mark % 1 == 0 for mark in Amounts.up_to(highest, whole=True).marks())


@pytest.mark.parametrize("highest", [0, -1, 5e-324])
def test_without_an_amount_there_is_still_an_axis(highest: float) -> None:
    """A period without use is drawn, not refused."""
    assert Amounts.up_to(highest).marks() == [0, 1]


@pytest.mark.parametrize(
    ("highest", "marks"),
    [
        (24_000, ["0", "10,000", "20,000", "30,000"]),
        (3.1, ["0", "1", "2", "3", "4"]),
        (0.9, ["0", "0.25", "0.5", "0.75", "1"]),
    ],
)
def test_marks_are_round_and_briefly_written(highest: float, marks: list[str]) -> None:
    """A mark has no more digits than it takes to tell it from the next."""
    axis = Amounts.up_to(highest)
    assert [axis.label(mark) for mark in axis.marks()] == marks


@pytest.mark.parametrize("number", [1, 2, 31, 90, 120, 121, 365, 3_000])
def test_few_days_are_written_below(number: int) -> None:
    """Five labels fit below a chart on a telephone."""
    days = [date(2025, 1, 5) + timedelta(days=place) for place in range(number)]
    found = labelled(days)
    assert 1 <= len(found) <= 5
    assert all(0 <= place < number for place, _ in found)
