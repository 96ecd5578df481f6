"""What a table holds, as files and frames can store it."""

from __future__ import annotations

import re
from typing import Any

from ..errors import InvalidArgument
from .tables import Column, Table

_HALF_A_PAIR = re.compile("[\ud800-\udfff]")
_LARGEST = 2**63


def storable(text: str) -> str:
    """Give a text that UTF-8 can hold: half a surrogate pair, which JSON can carry, becomes U+FFFD."""
    return _HALF_A_PAIR.sub("\ufffd", text)


def by_column(table: Table) -> list[tuple[Column, str, list[Any]]]:
    """Give each column with its name and its values, storable.

    Raises:
        InvalidArgument: a count is beyond 64 bits, which no frame can hold.
    """
    columns = zip(*table.rows, strict=True) if table.rows else ((),) * len(table.columns)
    return [
        (column, storable(column.name), _checked(column, list(values)))
        for column, values in zip(table.columns, columns, strict=True)
    ]


def _checked(column: Column, values: list[Any]) -> list[Any]:
    if column.type == "text":
        return [None if value is None else storable(value) for value in values]
    if column.type == "count":
        for value in values:
            if value is not None and not -_LARGEST <= value < _LARGEST:
                raise InvalidArgument(f"{column.name} holds a number beyond 64 bits; write it as json, csv or jsonl")
    return values
