"""How commands fail: one sentence or one JSON object on standard error, and an exit code; never a traceback.

What is not an error of the library, of the command line or of the machine is a fault of this package, and keeps its
traceback.
"""

from __future__ import annotations

import errno
import json
import os
import sys
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import click

from devin_usage.errors import DevinUsageError

from .advising import advised
from .anywhere import ERROR_FORMAT, ERROR_FORMAT_VARIABLE, ERROR_FORMATS, errors_as_json, put_first
from .exit_codes import BROKEN_PIPE, EXIT_CODES, FILES, INTERRUPTED, exit_code
from .hidden_in_errors import hushed, hushed_pointer
from .wording import in_options

_AS_JSON = "devin_usage.errors_as_json"
_HIDING = "devin_usage.hiding"
_RESUMING = "devin_usage.resuming"
_HIDE = "--pseudonymise"
_DETAILS = ("status", "operation", "permission", "request_id", "retry_after_s", "attempts", "pointer")


def resumable(ctx: click.Context, cache: Path | None, *, otherwise: str | None = None) -> None:
    """Note what to say if this command is interrupted.

    Args:
        ctx: The context of the command.
        cache: The file that keeps closed days, if there is one.
        otherwise: What to say in place of that, where something else is kept.
    """
    if otherwise is not None:
        ctx.meta[_RESUMING] = otherwise
    elif cache is not None:
        ctx.meta[_RESUMING] = f"the closed days that were read are kept in {cache}: run the same command again"
    else:
        ctx.meta[_RESUMING] = "nothing was kept; with --cache FILE the closed days that are read would be"


def hiding(ctx: click.Context, _: click.Parameter, hide: bool) -> bool:
    """Take `--pseudonymise`, as a callback: what is said from now on names no person."""
    ctx.meta[_HIDING] = hide
    return hide


def tell(ctx: click.Context, error: DevinUsageError, code: int | None = None) -> NoReturn:
    """Say what went wrong, and exit.

    Args:
        ctx: The context of the command.
        error: The error.
        code: What to exit with; by default the code of its kind.
    """
    code = exit_code(error) if code is None else code
    details = {name: getattr(error, name) for name in _DETAILS if getattr(error, name, None) is not None}
    if ctx.meta.get(_HIDING) and "pointer" in details:
        details["pointer"] = hushed_pointer(details["pointer"])
    _say(_is_json(ctx), type(error).__name__, _told(ctx, advised(error, ctx.obj)), code, details)
    ctx.exit(code)


def note(ctx: click.Context, kind: str, message: str) -> None:
    """Say something that is no error on standard error, as errors are said."""
    _say(_is_json(ctx), kind, _told(ctx, message), None)


def _told(ctx: click.Context, message: str) -> str:
    message = in_options(message, _options_of(ctx))
    return hushed(message) if ctx.meta.get(_HIDING) else message


def _options_of(ctx: click.Context) -> set[str]:
    """Name the options of the command that runs."""
    command: click.Command | None = ctx.command
    if isinstance(command, click.Group) and ctx.invoked_subcommand is not None:
        command = command.get_command(ctx, ctx.invoked_subcommand)
    params = [] if command is None else command.params
    return {name for each in params if not getattr(each, "hidden", False) for name in each.opts}


def show_warnings_as_sentences() -> None:
    """Write what the library warns of as it writes errors; other warnings look as Python has them."""
    usual = warnings.showwarning

    def show(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
        if not category.__module__.startswith("devin_usage"):
            usual(message, category, *place, **more)
            return
        as_json = errors_as_json(sys.argv[1:])
        # Whatever thread it comes from, which has no context.
        said = hushed(str(message)) if _HIDE in sys.argv else str(message)
        _say(as_json, category.__name__, said if as_json else f"warning: {said}", None)

    warnings.showwarning = show


class Group(click.Group):
    """A group of commands whose errors are sentences, or JSON objects with `--error-format json`."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command; whatever goes wrong ends with a code of the table."""
        given = list(sys.argv[1:] if args is None else args)
        if not standalone_mode:
            return super().main(given, prog_name, complete_var, standalone_mode=False, **extra)
        try:
            code: Any = super().main(given, prog_name, complete_var, standalone_mode=False, **extra)
            sys.stdout.flush()
        except click.ClickException as error:
            code = error.exit_code
            if errors_as_json(given):
                _say(True, type(error).__name__, error.format_message(), code)
            else:
                _refuse(error)
        except (click.Abort, KeyboardInterrupt):
            code = INTERRUPTED  # Before any command had begun, or once it was over.
            _say(errors_as_json(given), "Interrupted", "interrupted", code)
        except OSError as error:
            code = BROKEN_PIPE if error.errno == errno.EPIPE else FILES
            if code == FILES:
                said = f"{error.strerror or error}" + (f": {error.filename}" if error.filename is not None else "")
                _say(errors_as_json(given), type(error).__name__, said, code)
            else:
                _close_output()
        sys.exit(code if isinstance(code, int) else 0)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the options of the group wherever they stand among the arguments."""
        try:
            ctx = super().make_context(info_name, put_first(args), parent, **extra)
        except BrokenPipeError:  # of --help, before click sees it, which would end with 1
            _close_output()
            raise click.exceptions.Exit(BROKEN_PIPE) from None
        ctx.meta[_AS_JSON] = errors_as_json(args)
        return ctx

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, and say what went wrong while its context is there."""
        try:
            return super().invoke(ctx)
        except DevinUsageError as error:
            tell(ctx, error)
        except KeyboardInterrupt:
            resuming = ctx.meta.get(_RESUMING)
            said = "interrupted" if resuming is None else f"interrupted; {resuming}"
            _say(_is_json(ctx), "Interrupted", said, INTERRUPTED)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:  # before click sees it, which would end with 1
            _close_output()
            ctx.exit(BROKEN_PIPE)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the exit codes below the commands."""
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(each.code), each.meaning) for each in EXIT_CODES])
        with formatter.indentation():
            formatter.write_text("contract and spec-diff have codes of their own, 0 to 5: see their --help.")
        super().format_epilog(ctx, formatter)


error_format_option = click.option(
    ERROR_FORMAT,
    type=click.Choice(ERROR_FORMATS),
    envvar=ERROR_FORMAT_VARIABLE,
    show_envvar=True,
    expose_value=False,
    help="How to tell errors: a sentence, or a JSON object on one line.",
)
"""It is checked here; `errors_as_json` reads it also where the other options are refused."""


def _is_json(ctx: click.Context) -> bool:
    return bool(ctx.meta.get(_AS_JSON, False))


def _say(as_json: bool, kind: str, message: str, code: int | None, details: Mapping[str, object] | None = None) -> None:
    if as_json:
        told = {"kind": kind, "message": message, "exit_code": code, **dict.fromkeys(_DETAILS), **(details or {})}
        _aside(json.dumps(told))
    else:
        _aside(f"devin-usage: {_printable(message)}")


def _refuse(error: click.ClickException) -> None:
    """Say what the parser of options refuses as other errors are said, and where the options stand."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    _say(False, type(error).__name__, error.format_message(), error.exit_code)
    if isinstance(error, click.UsageError):
        command = "devin-usage" if error.ctx is None else error.ctx.command_path
        _aside(f"Try '{command} --help'.")


def _aside(line: str) -> None:
    """Write a line to standard error; if nobody reads it, the exit code still tells."""
    with suppress(OSError):
        click.echo(line, err=True)


def _printable(text: str) -> str:
    """Keep a sentence on its line, and a terminal from obeying it."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text)


def _close_output() -> None:
    """Let what Python still flushes when it ends go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
