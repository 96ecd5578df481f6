"""The mock's own keys. They open nothing else, so they are no secrets."""

from __future__ import annotations

from typing import Final

import attrs

ENTERPRISE_ADMIN_KEY: Final = "apk_user_mock_enterprise_admin"
"""A personal key of an enterprise admin, for v2."""

ENTERPRISE_KEY: Final = "cog_mock_enterprise"
"""A service user's key with enterprise scope and every permission, for v3."""

ORGANIZATION_KEY: Final = "cog_mock_organization"
"""A service user's key with the scope of the account's first organization, for v3."""


@attrs.frozen(slots=True)
class Key:
    """A key that the mock knows.

    A key with an `org_id` has the scope of that organization, one without has enterprise scope. `permissions` of None
    are all that the scope allows.
    """

    token: str = attrs.field(repr=False)
    org_id: str | None = None
    permissions: frozenset[str] | None = None


def default_keys(org_id: str) -> tuple[Key, ...]:
    """The three keys of a mock whose first organization is `org_id`."""
    return Key(ENTERPRISE_ADMIN_KEY), Key(ENTERPRISE_KEY), Key(ORGANIZATION_KEY, org_id=org_id)
