"""The page on comparing documents shows what happens: its example prints what stands below it."""

from __future__ import annotations

import re
from pathlib import Path

from devin_usage.cli.spec_diff import EXIT_CODES
from devin_usage.spec_diff.comparison import KINDS
from devin_usage.spec_diff.versions import Version, bump_of

from tests.unit.usage.page_examples import printed, tables

PAGE = Path(__file__).parents[3] / "docs" / "spec-diff.md"
TEXT = PAGE.read_text("utf-8")


def test_the_example_prints_what_is_shown() -> None:
    """To the last word."""
    ((example, output),) = printed(TEXT, PAGE)
    assert output == example.shown
    assert output.count("\n- ") >= 3


def test_the_classes_of_the_page_are_those_of_the_code() -> None:
    """With their exit codes and the numbers of the version that they raise."""
    rows = {cells["Class"]: cells for cells in tables(TEXT, "Class")}
    assert list(rows) == [*KINDS, "none"]
    for kind in (*KINDS, None):
        cells = rows[kind or "none"]
        assert cells["Exit code"] == str(EXIT_CODES.get(kind or "", 0))
        assert cells["Version from 1.0.0"] == bump_of(kind) == bump_of(kind, Version(1, 0, 0))
        assert cells["Version before 1.0.0"] == bump_of(kind, Version(0, 9, 9))


def test_the_options_of_the_page_are_those_of_the_command() -> None:
    """Each of them."""
    from devin_usage.cli.commands import cli

    known = {option for each in cli.commands["spec-diff"].params for option in each.opts}
    assert set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", "".join(re.findall(r"devin-usage spec-diff.*", TEXT)))) <= known
