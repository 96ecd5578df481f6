"""Usage metrics and ACU consumption from the Devin API, v2 and v3: billing time, one client, checked answers.

Start with `DevinUsage` and `Period`. Importing this loads neither the HTTP library nor any operation: a client is
loaded when it is first named, an operation when it is first asked. The command line and the mock are extras.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .billing import BILLING_ZONE, Period, billing_day, day_start
from .cycles import Cycle, by_cycle
from .errors import (
    AnswerError,
    ArgumentsRefused,
    BadRequest,
    ConfigurationError,
    ConnectionFailed,
    ContractWarning,
    DevinUsageError,
    Forbidden,
    InconsistentAnswer,
    InvalidArgument,
    NotFound,
    NotWritten,
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
from .options import Retries, Timeout
from .utc import UtcSpan
from .values import (
    ActiveUsers,
    AcuLimit,
    Acus,
    Category,
    Consumption,
    Counts,
    DailyConsumption,
    Days,
    Organization,
    Principal,
    Products,
    PullRequestMetrics,
    Role,
    SearchMetrics,
    ServiceUser,
    SessionMetrics,
    SessionsByCategory,
    Subcategory,
    Subject,
    UsageMetrics,
    User,
)

if TYPE_CHECKING:
    from .async_client import AsyncDevinUsage
    from .client import DevinUsage

__all__ = [
    "BILLING_ZONE",
    "ActiveUsers",
    "AcuLimit",
    "Acus",
    "AnswerError",
    "ArgumentsRefused",
    "AsyncDevinUsage",
    "BadRequest",
    "Category",
    "ConfigurationError",
    "ConnectionFailed",
    "Consumption",
    "ContractWarning",
    "Counts",
    "Cycle",
    "DailyConsumption",
    "Days",
    "DevinUsage",
    "DevinUsageError",
    "Forbidden",
    "InconsistentAnswer",
    "InvalidArgument",
    "NotFound",
    "NotWritten",
    "Organization",
    "Period",
    "Principal",
    "Products",
    "PullRequestMetrics",
    "RateLimited",
    "Redirected",
    "RequestFailed",
    "ResponseValidationError",
    "Retries",
    "Role",
    "SearchMetrics",
    "ServerError",
    "ServiceUser",
    "SessionMetrics",
    "SessionsByCategory",
    "StatusError",
    "Subcategory",
    "Subject",
    "TimedOut",
    "Timeout",
    "Unauthorized",
    "Unsupported",
    "UnsupportedByScope",
    "UnsupportedByVersion",
    "UsageMetrics",
    "User",
    "UtcSpan",
    "billing_day",
    "by_cycle",
    "day_start",
]


_LOADED_WHEN_USED = {"AsyncDevinUsage": "async_client", "DevinUsage": "client"}


def __getattr__(name: str) -> object:
    # Billing time, values and errors are of use without the HTTP library, which takes longer to load than all of them.
    if name not in _LOADED_WHEN_USED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f".{_LOADED_WHEN_USED[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
