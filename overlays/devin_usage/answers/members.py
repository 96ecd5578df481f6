"""Who and what an account is made of."""

from __future__ import annotations

from ..values import AcuLimit, Organization, Principal, Role, ServiceUser, User
from .reading import Body, count, count_or_none, instant, listed


def principal(body: Body) -> Principal:
    """Read who a key belongs to; a kind that is not known yet keeps its name and its organization."""
    kind = body["principal_type"]
    ids = {"service_user": "service_user_id", "devin_brain": "devin_id"}
    names = {"service_user": "service_user_name"}
    return Principal(
        kind=kind,
        organization=body.get("org_id"),
        name=body.get(names.get(kind, "user_name")),
        id=body.get(ids.get(kind, "user_id")),
    )


def user_v2(item: Body) -> User:
    """Read a member of v2."""
    last_login = item.get("last_login")
    return User(
        id=item["user_id"],
        email=item["email"],
        name=item["name"],
        enterprise_role=item["enterprise_role"],
        created_at=instant(item["created_at"]),
        last_login=None if last_login is None else instant(last_login),
        logins=count_or_none(item.get("login_count")),
        saml_id=item.get("saml_id"),
        sessions_created=count_or_none(item.get("sessions_created_count")),
        searches_created=count_or_none(item.get("searches_created_count")),
    )


def user_v3(item: Body) -> User:
    """Read a user of v3."""
    return User(id=item["user_id"], email=item["email"], name=item["name"], roles=_roles(item))


def service_user(item: Body) -> ServiceUser:
    """Read a service user."""
    return ServiceUser(
        id=item["service_user_id"],
        name=item["name"],
        roles=_roles(item),
        expires_at_unix=count_or_none(item["expires_at"]),
        deleted_at_unix=count_or_none(item["deleted_at"]),
    )


def _roles(item: Body) -> tuple[Role, ...]:
    return tuple(
        Role(
            id=each["role"]["role_id"],
            name=each["role"]["role_name"],
            level=each["role"]["role_type"],
            organization=each.get("org_id"),
        )
        for each in listed(item["role_assignments"])
    )


def organization(item: Body) -> Organization:
    """Read an organization."""
    return Organization(
        id=item["org_id"],
        name=item["name"],
        cycle_acu_limit=count_or_none(item["max_cycle_acu_limit"]),
        session_acu_limit=count_or_none(item["max_session_acu_limit"]),
        created_at_unix=count(item["created_at"]),
        updated_at_unix=count(item["updated_at"]),
    )


def acu_limit(item: Body) -> AcuLimit:
    """Read a limit."""
    return AcuLimit(
        scope=item["scope"],
        acus=count(item["cycle_acu_limit"]),
        organization=item.get("org_id"),
        user=item.get("user_id"),
    )
