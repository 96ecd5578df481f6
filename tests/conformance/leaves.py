"""The leaves of a mock's account: what happened at which second, who did it, and where.

Leaves, people and ids come from the mock. Billing days, windows and sums do not: they are worked out here once more, so
that a fault in the mock's own does not show on both sides.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Final

import attrs
from devin_mock import Mock
from devin_mock.ledger import PRODUCTS
from devin_mock.sessions import Session, session_id

MICRO: Final = 1_000_000
OPENED: Final = date(2024, 6, 5)
"""The first billing day of the account, and of its first cycle."""
BEGINS: Final = {"terminal": date(2024, 11, 1), "review": date(2025, 9, 15)}
"""The first billing day of the products that are newer than the account."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Unknown(Exception):
    """Nobody has an id that stands in the path, or has it there: 404."""


@attrs.frozen(slots=True)
class Leaf:
    """A session, a search, or what a user used of another product on a day; all of it happened at one second."""

    at: int
    kind: str
    """A product, or `search`."""
    micro_acus: int
    holder: int
    """The index of who did it."""
    organization: int | None
    session: Session | None = None


def opens(day: date) -> int:
    """The first second of a billing day: eight in the morning, UTC, all year."""
    return int(datetime(day.year, day.month, day.day, 8, tzinfo=UTC).timestamp())


def billing_date(at: int) -> date:
    """The billing day of a second."""
    return (_EPOCH + timedelta(seconds=at, hours=-8)).date()


def exact(text: str) -> Fraction:
    """The instant of a date-time."""
    since = datetime.fromisoformat(text.upper()) - _EPOCH
    return Fraction(since // timedelta(microseconds=1), MICRO)


def cycles(now: int) -> list[tuple[int, int]]:
    """The billing cycles until a second, oldest first: each from the fifth of a month to the next one."""
    found: list[tuple[int, int]] = []
    first = OPENED
    while opens(first) <= now:
        following = (first.replace(day=1) + timedelta(days=31)).replace(day=5)
        found.append((opens(first), opens(following)))
        first = following
    return found


class Leaves:
    """The account of a mock, until its present."""

    def __init__(self, mock: Mock) -> None:
        self.account, self.now = mock.ledger.account, mock.now()
        self.today = billing_date(self.now)
        self.seats = [
            (self.account.seat_holder[seat], one.index)
            for one in self.account.organizations
            for seat in range(one.first_seat, one.last_seat)
        ]
        """Who has each seat, in which organization."""
        found = (leaf for leaf in self._leaves(mock) if leaf.at < self.now)
        self._all = sorted(found, key=lambda leaf: leaf.at)
        self._instants = [leaf.at for leaf in self._all]
        self.sessions = {
            session_id(mock.ledger.chance, leaf.session): leaf for leaf in self._all if leaf.session is not None
        }
        """The sessions by id."""
        self.playbooks = {f"playbook-{mock.ledger.chance.hex(f'playbook/{one}', 32)}": one for one in range(3)}
        """The playbooks by id."""

    def _leaves(self, mock: Mock) -> Iterator[Leaf]:
        ledger, day = mock.ledger, OPENED
        while day <= self.today:
            number = (day - _EPOCH.date()).days
            for seat, (holder, organization) in enumerate(self.seats):
                if not self.has_left(holder, day):
                    for one in ledger.sessions(seat, number):
                        yield Leaf(one.instant, "devin", one.micro_acus, holder, organization, one)
                    for at in mock.activity.searches(seat, number):
                        yield Leaf(at, "search", 0, holder, organization)
            shape, _, rates = ledger.day(number)
            for product, rate in zip(PRODUCTS, rates, strict=True):
                if product != "devin" and rate and day >= BEGINS.get(product, OPENED):
                    for user, units in enumerate(ledger.shapes.user_units(product, shape)):
                        if units and not self.has_left(user, day):
                            yield Leaf(ledger.instant_of(product, user, number), product, units * rate, user, None)
            day += timedelta(days=1)

    def has_left(self, holder: int, day: date) -> bool:
        """Whether somebody is gone on a billing day."""
        left = self.account.leaves_on(holder)
        return left is not None and _EPOCH.date() + timedelta(days=left) <= day

    def between(self, start: int, end: int) -> Sequence[Leaf]:
        """The leaves from a second to before another, in order."""
        return self._all[bisect_left(self._instants, start) : bisect_left(self._instants, end)]

    @property
    def org_ids(self) -> list[str]:
        """The ids of the organizations."""
        return [one.org_id for one in self.account.organizations]

    @property
    def users(self) -> list[str]:
        """The ids of the users, also of those who have left."""
        return list(self.account.ids[: self.account.users])

    @property
    def service_users(self) -> list[str]:
        """The ids of the service users, also of those who have left."""
        return list(self.account.ids[self.account.users :])

    def organizations_of(self, holder: int) -> set[int]:
        """Where somebody has a seat."""
        return {organization for who, organization in self.seats if who == holder}
