"""The axes of a chart: round marks for amounts, and a few days to write below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import floor, log10

from attrs import frozen

from . import written

_MOST_LABELS = 5
_MARKS = 4
_SMALLEST = 1e-9
"""What is less could not be told from nothing, and its powers of ten run out."""


@frozen
class Amounts:
    """An axis from 0 to a round number that nothing exceeds."""

    top: float
    step: float

    @classmethod
    def up_to(cls, highest: float, *, whole: bool = False) -> Amounts:
        """Make the axis for amounts up to the highest; with ``whole``, its marks are whole numbers."""
        if highest < _SMALLEST:
            return cls(1.0, 1.0)
        rough = highest / _MARKS
        size = 10.0 ** floor(log10(rough))
        step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough * (1 - 1e-9))
        if whole:
            step = max(1.0, step if step % 1 == 0 else float(floor(step) + 1))
        marks = 1
        while marks * step < highest * (1 - 1e-9):
            marks += 1
        return cls(marks * step, step)

    def marks(self) -> list[float]:
        """Give the marks, from 0 to the top."""
        return [number * self.step for number in range(round(self.top / self.step) + 1)]

    def label(self, mark: float) -> str:
        """Write a mark as briefly as it can be told from the next."""
        if self.step >= 1 and self.step % 1 == 0:
            return f"{mark:,.0f}"
        return f"{mark:.15g}" if mark < 1e15 else f"{mark:.3g}"

    def height(self, amount: float, full: float) -> float:
        """Give the height of an amount where the whole axis has a height."""
        return max(0.0, amount) / self.top * full


def labelled(days: Sequence[date]) -> list[tuple[int, str]]:
    """Choose days to write below an axis, each with its place and its text."""
    if len(days) > 120:
        return _labelled_months(days)
    every = -(-len(days) // _MOST_LABELS)
    return [(place, written.short_day(days[place])) for place in range(0, len(days), every)]


def _labelled_months(days: Sequence[date]) -> list[tuple[int, str]]:
    firsts = [place for place, each in enumerate(days) if each.day == 1]
    every = -(-len(firsts) // _MOST_LABELS)
    return [(place, written.month(days[place])) for place in firsts[::every]]
