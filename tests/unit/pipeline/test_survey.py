"""All actions that a new document leaves without ground are found at once, each with what is left of it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from specs.pipeline import overlay, survey
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


def test_an_added_operation_that_is_still_missing_is_added_as_it_was() -> None:
    """Its path is no place to write to as long as nobody has it."""
    ours: dict[str, Json] = {THINGS: {"get": samples.operation("a")}, OTHER: {"get": samples.operation("b")}}
    del vendor.part(ours, THINGS, "get")["operationId"]
    assert _rest(action("$.paths", ours)) == {
        "target": "$.paths",
        "description": "It is needed. The vendor's document has come to hold the rest of what this action held.",
        "update": {OTHER: {"get": samples.operation("b")}},
    }


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


def test_what_an_operation_declares_in_part_is_left_as_one_action_of_its_own() -> None:
    """The others are still written by one action for all of them, new ones included."""
    document = _document()
    vendor.part(document, "paths", THING, "get", "responses")["401"] = {"description": "Theirs"}
    ours: dict[str, Json] = {status: {"description": "Ours"} for status in ("401", "403", "429")}
    (lost,) = _survey(action("$.paths[*].get.responses", ours), document=document).stale
    at = "@.get.responses"
    assert [(rest["target"], [*vendor.part(rest, "update")]) for rest in lost.rests] == [
        (f'$.paths[?!{at}["401"] && !{at}["403"] && !{at}["429"]].get.responses', ["401", "403", "429"]),
        (f'$.paths[?{at}["401"] && !{at}["403"] && !{at}["429"]].get.responses', ["403", "429"]),
    ]


@given(st.lists(st.sets(st.sampled_from(["get", "x-a", "x-b"])), min_size=1, max_size=5))
@example([{"get"}, {"x-b"}, {"get", "x-a"}, {"get", "x-b"}])
def test_what_some_places_have_within_an_object_is_said_by_their_paths(held: list[set[str]]) -> None:
    """A filter cannot tell an operation that has part of an update from one that has none; nothing is passed by."""
    paths: dict[str, Json] = {}
    for number, names in enumerate(held):
        item: dict[str, Json] = {"x-b": "theirs"} if "x-b" in names else {}
        if names & {"get", "x-a"}:
            item["get"] = {"x-a": "theirs"} if "x-a" in names else {}
        paths[f'/v7/it\'s "{number}"'] = item
    ours: dict[str, Json] = {"get": {"x-a": "ours", "x-c": "ours"}, "x-b": "ours"}
    found = _survey(action("$.paths[*]", ours), document=samples.document(paths))
    assert not found.needs_a_person
    assert vendor.part(found.document, "paths") == {
        path: {
            "get": {"x-a": "theirs" if "x-a" in names else "ours", "x-c": "ours"},
            "x-b": "theirs" if "x-b" in names else "ours",
        }
        for path, names in zip(paths, held, strict=True)
    }


def test_what_some_places_still_replace_is_said_by_their_paths() -> None:
    """The text that is gone at one place is still replaced at the other."""
    ours = action("$.paths[*].get", {"summary": "Ours", "x-a": "b"}, x_replaces={"summary": "Read things"})
    document = _document()
    del vendor.operation(document, THING)["summary"]
    found = _survey(ours, document=document)
    assert not found.needs_a_person
    assert vendor.operation(found.document, THINGS)["summary"] == "Ours"
    assert "summary" not in vendor.operation(found.document, THING)
    assert all(vendor.operation(found.document, path)["x-a"] == "b" for path in (THING, THINGS))


def test_items_of_arrays_that_no_filter_tells_apart_are_left_to_a_person() -> None:
    """The vendor may move them, so a number is no name of theirs; nothing is written to any of them."""
    document = _document()
    vendor.part(document, "paths", THING, "get", "parameters", 0)["x-a"] = "theirs"
    found = _survey(action("$.paths[*].get.parameters[*]", {"x-a": "ours", "x-b": "ours"}), document=document)
    (lost,) = found.needs_a_person
    assert lost.why.endswith("; what is left of it cannot be said in its place")
    assert (lost.rests, found.document) == ((), document)


def test_the_sentence_of_what_is_left_is_not_said_twice() -> None:
    """Where what is left does not hold either, one reason is enough."""
    first = action("$.info", {"title": "Ours"}, x_replaces={"title": "Things"})
    again = action("$.info", {"description": "Ours", "title": "Mine"}, x_replaces={"title": "Ours"})
    found = _survey(first, again)
    (lost,) = found.needs_a_person
    assert lost.why.endswith("; nor does what would be left of it hold")
    assert lost.why.count(FILE) == 1
    assert found.actions == (first,)
