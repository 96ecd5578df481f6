"""Who used most, as a table with a bar in each row; and what belongs to nobody, which is not hidden among them."""

from __future__ import annotations

from math import fsum

from attrs import field, frozen

from ..account.broken_down import Breakdown, plural
from ..account.price import Price
from . import written
from .findings import Names, Person
from .markup import Markup, element, joined, shown

SHOWN = 20
"""How many are named; the others are one row."""


@frozen
class Member:
    """One row: what the member is called, and what it has used."""

    called: Markup = field(repr=False)
    acus: float


def members(breakdown: Breakdown, names: Names) -> list[Member]:
    """Give the members of a breakdown by what they are called, the largest first."""
    found = sorted(breakdown.acus.items(), key=lambda each: (-each[1], each[0]))
    return [Member(_called(id, names.get(id)), acus) for id, acus in found]


def pseudonymous(breakdown: Breakdown, secret: str | bytes | None) -> list[Member]:
    """Give the members of a breakdown by their pseudonyms, which are those of exports with the same secret."""
    from ..export import pseudonymise, table  # loaded when used

    records = pseudonymise(table(breakdown), secret).to_records()
    read = [(each[f"{breakdown.by}_id"], each["acus"]) for each in records if each["acus"] is not None]
    return [Member(shown(id), acus) for id, acus in sorted(read, key=lambda each: (-each[1], each[0]))]


def _called(id: str, person: Person | None) -> Markup:
    if person is None:
        return shown(id)
    told = person.email or id
    if not person.name:
        return shown(told)
    return joined(shown(person.name), " ", element("small", shown(told)))


def ranking(breakdown: Breakdown, ranked: list[Member], price: Price | None) -> Markup:
    """Write the table of the members that used most."""
    what = plural(breakdown.by)
    whole, read = breakdown.whole.total_acus, ranked[:SHOWN]
    most = max((each.acus for each in read), default=0.0)
    rows = [_row(str(place), each.called, each.acus, whole, price, most) for place, each in enumerate(read, 1)]
    rest = ranked[SHOWN:]
    if rest:
        others = fsum(each.acus for each in rest)
        who = what if len(rest) > 1 else what.removesuffix("s")
        rows.append(_row("", f"{len(rest):,} other {who}", others, whole, price, quiet=True))
    if breakdown.failures:
        number = len(breakdown.failures)
        who = what if number > 1 else what.removesuffix("s")
        rows.append(_row("", f"{number:,} {who} that could not be read", None, whole, price, quiet=True))
    left = breakdown.unattributed
    if left is None or left:
        rows.append(_row("", f"Belongs to none of these {what}", left, whole, price, quiet=True))
    heads = [
        element("th", "#", scope="col", class_="place"),
        element("th", breakdown.by.replace("_", " ").capitalize(), scope="col", class_="who"),
        element("th", "ACUs", scope="col"),
        element("th", "Share", scope="col", class_="part"),
        element("th", f"Cost, {price.currency}", scope="col") if price is not None else None,
    ]
    foot = [
        element("td", class_="place"),
        element("th", "All ACUs of the account", scope="row", class_="who"),
        *_figures(whole, whole, price),
    ]
    said = f"the {SHOWN} that used most of {len(ranked):,}" if rest else f"{len(ranked):,} in all"
    return element(
        "table",
        element("caption", f"{what.capitalize()}: {said}"),
        element("thead", element("tr", heads)),
        element("tbody", rows),
        element("tfoot", element("tr", foot)),
        class_="ranks" if price is None else "ranks priced",
    )


def _row(
    place: str,
    called: str | Markup,
    acus: float | None,
    whole: float,
    price: Price | None,
    most: float = 0.0,
    *,
    quiet: bool = False,
) -> Markup:
    bar = None
    if most and acus:
        width = f"{max(0.0, acus) / most * 100:.4g}%"
        bar = element(
            "svg",
            element("rect", width=width, height=4),
            class_="bar",
            width="100%",
            height=4,
            aria_hidden="true",
            focusable="false",
        )
    return element(
        "tr",
        element("td", place, class_="place"),
        element("th", element("div", element("span", called), bar), scope="row", class_="who"),
        _figures(acus, whole, price),
        class_="rest" if quiet else None,
    )


def _figures(acus: float | None, whole: float, price: Price | None) -> list[Markup]:
    cells = [element("td", written.acus(acus)), element("td", written.share(acus, whole), class_="part")]
    if price is not None:
        cells.append(element("td", written.amount(price.of(acus))))
    return cells
