"""The commands that show counts."""

from __future__ import annotations

import click

from .connecting import connect
from .options import output_options, scope_options, window_options
from .output import Output
from .scope import Scope
from .window import Window


@click.command()
@window_options
@scope_options("org", "user")
@output_options()
@click.pass_context
def usage(ctx: click.Context, window: Window, scope: Scope, output: Output) -> None:
    """Count sessions, searches and pull requests in one call. Limited to users by v2 only."""
    from devin_usage.export import table

    from . import plain, tables_counts

    client = connect(ctx)
    asked = window.resolve(client)
    answer = output.hidden(client.metrics.usage(asked.period, **scope.filters("users")))
    output.show(
        page=lambda page: tables_counts.usage(page, answer, asked),
        plain=lambda: plain.usage(answer),
        table=lambda: table(answer),
        caveats=answer.caveats,
    )


@click.command()
@window_options
@scope_options("org", "user", "service-user")
@output_options()
@click.pass_context
def metrics(ctx: click.Context, window: Window, scope: Scope, output: Output) -> None:
    """Break down sessions by origin, size and category, pull requests by outcome, and active users by UTC day.

    v2 gives the counts alone; what it does not give is named.
    """
    from . import plain_counts, rows, tables_counts
    from .counts import counted

    client = connect(ctx)
    asked = window.resolve(client)
    found = output.hidden(counted(client, asked.period, scope))
    output.show(
        page=lambda page: tables_counts.metrics(page, found, asked),
        plain=lambda: plain_counts.metrics(found),
        table=lambda: rows.counts(found),
        caveats=tables_counts.said_of(found),
    )
