"""What people did, counted: sessions, their pull requests, and searches.

A tally is a `Counter` by name, so tallies of parts add up to the tally of the whole. A pull request counts at the
instant of its session, under the state that it has in the end.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import compress
from operator import add, mul
from typing import Final

from devin_mock.calendar import day_start
from devin_mock.headcount import Headcount
from devin_mock.ledger import EVERYBODY, Late, Ledger, Part, Who, in_time
from devin_mock.sessions import (
    CATEGORIES,
    CATEGORY_OF,
    NONE,
    ORIGIN_OF,
    ORIGINS,
    PLAYBOOK_OF,
    PR_OF,
    PR_STATES,
    SEARCHED,
    SIZES,
    TAKEN_OVER_OF,
    size_of,
)
from devin_mock.shapes import IDLE, SEARCHES, SLOTS, WHOLE, Span, second_of, within

Tally = Counter[str]

UNITS = "units"
"""The name under which a tally of a part of a day holds the units of effort; they become ACUs by the day's rate."""

_NAMES: Final = (
    UNITS,
    "sessions",
    "searches",
    "prs created",
    "prs taken over",
    "with playbook",
    "with search",
    *(f"origin {origin}" for origin in ORIGINS),
    *(f"{kind} {state}" for kind in ("prs", "taken over") for state in PR_STATES),
    *(f"{kind} {size}" for kind in ("size", "merged size") for size in SIZES),
)
"""What is counted of a part of a day, in the order of a `Row`."""

Row = tuple[int, ...]
_TOTALS: Final = ("micro-ACUs", *_NAMES[1:])
"""What is counted of whole days: the same, with micro-ACUs in place of units."""

_NOTHING: Final[Row] = (0,) * len(_NAMES)
_MERGED = bytes(state == PR_STATES.index("merged") for state in PR_OF)


def _add(counts: Tally, kind: str, names: Iterable[str], found: Counter[int]) -> None:
    for index, name in enumerate(names):
        if found[index]:
            counts[f"{kind} {name}"] += found[index]


def _blocks(days: range) -> Iterator[tuple[int, int]]:
    """Days as the fewest (first day, number) whose number is a power of two that divides the first day."""
    day = days.start
    while day < days.stop:
        size = min(day & -day, 1 << (days.stop - day).bit_length() - 1)
        yield day, size
        day += size


class Activity:
    """The tallies of a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        """Count what happens in `ledger`."""
        self._ledger = ledger
        self.headcount = Headcount(ledger)
        """How many were active."""
        # A tally is some 5 kB. Those of organizations are kept too, so that their filter is as fast.
        self._ranges = lru_cache(maxsize=2_000)(self._tally_of_range)
        self._parts = lru_cache(maxsize=1_000)(self._row_of_part)
        # Blocks of several days are as many as days; some 600 bytes each.
        self._blocks = lru_cache(maxsize=8_000)(self._row_of_block)
        self._categories = lru_cache(maxsize=1_000)(self._categories_of_part)

    def searches(self, seat: int, day: int) -> tuple[int, ...]:
        """The instants of a seat's searches on a billing day: none from a second seat, none from the idle."""
        ledger, start = self._ledger, day_start(day)
        shape, era, _ = ledger.day(day)
        if shape == IDLE or seat in ledger.gone("devin", era):
            return ()
        count = ledger.shapes.searches(shape)[seat]
        return tuple(start + second_of(ledger.shapes.search_draws(shape, number)[seat]) for number in range(count))

    def _tally_of_range(self, shape: int, low: int, high: int, span: Span, playbook: int | None) -> Tally:
        counts: Tally = Counter()
        shapes = self._ledger.shapes
        for slot in SLOTS:
            units = self._units(shape, slot, low, high, span, playbook)
            self._add_sessions(counts, shape, slot, (low, high), units)
        if playbook is None:
            searched = shapes.searches(shape)[low:high]
            for number in SEARCHES:
                made = [number < count for count in searched]
                if span != WHOLE:
                    made = list(map(mul, made, within(shapes.search_draws(shape, number)[low:high], span)))
                counts["searches"] += sum(made)
        return counts

    def _units(self, shape: int, slot: int, low: int, high: int, span: Span, playbook: int | None) -> array[int]:
        shapes = self._ledger.shapes
        units = shapes.session_units(shape, slot)[low:high]
        if span != WHOLE:
            units = array("i", map(mul, units, within(shapes.session_draws(shape, slot)[low:high], span)))
        if playbook is not None:
            used = shapes.traits("playbook", shape, slot)[low:high].translate(PLAYBOOK_OF)
            units = array("i", map(mul, units, map(playbook.__eq__, used)))
        return units

    def _add_sessions(self, counts: Tally, shape: int, slot: int, seats: tuple[int, int], units: array[int]) -> None:
        low, high = seats

        def found(trait: str, table: bytes) -> Counter[int]:
            return Counter(compress(self._ledger.shapes.traits(trait, shape, slot)[low:high].translate(table), units))

        counts[UNITS] += sum(units)
        for amount, number in Counter(units).items():
            if amount:
                counts["sessions"] += number
                counts[f"size {size_of(amount)}"] += number
        _add(counts, "origin", ORIGINS, found("origin", ORIGIN_OF))
        for amount, number in Counter(
            compress(units, self._ledger.shapes.traits("pr", shape, slot)[low:high].translate(_MERGED))
        ).items():
            if amount:
                counts[f"merged size {size_of(amount)}"] += number
        created = found("pr", PR_OF)
        _add(counts, "prs", PR_STATES, created)
        counts["prs created"] += created.total() - created[NONE]
        taken_over = found("pr", TAKEN_OVER_OF)
        _add(counts, "taken over", PR_STATES, taken_over)
        counts["prs taken over"] += taken_over.total() - taken_over[NONE]
        used = found("playbook", PLAYBOOK_OF)
        counts["with playbook"] += used.total() - used[NONE]
        counts["with search"] += found("search", SEARCHED)[1]

    def _tally_of_part(self, part: Part, who: Who, playbook: int | None) -> Tally:
        counts: Tally = Counter()
        gone = self._ledger.gone("devin", part.era)
        for low, high in self._ledger.ranges("devin", who):
            if high - low > 1:
                counts.update(self._ranges(part.shape, low, high, part.span, playbook))
                for seat in gone:
                    if low <= seat < high:
                        counts.subtract(self._tally_of_range(part.shape, seat, seat + 1, part.span, playbook))
            elif low not in gone:
                counts.update(self._tally_of_range(part.shape, low, high, part.span, playbook))
        return counts

    def tally(
        self, start: int, end: int, who: Who = EVERYBODY, playbook: int | None = None, late: Late = in_time
    ) -> Tally:
        """What was done in [start, end); with `playbook`, only in sessions that used it.

        `late` says of a billing day how many permille of its ACUs are not booked yet.
        """
        ledger = self._ledger
        # What is not booked yet depends on the present, so only days that are final are kept as blocks.
        whole = ledger.whole_days(start, end) if late is in_time else range(0)
        rows = [self._whole(day, size, who, playbook) for day, size in _blocks(whole)]
        for day in ledger.days(start, end):
            if day not in whole:
                rows.append(self._row_of_day(day, ledger.part(day, start, end), who, playbook, late(day)))
        return Counter(dict(zip(_TOTALS, map(sum, zip(*rows, strict=True)), strict=True)) if rows else ())

    def _row_of_part(self, part: Part, who: Who, playbook: int | None) -> Row:
        counts = self._tally_of_part(part, who, playbook)
        return tuple(counts[name] for name in _NAMES)

    def _row_of_day(self, day: int, part: Part, who: Who, playbook: int | None, late: int = 0) -> Row:
        if part.shape == IDLE:
            return _NOTHING
        units, *others = self._parts(part, who, playbook)
        return (units * self._ledger.rates(day, late)[0], *others)

    def _whole(self, day: int, size: int, who: Who, playbook: int | None) -> Iterable[int]:
        """The row of so many whole days, which are a block."""
        if size > 1:
            return self._blocks(day, size, who, playbook)
        return self._row_of_day(day, self._ledger.part(day, day_start(day), day_start(day + 1)), who, playbook)

    def _row_of_block(self, day: int, size: int, who: Who, playbook: int | None) -> array[int]:
        # Halves of blocks are blocks again, so that windows have most of them in common.
        half = size // 2
        halves = self._whole(day, half, who, playbook), self._whole(day + half, half, who, playbook)
        return array("q", map(add, *halves))

    def _categories_of_part(self, part: Part, who: Who) -> tuple[tuple[int, int], ...]:
        shapes = self._ledger.shapes
        gone = set(self._ledger.gone("devin", part.era))
        numbers, amounts = [0] * len(CATEGORIES), [0] * len(CATEGORIES)
        for low, high in self._ledger.ranges("devin", who):
            for slot in SLOTS:
                units = self._units(part.shape, slot, low, high, part.span, None)
                for seat in gone:
                    if low <= seat < high:
                        units[seat - low] = 0
                categories = shapes.traits("category", part.shape, slot)[low:high].translate(CATEGORY_OF)
                for category, amount in zip(categories, units, strict=True):
                    if amount:
                        numbers[category] += 1
                        amounts[category] += amount
        return tuple(zip(numbers, amounts, strict=True))

    def categories(
        self, start: int, end: int, who: Who = EVERYBODY, late: Late = in_time
    ) -> tuple[tuple[int, int], ...]:
        """The number of sessions in [start, end) and their micro-ACUs, of each of `CATEGORIES`."""
        numbers, amounts = [0] * len(CATEGORIES), [0] * len(CATEGORIES)
        for part, days in self._ledger.parts(start, end).items():
            rate = sum(self._ledger.rates(day, late(day))[0] for day in days)
            for index, (number, units) in enumerate(self._categories(part, who)):
                numbers[index] += number * len(days)
                amounts[index] += units * rate
        return tuple(zip(numbers, amounts, strict=True))
