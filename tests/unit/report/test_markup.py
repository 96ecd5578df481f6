"""HTML that cannot be broken by what stands in it."""

from __future__ import annotations

import unicodedata

import pytest
from devin_usage.report.markup import Markup, element, joined, shown, visible
from hypothesis import given
from hypothesis import strategies as st

from .pages import parsed


@given(st.text())
def test_a_text_is_read_as_the_text_that_it_is(text: str) -> None:
    """Whatever a text holds, a page has it as text, with what cannot be seen written out."""
    page = parsed(element("p", text))
    (paragraph,) = page.children
    assert [each for each in page.walk() if each.tag] == [paragraph]
    assert page.text == visible(text)


@given(st.text())
def test_an_attribute_is_read_as_the_text_that_it_is(text: str) -> None:
    """No text ends the attribute that it stands in."""
    found = parsed(element("p", title=text)).one("p")
    assert found.attributes == {"title": visible(text)}


@given(st.text())
def test_what_cannot_be_seen_is_written_out(text: str) -> None:
    """No control, format or bidi character, and no half of a surrogate, is left."""
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not hidden & {unicodedata.category(each) for each in visible(text)}
    visible(text).encode()


@pytest.mark.parametrize(
    "hidden", ["\x00", "\x1b", "\x7f", "\x85", "\xad", "\u200b", "\u202e", "\u2066", "\ufeff", "\ud800"]
)
def test_a_hidden_character_is_named_by_its_code_point(hidden: str) -> None:
    """A reader sees that there is one, and which."""
    assert visible(f"a{hidden}b") == f"a⟨U+{ord(hidden):04X}⟩b"


def test_letters_of_any_script_stay() -> None:
    """Names are not only ASCII."""
    assert visible("Zoë Ångström-李 Ahmed أحمد") == "Zoë Ångström-李 Ahmed أحمد"


def test_a_chosen_text_turns_nothing_around_it_and_ends() -> None:
    """A name is set apart in its direction, and a very long one is cut."""
    found = parsed(joined("a ", shown("x" * 10_000), " b"))
    assert found.one("bdi").text == "x" * 120 + "…"
    assert found.text.startswith("a ")
    assert found.text.endswith("… b")


def test_markup_stays_markup() -> None:
    """What was made by this module is not escaped again."""
    assert element("p", element("b", "1 < 2"), None, ["x", Markup("&amp;")]) == "<p><b>1 &lt; 2</b>x&amp;</p>"


def test_attributes_are_written_as_html_has_them() -> None:
    """Underscores become hyphens; True has no value; None and False are not there."""
    made = element("a", class_="x", aria_label='"', hidden=True, id=None, download=False)
    assert made == '<a class="x" aria-label="&quot;" hidden></a>'
