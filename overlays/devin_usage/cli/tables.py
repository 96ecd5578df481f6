"""Answers as tables for people. What the API did not give prints as ``-``, never as zero."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence

from rich.console import Console
from rich.table import Table

from devin_usage import Consumption, Cycle, Products, UsageMetrics

_BAR_WIDTH = 16
_MISSING = "-"
_PRODUCTS: tuple[tuple[str, Callable[[Products], float | None]], ...] = (
    ("Devin", lambda products: products.devin),
    ("Cascade", lambda products: products.cascade),
    ("Terminal", lambda products: products.terminal),
    ("Review", lambda products: products.review),
)


def _console() -> Console:
    # A pipe has no width; tables must not be cut there.
    return Console(width=None if sys.stdout.isatty() else 120, highlight=False, soft_wrap=False, markup=False)


def _acus(value: float | None) -> str:
    return _MISSING if value is None else f"{value:,.2f}"


def _count(value: int | None) -> str:
    return _MISSING if value is None else f"{value:,}"


def _bar(value: float, largest: float) -> str:
    filled = round(_BAR_WIDTH * value / largest) if largest > 0 and value > 0 else 0
    block = "█"
    try:
        block.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        block = "#"
    return block * filled


def _table(*columns: str, left: Sequence[str] = ()) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, justify="left" if column in left else "right", no_wrap=True)
    return table


def _notes(console: Console, notes: Iterable[str]) -> None:
    for note in notes:
        console.print(f"Note: {note}", soft_wrap=True)


def print_cycles(found: Sequence[Cycle], current: Cycle | None) -> None:
    """Print billing cycles, oldest first, the current one marked."""
    console = _console()
    table = _table("First day", "Last day", "Days", "Starts (UTC)", "Ends before (UTC)", "", left=("",))
    for cycle in found:
        period = cycle.period
        table.add_row(
            period.first_day.isoformat(),
            period.last_day.isoformat(),
            str(len(period.billing_days())),
            f"{period.start:%Y-%m-%d %H:%M}",
            f"{period.end:%Y-%m-%d %H:%M}",
            "current" if cycle == current else "",
        )
    console.print(table)


def print_consumption(answer: Consumption, called: str) -> None:
    """Print a table of days with products, a total line, and a small bar a day."""
    console = _console()
    console.print(f"ACUs of {_the(answer)}, {answer.period} ({called}), from {answer.version}", soft_wrap=True)
    products = answer.products
    shown = [(name, pick) for name, pick in _PRODUCTS if products is not None and pick(products) is not None]
    others = sorted(products.other) if products is not None else []
    unattributed = answer.unattributed
    columns = ["Day", "ACUs", *(name for name, _ in shown), *others]
    if unattributed:
        columns.append("Unattributed")
    table = _table(*columns, "", left=("Day", ""))
    largest = max((day.acus for day in answer.days), default=0.0)

    def cells(of: Products | None, rest: float | None) -> list[str]:
        values = [_acus(pick(of) if of is not None else None) for _, pick in shown]
        values += [_acus(of.other.get(name) if of is not None else None) for name in others]
        return [*values, _acus(rest)] if unattributed else values

    for day in answer.days:
        row = cells(day.products, day.unattributed)
        table.add_row(day.day.isoformat(), _acus(day.acus), *row, _bar(day.acus, largest))
    table.add_section()
    table.add_row("Total", _acus(answer.total_acus), *cells(products, unattributed), "", style="bold")
    console.print(table)
    if products is None and answer.days:
        console.print("Products: not given by this version", soft_wrap=True)
    _notes(console, (*(f"left out: {sentence}" for sentence in answer.excluded), *answer.caveats))


def print_usage(answer: UsageMetrics, called: str) -> None:
    """Print counts of sessions, searches and pull requests."""
    console = _console()
    console.print(f"Usage of {_the(answer)}, {answer.period} ({called}), from {answer.version}", soft_wrap=True)
    table = _table("Metric", "Count", left=("Metric",))
    for name, value in (
        ("Sessions", answer.sessions),
        ("Searches", answer.searches),
        ("Pull requests created", answer.prs_created),
        ("Pull requests opened", answer.prs_opened),
        ("Pull requests closed", answer.prs_closed),
        ("Pull requests merged", answer.prs_merged),
    ):
        table.add_row(name, _count(value))
    console.print(table)
    _notes(console, answer.caveats)


def _the(answer: Consumption | UsageMetrics) -> str:
    return "the enterprise" if answer.subject.kind == "enterprise" else str(answer.subject)
