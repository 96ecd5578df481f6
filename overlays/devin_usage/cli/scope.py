"""The grammar of scope that the commands share: whose figures are asked for."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from devin_usage.errors import InvalidArgument


@frozen
class Scope:
    """The ids that the options of scope name, each kind as often as it was given."""

    organizations: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    service_users: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()

    def one(self) -> dict[str, Any]:
        """Give what asks about one subject; several organizations are asked for together (v2).

        Raises:
            InvalidArgument: several users, service users or sessions are named.
        """
        for option, ids in (
            ("--user", self.users),
            ("--service-user", self.service_users),
            ("--session", self.sessions),
        ):
            if len(ids) > 1:
                more = "; by-user takes several" if option == "--user" else ""
                raise InvalidArgument(f"{option} was given {len(ids)} times; this command asks about one{more}")
        return {
            **self._organizations(),
            "user": next(iter(self.users), None),
            "service_user": next(iter(self.service_users), None),
            "session": next(iter(self.sessions), None),
        }

    def filters(self, *kinds: str) -> dict[str, Any]:
        """Give what limits a count to all of these ids: of organizations, and of the kinds that are named."""
        ids = {"users": self.users, "service_users": self.service_users}
        return {**self._organizations(), **{kind: ids[kind] or None for kind in kinds}}

    def _organizations(self) -> dict[str, Any]:
        if len(self.organizations) > 1:
            return {"organization": None, "organizations": self.organizations}
        return {"organization": next(iter(self.organizations), None)}
