"""Who and what an account is made of.

Names and e-mail addresses are personal: they are in the values, and not in what ``repr`` writes into logs.
"""

from __future__ import annotations

from datetime import datetime

from attrs import field, frozen

from ..tabular import Tabular
from ..unix_time import instant_of


@frozen
class Principal(Tabular):
    """Who a v3 key belongs to."""

    kind: str
    """The API's ``principal_type``: ``service_user``, ``pat_user``, or another."""
    organization: str | None
    """The organization of a key with organization scope, or None for one with enterprise scope."""
    name: str | None = field(repr=False)
    id: str | None


@frozen
class Role(Tabular):
    """A role that somebody has, in the enterprise or in one organization."""

    id: str
    name: str
    level: str
    """The API's ``role_type``: ``enterprise``, ``org``, or another."""
    organization: str | None
    """The organization in which it holds, or None where it is tied to none."""


@frozen
class User(Tabular):
    """A member of the enterprise. v2 and v3 tell different things of one; what a version does not tell is None.

    Source: https://docs.devin.ai/zh/api-reference/v2/members/list-enterprise-members, and for v3 the types of the
    vendor's published SDK.
    """

    id: str
    email: str | None = field(repr=False)
    name: str | None = field(repr=False)
    roles: tuple[Role, ...] | None = None
    """None from v2."""
    enterprise_role: str | None = None
    """From v2 alone, as free text."""
    created_at: datetime | None = None
    """From v2 alone."""
    last_login: datetime | None = None
    """From v2 alone, and None where there was none."""
    logins: int | None = None
    """From v2 alone."""
    saml_id: str | None = field(default=None, repr=False)
    """From v2 alone."""
    sessions_created: int | None = None
    """From v2 alone. The period that is counted is not documented."""
    searches_created: int | None = None
    """From v2 alone. The period that is counted is not documented."""


@frozen
class ServiceUser(Tabular):
    """A service user (v3).

    Source: the types of the vendor's published SDK.
    """

    id: str
    name: str
    roles: tuple[Role, ...]
    expires_at_unix: int | None
    """As the API gives it. The unit is not documented; other times of v3 are Unix seconds."""
    deleted_at_unix: int | None
    """As the API gives it. The unit is not documented; other times of v3 are Unix seconds."""

    @property
    def expires_at(self) -> datetime | None:
        """When it expires, if the API means Unix seconds.

        Raises:
            InconsistentAnswer: it cannot mean those.
        """
        return None if self.expires_at_unix is None else instant_of(self.expires_at_unix)

    @property
    def deleted_at(self) -> datetime | None:
        """When it was deleted, if the API means Unix seconds.

        Raises:
            InconsistentAnswer: it cannot mean those.
        """
        return None if self.deleted_at_unix is None else instant_of(self.deleted_at_unix)


@frozen
class Organization(Tabular):
    """An organization of the enterprise (v3).

    Source: the types of the vendor's published SDK.
    """

    id: str
    name: str
    cycle_acu_limit: int | None
    """The most ACUs that it may use in a billing cycle, or None for no limit."""
    session_acu_limit: int | None
    """The most ACUs that one of its sessions may use, or None for no limit."""
    created_at_unix: int
    """As the API gives it. The unit is not documented; other times of v3 are Unix seconds."""
    updated_at_unix: int
    """As the API gives it. The unit is not documented; other times of v3 are Unix seconds."""

    @property
    def created_at(self) -> datetime:
        """When it was created, if the API means Unix seconds.

        Raises:
            InconsistentAnswer: it cannot mean those.
        """
        return instant_of(self.created_at_unix)

    @property
    def updated_at(self) -> datetime:
        """When it was last changed, if the API means Unix seconds.

        Raises:
            InconsistentAnswer: it cannot mean those.
        """
        return instant_of(self.updated_at_unix)


@frozen
class AcuLimit(Tabular):
    """The most ACUs that somebody may use in a billing cycle (v3).

    Source: the types of the vendor's published SDK.
    """

    scope: str
    """What is limited: ``enterprise``, ``org``, ``user``, or another."""
    acus: int
    organization: str | None
    user: str | None
