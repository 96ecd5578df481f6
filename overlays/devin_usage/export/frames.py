"""Tables as frames, with proper types: dates are dates, instants are aware, and what the API did not give is null."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..errors import ConfigurationError
from .cells import by_column
from .tables import ColumnType, Table

if TYPE_CHECKING:
    import pandas as pandas_types  # type: ignore[import-untyped]  # publishes no types
    import polars as polars_types

_PANDAS: dict[ColumnType, str] = {
    "date": "date32[day][pyarrow]",
    "instant": "datetime64[us, UTC]",
    "text": "string",
    "acus": "Float64",
    "count": "Int64",
    "number": "Float64",
    "flag": "boolean",
}
_UNITS: dict[ColumnType, str] = {"acus": "ACU"}


def to_pandas(table: Table) -> pandas_types.DataFrame:
    """Make a frame of pandas.

    Dates are `datetime.date` (``date32[day][pyarrow]``): a billing day is no midnight. Where pandas wants times, as for
    ``resample``, convert them: ``frame["billing_day"].astype("datetime64[s]")``. Instants are ``datetime64[us, UTC]``,
    and all others the types with a null of their own, so that a missing figure is ``pd.NA`` and never 0.

    Raises:
        ConfigurationError: pandas or pyarrow is not installed.
        InvalidArgument: a count is beyond 64 bits.
    """
    pandas = loaded("pandas", "frames")
    loaded("pyarrow", "frames")
    series = {name: pandas.Series(values, dtype=_PANDAS[column.type]) for column, name, values in by_column(table)}
    frame: pandas_types.DataFrame = pandas.DataFrame(series)
    return frame


def to_polars(table: Table) -> polars_types.DataFrame:
    """Make a frame of polars.

    Raises:
        ConfigurationError: polars is not installed.
        InvalidArgument: a count is beyond 64 bits.
    """
    polars = loaded("polars", "frames")
    types: dict[ColumnType, Any] = {
        "date": polars.Date,
        "instant": polars.Datetime("us", "UTC"),
        "text": polars.String,
        "acus": polars.Float64,
        "count": polars.Int64,
        "number": polars.Float64,
        "flag": polars.Boolean,
    }
    series = [polars.Series(name, values, dtype=types[column.type]) for column, name, values in by_column(table)]
    frame: polars_types.DataFrame = polars.DataFrame(series)
    return frame


def to_arrow(table: Table) -> Any:
    """Make a `pyarrow.Table`, whose fields carry their description, and their unit where they have one, as metadata.

    Raises:
        ConfigurationError: pyarrow is not installed.
        InvalidArgument: a count is beyond 64 bits.
    """
    arrow = loaded("pyarrow", "parquet")
    types: dict[ColumnType, Any] = {
        "date": arrow.date32(),
        "instant": arrow.timestamp("us", tz="UTC"),
        "text": arrow.string(),
        "acus": arrow.float64(),
        "count": arrow.int64(),
        "number": arrow.float64(),
        "flag": arrow.bool_(),
    }
    fields: list[Any] = []
    columns: list[Any] = []
    for column, name, values in by_column(table):
        metadata = {"description": column.description}
        if column.type in _UNITS:
            metadata["unit"] = _UNITS[column.type]
        fields.append(arrow.field(name, types[column.type], metadata=metadata))
        columns.append(arrow.array(values, type=types[column.type]))
    return arrow.table(columns, schema=arrow.schema(fields, metadata={"devin_usage.table": table.name}))


def loaded(module: str, extra: str) -> Any:
    """Load a library of an extra.

    Raises:
        ConfigurationError: it is not installed.
    """
    library = module.partition(".")[0]
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != library:
            raise
        raise ConfigurationError(f"this needs {library}; install it with: pip install 'devin-usage[{extra}]'") from None
