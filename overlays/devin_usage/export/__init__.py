"""Answers as records, frames, files and warehouse tables. Each needs its extra when it is used, not before."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .answers import table
    from .files import FORMS, text, write
    from .focus_columns import FocusColumn
    from .focus_export import Focus, focus, focus_async, write_focus
    from .focus_files import Written
    from .focus_rows import BillingAccount
    from .formulas import unguarded
    from .frames import to_arrow, to_pandas, to_polars
    from .pseudonyms import pseudonym, pseudonymise
    from .tables import Column, ColumnType, Table
    from .warehouse import Loaded, WarehouseError, load

_MODULES = {
    "BillingAccount": "focus_rows",
    "FORMS": "files",
    "Focus": "focus_export",
    "FocusColumn": "focus_columns",
    "Written": "focus_files",
    "focus": "focus_export",
    "focus_async": "focus_export",
    "write_focus": "focus_export",
    "Column": "tables",
    "ColumnType": "tables",
    "Loaded": "warehouse",
    "Table": "tables",
    "WarehouseError": "warehouse",
    "load": "warehouse",
    "pseudonym": "pseudonyms",
    "pseudonymise": "pseudonyms",
    "table": "answers",
    "text": "files",
    "to_arrow": "frames",
    "to_pandas": "frames",
    "to_polars": "frames",
    "unguarded": "formulas",
    "write": "files",
}

__all__ = [
    "FORMS",
    "BillingAccount",
    "Column",
    "ColumnType",
    "Focus",
    "FocusColumn",
    "Loaded",
    "Table",
    "WarehouseError",
    "Written",
    "focus",
    "focus_async",
    "load",
    "pseudonym",
    "pseudonymise",
    "table",
    "text",
    "to_arrow",
    "to_pandas",
    "to_polars",
    "unguarded",
    "write",
    "write_focus",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f".{_MODULES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
