"""Rows of FOCUS as files, written as they come: a year of thousands of users is never held in memory as rows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import IO, Literal, TypeAlias

from attrs import define, frozen

from ..account.price import Cost
from ..errors import ConfigurationError, InvalidArgument
from .focus_charges import DECIMALS
from .focus_csv import lines
from .focus_rows import DayCharges, Rows, digits
from .frames import loaded
from .whole import whole

FocusForm: TypeAlias = Literal["csv", "parquet"]


@frozen
class Written:
    """What a file of FOCUS holds."""

    path: Path
    rows: int
    acus: Decimal
    """The sum of the quantities, in ACUs."""
    cost: Cost
    """The sum of the costs, exact."""


def form_of(path: Path, form: FocusForm | None) -> FocusForm:
    """Tell what to write, and see that it can be, before anything is asked for.

    Raises:
        InvalidArgument: neither the form nor the end of the name says what to write.
        ConfigurationError: there is no such folder, or Parquet is asked for without pyarrow.
    """
    given = form if form is not None else path.suffix.removeprefix(".").lower()
    if given not in ("csv", "parquet"):
        raise InvalidArgument(f"FOCUS is written as csv or parquet, not {given!r}: name the file so, or pass form=...")
    if not path.parent.is_dir():
        raise ConfigurationError(f"there is no folder {path.parent} to write {path.name} into")
    if given == "csv":
        return "csv"
    loaded("pyarrow", "parquet")
    return "parquet"


def write(rows: Rows, path: Path, form: FocusForm) -> Written:
    """Write rows into a file, whole or not at all.

    Raises:
        ConfigurationError: the file cannot be written; what was there before still is.
        InvalidArgument: a cost is too large for a decimal of 38 digits.
        InconsistentAnswer: the consumption of the members contradicts that of the whole.
    """
    tally = _Tally()
    with whole(path) as file:
        if form == "csv":
            file.writelines(each.encode() for each in lines(rows, tally.counted(rows.days())))
        else:
            _write_parquet(rows, tally.counted(rows.days()), file)
    acus = Decimal(digits(tally.amount, DECIMALS))
    cost = Decimal(digits(tally.amount * rows.price.units, rows.price.cost_places))
    return Written(path, tally.rows, acus, Cost(cost, rows.price.price.currency))


@define
class _Tally:
    """What has been written."""

    rows: int = 0
    amount: int = 0

    def counted(self, days: Iterator[DayCharges]) -> Iterator[DayCharges]:
        for day in days:
            self.rows += len(day.charges)
            self.amount += sum(charge.amount for charge in day.charges)
            yield day


def _write_parquet(rows: Rows, days: Iterator[DayCharges], file: IO[bytes]) -> None:
    from .focus_arrow import batches, schema  # loaded when used

    # The same few values come again and again, but for amounts.
    repeated = [column.name for column in rows.columns if column.part != "amount"]
    parquet = loaded("pyarrow.parquet", "parquet")
    with parquet.ParquetWriter(file, schema(rows), compression="zstd", use_dictionary=repeated) as writer:
        for batch in batches(rows, days):
            writer.write_batch(batch)
