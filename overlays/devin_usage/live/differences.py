"""What differs between bodies and the documents: broken rules, new fields and values, optional fields never seen.

What is broken is told by the same validator that the client checks answers with; what is new passes it, and is found
by walking body and schema side by side. A difference names fields, places and kinds, and no value but one of an
enumeration.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import jsonschema_rs

from .bodies import array_of, object_of
from .documents import Document, Schema, distance
from .findings import Finding, Kind
from .masking import is_date, word

_KINDS: Mapping[type, str] = {
    dict: "an object",
    list: "an array",
    str: "a text",
    bool: "a truth value",
    int: "an integer",
    float: "a number",
    type(None): "null",
}
_ARTICLES = {
    "object": "an object",
    "array": "an array",
    "string": "a text",
    "boolean": "a truth value",
    "integer": "an integer",
    "number": "a number",
    "null": "null",
}
_HALF = "a text that holds half a character"
_LARGEST = sys.float_info.max
Error = jsonschema_rs.ValidationError


class Differences:
    """The differences of one operation, counted over all of its answers."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._counts: Counter[tuple[Kind, str, str]] = Counter()
        self._optional: dict[str, bool] = {}

    def add(self, kind: Kind, pointer: str, detail: str) -> None:
        """Note a difference."""
        self._counts[kind, pointer, detail] += 1

    def hold(self, schema: Schema, body: object) -> bool:
        """Hold a body against its schema; tell whether it keeps it."""
        before = self._broken()
        try:
            for error in self._document.validator(schema).iter_errors(body):
                self._note(error)
        except (ValueError, RecursionError):
            # Half a surrogate pair is JSON, but no text.
            self.add("wrong value", "", _HALF)
            return False
        self._walk(schema, body, "")
        return self._broken() == before

    def findings(self) -> tuple[Finding, ...]:
        """Give what was noted, what is broken first."""
        seen = [
            Finding(kind=kind, pointer=pointer, detail=detail, count=count)
            for (kind, pointer, detail), count in self._counts.items()
        ]
        seen += [
            Finding(kind="never seen", pointer=pointer, detail="documented as optional, and in no answer")
            for pointer, found in self._optional.items()
            if not found
        ]
        order = ("broken", "new", "info")
        return tuple(sorted(seen, key=lambda each: (order.index(each.severity), each.kind, each.pointer)))

    def _broken(self) -> int:
        mild = ("new field", "new value", "new error body")
        return sum(count for (kind, _, _), count in self._counts.items() if kind not in mild)

    def _note(self, error: Error) -> None:
        """Note what a validator refuses; of alternatives, what the one that comes nearest refuses."""
        rule, pointer = error.kind.name, self._pointer(error.instance_path)
        facts = error.kind.as_dict()
        if rule in ("anyOf", "oneOf") and (nearest := self._nearest(facts.get("context", ()), error)):
            for inner in nearest:
                self._note(inner)
            return
        kind: type = type(error.instance)
        seen = _KINDS.get(kind, kind.__name__)
        if rule == "required":
            self.add("missing field", f"{pointer}/{facts['property']}", "required by the documents")
        elif rule in ("type", "anyOf", "oneOf"):
            expected = " or ".join(dict.fromkeys(_expected(error)))
            name: Kind = "null" if error.instance is None else "wrong type"
            self.add(name, pointer, f"the documents ask for {expected or 'something else'}; seen: {seen}")
        elif rule == "format":
            self.add("wrong format", pointer, f"the documents ask for the format {facts.get('format', 'named there')}")
        elif rule == "propertyNames":
            self.add("wrong format", pointer, "a key is not of the form that the documents ask for")
        else:
            self.add("wrong value", pointer, f"refused by the rule {rule}")

    def _nearest(self, context: Iterable[Sequence[Error]], error: Error) -> Sequence[Error]:
        """Choose the alternative to explain a refusal by; none where it is the kind of value that is wrong."""
        depth = len(error.instance_path)
        nearest = min(context, key=lambda errors: distance(errors, depth), default=())
        other_kind = distance(nearest, depth)[0]
        return () if other_kind else nearest

    def _pointer(self, path: Iterable[str | int]) -> str:
        return "".join(f"/{self._step(each)}" for each in path)

    def _step(self, step: str | int) -> str:
        if isinstance(step, int):
            return "*"
        return step if step in self._document.names or is_date(step) else "*"

    def _walk(self, schema: Schema, value: Any, pointer: str) -> None:
        fitting = self._document.fitting(schema, value)
        if (inside := object_of(value)) is not None:
            self._walk_object(fitting, inside, pointer)
        elif (items := array_of(value)) is not None:
            for part in fitting:
                if "items" in part:
                    for item in items:
                        self._walk(part["items"], item, f"{pointer}/*")
        elif isinstance(value, int | float) and not abs(value) <= _LARGEST:
            self.add("wrong value", pointer, "a number beyond every range")
        elif isinstance(value, str):
            if any("\ud800" <= character <= "\udfff" for character in value):
                self.add("wrong value", pointer, _HALF)
            for part in fitting:
                known = _known_values(part)
                if known is not None and value not in known:
                    self.add("new value", pointer, word(value))

    def _walk_object(self, fitting: Sequence[Schema], value: Mapping[str, Any], pointer: str) -> None:
        fields: dict[str, list[Schema]] = {}
        for part in fitting:
            for name, inner in part.get("properties", {}).items():
                fields.setdefault(name, []).append(inner)
        required = {name for part in fitting for name in part.get("required", ())}
        maps = [part["additionalProperties"] for part in fitting if "additionalProperties" in part]
        for name in fields.keys() - required:
            place = f"{pointer}/{name}"
            self._optional[place] = self._optional.get(place, False) or name in value
        for name, inner in value.items():
            if name in fields:
                for each in fields[name]:
                    self._walk(each, inner, f"{pointer}/{name}")
            elif maps:
                for each in maps:
                    if isinstance(each, dict):
                        self._walk(each, inner, f"{pointer}/{self._step(name)}")
            elif fields:
                self.add("new field", f"{pointer}/{word(name)}", _KINDS[type(inner)])


def _expected(error: Error) -> Iterator[str]:
    facts: Mapping[str, Any] = error.kind.as_dict()
    for name in facts.get("types", ()):
        article: str = _ARTICLES.get(name, "something else")
        yield article
    for branch in facts.get("context", ()):
        for each in branch:
            yield from _expected(each)


def _known_values(schema: Schema) -> Sequence[Any] | None:
    """Give the values of an enumeration that may grow, or None where it is none."""
    if "x-known-values" in schema:
        found: Sequence[Any] = schema["x-known-values"]
        return found
    # "Anything but the known ones" is how the documents keep a place for kinds that are not known yet.
    known = schema.get("not", {}).get("enum")
    return None if known is None else ()


def doubled_fields(text: str) -> int:
    """Count the names that stand twice in an object; readers of JSON keep one of them, in silence."""
    doubled = 0

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal doubled
        kept = dict(found)
        doubled += len(found) - len(kept)
        return kept

    json.loads(text, object_pairs_hook=pairs)
    return doubled
