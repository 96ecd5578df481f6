"""Who and what an account is made of."""

from __future__ import annotations

from attrs import frozen


@frozen
class Principal:
    """Who a v3 key belongs to."""

    kind: str
    """The API's ``principal_type``: ``service_user``, ``pat_user``, or another."""
    organization: str | None
    """The organization of a key with organization scope, or None for one with enterprise scope."""
    name: str | None
    id: str | None
