"""The values that people work with. One set for both versions of the API; what a version does not give is None.

ACUs are floats in Agent Compute Units; sums are made with ``math.fsum``.
"""

from .consumption import TOLERANCE_ACUS, Acus, Consumption, DailyConsumption, Days, Products
from .members import Principal
from .metrics import UsageMetrics
from .subject import Subject, SubjectKind

__all__ = [
    "TOLERANCE_ACUS",
    "Acus",
    "Consumption",
    "DailyConsumption",
    "Days",
    "Principal",
    "Products",
    "Subject",
    "SubjectKind",
    "UsageMetrics",
]
