"""Everything that touches dlt: a resource of batches, and a pipeline without a memory of its own.

The working folder of the pipeline is new for each load and removed after it. How far the warehouse is, is read from the
warehouse; dlt takes a state there for true only once the whole package has arrived. So a load that was killed is simply
done again from what is there, and no rows, names or settings stay on this machine.

dlt is imported when it is used, and is no requirement of the type checkers: its names are Any here.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from ..errors import DevinUsageError, InvalidArgument
from .warehouse_marks import WarehouseError
from .warehouse_reading import Batch
from .warehouse_tables import Rows

SOURCE: Final = "devin_usage"
SETTINGS = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "LOAD__DELETE_COMPLETED_JOBS": "true",
    "RUNTIME__INTERCEPT_SIGNALS": "false",  # Else the first Ctrl+C ends a step of dlt and not the load.
    "RUNTIME__LOG_LEVEL": "CRITICAL",  # What goes wrong is told once, by the error.
}
_MERGE = {"disposition": "merge", "strategy": "delete-insert"}


def dlt_module() -> Any:
    """Load dlt, with its telemetry off.

    Raises:
        WarehouseError: it is not installed.
    """
    for name, value in SETTINGS.items():
        # Read by dlt whenever it makes a pipeline, also in processes that it starts. Who sets one means it.
        os.environ.setdefault(name, value)
    try:
        return import_module("dlt")
    except ImportError as error:
        raise WarehouseError(
            f"a warehouse needs dlt ({error}); install it with: pip install 'devin-usage[warehouse]'"
        ) from error


def resource(dlt: Any, batches: Iterable[Batch], written: dict[str, int]) -> Any:
    """Make the resource that writes batches into their tables, and the marks into the state of the source.

    Args:
        dlt: The module.
        batches: The batches; each is read when the one before it has been taken.
        written: Counts the rows by table.
    """

    def rows() -> Iterator[Any]:
        state = dlt.current.source_state()
        for batch in batches:
            for each in batch.rows:
                yield from _items(dlt, each, written)
            state.clear()
            state.update(batch.kept)

    return dlt.resource(rows, name=SOURCE, write_disposition=_MERGE)


def _items(dlt: Any, rows: Rows, written: dict[str, int]) -> Iterator[Any]:
    hints = dlt.mark.make_hints(
        table_name=rows.shape.name,
        primary_key=list(rows.shape.key),
        columns=rows.shape.hints(),
        write_disposition=_MERGE,
    )
    # So that a table is there, with its columns, before it has a row.
    yield dlt.mark.with_hints(dlt.mark.materialize_table_schema(), hints, create_table_variant=True)
    for chunk in rows.chunks:
        if chunk:
            kept = sum(not each.get("withdrawn") for each in chunk)
            written[rows.shape.name] = written.get(rows.shape.name, 0) + kept
            yield dlt.mark.with_table_name(chunk, rows.shape.name)


def source(dlt: Any, made: Any) -> Any:
    """Make the dlt source of a resource."""
    schema = dlt.Schema(SOURCE)
    return dlt.sources.DltSource(schema, SOURCE, [made])


class Pipeline:
    """A dlt pipeline to one dataset, for one load."""

    def __init__(self, dlt: Any, destination: Any, dataset: str, folder: str) -> None:
        self._dlt = dlt
        with _told("could not be opened"):
            self._pipeline = dlt.pipeline(
                SOURCE, pipelines_dir=folder, destination=destination, dataset_name=dataset, progress=None
            )
            strategies = self._pipeline.destination.capabilities().supported_merge_strategies
        # By itself dlt gives DuckDB long statements to parse, which take more than a gigabyte for 30,000 rows.
        self._format = "parquet" if self.destination == "duckdb" else None
        if "delete-insert" not in (strategies or ()):
            raise InvalidArgument(
                f"the destination {self.destination} cannot replace rows by their key, so that a second load would "
                "double them; use a database, such as duckdb, postgres, snowflake, bigquery or databricks"
            )

    def close(self) -> None:
        """Let other pipelines of this process be the active one."""
        self._pipeline.deactivate()

    @property
    def destination(self) -> str:
        """The name of the destination."""
        return str(self._pipeline.destination.destination_name)

    def kept(self) -> dict[str, Any] | None:
        """Read how far the warehouse is; None for a new one.

        Raises:
            WarehouseError: it cannot be read.
        """
        with _told("could not be read"):
            self._pipeline.sync_destination()
            found: Mapping[str, Any] = self._pipeline.state.get("sources", {}).get(SOURCE, {})
            return deepcopy(dict(found)) or None

    def write(self, batch: Batch, written: dict[str, int]) -> None:
        """Write a batch, whole or not at all as far as the next load is concerned.

        Raises:
            WarehouseError: it cannot be written.
        """
        counted: dict[str, int] = {}
        with _told("could not be written"):
            made = source(self._dlt, resource(self._dlt, [batch], counted))
            self._pipeline.run(made, loader_file_format=self._format)
        for name, count in counted.items():
            written[name] = written.get(name, 0) + count


@contextmanager
def opened(destination: Any, dataset: str, database: Path | None) -> Generator[Pipeline]:
    """Open a warehouse for one load.

    Raises:
        InvalidArgument: the destination cannot replace rows by their key, or the names of the database and the dataset
            clash.
        WarehouseError: dlt is not installed, or the warehouse cannot be opened.
    """
    dlt = dlt_module()
    if database is not None:
        naming = import_module("dlt.common.normalizers.naming.snake_case").NamingConvention()
        check_names(database, naming.normalize_identifier(dataset))
        if not database.exists():
            _make(database)
        destination = dlt.destinations.duckdb(str(database))
    with TemporaryDirectory(prefix="devin-usage-load-", ignore_cleanup_errors=True) as folder:
        pipeline = Pipeline(dlt, destination, dataset, folder)
        try:
            yield pipeline
        finally:
            pipeline.close()


def check_names(database: Path, dataset: str) -> None:
    """Hold the name of a DuckDB file against that of a dataset in it.

    Raises:
        InvalidArgument: DuckDB could not tell them apart.
    """
    # DuckDB names a database by its file, up to the first dot that does not begin the name.
    name = database.name.lstrip(".").partition(".")[0]
    for schema in (dataset, f"{dataset}_staging", "information_schema"):
        if name.casefold() == schema.casefold():
            raise InvalidArgument(
                f"DuckDB cannot tell the database {name} from the schema {schema} in it; name one of them otherwise"
            )


def _make(database: Path) -> None:
    """Make an empty database that its owner alone can read; DuckDB by itself would let everybody."""
    with _told("could not be made"), TemporaryDirectory(prefix=".devin-usage-", dir=database.parent) as folder:
        empty = Path(folder) / database.name
        import_module("duckdb").connect(str(empty)).close()
        empty.chmod(0o600)
        empty.rename(database)


@contextmanager
def _told(what: str) -> Generator[None]:
    """Tell of whatever dlt raises in one sentence; errors of this package, and Ctrl+C, pass as they are."""
    try:
        yield
    except (DevinUsageError, KeyboardInterrupt):
        raise
    except Exception as error:
        inner = list(_chain(error))
        ours = next((each for each in inner if isinstance(each, DevinUsageError | KeyboardInterrupt)), None)
        if ours is not None:
            raise ours from None
        cause = inner[-1]
        lines = str(cause).strip().splitlines() or [""]
        raise WarehouseError(f"the warehouse {what}: {type(cause).__name__}: {lines[0][:300]}") from error


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__
