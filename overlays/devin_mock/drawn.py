"""Answers drawn from a schema, for operations that the ledger does not know.

The same seed and name give the same value. Every value is checked against its schema before it is given out.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import unquote

from devin_mock.chance import Chance, Draws
from devin_mock.documents import Document
from devin_mock.messages import Json
from devin_mock.texts import draw_text

Schema = Mapping[str, Any]

_ATTEMPTS: Final = 60
# From here on a value is kept as small as its schema allows, so that recursive schemas come to an end.
_DEEP: Final = 5
_TOO_DEEP: Final = 40
_TIGHTENED: Final = {
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), min),
}
_KEYWORDS_OF: Final = {
    "object": ("properties", "required", "additionalProperties", "propertyNames", "patternProperties", "minProperties"),
    "array": ("items", "prefixItems", "minItems", "contains", "uniqueItems"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}


class Undrawable(Exception):
    """No value could be drawn for a schema: it contradicts or requires itself, or uses what is not read here."""


def draw(document: Document, pointer: str, *, seed: int, name: str) -> Json:
    """A JSON value that fits the schema at a pointer.

    Raises Undrawable with the last reason when none of many attempts fits.
    """
    chance = Chance(seed)
    reason = "the drawn values do not fit the schema"
    for attempt in range(_ATTEMPTS):
        try:
            value = _Drawing(document, Draws(chance, f"{name}/{attempt}")).value({"$ref": f"#{pointer}"}, 0)
        except (Undrawable, ValueError, RecursionError) as error:
            reason = str(error) or type(error).__name__
            continue
        if document.is_valid(pointer, value):
            return value
    raise Undrawable(f"No value can be drawn for the schema at {pointer}: {reason}")


class _Drawing:
    """One attempt at one value."""

    def __init__(self, document: Document, draws: Draws) -> None:
        self.document = document
        self.draws = draws

    def value(self, schema: Schema | bool, depth: int) -> Json:
        if depth > _TOO_DEEP:
            raise Undrawable("The schema requires itself without end.")
        flat = self.flat(schema, depth)
        for group in flat.pop("_groups", ()):
            flat = _joined(flat, self.flat(self.branch(group, depth), depth + 1))
            while nested := flat.pop("_groups", None):
                for inner in nested:
                    flat = _joined(flat, self.flat(self.branch(inner, depth), depth + 1))
        if "const" in flat:
            return flat["const"]
        if "enum" in flat:
            if not flat["enum"]:
                raise Undrawable("The schema leaves no value of an enum.")
            return flat["enum"][self.draws.below(len(flat["enum"]))]
        return self.of_type(self.type_of(flat, depth), flat, depth)

    def flat(self, schema: Schema | bool, depth: int, chain: int = 0) -> dict[str, Any]:
        """A schema with its references and `allOf` joined in; `anyOf` and `oneOf` are gathered in `_groups`."""
        if isinstance(schema, bool):
            if not schema:
                raise Undrawable("The schema allows no value.")
            return {}
        if chain > _TOO_DEEP:
            raise Undrawable("The schema refers to itself in a circle.")
        result = {key: value for key, value in schema.items() if key not in ("$ref", "allOf", "anyOf", "oneOf")}
        groups = [schema[word] for word in ("anyOf", "oneOf") if word in schema]
        if groups:
            result["_groups"] = groups
        parts = list(schema.get("allOf", ()))
        if "$ref" in schema:
            parts.append(self.document.at(unquote(schema["$ref"][1:])))
        for part in parts:
            result = _joined(result, self.flat(part, depth, chain + 1))
        return result

    def branch(self, group: Sequence[Schema], depth: int) -> Schema:
        if depth >= _DEEP:
            return min(group, key=lambda each: (each != {"type": "null"}, "$ref" in each, len(json.dumps(each))))
        return group[self.draws.below(len(group))]

    def type_of(self, schema: Schema, depth: int) -> str:
        named = schema.get("type")
        if isinstance(named, str):
            return named
        if named:
            kinds = list(named)
            return "null" if depth >= _DEEP and "null" in kinds else str(kinds[self.draws.below(len(kinds))])
        if named is not None:
            raise Undrawable("The parts of the schema ask for different types.")
        return next((kind for kind, words in _KEYWORDS_OF.items() if any(word in schema for word in words)), "string")

    def of_type(self, kind: str, schema: Schema, depth: int) -> Json:
        if kind == "null":
            return None
        if kind == "boolean":
            return bool(self.draws.below(2))
        if kind in ("integer", "number"):
            return self.number(schema, whole=kind == "integer")
        if kind == "array":
            return self.array(schema, depth)
        return self.object(schema, depth) if kind == "object" else draw_text(schema, self.draws)

    def number(self, schema: Schema, *, whole: bool) -> int | float:
        step = schema.get("multipleOf")
        low = schema.get("minimum", schema.get("exclusiveMinimum"))
        high = schema.get("maximum", schema.get("exclusiveMaximum"))
        if low is None:
            low = 0 if high is None or high >= 0 else high - 1_000
        if high is None:
            high = low + 1_000
        if step is None:
            step = 1 if whole or high - low >= 20 else (high - low) / 16 or 1
        first, last = math.ceil(low / step), math.floor(high / step)
        if first * step <= schema.get("exclusiveMinimum", first * step - 1):
            first += 1
        if last * step >= schema.get("exclusiveMaximum", last * step + 1):
            last -= 1
        if last < first:
            raise Undrawable("No number lies within the bounds of the schema.")
        drawn = self.draws.between(first, last) * step
        return int(drawn) if whole else drawn

    def array(self, schema: Schema, depth: int) -> list[Json]:
        least, most = schema.get("minItems", 0), schema.get("maxItems", 1 << 20)
        count = least if depth >= _DEEP else min(most, least + self.draws.below(4))
        items = [self.value(each, depth + 1) for each in schema.get("prefixItems", ())][:most]
        if "contains" in schema:
            items += [self.value(schema["contains"], depth + 1) for _ in range(schema.get("minContains", 1))]
        for _ in range(20 * count + 20):
            if len(items) >= count or schema.get("items") is False:
                break
            item = self.value(schema.get("items", {"type": "string"}), depth + 1)
            if not (schema.get("uniqueItems") and item in items):
                items.append(item)
        return items

    def object(self, schema: Schema, depth: int) -> dict[str, Json]:
        properties: Mapping[str, Any] = schema.get("properties", {})
        chosen = set(schema.get("required", ()))
        for name in properties:
            if depth < _DEEP and name not in chosen and self.draws.below(4):
                chosen.add(name)
        for name, others in schema.get("dependentRequired", {}).items():
            if name in chosen:
                chosen.update(others)
        found = {name: self.value(properties[name], depth + 1) for name in properties if name in chosen}
        extra = schema.get("additionalProperties", True)
        for name in schema.get("required", ()):
            if name not in found:
                found[name] = self.value({"type": "string"} if extra is True else extra, depth + 1)
        return self.with_additional(found, schema, depth)

    def with_additional(self, found: dict[str, Json], schema: Schema, depth: int) -> dict[str, Json]:
        extra = schema.get("additionalProperties", True)
        patterned = next(iter(schema.get("patternProperties", {}).items()), None)
        least, most = schema.get("minProperties", 0), schema.get("maxProperties", 1 << 20)
        wanted = 0
        if depth < _DEEP and (patterned or not isinstance(extra, bool)):
            wanted = self.draws.between(1, 3)
        wanted = min(most, max(len(found) + wanted, least))
        names: Schema = {"type": "string", **self.flat(schema.get("propertyNames", True), depth)}
        for _ in range(20 * wanted + 20):
            if len(found) >= wanted or (extra is False and patterned is None):
                break
            if patterned is not None and (extra is False or isinstance(extra, bool)):
                name, of_value = str(self.value({"type": "string", "pattern": patterned[0]}, depth + 1)), patterned[1]
            else:
                name, of_value = str(self.value(names, depth + 1)), {"type": "string"} if extra is True else extra
            found.setdefault(name, self.value(of_value, depth + 1))
        return found


def _types(schema: Schema) -> set[str]:
    named = schema["type"]
    return {named} if isinstance(named, str) else set(named)


def _joined(first: Schema, second: Schema) -> dict[str, Any]:
    """What both schemas ask for, as far as it can be said in one."""
    result = dict(first)
    for word, value in second.items():
        if word not in result:
            result[word] = value
        elif word in _TIGHTENED:
            result[word] = _TIGHTENED[word](result[word], value)
        elif word == "type":
            result[word] = _common_types(_types(first), _types(second))
        elif word == "properties":
            both = {name: {"allOf": [result[word][name], value[name]]} for name in value if name in result[word]}
            result[word] = {**result[word], **value, **both}
        elif word in ("required", "_groups"):
            result[word] = [*result[word], *(each for each in value if each not in result[word])]
        elif word == "enum":
            result[word] = [each for each in result[word] if each in value]
        elif word in ("items", "additionalProperties", "propertyNames"):
            result[word] = {"allOf": [result[word], value]}
    return result


def _common_types(first: set[str], second: set[str]) -> str | list[str]:
    common = first & second
    if "integer" in first ^ second and "number" in first | second:
        common.add("integer")
    return sorted(common)
