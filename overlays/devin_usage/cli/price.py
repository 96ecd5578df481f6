"""The option of a price: the API knows none, and costs are only told at the one that a user gives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from devin_usage.account import Price

_PRICE = re.compile(r"([0-9.]+) *([A-Za-z]{3})", re.ASCII)


def price_of(_: click.Context, __: click.Parameter, text: str | None) -> Price | None:
    """Read a price such as ``2.25 USD`` or ``2.25USD``.

    Raises:
        InvalidArgument: it is written in another way.
    """
    if text is None:
        return None
    from devin_usage.account import Price  # loaded when used

    found = _PRICE.fullmatch(text.strip())
    return Price.parse(text if found is None else f"{found[1]} {found[2].upper()}")


price_option = click.option(
    "--price",
    callback=price_of,
    metavar="PRICE",
    help="What an ACU costs, such as '2.25 USD'; the API knows no price.",
)
