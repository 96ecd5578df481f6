"""Who and what an account is made of, as plain JSON values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from devin_usage.values import Organization, Principal, Role, ServiceUser, User


def principal(found: Principal) -> dict[str, Any]:
    """Write whom a key belongs to."""
    return {"kind": found.kind, "id": found.id, "name": found.name, "organization": found.organization}


def users(found: Iterable[User]) -> list[dict[str, Any]]:
    """Write users; what the version does not tell is null."""
    return [
        {
            "id": user.id,
            "email": user.email,
            "name": user.name,
            "roles": None if user.roles is None else _roles(user.roles),
            "enterprise_role": user.enterprise_role,
            "created_at": _instant(user.created_at),
            "last_login": _instant(user.last_login),
            "logins": user.logins,
            "saml_id": user.saml_id,
            "sessions_created": user.sessions_created,
            "searches_created": user.searches_created,
        }
        for user in found
    ]


def service_users(found: Iterable[ServiceUser]) -> list[dict[str, Any]]:
    """Write service users."""
    return [
        {
            "id": each.id,
            "name": each.name,
            "roles": _roles(each.roles),
            "expires_at_unix": each.expires_at_unix,
            "deleted_at_unix": each.deleted_at_unix,
        }
        for each in found
    ]


def organizations(found: Iterable[Organization]) -> list[dict[str, Any]]:
    """Write organizations."""
    return [
        {
            "id": each.id,
            "name": each.name,
            "cycle_acu_limit": each.cycle_acu_limit,
            "session_acu_limit": each.session_acu_limit,
            "created_at_unix": each.created_at_unix,
            "updated_at_unix": each.updated_at_unix,
        }
        for each in found
    ]


def _roles(roles: Iterable[Role]) -> list[dict[str, Any]]:
    return [
        {"id": role.id, "name": role.name, "level": role.level, "organization": role.organization} for role in roles
    ]


def _instant(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()
