"""Usage metrics and ACU consumption from the Devin API, v2 and v3: billing time, one client, checked answers.

Start with `DevinUsage` and `Period`. Importing this loads the core alone: the command line and the mock are extras.
"""

from .billing import BILLING_ZONE, Cycle, Period, billing_day, day_start
from .client import DevinUsage
from .errors import (
    AnswerError,
    ArgumentsRefused,
    BadRequest,
    ConfigurationError,
    ConnectionFailed,
    DevinUsageError,
    Forbidden,
    InconsistentAnswer,
    InvalidArgument,
    NotFound,
    RateLimited,
    Redirected,
    RequestFailed,
    ResponseValidationError,
    ServerError,
    StatusError,
    TimedOut,
    Unauthorized,
    Unsupported,
    UnsupportedByScope,
    UnsupportedByVersion,
)
from .values import Consumption, DailyConsumption, Principal, Products, Subject, UsageMetrics

__all__ = [
    "BILLING_ZONE",
    "AnswerError",
    "ArgumentsRefused",
    "BadRequest",
    "ConfigurationError",
    "ConnectionFailed",
    "Consumption",
    "Cycle",
    "DailyConsumption",
    "DevinUsage",
    "DevinUsageError",
    "Forbidden",
    "InconsistentAnswer",
    "InvalidArgument",
    "NotFound",
    "Period",
    "Principal",
    "Products",
    "RateLimited",
    "Redirected",
    "RequestFailed",
    "ResponseValidationError",
    "ServerError",
    "StatusError",
    "Subject",
    "TimedOut",
    "Unauthorized",
    "Unsupported",
    "UnsupportedByScope",
    "UnsupportedByVersion",
    "UsageMetrics",
    "billing_day",
    "day_start",
]
