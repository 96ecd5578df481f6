"""The documentation: its links lead somewhere, in the repository and as a site, and nothing is loaded from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.site.built import REFERENCE, problems, unnamed

ROOT = Path(__file__).parents[3]
PAGE = """\
<html><head><link rel="stylesheet" href="style.css"><link rel="next" href="b/index.html">
<style>p {{ background: url(data:image/png;base64,AA==) }}</style></head>
<body><h1 id="top">A</h1><a href="b/">b</a> <a href="b/index.html#place">place</a> <a href="#top">top</a>
<a href="https://example.com">outside</a> <a href="mailto:a@example.com">mail</a>
<img src="picture.svg" srcset="picture.svg 2x"><script src="/run.js"></script>{}</body></html>
"""


def site(folder: Path, more: str = "") -> Path:
    """A small site, with something more on its first page."""
    (folder / "b").mkdir()
    (folder / "index.html").write_text(PAGE.format(more))
    (folder / "b" / "index.html").write_text(
        '<h2 id="place">B</h2><a href="../#top">a</a><a href="../index.html">a</a>'
    )
    (folder / "style.css").write_text("p { background: url('picture.svg') }")
    for name in ("picture.svg", "run.js"):
        (folder / name).touch()
    return folder


def test_a_site_as_it_should_be(tmp_path: Path) -> None:
    """Links within it and out of it, and what it brings along."""
    assert problems(site(tmp_path)) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('<a href="c.html">', "c.html leads nowhere"),
        ('<a href="b/#other">', "b/#other: the page has no such place"),
        ('<a href="#other">', "#other: the page has no such place"),
        ('<a href="../../etc/passwd">', "leads nowhere"),
        ('<a href="http://example.com">', "neither of the site nor https"),
        ('<a href="file:///etc/passwd">', "neither of the site nor https"),
        ('<link rel="next" href="c.html">', "c.html leads nowhere"),
        ('<link rel="preconnect" href="https://fonts.example.com">', "loaded from another place"),
        ('<link rel="stylesheet" href="other.css">', "is not there to be loaded"),
        ('<script src="https://cdn.example.com/a.js">', "loaded from another place"),
        ('<script src="//cdn.example.com/a.js">', "loaded from another place"),
        ('<img src="other.svg">', "is not there to be loaded"),
        ('<img srcset="picture.svg 1x, https://example.com/p.svg 2x">', "loaded from another place"),
        ('<iframe src="https://example.com">', "loaded from another place"),
        ("<p style=\"background: url('https://example.com/p.svg')\">", "loaded from another place"),
        ("<style>@import 'https://example.com/p.css';</style>", "loaded from another place"),
        ('<pre class="mermaid">', "needs a library from another place"),
    ],
)
def test_a_fault_of_a_page_is_seen(more: str, said: str, tmp_path: Path) -> None:
    """And named, with its page."""
    (found,) = problems(site(tmp_path, more))
    assert found.startswith("index.html:")
    assert said in found


def test_a_fault_of_a_style_sheet_is_seen(tmp_path: Path) -> None:
    """Fonts are loaded from there."""
    (site(tmp_path) / "style.css").write_text("@font-face { src: url(https://fonts.example.com/a.woff2) }")
    (found,) = problems(tmp_path)
    assert found == "style.css: https://fonts.example.com/a.woff2 would be loaded from another place"


def test_a_site_without_a_page_is_none(tmp_path: Path) -> None:
    """An empty folder has no fault and is no site."""
    assert problems(tmp_path) == [f"{tmp_path}: there is no page"]


def test_a_name_that_the_reference_leaves_out_is_seen(tmp_path: Path) -> None:
    """Each public name of a package has a place."""
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "p.html").write_text('<h2 id="p.a">a</h2>')
    assert unnamed(tmp_path, {"p": ["a"]}) == []
    assert unnamed(tmp_path, {"p": ["a", "b"]}) == ["the reference has no p.b"]


PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "specs").glob("*.md"),
        *(ROOT / "tests").rglob("*.md"),
    ]
)


def _prose(page: Path) -> str:
    """The text of a page without its code."""
    return re.sub(r"^```.*?^```$|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def _headings(page: Path) -> set[str]:
    """The places of a page, as GitHub names them."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def lost(page: Path, text: str) -> list[str]:
    """The links of a page, to files and their places, that lead nowhere in the repository."""
    found: list[str] = []
    for address in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", address):
            continue
        path, _, place = address.partition("#")
        target = page.parent / path if path else page
        if not target.exists() or (place and place not in _headings(target)):
            found.append(address)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_links_of_a_page_lead_somewhere_in_the_repository(page: Path) -> None:
    """For those who read it where the code is."""
    assert lost(page, _prose(page)) == []


def test_a_link_that_leads_nowhere_is_seen() -> None:
    """To a file, or to a place within one."""
    page = ROOT / "docs" / "methods.md"
    assert lost(page, "[a](account.md#the-whole-history) [b](#async) [c](https://example.com)") == []
    assert lost(page, "[a](accounts.md) [b](account.md#nowhere) [c](#nowhere)") == [
        "accounts.md",
        "account.md#nowhere",
        "#nowhere",
    ]


def test_every_page_of_the_documentation_is_in_its_menu() -> None:
    """Each once."""
    menu = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"]
    found = list(_named(menu))
    assert sorted(found) == sorted(
        str(page.relative_to(ROOT / "docs")) for page in PAGES if ROOT / "docs" in page.parents
    )


def _named(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    else:
        for each in entry.values() if isinstance(entry, dict) else entry:
            yield from _named(each)


def test_every_package_of_the_reference_is_there() -> None:
    """With the names that it says are public."""
    assert set(REFERENCE) == {
        "devin_usage",
        "devin_usage.account",
        "devin_usage.export",
        "devin_usage.report",
        "devin_mock",
    }
    assert all(import_module(name).__all__ for name in REFERENCE)
