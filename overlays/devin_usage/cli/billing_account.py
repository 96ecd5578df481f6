"""The options of what is billed: its id and name as a finance department knows them, which the API does not tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from devin_usage.errors import InvalidArgument

if TYPE_CHECKING:
    from devin_usage.export import BillingAccount

F = TypeVar("F", bound=Callable[..., Any])

_GIVEN = "devin_usage.billing_account"
_OPTIONS = {
    "billing_account": ("ID", "FOCUS: the id of what is billed; by default it is made of the host of the deployment."),
    "billing_account_name": ("NAME", "FOCUS: its name; with --billing-account."),
    "invoice_issuer": ("NAME", "FOCUS: who sends the invoice, where it is not the vendor; with --billing-account."),
}


def billing_account_options(command: F) -> F:
    """Add the options of what is billed; the command finds what they say with `billing_account_of`."""
    for name, (metavar, told) in reversed(_OPTIONS.items()):
        option = f"--{name.replace('_', '-')}"
        command = click.option(option, name, metavar=metavar, callback=_text, expose_value=False, help=told)(command)
    return command


def billing_account_of(ctx: click.Context, what: str, *, costs: bool) -> BillingAccount | None:
    """Give what is billed, or None where no option says it.

    Args:
        ctx: The context of the command.
        what: What is exported.
        costs: Whether that is costs.

    Raises:
        InvalidArgument: there are no costs to bill, or the id is missing.
    """
    given: dict[str, str] = ctx.meta.get(_GIVEN, {})
    if not given:
        return None
    if not costs:
        option = f"--{next(iter(given)).replace('_', '-')}"
        raise InvalidArgument(f"{option} is for costs: --what focus or focus-by-user; --what {what} has none")
    if "billing_account" not in given:
        raise InvalidArgument("--billing-account-name and --invoice-issuer go with --billing-account, the id of it")
    from devin_usage.export import BillingAccount  # loaded when used

    more = {"invoice_issuer": given["invoice_issuer"]} if "invoice_issuer" in given else {}
    return BillingAccount(given["billing_account"], given.get("billing_account_name"), **more)


def _text(ctx: click.Context, option: click.Parameter, text: str | None) -> None:
    if text is not None and not text.strip():
        raise InvalidArgument(f"{option.opts[0]} is empty; give a text, or leave it out")
    if text is not None:
        ctx.meta.setdefault(_GIVEN, {})[option.name] = text
