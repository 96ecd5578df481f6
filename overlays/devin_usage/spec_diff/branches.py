"""Branches of one type: what of a schema concerns values of a type, and what two types have in common."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from . import facets
from .shapes import Branch
from .trees import Json, key, sequence

TYPES = ("boolean", "integer", "number", "string", "array", "object")

# Keywords whose effect on the set of values is not worked out, by the first one, with those that say something beside
# it alone, and the type whose values they concern.
_OPAQUE: tuple[tuple[tuple[str, ...], str], ...] = (
    (("not",), "any"),
    (("if", "then", "else"), "any"),
    (("$dynamicRef",), "any"),
    (("contains", "minContains", "maxContains"), "array"),
    (("unevaluatedItems",), "array"),
    (("patternProperties",), "object"),
    (("dependentRequired",), "object"),
    (("dependentSchemas",), "object"),
    (("dependencies",), "object"),
    (("unevaluatedProperties",), "object"),
    (("contentEncoding",), "string"),
    (("contentMediaType", "contentSchema"), "string"),
)
OPAQUE_KEYWORDS = frozenset(keyword for group, _ in _OPAQUE for keyword in group)
_WANTED_BY: Mapping[str, str] = {group[0]: kind for group, kind in _OPAQUE}


def opaque(node: Mapping[str, Json]) -> tuple[Mapping[str, Json], ...]:
    """Give the opaque keywords of a schema as it is written, in groups."""
    return tuple(
        {keyword: node[keyword] for keyword in group if keyword in node} for group, _ in _OPAQUE if group[0] in node
    )


def of_type(branch: Branch) -> Branch:
    """Leave out of a branch what says nothing of values of its type."""
    kind = branch.type
    groups = tuple(
        each for each in branch.opaque if _WANTED_BY.get(next(iter(each)), "any") in ("any", kind) or kind == "any"
    )
    branch = evolve(branch, facets=facets.canonical(branch.facets, kind), opaque=groups)
    if kind not in ("object", "any"):
        branch = evolve(branch, properties={}, required=frozenset[str](), additional=(), names=())
    return branch if kind in ("array", "any") else evolve(branch, prefix=(), items=())


def narrower(one: str, other: str) -> str | None:
    """Give the type of the values that are of both types; None where there are none."""
    if one == other or other == "any":
        return one
    if one == "any":
        return other
    return "integer" if {one, other} == {"integer", "number"} else None


def values(node: Mapping[str, Json]) -> list[Json] | None:
    """Give the values that a schema as it is written lists; None where it lists none."""
    if "const" in node:
        return [node["const"]]
    if "enum" not in node:
        return None
    return [*{key(value): value for value in sequence(node["enum"])}.values()]


def kind_of(value: Json) -> str:
    """Name the type of a value."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "integer" if value.is_integer() else "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def fits(value: Json, kind: str) -> bool:
    """Tell whether a value is of a type."""
    return narrower(kind_of(value), kind) == kind_of(value)
