"""The commands that make something whole out of an account: a report as one page, and tables in a warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from devin_usage.errors import InvalidArgument

from .connecting import connect
from .exit_codes import INCOMPLETE
from .exporting import given_cycles, one_cycle_option, pseudonymise_option
from .failing import note, resumable
from .hidden import secret_of_environment
from .noting import revised
from .options import cache_option, concurrency_option, open_cache, scope_options, window_options
from .price import price_option
from .progress import watching
from .quantity import Acus
from .scope import Scope
from .streams import has_output
from .window import Window
from .writing import check_folder

if TYPE_CHECKING:
    from devin_usage.account import Price

_PAGES = ("", ".html", ".htm")


@click.command()
@window_options
@click.option(
    "-o",
    "--output",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file, such as usage.html; whole or not at all.",
)
@click.option("--budget", type=Acus(), metavar="ACUS", help="The ACUs that the period may use.")
@price_option
@pseudonymise_option
@cache_option
@click.pass_context
def report(
    ctx: click.Context,
    window: Window,
    path: Path,
    budget: float | None,
    price: Price | None,
    pseudonymise: bool,
    cache: Path | None,
) -> None:
    """Write the usage of a period as one HTML page, which needs no network and holds no script.

    It shows the cycle at a glance, ACUs by day and product, the top users and organizations, activity, and what is
    left out. Where a part cannot be read, the page is written all the same and names it, and the exit code is 20.
    """
    if path == Path("-"):
        raise InvalidArgument("a report is a file and is not written to standard output: name it, such as usage.html")
    if path.suffix.lower() not in _PAGES:
        raise InvalidArgument(f"a report is a page of HTML, and the name {path.name!r} says another: end it with .html")
    check_folder(path, "report")
    resumable(ctx, cache)
    client = connect(ctx)
    period = window.resolve(client).period
    from devin_usage.report import write_report

    with watching("reading members") as watch:
        made = write_report(
            client,
            path,
            period=period,
            budget_acus=budget,
            price=price,
            cache=open_cache(ctx, cache),
            pseudonymise=pseudonymise,
            secret=secret_of_environment() if pseudonymise else None,
            watch=watch,
        )
    click.echo(f"The report of {made.period} is written to {path}.", err=not has_output())
    for said in made.unavailable:
        note(ctx, "Note", f"note: {said}")
    for said in made.failures:
        note(ctx, "NotRead", said)
    if not made.complete:
        ctx.exit(INCOMPLETE)


@click.command()
@window_options
@scope_options("org", "user", "service-user")
@click.option("--destination", default="duckdb", show_default=True, metavar="NAME", help="A destination of dlt.")
@click.option(
    "--database",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The file of DuckDB; by default usage.duckdb in the current folder.",
)
@click.option("--dataset", default="devin_usage", show_default=True, metavar="NAME", help="The schema to write into.")
@click.option(
    "--recent-days",
    type=click.IntRange(0, 366),
    default=3,
    show_default=True,
    help="How many closed days to read again, since they may still change.",
)
@one_cycle_option
@cache_option
@concurrency_option
@click.pass_context
def load(
    ctx: click.Context,
    window: Window,
    scope: Scope,
    destination: str,
    database: Path | None,
    dataset: str,
    recent_days: int,
    one_cycle: bool,
    cache: Path | None,
    concurrency: int,
) -> None:
    """Load what is missing into a warehouse, and the last closed days once more.

    By default into a DuckDB file, from the first billing cycle on; with --cycle, --from and --to, or --last only these
    days. Open days are not loaded, and no row is doubled. Other destinations are those of dlt, with its settings.
    Names and e-mail addresses are loaded too. If a member cannot be read, or days are missing of anybody, the exit
    code is 20; a load of everybody without days asks for what is missing.
    """
    resumable(ctx, cache, otherwise="what was loaded is whole; run the same command again, and it goes on from there")
    from devin_usage.export.warehouse import load as load_into

    client = connect(ctx)
    period = None if window == Window() else window.resolve(client).period
    with watching("loading") as watch:
        loaded = load_into(
            client,
            destination=destination,
            database=database,
            dataset=dataset,
            period=period,
            cycles=given_cycles(window, period, one_cycle=one_cycle),
            organizations=scope.organizations or None,
            users=scope.users or None,
            service_users=scope.service_users or None,
            recent_days=recent_days,
            concurrency=concurrency,
            cache=open_cache(ctx, cache),
            watch=watch,
        )
    click.echo(str(loaded), err=not has_output())
    revised(ctx, loaded.revisions, pseudonymise=False)
    if not loaded.complete:
        ctx.exit(INCOMPLETE)
