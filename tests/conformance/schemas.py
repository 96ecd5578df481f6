"""Response bodies drawn from a schema of a document, by Hypothesis, so that a failing one shrinks.

It reads the keywords that the documents use, and refuses any other by name: a keyword that was silently left out would
make bodies that the document refuses. Every body is held against its schema before it is given out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final
from zlib import crc32

from devin_mock import Document
from devin_mock.tree import escaped
from hypothesis import strategies as st

_ANNOTATIONS: Final = frozenset(
    {
        "title",
        "description",
        "default",
        "examples",
        "example",
        "deprecated",
        "discriminator",
        "readOnly",
        "x-known-values",
    }
)
_READ: Final = frozenset(
    {"$ref", "type", "anyOf", "oneOf", "enum", "const", "not", "format", "properties", "required", "items"}
    | {"additionalProperties", "propertyNames", "minimum", "maximum", "minItems", "maxItems", "minLength", "maxLength"}
)
_LARGEST: Final = 2**53

# Half a surrogate pair is no text that can be sent.
_CHARACTERS: Final = st.characters(codec="utf-8")
_TEXTS: Final = st.text(_CHARACTERS, max_size=12)
_OFFSETS: Final = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_INSTANTS: Final = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.just(UTC) | _OFFSETS)  # noqa: DTZ001  # Hypothesis takes naive bounds
_FORMATS: Final[Mapping[str, st.SearchStrategy[str]]] = {
    "date-time": _INSTANTS.map(lambda instant: instant.isoformat().replace("+00:00", "Z")),
    "date": st.dates().map(str),
}


def bodies(document: Document, pointer: str) -> st.SearchStrategy[Any]:
    """JSON values that fit the schema at a pointer."""
    return _values(document, pointer, 0).filter(lambda body: document.is_valid(pointer, body))


def _values(document: Document, pointer: str, depth: int) -> st.SearchStrategy[Any]:
    here = document.follow(pointer)
    schema = document.schema(here)
    unread = {word for word in schema if not word.startswith("x-")} - _READ - _ANNOTATIONS
    if unread or depth > 12:
        raise NotImplementedError(f"{here} uses {sorted(unread) or 'itself'}, from which no body can be drawn here")
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return st.one_of(
                [_values(document, f"{here}/{word}/{index}", depth + 1) for index in range(len(schema[word]))]
            )
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    types = schema.get("type", "string" if "format" in schema else None)
    kinds = [types] if isinstance(types, str) else types or ["string", "integer", "boolean"]
    return st.one_of([_of_kind(document, here, schema, kind, depth) for kind in kinds])


def _of_kind(document: Document, here: str, schema: Mapping[str, Any], kind: str, depth: int) -> st.SearchStrategy[Any]:
    if kind == "null":
        return st.none()
    if kind == "boolean":
        return st.booleans()
    if kind == "integer":
        return st.integers(schema.get("minimum", -_LARGEST), schema.get("maximum", _LARGEST))
    if kind == "number":
        low, high = schema.get("minimum", -1e12), schema.get("maximum", 1e12)
        return (
            st.floats(low, high, allow_nan=False) | st.integers(int(low), int(high)) | st.sampled_from([0.0, 0, 1e-9])
        )
    if kind == "string":
        return _text(schema)
    if kind == "array":
        inside = _values(document, f"{here}/items", depth + 1) if "items" in schema else st.integers()
        return st.lists(inside, min_size=schema.get("minItems", 0), max_size=schema.get("maxItems", 4))
    return _object(document, here, schema, depth)


def _text(schema: Mapping[str, Any]) -> st.SearchStrategy[str]:
    known = schema.get("x-known-values")
    if "format" in schema:
        return _FORMATS[schema["format"]]
    least, most = schema.get("minLength", 0), schema.get("maxLength", 12)
    texts = _TEXTS if (least, most) == (0, 12) else st.text(_CHARACTERS, min_size=least, max_size=most)
    return st.sampled_from(known) | texts if known else texts


def _object(document: Document, here: str, schema: Mapping[str, Any], depth: int) -> st.SearchStrategy[Any]:
    inside = {
        name: _values(document, f"{here}/properties/{escaped(name)}", depth + 1)
        for name in schema.get("properties", {})
    }
    required = {name: inside[name] for name in schema.get("required", ())}
    optional = {name: values for name, values in inside.items() if name not in required}
    known = st.fixed_dictionaries(required, optional=optional)
    if not isinstance(schema.get("additionalProperties"), dict):
        return known
    names = _values(document, f"{here}/propertyNames", depth + 1) if "propertyNames" in schema else _TEXTS
    others = st.dictionaries(names, _values(document, f"{here}/additionalProperties", depth + 1), max_size=4)
    return st.builds(lambda first, second: {**second, **first}, known, others)


def fullest(document: Document, pointer: str) -> list[Any]:
    """Bodies with everything in them that the schema describes; together they take every branch of it."""
    return [body for body in _fullest(document, pointer) if document.is_valid(pointer, body)]


def _fullest(document: Document, pointer: str) -> list[Any]:
    here = document.follow(pointer)
    schema = document.schema(here)
    for word in ("anyOf", "oneOf"):
        if word in schema:
            branches = [_fullest(document, f"{here}/{word}/{index}") for index in range(len(schema[word]))]
            return [body for bodies_of_branch in branches for body in bodies_of_branch]
    if "const" in schema or "enum" in schema:
        return [schema["const"]] if "const" in schema else list(schema["enum"])
    kind = schema.get("type", "string")
    if kind == "array":
        return [_fullest(document, f"{here}/items")]
    if kind == "object":
        return _fullest_objects(document, here, schema)
    # Each place has a value of its own, so that no two fields can stand for each other.
    number = crc32(here.encode()) % 10_000
    instant = f"2025-12-05T08:{number // 60 % 60:02}:{number % 60:02}.{number:06}+05:45"
    plain = {"date": ["2025-12-05"], "date-time": [instant]}.get(schema.get("format", ""), [f"text {number}"])
    texts: list[Any] = schema.get("x-known-values", plain)
    others: Mapping[str, list[Any]] = {"null": [None], "boolean": [True], "integer": [number], "number": [number + 0.5]}
    return others.get(kind, texts)


def _fullest_objects(document: Document, here: str, schema: Mapping[str, Any]) -> list[Any]:
    each = {name: _fullest(document, f"{here}/properties/{escaped(name)}") for name in schema.get("properties", {})}
    if isinstance(schema.get("additionalProperties"), dict):
        name = _fullest(document, f"{here}/propertyNames")[0] if "propertyNames" in schema else "name"
        each[name] = _fullest(document, f"{here}/additionalProperties")
    count = max(map(len, each.values()), default=1)
    return [{name: values[min(number, len(values) - 1)] for name, values in each.items()} for number in range(count)]


def inside(document: Document, pointer: str, step: str | int, value: Any) -> Any:
    """The pointer of the schema of what stands below a step of a value, or None where the document describes none."""
    here = document.follow(pointer)
    schema = document.schema(here)
    for word in ("anyOf", "oneOf"):
        for index in range(len(schema.get(word, ()))):
            branch = f"{here}/{word}/{index}"
            if document.is_valid(branch, value):
                return inside(document, branch, step, value)
    if isinstance(step, int):
        return f"{here}/items" if "items" in schema else here
    return f"{here}/properties/{escaped(step)}" if step in schema.get("properties", {}) else None
