"""The page on the account has an example of everything, and names what there is."""

from __future__ import annotations

import re
from inspect import signature
from pathlib import Path
from typing import get_args

from devin_usage import account
from devin_usage.account.cache import DayCache
from devin_usage.account.comparison import Verdict

from tests.unit.usage.page_examples import tables

PAGE = Path(__file__).parents[3] / "docs" / "account.md"
TEXT = PAGE.read_text("utf-8")


def test_every_section_of_the_page_has_an_example() -> None:
    """From breakdowns to the async client; one only lists names."""
    sections = re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]
    assert len(sections) >= 7
    assert [section.splitlines()[0] for section in sections if "```python" not in section] == ["Names to import"]


def test_the_names_of_the_page_are_those_of_the_package() -> None:
    """Each once."""
    names = [name for cells in tables(TEXT, "Name") for name in re.findall(r"`(\w+)`", cells["Name"])]
    assert sorted(names) == sorted(account.__all__)


def test_the_verdicts_of_the_page_are_those_of_a_comparison() -> None:
    """In the order of the type."""
    assert [cells["Verdict"].strip("`") for cells in tables(TEXT, "Verdict")] == list(get_args(Verdict))


def test_the_figures_of_the_cache_are_its_defaults() -> None:
    """For how long a closed day is read again."""
    defaults = signature(DayCache).parameters
    for name in ("recent_days", "fresh_for_s"):
        assert f"`{name}={defaults[name].default}" in TEXT
