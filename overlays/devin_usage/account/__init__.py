"""What people ask of a whole account: breakdowns by member, histories, reconciliations, forecasts.

Clients load this when they are asked for such; what is named here is what to pass to them, and what they return.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .both import reconcile, reconcile_async
    from .breakdown import Breakdown, IncompleteBreakdown
    from .cache import CacheError, CacheWarning, DayCache
    from .comparison import Comparison, Explanation
    from .fan_out import NotAsked
    from .forecast import Budget, Forecast
    from .gathering import Revision
    from .history import History, PieceFailed
    from .price import Cost, Price
    from .reconciliation import Reconciliation
    from .work import Progress

_MODULES = {
    "Breakdown": "breakdown",
    "Budget": "forecast",
    "CacheError": "cache",
    "CacheWarning": "cache",
    "Comparison": "comparison",
    "Cost": "price",
    "DayCache": "cache",
    "Explanation": "comparison",
    "Forecast": "forecast",
    "History": "history",
    "IncompleteBreakdown": "breakdown",
    "NotAsked": "fan_out",
    "PieceFailed": "history",
    "Price": "price",
    "Progress": "work",
    "Reconciliation": "reconciliation",
    "Revision": "gathering",
    "reconcile": "both",
    "reconcile_async": "both",
}

__all__ = [
    "Breakdown",
    "Budget",
    "CacheError",
    "CacheWarning",
    "Comparison",
    "Cost",
    "DayCache",
    "Explanation",
    "Forecast",
    "History",
    "IncompleteBreakdown",
    "NotAsked",
    "PieceFailed",
    "Price",
    "Progress",
    "Reconciliation",
    "Revision",
    "reconcile",
    "reconcile_async",
]


def __getattr__(name: str) -> object:
    # Each is loaded when it is first named: a forecast needs no database, and a cache no reconciliation.
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f".{_MODULES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
