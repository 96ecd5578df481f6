"""How much the account used, in integer micro-ACUs, from the top down.

The enterprise's amount of a product on a billing day comes first; it is divided over organizations (Devin only) and
then over people. So every sum is exact, a question about whole days is answered without its parts, and an account of
50,000 users over years is never laid out. What falls inside a part of a day is found from the leaves, each of which
happens at fixed instants, so a period can be split anywhere without changing its total. Nothing here depends on the
present: that only decides how far into the account a reader sees.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from datetime import date
from functools import lru_cache
from typing import Final, Literal, get_args

import attrs

from devin_mock.account import FIRST_DAY, REMOVED_ON, Account
from devin_mock.calendar import billing_day, date_of, day_at, day_start, weekday
from devin_mock.chance import Chance
from devin_mock.sessions import MICRO, Session, seat_day_number, second_of_day, sessions_of
from devin_mock.split import Shares

Product = Literal["devin", "cascade", "terminal", "review"]
PRODUCTS: Final[tuple[Product, ...]] = get_args(Product)

BEGINS: Final[dict[Product, date]] = {
    "devin": FIRST_DAY,
    "cascade": FIRST_DAY,
    "terminal": date(2024, 11, 1),
    "review": date(2025, 9, 15),
}
"""The first billing day on which each product is used."""

_MICRO_PER_USER: Final[dict[Product, int]] = {
    "devin": 3 * MICRO,
    "cascade": 6 * MICRO // 10,
    "terminal": 15 * MICRO // 100,
    "review": 8 * MICRO // 100,
}
_WEEKDAY_PERMILLE = (1000, 1100, 1150, 1050, 900, 150, 120)
_HOLIDAYS = ((1, 1), (12, 25))
_CACHED_LEAVES = 4_000_000


@attrs.frozen(slots=True)
class Who:
    """Whose usage is meant; None is everybody's.

    With `organizations` only Devin sessions count, since the other products belong to no organization.
    """

    organizations: tuple[int, ...] | None = None
    principals: tuple[int, ...] | None = None


EVERYBODY: Final = Who()


class Ledger:
    """The amounts of one seed and number of users."""

    def __init__(self, *, seed: int = 1, users: int = 40) -> None:
        """Open the ledger of an account. Raises ValueError for fewer than ten users."""
        self.chance = Chance(seed)
        self.account = Account(self.chance, users)
        self.first_day = billing_day(FIRST_DAY)
        self._begins = {product: billing_day(begin) for product, begin in BEGINS.items()}
        self._removal = billing_day(REMOVED_ON)
        self._seats = {removed: self._seat_shares(removed) for removed in (False, True)}
        self._users = {removed: self._user_shares(removed) for removed in (False, True)}
        days = max(40, min(4_000, _CACHED_LEAVES // len(self.account.seat_holder)))
        self.leaves = lru_cache(maxsize=days)(self._leaves)
        """(product, day) -> what each seat (of Devin) or user (of another product) used on that day."""
        self.whole_day = lru_cache(maxsize=16_000)(self._enterprise_day)
        """(product, day) -> what the enterprise used on that day, whether or not it is over."""
        self._organization_amounts = lru_cache(maxsize=4_000)(self._divided_over_organizations)
        self._whole_days = lru_cache(maxsize=16_000)(self._whole_day_amounts)
        self._flow = lru_cache(maxsize=64)(self._events)

    def _seat_shares(self, removed: bool) -> Shares:
        weights = self.account.seat_weights(self._removal if removed else self._removal - 1)
        return Shares.of(self.chance, "devin", weights)

    def _user_shares(self, removed: bool) -> dict[Product, Shares]:
        weights = self.account.user_weights(self._removal if removed else self._removal - 1)
        return {name: Shares.of(self.chance, name, weights) for name in PRODUCTS if name != "devin"}

    def seat_shares(self, day: int) -> Shares:
        """The tree that divides Devin's ACUs of a day over seats."""
        return self._seats[day >= self._removal]

    def is_idle(self, day: int) -> bool:
        """Whether nobody works on a billing day."""
        named = date_of(day)
        return day < self.first_day or (named.month, named.day) in _HOLIDAYS

    def has_begun(self, product: Product, day: int) -> bool:
        """Whether a product is in use by a billing day."""
        return day >= self._begins[product]

    def _enterprise_day(self, product: Product, day: int) -> int:
        if not self.has_begun(product, day) or self.is_idle(day):
            return 0
        growth = 400 + min(day - self.first_day, 900)
        noise = 800 + self.chance.number(f"day/{product}/{day}") % 401
        permille = growth * _WEEKDAY_PERMILLE[weekday(day)] * noise
        return _MICRO_PER_USER[product] * self.account.users * permille // 10**9

    def _divided_over_organizations(self, day: int) -> tuple[int, ...]:
        seats = self.seat_shares(day)
        organizations = self.account.organizations
        weights = (seats.weight(one.first_seat, one.last_seat) for one in organizations)
        shares = Shares.of(self.chance, "organizations", weights, days_off=False)
        amounts = array("q", bytes(8 * len(organizations)))
        shares.leaves(day, self.whole_day("devin", day), 0, len(organizations), amounts)
        return tuple(amounts)

    def organization_day(self, organization: int, day: int) -> int:
        """What an organization used of Devin on a billing day."""
        return self._organization_amounts(day)[organization]

    def _leaves(self, product: Product, day: int) -> array[int]:
        if product == "devin":
            amounts = array("q", bytes(8 * len(self.account.seat_holder)))
            shares = self.seat_shares(day)
            for one in self.account.organizations:
                shares.leaves(day, self.organization_day(one.index, day), one.first_seat, one.last_seat, amounts)
            return amounts
        amounts = array("q", bytes(8 * self.account.users))
        shares = self._users[day >= self._removal][product]
        shares.leaves(day, self.whole_day(product, day), 0, self.account.users, amounts)
        return amounts

    def seat_day(self, seat: int, day: int) -> int:
        """What one seat used of Devin on a billing day."""
        one = self.account.organization_of(seat)
        amount = self.organization_day(one.index, day)
        return self.seat_shares(day).leaf(day, amount, seat, one.first_seat, one.last_seat)

    def user_day(self, product: Product, user: int, day: int) -> int:
        """What one user used on a billing day of a product that belongs to no organization."""
        return self._users[day >= self._removal][product].leaf(day, self.whole_day(product, day), user)

    def sessions(self, seat: int, day: int, amount: int | None = None) -> tuple[Session, ...]:
        """The sessions of a seat on a billing day; `amount` if the caller has it from `leaves`."""
        return sessions_of(self.chance, seat, day, self.seat_day(seat, day) if amount is None else amount)

    def session(self, session_id: str) -> Session | None:
        """The session with an id, also one that is still to come, or None."""
        place = seat_day_number(self.chance, session_id)
        if place is None or place[0] >= len(self.account.seat_holder):
            return None
        seat, day, number = place
        found = self.sessions(seat, day)
        return found[number] if number < len(found) else None

    def instant_of(self, product: Product, user: int, day: int) -> int:
        """When a user's ACUs of a day and of a product other than Devin were used."""
        return day_start(day) + second_of_day(self.chance.number(f"instant/{product}/{user}/{day}"))

    def _events(self, product: Product, day: int, low: int, high: int) -> tuple[array[int], array[int]]:
        """The instants at which leaves of a range used something, in order, and what was used before each."""
        found: list[tuple[int, int]] = []
        whole = high - low > 1
        amounts = self.leaves(product, day) if whole else None
        for leaf in range(low, high):
            if product == "devin":
                amount = amounts[leaf] if amounts is not None else self.seat_day(leaf, day)
                found += [(one.instant, one.micro_acus) for one in self.sessions(leaf, day, amount)]
            else:
                amount = amounts[leaf] if amounts is not None else self.user_day(product, leaf, day)
                if amount:
                    found.append((self.instant_of(product, leaf, day), amount))
        found.sort()
        before = array("q", [0])
        for _, amount in found:
            before.append(before[-1] + amount)
        return array("q", (instant for instant, _ in found)), before

    def _part_of_day(self, product: Product, day: int, leaves: tuple[int, int], start: int, end: int) -> int:
        instants, before = self._flow(product, day, *leaves)
        return before[bisect_left(instants, end)] - before[bisect_left(instants, start)]

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
            seats = [seat for one in who.principals for seat in account.principal(one).seats]
            inside = who.organizations
            return [
                (seat, seat + 1) for seat in seats if inside is None or account.organization_of(seat).index in inside
            ]
        if who.organizations is not None:
            chosen = [account.organizations[one] for one in who.organizations]
            return [(one.first_seat, one.last_seat) for one in chosen]
        return [(0, len(account.seat_holder))]

    def used(self, product: Product, day: int, who: Who, start: int, end: int) -> int:
        """What was used of a product on a billing day, from the instant `start` to before `end`."""
        first, last = day_start(day), day_start(day + 1)
        if start > first or end < last:
            span = max(start, first), min(end, last)
            return sum(self._part_of_day(product, day, leaves, *span) for leaves in self.ranges(product, who))
        return self._whole_day_of(product, day, who)

    def amounts(self, day: int, who: Who, start: int, end: int) -> tuple[int, ...]:
        """What was used of each of `PRODUCTS` on a billing day, from the instant `start` to before `end`."""
        if start <= day_start(day) and end >= day_start(day + 1):
            return self._whole_days(day, who)
        return tuple(self.used(product, day, who, start, end) for product in PRODUCTS)

    def _whole_day_amounts(self, day: int, who: Who) -> tuple[int, ...]:
        return tuple(self._whole_day_of(product, day, who) for product in PRODUCTS)

    def _whole_day_of(self, product: Product, day: int, who: Who) -> int:
        if who == EVERYBODY:
            return self.whole_day(product, day)
        if who.principals is None and who.organizations is not None:
            return sum(self.organization_day(one, day) for one in who.organizations) if product == "devin" else 0
        singles = self.ranges(product, who)
        if product == "devin":
            return sum(self.seat_day(seat, day) for seat, _ in singles)
        return sum(self.user_day(product, user, day) for user, _ in singles)

    def leaves_used(self, product: Product, day: int, start: int, end: int) -> array[int]:
        """What each leaf used of a product on a billing day, from the instant `start` to before `end`."""
        amounts = self.leaves(product, day)
        if start <= day_start(day) and end >= day_start(day + 1):
            return amounts
        inside = array("q", bytes(8 * len(amounts)))
        for leaf, amount in enumerate(amounts):
            if not amount:
                continue
            if product == "devin":
                inside[leaf] = sum(
                    one.micro_acus for one in self.sessions(leaf, day, amount) if start <= one.instant < end
                )
            elif start <= self.instant_of(product, leaf, day) < end:
                inside[leaf] = amount
        return inside

    def days(self, start: int, end: int) -> range:
        """The billing days of the account that have an instant in common with [start, end)."""
        first = max(self.first_day, day_at(start))
        return range(first, day_at(end - 1) + 1) if end > start else range(0)
