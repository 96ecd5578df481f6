"""What each question asks of the API, in which order, and how the answers become a value.

A plan is a generator: it yields a `Call`, is sent the checked body, and returns the value. A runner that sends the
calls can be sync or async; the plan, with every rule in it, is the same.
"""

from .consumption import cycles, daily
from .context import Context, Plan, own_organization, who_am_i
from .members import limits, organizations, service_users, users
from .metrics import (
    Filters,
    active_users,
    active_users_by,
    by_category,
    pull_requests,
    searches,
    sessions,
    usage,
)
from .pages import Page, every

__all__ = [
    "Context",
    "Filters",
    "Page",
    "Plan",
    "active_users",
    "active_users_by",
    "by_category",
    "cycles",
    "daily",
    "every",
    "limits",
    "organizations",
    "own_organization",
    "pull_requests",
    "searches",
    "service_users",
    "sessions",
    "usage",
    "users",
    "who_am_i",
]
