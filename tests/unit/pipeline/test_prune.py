"""Stale actions are taken out of the text of an overlay document, and every other line stays as it is."""

import textwrap

import pytest

from specs.pipeline import prune, yaml12
from specs.pipeline.errors import PipelineError
from specs.pipeline.tree import Json
from tests.unit.pipeline import vendor

FILE = "overlays/v7.overlay.yaml"
TEXT = textwrap.dedent("""\
    # Above
    overlay: 1.0.0
    info: {title: Mends, version: 1.0.0}
    actions:
      # Of the things
      - target: $.a
        description: >-
          One.

        # within
        update: {x: 1}

      # Of others
      - target: $.b
        description: Two.
        update:
          x: 2
      - target: $.c
        description: Three.
        update: {x: 3}
      # At the end
    x-after: y
    """)


def test_the_lines_of_each_action_are_told() -> None:
    """Without the comments and blank lines around it."""
    assert [str(lines) for lines in prune.places(TEXT, FILE)] == ["6-11", "14-17", "18-20"]
    assert [str(lines) for lines in prune.places("actions:\n- a: 1\n", FILE)] == ["2"]


@pytest.mark.parametrize("numbers", [[1], [2], [3], [1, 2], [1, 3], [2, 3]])
def test_actions_are_taken_out_and_every_other_line_stays(numbers: list[int]) -> None:
    """Comments stay where they are, since a person wrote them for more than one action."""
    pruned = prune.prune(TEXT, FILE, dict.fromkeys(numbers, ()))
    document = yaml12.load(pruned, FILE)
    assert isinstance(document, dict)
    before = vendor.part(yaml12.load(TEXT, FILE))
    actions = before["actions"]
    assert isinstance(actions, list)
    kept = [entry for number, entry in enumerate(actions, start=1) if number not in numbers]
    assert document == {**before, "actions": kept}
    lines = iter(TEXT.splitlines())
    assert all(line in lines for line in pruned.splitlines()), "lines of the text, in their order"
    assert [line for line in pruned.splitlines() if "#" in line and line != "    # within"] == [
        line for line in TEXT.splitlines() if "#" in line and line != "    # within"
    ]


def test_the_blank_line_that_set_an_action_off_goes_with_it() -> None:
    """And the comment above it stays, for whoever reads the difference."""
    action = "  - target: $.a\n    description: >-\n      One.\n\n    # within\n    update: {x: 1}\n\n"
    assert prune.prune(TEXT, FILE, {1: ()}) == TEXT.replace(action, "")


def test_what_is_left_of_an_action_takes_its_place() -> None:
    """At the same depth, before and after the same lines."""
    pruned = prune.prune(TEXT, FILE, {2: [{"target": "$.z", "description": "Less.", "update": {"y": "no"}}]})
    expected = "  - target: $.z\n    description: Less.\n    update:\n      y: 'no'\n"
    assert pruned == TEXT.replace("  - target: $.b\n    description: Two.\n    update:\n      x: 2\n", expected)


LAST: dict[str, Json] = {"target": "$.z", "description": "Less.", "update": {"y": "no"}}


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("rests", [[], [LAST], [LAST, LAST]])
def test_the_last_action_is_pruned_with_and_without_a_last_line_end(
    line_end: str, rests: list[dict[str, Json]]
) -> None:
    """Nothing of it stays behind, and the file keeps its line ends."""
    head = "actions:\n  - target: $.a\n    update: {x: 1}\n"
    text = head + "  - target: $.b\n    update:\n      x: 2"
    for end in ("", "\n"):
        pruned = prune.prune((text + end).replace("\n", line_end), FILE, {2: rests})
        assert pruned.replace("\r\n", "\n").startswith(head)
        assert "$.b" not in pruned
        assert pruned.count("\n") == pruned.count(line_end)
        assert pruned.count("$.z") == len(rests)


@pytest.mark.parametrize(
    "text",
    [
        "actions:\n  -\n    target: $.a\n    update: {x: 1}\n  - target: $.b\n    update: {x: 2}\n",
        "actions:\n  - target: $.a\n    update: &u {x: 1}\n  - target: $.b\n    update: *u\n",
    ],
    ids=["a dash on a line of its own", "an anchor that another uses"],
)
def test_what_cannot_be_pruned_by_lines_is_left_to_a_person(text: str) -> None:
    """The text is read again, and holds just the actions that it should."""
    with pytest.raises(PipelineError, match="cannot be pruned line by line; edit it by hand"):
        prune.prune(text, FILE, {1: []})


def test_nothing_is_pruned_away_as_a_whole() -> None:
    """A document without actions is none; and one in flow style is edited by hand."""
    with pytest.raises(PipelineError, match="would hold no action any more"):
        prune.prune(TEXT, FILE, dict.fromkeys([1, 2, 3], ()))
    with pytest.raises(PipelineError, match="no block list"):
        prune.prune("actions: [{target: $.a}]", FILE, {1: ()})


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
@pytest.mark.parametrize("after", ["", "  # of the next\n  - target: $.c\n    update: {x: 3}\n"])
def test_what_looks_like_a_comment_at_the_end_of_a_text_goes_with_it(end: str, after: str) -> None:
    """It is the last line of the text; a comment after it stays."""
    first = "actions:\n  - target: $.a\n    update: {x: 1}\n"
    text = (
        first + "  - target: $.b\n    update:\n      x: |\n        one\n        # in it" + (end or "\n" * bool(after))
    )
    assert [str(lines) for lines in prune.places(text + after, FILE)][1] == "4-8"
    pruned = prune.prune(text + after, FILE, {2: ()})
    assert "in it" not in pruned
    assert pruned.startswith(first)
    assert pruned.endswith(after or first)
