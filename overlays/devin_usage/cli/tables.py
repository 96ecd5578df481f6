"""Consumption as pages for people. What the API did not give shows as ``-``, never as zero."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from devin_usage.billing import day_start
from devin_usage.values import Consumption, Products, Subject

from .page import MISSING, Page, shown
from .pieces import Pieces
from .sheet import Column, Sheet
from .window import Asked

_DAY = timedelta(days=1)
_PRODUCTS: tuple[tuple[str, Callable[[Products], float | None]], ...] = (
    ("Devin", lambda products: products.devin),
    ("Cascade", lambda products: products.cascade),
    ("Terminal", lambda products: products.terminal),
    ("Review", lambda products: products.review),
)


def acus(value: float | None) -> str:
    """Write ACUs to the hundredth."""
    return MISSING if value is None else f"{value:,.2f}"


def count(value: int | None) -> str:
    """Write a count."""
    return MISSING if value is None else f"{value:,}"


def percent(share: float | None) -> str:
    """Write a share of 1 as a percentage."""
    return MISSING if share is None else f"{share:.1%}"


def whose(subject: Subject) -> str:
    """Name a subject in a sentence."""
    return ("the " if subject.kind == "enterprise" else "") + shown(str(subject))


def share(value: float | None, whole: float | None) -> float | None:
    """Tell which part of a whole a value is; None where that means nothing."""
    return value / whole if value is not None and whole is not None and whole > 0 else None


class _ProductColumns:
    """The columns of the products that an answer gives."""

    def __init__(self, answer: Consumption) -> None:
        products = answer.products
        self._named = [(name, pick) for name, pick in _PRODUCTS if products is not None and pick(products) is not None]
        self._others = sorted(products.other) if products is not None else []
        self._rest = bool(answer.unattributed)
        heads = [name for name, _ in self._named] + [shown(name) for name in self._others]
        self.columns = [Column(head, goes=2) for head in heads + (["Unattributed"] if self._rest else [])]

    def cells(self, products: Products | None, unattributed: float | None) -> list[str]:
        values = [pick(products) if products is not None else None for _, pick in self._named]
        values += [products.other.get(name) if products is not None else None for name in self._others]
        return [acus(value) for value in (*values, *([unattributed] if self._rest else []))]


def consumption(page: Page, answer: Consumption, asked: Asked) -> None:
    """Write a row a billing day with its products and a bar, and the total."""
    page.heading(f"ACUs of {whose(answer.subject)}, {answer.period} ({asked.called}), from {answer.version}")
    products = _ProductColumns(answer)
    largest = max((day.acus for day in answer.days), default=0.0)
    rows: list[Sequence[str | float | None]] = []
    for day in answer.days:
        mark = "open" if asked.at < day_start(day.day) + _DAY else ""
        rows.append(
            [
                day.day.isoformat(),
                acus(day.acus),
                *products.cells(day.products, day.unattributed),
                share(day.acus, largest),
                mark,
            ]
        )
    columns = [Column("Day", "text"), Column("ACUs"), *products.columns, Column("", "bar", goes=1), Column("", "text")]
    page.sheet(Sheet(columns, rows, ["Total", *_total(answer, products), None, ""]))
    page.notes(no_day(answer))
    if answer.days and answer.products is None:
        page.line("Products: not given by this version")
    notes(page, answer.excluded, answer.caveats)


def pieces(page: Page, found: Pieces, asked: Asked) -> None:
    """Write a row a week or a month, with its days and what is not whole about it."""
    answer = found.answer
    page.heading(
        f"ACUs of {whose(answer.subject)} by {found.unit} of billing days, {answer.period} ({asked.called}), "
        f"from {answer.version}"
    )
    products = _ProductColumns(answer)
    largest = max((each.consumption.total_acus for each in found.pieces), default=0.0)
    highest = max((day.acus for day in answer.days), default=0.0)
    rows: list[Sequence[str | float | None]] = []
    for each in found.pieces:
        piece = each.consumption
        given = {day.day: day.acus for day in piece.days}
        days = piece.period.billing_days()
        rows.append(
            [
                each.name,
                f"{days[0]:%m-%d} to {days[-1]:%m-%d}",
                str(len(days)) if len(given) == len(days) else f"{len(given)} of {len(days)}",
                acus(each.acus),
                *products.cells(piece.products, piece.unattributed),
                share(each.acus, largest),
                page.sparkline([given.get(day) for day in days], largest=highest),
                each.mark,
            ]
        )
    columns = [
        Column(found.unit.capitalize(), "text"),
        Column("Days", "text"),
        Column("Given"),
        Column("ACUs"),
        *products.columns,
        Column("", "bar", goes=1),
        Column("By day", "drawn", goes=3),
        Column("", "text"),
    ]
    total = ["Total", "", str(len(answer.days)), *_total(answer, products), None, "", ""]
    page.sheet(Sheet(columns, rows, total))
    page.notes(no_day(answer))
    if answer.days and answer.products is None:
        page.line("Products: not given by this version")
    notes(page, answer.excluded, answer.caveats)


def _total(answer: Consumption, products: _ProductColumns) -> list[str]:
    """Write the total; over no given day it is not known, whatever 0 the API calls it."""
    if not answer.days:
        return [acus(None), *products.cells(None, None)]
    return [acus(answer.total_acus), *products.cells(answer.products, answer.unattributed)]


def no_day(answer: Consumption) -> tuple[str, ...]:
    """Say that the API listed no day, and what it calls the total all the same."""
    if answer.days:
        return ()
    return (f"The API gave no day of this period; its own total is {answer.total_acus!r} ACUs.",)


def notes(page: Page, excluded: Iterable[str], caveats: Iterable[str]) -> None:
    """Write what is left out, and what to know of the figures."""
    page.notes([*(f"left out: {sentence}" for sentence in excluded), *caveats])
