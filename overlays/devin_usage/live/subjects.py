"""Whom an account holds: the ids that paths and filters need, learnt from the lists that the API gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import define, field

from ..arguments import identifier
from ..errors import InvalidArgument
from .asking import Reading


def _usable(ids: Iterable[Any]) -> list[str]:
    """Keep what can stand in a path, each once, in order; one with a sign to encode comes second, so as to be tried."""
    found: dict[str, None] = {}
    for each in ids:
        try:
            found[identifier("id", each)] = None
        except InvalidArgument:
            continue
    kept = list(found)
    signs = next((each for each in kept[1:] if not each.replace("-", "").replace("_", "").isalnum()), None)
    if signs is not None:
        kept.remove(signs)
        kept.insert(1, signs)
    return kept


@define(eq=False)
class Subjects:
    """The ids that are known so far."""

    sample: int = 2
    """How many of a kind to ask about."""
    scope: str = "unknown"
    """``enterprise`` or ``organization``, once the API has said whose key it is."""
    principal_kind: str | None = None
    account: str = ""
    """What tells the account from others: the principal's id, or in v2 that of the oldest member."""
    organizations: list[str] = field(factory=list[str])
    users: list[str] = field(factory=list[str])
    service_users: list[str] = field(factory=list[str])
    sessions: list[str] = field(factory=list[str])
    users_of: dict[str, list[str]] = field(factory=dict[str, list[str]])
    service_users_of: dict[str, list[str]] = field(factory=dict[str, list[str]])
    given: set[str] = field(factory=set[str])
    """The kinds that were named by whoever called, and are not learnt."""

    def learn(self, reading: Reading) -> None:
        """Take what an answer tells of ids."""
        learnt = _LEARNT.get(reading.operation.id)
        if learnt is None or reading.status != 200:
            return
        try:
            learnt(self, reading.arguments, reading.body)
        except (AttributeError, KeyError, TypeError):
            return  # A body that breaks the documents; that has been noted.

    def add(self, kind: str, ids: Iterable[Any]) -> None:
        """Add ids of a kind, unless its ids were given."""
        if kind not in self.given:
            known: list[str] = getattr(self, kind)
            known[:] = _usable([*known, *ids])

    def give(self, kind: str, ids: Iterable[str]) -> None:
        """Take the ids that whoever called has named."""
        named = list(ids)
        if named:
            self.add(kind, named)
            self.given.add(kind)

    def users_in(self, organization: str) -> list[str]:
        """Give the users that are known in an organization."""
        return self.users if "users" in self.given else self.users_of.get(organization, [])

    def service_users_in(self, organization: str) -> list[str]:
        """Give the service users that are known in an organization."""
        return self.service_users if "service_users" in self.given else self.service_users_of.get(organization, [])

    @property
    def inside(self) -> str | None:
        """The organization whose paths are asked: the first that anything is known of."""
        for organization in self.organizations[: self.sample]:
            if self.users_of.get(organization):
                return organization
        return next(iter(self.organizations), None)


def _self(known: Subjects, _: Mapping[str, Any], body: Any) -> None:
    organization = body.get("org_id")
    known.scope = "organization" if organization is not None else "enterprise"
    known.principal_kind = body["principal_type"]
    user, service_user = body.get("user_id"), body.get("service_user_id")
    known.account = str(user or service_user or body.get("devin_id") or "")
    if organization is None:
        return  # There are lists of everybody, which are asked next.
    known.add("organizations", [organization])
    known.add("users", [user] if user is not None else [])
    known.add("service_users", [service_user] if service_user is not None else [])
    known.users_of[organization] = known.users
    known.service_users_of[organization] = known.service_users


def _organizations(known: Subjects, _: Mapping[str, Any], body: Any) -> None:
    known.add("organizations", [item["org_id"] for item in body["items"]])


def _users(known: Subjects, _: Mapping[str, Any], body: Any) -> None:
    known.add("users", [item["user_id"] for item in body["items"]])


def _members(known: Subjects, _: Mapping[str, Any], body: Any) -> None:
    _users(known, _, body)
    oldest = min(((item["created_at"], item["user_id"]) for item in body["items"]), default=None)
    if oldest is not None and not known.account:
        known.account = oldest[1]


def _users_of(known: Subjects, arguments: Mapping[str, Any], body: Any) -> None:
    known.users_of[arguments["org_id"]] = _usable(item["user_id"] for item in body["items"])


def _service_users(known: Subjects, _: Mapping[str, Any], body: Any) -> None:
    known.add("service_users", [item["service_user_id"] for item in body["items"]])
    for item in body["items"]:
        for role in item["role_assignments"]:
            if isinstance(organization := role.get("org_id"), str):
                inside = known.service_users_of.setdefault(organization, [])
                inside[:] = _usable([*inside, item["service_user_id"]])


def _maps(known: Subjects, _: Mapping[str, Any], body: Any) -> None:
    known.add("organizations", body["consumption_by_org_id"])
    # Those who used something tell more than those who did not.
    by_user: Mapping[str, Any] = body.get("consumption_by_user") or {}
    busy = [each for each in known.users if each in by_user]
    known.users[:] = _usable([*busy, *known.users])


_LEARNT: Mapping[str, Callable[[Subjects, Mapping[str, Any], Any], None]] = {
    "get_self": _self,
    "list_enterprise_organizations": _organizations,
    "list_enterprise_users": _users,
    "list_members": _members,
    "list_enterprise_organization_users": _users_of,
    "list_enterprise_service_users": _service_users,
    "get_daily_consumption": _maps,
}
