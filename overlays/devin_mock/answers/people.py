"""Who is asking, and who there is: the key's principal, organizations, members, service users, ACU limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from devin_mock.account import Organization, Principal
from devin_mock.answers.call import Answer, Call
from devin_mock.answers.pages import cursor_page, skip_page
from devin_mock.calendar import day_start, rfc3339
from devin_mock.messages import Json
from devin_mock.refusals import Refusal, Refused

_LIMIT_PER_SEAT: Final = 600
_SESSION_LIMIT: Final = 50
"""In ACUs, the one of a cycle and the other of a session. Nobody in the account reaches them."""


def _self(call: Call) -> Json:
    account, org_id = call.ledger.account, call.key.org_id if call.key is not None else None
    # The first service user is in the first organization, to which the mock's organization key belongs.
    holder = account.principal(account.users + (1 if org_id is None else 0))
    return {
        "principal_type": "service_user",
        "service_user_id": holder.principal_id,
        "service_user_name": holder.name,
        "org_id": org_id,
    }


def _limit(call: Call, organization: Organization) -> int | None:
    """The ACU limit of an organization in a cycle, some have none."""
    seats = organization.last_seat - organization.first_seat
    drawn = call.ledger.chance.number(f"limit/{organization.index}")
    return _LIMIT_PER_SEAT * seats if organization.index == 0 or drawn % 2 else None


def _organization(call: Call, organization: Organization) -> Json:
    created = day_start(call.ledger.first_day)
    return {
        "org_id": organization.org_id,
        "name": organization.name,
        "created_at": created,
        "updated_at": created,
        "max_cycle_acu_limit": _limit(call, organization),
        "max_session_acu_limit": _SESSION_LIMIT if organization.index % 2 else None,
    }


def _organizations(call: Call) -> Json:
    _restricted(call)
    return cursor_page(call, call.ledger.account.organizations, lambda one: _organization(call, one))


def _roles(call: Call, somebody: Principal) -> list[Json]:
    account = call.ledger.account
    enterprise = "Enterprise Admin" if somebody.index == 0 else "Enterprise Member"
    roles: list[Json] = []
    if somebody.is_user:
        role_id = f"role-{enterprise.lower().replace(' ', '-')}"
        roles.append({"org_id": None, "role": _role(role_id, enterprise, "enterprise")})
    for seat in somebody.seats:
        org_id = account.organization_of(seat).org_id
        roles.append({"org_id": org_id, "role": _role("role-org-member", "Organization Member", "org")})
    return roles


def _role(role_id: str, name: str, role_type: str) -> Json:
    return {"role_id": role_id, "role_name": name, "role_type": role_type}


def _restricted(call: Call) -> None:
    """Refuse a key without every permission, if that is what an undocumented permission is taken for."""
    if call.assumptions.undocumented_permission == "none needed" or call.operation.permissions:
        return
    if call.key is not None and call.key.permissions is not None:
        raise Refused(Refusal(403, "Forbidden: the key lacks a permission that is not documented."))


def _v3_user(call: Call, somebody: Principal) -> Json:
    return {
        "user_id": somebody.principal_id,
        "name": somebody.name,
        "email": somebody.email,
        "role_assignments": _roles(call, somebody),
    }


def _members(call: Call, among: Iterable[int]) -> Sequence[int]:
    """The users of some indices who are members, by e-mail address if one is asked for."""
    account, today = call.ledger.account, call.today
    found = [index for index in among if index < account.users and account.is_member(index, today)]
    email: str | None = call.arguments.query.get("email")
    if email is None:
        return found
    match, folded = call.assumptions.email_match, email.casefold()
    return [
        index
        for index in found
        if (address := account.email(index) or "") == email
        or (match == "any case" and address.casefold() == folded)
        or (match == "part" and email in address)
    ]


def _v3_users(call: Call) -> Json:
    _restricted(call)
    account = call.ledger.account
    chosen = _members(call, range(account.users))
    return cursor_page(call, chosen, lambda index: _v3_user(call, account.principal(index)))


def _v3_organization_users(call: Call) -> Json:
    _restricted(call)
    account, found = call.ledger.account, call.organization()
    if found is None:
        call.unknown("organization")
    chosen = () if found is None else _members(call, account.seat_holder[found.first_seat : found.last_seat])
    return cursor_page(call, chosen, lambda index: _v3_user(call, account.principal(index)))


def _v3_service_users(call: Call) -> Json:
    _restricted(call)
    account, today = call.ledger.account, call.today
    everybody = call.arguments.query.get("include_inactive", False)
    chosen = [
        index for index in range(account.users, account.principals) if everybody or account.is_member(index, today)
    ]

    def item(index: int) -> Json:
        somebody = account.principal(index)
        gone = account.leaves_on(index)
        ends = None if gone is None else day_start(gone)
        return {
            "service_user_id": somebody.principal_id,
            "name": somebody.name,
            "deleted_at": ends if index == account.deleted and not account.is_member(index, today) else None,
            "expires_at": ends if index == account.expired else None,
            "role_assignments": _roles(call, somebody),
        }

    return cursor_page(call, chosen, item)


def _v2_members(call: Call) -> Json:
    account = call.ledger.account

    def item(index: int) -> Json:
        somebody = account.principal(index)
        return {
            "user_id": call.names.ids[index],
            "email": somebody.email,
            "name": somebody.name,
            "enterprise_role": "admin" if index == 0 else "member",
            "created_at": rfc3339(day_start(call.ledger.first_day)),
            "last_login": None,
        }

    return skip_page(call, _members(call, range(account.users)), item)


def _limits(call: Call) -> Json:
    account = call.ledger.account
    limits: list[Json] = [
        {"scope": "enterprise", "cycle_acu_limit": _LIMIT_PER_SEAT * account.users, "org_id": None, "user_id": None}
    ]
    for organization in account.organizations:
        if (limit := _limit(call, organization)) is not None:
            limits.append({"scope": "org", "cycle_acu_limit": limit, "org_id": organization.org_id, "user_id": None})
    limits.append({"scope": "user", "cycle_acu_limit": _LIMIT_PER_SEAT, "org_id": None, "user_id": account.ids[0]})
    return cursor_page(call, limits, lambda limit: limit)


PEOPLE: dict[str, Answer] = {
    "get_self": _self,
    "list_enterprise_organizations": _organizations,
    "list_enterprise_users": _v3_users,
    "list_enterprise_organization_users": _v3_organization_users,
    "list_enterprise_service_users": _v3_service_users,
    "list_members": _v2_members,
    "list_enterprise_acu_limits": _limits,
}
