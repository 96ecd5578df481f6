"""What has to hold for the pages of a built site: links lead somewhere, and nothing is loaded from another place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

REFERENCE = ("devin_usage", "devin_usage.account", "devin_usage.export", "devin_usage.report", "devin_mock")
"""The packages whose public names have a place in the reference."""
_LOADING: dict[str, tuple[str, ...]] = {
    "audio": ("src",),
    "embed": ("src",),
    "feimage": ("href", "xlink:href"),
    "iframe": ("src",),
    "image": ("href", "xlink:href"),
    "img": ("src", "srcset"),
    "input": ("src",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}
"""What a browser loads by itself."""
_LINKED_ONLY = {"alternate", "author", "canonical", "help", "license", "next", "prev"}
"""Relations of `link` that load nothing."""
_OF_STYLE = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")


class Page(HTMLParser):
    """What a page has to be linked to, what it links to, and what it loads; each with its line."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[tuple[int, str]] = []
        self.loads: list[tuple[int, str]] = []
        self.drawn_by_script: list[int] = []
        """Diagrams that the theme's script would fetch a library for."""
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what an element says."""
        line, found = self.getpos()[0], {name: value or "" for name, value in attrs}
        self.ids |= {found[name] for name in ("id", "name") if name in found and (name == "id" or tag == "a")}
        self._in_style = tag == "style"
        if tag in ("a", "area") and "href" in found:
            self.links.append((line, found["href"]))
        if tag == "link" and "href" in found:
            linked = set(found.get("rel", "").split()) <= _LINKED_ONLY
            (self.links if linked else self.loads).append((line, found["href"]))
        for name in _LOADING.get(tag, ()):
            if name == "srcset":
                self.loads += [(line, each.split()[0]) for each in found.get(name, "").split(",") if each.strip()]
            elif name in found:
                self.loads.append((line, found[name]))
        self.loads += [(line, address) for address in of_style(found.get("style", ""))]
        if "mermaid" in found.get("class", "").split():
            self.drawn_by_script.append(line)

    def handle_data(self, data: str) -> None:
        """Take what a style sheet within the page loads."""
        if self._in_style:
            self.loads += [(self.getpos()[0], address) for address in of_style(data)]
            self._in_style = False


def of_style(text: str) -> list[str]:
    """What a style sheet loads."""
    return [first or second for first, second in _OF_STYLE.findall(text)]


def problems(site: Path) -> list[str]:
    """What does not hold for a site, a sentence each."""
    pages = sorted(site.rglob("*.html"))
    if not pages:
        return [f"{site}: there is no page"]
    found = [each for page in pages for each in _of_page(site, page)]
    for sheet in sorted(site.rglob("*.css")):
        found += [
            f"{sheet.relative_to(site)}: {trouble}"
            for address in of_style(sheet.read_text("utf-8"))
            if (trouble := _loaded(site, sheet, address))
        ]
    return found


def unnamed(site: Path, names: Mapping[str, Iterable[str]]) -> list[str]:
    """The public names, by package, that no page of the reference has a place for."""
    ids = {each for page in (site / "reference").glob("*.html") for each in _read(page).ids}
    return [
        f"the reference has no {package}.{name}"
        for package, public in names.items()
        for name in public
        if not ids & {f"{package}.{name}", f"{package}.{name}.{name}"}  # a function of the module of its name
    ]


def _of_page(site: Path, path: Path) -> Iterator[str]:
    page, name = _read(path), path.relative_to(site)
    for line, address in page.links:
        if trouble := _linked(site, path, address):
            yield f"{name}:{line}: {trouble}"
    for line, address in page.loads:
        if trouble := _loaded(site, path, address):
            yield f"{name}:{line}: {trouble}"
    for line in page.drawn_by_script:
        yield f"{name}:{line}: the diagram needs a library from another place; draw it"


@cache
def _read(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text("utf-8"))
    page.close()
    return page


def _linked(site: Path, path: Path, address: str) -> str | None:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None if parts.scheme in ("https", "mailto") else f"{address} is neither of the site nor https"
    target = _target(site, path, parts.path)
    if target is None:
        return f"{address} leads nowhere"
    fragment = unquote(parts.fragment)
    if fragment and target.suffix == ".html" and fragment not in _read(target).ids:
        return f"{address}: the page has no such place"
    return None


def _loaded(site: Path, path: Path, address: str) -> str | None:
    parts = urlsplit(address)
    if parts.scheme == "data":
        return None
    if parts.scheme or parts.netloc:
        return f"{address} would be loaded from another place"
    return None if _target(site, path, parts.path) or not parts.path else f"{address} is not there to be loaded"


def _target(site: Path, path: Path, linked: str) -> Path | None:
    """The file that a path of a page leads to, or None; one from the root, as in the page for errors, is the site's."""
    linked = unquote(linked)
    place = site / linked.lstrip("/") if linked.startswith("/") else path.parent / linked if linked else path
    place = place / "index.html" if place.is_dir() else place
    return place.resolve() if place.is_file() and place.resolve().is_relative_to(site.resolve()) else None
