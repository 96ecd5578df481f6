"""Pages as trees of elements, as a browser reads them, and reports of a mock's account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import attrs
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Mock
from devin_mock.transport import mock_transport
from devin_usage import DevinUsage

NOW = datetime(2025, 12, 20, 15, 30, tzinfo=UTC)
KEYS = {"v2": ENTERPRISE_ADMIN_KEY, "v3": ENTERPRISE_KEY, "organization": ORGANIZATION_KEY}
_EMPTY = frozenset({"meta", "br", "col", "link"})


def client(mock: Mock, key: str = "v3", *, now: datetime = NOW, **options: Any) -> DevinUsage:
    """A client of a mock, which reads the same clock."""
    return DevinUsage(KEYS[key], transport=mock_transport(mock), clock=lambda: now, retries=0, **options)


@attrs.define(eq=False)
class Element:
    """An element, with the elements and texts in it."""

    tag: str
    attributes: dict[str, str | None]
    children: list[Element | str] = attrs.field(factory=list)
    parent: Element | None = attrs.field(default=None, repr=False)

    def walk(self) -> Iterator[Element]:
        """It, and every element in it, in the order of the page."""
        yield self
        for each in self.children:
            if isinstance(each, Element):
                yield from each.walk()

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Every element in it of a tag with some attributes; ``class_`` is class."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            each
            for each in self.walk()
            if each.tag == tag and all(each.attributes.get(name) == value for name, value in wanted.items())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        """The one element in it of a tag with some attributes."""
        (found,) = self.all(tag, **attributes)
        return found

    @property
    def text(self) -> str:
        """All text in it, without that of styles."""
        return "".join(each if isinstance(each, str) else each.text for each in self.children)

    def cells(self) -> list[list[str]]:
        """The texts of a table, by row."""
        rows = (row for row in self.all("tr"))
        return [[cell.text for cell in row.children if isinstance(cell, Element)] for row in rows]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.current = Element("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute of {tag} is there twice"
        made = Element(tag, dict(attrs), parent=self.current)
        self.current.children.append(made)
        if tag not in _EMPTY:
            self.current = made

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.current.children.append(Element(tag, dict(attrs), parent=self.current))

    def handle_endtag(self, tag: str) -> None:
        assert self.current.tag == tag, f"{self.current.tag} is closed by {tag}"
        assert self.current.parent is not None
        self.current = self.current.parent

    def handle_data(self, data: str) -> None:
        self.current.children.append(data)


def parsed(html: str) -> Element:
    """Read a page whose elements are all closed."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.current is reader.root, f"{reader.current.tag} is not closed"
    return reader.root


def section(page: Element, identity: str) -> Element:
    """A section of a report."""
    return page.one("section", aria_labelledby=identity)


def tile(page: Element, name: str) -> str:
    """The figure of a tile."""
    (found,) = [each for each in page.all("dl") for each in each.all("div") if each.one("dt").text == name]
    return found.all("dd")[0].text


Answer = Callable[[Any], Any]


def renamed(answer: Answer, field: str, names: dict[int, str]) -> Answer:
    """An answer of the mock whose items have other names."""

    def changed(call: Any) -> Any:
        body = answer(call)
        for place, name in names.items():
            body["items"][place][field] = name
        return body

    return changed
