"""Any answer as a table: named, typed columns and rows. Frames, files, reports and warehouses are made of these."""

from __future__ import annotations

from typing import Any, Literal

from attrs import frozen

ColumnType = Literal["date", "instant", "text", "acus", "count", "number", "flag"]
"""What a column holds: `datetime.date`, an aware `datetime.datetime`, `str`, `float` (ACUs), `int`, `float`, `bool`."""


@frozen
class Column:
    """A column. Each of its values has its type, or is None where the API gave none."""

    name: str
    type: ColumnType
    description: str
    """What it holds, with the unit, in one sentence."""
    personal: bool = False
    """Whether it names a person: a user id, a name, an e-mail address."""


@frozen(repr=False)
class Table:
    """Typed columns and rows. Totals are never rows, so that a column may be summed."""

    name: str
    """What a row is, in the plural: ``days``, ``users``."""
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    """A value for each column, in their order."""

    def to_records(self) -> list[dict[str, Any]]:
        """Give each row as a dict by the names of the columns. What the API did not give is None."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.rows)

    def __repr__(self) -> str:
        """Count rows and name columns; rows may be personal."""
        return f"<Table of {len(self.rows):,} {self.name}: {', '.join(column.name for column in self.columns)}>"
