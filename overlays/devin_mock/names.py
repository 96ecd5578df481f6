"""The ids of people and organizations, and who is meant by one."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import attrs

from devin_mock.chance import Chance

WRITTEN_ABROAD: Final = 2
"""The user whose id and name hold a space and letters outside ASCII."""


@attrs.frozen(eq=False)
class Names:
    """The ids of an account; another `spelling` gives other ids to the same people and organizations."""

    chance: Chance
    users: int
    principals: int
    organizations: int
    spelling: str = ""

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The id of each principal. Many hold a `|`, one a space and a letter outside ASCII."""
        return tuple(map(self._id, range(self.principals)))

    @cached_property
    def org_ids(self) -> tuple[str, ...]:
        """The id of each organization."""
        return tuple(f"org-{self.chance.hex(f'{self.spelling}org/{index}', 32)}" for index in range(self.organizations))

    def _id(self, index: int) -> str:
        drawn = self.chance.hex(f"{self.spelling}principal/{index}", 32)
        if index >= self.users:
            return f"service-user-{drawn}"
        if index == WRITTEN_ABROAD:
            return f"okta|Acme Süd|x{self.spelling}2"
        return (f"email|{drawn[:24]}", f"okta|Acme|x{self.spelling}{index + 16}", f"user-{drawn}")[index % 3]

    @cached_property
    def _index_of_id(self) -> dict[str, int]:
        return {principal_id: index for index, principal_id in enumerate(self.ids)}

    @cached_property
    def _index_of_org(self) -> dict[str, int]:
        return {org_id: index for index, org_id in enumerate(self.org_ids)}

    def user(self, user_id: str) -> int | None:
        """The user with an id, or None."""
        index = self._index_of_id.get(user_id)
        return index if index is not None and index < self.users else None

    def service_user(self, service_user_id: str) -> int | None:
        """The service user with an id, or None."""
        index = self._index_of_id.get(service_user_id)
        return index if index is not None and index >= self.users else None

    def organization(self, org_id: str) -> int | None:
        """The organization with an id, or None."""
        return self._index_of_org.get(org_id)
