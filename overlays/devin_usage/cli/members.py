"""The members of a breakdown in the order in which people read them, and what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

if TYPE_CHECKING:
    from devin_usage.account import Breakdown


@frozen
class Named:
    """What a member is called, beside its id."""

    name: str | None
    email: str | None = None

    @property
    def shown(self) -> str:
        """What stands for it in a table."""
        return self.name or self.email or ""


def highest_first(found: Breakdown) -> Breakdown:
    """Give the members in the order of what they used."""
    return evolve(found, acus=dict(sorted(found.acus.items(), key=lambda each: -each[1])))
