"""Bars, sparklines, sheets and pages: what fits, what is given up in turn, and what is never cut."""

from __future__ import annotations

import pytest
from devin_usage.cli.bars import bar, gauge, sparkline
from devin_usage.cli.page import Page, shown
from devin_usage.cli.sheet import Column, Sheet, shortened
from rich.cells import cell_len

COLUMNS = [
    Column("User", "text", least=14),
    Column("Name", "text", goes=1, least=10),
    Column("ACUs"),
    Column("", "bar", goes=2),
    Column("By day", "drawn", goes=3),
]
LONG = "user-469e24e7250c8c5f70adace7bebb8ec7"
ROWS: list[list[str | float | None]] = [
    [LONG, "李小龍李小龍李小龍", "1,251.21", 1.0, "▂▂▄▃█▂▁"],
    ["okta|Acme|x44", "Björn Jansen", "84.54", 0.3, ""],
]
TOTAL: list[str | float | None] = ["Total", "", "1,335.75", None, ""]


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.0, ""), (-1.0, ""), (1.0, "████"), (2.0, "████"), (0.5, "██"), (0.0001, "▏"), (0.28125, "█▏")],
)
def test_a_bar_shows_eighths_and_whatever_is_not_zero(share: float, expected: str) -> None:
    """It never leaves its width."""
    assert bar(share, 4) == expected
    assert bar(share, 4, ascii_only=True).strip("#") == ""
    assert bool(bar(share, 4, ascii_only=True)) == bool(expected)


def test_a_gauge_shows_what_is_left() -> None:
    """In its frame."""
    assert gauge(0.5, 4) == "[██··]"
    assert gauge(0.5, 4, ascii_only=True) == "[##..]"


def test_a_sparkline_leaves_a_gap_where_nothing_is_known() -> None:
    """A gap is not zero."""
    assert sparkline([0.0, None, 4.0, 8.0]) == "▁ ▅█"
    assert sparkline([0.0, None, 8.0], ascii_only=True) == "_ #"
    assert sparkline([1.0], largest=8.0) == "▂"
    assert sparkline([0.0, 0.0]) == "▁▁"
    assert sparkline([]) == ""


@pytest.mark.parametrize("width", range(24, 110))
def test_a_sheet_fits_and_never_cuts_a_number(width: int) -> None:
    """At any width that its least columns fit."""
    lines = Sheet(COLUMNS, ROWS, TOTAL).lines(width)
    assert max(map(cell_len, lines)) <= width
    for line, number in zip(lines[1:], ["1,251.21", "84.54", "1,335.75"], strict=True):
        assert number in line.split()


def test_columns_go_in_turn_and_those_with_figures_are_named() -> None:
    """What is drawn is not missed."""
    sheet = Sheet(COLUMNS, ROWS, TOTAL)
    left_out = {}
    for width in (110, 60, 40, 30, 24):
        heads = sheet.lines(width)[0].split()
        left_out[width] = (heads, list(sheet.left_out))
    assert left_out[110] == (["User", "Name", "ACUs", "By", "day"], [])
    assert left_out[40] == (["User", "Name", "ACUs"], [])
    assert left_out[24] == (["User", "ACUs"], ["Name"])


def test_without_a_terminal_nothing_is_left_out_or_cut() -> None:
    """A pipe has no width."""
    sheet = Sheet(COLUMNS, ROWS, TOTAL)
    text = "\n".join(sheet.lines(None))
    assert LONG in text
    assert not sheet.left_out
    assert "…" not in text


@pytest.mark.parametrize("text", [LONG, "李小龍李小龍李小龍", "a" * 30])
@pytest.mark.parametrize("size", [7, 9, 13])
def test_a_long_id_loses_its_middle(text: str, size: int) -> None:
    """Ids differ at their ends."""
    for ascii_only in (False, True):
        cut = shortened(text, size, ascii_only=ascii_only)
        assert cell_len(cut) <= size
        assert cut[0] == text[0]
        assert cut.isascii() or not ascii_only or not text.isascii()
    assert shortened(text, 100) == text


@pytest.mark.parametrize("hostile", ["\x1b[31mred", "a\rb", "a\nb", "\u202eabc", "a\u2028b", "\x9b1m", "\ud800"])
def test_what_could_steer_a_terminal_is_written_as_an_escape(hostile: str) -> None:
    """Names come from whoever made an account."""
    assert "\\" in shown(hostile)
    assert shown(hostile).isprintable()


@pytest.mark.parametrize("hostile", ["\x1b]0;title\x07", "a\rb", "\u202eabc"])
def test_no_page_passes_on_what_could_steer_a_terminal(hostile: str) -> None:
    """Wherever it stands."""
    page = Page(60, False, False)
    page.heading(hostile)
    page.line(hostile)
    page.facts([("Name", hostile)])
    page.notes([hostile])
    page.sheet(Sheet([Column(hostile, "text"), Column("ACUs")], [[hostile, "1.00"]]))
    assert len(page.lines) == 6
    assert all(line.isprintable() for line in page.lines)


def test_names_in_any_script_stay_as_they_are() -> None:
    """Only what cannot be seen is escaped."""
    for name in ("Zoë Ångström", "李小龍", "Ünal | x2", "😀"):
        assert shown(name) == name


def test_sentences_are_wrapped_to_the_terminal_and_left_alone_without_one() -> None:
    """Notes are indented, and told once each."""
    sentence = "Members are those that the API lists now; what others have used is part of it."
    for width, count in ((40, 3), (None, 1)):
        page = Page(width, False, False)
        page.notes([sentence, sentence])
        assert len(page.lines) == count
        assert page.lines[0].startswith("Note: Members")
        assert all(line.startswith("  ") for line in page.lines[1:])
