"""The options that the commands share, each kind in one place: time, scope, output, the cache, work side by side.

A command that takes a kind is decorated with it, and gets one value for all of its options.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .failing import hiding
from .output import FORMATS, Output
from .scope import Scope
from .window import Window

if TYPE_CHECKING:
    from devin_usage.account import DayCache

__all__ = [
    "cache_option",
    "concurrency_option",
    "cycle_options",
    "open_cache",
    "output_options",
    "scope_options",
    "window_options",
]

F = TypeVar("F", bound=Callable[..., Any])

_SCOPES = {
    "org": ("organizations", "An organization (org-...)."),
    "user": ("users", "A user."),
    "service-user": ("service_users", "A service user (v3)."),
    "session": ("sessions", "A session (v3)."),
}


def _bundled(
    name: str, make: Callable[..., Any], options: Sequence[Callable[[Any], Any]], own: Sequence[str] | None = None
) -> Callable[[F], F]:
    """Add options to a command, which gets what is made of them as one argument."""
    taking = list(signature(make).parameters) if own is None else own

    def decorate(command: F) -> F:
        @wraps(command)
        def wrapped(*args: Any, **given: Any) -> Any:
            taken = {each: given.pop(each) for each in taking}
            return command(*args, **{name: make(**taken)}, **given)

        for option in reversed(options):
            wrapped = option(wrapped)
        return wrapped  # type: ignore[return-value]  # the decorated command takes the options in place of the value

    return decorate


def cycle_options(command: F) -> F:
    """Add the options that choose a cycle, or days in its place; the others of time are refused with a sentence."""
    return window_options(command, recent=False)


def window_options(command: F, *, recent: bool = True) -> F:
    """Add the options that choose a period; the command gets them as ``window``."""
    return _bundled(
        "window",
        Window,
        [
            click.option(
                "--cycle",
                metavar="CYCLE",
                help="Billing cycle: current (the default), previous, or the month of its first day, YYYY-MM.",
            ),
            click.option("--from", "first", metavar="DAY", help="First billing day, YYYY-MM-DD."),
            click.option("--to", "last", metavar="DAY", help="Last billing day, YYYY-MM-DD, included."),
            click.option(
                "--last",
                "recent",
                metavar="N",
                hidden=not recent,
                help="The last closed billing days: 30d, or 4w for weeks.",
            ),
            click.option(
                "--include-open",
                is_flag=True,
                hidden=not recent,
                help="With --last: today too, which is still open.",
            ),
        ],
    )(command)


def scope_options(*kinds: str) -> Callable[[F], F]:
    """Add the options that choose whose figures, such as ``org`` and ``user``; the command gets them as ``scope``."""
    named = {kind: _SCOPES[kind] for kind in kinds}
    options = [
        click.option(f"--{kind}", name, metavar="ID", multiple=True, help=told) for kind, (name, told) in named.items()
    ]
    return _bundled("scope", Scope, options, own=[name for name, _ in named.values()])


def output_options(*forms: str) -> Callable[[F], F]:
    """Add the options of output, with these formats or all of them; the command gets them as ``output``."""
    return _bundled(
        "output",
        Output.of,
        [
            click.option(
                "--format",
                "form",
                type=click.Choice(forms or FORMATS),
                metavar="FORMAT",
                help=f"{', '.join(forms or FORMATS)}; by default what the end of the name of the file says, and a "
                "table on standard output.",
            ),
            click.option(
                "-o",
                "--output",
                "path",
                type=click.Path(dir_okay=False, path_type=Path),
                help="Write to this file, whole or not at all.",
            ),
            click.option(
                "--pseudonymise",
                is_flag=True,
                callback=hiding,
                help="Write hashes in place of ids, names and e-mail addresses of people. DEVIN_USAGE_PSEUDONYM_SECRET "
                "keeps them the same from run to run.",
            ),
            click.option("--no-color", is_flag=True, help="No colours; NO_COLOR in the environment does the same."),
        ],
    )


def cache_option(command: F) -> F:
    """Add the option that names the file of closed days; the command gets its path as ``cache``."""
    return click.option(
        "--cache",
        envvar="DEVIN_USAGE_CACHE",
        show_envvar=True,
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Keep closed days in this file, so that none is asked for twice. It holds the ids of people.",
    )(command)


def open_cache(ctx: click.Context, cache: Path | None) -> DayCache | None:
    """Open the file of closed days until the command ends, if one was named."""
    if cache is None:
        return None
    from devin_usage.account import DayCache  # loaded when used

    opened = DayCache(cache)
    ctx.call_on_close(opened.close)
    return opened


def concurrency_option(command: F) -> F:
    """Add the option for how many calls run side by side."""
    return click.option(
        "--concurrency",
        type=click.IntRange(1, 64),
        default=8,
        show_default=True,
        metavar="N",
        help="How many calls may run side by side.",
    )(command)
