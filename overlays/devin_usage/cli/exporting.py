"""The command that writes rows to files: days, members, cycles, counts, and costs in the form of FOCUS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from devin_usage.billing import billing_day, now, system_clock
from devin_usage.errors import InvalidArgument, UnsupportedByVersion

from .connecting import connect
from .failing import note, resumable
from .hidden import SECRET, secret_of_environment
from .options import cache_option, concurrency_option, open_cache, scope_options, window_options
from .price import price_option
from .progress import watching
from .scope import Scope
from .window import Window
from .writing import check_folder

if TYPE_CHECKING:
    from devin_usage import Cycle, DevinUsage, Period
    from devin_usage.account import Breakdown, DayCache, Price
    from devin_usage.account.work import Watch
    from devin_usage.export import Table

_FORMS = ("csv", "json", "jsonl", "parquet")
_SCOPES = ("organizations", "users", "service_users", "sessions")


one_cycle_option = click.option(
    "--one-cycle",
    is_flag=True,
    help="The days of --from and --to are a billing cycle; for a key that cannot list them.",
)
pseudonymise_option = click.option(
    "--pseudonymise",
    is_flag=True,
    help=f"Pseudonyms in place of ids, names and addresses of people; with the same {SECRET} in the environment they "
    "are the same in every file.",
)


def given_cycles(window: Window, period: Period | None, *, one_cycle: bool) -> tuple[Cycle, ...] | None:
    """Give the cycles that the options name in place of those that the API lists.

    Raises:
        InvalidArgument: one cycle is meant, and no days say which.
    """
    if not one_cycle:
        return None
    if window.first is None or period is None:
        raise InvalidArgument("--one-cycle goes with --from and --to: the first and the last billing day of the cycle")
    from devin_usage import Cycle

    return (Cycle(period),)


@frozen(eq=False)
class _Request:
    """What an export was asked for."""

    client: DevinUsage
    window: Window
    scope: Scope
    cache: DayCache | None
    concurrency: int
    watch: Watch | None

    def period(self) -> Period:
        return self.window.resolve(self.client).period

    def beside(self) -> dict[str, Any]:
        return {"concurrency": self.concurrency, "watch": self.watch, "cache": self.cache}


def _days(asked: _Request) -> Table:
    from devin_usage.export import table

    chosen = asked.scope.one()
    if asked.cache is None:
        return table(asked.client.consumption.daily(asked.period(), **chosen))
    if chosen.pop("organizations", None) is not None:
        raise InvalidArgument("--cache keeps the days of one organization at a time; give --org once, or no --cache")
    return table(asked.client.consumption.history(asked.period(), cache=asked.cache, **chosen))


def _days_by(kind: str) -> Callable[[_Request], Table]:
    def read(asked: _Request) -> Table:
        from devin_usage import Consumption
        from devin_usage.export import table

        ids = {f"{kind}s": getattr(asked.scope, f"{kind}s") or None}
        ask = getattr(asked.client.consumption, f"by_{kind}")
        found: Breakdown = ask(asked.period(), **ids, **asked.beside()).require_complete()
        if found.acus and not found.consumption:
            raise UnsupportedByVersion(
                f"{found.version} gives one sum for each {kind.replace('_', ' ')} and no days: use a v3 key (cog_...), "
                "or by-user and by-org for the sums"
            )
        return table(found.consumption.values(), of=Consumption)

    return read


def _usage(asked: _Request) -> Table:
    from devin_usage.export import table

    return table(asked.client.metrics.usage(asked.period(), **asked.scope.filters()))


def _list(attribute: str, kind: str) -> Callable[[_Request], Table]:
    def read(asked: _Request) -> Table:
        import devin_usage
        from devin_usage.export import table

        return table(getattr(asked.client, attribute).list(), of=getattr(devin_usage, kind))

    return read


@frozen
class _What:
    """Something to export: how it is read, and which options of scope it takes."""

    read: Callable[[_Request], Table] | None
    """None for FOCUS, which is no table and writes itself."""
    scope: tuple[str, ...] = ()
    has_period: bool = True
    by: str = ""
    """Of FOCUS: whose charges the rows are."""


_WHAT: Mapping[str, _What] = {
    "days": _What(_days, _SCOPES),
    "days-by-user": _What(_days_by("user"), ("users",)),
    "days-by-organization": _What(_days_by("organization"), ("organizations",)),
    "days-by-service-user": _What(_days_by("service_user"), ("service_users",)),
    "usage": _What(_usage, ("organizations",)),
    "cycles": _What(_list("cycles", "Cycle"), has_period=False),
    "users": _What(_list("users", "User"), has_period=False),
    "organizations": _What(_list("organizations", "Organization"), has_period=False),
    "service-users": _What(_list("service_users", "ServiceUser"), has_period=False),
    "limits": _What(_list("limits", "AcuLimit"), has_period=False),
    "focus": _What(None, by="organization"),
    "focus-by-user": _What(None, by="user"),
}


@click.command()
@click.option("--what", type=click.Choice(list(_WHAT)), default="days", show_default=True, help="What the rows are.")
@window_options
@scope_options("org", "user", "service-user", "session")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    help="How to write; by default what the name of the file says, else csv.",
)
@click.option("-o", "--output", "path", type=click.Path(path_type=Path), help="The file, whole or not at all.")
@click.option("--partition-by-cycle", is_flag=True, help="Parquet only: -o is a folder, with a file for each cycle.")
@one_cycle_option
@price_option
@pseudonymise_option
@cache_option
@concurrency_option
@click.pass_context
def export(
    ctx: click.Context,
    what: str,
    window: Window,
    scope: Scope,
    form: str | None,
    path: Path | None,
    partition_by_cycle: bool,
    one_cycle: bool,
    price: Price | None,
    pseudonymise: bool,
    cache: Path | None,
    concurrency: int,
) -> None:
    """Write rows to a file or to standard output: days, members, cycles, counts, or costs.

    All rows of a file are of one kind, and no totals are among them. `--what focus` writes costs in the form of FOCUS
    1.2, for which `--price` is needed. Where a member cannot be read, nothing is written, and the exit code is 20.
    """
    chosen = _WHAT[what]
    form = form or _form_of(path, partitioned=partition_by_cycle)
    _check(what, chosen, window, scope, price, form, partitioned=partition_by_cycle)
    _check_place(path, form, partitioned=partition_by_cycle)
    secret = secret_of_environment() if pseudonymise else None
    if chosen.has_period:
        resumable(ctx, cache)
    client = connect(ctx)
    with watching("reading") as watch:
        asked = _Request(client, window, scope, open_cache(ctx, cache), concurrency, watch)
        if chosen.read is None:
            _write_focus(ctx, asked, chosen, path, form, price, one_cycle=one_cycle, hide=pseudonymise, secret=secret)
            return
        cycles = _cycles(asked, path, one_cycle=one_cycle) if partition_by_cycle else None
        table = chosen.read(asked)
    from devin_usage.export import pseudonymise as hide
    from devin_usage.export import text, write

    if pseudonymise:
        table = hide(table, secret)
    if path is None:
        click.echo(text(table, form).encode(), nl=False)
        return
    write(table, path, form, cycles=cycles)
    click.echo(f"{len(table):,} {table.name.replace('_', ' ')} are written to {path}.")


def _cycles(asked: _Request, folder: Path | None, *, one_cycle: bool) -> tuple[Cycle, ...]:
    """Find the cycles to part days by, and refuse to replace the file of a whole cycle by a part of it."""
    period = asked.period()
    cycles = given_cycles(asked.window, period, one_cycle=one_cycle) or asked.client.cycles.list()
    today = billing_day(now(system_clock))
    for cycle in cycles:
        if cycle.last_day < period.first_day or period.last_day < cycle.first_day:
            continue
        partial = cycle.first_day < period.first_day or period.last_day < min(cycle.last_day, today - timedelta(days=1))
        if partial and folder is not None and (folder / f"cycle={cycle.first_day}" / "part-0.parquet").exists():
            raise InvalidArgument(
                f"{folder} has a file for the cycle of {cycle.first_day}, which would be left with a part of its days; "
                f"ask for all of them, {cycle.first_day} to {cycle.last_day}, or write to another folder"
            )
    return cycles


def _write_focus(
    ctx: click.Context,
    asked: _Request,
    chosen: _What,
    path: Path | None,
    form: str,
    price: Price | None,
    *,
    one_cycle: bool,
    hide: bool,
    secret: str | None,
) -> None:
    from devin_usage.export import focus

    if path is None or price is None:
        raise InvalidArgument("FOCUS needs a file: give -o FILE")
    period = asked.period()
    cycles = given_cycles(asked.window, period, one_cycle=one_cycle)
    found = focus(asked.client, period, price=price, by=chosen.by, cycles=cycles, **asked.beside())  # type: ignore[arg-type]  # one of the two that the table holds
    if hide:
        found = found.pseudonymised(secret)
    written = found.write(path, form)  # type: ignore[arg-type]  # checked before
    sums = f"{written.acus.normalize():f} ACUs, {written.cost.amount.normalize():f} {written.cost.currency}"
    click.echo(f"{written.rows:,} charges are written to {path}: {sums}.")
    for said in (*found.excluded, *found.caveats):
        note(ctx, "Note", f"note: {said}")


def _form_of(path: Path | None, *, partitioned: bool) -> str:
    if partitioned:
        return "parquet"
    suffix = "" if path is None else path.suffix.lower().removeprefix(".")
    return suffix if suffix in _FORMS else "csv"


def _check(
    what: str,
    chosen: _What,
    window: Window,
    scope: Scope,
    price: Price | None,
    form: str,
    *,
    partitioned: bool,
) -> None:
    """Refuse options that would change nothing, before anything is asked."""
    if partitioned and not what.startswith("days"):
        raise InvalidArgument(f"--partition-by-cycle parts days; {what} have none")
    if not chosen.has_period and window != Window():
        raise InvalidArgument(f"--what {what} has no period; leave --cycle, --from, --to and --last out")
    for kind in _SCOPES:
        if getattr(scope, kind) and kind not in chosen.scope:
            option = "--org" if kind == "organizations" else f"--{kind.removesuffix('s').replace('_', '-')}"
            raise InvalidArgument(f"--what {what} cannot be limited by {option}")
    if chosen.read is not None and price is not None:
        raise InvalidArgument(f"--price is for costs: --what focus; the rows of {what} are ACUs or counts")
    if chosen.read is not None:
        return
    if price is None:
        raise InvalidArgument("FOCUS holds costs and the API knows no price: give --price, such as --price '2.25 USD'")
    if form not in ("csv", "parquet"):
        raise InvalidArgument(f"FOCUS is written as csv or parquet, not {form}")


def _check_place(path: Path | None, form: str, *, partitioned: bool) -> None:
    if partitioned and form != "parquet":
        raise InvalidArgument(f"--partition-by-cycle is for parquet, not {form}")
    if path is None:
        if form == "parquet":
            raise InvalidArgument("parquet needs a place: give -o FILE" + (" (a folder)" if partitioned else ""))
        return
    if partitioned and path.exists() and not path.is_dir():
        raise InvalidArgument(f"{path} is a file; with --partition-by-cycle -o is a folder")
    if not partitioned and path.is_dir():
        raise InvalidArgument(f"{path} is a folder; name the file to write")
    check_folder(path, "output")
