"""The commands that tell where a cycle is heading, and whether v2 and v3 agree."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import click

from devin_usage.cycles import Cycle
from devin_usage.errors import ConfigurationError, InvalidArgument

from .connecting import api_version, connect
from .exit_codes import FAILED
from .options import concurrency_option, cycle_options, output_options, scope_options, window_options
from .output import Output
from .price import price_option
from .quantity import Acus
from .scope import Scope
from .window import Window

if TYPE_CHECKING:
    from devin_usage.account import Price


@click.command()
@cycle_options
@scope_options("org")
@click.option(
    "--budget",
    type=Acus(),
    metavar="ACUS",
    help="The ACUs that the cycle may use; by default the limit that the API gives (v3).",
)
@price_option
@output_options()
@click.pass_context
def forecast(
    ctx: click.Context, window: Window, scope: Scope, budget: float | None, price: Price | None, output: Output
) -> None:
    """Tell what a billing cycle has used, and what it will have used at its end if it goes on like this.

    With --from and --to these days are taken for a cycle, for a key that cannot read cycles.
    """
    from devin_usage.export import table

    from . import plain_account, tables_account
    from .status import keep

    if window.recent is not None:
        raise InvalidArgument("a forecast is of a billing cycle: give --cycle, or its days with --from and --to")
    if len(scope.organizations) > 1:
        raise InvalidArgument("--org was given several times; a forecast is of one organization, or of all")
    client = connect(ctx)
    asked = window.resolve(client)
    organization = next(iter(scope.organizations), None)
    told = client.forecast(cycle=Cycle(asked.period), budget_acus=budget, price=price, organization=organization)
    # Days that were named may be any: they would take the place of the cycle that a prompt shows.
    if not told.ended and window.first is None:
        with suppress(ConfigurationError):  # A prompt goes without; the forecast is right all the same.
            keep(told, ctx.obj, organization, api_version(ctx))
    found = output.hidden(told)
    output.show(
        page=lambda page: tables_account.forecast(page, found, asked.called),
        plain=lambda: plain_account.forecast(found),
        table=lambda: table(found),
        caveats=found.caveats,
    )


@click.command()
@window_options
@click.option(
    "--tolerance",
    type=Acus(),
    default=1e-6,
    show_default=True,
    metavar="ACUS",
    help="How far apart two figures may be that count as the same.",
)
@concurrency_option
@output_options()
@click.pass_context
def reconcile(ctx: click.Context, window: Window, tolerance: float, concurrency: int, output: Output) -> None:
    """Hold v2 against v3: each difference is explained, or named.

    DEVIN_API_KEY_V2 holds the key of v2, DEVIN_API_KEY_V3 the one of v3, which needs enterprise scope. v3 is asked
    once for each user and organization. Exits with 1 if something differs or could not be compared.
    """
    from devin_usage.account import reconcile as held
    from devin_usage.export import table

    from . import plain_account, tables_account
    from .progress import watching

    v2, v3 = connect(ctx, variable="DEVIN_API_KEY_V2"), connect(ctx, variable="DEVIN_API_KEY_V3")
    asked = window.resolve(v3)
    with watching("reconcile") as watch:
        found = held(v2=v2, v3=v3, period=asked.period, concurrency=concurrency, watch=watch, tolerance_acus=tolerance)
    shown = output.hidden(found)
    output.show(
        page=lambda page: tables_account.reconciliation(page, shown),
        plain=lambda: plain_account.reconciliation(shown),
        table=lambda: table(shown),
        caveats=shown.notes,
    )
    if not found.agrees:
        ctx.exit(FAILED)
