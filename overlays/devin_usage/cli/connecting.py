"""The client of a command. The key comes from the environment, never from an argument, which others can see."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from devin_usage.errors import ConfigurationError

if TYPE_CHECKING:
    from devin_usage import DevinUsage
    from devin_usage.credential import Version

VERSIONS: tuple[Version, ...] = ("v2", "v3")
_API_VERSION = "devin_usage.api_version"
_OF_VARIABLE: dict[str, Version] = {"DEVIN_API_KEY_V2": "v2", "DEVIN_API_KEY_V3": "v3"}


def ask_version(ctx: click.Context, _: click.Parameter, version: Version | None) -> None:
    """Take `--api-version`, as a callback."""
    ctx.meta[_API_VERSION] = version


def api_version(ctx: click.Context) -> Version | None:
    """Tell which version takes the key of the environment, where an option says so."""
    version: Version | None = ctx.meta.get(_API_VERSION)
    return version


def connect(ctx: click.Context, *, variable: str = "DEVIN_API_KEY") -> DevinUsage:
    """Make the client that the options and the environment ask for; it is closed when the command ends.

    Args:
        ctx: The context of the command.
        variable: The name of the environment variable that holds the key.

    Raises:
        ConfigurationError: the key or the address is refused.
    """
    from devin_usage import DevinUsage  # loaded when used

    key = os.environ.get(variable)
    if key is None and variable != "DEVIN_API_KEY":
        raise ConfigurationError(f"there is no key in {variable}; this command needs one of v2 and one of v3")
    version = api_version(ctx) if variable == "DEVIN_API_KEY" else _version_of(key, variable)
    client = DevinUsage(key, base_url=ctx.obj, version=version)
    ctx.call_on_close(client.close)
    return client


def _version_of(key: str | None, variable: str) -> Version:
    """Tell the version by the name of the variable, which a known beginning of the key must not contradict."""
    from devin_usage.credential import PREFIXES  # loaded when used

    told = next((each for prefix, each in PREFIXES.items() if key is not None and key.strip().startswith(prefix)), None)
    version = _OF_VARIABLE[variable]
    if told not in (None, version):
        raise ConfigurationError(f"{variable} holds a key of {told}")
    return version
