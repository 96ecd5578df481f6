"""The command that writes the usage of a period as one page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from devin_usage.errors import InvalidArgument

from .commands_export import pseudonymise_option
from .connecting import connect
from .exit_codes import INCOMPLETE
from .failing import note, resumable
from .hidden import secret_of_environment
from .options import cache_option, open_cache, window_options
from .price import price_option
from .progress import watching
from .quantity import Acus
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
