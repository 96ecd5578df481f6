"""How many people were active: with enough sessions, or with enough searches.

The counts of all people are kept as bit planes: bit i of plane k is bit k of the count of person i. So the counts of
fifty thousand people are added, and held against a minimum, in a few operations on long integers.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import compress
from operator import mul

from devin_mock.ledger import Ledger, Who
from devin_mock.shapes import SEARCHES, SLOTS, WHOLE, Span, within

Planes = tuple[int, ...]

_DIGITS = tuple(bytes(ord("0") + (byte >> plane & 1) for byte in range(256)) for plane in range(8))


def planes_of(counts: bytes) -> Planes:
    """Counts up to 255, one a byte, as planes."""
    highest = max(counts, default=0).bit_length()
    backwards = counts[::-1]
    return tuple(int(backwards.translate(_DIGITS[plane]), 2) for plane in range(highest))


def added(one: Planes, other: Planes) -> Planes:
    """The sum of the counts of each person."""
    if len(one) < len(other):
        one, other = other, one
    found: list[int] = []
    carry = 0
    for place, plane in enumerate(one):
        second = other[place] if place < len(other) else 0
        found.append(plane ^ second ^ carry)
        carry = plane & second | carry & (plane ^ second)
    return (*found, carry) if carry else tuple(found)


def times(planes: Planes, number: int) -> Planes:
    """The counts of each person, `number` times."""
    total: Planes = ()
    while number:
        if number & 1:
            total = added(total, planes)
        planes, number = (0, *planes), number >> 1
    return total


def at_least(planes: Planes, least: int, everybody: int) -> int:
    """The people, as bits, whose count is `least` or more."""
    if least >> len(planes):
        return 0
    more, equal = 0, everybody
    for place in reversed(range(len(planes))):
        if least >> place & 1:
            equal &= planes[place]
        else:
            more |= equal & planes[place]
            equal &= ~planes[place]
    return more | equal


class Headcount:
    """The active people of a ledger, as bits by index of the principal."""

    def __init__(self, ledger: Ledger) -> None:
        """Count the people of `ledger`."""
        self._ledger = ledger
        self._sessions = lru_cache(maxsize=1_000)(self._count_sessions)
        self._searches = lru_cache(maxsize=1_000)(self._count_searches)

    def active(
        self, start: int, end: int, organizations: tuple[int, ...] | None, *, sessions: int | None, searches: int | None
    ) -> int:
        """Who had at least so many `sessions` or `searches` in [start, end); None switches one of the two off."""
        parts = self._ledger.parts(start, end)
        everybody = (1 << self._ledger.account.principals) - 1
        found = 0
        for least, counted in ((sessions, self._sessions), (searches, self._searches)):
            if least is not None:
                total: Planes = ()
                for (shape, era, span), days in parts.items():
                    there = everybody & ~self._gone(era)
                    planes = tuple(plane & there for plane in counted(shape, span, organizations))
                    total = added(total, times(planes, len(days)))
                found |= at_least(total, least, everybody)
        return found

    def members(self, day: int, organizations: tuple[int, ...] | None) -> int:
        """Who has a seat in one of the organizations on a billing day."""
        account = self._ledger.account
        found = bytearray(account.principals)
        for low, high in self._ledger.ranges("devin", Who(organizations)):
            for holder in account.seat_holder[low:high]:
                found[holder] = 1
        return next(iter(planes_of(bytes(found))), 0) & ~self._gone(account.era(day))

    def _gone(self, era: int) -> int:
        return sum(1 << index for index in self._ledger.account.gone(era))

    def _count_sessions(self, shape: int, span: Span, organizations: tuple[int, ...] | None) -> Planes:
        shapes, people = self._ledger.shapes, bytearray(self._ledger.account.principals)
        for low, high in self._ledger.ranges("devin", Who(organizations)):
            for slot in SLOTS:
                happened: Iterable[int] = shapes.session_units(shape, slot)[low:high]
                if span != WHOLE:
                    happened = map(mul, happened, within(shapes.session_draws(shape, slot)[low:high], span))
                self._add(people, low, high, happened)
        return planes_of(bytes(people))

    def _count_searches(self, shape: int, span: Span, organizations: tuple[int, ...] | None) -> Planes:
        shapes, people = self._ledger.shapes, bytearray(self._ledger.account.principals)
        for low, high in self._ledger.ranges("devin", Who(organizations)):
            counts = shapes.searches(shape)[low:high]
            for number in SEARCHES:
                made: Iterable[int] = map(number.__lt__, counts)
                if span != WHOLE:
                    made = map(mul, made, within(shapes.search_draws(shape, number)[low:high], span))
                self._add(people, low, high, made)
        return planes_of(bytes(people))

    def _add(self, people: bytearray, low: int, high: int, happened: Iterable[int]) -> None:
        for holder in compress(self._ledger.account.seat_holder[low:high], happened):
            people[holder] += 1
