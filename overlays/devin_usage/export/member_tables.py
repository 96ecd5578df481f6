"""Users, organizations and other members as tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from typing import Any

from ..errors import InconsistentAnswer
from ..unix_time import instant_of
from ..values import AcuLimit, Organization, Principal, Role, ServiceUser, User
from .fields import Field, field, rows
from .tables import Table

_UNIX = "as the API gives it: its unit is not documented, other times of v3 are Unix seconds."


def _roles(found: tuple[Role, ...] | None) -> str | None:
    if found is None:
        return None
    return "; ".join(each.name + ("" if each.organization is None else f" in {each.organization}") for each in found)


def _instant(seconds: int | None) -> datetime | None:
    # The number stands beside it, so that nothing is lost where it is no time.
    try:
        return None if seconds is None else instant_of(seconds)
    except InconsistentAnswer:
        return None


def _time(name: str, what: str) -> list[Field]:
    unix = attrgetter(f"{name}_unix")
    return [
        field(name, "instant", f"{what}, if the API means Unix seconds.", lambda each: _instant(unix(each))),
        field(f"{name}_unix", "count", f"{what}, {_UNIX}", unix),
    ]


def _limit(name: str, what: str) -> Field:
    def read(each: Any) -> float | None:
        limit = getattr(each, name)
        return None if limit is None else float(limit)

    return field(name, "acus", what, read)


_ROLES = field(
    "roles",
    "text",
    "The roles, by semicolon, each with its organization where it has one (v3).",
    lambda each: _roles(each.roles),
)
_USER = [
    field("user_id", "text", "The id of the user.", attrgetter("id"), personal=True),
    field("email", "text", "The e-mail address.", attrgetter("email"), personal=True),
    field("name", "text", "The name.", attrgetter("name"), personal=True),
    _ROLES,
    field("enterprise_role", "text", "The role in the enterprise, as free text (v2).", attrgetter("enterprise_role")),
    field("created_at", "instant", "When the user was created (v2).", attrgetter("created_at")),
    field("last_login", "instant", "The last login; none where there was none (v2).", attrgetter("last_login")),
    field("logins", "count", "How many logins there were (v2).", attrgetter("logins")),
    field("saml_id", "text", "The id at the identity provider (v2).", attrgetter("saml_id"), personal=True),
    field(
        "sessions_created",
        "count",
        "How many sessions the user created (v2); the period that is counted is not documented.",
        attrgetter("sessions_created"),
    ),
    field(
        "searches_created",
        "count",
        "How many searches the user created (v2); the period that is counted is not documented.",
        attrgetter("searches_created"),
    ),
]
_SERVICE_USER = [
    field("service_user_id", "text", "The id of the service user.", attrgetter("id")),
    field("name", "text", "The name.", attrgetter("name")),
    _ROLES,
    *_time("expires_at", "When it expires"),
    *_time("deleted_at", "When it was deleted"),
]
_ORGANIZATION = [
    field("organization_id", "text", "The id of the organization.", attrgetter("id")),
    field("name", "text", "The name.", attrgetter("name")),
    _limit("cycle_acu_limit", "The most ACUs that it may use in a billing cycle; none for no limit."),
    _limit("session_acu_limit", "The most ACUs that one of its sessions may use; none for no limit."),
    *_time("created_at", "When it was created"),
    *_time("updated_at", "When it was last changed"),
]
_ACU_LIMIT = [
    field("scope", "text", "What is limited: enterprise, org, user, or another.", attrgetter("scope")),
    field("organization_id", "text", "The organization that is limited.", attrgetter("organization")),
    field("user_id", "text", "The user that is limited.", attrgetter("user"), personal=True),
    _limit("acus", "The most ACUs that may be used in a billing cycle."),
]
_ROLE = [
    field("role_id", "text", "The id of the role.", attrgetter("id")),
    field("name", "text", "The name of the role.", attrgetter("name")),
    field("level", "text", "Where it holds: enterprise, org, or another.", attrgetter("level")),
    field(
        "organization_id",
        "text",
        "The organization in which it holds, if it is tied to one.",
        attrgetter("organization"),
    ),
]
_PRINCIPAL = [
    field("kind", "text", "Who the key belongs to: service_user, pat_user, or another.", attrgetter("kind")),
    field(
        "organization_id", "text", "The organization of the key; none for the enterprise.", attrgetter("organization")
    ),
    field("name", "text", "The name of who it belongs to.", attrgetter("name"), personal=True),
    field("id", "text", "The id of who it belongs to.", attrgetter("id"), personal=True),
]


def users(found: Iterable[User]) -> Table:
    """Make a table of users."""
    return rows("users", _USER, found)


def service_users(found: Iterable[ServiceUser]) -> Table:
    """Make a table of service users."""
    return rows("service_users", _SERVICE_USER, found)


def organizations(found: Iterable[Organization]) -> Table:
    """Make a table of organizations."""
    return rows("organizations", _ORGANIZATION, found)


def limits(found: Iterable[AcuLimit]) -> Table:
    """Make a table of limits."""
    return rows("limits", _ACU_LIMIT, found)


def roles(found: Iterable[Role]) -> Table:
    """Make a table of roles."""
    return rows("roles", _ROLE, found)


def principals(found: Iterable[Principal]) -> Table:
    """Make a table of who keys belong to."""
    return rows("principals", _PRINCIPAL, found)
