"""Answers as records and frames, which are loaded when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]  # publishes no types
    import polars


class Tabular:
    """What every answer can be given as. `devin_usage.export` does the same for several answers, and writes files."""

    __slots__ = ()

    def to_records(self) -> list[dict[str, Any]]:
        """Give its rows as dicts; what the API did not give is None."""
        from .export import table

        return table(self).to_records()

    def to_pandas(self) -> pandas.DataFrame:
        """Give its rows as a frame of pandas; see `devin_usage.export.to_pandas`.

        Raises:
            ConfigurationError: pandas or pyarrow is not installed.
        """
        from .export import table, to_pandas

        return to_pandas(table(self))

    def to_polars(self) -> polars.DataFrame:
        """Give its rows as a frame of polars.

        Raises:
            ConfigurationError: polars is not installed.
        """
        from .export import table, to_polars

        return to_polars(table(self))

    def to_arrow(self) -> Any:
        """Give its rows as a `pyarrow.Table`.

        Raises:
            ConfigurationError: pyarrow is not installed.
        """
        from .export import table, to_arrow

        return to_arrow(table(self))
