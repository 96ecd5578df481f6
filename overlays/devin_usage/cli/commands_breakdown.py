"""The commands that show who used how much."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from devin_usage.errors import InvalidArgument, UnsupportedByScope

from .connecting import connect
from .failing import resumable
from .incomplete import require_complete, require_some
from .members import Named, highest_first
from .noting import revised
from .options import cache_option, concurrency_option, open_cache, output_options, scope_options, window_options
from .output import Output
from .scope import Scope
from .window import Asked, Window

if TYPE_CHECKING:
    from devin_usage.account import Breakdown

_names_option = click.option("--names", is_flag=True, help="Names too: asks for the list of all of them, once more.")
_top_option = click.option(
    "--top", type=click.IntRange(1), metavar="N", help="In the table, only the N highest, and the rest in one row."
)


@click.command("by-user")
@window_options
@scope_options("org", "user")
@cache_option
@concurrency_option
@_names_option
@_top_option
@output_options()
@click.pass_context
def by_user(
    ctx: click.Context,
    window: Window,
    scope: Scope,
    cache: Path | None,
    concurrency: int,
    names: bool,
    top: int | None,
    output: Output,
) -> None:
    """Show the ACUs of each user, the highest first. --org limits it to organizations (v2).

    v3 is asked once for each user. Whoever could not be read is named, counts as missing and not as 0, and the command
    fails.
    """
    from .progress import watching

    if names and output.pseudonymise:
        raise InvalidArgument("--names and --pseudonymise exclude each other: pseudonyms are there to hide the names")
    resumable(ctx, cache)
    client = connect(ctx)
    asked = window.resolve(client)
    listed: Mapping[str, Named] = {}
    if names:
        listed = _listed(lambda: {user.id: Named(user.name, user.email) for user in client.users.list()})
    with watching("by-user") as watch:
        found = client.consumption.by_user(
            asked.period,
            users=scope.users or None,
            organizations=scope.organizations or None,
            concurrency=concurrency,
            watch=watch,
            cache=open_cache(ctx, cache),
        )
    _say_revisions(ctx, found, output)
    if scope.users:
        require_some(found)
    _show(output, found, asked, listed, top, cache)


@click.command("by-org")
@window_options
@scope_options("org")
@cache_option
@concurrency_option
@_names_option
@_top_option
@output_options()
@click.pass_context
def by_org(
    ctx: click.Context,
    window: Window,
    scope: Scope,
    cache: Path | None,
    concurrency: int,
    names: bool,
    top: int | None,
    output: Output,
) -> None:
    """Show the ACUs of each organization, the highest first. Cascade and Terminal belong to none.

    v3 is asked once for each organization. One that could not be read is named, counts as missing and not as 0, and
    the command fails.
    """
    from .progress import watching

    resumable(ctx, cache)
    client = connect(ctx)
    asked = window.resolve(client)
    listed: Mapping[str, Named] = {}
    if names:
        listed = _listed(lambda: {each.id: Named(each.name) for each in client.organizations.list()})
    with watching("by-org") as watch:
        found = client.consumption.by_organization(
            asked.period,
            organizations=scope.organizations or None,
            concurrency=concurrency,
            watch=watch,
            cache=open_cache(ctx, cache),
        )
    _say_revisions(ctx, found, output)
    if scope.organizations:
        require_some(found)
    _show(output, found, asked, listed, top, cache)


def _listed(ask: Callable[[], Mapping[str, Named]]) -> Mapping[str, Named]:
    """Ask for the names, which comes first: a key that cannot list them is to fail before everybody is asked about."""
    try:
        return ask()
    except UnsupportedByScope as error:
        raise UnsupportedByScope(f"{error}, or leave --names out") from None


def _say_revisions(ctx: click.Context, found: Breakdown, output: Output) -> None:
    """Say which closed days have changed before anything else can fail, since the cache tells them once."""
    if not output.is_page:
        revised(ctx, found.revisions, pseudonymise=output.pseudonymise)


def _show(
    output: Output, found: Breakdown, asked: Asked, listed: Mapping[str, Named], top: int | None, cache: Path | None
) -> None:
    from . import plain_account, tables_account
    from .rows_account import breakdown, in_no_row

    shown = output.hidden(highest_first(found))
    names = {id: each.shown for id, each in listed.items()}
    output.show(
        page=lambda page: tables_account.breakdown(page, shown, asked, names, top),
        plain=lambda: plain_account.breakdown(shown, names),
        table=lambda: breakdown(shown, listed),
        caveats=(*in_no_row(shown), *shown.caveats),
        excluded=shown.excluded,
    )
    require_complete(found, cache)
