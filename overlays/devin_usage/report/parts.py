"""The small parts that a page is put together from: tiles, notes, lists of sentences, sections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from .markup import Child, Markup, element, joined
from .unread import Unread


@frozen
class Tile:
    """One figure, what it is, and what belongs to it."""

    name: str
    figure: str
    more: str = ""
    alarming: bool = False


def tiles(given: Iterable[Tile]) -> Markup:
    """Write figures side by side."""
    return element(
        "dl",
        (
            element(
                "div",
                element("dt", each.name),
                element("dd", each.figure),
                element("dd", each.more, class_="more") if each.more else None,
                class_="over" if each.alarming else None,
            )
            for each in given
        ),
        class_="tiles",
    )


def notes(sentences: Sequence[str | Markup]) -> Markup | None:
    """Write sentences that belong to a figure, quietly."""
    if len(sentences) == 1:
        return element("p", sentences[0], class_="quiet")
    return element("ul", (element("li", each) for each in sentences), class_="facts quiet") if sentences else None


def facts(sentences: Sequence[str | Markup]) -> Markup | None:
    """Write a list of sentences."""
    return element("ul", (element("li", each) for each in sentences), class_="facts") if sentences else None


def unread_note(unread: Unread, subject: str) -> Markup:
    """Say in the place of figures that there are none."""
    return element("p", without(unread, subject), class_="note")


def without(unread: Unread, subject: str) -> Markup:
    """Say that something was not read, and where the reason stands, which may be that of much else."""
    return joined(
        f"{subject} {unread.outcome}; the reason stands under ", element("a", "Unknown", href="#unknown"), "."
    )


def section(identity: str, title: str, *children: Child) -> Markup:
    """Write a section under its heading."""
    return element("section", element("h2", title, id=identity), joined(*children), aria_labelledby=identity)
