"""A chart: drawn as SVG in the page, with a table of the same numbers behind it.

Widths are in percent and texts in pixels, so that a chart is as readable on a telephone as on a wall. Each series has a
colour that people with any colour vision can tell from its neighbours, and a pattern of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from .axis import Amounts
from .markup import Markup, element, joined
from .style import CHART_STYLE

HEIGHT: Final = 200
"""The height of the area that is drawn on, in pixels."""
ABOVE: Final = 10
BELOW: Final = 22
_AXIS_WIDTH = 52

_PATTERNS: Final = {
    "b": element("path", d="M-1 1L1 -1M0 6L6 0M5 7L7 5", class_="ink"),
    "c": joined(
        element("circle", cx="1.5", cy="1.5", r="0.8", class_="dot"),
        element("circle", cx="4.5", cy="4.5", r="0.8", class_="dot"),
    ),
    "d": element("path", d="M0 3H6", class_="ink"),
    "e": element("path", d="M3 0V6", class_="ink"),
    "f": element("path", d="M-1 5L1 7M0 0L6 6M5 -1L7 1", class_="ink"),
}
SERIES: Final = ("a", *_PATTERNS)
"""The looks of series, in order: the first is plain."""


@frozen(repr=False)
class Chart:
    """A chart with its table, to be shown in a page or, as the last value of a cell, in a notebook."""

    title: str
    description: str
    """What it shows, in a sentence, for those who do not see it."""
    drawing: Markup
    """A legend and the SVG."""
    table: Markup
    """The numbers behind it."""
    table_title: str

    def html(self) -> str:
        """Give it as a ``figure`` element, for a page that has the style of charts."""
        return self.figure()

    def figure(self) -> Markup:
        """Give it as a ``figure`` element of a page that has the style of charts."""
        return element(
            "figure",
            element("figcaption", self.title),
            self.drawing,
            element("details", element("summary", f"Table: {self.table_title}"), self.table),
            class_="chart",
        )

    def _repr_html_(self) -> str:
        return joined(element("style", Markup(CHART_STYLE)), self.figure())

    def __repr__(self) -> str:
        """Name what it shows."""
        return f"<Chart: {self.title}>"


def patterns(identity: str, looks: Sequence[str]) -> Markup:
    """Define the patterns of some looks, under an identity that no other chart of the page has."""
    return element(
        "defs",
        (
            element(
                "pattern",
                element("rect", width=6, height=6, class_=f"s-{look}"),
                _PATTERNS[look],
                id=f"{identity}-{look}",
                width=6,
                height=6,
                patternUnits="userSpaceOnUse",
            )
            for look in looks
            if look in _PATTERNS
        ),
    )


def painted(identity: str, look: str) -> dict[str, str]:
    """Give the attribute that fills a shape with a look: a class, or a pattern, which a class would hide."""
    return {"fill": f"url(#{identity}-{look})"} if look in _PATTERNS else {"class_": f"s-{look}"}


def swatch(identity: str, look: str) -> Markup:
    """Draw a small sample of a look."""
    sample = element("rect", width=14, height=12, **painted(identity, look))
    return element("svg", sample, width=14, height=12, aria_hidden="true", focusable="false")


def legend(entries: Sequence[tuple[Markup, str, str]]) -> Markup:
    """Write the legend: a sample, a name and a figure of each series."""
    return element(
        "ul",
        (element("li", sample, element("span", name), element("b", figure)) for sample, name, figure in entries),
        class_="legend",
    )


def plot(
    identity: str, *, title: str, description: str, amounts: Amounts, unit: str, inside: Markup, defined: Markup | None
) -> Markup:
    """Lay out what is drawn between its axes."""
    full = ABOVE + HEIGHT + BELOW
    heights = [(mark, ABOVE + HEIGHT - amounts.height(mark, HEIGHT)) for mark in amounts.marks()]
    axis = element(
        "svg",
        (
            element("text", amounts.label(mark), x=_AXIS_WIDTH - 6, y=f"{height + 4:.4g}", text_anchor="end")
            for mark, height in heights
        ),
        class_="axis",
        width=_AXIS_WIDTH,
        height=full,
        aria_hidden="true",
        focusable="false",
    )
    lines = (
        element(
            "line", x1="0", x2="100%", y1=f"{height:.4g}", y2=f"{height:.4g}", class_="base" if not mark else "grid"
        )
        for mark, height in heights
    )
    drawn = element(
        "svg",
        element("title", title, id=f"{identity}-title"),
        element("desc", description, id=f"{identity}-desc"),
        defined,
        lines,
        inside,
        class_="area",
        width="100%",
        height=full,
        role="img",
        aria_labelledby=f"{identity}-title",
        aria_describedby=f"{identity}-desc",
        focusable="false",
    )
    return joined(element("p", unit, class_="unit"), element("div", axis, drawn, class_="plot"))


def data_table(
    caption: str, heads: Sequence[str], rows: Sequence[Sequence[str | Markup]], foot: Sequence[str] | None = None
) -> Markup:
    """Write a table whose first column names the row and whose other columns are figures."""
    written = (
        element("tr", element("th", first, scope="row"), (element("td", cell) for cell in rest))
        for first, *rest in rows
    )
    last = None
    if foot is not None:
        total = element("tr", element("th", foot[0], scope="row"), (element("td", cell) for cell in foot[1:]))
        last = element("tfoot", total)
    table = element(
        "table",
        element("caption", caption),
        element("thead", element("tr", (element("th", head, scope="col") for head in heads))),
        element("tbody", written),
        last,
    )
    # What scrolls has to be reached by keyboard as well.
    return element("div", table, class_="scroll", role="region", tabindex=0, aria_label=caption)
