"""What was found is told whole, what breaks first; and it names the version and drafts the changelog."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from devin_usage import InvalidArgument
from devin_usage.spec_diff.changelog import changelog
from devin_usage.spec_diff.comparison import KINDS, Comparison, groups, strongest
from devin_usage.spec_diff.findings import Finding, Kind
from devin_usage.spec_diff.plain import plain
from devin_usage.spec_diff.report import text
from devin_usage.spec_diff.report_markdown import markdown
from devin_usage.spec_diff.versions import Version, bump_of
from devin_usage.spec_diff.visible import code, prose, visible
from hypothesis import given
from hypothesis import strategies as st

NULL = "`total_acus` may now be null: code that adds it up must expect None."
PLACE = "response 200 application/json: total_acus"


def finding(kind: Kind, sentence: str = NULL, operation: str | None = "GET /v3/self", **changed: Any) -> Finding:
    """A finding of a class."""
    given: dict[str, Any] = {
        "rule": "type-widened",
        "kind": kind,
        "operation": operation,
        "operation_id": operation and operation.rpartition("/")[2],
        "place": PLACE,
        "sentence": sentence,
        "old": "number",
        "new": ["number", "null"],
    }
    return Finding(**{**given, **changed})


def compared(*findings: Finding, version: str | None = None) -> Comparison:
    """A comparison of two files."""
    current = None if version is None else Version.parse(version)
    return Comparison(old="old.json", new="new.json", findings=findings, current_version=current)


ADDED = finding("additive", "A new optional parameter `q`.", "GET /v3/users", rule="parameter-added", old=None)
WORDS = finding("text", "The description changed.", None, rule="description-changed", place="info")
ALL = (WORDS, ADDED, finding("breaking"), finding("breaking", operation="GET /v3/daily"))


def test_the_classes_are_those_of_a_finding_strongest_first() -> None:
    """Whatever the order of the findings."""
    assert get_args(Kind) == KINDS == ("breaking", "additive", "text")
    assert strongest(["text", "breaking", "additive"]) == "breaking"
    assert strongest(["text", "additive"]) == "additive"
    assert strongest([]) is None


def test_equal_sentences_of_several_operations_are_told_once() -> None:
    """With the operations below, and the counts on top."""
    assert text(compared(*ALL)).splitlines() == [
        "old.json -> new.json",
        "2 breaking, 1 additive, 1 text only, in 3 operations",
        "",
        "Breaking",
        f"- {NULL}",
        f"    GET /v3/self (self): {PLACE}",
        f"    GET /v3/daily (daily): {PLACE}",
        "",
        "Additive",
        "- A new optional parameter `q`.",
        f"    GET /v3/users (users): {PLACE}",
        "",
        "Text only",
        "- The description changed.",
        "    the document: info",
        "",
        "Version: raise the major number.",
    ]


def test_equal_sentences_of_two_classes_stay_apart() -> None:
    """A reader of what breaks must not find what does not below it."""
    assert [group.kind for group in groups([finding("additive"), finding("breaking")])] == ["breaking", "additive"]


def test_no_difference_is_said() -> None:
    """And asks for no version and no entry."""
    same = compared(version="1.2.3")
    assert text(same).splitlines()[1:] == ["Nothing differs in meaning.", "", "Version: no new one is needed."]
    assert "changelog" not in markdown(same, document="v3")
    assert changelog((), "v3") == ""
    assert plain(same, document="v3") == {
        "old": "old.json",
        "new": "new.json",
        "class": "none",
        "counts": {"breaking": 0, "additive": 0, "text": 0},
        "bump": "none",
        "current_version": "1.2.3",
        "next_version": "1.2.3",
        "findings": [],
        "changelog": "",
    }


@given(st.lists(st.sampled_from([*ALL, finding("text"), finding("additive", "Another.")]), max_size=12))
def test_nothing_is_dropped(findings: list[Finding]) -> None:
    """Each finding is a line of the text and of the Markdown, and an object of the JSON."""
    comparison = compared(*findings)
    lines = text(comparison).splitlines()
    assert sum(line.startswith("    ") for line in lines) == len(findings)
    assert sum(line.startswith("  - ") for line in markdown(comparison, document="v3").splitlines()) == len(findings)
    written = plain(comparison, document="v3")
    assert [each["sentence"] for each in written["findings"]] == [each.sentence for each in findings]
    assert sum(written["counts"].values()) == len(findings)
    assert json.loads(json.dumps(written)) == written


def test_a_finding_keeps_all_that_it_says_for_programs() -> None:
    """The old and the new value among it."""
    assert plain(compared(finding("breaking")), document="v3")["findings"] == [
        {
            "rule": "type-widened",
            "class": "breaking",
            "operation": "GET /v3/self",
            "operation_id": "self",
            "place": PLACE,
            "sentence": NULL,
            "old": "number",
            "new": ["number", "null"],
        }
    ]


@pytest.mark.parametrize(
    ("kind", "current", "after"),
    [
        ("breaking", "1.2.3", "2.0.0"),
        ("additive", "1.2.3", "1.3.0"),
        ("text", "1.2.3", "1.2.4"),
        ("breaking", "0.2.3", "0.3.0"),
        ("additive", "0.2.3", "0.2.4"),
        ("text", "0.2.3", "0.2.4"),
    ],
)
def test_the_class_decides_the_next_version(kind: Kind, current: str, after: str) -> None:
    """Before 1.0.0 only what breaks raises the number that pins such as ~=0.2.3 hold on to."""
    comparison = compared(finding(kind), version=current)
    assert str(comparison.next_version) == after == plain(comparison, document="v3")["next_version"]
    assert f", {current} -> {after}." in text(comparison)


def test_without_a_version_the_bump_is_that_of_a_stable_one() -> None:
    """And no version is made up."""
    assert [bump_of(kind) for kind in (*KINDS, None)] == ["major", "minor", "patch", "none"]
    assert compared(finding("text")).next_version is None


@pytest.mark.parametrize("wrong", ["", "1.2", "v1.2.3", "1.2.3-rc.1", "01.2.3", "1.2.3\n", "1.2.٣", "1.2.1234567890"])
def test_what_is_no_released_version_is_refused(wrong: str) -> None:
    """With what one looks like."""
    with pytest.raises(InvalidArgument, match=r"give it as X\.Y\.Z"):
        Version.parse(wrong)


def test_the_changelog_has_a_section_for_each_class() -> None:
    """In the form that this project's has."""
    assert changelog(ALL, "v3") == (
        "### Breaking\n"
        "- v3: `total_acus` may now be null: code that adds it up must expect None (`self`, `daily`).\n"
        "\n"
        "### Added\n"
        "- v3: A new optional parameter `q` (`users`).\n"
        "\n"
        "### Changed\n"
        "- v3: The description changed.\n"
    )


def test_many_operations_are_counted_in_the_changelog() -> None:
    """Each once, however many places it has; up to four are named."""
    several = [finding("breaking", operation=f"GET /{number}") for number in range(4)]
    assert "(`0`, `1`, `2`, `3`)." in changelog([*several, several[0]], "v3")
    assert "expect None (in 5 operations)." in changelog([*several, finding("breaking", operation="GET /4")], "v3")


def test_operations_that_come_and_go_are_all_named() -> None:
    """However many there are: an item that counts them would say nothing."""
    gone = [finding("breaking", "It is gone.", f"GET /{number}", rule="operation-removed") for number in range(6)]
    assert "It is gone (`0`, `1`, `2`, `3`, `4`, `5`)." in changelog(gone, "v3")


def test_long_items_of_the_changelog_are_wrapped() -> None:
    """As the lines above are; unless a line would begin as if it were another item."""
    lines = changelog([finding("breaking", "word " * 60)], "v3").splitlines()
    assert len(lines) > 2
    assert all(len(line) <= 120 for line in lines)
    assert all(line.startswith("  word") for line in lines[2:])
    assert len(changelog([finding("breaking", "words" + " -" * 99)], "v3").splitlines()) == 2


HOSTILE = "\x1b[2J\x9b31m\u202eevil\u2028\r\n\tx\ud800\U000e0041"


def test_what_could_steer_a_terminal_is_written_as_an_escape() -> None:
    """Wherever it stands in a finding, in text and in Markdown; JSON escapes it by itself."""
    shown = "\\x1b[2J\\x9b31m\\u202eevil\\u2028\\r\\n\\tx\\ud800\\U000e0041"
    assert visible(HOSTILE) == shown
    assert visible("é 名 👍") == "é 名 👍"
    hostile = finding("breaking", HOSTILE, HOSTILE, operation_id=HOSTILE, place=HOSTILE)
    comparison = Comparison(old=HOSTILE, new=HOSTILE, findings=(hostile,))
    for written in (text(comparison), markdown(comparison, document="v3"), changelog([hostile], "v3")):
        assert all(char == "\n" or char.isprintable() for char in written)
    assert text(comparison).count(shown) == 6
    assert json.dumps(plain(comparison, document="v3")).isascii()


@pytest.mark.parametrize(
    ("sentence", "written"),
    [
        ("`a_b*` may be null.", "`a_b*` may be null."),
        ("a_b <img src=x> [x](y)", r"a\_b \<img src=x\> \[x\](y)"),
        ("for @someone, #7 and https://x.example", "for @<!-- -->someone, #<!-- -->7 and https:<!-- -->//x.example"),
        ("see www.x.example", "see www<!-- -->.x.example"),
        ("`a` <b> `c`", r"`a` \<b\> `c`"),
        ("`a` ` <b>", r"\`a\` \` \<b\>"),
        ("``a`` <b>", r"\`\`a\`\` \<b\>"),
        ("&lt;b", r"\&lt;b"),
    ],
)
def test_what_a_document_holds_is_no_markup(sentence: str, written: str) -> None:
    """No tag, no link, nobody notified; code stays code only where its ticks are in pairs."""
    assert prose(sentence) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a", "`a`"),
        ("a`b", "``a`b``"),
        ("`a", "`` `a ``"),
        ("a`", "`` a` ``"),
        ("`", "`` ` ``"),
        ("", "`  `"),
        ("a\nb", r"`a\nb`"),
    ],
)
def test_code_is_fenced_whatever_it_holds(value: str, written: str) -> None:
    """With more ticks than it has in a row."""
    assert code(value) == written


def test_the_markdown_folds_words_and_fences_the_draft() -> None:
    """So that an issue begins with what breaks, and the draft can be copied."""
    lines = markdown(
        compared(*ALL, finding("breaking", operation="GET /````"), version="0.1.0"), document="v3"
    ).splitlines()
    assert lines[:5] == [
        "## From `old.json` to `new.json`",
        "",
        "3 breaking, 1 additive, 1 text only, in 4 operations",
        "",
        "Version: raise the minor number, 0.1.0 -> 0.2.0.",
    ]
    assert [line for line in lines if line.startswith("#")][1:5] == [
        "### Breaking",
        "### Additive",
        "### Text only",
        "### Draft for the changelog",
    ]
    folded = [
        "### Text only",
        "<details><summary>Words for people</summary>",
        "- The description changed.",
        "</details>",
    ]
    assert [line for line in lines if line in folded] == folded
    assert f"  - `GET /v3/daily` (`daily`): `{PLACE}`" in lines
    assert "  - the document: `info`" in lines
    fence = [line for line in lines if line.startswith("```")]
    assert [line.removesuffix("markdown") for line in fence] == ["``````", "``````"]
