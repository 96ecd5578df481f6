"""The command itself: what all commands share, and where they are found."""

from __future__ import annotations

import click

from .connecting import VERSIONS, ask_version
from .failing import error_format_option
from .registry import Commands, Loading


@click.group(
    cls=Commands,
    commands=Loading(),
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
@click.option(
    "--api-version",
    type=click.Choice(VERSIONS),
    envvar="DEVIN_API_VERSION",
    show_envvar=True,
    expose_value=False,
    callback=ask_version,
    help="Which version takes the key, where its beginning does not say so, such as that of a personal access token.",
)
@error_format_option
@click.pass_context
def cli(ctx: click.Context, base_url: str | None) -> None:
    """Read usage metrics and ACU consumption from the Devin API.

    Days are billing days: they start at 08:00 UTC, all year. The options below may stand after the command too.
    """
    ctx.obj = base_url
