"""What is asked of a single value beside its type: bounds, lengths, patterns, formats."""

from __future__ import annotations

import math
from collections.abc import Mapping

from .trees import Json, number, sequence, text, texts

LOWER = ("minimum", "exclusiveMinimum")
UPPER = ("maximum", "exclusiveMaximum")
LEAST = ("minLength", "minItems", "minProperties")
MOST = ("maxLength", "maxItems", "maxProperties")

_NUMBERS = (*LOWER, *UPPER, "multipleOf")
_STRINGS = ("minLength", "maxLength", "pattern")
_ARRAYS = ("minItems", "maxItems", "uniqueItems")
_OBJECTS = ("minProperties", "maxProperties")
OF_TYPE: dict[str, tuple[str, ...]] = {
    "integer": (*_NUMBERS, "format"),
    "number": (*_NUMBERS, "format"),
    "string": (*_STRINGS, "format"),
    "array": (*_ARRAYS, "format"),
    "object": (*_OBJECTS, "format"),
    "boolean": ("format",),
    "any": (*_NUMBERS, *_STRINGS, *_ARRAYS, *_OBJECTS, "format"),
}
"""The keywords that say something of a value of each type."""
KEYWORDS = frozenset(OF_TYPE["any"])

_TRIVIAL = ("", ".*", "^.*", ".*$")
"""Patterns that every text matches."""


def read(node: Mapping[str, Json]) -> dict[str, Json]:
    """Read the facets of a schema as it is written; several patterns, formats and divisors may hold at once."""
    found: dict[str, Json] = {}
    if KEYWORDS.isdisjoint(node):
        return found
    for keyword in (*LOWER, *UPPER, *LEAST, *MOST):
        value = number(node.get(keyword))
        if value is not None:
            found[keyword] = value
    for inclusive, exclusive in (LOWER, UPPER):
        # In OpenAPI 3.0 the exclusive bound is a mark on the other one.
        if node.get(exclusive) is True and inclusive in found:
            found[exclusive] = found.pop(inclusive)
    if number(node.get("multipleOf")) is not None:
        found["multipleOf"] = [node["multipleOf"]]
    for keyword in ("pattern", "format"):
        if text(node.get(keyword)) is not None and node[keyword] not in _TRIVIAL:
            found[keyword] = [node[keyword]]
    if node.get("uniqueItems") is True:
        found["uniqueItems"] = True
    return found


def both(one: Mapping[str, Json], other: Mapping[str, Json]) -> dict[str, Json]:
    """Give the facets of values for which the facets of two schemas hold."""
    found = {**one, **other}
    for keyword in one.keys() & other.keys():
        mine, theirs = one[keyword], other[keyword]
        if isinstance(mine, list) and isinstance(theirs, list):
            found[keyword] = [*mine, *(each for each in theirs if each not in mine)]
        elif isinstance(mine, int | float) and isinstance(theirs, int | float):
            found[keyword] = max(mine, theirs) if keyword in (*LOWER, *LEAST) else min(mine, theirs)
    return found


def canonical(facets: Mapping[str, Json], kind: str) -> dict[str, Json]:
    """Leave out what says nothing of a type, and write bounds in one way."""
    found = {keyword: value for keyword, value in facets.items() if keyword in OF_TYPE[kind]}
    for keyword in LEAST:
        least = number(found.get(keyword))
        if least is not None and least <= 0:
            del found[keyword]
    _one_bound(found, LOWER, 1, kind)
    _one_bound(found, UPPER, -1, kind)
    for keyword in ("pattern", "format"):
        if keyword in found:
            found[keyword] = [*sorted(texts(found[keyword]))]
    divisors = sequence(found.pop("multipleOf", None))
    whole = [int(each) for each in divisors if isinstance(each, int | float) and each == int(each)]
    if len(whole) == len(divisors):
        divisors = [math.lcm(*whole)] if whole else []
    if divisors and not (divisors == [1] and kind == "integer"):
        found["multipleOf"] = sorted(divisors, key=str)
    return found


def _one_bound(found: dict[str, Json], keywords: tuple[str, str], sign: int, kind: str) -> None:
    """Keep the stricter of two bounds; a whole number has inclusive ones alone."""
    inclusive, exclusive = (number(found.pop(keyword, None)) for keyword in keywords)
    if kind == "integer":
        bounds = [sign * value for value in (inclusive,) if value is not None]
        whole = [math.ceil(value) for value in bounds]
        if exclusive is not None:
            whole.append(math.floor(sign * exclusive) + 1)
        if whole:
            found[keywords[0]] = sign * max(whole)
    elif exclusive is not None and (inclusive is None or sign * exclusive >= sign * inclusive):
        found[keywords[1]] = exclusive
    elif inclusive is not None:
        found[keywords[0]] = inclusive
