"""Who is in the mock's account: organizations, users, service users, who belongs where, and who has left.

Everybody has an index (users first, then service users). A *seat* is one principal in one organization; seats are
numbered organization by organization, so that an organization is a range of seats. A few users have a second seat.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from datetime import date
from typing import Final

import attrs

from devin_mock.calendar import billing_day
from devin_mock.chance import Chance
from devin_mock.names import WRITTEN_ABROAD, Names

FIRST_DAY: Final = date(2024, 6, 5)
"""The first billing day of an account whose length nobody chose, and the start of its first cycle."""

REMOVED_ON: Final = date(2025, 10, 1)
"""The billing day from which the removed user uses nothing and is in no list of members."""

DELETED_ON: Final = date(2025, 11, 12)
"""The billing day from which the deleted service user uses nothing and is no longer active."""

EXPIRED_ON: Final = date(2025, 8, 20)
"""The same of the service user that expired."""

SMALLEST_ACCOUNT: Final = 10
"""Users below which an account cannot hold all the cases that it is there to show."""

_PIPED, _REMOVED, _IDLE = 1, 3, 4
_DELETED, _EXPIRED = 2, 3  # Among the service users; the first two hold the mock's keys.

_FIRST_NAMES = ("Ada", "Björn", "Chinedu", "Dolores", "Emi", "Farah", "Gus", "Hana", "Ivo", "June", "Kofi", "Lucía")
_LAST_NAMES = ("Abe", "Brandt", "Costa", "Diallo", "Eriksen", "Fujita", "Grant", "Haddad", "Ilić", "Jansen", "Khan")
_TEAMS = ("Platform", "Payments", "Mobile", "Data", "Search", "Security", "Growth", "Tools", "Web", "Research")


@attrs.frozen(slots=True)
class Organization:
    """One organization; its seats are those from `first_seat` to before `last_seat`."""

    index: int
    org_id: str
    name: str
    first_seat: int
    last_seat: int


@attrs.frozen(slots=True)
class Principal:
    """A user or a service user; the first of `seats` is in the home organization."""

    index: int
    principal_id: str
    name: str
    email: str | None
    is_user: bool
    is_member: bool
    seats: tuple[int, ...]


class Account:
    """The people of one seed and size. They are the same on every day, but for the few who leave."""

    def __init__(self, chance: Chance, users: int) -> None:
        """Seat everybody. Raises ValueError when there are fewer than `SMALLEST_ACCOUNT` users."""
        if users < SMALLEST_ACCOUNT:
            raise ValueError(f"An account has at least {SMALLEST_ACCOUNT} users; {users} were asked for.")
        self._chance = chance
        self.users = users
        self.service_users = max(4, users // 20)
        self.principals = self.users + self.service_users
        self.removed, self.idle = _REMOVED, _IDLE
        """The user who left on `REMOVED_ON`, and one who never uses anything."""
        self.deleted, self.expired = users + _DELETED, users + _EXPIRED
        """The service users who left on `DELETED_ON` and on `EXPIRED_ON`."""
        self._leaves_on = {
            self.removed: billing_day(REMOVED_ON),
            self.deleted: billing_day(DELETED_ON),
            self.expired: billing_day(EXPIRED_ON),
        }
        self._eras = sorted(self._leaves_on.values())
        count = min(200, max(3, users // 25))
        self.names = Names(chance, users, self.principals, count)
        """Their ids."""
        self.other_names = Names(chance, users, self.principals, count, spelling="v2-")
        """Other ids of theirs, for a v2 that has its own."""
        homes = self._homes(count)
        second = self._second_homes(homes, count)
        members: list[list[int]] = [[] for _ in range(count)]
        for index, home in enumerate(homes):
            members[home].append(index)
            if index in second:
                members[second[index]].append(index)
        self.seat_holder = array("l", (index for organization in members for index in organization))
        """The principal of each seat."""
        self.organizations = self._organizations(members)
        self.home_seat = array("l", bytes(self.principals * array("l").itemsize))
        """The seat of each principal in the home organization."""
        self.second_seats: dict[int, int] = {}
        """The other seat of those who have two, by principal."""
        for place in self.organizations:
            for seat in range(place.first_seat, place.last_seat):
                index = self.seat_holder[seat]
                if homes[index] == place.index:
                    self.home_seat[index] = seat
                else:
                    self.second_seats[index] = seat

    def _homes(self, count: int) -> list[int]:
        one, other = self._chance.words("home", self.users), self._chance.words("other home", self.users)
        # The smaller of two draws: the first organizations are the large ones. Each has at least one user.
        drawn = [min(first % count, second % count) for first, second in zip(one, other, strict=True)]
        return [*range(count), *drawn[count:], *(index % count for index in range(self.service_users))]

    def _second_homes(self, homes: list[int], count: int) -> dict[int, int]:
        has, where = self._chance.row("second seat", self.users), self._chance.words("second home", self.users)
        return {
            index: (homes[index] + 1 + where[index] % (count - 1)) % count
            for index in range(self.users)
            if index == _PIPED or has[index] < 43
        }

    def _organizations(self, members: list[list[int]]) -> tuple[Organization, ...]:
        found: list[Organization] = []
        seat = 0
        for index, inside in enumerate(members):
            name = _TEAMS[index] if index < len(_TEAMS) else f"{_TEAMS[index % len(_TEAMS)]} {index // len(_TEAMS) + 1}"
            found.append(Organization(index, self.names.org_ids[index], name, seat, seat + len(inside)))
            seat += len(inside)
        return tuple(found)

    def leaves_on(self, index: int) -> int | None:
        """The billing day from which somebody is gone, or None for those who stay."""
        return self._leaves_on.get(index)

    def is_member(self, index: int, day: int | None = None) -> bool:
        """Whether somebody is in the lists of who is there on a billing day, or for good."""
        gone = self._leaves_on.get(index)
        return gone is None or (day is not None and day < gone)

    def era(self, day: int) -> int:
        """How many departures there were by a billing day."""
        return bisect_right(self._eras, day)

    def gone(self, era: int) -> tuple[int, ...]:
        """Who has left after so many departures."""
        if not era:
            return ()
        return tuple(index for index, day in self._leaves_on.items() if day <= self._eras[era - 1])

    def seats(self, index: int) -> tuple[int, ...]:
        """The seats of somebody, the one at home first."""
        second = self.second_seats.get(index)
        return (self.home_seat[index],) if second is None else (self.home_seat[index], second)

    def organization_of(self, seat: int) -> Organization:
        """The organization that a seat is in."""
        low, high = 0, len(self.organizations) - 1
        while low < high:
            middle = (low + high) // 2
            if seat < self.organizations[middle].last_seat:
                high = middle
            else:
                low = middle + 1
        return self.organizations[low]

    def email(self, index: int) -> str | None:
        """The e-mail address of a user; service users have none."""
        return f"user{index}@acme.example" if index < self.users else None

    def principal(self, index: int) -> Principal:
        """Somebody by index."""
        drawn = self._chance.number(f"name/{index}")
        is_user = index < self.users
        name = f"{_FIRST_NAMES[drawn % 12]} {_LAST_NAMES[(drawn >> 20) % 11]}"
        if index == WRITTEN_ABROAD:
            name = "Zoë Ångström-李"
        if not is_user:
            name = f"{_TEAMS[drawn % len(_TEAMS)]} automation {index - self.users + 1}"
        return Principal(
            index,
            self.ids[index],
            name,
            self.email(index),
            is_user=is_user,
            is_member=self.is_member(index),
            seats=self.seats(index),
        )

    @property
    def ids(self) -> tuple[str, ...]:
        """The id of each principal."""
        return self.names.ids

    def user(self, user_id: str) -> Principal | None:
        """The user with an id, removed ones too, or None."""
        index = self.names.user(user_id)
        return None if index is None else self.principal(index)

    def service_user(self, service_user_id: str) -> Principal | None:
        """The service user with an id, inactive ones too, or None."""
        index = self.names.service_user(service_user_id)
        return None if index is None else self.principal(index)

    def organization(self, org_id: str) -> Organization | None:
        """The organization with an id, or None."""
        index = self.names.organization(org_id)
        return None if index is None else self.organizations[index]
