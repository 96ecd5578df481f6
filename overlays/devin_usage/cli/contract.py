"""The command that holds the real API against the documents, for people and for their CI."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from devin_usage import DevinUsageError, InvalidArgument, Period
from devin_usage.billing import parse_day
from devin_usage.errors import NotWritten
from devin_usage.operations import OPERATIONS

from .connecting import api_version
from .failing import tell
from .page import shown
from .quantity import Acus
from .waiting import clear, telling
from .writing import check_folder

if TYPE_CHECKING:
    from devin_usage.live.findings import Report, Verdict
    from devin_usage.live.keys import Key

EXIT_NOT_CHECKED = 2
_FORMATS = ("text", "json", "junit")


@click.command(short_help="Hold the API against its documents.")
@click.option("--from", "first", metavar="DAY", help="First billing day, YYYY-MM-DD.")
@click.option("--to", "last", metavar="DAY", help="Last billing day, YYYY-MM-DD, included.")
@click.option("--org", "organizations", metavar="ID", multiple=True, help="Ask about this organization. [multiple]")
@click.option("--user", "users", metavar="ID", multiple=True, help="Ask about this user. [multiple]")
@click.option("--service-user", "service_users", metavar="ID", multiple=True, help="Ask about this service user (v3).")
@click.option(
    "--session", "sessions", metavar="ID", multiple=True, help="Ask about this session (v3); no list has any."
)
@click.option(
    "--sample",
    type=click.IntRange(1, 20),
    default=2,
    show_default=True,
    help="How many organizations, users and service users to ask about.",
)
@click.option(
    "--rate",
    type=click.FloatRange(0.1, 50),
    default=2.0,
    show_default=True,
    help="At most so many requests a second, repeated ones included.",
)
@click.option(
    "--bounds",
    type=click.Choice(["exclusive", "inclusive"]),
    default="exclusive",
    show_default=True,
    help="How the API is taken to read the end of a period, which is not documented.",
)
@click.option(
    "--tolerance",
    type=Acus(),
    default=1e-6,
    show_default=True,
    metavar="ACUS",
    help="How far apart two sums of the same ACUs may be.",
)
@click.option(
    "--require",
    "required",
    metavar="OPERATION",
    multiple=True,
    help="Fail if this operation could not be run; * stands for anything. [multiple]",
)
@click.option("--require-all", is_flag=True, help="Fail if any operation within the scope of the key could not be run.")
@click.option("--fail-on", type=click.Choice(["new"]), help="Fail on fields and values that the documents do not know.")
@click.option("--probe", "probing", is_flag=True, help="Put the questions, too, that the documents leave open.")
@click.option(
    "--compare",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tell whether closed days have changed since this report (--format json) was written.",
)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True, help="How to report.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the report to this file, whole or not at all; the text goes to standard output all the same.",
)
@click.option("--show-ids", is_flag=True, help="Write ids in full; by default they are short hashes.")
@click.pass_context
def contract(
    ctx: click.Context,
    /,
    first: str | None,
    last: str | None,
    required: tuple[str, ...],
    require_all: bool,
    fail_on: str | None,
    probing: bool,
    compare: Path | None,
    form: str,
    output: Path | None,
    **options: Any,
) -> None:
    """Hold the real API against its documents: every operation that the key reaches, read-only, a few calls each.

    Checks status, schema and invariants, such as that the days sum to the total, and reports what differs from the
    documents. By default over the last billing cycle that is over, or the last 30 closed days where cycles cannot be
    read. DEVIN_API_KEY_V2 and DEVIN_API_KEY_V3 together check both versions, and that they agree.

    \b
    Exit codes:
      0  everything that was run has passed; what is new is listed
      1  an answer breaks the documents or an invariant, or an operation that is required was not run
      2  nothing was checked: an option, the key or the address is wrong, or no answer came; or the report could not be
         written
    """
    from devin_usage.live.check import check
    from devin_usage.live.findings import verdict
    from devin_usage.live.keys import keys_of_environment

    try:
        operations = _operations(required)
        plan = _plan(ctx, _period(first, last), **options)
        earlier = None if compare is None else _earlier(compare)
        check_folder(output)
        keys = keys_of_environment(api_version(ctx))
        report = check(plan, keys, probing=probing, earlier=earlier)
    except DevinUsageError as error:
        # Whatever is raised here has kept the run from starting.
        clear()
        tell(ctx, error, EXIT_NOT_CHECKED)
    except KeyboardInterrupt:
        clear()
        raise
    decided = verdict(report, required=operations, every=require_all, fail_on_new=fail_on == "new")
    try:
        _write(report, decided, form, output, keys)
    except NotWritten as error:
        tell(ctx, error, EXIT_NOT_CHECKED)
    ctx.exit(decided.exit_code)


def _operations(required: tuple[str, ...]) -> list[str]:
    known = sorted({operation for _, operation in OPERATIONS})
    found: list[str] = []
    for pattern in required:
        matching = [each for each in known if fnmatchcase(each, pattern)]
        if not matching:
            raise InvalidArgument(f"--require {pattern} names no operation; there are {', '.join(known)}")
        found += matching
    return found


def _period(first: str | None, last: str | None) -> Period | None:
    if first is None and last is None:
        return None
    if first is None or last is None:
        raise InvalidArgument("--from and --to go together: the first and the last billing day, both included")
    return Period.of_days(parse_day(first), parse_day(last))


def _plan(ctx: click.Context, period: Period | None, **options: Any) -> Any:
    from devin_usage.arguments import identifier
    from devin_usage.live.masking import Mask
    from devin_usage.live.run import Plan

    kinds = ("organizations", "users", "service_users", "sessions")
    return Plan(
        base_url=ctx.obj,
        period=period,
        bounds=options["bounds"],
        rate=options["rate"],
        sample=options["sample"],
        tolerance_acus=options["tolerance"],
        given={kind: [identifier(kind, each) for each in options[kind]] for kind in kinds},
        mask=Mask(options["show_ids"]),
        on_call=telling(),
    )


def _earlier(path: Path) -> dict[str, Any]:
    from devin_usage.live.bodies import object_of

    try:
        found: Any = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        found = None
    report = object_of(found)
    if report is None or "figures" not in report:
        raise InvalidArgument(f"{path} is no report of this command; one is written by --format json -o FILE")
    return report


def _write(report: Report, decided: Verdict, form: str, output: Path | None, keys: Sequence[Key]) -> None:
    printed = written = _written(report, decided, form, keys)
    if output is not None:
        from devin_usage.export.whole import whole  # loaded when used

        with whole(output) as file:
            file.write(written.encode())
        printed = _written(report, decided, "text", keys)
    clear()
    click.echo(printed, nl=False)


def _written(report: Report, decided: Verdict, form: str, keys: Sequence[Key]) -> str:
    written = _formed(report, decided, form)
    for key in keys:
        written = key.credential.redact(written)  # There is none in it; should there be, it stops here.
    return written


def _formed(report: Report, decided: Verdict, form: str) -> str:
    if form == "json":
        from devin_usage.live.plain import plain

        return json.dumps(plain(report, decided), indent=2) + "\n"
    if form == "junit":
        from devin_usage.live.junit import junit

        return junit(report, decided)
    from devin_usage.live.text import text

    return "\n".join(map(shown, text(report, decided).split("\n")))
