"""The commands that show ACUs by day, by week and by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .connecting import connect
from .options import output_options, scope_options, window_options
from .output import Output
from .scope import Scope
from .window import Asked, Window

if TYPE_CHECKING:
    from devin_usage.values import Consumption

    from .pieces import Unit


def _read(ctx: click.Context, window: Window, scope: Scope, output: Output) -> tuple[Consumption, Asked]:
    chosen = scope.one()
    client = connect(ctx)
    asked = window.resolve(client)
    return output.hidden(client.consumption.daily(asked.period, **chosen)), asked


@click.command()
@window_options
@scope_options("org", "user", "service-user", "session")
@output_options()
@click.pass_context
def daily(ctx: click.Context, window: Window, scope: Scope, output: Output) -> None:
    """Show the ACUs of each billing day, by product where the API gives it."""
    answer, asked = _read(ctx, window, scope, output)
    from devin_usage.export import table

    from . import plain, tables

    output.show(
        page=lambda page: tables.consumption(page, answer, asked),
        plain=lambda: plain.consumption(answer),
        table=lambda: table(answer),
        caveats=(*answer.caveats, *tables.no_day(answer)),
        excluded=answer.excluded,
    )


@click.command()
@window_options
@scope_options("org", "user", "service-user", "session")
@output_options()
@click.pass_context
def weekly(ctx: click.Context, window: Window, scope: Scope, output: Output) -> None:
    """Show the ACUs of each week of billing days, Monday to Sunday.

    A week that lies in the period only in part is marked as partial, one that is not over as open.
    """
    _pieces(ctx, window, scope, output, "week")


@click.command()
@window_options
@scope_options("org", "user", "service-user", "session")
@output_options()
@click.pass_context
def monthly(ctx: click.Context, window: Window, scope: Scope, output: Output) -> None:
    """Show the ACUs of each calendar month of billing days. These are not billing cycles.

    A month that lies in the period only in part is marked as partial, one that is not over as open.
    """
    _pieces(ctx, window, scope, output, "month")


def _pieces(ctx: click.Context, window: Window, scope: Scope, output: Output, unit: Unit) -> None:
    answer, asked = _read(ctx, window, scope, output)
    from . import plain, rows, tables
    from .pieces import pieces_of

    found = pieces_of(answer, unit, asked.at)
    output.show(
        page=lambda page: tables.pieces(page, found, asked),
        plain=lambda: plain.pieces(found),
        table=lambda: rows.pieces(found),
        caveats=(*answer.caveats, *tables.no_day(answer)),
        excluded=answer.excluded,
    )
