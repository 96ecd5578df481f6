"""An overlay action does exactly what it says, or is an error that names it."""

import copy
import re

import pytest

from specs.pipeline import overlay, tree
from specs.pipeline.errors import PipelineError
from specs.pipeline.tree import Json
from tests.unit.pipeline.samples import action

FILE = "overlays/v7.overlay.yaml"


def _document() -> dict[str, Json]:
    return {
        "a": {"text": "old", "number": 1, "list": [{"name": "x"}], "object": {"b": 1, "c": {"d": 2}}, "empty": {}},
        "z": {"list": [], "object": {"b": 1}},
    }


def _apply(*actions: Json, document: Json = None) -> dict[str, Json]:
    taken = _document() if document is None else document
    return overlay.apply(taken, {"overlay": "1.0.0", "info": {}, "actions": [*actions]}, FILE)


def _refusal(*actions: Json, document: Json = None, number: int | None = None) -> str:
    """Apply what is refused, check that the last action is named with file, number and target, and give the rest."""
    with pytest.raises(PipelineError) as caught:
        _apply(*actions, document=document)
    last = actions[-1]
    assert isinstance(last, dict)
    name = f"{FILE}, action {number or len(actions)} ({last['target']})"
    message = str(caught.value)
    assert message.startswith(name), message
    return message.removeprefix(name)


def _removal(target: str, **fields: Json) -> dict[str, Json]:
    removal = action(target, None, **fields)
    del removal["update"]
    return {**removal, "remove": True}


def _changed(**values: Json) -> dict[str, Json]:
    a = _document()["a"]
    assert isinstance(a, dict)
    return {**_document(), "a": {**a, **values}}


# What an action may do


def test_an_addition_reaches_into_objects() -> None:
    """What is missing is added, at every depth, and what stands beside it stays."""
    given = _apply(action("$.a", {"new": [1], "object": {"c": {"e": {"f": 3}}}}))
    assert given == _changed(new=[1], object={"b": 1, "c": {"d": 2, "e": {"f": 3}}})


def test_a_replacement_that_lists_the_old_value_is_made() -> None:
    """Value by value or by its digest; objects and arrays as well as scalars."""
    by_value = action(
        "$.a", {"text": "new", "object": {"c": {"d": None}}}, x_replaces={"text": "old", "object": {"c": {"d": 2}}}
    )
    assert _apply(by_value) == _changed(text="new", object={"b": 1, "c": {"d": None}})
    by_digest = action("$.a", {"text": "new"}, x_replaces={"text": tree.digest("old")})
    assert _apply(by_digest) == _changed(text="new")
    ways: tuple[Json, ...] = ({"b": 1, "c": {"d": 2}}, tree.digest({"c": {"d": 2}, "b": 1}))
    for old in ways:
        assert _apply(action("$.a", {"object": 5}, x_replaces={"object": old})) == _changed(object=5)
    assert _apply(action("$.a", {"list": 5}, x_replaces={"list": [{"name": "x"}]})) == _changed(list=5)
    assert _apply(action("$.a", {"empty": 5}, x_replaces={"empty": {}})) == _changed(empty=5)


def test_an_item_is_appended_where_x_adds_finds_it_missing() -> None:
    """The update becomes the last item, also when it is an array."""
    adds: Json = ["$.a.list[?@.name=='y']"]
    assert _apply(action("$.a.list", {"name": "y"}, x_adds=adds)) == _changed(list=[{"name": "x"}, {"name": "y"}])
    assert _apply(action("$.a.list", ["y"], x_adds=["$.a.list[1]"])) == _changed(list=[{"name": "x"}, ["y"]])


def test_a_removal_that_lists_the_old_value_is_made() -> None:
    """By value or by digest, of scalars, objects and arrays."""
    for old in ("old", tree.digest("old")):
        assert "text" not in str(_apply(_removal("$.a.text", x_replaces=old)))
    given = _apply(_removal("$.a.object", x_replaces={"b": 1, "c": {"d": 2}}), _removal("$.a.empty", x_replaces={}))
    assert given["a"] == {"text": "old", "number": 1, "list": [{"name": "x"}]}


def test_actions_see_what_earlier_actions_added() -> None:
    """An action for all may add to what an action for one has brought in."""
    given = _apply(action("$", {"b": {"object": {}}}), action("$[*].object", {"every": 1}))
    assert tree.at(given, ("b", "object")) == {"every": 1}
    assert tree.at(given, ("z", "object")) == {"b": 1, "every": 1}


def test_updates_of_two_places_share_no_object() -> None:
    """A later change at one of them leaves the other alone."""
    given = _apply(action("$[*].object", {"new": {"x": [1]}}))
    first, second = tree.at(given, ("a", "object", "new")), tree.at(given, ("z", "object", "new"))
    assert first == second == {"x": [1]}
    assert first is not second
    assert tree.at(first, ("x",)) is not tree.at(second, ("x",))
    lists = _apply(action("$[*].list", {"name": "y"}, x_adds=["$[*].list[?@.name=='y']"]))
    assert tree.at(lists, ("a", "list", 1)) is not tree.at(lists, ("z", "list", 0))


def test_neither_the_document_nor_the_overlay_is_changed() -> None:
    """The result shares nothing with what was given."""
    document = _document()
    actions: list[Json] = [
        action("$.a", {"new": {"x": [1]}, "text": "new"}, x_replaces={"text": "old"}),
        action("$.a.list", {"name": "y"}, x_adds=["$.a.list[1]"]),
        action("$.a.new.x", 2, x_adds=["$.a.new.x[1]"]),
        _removal("$.a.number", x_replaces=1),
    ]
    before = copy.deepcopy((document, actions))
    given = _apply(*actions, document=document)
    assert tree.at(given, ("a", "new", "x")) == [1, 2]
    assert (document, actions) == before


def test_a_place_that_is_matched_twice_is_written_once() -> None:
    """A query that names one place two times means it once."""
    given = _apply(action("$.a['list', 'list']", 1, x_adds=["$.a.list[1]"]))
    assert tree.at(given, ("a", "list")) == [{"name": "x"}, 1]


# Lost ground


@pytest.mark.parametrize("target", ["$.gone", "$.a.list[?@.name=='y']", "$..gone"])
def test_a_dead_action_is_named(target: str) -> None:
    """An action that matches nothing does not pass."""
    assert "matches nothing" in _refusal(action(target, {"x": 1}))


def test_a_dead_action_is_named_with_its_number() -> None:
    """The number counts from one, in the order of the document."""
    with pytest.raises(PipelineError, match=re.escape(f"{FILE}, action 2 ($.gone) matches nothing")):
        _apply(action("$.a", {"x": 1}), action("$.gone", {"x": 1}), action("$.a", {"y": 1}))


@pytest.mark.parametrize(
    ("update", "place"),
    [
        ({"text": "new"}, "/a/text"),
        ({"text": "old"}, "/a/text"),
        ({"new": 1, "object": {"b": 1}}, "/a/object/b"),
        ({"object": 1}, "/a/object"),
        ({"text": {}}, "/a/text"),
        ({"object": {"c": {}}}, "/a/object/c"),
        ({"empty": {}}, "/a/empty"),
        ({"list": []}, "/a/list"),
        ({"list": 1}, "/a/list"),
    ],
)
def test_an_addition_that_is_already_there_is_stale(update: Json, place: str) -> None:
    """Even when it is the very same value: the vendor has mended it."""
    message = _refusal(action("$.a", update))
    assert f"is stale: it adds {place}, which the vendor's document already holds" in message


def test_a_replacement_of_what_is_gone_is_stale() -> None:
    """At any depth, what is to be replaced has to be there."""
    replacing = action("$.a", {"gone": 2}, x_replaces={"gone": 1})
    assert "is stale: /a/gone, which it replaces, is gone" in _refusal(replacing)
    deep = action("$.a", {"object": {"c": {"gone": 2}}}, x_replaces={"object": {"c": {"gone": 1}}})
    assert "is stale: /a/object/c/gone, which it replaces, is gone" in _refusal(deep)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("text", "older"),
        ("text", None),
        ("text", tree.digest("older")),
        ("number", 1.0),
        ("number", True),
        ("number", "1"),
        ("list", [{"name": "X"}]),
        ("list", []),
    ],
)
def test_a_replacement_of_another_value_has_changed_its_meaning(key: str, expected: Json) -> None:
    """The place is told with the digest of what stands there now; types count."""
    current = tree.at(_document(), ("a", key))
    message = _refusal(action("$.a", {key: "new"}, x_replaces={key: expected}))
    assert f"/a/{key} is no longer what x-replaces says, so its meaning has changed" in message
    assert tree.digest(current) in message


@pytest.mark.parametrize("expected", ["older", {}, None, tree.digest("older")])
def test_a_removal_of_another_value_has_changed_its_meaning(expected: Json) -> None:
    """A removal is checked like a replacement."""
    message = _refusal(_removal("$.a.text", x_replaces=expected))
    assert "/a/text is no longer what x-replaces says" in message
    assert tree.digest("old") in message


def test_a_removal_that_does_not_say_what_is_refused() -> None:
    """Even an empty object is not removed unsaid."""
    assert "does not say what it removes" in _refusal(_removal("$.a.empty"))


@pytest.mark.parametrize(
    ("replaces", "place"),
    [
        ({"text": "old", "gone": 1}, "/a/gone"),
        ({"text": "old", "number": 1}, "/a/number"),
        ({"text": "old", "object": {"b": 1}}, "/a/object/b"),
        ({"text": "old", "object": {}}, "/a/object"),
        ("old", "/a"),
        (None, "/a"),
    ],
)
def test_x_replaces_lists_only_what_the_update_writes(replaces: Json, place: str) -> None:
    """A leftover in x-replaces is an error, since it guards nothing."""
    if isinstance(replaces, dict):
        assert f"x-replaces lists {place}, which its update does not write" in _refusal(
            action("$.a", {"text": "new", "object": {"x": 1}}, x_replaces=replaces)
        )
    else:
        assert f"x-replaces lists {place}, which" in _refusal(action("$.a", {"new": 1}, x_replaces=replaces))


# Arrays


def test_an_item_is_not_appended_without_saying_what_it_adds() -> None:
    """Without x-adds nobody would notice that the vendor has added it."""
    assert "does not say what it adds (x-adds)" in _refusal(action("$.a.list", {"name": "y"}))
    assert "does not say what it adds (x-adds)" in _refusal(action("$.a.list", {"name": "y"}, x_adds=[]))


def test_what_x_adds_names_must_be_missing_before() -> None:
    """An item that is there already makes the action stale."""
    appending = action("$.a.list", {"name": "x"}, x_adds=["$.a.list[?@.name=='x']"])
    assert "is stale: it adds /a/list/0, which the vendor's document already holds" in _refusal(appending)


def test_what_x_adds_names_must_be_there_afterwards() -> None:
    """A query that finds nothing guards nothing."""
    appending = action("$.a.list", {"name": "y"}, x_adds=["$.a.list[?@.name=='y']", "$.a.list[?@.name=='z']"])
    message = _refusal(appending)
    assert "what x-adds names is not there afterwards: $.a.list[?@.name=='z']" in message


def test_x_adds_guards_objects_too() -> None:
    """An addition to an object may name what has to be missing as a whole."""
    adding = action("$.a", {"object": {"new": 1}}, x_adds=["$.a.object.b"])
    assert "is stale: it adds /a/object/b" in _refusal(adding)


def test_an_array_is_not_laid_over_an_array() -> None:
    """Overlay 1.0 and 1.1 differ on what that means."""
    message = _refusal(action("$.a", {"list": [1]}, x_replaces={"list": [{"name": "x"}]}))
    assert "lays an array over /a/list" in message
    assert "target the array itself" in message


def test_an_item_of_an_array_is_not_removed() -> None:
    """It would move the others under the feet of later actions."""
    assert "removes an item of an array" in _refusal(_removal("$.a.list[0]", x_replaces={"name": "x"}))


# Two actions for one place


@pytest.mark.parametrize(
    ("first", "second", "place"),
    [
        (action("$.a", {"new": 1}), action("$.a", {"new": 1}), "/a/new"),
        (action("$.a", {"new": {"x": 1}}), action("$.a", {"new": {"x": 1}}), "/a/new/x"),
        (
            action("$.a.list", {"name": "y"}, x_adds=["$.a.list[?@.name=='y']"]),
            action("$.a.list", {"name": "y"}, x_adds=["$.a.list[?@.name=='y']"]),
            "/a/list/1",
        ),
    ],
)
def test_a_doubled_addition_names_both_actions(first: Json, second: Json, place: str) -> None:
    """The second of two equal additions is not taken for the vendor's doing."""
    message = _refusal(first, second)
    assert f"adds {place} a second time, after {FILE}, action 1 (" in message


@pytest.mark.parametrize(
    ("first", "second", "place"),
    [
        (
            action("$.a", {"text": "new"}, x_replaces={"text": "old"}),
            action("$.a", {"text": "newer"}, x_replaces={"text": "new"}),
            "/a/text",
        ),
        (action("$.a", {"new": 1}), action("$.a", {"new": 2}, x_replaces={"new": 1}), "/a/new"),
        (action("$.a", {"new": {"x": 1}}), action("$.a.new", {"x": 2}, x_replaces={"x": 1}), "/a/new/x"),
        (action("$.a", {"new": {"x": 1}}), _removal("$.a.new.x", x_replaces=1), "/a/new/x"),
        (action("$.a", {"new": 1}), _removal("$.a.new", x_replaces=1), "/a/new"),
        (
            action("$.a.object", {"new": 1}),
            _removal("$.a.object", x_replaces={"b": 1, "c": {"d": 2}, "new": 1}),
            "/a/object",
        ),
        (
            action("$.a.empty", {"new": 1}),
            action("$.a", {"empty": 5}, x_replaces={"empty": {"new": 1}}),
            "/a/empty",
        ),
        (_removal("$.a.text", x_replaces="old"), action("$.a", {"text": "new"}), "/a/text"),
    ],
)
def test_a_doubled_change_names_both_actions(first: Json, second: Json, place: str) -> None:
    """No action undoes or overwrites, whole or in part, what another has done."""
    message = _refusal(first, second)
    assert f"writes {place}, which {FILE}, action 1 (" in message
    assert "make them one action" in message


def test_an_action_that_takes_away_what_it_matches_is_refused() -> None:
    """A target that also matches below itself is an error of the action, not a crash."""
    nested: Json = {"x": {"x": {"y": 1}}}
    assert "writes /x/x, which" in _refusal(_removal("$..x", x_replaces={"x": {"y": 1}}), document=nested)
    deeper: Json = {"x": {"y": {"x": {"z": 1}}}}
    message = _refusal(action("$..x", {"y": 5}, x_replaces={"y": {"x": {"z": 1}}}), document=deeper)
    assert "itself takes away /x/y/x" in message


# The form of the document


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"description": ""}, "gives no reason"),
        ({"description": "  \n"}, "gives no reason"),
        ({"description": None}, "gives no reason"),
        ({"x-replace": {}}, "has unknown fields: x-replace"),
        ({"b": 1, "a": 1}, "has unknown fields: a, b"),
        ({"remove": True}, "must hold either an update or remove: true"),
        ({"remove": "yes"}, "must hold either an update or remove: true"),
        ({"update": {}}, "writes nothing"),
        ({"x-adds": "$.a.b"}, "x-adds is not a list of JSONPath queries"),
        ({"x-adds": ["$.a.b", 1]}, "x-adds is not a list of JSONPath queries"),
        ({"x-adds": ["$.a["]}, "$.a[ is not an RFC 9535 query"),
    ],
)
def test_a_malformed_action_is_named(changes: dict[str, Json], reason: str) -> None:
    """The form is checked before anything is applied."""
    assert reason in _refusal({**action("$.a", {"new": 1}), **changes})


def test_an_action_that_does_nothing_is_named() -> None:
    """Neither an update nor a removal."""
    idle = action("$.a", None)
    del idle["update"]
    assert "must hold either an update or remove: true" in _refusal(idle)


@pytest.mark.parametrize("target", ["$.a[", "a.b", "", "$.x-obj.a b", "$.a[?foo(@)]"])
def test_a_target_that_is_no_jsonpath_is_named(target: str) -> None:
    """The query is told in the error."""
    assert f"{target} is not an RFC 9535 query" in _refusal(action(target, {"x": 1}))


@pytest.mark.parametrize(
    ("target", "update"), [("$.a.text", {"x": 1}), ("$.a.number", "x"), ("$.a", "x"), ("$.a", [1]), ("$.a", None)]
)
def test_an_update_that_does_not_fit_its_target_is_named(target: str, update: Json) -> None:
    """An object takes an object, an array takes an item, nothing else takes anything."""
    assert "can update an object with an object, or append to an array, only" in _refusal(action(target, update))


@pytest.mark.parametrize("entry", [None, "x", {}, {"target": 1}, {"description": "d", "update": {"x": 1}}])
def test_an_action_without_a_target_is_numbered(entry: Json) -> None:
    """Where there is no target, the number alone tells which."""
    with pytest.raises(PipelineError, match=re.escape(f"{FILE}, action 2 has no target")):
        _apply(action("$.a", {"x": 1}), entry)


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"overlay": "1.1.0", "actions": [action("$.a", {"x": 1})]},
        {"overlay": 1.0, "actions": [action("$.a", {"x": 1})]},
        {"openapi": "3.1.0"},
    ],
)
def test_another_kind_of_document_is_refused(document: Json) -> None:
    """Only Overlay 1.0 is read."""
    with pytest.raises(PipelineError, match=f"^{FILE} is not an OpenAPI Overlay 1.0 document"):
        overlay.apply(_document(), document, FILE)


@pytest.mark.parametrize("actions", [None, [], {}, "x"])
def test_an_overlay_without_actions_is_refused(actions: Json) -> None:
    """An empty overlay document is a mistake."""
    with pytest.raises(PipelineError, match=f"^{FILE} holds no actions"):
        overlay.apply(_document(), {"overlay": "1.0.0", "actions": actions}, FILE)


def test_the_whole_document_is_not_removed() -> None:
    """A removal of the root is refused."""
    assert "would remove the whole document" in _refusal(_removal("$", x_replaces=_document()))
