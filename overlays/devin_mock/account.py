"""Who is in the mock's account: organizations, users, service users, and who belongs where.

Everybody has an index (users first, then service users). A *seat* is one principal in one organization; seats are
numbered organization by organization, so that an organization is a range of seats. A few users have a second seat.
"""

from __future__ import annotations

from array import array
from datetime import date
from functools import cached_property
from typing import Final

import attrs

from devin_mock.calendar import billing_day
from devin_mock.chance import Chance

FIRST_DAY: Final = date(2024, 6, 5)
"""The account's first billing day, and the start of its first cycle. Nothing was used before."""

REMOVED_ON: Final = date(2025, 10, 1)
"""The billing day from which the removed user uses nothing and is in no list of members."""

SMALLEST_ACCOUNT: Final = 10
"""Users below which an account cannot hold all the cases that it is there to show."""

_PIPED, _WRITTEN_ABROAD, _REMOVED, _IDLE = 1, 2, 3, 4

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
    """The people of one seed and size."""

    def __init__(self, chance: Chance, users: int) -> None:
        """Seat everybody. Raises ValueError when there are fewer than `SMALLEST_ACCOUNT` users."""
        if users < SMALLEST_ACCOUNT:
            raise ValueError(f"An account has at least {SMALLEST_ACCOUNT} users; {users} were asked for.")
        self._chance = chance
        self.users = users
        self.service_users = max(2, users // 20)
        self.principals = self.users + self.service_users
        self._removed_day = billing_day(REMOVED_ON)
        count = min(200, max(3, users // 25))
        members: list[list[int]] = [[] for _ in range(count)]
        for index in range(self.principals):
            for organization in self._belongs_to(index, count):
                members[organization].append(index)
        self.seat_holder = array("l", (index for organization in members for index in organization))
        """The principal of each seat."""
        self.organizations = self._organizations(members)
        homes: set[int] = set()
        self._seats: list[list[int]] = [[] for _ in range(self.principals)]
        for place in self.organizations:
            for seat in range(place.first_seat, place.last_seat):
                index = self.seat_holder[seat]
                at_home = self._belongs_to(index, count)[0] == place.index
                self._seats[index].insert(0 if at_home else 1, seat)
                if at_home:
                    homes.add(seat)
        self.home_seats = frozenset(homes)

    def _organizations(self, members: list[list[int]]) -> tuple[Organization, ...]:
        found: list[Organization] = []
        seat = 0
        for index, inside in enumerate(members):
            org_id = f"org-{self._chance.hex(f'org/{index}', 32)}"
            name = _TEAMS[index] if index < len(_TEAMS) else f"{_TEAMS[index % len(_TEAMS)]} {index // len(_TEAMS) + 1}"
            found.append(Organization(index, org_id, name, seat, seat + len(inside)))
            seat += len(inside)
        return tuple(found)

    def _belongs_to(self, index: int, count: int) -> tuple[int, ...]:
        if index >= self.users:
            return ((index - self.users) % count,)
        drawn = self._chance.number(f"member/{index}")
        # The smaller of two draws: the first organizations are the large ones. Each has at least one user.
        home = index if index < count else min(drawn % count, (drawn >> 20) % count)
        if index == _PIPED or (drawn >> 40) % 6 == 0:
            return home, (home + 1 + (drawn >> 44) % (count - 1)) % count
        return (home,)

    def weight(self, index: int, day: int) -> int:
        """How much of a day's work falls to a principal: 0 for the idle, and for the removed since their removal."""
        drawn = self._chance.number(f"weight/{index}")
        if index >= self.users:
            return 100 + (drawn % 32) ** 2
        if index == _IDLE or (index > _IDLE and drawn % 12 == 0):
            return 0
        if index == _REMOVED and day >= self._removed_day:
            return 0
        return 20 + (drawn % 32) ** 2

    def seat_weights(self, day: int) -> list[int]:
        """The weight of each seat on a day; a second seat weighs a third of the first."""
        weights = [self.weight(index, day) for index in range(self.principals)]
        return [
            weights[holder] if seat in self.home_seats else (weights[holder] + 2) // 3
            for seat, holder in enumerate(self.seat_holder)
        ]

    def user_weights(self, day: int) -> list[int]:
        """The weight of each user on a day, for what belongs to no organization."""
        return [self.weight(index, day) for index in range(self.users)]

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

    def is_member(self, index: int) -> bool:
        """Whether somebody is in the lists of members."""
        return index != _REMOVED

    def principal(self, index: int) -> Principal:
        """Somebody by index."""
        seats = tuple(self._seats[index])
        drawn = self._chance.number(f"name/{index}")
        if index >= self.users:
            name = f"{_TEAMS[drawn % len(_TEAMS)]} automation {index - self.users + 1}"
            return Principal(
                index, self.ids[index], name, None, is_user=False, is_member=self.is_member(index), seats=seats
            )
        name = f"{_FIRST_NAMES[drawn % 12]} {_LAST_NAMES[(drawn >> 20) % 11]}"
        if index == _WRITTEN_ABROAD:
            name = "Zoë Ångström-李"
        email = f"user{index}@acme.example"
        return Principal(
            index, self.ids[index], name, email, is_user=True, is_member=self.is_member(index), seats=seats
        )

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The id of each principal. Many hold a `|`, one a space and a letter outside ASCII."""
        return tuple(self._id(index) for index in range(self.principals))

    def _id(self, index: int) -> str:
        drawn = self._chance.hex(f"principal/{index}", 32)
        if index >= self.users:
            return f"service-user-{drawn}"
        if index == _WRITTEN_ABROAD:
            return "okta|Acme Süd|x2"
        return (f"email|{drawn[:24]}", f"okta|Acme|x{index + 16}", f"user-{drawn}")[index % 3]

    @cached_property
    def _index_of_id(self) -> dict[str, int]:
        return {principal_id: index for index, principal_id in enumerate(self.ids)}

    @cached_property
    def _index_of_org(self) -> dict[str, int]:
        return {organization.org_id: organization.index for organization in self.organizations}

    def user(self, user_id: str) -> Principal | None:
        """The user with an id, removed ones too, or None."""
        index = self._index_of_id.get(user_id)
        return self.principal(index) if index is not None and index < self.users else None

    def service_user(self, service_user_id: str) -> Principal | None:
        """The service user with an id, or None."""
        index = self._index_of_id.get(service_user_id)
        return self.principal(index) if index is not None and index >= self.users else None

    def organization(self, org_id: str) -> Organization | None:
        """The organization with an id, or None."""
        index = self._index_of_org.get(org_id)
        return None if index is None else self.organizations[index]
