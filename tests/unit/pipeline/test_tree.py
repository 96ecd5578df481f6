"""JSON trees are compared strictly, and places in them are written as pointers."""

import pytest

from specs.pipeline import tree
from specs.pipeline.tree import Json, Location


@pytest.mark.parametrize(
    ("location", "written"),
    [
        ((), ""),
        (("a", 0), "/a/0"),
        (("paths", "/v2/{id}", "get"), "/paths/~1v2~1{id}/get"),
        (("~", "~1", "/"), "/~0/~01/~1"),
        (("",), "/"),
    ],
)
def test_a_pointer_escapes_what_json_pointer_escapes(location: Location, written: str) -> None:
    """The tilde is escaped before the slash."""
    assert tree.pointer(location) == written


@pytest.mark.parametrize(
    ("left", "right"),
    [(1, 1.0), (1, True), (0, False), (1.0, True), ("1", 1), (None, False), ([], {}), ({}, None), ("", None)],
)
def test_values_of_different_types_are_not_the_same(left: Json, right: Json) -> None:
    """What Python calls equal is different where JSON tells it apart."""
    assert not tree.same(left, right)
    assert not tree.same(right, left)
    assert tree.first_difference({"a": [left]}, {"a": [right]}) == ("a", 0)


@pytest.mark.parametrize(
    ("left", "right", "place"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, None),
        ({"a": 1, "b": 2}, {"a": 1}, ("b",)),
        ({"a": 1}, {"a": 1, "b": None}, ("b",)),
        ([1, 2], [1, 2, 3], (2,)),
        ([1, 2, 3], [1, 2], (2,)),
        ([1, 2], [2, 1], (0,)),
        ({"a": {"b": [0, {"c": "x"}]}}, {"a": {"b": [0, {"c": "y"}]}}, ("a", "b", 1, "c")),
        ({"a": 1, "b": 1}, {"a": 2, "b": 2}, ("a",)),
        ("x", "y", ()),
    ],
)
def test_the_first_difference_is_found(left: Json, right: Json, place: Location | None) -> None:
    """The order of keys does not count, the order of items does, and the first place is named."""
    assert tree.first_difference(left, right) == place


def test_a_node_is_found_by_its_location() -> None:
    """Keys and indexes lead to the node; a step into a scalar is an error that names the whole way."""
    document: Json = {"a": [{"b": 1}]}
    assert tree.at(document, ("a", 0, "b")) == 1
    with pytest.raises(LookupError, match="/a/0/b/c"):
        tree.at(document, ("a", 0, "b", "c"))


def test_a_digest_does_not_depend_on_the_order_of_keys() -> None:
    """Two ways to write one object have one digest; the digest of a text is that of its bytes."""
    assert tree.digest({"a": 1, "b": [2]}) == tree.digest({"b": [2], "a": 1})
    assert tree.digest({"a": 1}) != tree.digest({"a": 1.0})
    assert tree.digest("abc") == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
