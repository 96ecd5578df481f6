"""What people do on a day, in a few shapes that the days take turns to have.

A shape says who works, in which sessions, with how much effort and at which second, for everybody at once. The day
itself only adds how much a unit of effort used (`ledger`). So a thousand days take no more memory than twenty, and a
sum over days is one over shapes.

All draws of one kind are a row with a place for each seat or user, so that whole rows are made, cut and added at once.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache, lru_cache
from math import isqrt
from operator import mul
from typing import Final, Literal

from devin_mock.account import Account
from devin_mock.calendar import DAY_S
from devin_mock.chance import Chance

UserProduct = Literal["cascade", "terminal", "review"]
"""The products that belong to users and to no organization."""

WORKDAYS, WEEKENDS = 20, 4
"""The number of shapes of each kind; those of working days come first."""

IDLE: Final = -1
"""The shape of a day on which nobody works."""

SLOTS: Final = range(4)
"""A seat has up to so many sessions a day. An empty slot has no units."""

SEARCHES: Final = range(4)
"""The searches that somebody may make on a day."""

Span = tuple[int, int]
"""Seconds since the start of a billing day: from the first to before the second."""

WHOLE: Final[Span] = (0, DAY_S)

_KEPT_PLACES = 8_000_000
_ALWAYS_AT_WORK = 8
_DRAWN_SECONDS = 1 << 16


def _efforts(likelihood: int, most: int) -> bytes:
    """A table from a drawn byte to an effort: none, or oftener a small one than a large one."""
    return bytes(1 + byte * byte * most // likelihood**2 if byte < likelihood else 0 for byte in range(256))


_SESSION_EFFORTS = (
    [_efforts(likelihood, 16) for likelihood in (140, 90, 50, 25)],
    [_efforts(likelihood, 16) for likelihood in (22, 8, 3, 0)],
)
_USER_EFFORTS: Final[dict[UserProduct, tuple[bytes, bytes]]] = {
    "cascade": (_efforts(180, 12), _efforts(30, 12)),
    "terminal": (_efforts(128, 4), _efforts(20, 4)),
    "review": (_efforts(100, 2), _efforts(10, 2)),
}
_SEARCH_COUNTS = (
    bytes(sum(byte < likelihood for likelihood in (150, 90, 50, 20)) for byte in range(256)),
    bytes(sum(byte < likelihood for likelihood in (15, 5, 2, 0)) for byte in range(256)),
)


@cache
def _second_of_draw() -> array[int]:
    """The second that each 16-bit draw stands for: rising, and oftener in the middle of the day than at its ends."""
    half = _DRAWN_SECONDS // 2
    early = [isqrt(DAY_S * DAY_S * drawn // (2 * _DRAWN_SECONDS)) for drawn in range(half)]
    return array("l", [*early, *(DAY_S - 1 - second for second in reversed(early))])


def second_of(drawn: int) -> int:
    """The second within a billing day that a 16-bit draw stands for."""
    return _second_of_draw()[drawn]


def shape_of(drawn: int, weekday: int) -> int:
    """The shape of a day by a draw; Monday is 0."""
    return WORKDAYS + drawn % WEEKENDS if weekday > 4 else drawn % WORKDAYS


def within(words: Iterable[int], span: Span) -> list[bool]:
    """Whether what happens at each of some 16-bit draws lies in a span."""
    seconds = _second_of_draw()
    first, last = (bisect_left(seconds, bound) for bound in span)
    return [first <= drawn < last for drawn in words]


class Shapes:
    """The shapes of an account's days. Rows are by seat, or by user for the products of users."""

    def __init__(self, chance: Chance, account: Account) -> None:
        """Prepare to draw; rows are drawn when they are asked for, and the last ones are kept."""
        self._chance = chance
        self._account = account
        weights, rhythms = self._weights(), self._rhythms()
        self._seat_rhythms = array("l", map(rhythms.__getitem__, account.seat_holder))
        self._all_seat_weights = array("i", map(weights.__getitem__, account.seat_holder))
        for seat in account.second_seats.values():
            self._all_seat_weights[seat] = (self._all_seat_weights[seat] + 2) // 3
        self._all_user_weights, self._user_rhythms = weights[: account.users], rhythms[: account.users]
        opens = chance.row("terminal", account.users)
        self._without_terminal = [user for user in range(1, account.users) if opens[user] < 85]
        self._seats = len(account.seat_holder)
        # A place of a row takes one to four bytes. The rows of all shapes fit in for some 60,000 seats.
        rows = max(32, min(4_000, _KEPT_PLACES // self._seats))
        self._seat_weights = lru_cache(maxsize=WORKDAYS + WEEKENDS)(self._weights_of_seats)
        self._user_weights = lru_cache(maxsize=WORKDAYS + WEEKENDS)(self._weights_of_users)
        self.session_units = lru_cache(maxsize=rows)(self._session_units)
        """(shape, slot) -> units of effort of each seat's session; 0 where there is none."""
        self.session_draws = lru_cache(maxsize=rows)(self._session_draws)
        """(shape, slot) -> the draw of the second of each seat's session."""
        self.user_units = lru_cache(maxsize=rows)(self._user_units)
        """(product, shape) -> units of effort of each user."""
        self.user_draws = lru_cache(maxsize=rows)(self._user_draws)
        """(product, shape) -> the draw of the second at which each user's were used."""
        self.searches = lru_cache(maxsize=rows)(self._searches)
        """shape -> the number of searches of each seat; second seats have none."""
        self.search_draws = lru_cache(maxsize=rows)(self._search_draws)
        """(shape, number) -> the draw of the second of each seat's search of that number."""
        self.traits = lru_cache(maxsize=rows)(self._traits)
        """(name, shape, slot) -> a byte for each seat's session."""

    def _weights(self) -> array[int]:
        """How much each principal does when at work: nothing for the idle."""
        account = self._account
        drawn = self._chance.words("weight", account.principals)
        users = (40 + (draw % 32) ** 2 // 2 if index < 8 or draw % 12 else 0 for index, draw in enumerate(drawn))
        weights = array("i", users)
        weights[account.idle] = 0
        for index in range(account.users, account.principals):
            weights[index] = 100 + (drawn[index] % 32) ** 2 // 2
        return weights

    def _rhythms(self) -> array[int]:
        """Who is at work on which shapes, a bit each: most people on all of them, others on a quarter."""
        account, chance = self._account, self._chance
        draws = [chance.words(f"rhythm/{number}", account.principals) for number in range(4)]
        often = chance.row("often at work", account.principals)
        return array(
            "l",
            (
                (one & other) | (third & fourth) << 16
                if _ALWAYS_AT_WORK <= index < account.users and often[index] < 85
                else (1 << (WORKDAYS + WEEKENDS)) - 1
                for index, (one, other, third, fourth) in enumerate(zip(*draws, strict=True))
            ),
        )

    def _weights_of_seats(self, shape: int) -> array[int]:
        pairs = zip(self._all_seat_weights, self._seat_rhythms, strict=True)
        return array("i", [weight if rhythm >> shape & 1 else 0 for weight, rhythm in pairs])

    def _weights_of_users(self, shape: int) -> array[int]:
        pairs = zip(self._all_user_weights, self._user_rhythms, strict=True)
        return array("i", [weight if rhythm >> shape & 1 else 0 for weight, rhythm in pairs])

    def _session_units(self, shape: int, slot: int) -> array[int]:
        row = self._chance.row(f"effort/{shape}/{slot}", self._seats)
        efforts = row.translate(_SESSION_EFFORTS[shape >= WORKDAYS][slot])
        return array("i", map(mul, self._seat_weights(shape), efforts))

    def _session_draws(self, shape: int, slot: int) -> array[int]:
        return self._chance.words(f"session second/{shape}/{slot}", self._seats)

    def _user_units(self, product: UserProduct, shape: int) -> array[int]:
        users = self._account.users
        row = self._chance.row(f"{product}/{shape}", users)
        units = array(
            "i", map(mul, self._user_weights(shape), row.translate(_USER_EFFORTS[product][shape >= WORKDAYS]))
        )
        if product == "terminal":
            for user in self._without_terminal:
                units[user] = 0
        return units

    def _user_draws(self, product: UserProduct, shape: int) -> array[int]:
        return self._chance.words(f"{product} second/{shape}", self._account.users)

    def _searches(self, shape: int) -> bytes:
        row = self._chance.row(f"searches/{shape}", self._seats).translate(_SEARCH_COUNTS[shape >= WORKDAYS])
        counts = bytearray(map(mul, row, map(bool, self._seat_weights(shape))))
        for seat in self._account.second_seats.values():
            counts[seat] = 0
        return bytes(counts)

    def _search_draws(self, shape: int, number: int) -> array[int]:
        return self._chance.words(f"search second/{shape}/{number}", self._seats)

    def _traits(self, name: str, shape: int, slot: int) -> bytes:
        return self._chance.row(f"{name}/{shape}/{slot}", self._seats)
