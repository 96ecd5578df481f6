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
    service_users: tuple[str, ...] | None = None
    """The service users that the question was limited to, or None for all."""
    playbook: str | None = None
    """The playbook whose sessions the question was limited to, or None for all."""

    def __str__(self) -> str:
        """Name the subject."""
        name = self.kind.replace("_", " ") + (f" {self.id}" if self.id is not None else "")
        if self.organizations is not None and self.organizations != (self.id,):
            name += f" in {', '.join(self.organizations)}"
        if self.users is not None:
            name += f", users {', '.join(self.users)}"
        if self.service_users is not None:
            name += f", service users {', '.join(self.service_users)}"
        return name if self.playbook is None else f"{name}, playbook {self.playbook}"
