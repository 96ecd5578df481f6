"""The command that tells what differs in meaning between two OpenAPI documents, and what that asks of a release."""

from __future__ import annotations

import json
import re
import sys
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from devin_usage import DevinUsageError, InvalidArgument

from .failing import tell
from .writing import check_folder

if TYPE_CHECKING:
    from devin_usage.spec_diff.comparison import Comparison

EXIT_NOT_COMPARED = 2
EXIT_CODES = {"text": 3, "additive": 4, "breaking": 5}
_SHIPPED = ("v2", "v3")
_MOST_BYTES = 32 * 2**20
_VERSION = re.compile(r"v[0-9]+(?![0-9A-Za-z])")


@click.command("spec-diff", short_help="Compare two OpenAPI documents by meaning.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to report.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the report to this file, whole or not at all; the text goes to standard output all the same.",
)
@click.option(
    "--current-version",
    metavar="X.Y.Z",
    help="The version that was released with OLD; the one to release with NEW is told.",
)
@click.option(
    "--fail-on",
    type=click.Choice(list(EXIT_CODES)),
    multiple=True,
    help="Exit with 0 unless this class or a stronger one was found. If given more than once, the weakest counts.",
)
@click.pass_context
def spec_diff(
    ctx: click.Context,
    old: str,
    new: str,
    form: str,
    output: Path | None,
    current_version: str | None,
    fail_on: tuple[str, ...],
) -> None:
    """Compare two OpenAPI documents by meaning: what a caller may still send, and what it has to expect.

    OLD and NEW are files (JSON or YAML, OpenAPI 3.0 or 3.1), v2 or v3 for the documents of this package, or - for
    standard input. Nothing is read from the network. A file that is called v2 is given as ./v2.

    \b
    Exit codes:
      0  nothing differs in meaning
      2  not compared: a file or an option is wrong, or the report could not be written
      3  words for people alone differ
      4  there are new possibilities; what worked before still does
      5  a caller may stop working, or silently get other numbers
    """
    from devin_usage.spec_diff import diff
    from devin_usage.spec_diff.comparison import Comparison
    from devin_usage.spec_diff.report import text
    from devin_usage.spec_diff.versions import Version

    try:
        version = None if current_version is None else Version.parse(current_version)
        _check(old, new, output)
        documents = [_document(argument) for argument in (old, new)]
        comparison = Comparison(
            old=_called(old), new=_called(new), findings=tuple(diff(*documents)), current_version=version
        )
        printed = _formed(comparison, form, _named(old, new))
        if output is not None:
            from devin_usage.export.whole import whole  # loaded when used

            with whole(output) as file:
                file.write(printed.encode())
            printed = text(comparison)
    except DevinUsageError as error:
        tell(ctx, error, EXIT_NOT_COMPARED)
    click.echo(printed, nl=False)
    found = EXIT_CODES.get(comparison.kind or "", 0)
    ctx.exit(found if found >= min((EXIT_CODES[kind] for kind in fail_on), default=0) else 0)


def _check(old: str, new: str, output: Path | None) -> None:
    if old == new == "-":
        raise InvalidArgument("standard input can be one of the documents; give a file for the other")
    check_folder(output)
    if output is not None and output.exists():
        for argument in (old, new):
            if argument not in ("-", *_SHIPPED) and Path(argument).exists() and output.samefile(argument):
                raise InvalidArgument(f"--output {output} is one of the documents; give another file")


def _document(argument: str) -> Any:
    from devin_usage.spec_diff import read_document

    return read_document(_content(argument), _called(argument))


def _content(argument: str) -> bytes:
    try:
        if argument in _SHIPPED:
            return resources.files("devin_specs").joinpath(f"{argument}.json").read_bytes()
        if argument == "-":
            content = sys.stdin.buffer.read(_MOST_BYTES + 1)
        else:
            with Path(argument).open("rb") as file:
                content = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: no file can have the name
        said = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise InvalidArgument(f"{_called(argument)} cannot be read: {said}") from error
    if len(content) > _MOST_BYTES:
        raise InvalidArgument(f"{_called(argument)} is larger than {_MOST_BYTES // 2**20} MiB, which no document is")
    return content


def _called(argument: str) -> str:
    if argument in _SHIPPED:
        return f"{argument} of this package"
    return "standard input" if argument == "-" else argument


def _named(old: str, new: str) -> str:
    """Find a short name for the API, such as v3, for the draft of the changelog."""
    stems = [Path(argument).stem for argument in (new, old) if argument != "-"]
    versions = [match[0] for stem in stems if (match := _VERSION.match(stem))]
    return [*versions, *stems][0]


def _formed(comparison: Comparison, form: str, document: str) -> str:
    if form == "json":
        from devin_usage.spec_diff.plain import plain

        return json.dumps(plain(comparison, document=document), indent=2) + "\n"
    if form == "markdown":
        from devin_usage.spec_diff.report_markdown import markdown

        return markdown(comparison, document=document)
    from devin_usage.spec_diff.report import text

    return text(comparison)
