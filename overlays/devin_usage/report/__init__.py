"""The report: one self-contained page about an account, and charts for notebooks."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .chart import Chart
    from .making import Report, report, write_report

_MODULES = {"Chart": "chart", "Report": "making", "report": "making", "write_report": "making"}

__all__ = ["Chart", "Report", "report", "write_report"]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f".{_MODULES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
