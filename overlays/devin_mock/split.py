"""Amounts divided from the top down over weighted leaves, each share reachable on its own.

The leaves are the ends of a binary tree. At each node the amount goes to the two halves in the ratio of their weights,
bent by a draw; the second half gets the remainder. So the leaves always sum to the whole, a leaf without weight gets
exactly nothing, and one leaf costs log2(n) steps however many there are.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import accumulate

import attrs

from devin_mock.chance import Chance

# Halves of this many leaves or fewer are sometimes given to one side only, so that people have days off.
_SMALL = 4


@attrs.frozen(slots=True, eq=False)
class Shares:
    """How amounts of one kind are divided over leaves.

    `name` keeps the draws of different kinds apart; `before` holds the weight before each leaf, and in the end the
    weight of all.
    """

    chance: Chance
    name: str
    before: array[int]
    days_off: bool = True

    @classmethod
    def of(cls, chance: Chance, name: str, weights: Iterable[int], *, days_off: bool = True) -> Shares:
        """Shares by integer weights, one for each leaf."""
        return cls(chance, name, array("q", accumulate(weights, initial=0)), days_off)

    def __len__(self) -> int:
        """The number of leaves."""
        return len(self.before) - 1

    def weight(self, low: int, high: int) -> int:
        """The weight of the leaves from `low` to before `high`."""
        return self.before[high] - self.before[low]

    def leaf(self, day: int, amount: int, index: int, low: int = 0, high: int | None = None) -> int:
        """What leaf `index` gets when `amount` is divided over the leaves from `low` to before `high` on a day."""
        high = len(self) if high is None else high
        if not self.weight(index, index + 1):
            return 0
        while amount and high - low > 1:
            middle = (low + high) // 2
            left = self._left(day, amount, low, middle, high)
            if index < middle:
                amount, high = left, middle
            else:
                amount, low = amount - left, middle
        return amount

    def leaves(self, day: int, amount: int, low: int, high: int, into: array[int]) -> None:
        """Write what each leaf from `low` to before `high` gets into `into`, which holds zeros there."""
        if not self.weight(low, high):
            return
        open_nodes = [(low, high, amount)]
        while open_nodes:
            low, high, amount = open_nodes.pop()
            if not amount:
                continue
            if high - low == 1:
                into[low] = amount
                continue
            middle = (low + high) // 2
            left = self._left(day, amount, low, middle, high)
            open_nodes.append((low, middle, left))
            open_nodes.append((middle, high, amount - left))

    def _left(self, day: int, amount: int, low: int, middle: int, high: int) -> int:
        before = self.before
        left_weight = before[middle] - before[low]
        right_weight = before[high] - before[middle]
        if not left_weight:
            return 0
        if not right_weight:
            return amount
        drawn = self.chance.number(f"{self.name}/{day}/{low}-{high}")
        if self.days_off and high - low <= _SMALL:
            turn = drawn >> 61
            if turn < 2:
                return amount
            if turn < 4:
                return 0
        left_weight *= 600 + drawn % 801
        right_weight *= 600 + (drawn >> 20) % 801
        return amount * left_weight // (left_weight + right_weight)
