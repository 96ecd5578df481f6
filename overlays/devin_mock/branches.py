"""What a schema says of values, in whatever branch of it that stands: types, keywords, properties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from devin_mock.messages import Json, JsonObject
from devin_mock.tree import Tree, escaped

_CLASSES: Final = {"boolean": (bool,), "integer": (int,), "number": (float,), "string": (str,)}
# Schemas that refer to themselves have no form outside JSON; nobody nests unions deeper.
_DEEPEST: Final = 8


@lru_cache(maxsize=10_000)
def types_of(tree: Tree, pointer: str, depth: int = 0) -> frozenset[str]:
    """The JSON types that a schema speaks of; none when it says nothing."""
    here = tree.follow(pointer)
    schema = tree.schema(here)
    if depth > _DEEPEST:
        return frozenset()
    if "type" in schema:
        named: str | list[str] = schema["type"]
        return frozenset([named] if isinstance(named, str) else named)
    found: set[str] = set()
    for branch in _branches(schema, here):
        found |= types_of(tree, branch, depth + 1)
    values: list[Json] = [schema["const"]] if "const" in schema else schema.get("enum", [])
    for value in values:
        found.update(kind for kind, classes in _CLASSES.items() if type(value) in classes)
    return frozenset(found)


def _branches(schema: JsonObject, here: str) -> Iterator[str]:
    for word in ("anyOf", "oneOf", "allOf"):
        branches: list[Json] = schema.get(word, [])
        for index in range(len(branches)):
            yield f"{here}/{word}/{index}"


def with_keyword(tree: Tree, pointer: str, words: Sequence[str], depth: int = 0) -> Iterator[str]:
    """The pointers of a schema and of those of its branches that have one of some keywords."""
    here = tree.follow(pointer)
    schema = tree.schema(here)
    if any(word in schema for word in words):
        yield here
    elif depth <= _DEEPEST:
        for branch in _branches(schema, here):
            yield from with_keyword(tree, branch, words, depth + 1)


def is_date_time(tree: Tree, pointer: str) -> bool:
    """Whether a schema asks for a date-time."""
    where = next(with_keyword(tree, pointer, ("format",)), None)
    return where is not None and tree.at(where)["format"] == "date-time"


def property_of(tree: Tree, pointer: str, name: str) -> str | None:
    """Where the schema of a property of an object stands, if the object's schema speaks of it."""
    objects = list(with_keyword(tree, pointer, ("properties", "additionalProperties")))
    for where in objects:
        if name in tree.schema(where).get("properties", ()):
            return f"{where}/properties/{escaped(name)}"
    rest = (where for where in objects if "additionalProperties" in tree.schema(where))
    return next((f"{where}/additionalProperties" for where in rest), None)
