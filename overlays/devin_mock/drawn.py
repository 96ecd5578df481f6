"""Answers drawn from a schema, for operations that the ledger does not know.

The same seed and name give the same value. Every value is checked against its schema before it is given out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, TypeVar
from urllib.parse import quote

from devin_mock.amounts import draw_number
from devin_mock.chance import Chance, Draws
from devin_mock.composed import GROUPS, UNSURE, Schema, composed, joined
from devin_mock.composed import Undrawable as Undrawable
from devin_mock.documents import Document
from devin_mock.heights import height
from devin_mock.messages import Json, JsonObject, object_of
from devin_mock.texts import draw_text

_ATTEMPTS: Final = 60
# From this attempt on, a schema that names no type gets any, since what its keywords suggest has not led anywhere, and
# every other attempt leaves out what may be left out.
_OTHERWISE_FROM: Final = 20
# From here on a value is kept as small as its schema allows, so that recursive schemas come to an end.
_DEEP: Final = 5
_TOO_DEEP: Final = 60
# So is a value that has become this large, since wide schemas grow with every level.
_MANY_VALUES: Final = 1_000
_MOST_VALUES: Final = 20_000
_TRIES: Final = 8
_MOST_ADDED: Final = 3
_UNBOUNDED: Final = 1 << 20
_TYPE_OF: Final[Mapping[type, str]] = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}
_KEYWORDS_OF: Final = {
    "object": ("properties", "required", "additionalProperties", "propertyNames", "patternProperties", "minProperties"),
    "array": ("items", "prefixItems", "minItems", "contains", "uniqueItems"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}


T = TypeVar("T")


def draw(document: Document, pointer: str, *, seed: int, name: str) -> Json:
    """A JSON value that fits the schema at a pointer.

    Raises Undrawable with the last reason when none of many attempts fits.
    """
    chance = Chance(seed)
    schema = {"$ref": f"#{quote(pointer, safe='/~')}"}
    reason = "the drawn values do not fit the schema"
    values = 0
    for attempt in range(_ATTEMPTS):
        otherwise = attempt >= _OTHERWISE_FROM
        draws = Draws(chance, f"{name}/{attempt}")
        drawing = _Drawing(document, draws, any_type=otherwise, sparse=otherwise and attempt % 2 == 0)
        try:
            value = drawing.value(schema, 0)
        except (Undrawable, ValueError, RecursionError) as error:
            reason = str(error) or type(error).__name__
        else:
            if document.is_valid(pointer, value):
                return value
        values += drawing.values
        if values > _MOST_VALUES:
            break
    raise Undrawable(f"No value can be drawn for the schema at {pointer}: {reason}")


class _Drawing:
    """One attempt at one value."""

    def __init__(self, document: Document, draws: Draws, *, any_type: bool, sparse: bool) -> None:
        self.document = document
        self.draws = draws
        self.any_type = any_type
        self.sparse = sparse
        self.values = 0

    def one_of(self, choices: Sequence[T]) -> T:
        if not choices:
            raise Undrawable("The schema leaves no value of an enum.")
        return choices[self.draws.below(len(choices))]

    def is_deep(self, depth: int) -> bool:
        return depth >= _DEEP or self.values > _MANY_VALUES

    def is_sparse(self, depth: int) -> bool:
        return self.sparse or self.is_deep(depth)

    def value(self, schema: Schema, depth: int) -> Json:
        if depth > _TOO_DEEP:
            raise Undrawable("The schema requires itself without end.")
        self.values += 1
        if self.values > _MOST_VALUES:
            raise Undrawable(f"The schema asks for more than {_MOST_VALUES} values in one.")
        for _ in range(_TRIES):
            flat = self.chosen(composed(self.document, schema, self.one_of), depth)
            value = self.of_schema(flat, depth)
            # Where a value may not fit, it is better seen here than at the end of all that is around it.
            if UNSURE not in flat or self.document.fits(schema, value):
                return value
        raise Undrawable("the drawn values do not fit the schema")

    def of_schema(self, flat: JsonObject, depth: int) -> Json:
        if "const" in flat:
            return flat["const"]
        if "enum" in flat:
            return self.one_of([each for each in flat["enum"] if "type" not in flat or _is_of(each, flat["type"])])
        return self.of_type(self.type_of(flat, depth), flat, depth)

    def chosen(self, flat: JsonObject, depth: int) -> JsonObject:
        """A composed schema with one alternative of each group joined in."""
        for _ in range(_TOO_DEEP):
            groups: list[list[Schema]] = flat.pop(GROUPS, [])
            if not groups:
                return flat
            for group in groups:
                flat = joined(flat, composed(self.document, self.branch(group, depth), self.one_of))
        raise Undrawable("The schema requires itself without end.")

    def branch(self, group: Sequence[Schema], depth: int) -> Schema:
        possible = [each for each in group if each is not False]
        if self.is_deep(depth) and possible:
            heights = [height(self.document, each) for each in possible]
            possible = [each for each, levels in zip(possible, heights, strict=True) if levels == min(heights)]
            return next((each for each in possible if each == {"type": "null"}), possible[0])
        if not possible:
            raise Undrawable("The schema allows no value.")
        return self.one_of(possible)

    def type_of(self, schema: JsonObject, depth: int) -> str:
        named = schema.get("type")
        if isinstance(named, str):
            return named
        if named:
            return "null" if self.is_deep(depth) and "null" in named else self.one_of(named)
        if named is not None:
            raise Undrawable("The parts of the schema ask for different types.")
        if self.any_type:
            return self.one_of(list(_TYPE_OF.values()))
        return next((kind for kind, words in _KEYWORDS_OF.items() if any(word in schema for word in words)), "string")

    def of_type(self, kind: str, schema: JsonObject, depth: int) -> Json:
        if kind == "null":
            return None
        if kind == "boolean":
            return bool(self.draws.below(2))
        if kind in ("integer", "number"):
            drawn = draw_number(schema, self.draws, whole=kind == "integer")
            if drawn is None:
                raise Undrawable("No number lies within the bounds of the schema.")
            return drawn
        if kind == "array":
            return self.array(schema, depth)
        return self.object(schema, depth) if kind == "object" else draw_text(schema, self.draws)

    def array(self, schema: JsonObject, depth: int) -> list[Json]:
        least, most = int(schema.get("minItems", 0)), int(schema.get("maxItems", _UNBOUNDED))
        fixed: list[Schema] = schema.get("prefixItems", [])
        rest = _first_of(schema, "items", "unevaluatedItems")
        items: list[Json] = []
        for each in fixed[:most]:
            # A shorter list is allowed as well, unless `minItems` says otherwise.
            if each is False or (self.is_sparse(depth) and len(items) >= least):
                break
            items.append(self.value(each, depth + 1))
        if "contains" in schema:
            wanted = int(schema.get("minContains", 1))
            contained: Schema = {"allOf": [schema["contains"], rest]}
            items += [self.value(contained, depth + 1) for _ in range(wanted)]
        count = least if self.is_sparse(depth) else min(most, least + self.draws.below(4))
        for _ in range(20 * count + 20):
            if len(items) >= count or rest is False or len(items) < len(fixed):
                break
            item = self.value({"type": "string"} if rest is True else rest, depth + 1)
            if not (schema.get("uniqueItems") and item in items):
                items.append(item)
        return items

    def object(self, schema: JsonObject, depth: int) -> dict[str, Json]:
        properties: JsonObject = schema.get("properties", {})
        required: Sequence[str] = schema.get("required", ())
        names = list(dict.fromkeys([*(name for name in properties if self.takes(name, schema, depth)), *required]))
        dependent: Mapping[str, Sequence[str]] = schema.get("dependentRequired", {})
        for name in names:
            names += [other for other in dependent.get(name, ()) if other not in names]
        most = int(schema.get("maxProperties", _UNBOUNDED))
        optional = [name for name in names if name not in required]
        dropped = set(optional[max(0, most - (len(names) - len(optional))) :])
        kept = [name for name in [*properties, *names] if name in names and name not in dropped]
        found = {name: self.value(self.property(name, schema), depth + 1) for name in dict.fromkeys(kept)}
        return self.with_additional(found, schema, depth)

    def takes(self, name: str, schema: JsonObject, depth: int) -> bool:
        """Whether an optional property is there; one that is only ever written is not."""
        of_property: Json = schema["properties"][name]
        written = object_of(of_property).get("writeOnly") is True
        if of_property is False or written or self.is_sparse(depth):
            return False
        return bool(self.draws.below(4))

    def property(self, name: str, schema: JsonObject) -> Schema:
        properties: Mapping[str, Schema] = schema.get("properties", {})
        patterns: Mapping[str, Schema] = schema.get("patternProperties", {})
        if name in properties:
            return properties[name]
        others = _first_of(schema, "additionalProperties", "unevaluatedProperties")
        extra = next((each for pattern, each in patterns.items() if _matches(pattern, name)), others)
        return {"type": "string"} if extra is True else extra

    def with_additional(self, found: dict[str, Json], schema: JsonObject, depth: int) -> dict[str, Json]:
        least, most = int(schema.get("minProperties", 0)), int(schema.get("maxProperties", _UNBOUNDED))
        for name, of_property in schema.get("properties", {}).items():
            if len(found) < least and name not in found and of_property is not False:
                found[name] = self.value(of_property, depth + 1)
        extra = _first_of(schema, "additionalProperties", "unevaluatedProperties")
        patterns: list[str] = list(schema.get("patternProperties", {}))
        wanted = 0 if self.is_sparse(depth) or (extra is True and not patterns) else self.draws.between(1, _MOST_ADDED)
        wanted = min(most, max(len(found) + wanted, least))
        for _ in range(20 * wanted + 20):
            if len(found) >= wanted or (extra is False and not patterns):
                break
            if patterns and isinstance(extra, bool):
                name = draw_text({"pattern": self.one_of(patterns)}, self.draws)
            else:
                names = {"allOf": [{"type": "string"}, schema.get("propertyNames", True)]}
                name = str(self.value(names, depth + 1))
            if name not in found:
                found[name] = self.value(self.property(name, schema), depth + 1)
        return found


def _is_of(value: Json, named: str | Sequence[str]) -> bool:
    types = (named,) if isinstance(named, str) else named
    kind = _TYPE_OF[type(value)]
    return kind in types or (kind == "integer" and "number" in types)


def _first_of(schema: JsonObject, *words: str) -> Schema:
    return next((schema[word] for word in words if word in schema), True)


def _matches(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return False
