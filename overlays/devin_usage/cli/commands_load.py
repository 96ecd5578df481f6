"""The command that loads usage into a warehouse."""

from __future__ import annotations

from pathlib import Path

import click

from .commands_export import given_cycles, one_cycle_option
from .connecting import connect
from .exit_codes import INCOMPLETE
from .failing import resumable
from .noting import revised
from .options import cache_option, concurrency_option, open_cache, scope_options, window_options
from .progress import watching
from .scope import Scope
from .streams import has_output
from .window import Window


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
