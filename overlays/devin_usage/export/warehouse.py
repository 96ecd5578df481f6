"""The account in a warehouse: billing days, members, cycles and counts, loaded through dlt as often as one likes.

    from devin_usage import DevinUsage
    from devin_usage.export import load

    with DevinUsage() as client:
        print(load(client, database="usage.duckdb"))

Each load goes on where the last one ended, reads the last closed days again, and replaces rows by their key. It works
cycle by cycle: what is written is whole, and a load that was interrupted goes on with the cycle that it was in. The
warehouse itself holds how far it is.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from ..billing import Period
from ..cycles import Cycle
from ..errors import DevinUsageError, InvalidArgument
from ..values import Counts
from .warehouse_dlt import check_names, dlt_module, opened, resource
from .warehouse_dlt import source as dlt_source
from .warehouse_marks import Marks, WarehouseError
from .warehouse_members import check_version
from .warehouse_reading import Batch, Reader
from .warehouse_wanted import RECENT_DAYS, Wanted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..account.cache import DayCache
    from ..account.gathering import Revision
    from ..account.work import Watch
    from ..client import DevinUsage

__all__ = ["Loaded", "WarehouseError", "load", "source"]

DATASET = "devin_usage"
DATABASE = "usage.duckdb"
_DUCKDB = b"DUCK"
"""What stands in every file of DuckDB, after the eight bytes of a checksum."""


@frozen(repr=False)
class Loaded:
    """What a load has written."""

    destination: str
    """The name of the destination, such as ``duckdb``."""
    dataset: str
    rows: Mapping[str, int] = field(converter=Counts)
    """The rows that were written, new ones and ones that were there, by table."""
    pieces: tuple[Period, ...]
    """The billing days that were read, cycle by cycle."""
    failures: Mapping[str, DevinUsageError]
    """What members failed with, by kind and id."""
    left_out: Mapping[str, str]
    """Tables that the key cannot read, or not in whole, each with the reason."""
    missing: Mapping[str, tuple[Period, ...]] = field(factory=dict[str, tuple[Period, ...]])
    """Days that are not there, by kind and id, though the warehouse is meant to hold them: from the first day that a
    load has asked for to the last, of everybody that one has asked for. A load without a period, of everybody, asks
    for them."""
    revisions: tuple[Revision, ...] = ()
    """Closed days of members that have changed since they were put into the cache."""

    @property
    def complete(self) -> bool:
        """Whether every member could be read, and no day is missing of anybody."""
        return not self.failures and not self.missing

    def __str__(self) -> str:
        """Say in a few lines what was written, without ids."""
        lines = [f"Into {self.dataset} of {self.destination}:"]
        lines += [f"  {name}: {count:,} rows" for name, count in self.rows.items()]
        if self.pieces:
            first, last = self.pieces[0].first_day, self.pieces[-1].last_day
            lines.append(f"  billing days {first.isoformat()} to {last.isoformat()}")
        if self.failures:
            lines.append(f"  {len(self.failures):,} members could not be read")
        if self.missing:
            days = [period for each in self.missing.values() for period in each]
            first, last = min(each.first_day for each in days), max(each.last_day for each in days)
            lines.append(
                f"  days between {first.isoformat()} and {last.isoformat()} are missing of {len(self.missing):,}; "
                "a load without a period, of everybody, asks for them"
            )
        lines += [f"  left out: {name}: {reason}" for name, reason in self.left_out.items()]
        return "\n".join(lines)

    def __repr__(self) -> str:
        """Count, without ids."""
        rows, failed = sum(self.rows.values()), len(self.failures)
        return f"<Loaded {rows:,} rows into {self.dataset} of {self.destination}, {failed:,} members failed>"


def load(
    client: DevinUsage,
    *,
    destination: Any = "duckdb",
    database: str | os.PathLike[str] | None = None,
    dataset: str = DATASET,
    period: Period | None = None,
    cycles: Iterable[Cycle] | None = None,
    organizations: Iterable[str] | None = None,
    users: Iterable[str] | None = None,
    service_users: Iterable[str] | None = None,
    recent_days: int = RECENT_DAYS,
    concurrency: int = 8,
    cache: DayCache | None = None,
    watch: Watch | None = None,
) -> Loaded:
    """Load what is missing into a warehouse, and the last closed days once more.

    Open days are not loaded. Names, e-mail addresses and ids go into the warehouse; the key goes nowhere.

    Args:
        client: Asks the API. Products by day, organizations, service users and active users need a key of v3.
        destination: A destination of dlt, by name or as its object; its settings and secrets are those of dlt. It has
            to be able to replace rows by their key.
        database: The file of the DuckDB database, where that is the destination; by default ``usage.duckdb`` in
            the current folder. A new file can be read by its owner only.
        dataset: The schema to write into. One holds one account.
        period: Which billing days to read, whether they are there or not; by default what is missing, from the first
            day that a load has asked for, or else from the first billing cycle on.
        cycles: The billing cycles, for a key that cannot list them.
        organizations: The ids of the organizations; by default all that the API lists.
        users: The ids of the users; by default all that the API lists.
        service_users: The ids of the service users; by default all that the API lists.
        recent_days: How many closed days to read again, since they may still change.
        concurrency: How many calls may run side by side, 1 to 64.
        cache: Keeps closed days on disk, so that a load that was interrupted within a cycle asks for none twice.
        watch: Told how far it has come; what it raises ends the load.

    Raises:
        InvalidArgument: an argument is refused, the destination cannot replace rows, or holds another account.
        UnsupportedByScope: the key cannot list cycles, and neither ``period`` nor ``cycles`` is given; or it does not
            read an organization that is.
        UnsupportedByVersion: organizations or service users are given, and the key is of v2.
        WarehouseError: the warehouse cannot be read or written, or dlt is not installed.
        DevinUsageError: the API failed. What was written before that stays, and the next load goes on from there.
    """
    _check(client)
    wanted = Wanted(
        period=period,
        cycles=None if cycles is None else tuple(cycles),
        organizations=organizations,
        users=users,
        service_users=service_users,
        recent_days=recent_days,
        concurrency=concurrency,
        cache=cache,
        watch=watch,
    )
    check_version(client, wanted)
    if not isinstance(dataset, str) or not dataset.isidentifier():  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument(f"dataset must be a name of letters, digits and underscores, not {dataset!r}")
    if database is not None and destination != "duckdb":
        raise InvalidArgument("database is the file of a DuckDB database; leave it out, or the other destination")
    file = _file(DATABASE if database is None else database, dataset) if destination == "duckdb" else None
    written: dict[str, int] = {}
    with opened(destination, dataset, file) as warehouse:
        reader = Reader(client, wanted, Marks(warehouse.kept()))
        for batch in reader.batches():
            warehouse.write(batch, written)
        return Loaded(
            destination=warehouse.destination,
            dataset=dataset,
            rows=written,
            pieces=tuple(Period.of_days(*span) for span in reader.spans),
            failures=dict(reader.failures),
            left_out=dict(reader.left_out),
            missing={
                subject: tuple(Period.of_days(*span) for span in spans)
                for subject, spans in reader.marks.all_missing().items()
            },
            revisions=tuple(reader.revisions),
        )


def source(
    client: DevinUsage,
    *,
    period: Period | None = None,
    cycles: Iterable[Cycle] | None = None,
    organizations: Iterable[str] | None = None,
    users: Iterable[str] | None = None,
    service_users: Iterable[str] | None = None,
    recent_days: int = RECENT_DAYS,
    concurrency: int = 8,
    cache: DayCache | None = None,
    watch: Watch | None = None,
) -> Any:
    """Make the dlt source of an account, for a pipeline of your own. It reads when the pipeline extracts it.

    Its tables, and what it reads, are those of `load`; all of it makes one package. How far it has come is in the state
    of the source, which dlt keeps. What members that fail lack is asked for by the next run of everybody.

    Args:
        client: Asks the API.
        period: As for `load`, like the rest.
        cycles: The billing cycles.
        organizations: The ids of organizations.
        users: The ids of users.
        service_users: The ids of service users.
        recent_days: How many closed days to read again.
        concurrency: How many calls may run side by side.
        cache: Keeps closed days on disk.
        watch: Told how far it has come.

    Raises:
        InvalidArgument: an argument is refused.
        UnsupportedByVersion: organizations or service users are given, and the key is of v2.
        WarehouseError: dlt is not installed.
    """
    _check(client)
    wanted = Wanted(
        period=period,
        cycles=None if cycles is None else tuple(cycles),
        organizations=organizations,
        users=users,
        service_users=service_users,
        recent_days=recent_days,
        concurrency=concurrency,
        cache=cache,
        watch=watch,
    )
    check_version(client, wanted)
    dlt = dlt_module()

    def batches() -> Iterator[Batch]:
        kept = dict(dlt.current.source_state())
        yield from Reader(client, wanted, Marks(kept)).batches()

    return dlt_source(dlt, resource(dlt, batches(), {}))


def _check(client: DevinUsage) -> None:
    from ..client import DevinUsage  # for the check alone

    if not isinstance(client, DevinUsage):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument(f"a warehouse is loaded through a DevinUsage, not {type(client).__name__}")


def _file(database: str | os.PathLike[str], dataset: str) -> Path:
    """Check the file of an embedded database, which need not be there yet."""
    file = Path(database)
    if not file.parent.is_dir():
        raise InvalidArgument(
            f"there is no folder {file.parent} for the database {file.name}; make it, or name another"
        )
    check_names(file, dataset)
    if file.exists():
        if not file.is_file():
            raise InvalidArgument(f"{file} is no file, and cannot be a DuckDB database; name another one")
        try:
            with file.open("rb") as there:
                start = there.read(12)
        except OSError as error:
            raise WarehouseError(f"the warehouse could not be read: {error.strerror}: {file}") from error
        # DuckDB would open a report as a view of it, and write nowhere.
        if start[8:] != _DUCKDB:
            raise InvalidArgument(f"{file} is no DuckDB database, and is left as it is; name another file")
    return file
