"""How much the account used, in integer micro-ACUs.

An amount is the effort of somebody on a day, in units, times the day's rate. The effort comes from the shape of the day
(`shapes`), so whatever is summed, over people or over days, is a sum of integers that can be split anywhere. Everything
happens at one second, also within a day. Nothing here depends on the present, which only decides how far into the
account a reader sees, nor on the first day of the account: growth is counted from a fixed date.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache, partial
from itertools import compress, repeat
from operator import add, mul
from typing import Final, Literal, NamedTuple, get_args

import attrs

from devin_mock.account import FIRST_DAY, Account
from devin_mock.calendar import CYCLE_DAY, billing_day, cycles, date_of, day_at, day_start, weekday
from devin_mock.chance import Chance
from devin_mock.sessions import TRAITS, Session, seat_day_number
from devin_mock.shapes import IDLE, SLOTS, WHOLE, Shapes, Span, UserProduct, second_of, shape_of, within

Product = Literal["devin", UserProduct]
PRODUCTS: Final[tuple[Product, ...]] = ("devin", *get_args(UserProduct))

BEGINS: Final[dict[Product, date]] = {"terminal": date(2024, 11, 1), "review": date(2025, 9, 15)}
"""The first billing day on which a product is used, of those that are newer than the account."""

_MICRO_PER_UNIT: Final[dict[Product, int]] = {"devin": 2_700, "cascade": 1_360, "terminal": 1_760, "review": 1_270}
"""So that a user uses about 3 ACUs of Devin on a working day some two years in, and 0.6, 0.15, 0.08 of the others."""

_WEEKDAY_PERMILLE = (1000, 1100, 1150, 1050, 900, 1000, 800)
_HOLIDAYS = ((1, 1), (12, 25))
_EARLIEST = date(1970, 1, CYCLE_DAY)


@attrs.frozen(slots=True)
class Who:
    """Whose usage is meant; None is everybody's.

    With `organizations` only Devin sessions count, since the other products belong to no organization.
    """

    organizations: tuple[int, ...] | None = None
    principals: tuple[int, ...] | None = None


EVERYBODY: Final = Who()


class Day(NamedTuple):
    """A billing day: its shape, how many have left by then, and the micro-ACUs of a unit of each of `PRODUCTS`."""

    shape: int
    era: int
    rates: tuple[int, ...]


class Part(NamedTuple):
    """A part of a day, whichever day it is."""

    shape: int
    era: int
    span: Span


Late = Callable[[int], int]
"""billing day -> permille of its ACUs that are not booked yet."""


def in_time(_: int) -> int:
    """Everything is booked when it is used."""
    return 0


def first_day_for(now: int, days: int) -> date:
    """The first billing day of an account that at the instant `now` has `days` closed days or up to a cycle more.

    Raises ValueError when there are fewer than one, or more than since 1970.
    """
    first = day_at(now) - days
    if days < 1 or first < billing_day(_EARLIEST):
        raise ValueError(f"An account has from one closed day to those since {_EARLIEST}; {days} were asked for.")
    named = date_of(first)
    if named.day < CYCLE_DAY:
        named = date_of(first - named.day)
    return named.replace(day=CYCLE_DAY)


class Ledger:
    """The amounts of one seed and number of users."""

    def __init__(self, *, seed: int = 1, users: int = 40, first_day: date = FIRST_DAY) -> None:
        """Open the ledger of an account whose first billing cycle starts on `first_day`.

        Raises ValueError for fewer than ten users, for a day that starts no cycle, and for one before 1970.
        """
        if first_day < _EARLIEST or first_day.day != CYCLE_DAY:
            raise ValueError(f"A cycle starts on day {CYCLE_DAY} of a month since 1970; {first_day} does not.")
        self.chance = Chance(seed)
        self.account = Account(self.chance, users)
        self.shapes = Shapes(self.chance, self.account)
        self.first_day = billing_day(first_day)
        self._begins = {product: billing_day(begin) for product, begin in BEGINS.items()}
        self._anchor = billing_day(FIRST_DAY)
        self.day = lru_cache(maxsize=8_000)(self._day)
        """billing day -> what it is like."""
        self._whole_part = lru_cache(maxsize=8_000)(self._part_of_whole_day)
        self.units = lru_cache(maxsize=16_000)(self._units)
        """(part of a day, who) -> units of each of `PRODUCTS`."""
        # One takes eight bytes for each leaf: those of a small account are all kept, some of a large one.
        self._leaves = lru_cache(maxsize=max(8, min(1_000, 2_000_000 // len(self.account.seat_holder))))(
            self._leaf_units
        )
        self._range_units = lru_cache(maxsize=8_000)(self._sum)

    def cycles(self, now: int) -> list[tuple[int, int]]:
        """The billing cycles until `now`, oldest first, as (start, end) instants."""
        return cycles(date_of(self.first_day), now)

    def has_begun(self, product: Product, day: int) -> bool:
        """Whether a product is in use by a billing day."""
        return day >= self._begins.get(product, self.first_day)

    def _day(self, day: int) -> Day:
        named = date_of(day)
        era = self.account.era(day)
        if day < self.first_day or (named.month, named.day) in _HOLIDAYS:
            return Day(IDLE, era, (0,) * len(PRODUCTS))
        drawn = self.chance.digest(f"day/{day}", 2 * (1 + len(PRODUCTS)))
        draws = [int.from_bytes(drawn[place : place + 2], "little") for place in range(0, len(drawn), 2)]
        since = day - self._anchor
        permille = (400 + min(since, 900) if since >= 0 else max(100, 400 + since // 4)) * _WEEKDAY_PERMILLE[
            weekday(day)
        ]
        rates = (
            _MICRO_PER_UNIT[product] * permille * (800 + noise % 401) // 10**9 if self.has_begun(product, day) else 0
            for product, noise in zip(PRODUCTS, draws[1:], strict=True)
        )
        return Day(shape_of(draws[0], weekday(day)), era, tuple(rates))

    def _growth(self, day: int) -> int:
        since = day - self._anchor
        return 400 + min(since, 900) if since >= 0 else max(100, 400 + since // 4)

    def rates(self, day: int, late: int = 0) -> tuple[int, ...]:
        """Micro-ACUs of a unit of each of `PRODUCTS` on a billing day, without `late` permille of them."""
        rates = self.day(day).rates
        return tuple(rate - rate * late // 1_000 for rate in rates) if late else rates

    def days(self, start: int, end: int) -> range:
        """The billing days of the account that have an instant in common with [start, end)."""
        first = max(self.first_day, day_at(start))
        return range(first, day_at(end - 1) + 1) if end > start else range(0)

    def whole_days(self, start: int, end: int) -> range:
        """The billing days of the account that lie in [start, end) from their first to their last second."""
        first = max(self.first_day, day_at(start - 1) + 1)
        return range(first, max(first, day_at(end)))

    def part(self, day: int, start: int, end: int) -> Part:
        """The part of a billing day that lies in [start, end)."""
        first, last = day_start(day), day_start(day + 1)
        whole = start <= first and end >= last
        if whole:
            return self._whole_part(day)
        shape, era, _ = self.day(day)
        return Part(shape, era, (max(start, first) - first, min(end, last) - first))

    def _part_of_whole_day(self, day: int) -> Part:
        shape, era, _ = self.day(day)
        return Part(shape, era, WHOLE)

    def parts(self, start: int, end: int) -> dict[Part, list[int]]:
        """The parts of days that [start, end) consists of, each with all billing days that have it in common."""
        found: dict[Part, list[int]] = {}
        for day in self.days(start, end):
            part = self.part(day, start, end)
            if part.shape != IDLE:
                found.setdefault(part, []).append(day)
        return found

    def ranges(self, product: Product, who: Who) -> list[tuple[int, int]]:
        """The leaves of a product that are meant by `who`, as ranges of seats (Devin) or users."""
        account = self.account
        if product != "devin":
            if who.organizations is not None:
                return []
            if who.principals is None:
                return [(0, account.users)]
            return [(one, one + 1) for one in who.principals if one < account.users]
        if who.principals is not None:
            seats = [seat for one in who.principals for seat in account.seats(one)]
            inside = who.organizations
            return [
                (seat, seat + 1) for seat in seats if inside is None or account.organization_of(seat).index in inside
            ]
        if who.organizations is not None:
            chosen = [account.organizations[one] for one in who.organizations]
            return [(one.first_seat, one.last_seat) for one in chosen]
        return [(0, len(account.seat_holder))]

    def gone(self, product: Product, era: int) -> list[int]:
        """The leaves of those who have left, and so use nothing any more."""
        left = self.account.gone(era)
        if product == "devin":
            return [seat for one in left for seat in self.account.seats(one)]
        return [one for one in left if one < self.account.users]

    def _rows(self, product: Product, shape: int) -> Iterator[tuple[array[int], Callable[[], array[int]]]]:
        """Rows of units, each with what gives its row of draws of seconds."""
        if product == "devin":
            for slot in SLOTS:
                yield self.shapes.session_units(shape, slot), partial(self.shapes.session_draws, shape, slot)
        else:
            yield self.shapes.user_units(product, shape), partial(self.shapes.user_draws, product, shape)

    def _sum(self, product: Product, shape: int, low: int, high: int, span: Span) -> int:
        total = 0
        for units, draws in self._rows(product, shape):
            if span == WHOLE:
                total += sum(units[low:high])
            else:
                total += sum(compress(units[low:high], within(draws()[low:high], span)))
        return total

    def _units(self, part: Part, who: Who) -> tuple[int, ...]:
        if part.shape == IDLE:
            return (0,) * len(PRODUCTS)
        return tuple(self._units_of(product, part, who) for product in PRODUCTS)

    def _units_of(self, product: Product, part: Part, who: Who) -> int:
        shape, era, span = part
        gone = self.gone(product, era)
        total = 0
        for low, high in self.ranges(product, who):
            if high - low == 1:
                total += 0 if low in gone else self._sum(product, shape, low, high, span)
                continue
            total += self._range_units(product, shape, low, high, span)
            total -= sum(self._sum(product, shape, leaf, leaf + 1, span) for leaf in gone if low <= leaf < high)
        return total

    def daily(self, start: int, end: int, who: Who, late: Late = in_time) -> dict[int, tuple[int, ...]]:
        """What was used of each of `PRODUCTS` in [start, end), by billing day, idle ones too.

        `late` says of a day how many permille of its ACUs are not booked yet.
        """
        known: dict[Part, tuple[int, ...]] = {}
        found: dict[int, tuple[int, ...]] = {}
        for day in self.days(start, end):
            part = self.part(day, start, end)
            if (units := known.get(part)) is None:
                known[part] = units = self.units(part, who)
            found[day] = tuple(map(mul, units, self.rates(day, late(day))))
        return found

    def used(self, product: Product, day: int, who: Who, start: int, end: int) -> int:
        """What was used of a product on a billing day in [start, end)."""
        units = self.units(self.part(day, start, end), who)
        return units[PRODUCTS.index(product)] * self.rates(day)[PRODUCTS.index(product)]

    def whole_day(self, product: Product, day: int) -> int:
        """What the enterprise used of a product on a billing day, whether or not it is over."""
        return self.used(product, day, EVERYBODY, day_start(day), day_start(day + 1))

    def user_day(self, product: Product, user: int, day: int) -> int:
        """What one user used of a product on a billing day, in all organizations."""
        return self.used(product, day, Who(principals=(user,)), day_start(day), day_start(day + 1))

    def _leaf_units(self, product: Product, shape: int, span: Span) -> array[int]:
        found: Iterable[int] = repeat(0)
        for units, draws in self._rows(product, shape):
            row = units if span == WHOLE else map(mul, units, within(draws(), span))
            found = map(add, row, found)
        return array("q", found)

    def totals(self, product: Product, start: int, end: int, late: Late = in_time) -> Sequence[int]:
        """What each seat (Devin) or user (another product) used of a product in [start, end)."""
        place = PRODUCTS.index(product)
        found = [0] * (len(self.account.seat_holder) if product == "devin" else self.account.users)
        for (shape, era, span), days in self.parts(start, end).items():
            if rate := sum(self.rates(day, late(day))[place] for day in days):
                units = self._leaves(product, shape, span)
                found = list(map(add, found, map(mul, units, repeat(rate))))
                for leaf in self.gone(product, era):
                    found[leaf] -= units[leaf] * rate
        return found

    def sessions(self, seat: int, day: int) -> tuple[Session, ...]:
        """The sessions of a seat on a billing day."""
        shape, era, rates = self.day(day)
        if shape == IDLE or seat in self.gone("devin", era):
            return ()
        found: list[Session] = []
        for slot in SLOTS:
            if units := self.shapes.session_units(shape, slot)[seat]:
                drawn = self.shapes.session_draws(shape, slot)[seat]
                traits = bytes(self.shapes.traits(name, shape, slot)[seat] for name in TRAITS)
                found.append(Session(seat, day, slot, drawn, units, units * rates[0], traits))
        return tuple(found)

    def session(self, session_id: str) -> Session | None:
        """The session with an id, also one that is still to come, or None."""
        place = seat_day_number(self.chance, session_id)
        if place is None or place[0] >= len(self.account.seat_holder):
            return None
        seat, day, number = place
        return next((one for one in self.sessions(seat, day) if one.number == number), None)

    def instant_of(self, product: UserProduct, user: int, day: int) -> int:
        """When a user's ACUs of a day and of a product other than Devin were used."""
        return day_start(day) + second_of(self.shapes.user_draws(product, self.day(day).shape)[user])
