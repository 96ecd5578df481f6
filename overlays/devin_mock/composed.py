"""One schema out of a schema, what it refers to and what its `allOf` adds: as far as that can be said in one.

What cannot be said in one (`not`, two patterns) is left to the check of the value that is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, Final, TypeAlias

from devin_mock.messages import JsonObject
from devin_mock.tree import Tree

Schema: TypeAlias = JsonObject | bool
Choice = Callable[[Sequence[Any]], Any]
"""How one of several is chosen."""

GROUPS: Final = "_groups"
"""Where the alternatives of a composed schema are: a list of lists, of each of which one schema is to be chosen."""

UNSURE: Final = "_unsure"
"""Is there when a value that is drawn for the composed schema may still not fit, and should be checked at once."""

_UNSURE_WORDS: Final = (
    "$dynamicRef",
    "contains",
    "dependentSchemas",
    "if",
    "not",
    "unevaluatedItems",
    "unevaluatedProperties",
)
_LONGEST_CHAIN: Final = 40
_GATHERED: Final = ("$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas")


class Undrawable(Exception):
    """No value could be drawn for a schema: it contradicts or requires itself, or uses what is not read here."""


def composed(tree: Tree, schema: Schema, choose: Choice, chain: int = 0) -> JsonObject:
    """A schema with its references and `allOf` joined in, and its alternatives under `GROUPS`.

    `choose` picks the schema that a `$dynamicRef` means. Raises Undrawable.
    """
    if isinstance(schema, bool):
        if not schema:
            raise Undrawable("The schema allows no value.")
        return {}
    if chain > _LONGEST_CHAIN:
        raise Undrawable("The schema refers to itself in a circle.")
    result: JsonObject = {word: value for word, value in schema.items() if word not in _GATHERED}
    groups = _alternatives(schema)
    if groups:
        result[GROUPS] = groups
    if _is_unsure(schema):
        result[UNSURE] = True
    parts: list[Schema] = list(schema.get("allOf", ()))
    if "$ref" in schema:
        parts.append(tree.at(tree.target(schema["$ref"], "a schema")))
    if "$dynamicRef" in schema:
        # Which one is meant depends on the way by which the schema is reached; a wrong choice is seen by the check.
        places = tree.anchored(schema["$dynamicRef"].removeprefix("#"))
        parts.append(tree.at(choose(places) if places else tree.target(schema["$dynamicRef"], "a schema")))
    for part in parts:
        result = joined(result, composed(tree, part, choose, chain + 1))
    return result


def _is_unsure(schema: JsonObject) -> bool:
    overlapping = len(schema.get("oneOf", ())) > 1 and "discriminator" not in schema
    return overlapping or "(?" in schema.get("pattern", "") or any(word in schema for word in _UNSURE_WORDS)


def _alternatives(schema: JsonObject) -> list[list[Schema]]:
    discriminator: JsonObject = schema.get("discriminator", {})
    groups = [[_tagged(each, discriminator) for each in schema[word]] for word in ("anyOf", "oneOf") if word in schema]
    if "if" in schema and ("then" in schema or "else" in schema):
        groups.append([{"allOf": [schema["if"], schema.get("then", True)]}, schema.get("else", True)])
    for name, needed in schema.get("dependentSchemas", {}).items():
        groups.append([{"allOf": [{"required": [name]}, needed]}, {"properties": {name: False}}])
    return groups


def _tagged(branch: Schema, discriminator: JsonObject) -> Schema:
    """A branch of a union with the value by which its discriminator tells it from the others."""
    if isinstance(branch, bool) or "$ref" not in branch or "propertyName" not in discriminator:
        return branch
    reference: str = branch["$ref"]
    mapping: Mapping[str, str] = discriminator.get("mapping", {})
    name = reference.rpartition("/")[2]
    tag = next((key for key, target in mapping.items() if target in (reference, name)), name)
    return {"allOf": [branch, {"properties": {discriminator["propertyName"]: {"const": tag}}}]}


def _lower(first: Any, second: Any) -> Any:
    return min(first, second)


def _upper(first: Any, second: Any) -> Any:
    return max(first, second)


def _both(first: Any, second: Any) -> Any:
    if first is False or second is False:
        return False
    if first is True or second is True:
        return second if first is True else first
    return first if first == second else {"allOf": [first, second]}


def _all_of_each(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    both = {name: _both(first[name], second[name]) for name in second if name in first}
    return {**first, **second, **both}


def _item_by_item(first: Sequence[Any], second: Sequence[Any]) -> list[Any]:
    both = [_both(one, other) for one, other in zip(first, second, strict=False)]
    return [*both, *first[len(both) :], *second[len(both) :]]


def _union(first: Sequence[Any], second: Sequence[Any]) -> list[Any]:
    return [*first, *(each for each in second if each not in first)]


def _common(first: Sequence[Any], second: Sequence[Any]) -> list[Any]:
    return [each for each in first if each in second]


def _multiple(first: float, second: float) -> float:
    one, other = Fraction(str(first)), Fraction(str(second))
    denominator = lcm(one.denominator, other.denominator)
    return float(Fraction(lcm(int(one * denominator), int(other * denominator)), denominator))


def _types(first: str | Sequence[str], second: str | Sequence[str]) -> str | list[str]:
    one, other = ({each} if isinstance(each, str) else set(each) for each in (first, second))
    common = one & other
    if "integer" in one ^ other and "number" in one | other:
        common.add("integer")
    return sorted(common)


def _dependencies(first: Mapping[str, Sequence[str]], second: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    return {**first, **{name: _union(first.get(name, ()), others) for name, others in second.items()}}


_JOINING: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"), _upper),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"), _lower),
    **dict.fromkeys(("items", "additionalProperties", "propertyNames"), _both),
    **dict.fromkeys(("unevaluatedItems", "unevaluatedProperties"), _both),
    **dict.fromkeys(("properties", "patternProperties"), _all_of_each),
    **dict.fromkeys(("required", GROUPS), _union),
    "dependentRequired": _dependencies,
    "enum": _common,
    "multipleOf": _multiple,
    "prefixItems": _item_by_item,
    "type": _types,
    "uniqueItems": _upper,
}


def joined(first: JsonObject, second: JsonObject) -> JsonObject:
    """What two composed schemas ask for together."""
    result = dict(first)
    for word, value in second.items():
        if word not in result:
            result[word] = value
        elif word in _JOINING:
            result[word] = _JOINING[word](result[word], value)
    return result
