"""Rows of FOCUS as batches of Arrow, for Parquet: instants are microseconds in UTC, decimals have 38 digits.

What rows share is looked up in columns of the few values that there are, so that a batch costs little.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import Any, Final

from ..errors import InvalidArgument
from .cells import storable
from .focus_charges import DECIMALS
from .focus_columns import FocusColumn, Part
from .focus_rows import DayCharges, Rows, Values
from .frames import loaded

_ROWS_AT_ONCE: Final = 32_768
_DIGITS: Final = 38


def arrow() -> Any:
    """Import pyarrow.

    Raises:
        ConfigurationError: it is not installed.
    """
    return loaded("pyarrow", "parquet")


def schema(rows: Rows) -> Any:
    """Give the schema of Arrow: the columns with their types and descriptions."""
    pa = arrow()
    types = {"text": pa.string(), "instant": pa.timestamp("us", "UTC"), "date": pa.date32(), "flag": pa.bool_()}

    def type_of(column: FocusColumn) -> Any:
        if column.type != "decimal":
            return types[column.type]
        if column.name.endswith("Quantity"):
            return pa.decimal128(_DIGITS, DECIMALS)
        return pa.decimal128(_DIGITS, rows.price.places if column.part == "account" else rows.price.cost_places)

    return pa.schema(
        [pa.field(each.name, type_of(each), metadata={"description": each.description}) for each in rows.columns]
    )


def batches(rows: Rows, days: Iterable[DayCharges]) -> Iterator[Any]:
    """Make batches of Arrow, each of whole days.

    Raises:
        InvalidArgument: a cost is too large for a decimal of 38 digits.
    """
    columns = schema(rows)
    batch = _Batch(rows, columns)
    for day in days:
        batch.add(day)
        if len(batch.amounts) >= _ROWS_AT_ONCE:
            yield batch.made()
            batch = _Batch(rows, columns)
    if batch.amounts:
        yield batch.made()


class _Batch:
    """Rows on their way: for each its amount, and the places of its day, its product and its member."""

    def __init__(self, rows: Rows, columns: Any) -> None:
        self._rows = rows
        self._columns = columns
        self._day_values: list[Values] = []
        self._products: dict[str | None, int] = {}
        self._days = array("i")
        self._of_product = array("i")
        self._members = array("i")
        self.amounts: list[int] = []

    def add(self, day: DayCharges) -> None:
        """Add the rows of a day."""
        nobody = len(self._rows.members) - 1
        for charge in day.charges:
            place = day.place(charge)
            self._members.append(nobody if place < 0 else place)
            self._of_product.append(self._products.setdefault(charge.product, len(self._products)))
            self.amounts.append(charge.amount)
        self._days.extend([len(self._day_values)] * len(day.charges))
        self._day_values.append(day.day)

    def made(self) -> Any:
        """Make the batch."""
        pa, rows, count = arrow(), self._rows, len(self.amounts)
        parts: dict[Part, tuple[Iterable[Values], array[int]]] = {
            "account": ([rows.account_values()], array("i", bytes(4 * count))),
            "day": (self._day_values, self._days),
            "product": (map(rows.product_values, self._products), self._of_product),
            "member": (rows.members, self._members),
        }
        found: dict[str, Any] = {}
        for part, (values, places) in parts.items():
            indices = pa.Array.from_buffers(pa.int32(), count, [None, pa.py_buffer(places)])
            for column, few in zip(rows.of_part(part), zip(*values, strict=True), strict=True):
                known = [storable(each) if isinstance(each, str) else each for each in few]
                found[column.name] = pa.array(known, self._columns.field(column.name).type).take(indices)
        quantity = _decimals(self.amounts, DECIMALS)
        cost = _decimals([amount * rows.price.units for amount in self.amounts], rows.price.cost_places)
        for column in rows.of_part("amount"):
            found[column.name] = quantity if column.name.endswith("Quantity") else cost
        return pa.RecordBatch.from_arrays([found[name] for name in self._columns.names], schema=self._columns)


def _decimals(values: list[int], places: int) -> Any:
    """Make decimals of whole numbers of their smallest place; as they lie in memory, since that is exact and quick."""
    pa = arrow()
    if max(map(abs, values)) >= 10**_DIGITS:
        raise InvalidArgument(f"a cost does not fit into a decimal of {_DIGITS} digits; give the price fewer decimals")
    raw = b"".join([value.to_bytes(16, "little", signed=True) for value in values])
    return pa.Array.from_buffers(pa.decimal128(_DIGITS, places), len(values), [None, pa.py_buffer(raw)])
