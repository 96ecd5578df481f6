"""The values that people work with. One set for both versions of the API; what a version does not give is None.

ACUs are floats in Agent Compute Units; sums are made with ``math.fsum``.
"""

from .consumption import TOLERANCE_ACUS, Consumption, DailyConsumption, Days, Products
from .members import AcuLimit, Organization, Principal, Role, ServiceUser, User
from .metrics import (
    ActiveUsers,
    Category,
    PullRequestMetrics,
    SearchMetrics,
    SessionMetrics,
    SessionsByCategory,
    Subcategory,
    UsageMetrics,
)
from .named import Acus, Counts
from .subject import Subject, SubjectKind

__all__ = [
    "TOLERANCE_ACUS",
    "ActiveUsers",
    "AcuLimit",
    "Acus",
    "Category",
    "Consumption",
    "Counts",
    "DailyConsumption",
    "Days",
    "Organization",
    "Principal",
    "Products",
    "PullRequestMetrics",
    "Role",
    "SearchMetrics",
    "ServiceUser",
    "SessionMetrics",
    "SessionsByCategory",
    "Subcategory",
    "Subject",
    "SubjectKind",
    "UsageMetrics",
    "User",
]
