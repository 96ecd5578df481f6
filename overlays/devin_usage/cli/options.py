"""The grammar of time and output that the commands share, and how errors become one sentence and an exit code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click
from attrs import frozen

from devin_usage import DevinUsage, DevinUsageError, InvalidArgument, Period
from devin_usage.billing import parse_day

F = TypeVar("F", bound=Callable[..., Any])

EXIT_FAILED = 1
EXIT_REFUSED = 2


class Group(click.Group):
    """A group of commands whose errors are sentences, never tracebacks."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an error of the library becomes a line on stderr and an exit code."""
        try:
            return super().invoke(ctx)
        except DevinUsageError as error:
            click.echo(f"devin-usage: {error}", err=True)
            ctx.exit(EXIT_REFUSED if isinstance(error, InvalidArgument) else EXIT_FAILED)


@frozen
class Window:
    """The period that a command was asked for."""

    cycle: str | None
    first: str | None
    last: str | None

    def resolve(self, client: DevinUsage) -> tuple[Period, str]:
        """Find the period and how to call it; asks the API for its cycles where a cycle is meant.

        Raises:
            InvalidArgument: the options contradict each other, or name no day or cycle.
        """
        if self.first is not None or self.last is not None:
            if self.cycle is not None:
                raise InvalidArgument("--cycle and --from/--to exclude each other")
            if self.first is None or self.last is None:
                raise InvalidArgument("--from and --to go together: the first and the last billing day, both included")
            return Period.of_days(parse_day(self.first), parse_day(self.last)), "billing days"
        name = self.cycle or "current"
        if name == "current":
            return client.cycles.current().period, "the current billing cycle"
        if name == "previous":
            return client.cycles.previous().period, "the previous billing cycle"
        return client.cycles.named(name).period, f"the billing cycle of {name}"


def window_options(command: F) -> F:
    """Add the options that choose a period; the command gets them as ``window``."""

    def wrapped(*args: Any, cycle: str | None, first: str | None, last: str | None, **options: Any) -> Any:
        return command(*args, window=Window(cycle, first, last), **options)

    wrapped.__name__, wrapped.__doc__ = command.__name__, command.__doc__
    wrapped.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]  # where click keeps the options of a function
    for decorate in (
        click.option("--to", "last", metavar="DAY", help="Last billing day, YYYY-MM-DD, included."),
        click.option("--from", "first", metavar="DAY", help="First billing day, YYYY-MM-DD."),
        click.option(
            "--cycle",
            metavar="CYCLE",
            help="Billing cycle: current (the default), previous, or the month of its first day, YYYY-MM.",
        ),
    ):
        wrapped = decorate(wrapped)
    return wrapped  # type: ignore[return-value]  # the decorated command takes the same options and one more


def output_option(command: F) -> F:
    """Add the option that chooses between a table and JSON."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["table", "json"]),
        default="table",
        show_default=True,
        help="How to print the answer.",
    )(command)
