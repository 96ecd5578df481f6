"""Who and what an account is made of."""

from __future__ import annotations

from ..values import Principal
from .reading import Body


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
