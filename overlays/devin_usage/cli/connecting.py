"""The client of a command. The key comes from the environment, never from an argument, which others can see."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from devin_usage.errors import ConfigurationError

if TYPE_CHECKING:
    from devin_usage import DevinUsage


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
    client = DevinUsage(key, base_url=ctx.obj)
    ctx.call_on_close(client.close)
    return client
