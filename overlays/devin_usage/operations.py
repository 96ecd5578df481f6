"""The operation table: where the generated code for each operation is, loaded when it is first used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from attrs import field, frozen

from .credential import Version

_PACKAGES: Mapping[Version, Mapping[str, tuple[str, ...]]] = {
    "v2": {
        "consumption": ("get_consumption_cycles", "get_daily_consumption", "get_user_daily_consumption"),
        "members": ("list_members",),
        "metrics": ("get_pr_metrics", "get_search_metrics", "get_session_metrics", "get_usage_metrics"),
    },
    "v3": {
        "acu_limits": ("list_enterprise_acu_limits",),
        "consumption": (
            "list_enterprise_consumption_cycles",
            "get_enterprise_daily_consumption",
            "get_enterprise_organization_daily_consumption",
            "get_enterprise_service_user_daily_consumption",
            "get_enterprise_session_daily_consumption",
            "get_enterprise_user_daily_consumption",
            "get_organization_daily_consumption",
            "get_organization_service_user_daily_consumption",
            "get_organization_session_daily_consumption",
            "get_organization_user_daily_consumption",
        ),
        "metrics": (
            "get_enterprise_active_user_metrics",
            "get_enterprise_daily_active_user_metrics",
            "get_enterprise_monthly_active_user_metrics",
            "get_enterprise_organization_usage_metrics",
            "get_enterprise_pr_metrics",
            "get_enterprise_search_metrics",
            "get_enterprise_session_metrics",
            "get_enterprise_sessions_by_category",
            "get_enterprise_usage_metrics",
            "get_enterprise_weekly_active_user_metrics",
            "get_organization_active_user_metrics",
            "get_organization_daily_active_user_metrics",
            "get_organization_monthly_active_user_metrics",
            "get_organization_pr_metrics",
            "get_organization_search_metrics",
            "get_organization_session_metrics",
            "get_organization_usage_metrics",
            "get_organization_weekly_active_user_metrics",
        ),
        "organizations": ("list_enterprise_organizations",),
        "self_": ("get_self",),
        "service_users": ("list_enterprise_service_users",),
        "users": ("list_enterprise_organization_users", "list_enterprise_users"),
    },
}

OPERATIONS: Mapping[tuple[Version, str], str] = {
    (version, operation): f"devin_api.{version}.api.{package}.{operation}"
    for version, packages in _PACKAGES.items()
    for package, operations in packages.items()
    for operation in operations
}
"""The generated module of every operation."""


@frozen(eq=False)
class Call:
    """One request: an operation and its arguments, by the names of the generated function."""

    version: Version
    operation: str
    arguments: Mapping[str, Any] = field(factory=dict[str, Any])


@cache
def _builder(version: Version, operation: str) -> Callable[..., dict[str, Any]]:
    # The generated function that turns arguments into method, address and query. Its name starts with an underscore,
    # but it is the one place where the generator puts the wire format together.
    build: Callable[..., dict[str, Any]] = vars(import_module(OPERATIONS[version, operation]))["_get_kwargs"]
    return build


def request_arguments(call: Call) -> dict[str, Any]:
    """Give the method, the path and the query of a call, as the generated client builds them."""
    return _builder(call.version, call.operation)(**call.arguments)
