"""From checked JSON to values.

The bodies have passed the contract, so what is read here is there; what the contract cannot see is checked here.
"""

from .active_users import Bucket, active_users, active_users_by
from .consumption import consumption, day_of
from .cycles import cycle_v2, cycle_v3, cycles
from .members import acu_limit, organization, principal, service_user, user_v2, user_v3
from .metrics import by_category, pull_requests, searches, sessions, usage
from .reading import Body, built, listed, page, page_v2

__all__ = [
    "Body",
    "Bucket",
    "active_users",
    "active_users_by",
    "acu_limit",
    "built",
    "by_category",
    "consumption",
    "cycle_v2",
    "cycle_v3",
    "cycles",
    "day_of",
    "listed",
    "organization",
    "page",
    "page_v2",
    "principal",
    "pull_requests",
    "searches",
    "service_user",
    "sessions",
    "usage",
    "user_v2",
    "user_v3",
]
