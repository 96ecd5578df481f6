"""What people ask of lists: cycles, users, service users, organizations, limits; and whose key it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

import attrs

from .operations import VERSIONS, Version
from .question import INSIDE, ODD, Question, Wanted

FIRST_PAGE: Final[Mapping[Version, Mapping[str, int]]] = {"v2": {"skip": 0, "limit": 200}, "v3": {"first": 200}}
"""What the first page of a list is asked with."""
_EMAIL: Final = "né+1@example.com"
_CYCLES: Final[Mapping[Version, str]] = {"v2": "get_consumption_cycles", "v3": "list_enterprise_consumption_cycles"}


def _question(version: Version, method: str, *about: Any, **arguments: Any) -> Question:
    return Question(version, method, arguments, about=about)


def _list_of_v3(name: str, operation: str, query: Mapping[str, Any], **arguments: Any) -> tuple[Question, Wanted]:
    return _question("v3", f"{name}.list", **arguments), Wanted(operation, {}, {**FIRST_PAGE["v3"], **query})


LISTED: Final[tuple[tuple[Question, Wanted], ...]] = (
    *(
        (
            _question(version, f"cycles.{name}", *about),
            Wanted(_CYCLES[version], {}, FIRST_PAGE["v3"] if version == "v3" else {}),
        )
        for version in VERSIONS
        for name, *about in (
            ("list",),
            ("current",),
            ("previous",),
            ("named", "2025-11"),
            ("holding", date(2025, 11, 4)),
            ("holding", datetime(2025, 11, 5, 7, 59, 59, tzinfo=UTC)),
        )
    ),
    (_question("v2", "users.list"), Wanted("list_members", {}, FIRST_PAGE["v2"])),
    (_question("v2", "users.list", email=_EMAIL), Wanted("list_members", {}, {**FIRST_PAGE["v2"], "email": _EMAIL})),
    _list_of_v3("users", "list_enterprise_users", {}),
    _list_of_v3("users", "list_enterprise_users", {"email": _EMAIL}, email=_EMAIL),
    *(
        (
            _question("v3", "users.list", organization=ODD, **email),
            Wanted("list_enterprise_organization_users", {"org_id": ODD}, {**FIRST_PAGE["v3"], **email}),
        )
        for email in ({}, {"email": _EMAIL})
    ),
    *(
        _list_of_v3("service_users", "list_enterprise_service_users", {"include_inactive": bool(said)}, **said)
        for said in ({}, {"include_inactive": True})
    ),
    _list_of_v3("organizations", "list_enterprise_organizations", {}),
    _list_of_v3("limits", "list_enterprise_acu_limits", {}),
    (_question("v3", "whoami"), Wanted("get_self", {}, {})),
)
"""Questions about lists, and the request for the first page of each."""

PAGED: Final = tuple((question, wanted) for question, wanted in LISTED if ".list" in question.method and wanted.query)
"""Those that are given page by page."""

_LISTS: Final = ("users", "service_users", "organizations", "limits")
_WRONG_TEXTS: Final = ("", "a\nb", "\ud800", 7, ("a",), b"a")

UNLISTED: Final[tuple[Question, ...]] = (
    *(_question(version, "users.list", email=wrong) for version in VERSIONS for wrong in _WRONG_TEXTS),
    *(_question("v3", "users.list", organization=wrong) for wrong in (*_WRONG_TEXTS, ".", "..")),
    *(_question("v3", "service_users.list", include_inactive=wrong) for wrong in ("false", "", 0, 1, None)),
    _question("v2", "users.list", organization="a"),
    *(_question("v2", f"{name}.list") for name in _LISTS if name != "users"),
    _question("v2", "service_users.list", include_inactive=True),
    _question("v2", "whoami"),
    *(
        attrs.evolve(_question("v3", f"{name}.list"), **scope)
        for name in (*_LISTS, "cycles")
        for scope in ({"own": "org-7"}, {"options": INSIDE})
    ),
    attrs.evolve(_question("v3", "users.list", organization="org-7"), own="org-7"),
)
"""Questions about lists that are not sent."""
