"""All actions that a new document leaves without ground are found at once, each with what is left of it."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.pipeline import overlay, prune, survey, yaml12
from specs.pipeline.errors import PipelineError
from specs.pipeline.survey import Survey
from specs.pipeline.tree import Json, digest
from tests.unit.pipeline import samples, vendor
from tests.unit.pipeline.samples import THING, THINGS, action

FILE = "overlays/v7.overlay.yaml"
OTHER = "/v7/others"


def _document() -> dict[str, Json]:
    return samples.document(
        {
            THINGS: {"get": samples.operation("things_get", {"in": "query", "name": "size", "description": "Theirs"})},
            THING: {"get": samples.operation("thing_get", samples.PATH_PARAMETER, {"in": "query", "name": "size"})},
        }
    )


def _survey(*actions: Json, document: dict[str, Json] | None = None) -> Survey:
    taken = _document() if document is None else document
    found = survey.survey(taken, samples.overlay(*actions), FILE)
    if found.actions and not found.changed:
        again = overlay.apply(taken, samples.overlay(*found.actions), "the pruned overlay document")
        assert again == found.document, "pruning gives what the survey says"
    return found


def _rest(*actions: Json) -> Json:
    found = _survey(*actions)
    assert not found.needs_a_person
    (lost,) = found.stale
    assert len(lost.rests) <= 1
    return lost.rests[0] if lost.rests else None


def test_actions_that_hold_are_kept_as_they_are() -> None:
    """Then the survey gives what the build gives."""
    held = action(f"$.paths['{THINGS}'].get", {"operationId": "list"}, x_replaces={"operationId": "things_get"})
    found = _survey(held)
    assert (found.stale, found.changed, found.actions) == ((), (), (held,))


def test_every_stale_and_every_changed_action_is_found_at_once() -> None:
    """Each with its number and the sentence with which the build would stop."""
    found = _survey(
        action("$.paths['/v7/gone'].get", {"x-scope": "a"}),
        action("$.info", {"x-note": "n"}),
        action("$.info", {"title": "Ours"}, x_replaces={"title": "Older"}),
        action("$.info", {"version": "2"}, x_replaces={"version": digest("0")}),
        action("$.info", {"description": "Ours"}),
    )
    assert [(each.number, each.rests) for each in found.stale] == [(1, ()), (5, ())]
    assert [each.number for each in found.changed] == [3, 4]
    assert found.stale[0].why.startswith(f"{FILE}, action 1 ($.paths['/v7/gone'].get) matches nothing")
    assert "is no longer what x-replaces says" in found.changed[1].why
    assert found.needs_a_person == list(found.changed)
    assert vendor.part(found.document, "info") == {**vendor.part(_document(), "info"), "x-note": "n"}


def test_an_action_that_is_wrong_in_itself_is_refused() -> None:
    """It is not the vendor's doing."""
    doubled = action("$.info", {"x-note": "n"})
    with pytest.raises(PipelineError, match=r"action 2 .* adds /info/x-note a second time"):
        survey.survey(_document(), samples.overlay(doubled, doubled), FILE)


def test_what_the_vendor_adds_to_an_object_goes_and_what_it_lacks_stays() -> None:
    """Name by name, where two maps are laid over each other."""
    properties = "$.components.schemas.Thing.properties"
    ours = action(properties, {"title": {"type": "string"}, "size": {"type": "integer"}})
    assert _rest(ours) == {
        "target": properties,
        "description": "It is needed. The vendor's document has come to hold the rest of what this action held.",
        "update": {"size": {"type": "integer"}},
    }


def test_a_schema_that_both_hold_is_the_vendors() -> None:
    """Two schemas are never mixed, however they differ; one that only we hold stays."""
    both: dict[str, Json] = {"Thing": {"type": "object", "additionalProperties": False}, "Other": {"type": "string"}}
    rest = _rest(action("$.components.schemas", both))
    assert isinstance(rest, dict)
    assert rest["update"] == {"Other": {"type": "string"}}
    assert _rest(action("$.components.schemas", {"Thing": both["Thing"]})) is None


def test_a_text_that_is_gone_is_no_longer_replaced() -> None:
    """The rest of the action stays as it is."""
    ours = action(
        f"$.paths['{THINGS}'].get",
        {"operationId": "list", "description": "Ours", "responses": {"200": {"description": "Ours"}}, "x-scope": "a"},
        x_replaces={
            "operationId": "things_get",
            "description": digest("Theirs"),
            "responses": {"200": {"description": "The things"}},
        },
    )
    rest = _rest(ours)
    assert isinstance(rest, dict)
    assert rest["x-replaces"] == {
        "operationId": "things_get",
        "responses": {"200": {"description": "The things"}},
    }
    assert rest["update"] == {
        "operationId": "list",
        "responses": {"200": {"description": "Ours"}},
        "x-scope": "a",
    }


def test_an_operation_that_the_vendor_brings_keeps_our_id_and_extensions_alone() -> None:
    """Parameters, answers and text are the vendor's, whatever we knew of them."""
    own = {**samples.operation("list_things", samples.PATH_PARAMETER, summary="Ours"), "description": "Ours"}
    own |= {"x-scope": "a", "x-published-operation-id": None}
    assert _rest(action("$.paths", {THINGS: {"get": own}})) == {
        "target": f"$.paths['{THINGS}'].get",
        "description": "It is needed. The vendor's document has come to hold the rest of what this action held.",
        "x-replaces": {"operationId": "things_get"},
        "update": {"operationId": "list_things", "x-scope": "a", "x-published-operation-id": "things_get"},
    }


def test_of_two_added_operations_the_one_that_is_still_missing_stays() -> None:
    """One action may add several."""
    rest = _rest(action("$.paths", {THINGS: {"get": samples.operation("a")}, OTHER: {"get": samples.operation("b")}}))
    assert isinstance(rest, dict)
    update = rest["update"]
    assert isinstance(update, dict)
    assert update[OTHER] == {"get": samples.operation("b")}
    assert update[THINGS] == {"get": {"operationId": "a", "x-published-operation-id": "things_get"}}


def test_what_is_appended_and_there_already_goes() -> None:
    """The undeclared parameter that the vendor now declares."""
    assert _rest(samples.ADD_PATH_PARAMETER) is None


@pytest.mark.parametrize(
    ("target", "update", "narrowed"),
    [
        (
            "$.paths[*].get.parameters[?@.name=='size']",
            {"description": "Ours"},
            "$.paths[*].get.parameters[?(@.name=='size') && !@[\"description\"]]",
        ),
        (
            "$.paths[*].get.parameters",
            {"in": "query", "name": "more"},
            None,
        ),
        (
            "$.paths[*].get.responses['200'].content",
            {"text/plain": {"schema": {}}},
            "$.paths[?!@.get.responses['200'].content[\"text/plain\"]].get.responses['200'].content",
        ),
    ],
)
def test_an_action_for_all_passes_by_those_that_have_it_already(
    target: str, update: Json, narrowed: str | None
) -> None:
    """Where its target can say so; a person has to narrow it otherwise."""
    document = _document()
    content = vendor.part(document, "paths", THINGS, "get", "responses", "200", "content")
    content["text/plain"] = {"schema": {"type": "string"}}
    more: dict[str, Json] = {"x_adds": ["$.paths[*].get.parameters[?@.name=='size']"]} if narrowed is None else {}
    found = _survey(action(target, update, **more), document=document)
    (lost,) = found.stale
    if narrowed is None:
        assert not lost.prunable
        assert lost.why.endswith("elsewhere it still holds: narrow its target")
        assert found.needs_a_person == [lost]
    else:
        (rest,) = lost.rests
        assert (rest["target"], rest["update"]) == (narrowed, update)
        assert not found.needs_a_person


@given(st.lists(st.sets(st.sampled_from(["401", "403", "429"])), min_size=1, max_size=5))
def test_nothing_that_the_vendor_lacks_is_lost_of_an_action_for_all(declared: list[set[str]]) -> None:
    """Whatever some operations declare already, each has all in the end, and what is theirs stays theirs."""
    paths: dict[str, Json] = {}
    for number, statuses in enumerate(declared):
        own = samples.operation(f"get_{number}")
        vendor.part(own, "responses").update({status: {"description": "Theirs"} for status in statuses})
        paths[f"/v7/{number}"] = {"get": own}
    ours: dict[str, Json] = {status: {"description": "Ours"} for status in ("401", "403", "429")}
    found = _survey(action("$.paths[*].get.responses", ours), document=samples.document(paths))
    assert not found.needs_a_person
    for number, statuses in enumerate(declared):
        responses = vendor.part(found.document, "paths", f"/v7/{number}", "get", "responses")
        words = {status: vendor.part(responses, status)["description"] for status in ours}
        assert words == {status: "Theirs" if status in statuses else "Ours" for status in ours}


def test_what_is_left_and_replaces_another_text_has_changed_meaning() -> None:
    """A stale part does not hide the part that a person has to read."""
    found = _survey(
        action("$.info", {"description": "Ours", "title": "Ours"}, x_replaces={"title": "Older"}),
    )
    assert [each.number for each in found.changed] == [1]
    assert found.stale == ()


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
