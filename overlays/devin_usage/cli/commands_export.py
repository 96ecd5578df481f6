"""The command that writes rows to files: days, members, cycles, counts, and costs in the form of FOCUS."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from devin_usage.billing import billing_day, now, system_clock
from devin_usage.errors import DevinUsageError, InvalidArgument

from .billing_account import billing_account_of, billing_account_options
from .connecting import connect
from .export_kinds import SCOPES, WHAT, Request, What
from .failing import hiding, resumable
from .hidden import SECRET, secret_of_environment
from .incomplete import require_complete
from .noting import noted, revised
from .options import cache_option, concurrency_option, open_cache, scope_options, window_options
from .price import price_option
from .progress import watching
from .scope import Scope
from .streams import has_output
from .window import Window
from .writing import FILE_FORMATS, check_folder, form_of

if TYPE_CHECKING:
    from devin_usage import Cycle, Period
    from devin_usage.account import Breakdown, Price
    from devin_usage.export import BillingAccount

one_cycle_option = click.option(
    "--one-cycle",
    is_flag=True,
    help="The days of --from and --to are a billing cycle; for a key that cannot list them.",
)
pseudonymise_option = click.option(
    "--pseudonymise",
    is_flag=True,
    callback=hiding,
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


@click.command()
@click.option("--what", type=click.Choice(list(WHAT)), default="days", show_default=True, help="What the rows are.")
@window_options
@scope_options("org", "user", "service-user", "session")
@click.option(
    "--format",
    "form",
    type=click.Choice(FILE_FORMATS),
    help="How to write; by default what the end of the name of the file says, and csv on standard output.",
)
@click.option("-o", "--output", "path", type=click.Path(path_type=Path), help="The file, whole or not at all.")
@click.option("--partition-by-cycle", is_flag=True, help="Parquet only: -o is a folder, with a file for each cycle.")
@one_cycle_option
@price_option
@billing_account_options
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
    chosen = WHAT[what]
    if not partition_by_cycle and path is not None and path.is_dir():
        raise InvalidArgument(f"{path} is a folder; name the file to write")
    form = form or "parquet" if partition_by_cycle else form_of(path, form, otherwise="csv")
    _check(what, chosen, window, scope, price, form, partitioned=partition_by_cycle)
    _check_place(path, form, partitioned=partition_by_cycle)
    _check_effect(ctx, what, chosen, partitioned=partition_by_cycle)
    billed = billing_account_of(ctx, what, costs=chosen.read is None)
    secret = secret_of_environment() if pseudonymise else None
    if chosen.cached:
        resumable(ctx, cache)
    client = connect(ctx)
    with watching("reading") as watch, _telling(ctx, cache, hide=pseudonymise):
        asked = Request(client, window, scope, open_cache(ctx, cache) if chosen.cached else None, concurrency, watch)
        if chosen.read is None:
            _write_focus(
                ctx, asked, chosen, path, form, price, billed, one_cycle=one_cycle, hide=pseudonymise, secret=secret
            )
            return
        cycles = _cycles(asked, path, one_cycle=one_cycle) if partition_by_cycle else None
        answer = chosen.read(asked)
    revised(ctx, answer.revisions, pseudonymise=pseudonymise)
    from devin_usage.export import pseudonymise as hide
    from devin_usage.export import text, write

    table = hide(answer.rows, secret) if pseudonymise else answer.rows
    # First, since whoever reads a pipe may have enough of it before its end.
    noted(ctx, answer.caveats, answer.excluded)
    if path is None:
        click.echo(text(table, form).encode(), nl=False)
        return
    write(table, path, form, cycles=cycles)
    _say_written(path, f"{len(table):,} {table.name.replace('_', ' ')} are written to {path}.")


def _say_written(path: Path, said: str) -> None:
    """Say what is written, and not into a pipe or a device, which may be standard output itself."""
    aside = not (path.is_file() or path.is_dir()) or not has_output()
    click.echo(said, err=aside)


@contextmanager
def _telling(ctx: click.Context, cache: Path | None, *, hide: bool) -> Generator[None]:
    """Say why there is no export, and which closed days have changed all the same, since the cache tells them once."""
    try:
        yield
    except DevinUsageError as error:
        # Of an IncompleteBreakdown, whose module is loaded only where there can be one.
        found: Breakdown | None = getattr(error, "breakdown", None)
        if found is not None:
            revised(ctx, found.revisions, pseudonymise=hide)
            require_complete(found, cache)
        raise


def _cycles(asked: Request, folder: Path | None, *, one_cycle: bool) -> tuple[Cycle, ...]:
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
    asked: Request,
    chosen: What,
    path: Path | None,
    form: str,
    price: Price | None,
    billed: BillingAccount | None,
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
    options = {"cycles": cycles, "billing_account": billed, **asked.beside()}
    found = focus(asked.client, period, price=price, by=chosen.by, **options)  # type: ignore[arg-type]  # one of the two that the table holds
    revised(ctx, found.revisions, pseudonymise=hide)
    if hide:
        found = found.pseudonymised(secret)
    written = found.write(path, form)  # type: ignore[arg-type]  # checked before
    sums = f"{written.acus.normalize():f} ACUs, {written.cost.amount.normalize():f} {written.cost.currency}"
    _say_written(path, f"{written.rows:,} charges are written to {path}: {sums}.")
    noted(ctx, found.caveats, found.excluded)


def _check(
    what: str,
    chosen: What,
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
    for kind in SCOPES:
        if getattr(scope, kind) and kind not in chosen.scope:
            option = "--org" if kind == "organizations" else f"--{kind.removesuffix('s').replace('_', '-')}"
            raise InvalidArgument(f"--what {what} cannot be limited by {option}")
    if chosen.read is not None and price is not None:
        raise InvalidArgument(f"--price is for costs: --what focus; the rows of {what} are ACUs or counts")
    if chosen.read is not None:
        return
    if price is None:
        raise InvalidArgument("FOCUS holds costs and the API knows no price: give --price, such as --price '2.25 USD'")
    if not price.amount:
        raise InvalidArgument("a price of 0 would make each cost 0, whatever was used; give what an ACU costs")
    if form not in ("csv", "parquet"):
        raise InvalidArgument(f"FOCUS is written as csv or parquet, not {form}")


def _check_effect(ctx: click.Context, what: str, chosen: What, *, partitioned: bool) -> None:
    """Refuse further options that would change nothing; what the environment says is for all commands."""

    def given(option: str) -> bool:
        return ctx.get_parameter_source(option) is ParameterSource.COMMANDLINE

    if given("cache") and not chosen.cached:
        raise InvalidArgument(f"--cache keeps days; --what {what} has none, leave it out")
    if given("concurrency") and not chosen.concurrent:
        raise InvalidArgument(f"--concurrency is for members, side by side; --what {what} asks for none, leave it out")
    if ctx.params["one_cycle"] and chosen.read is not None and not partitioned:
        raise InvalidArgument(
            f"--one-cycle is for costs and for --partition-by-cycle; --what {what} alone needs no cycles, leave it out"
        )


def _check_place(path: Path | None, form: str, *, partitioned: bool) -> None:
    if partitioned and form != "parquet":
        raise InvalidArgument(f"--partition-by-cycle is for parquet, not {form}")
    if path is None:
        if form == "parquet":
            raise InvalidArgument("parquet needs a place: give -o FILE" + (" (a folder)" if partitioned else ""))
        return
    if partitioned and path.exists() and not path.is_dir():
        raise InvalidArgument(f"{path} is a file; with --partition-by-cycle -o is a folder")
    check_folder(path, "output")
