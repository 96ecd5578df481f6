"""Whose figures an answer holds."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

SubjectKind = Literal["enterprise", "organization", "user", "service_user", "session"]


@frozen
class Subject:
    """Whose consumption or usage it is."""

    kind: SubjectKind
    id: str | None = None
    """None for the enterprise."""
    organizations: tuple[str, ...] | None = None
    """The organizations that the question was limited to, or None for all."""

    users: tuple[str, ...] | None = None
    """The users that the question was limited to, or None for all."""

    def __str__(self) -> str:
        """Name the subject."""
        name = self.kind.replace("_", " ") + (f" {self.id}" if self.id is not None else "")
        if self.organizations is not None and self.organizations != (self.id,):
            name += f" in {', '.join(self.organizations)}"
        return name if self.users is None else f"{name}, users {', '.join(self.users)}"
