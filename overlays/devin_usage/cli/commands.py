"""The commands. The key comes from DEVIN_API_KEY, never from an argument, which other users of a machine can see."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from devin_usage import Cycle, DevinUsage, InvalidArgument, billing
from devin_usage.cycles import cycle_at

from .contract import contract
from .mock import mock
from .options import Group, Window, output_option, window_options
from .spec_diff import spec_diff


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Environment: DEVIN_API_KEY holds the key (apk_user_... asks v2, cog_... asks v3). Unofficial; read-only.",
)
@click.version_option(package_name="devin-usage")
@click.option(
    "--base-url",
    envvar="DEVIN_BASE_URL",
    show_envvar=True,
    metavar="URL",
    help="Where the API is; by default the shared service, https://api.devin.ai.",
)
@click.pass_context
def cli(ctx: click.Context, base_url: str | None) -> None:
    """Read usage metrics and ACU consumption from the Devin API.

    Days are billing days: they start at 08:00 UTC, all year.
    """
    ctx.obj = base_url


def _client(ctx: click.Context) -> DevinUsage:
    client = DevinUsage(base_url=ctx.obj)
    ctx.call_on_close(client.close)
    return client


def _print_json(value: Mapping[str, Any] | Sequence[Any]) -> None:
    text = json.dumps(value, indent=2, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        text = json.dumps(value, indent=2)
    click.echo(text)


@cli.command()
@output_option
@click.pass_context
def cycles(ctx: click.Context, form: str) -> None:
    """List the billing cycles."""
    from . import plain, tables

    found = _client(ctx).cycles.list()
    if form == "json":
        _print_json(plain.cycles(found))
    else:
        tables.print_cycles(found, _current(found))


def _current(found: Sequence[Cycle]) -> Cycle | None:
    try:
        return cycle_at(found, billing.now(billing.system_clock))
    except InvalidArgument:
        return None


@cli.command(short_help="Show the ACUs of each billing day.")
@window_options
@click.option("--org", metavar="ID", help="One organization (org-...).")
@click.option("--user", metavar="ID", help="One user.")
@click.option("--service-user", metavar="ID", help="One service user (v3).")
@click.option("--session", metavar="ID", help="One session (v3).")
@output_option
@click.pass_context
def daily(
    ctx: click.Context,
    window: Window,
    org: str | None,
    user: str | None,
    service_user: str | None,
    session: str | None,
    form: str,
) -> None:
    """Show the ACUs of each billing day, by product where the API gives it."""
    from . import plain, tables

    client = _client(ctx)
    period, called = window.resolve(client)
    answer = client.consumption.daily(period, organization=org, user=user, service_user=service_user, session=session)
    if form == "json":
        _print_json(plain.consumption(answer))
    else:
        tables.print_consumption(answer, called)


@cli.command(short_help="Count sessions, searches and pull requests.")
@window_options
@click.option("--org", metavar="ID", help="One organization (org-...).")
@output_option
@click.pass_context
def usage(ctx: click.Context, window: Window, org: str | None, form: str) -> None:
    """Show the counts of sessions, searches and pull requests."""
    from . import plain, tables

    client = _client(ctx)
    period, called = window.resolve(client)
    answer = client.metrics.usage(period, organization=org)
    if form == "json":
        _print_json(plain.usage(answer))
    else:
        tables.print_usage(answer, called)


cli.add_command(contract)
cli.add_command(mock)
cli.add_command(spec_diff)
