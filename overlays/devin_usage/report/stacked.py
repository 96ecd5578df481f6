"""Bars for days, stacked by series."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import fsum

from attrs import frozen

from . import written
from .axis import Amounts, labelled
from .chart import ABOVE, HEIGHT, SERIES, Chart, data_table, legend, painted, patterns, plot, swatch
from .markup import Markup, element, joined

_GAP = 0.22
"""The part of the width of a day that stays free beside its bar."""


@frozen
class Series:
    """The amounts of one series, one for each day; None where there is none."""

    name: str
    amounts: tuple[float | None, ...]
    look: str
    total: float | None
    """What the legend says of it; None where a sum has no meaning, or is not known."""


@frozen(kw_only=True)
class Stacked:
    """What to draw."""

    identity: str
    title: str
    description: str
    unit: str
    day_name: str
    """What the days are: billing days or UTC days."""
    days: tuple[date, ...]
    series: tuple[Series, ...]
    totals: tuple[float | None, ...]
    """The amount of each day; None where the API gave none."""
    total: float | None
    """The amount of all days, or None where a sum has no meaning."""
    open_days: frozenset[date] = frozenset()
    """Days that are not over."""
    whole: bool = False
    """Whether amounts are counts."""
    bar_name: str = ""
    """What a bar is, where it is no single day."""


def looks(number: int) -> tuple[str, ...]:
    """Give so many series a look each; what is beyond the known looks shares the last but one."""
    return tuple(SERIES[min(place, len(SERIES) - 2)] for place in range(number))


def stacked(given: Stacked, *, behind: Stacked | None = None) -> Chart:
    """Draw bars, and write their table, or that of what is behind them."""
    heights = [fsum(max(0.0, each.amounts[place] or 0.0) for each in given.series) for place in range(len(given.days))]
    amounts = Amounts.up_to(max(heights, default=0.0), whole=given.whole)
    write: Callable[[float | None], str] = _counted if given.whole else written.acus
    bars = joined(_bar(given, place, amounts, write) for place in range(len(given.days)))
    below = joined(_labels(given))
    drawn = plot(
        given.identity,
        title=given.title,
        description=given.description,
        amounts=amounts,
        unit=given.unit,
        inside=joined(bars, below),
        defined=patterns(given.identity, [each.look for each in given.series]),
    )
    named = [
        (swatch(given.identity, each.look), each.name, "" if each.total is None else write(each.total))
        for each in given.series
    ]
    if given.open_days:
        named.append((Markup(""), "Paler: not over", ""))
    return Chart(
        given.title,
        given.description,
        joined(legend(named), drawn),
        _table(behind or given, write),
        (behind or given).title,
    )


def _counted(value: float | None) -> str:
    return written.count(None if value is None else int(value))


def _bar(given: Stacked, place: int, amounts: Amounts, write: Callable[[float | None], str]) -> Markup | None:
    day, width = given.days[place], 100 / len(given.days)
    if given.totals[place] is None:
        return None
    still = " (not over)" if day in given.open_days else ""
    told = [f"{each.name} {write(each.amounts[place])}" for each in given.series if each.amounts[place]]
    parts = f": {', '.join(told)}" if len(given.series) > 1 and told else ""
    title = f"{given.bar_name}{day.isoformat()}{still}, {write(given.totals[place])} {given.unit}{parts}"
    bottom = float(ABOVE + HEIGHT)
    rects: list[Markup] = []
    for each in given.series:
        height = amounts.height(each.amounts[place] or 0.0, HEIGHT)
        if height <= 0:
            continue
        bottom -= height
        rects.append(
            element(
                "rect",
                x=f"{width * (place + _GAP / 2):.5g}%",
                width=f"{width * (1 - _GAP):.4g}%",
                y=f"{bottom:.4g}",
                height=f"{height:.4g}",
                **painted(given.identity, each.look),
            )
        )
    return element("g", element("title", title), rects, class_="open" if day in given.open_days else None)


def _labels(given: Stacked) -> list[Markup]:
    width = 100 / max(1, len(given.days))
    return [
        element(
            "text",
            text,
            x=f"{width * (place + 0.5):.4g}%",
            y=ABOVE + HEIGHT + 16,
            # A late one would reach out of the page.
            text_anchor="end" if width * (place + 0.5) > 94 else "middle",
        )
        for place, text in labelled(given.days)
    ]


def _table(given: Stacked, write: Callable[[float | None], str]) -> Markup:
    several = len(given.series) > 1
    heads = [given.day_name, *(each.name for each in given.series if several), given.unit if not several else "All"]
    rows = [
        (
            f"{day.isoformat()}{' (not over)' if day in given.open_days else ''}",
            *(write(each.amounts[place]) for each in given.series if several),
            write(given.totals[place]),
        )
        for place, day in enumerate(given.days)
    ]
    foot = None
    if given.total is not None:
        foot = ["All days", *(write(each.total) for each in given.series if several), write(given.total)]
    return data_table(f"{given.title}, {given.unit}", heads, rows, foot)
