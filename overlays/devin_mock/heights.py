"""How deep the smallest value of a schema is, so that a schema that refers to itself is drawn to an end."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from devin_mock.messages import Json, JsonObject, array_of, object_of
from devin_mock.tree import Tree

Schema = Mapping[str, Any] | bool


def height(tree: Tree, schema: Schema) -> float:
    """The levels of nesting of the smallest value: 0 for a number, infinite where a value would have no end.

    A lower bound: `not` and bounds that contradict each other are not seen.
    """
    return _height(schema, _of_references(tree))


@lru_cache(maxsize=1_000)
def _of_references(tree: Tree) -> Mapping[str, float]:
    """The heights of everything that is referred to, as the least that agree with one another."""
    found: dict[str, float] = dict.fromkeys(_references(tree.raw), math.inf)
    changed = True
    while changed:
        changed = False
        for reference, known in found.items():
            try:
                now = _height(tree.at(tree.target(reference, "a schema")), found)
            except ValueError:
                continue
            if now < known:
                found[reference] = now
                changed = True
    return found


def _references(node: Json) -> Iterator[str]:
    open_ones: list[Json] = [node]
    while open_ones:
        each = open_ones.pop()
        reference = object_of(each).get("$ref")
        if isinstance(reference, str):
            yield reference
        open_ones += object_of(each).values() or array_of(each)


def _height(schema: Json, known: Mapping[str, float]) -> float:
    if not isinstance(schema, dict):
        return math.inf if schema is False else 0
    here: JsonObject = object_of(schema)
    if "const" in here or "enum" in here:
        return 0
    heights: list[float] = [_height(part, known) for part in here.get("allOf", ())]
    heights += [_lowest(here[word], known) for word in ("anyOf", "oneOf") if word in here]
    if isinstance(here.get("$ref"), str):
        heights.append(known.get(here["$ref"], math.inf))
    if _may_only_be(here, "object"):
        properties = object_of(here.get("properties"))
        others = "patternProperties" in here or here.get("additionalProperties", True)
        heights += [1 + _height(properties.get(name, others), known) for name in here.get("required", ())]
    if _may_only_be(here, "array"):
        fixed: Sequence[Schema] = here.get("prefixItems", ())
        least = here.get("minItems", 0)
        heights += [1 + _height(each, known) for each in fixed[: int(least)]]
        if least > len(fixed):
            heights.append(1 + _height(here.get("items", True), known))
    return max(heights, default=0)


def _may_only_be(schema: JsonObject, kind: str) -> bool:
    return schema.get("type", kind) in (kind, [kind])


def _lowest(branches: Sequence[Schema], known: Mapping[str, float]) -> float:
    return min((_height(branch, known) for branch in branches), default=math.inf)
