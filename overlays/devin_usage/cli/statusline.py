"""The command that prints one short line for a prompt, out of what the last forecast has told."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click
from attrs import evolve

from devin_usage.billing import system_clock
from devin_usage.errors import InvalidArgument

from .connecting import api_version, connect
from .quantity import Acus

if TYPE_CHECKING:
    from .status import Snapshot

_MISSING = "-"
_OLD_S = 3600
_FIELD = re.compile(r"\{([^{}]*)\}")
_ASCII = str.maketrans({"·": "|", "→": ">"})
_FIELDS = {
    "acus": "the ACUs used",
    "budget": "the budget",
    "remaining": "what is left of it",
    "share": "the part that is used",
    "days_left": "the billing days left",
    "projected": "the ACUs at the end of the cycle",
    "first_day": "its first day",
    "last_day": "its last day",
    "age": "how old the figures are",
    "mark": "the same, where they are older than an hour or the cycle is over",
}


@click.command(short_help="Print one line for a prompt, without asking the API.")
@click.option("--refresh", is_flag=True, help="Ask the API first, and keep what it says; forecast keeps it too.")
@click.option(
    "--format",
    "form",
    envvar="DEVIN_USAGE_STATUSLINE",
    show_envvar=True,
    metavar="TEXT",
    help=f"What to print, with these in it: {', '.join(f'{{{name}}} {what}' for name, what in _FIELDS.items())}.",
)
@click.option("--budget", type=Acus(), metavar="ACUS", help="The ACUs that a cycle may use.")
@click.option("--org", "organization", metavar="ID", help="An organization in place of all that the key reaches.")
@click.option(
    "--from",
    "first",
    metavar="DAY",
    help="With --refresh: the first billing day of the cycle, where the key cannot ask for it.",
)
@click.option("--to", "last_day", metavar="DAY", help="With --refresh: its last billing day, included.")
@click.pass_context
def statusline(
    ctx: click.Context,
    refresh: bool,
    form: str | None,
    budget: float | None,
    organization: str | None,
    first: str | None,
    last_day: str | None,
) -> None:
    """Print the cycle so far in one line: ACUs of the budget, days left, where it is heading.

    Nothing is asked without --refresh: the line is made of the last forecast that was kept, and is - where there is
    none. It says how old it is when that is more than an hour, or when the cycle is over.
    """
    from . import status

    _check(form)
    if (first is None) != (last_day is None) or (first is not None and not refresh):
        raise InvalidArgument(
            "--from and --to go together, and with --refresh: the first and the last day of the cycle"
        )
    if refresh:
        found: Snapshot | None = _refreshed(ctx, organization, budget, first, last_day)
    else:
        found = status.last(ctx.obj, organization, api_version(ctx))
    if found is not None and budget is not None:
        found = evolve(found, budget_acus=budget)
    click.echo(_MISSING if found is None else _shown(line(found, system_clock().timestamp(), form)))


def _refreshed(
    ctx: click.Context, organization: str | None, budget: float | None, first: str | None, last: str | None
) -> Snapshot:
    from devin_usage import Cycle, Period
    from devin_usage.billing import parse_day

    from . import status

    cycle = None if first is None or last is None else Cycle(Period.of_days(parse_day(first), parse_day(last)))
    forecast = connect(ctx).forecast(cycle=cycle, organization=organization, budget_acus=budget)
    return status.keep(forecast, ctx.obj, organization, api_version(ctx))


def _check(form: str | None) -> None:
    unknown = [name for name in _FIELD.findall(form or "") if name not in _FIELDS]
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in _FIELDS)
        raise InvalidArgument(f"--format knows no {{{unknown[0]}}}; there are {known}")
    if set(_FIELD.sub("", form or "")) & set("{}"):
        raise InvalidArgument("--format has a brace without its other one; a field is written as {acus}")


def line(found: Snapshot, now_s: float, form: str | None = None) -> str:
    """Write a snapshot as one line.

    Args:
        found: What was kept.
        now_s: The present, in Unix seconds.
        form: What to write, with fields in braces; by default burn, budget, days left and projection.
    """
    values = _values(found, now_s)
    if form is not None:
        return _FIELD.sub(lambda match: values[match[1]], form)
    parts = [f"ACU {values['acus']}"]
    if found.budget_acus is not None:
        share = f" ({values['share']})" if found.budget_acus else ""
        parts = [f"ACU {values['acus']}/{values['budget']}{share}"]
    if not found.is_over(now_s):
        parts.append(f"{values['days_left']} d left")
        if found.projected_acus is not None:
            parts.append(f"→ {values['projected']}")
    if values["mark"]:
        parts.append(values["mark"])
    return " · ".join(parts)


def _values(found: Snapshot, now_s: float) -> Mapping[str, str]:
    budget = found.budget_acus
    age = _age(now_s - found.at)
    marks = [f"cycle over since {found.last_day}"] if found.is_over(now_s) else []
    if now_s - found.at > _OLD_S:
        marks.append(f"{age} old")
    return {
        "acus": _short(found.acus),
        "budget": _short(budget),
        "remaining": _short(None if budget is None else budget - found.acus),
        "share": f"{found.acus / budget:.1%}" if budget else _MISSING,  # as a forecast says it
        "days_left": str(found.days_left(now_s)),
        "projected": _short(found.projected_acus),
        "first_day": found.first_day,
        "last_day": found.last_day,
        "age": age,
        "mark": ", ".join(marks),
    }


def _short(value: float | None) -> str:
    if value is None:
        return _MISSING
    return f"{value:,.1f}" if 0 < abs(value) < 9.95 else f"{value:,.0f}"


def _age(seconds: float) -> str:
    seconds = max(0.0, seconds)
    if seconds < 3600:
        return f"{int(seconds // 60)} min"
    return f"{int(seconds // 3600)} h" if seconds < 48 * 3600 else f"{int(seconds // 86_400)} d"


def _shown(text: str) -> str:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return text.translate(_ASCII)
    return text
