"""From what is on the wire to JSON values, by a document's rules.

Nothing in a path, query, header or form has a type: the text `5` is read as what the schema asks for. Null has no form
there, so `anyOf: [X, null]` is read as X. Where a schema allows several readings, the first one that fits it is meant.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import unquote_to_bytes

import attrs

from devin_mock.branches import is_date_time as is_date_time
from devin_mock.branches import property_of, with_keyword
from devin_mock.branches import types_of as types_of
from devin_mock.documents import METHODS, Document, Parameter
from devin_mock.media_types import FORMS, essence
from devin_mock.messages import Json, JsonObject, object_of
from devin_mock.strict_json import NotJson, read_json
from devin_mock.tree import Tree

# Stands for itself, however it is read. Most names and values are such, and need none of the steps of `text_of`.
_PLAIN: Final = re.compile(rb"[0-9A-Za-z_.~:-]*")
_INTEGER: Final = re.compile(r"-?[0-9]+")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
# Python refuses to read longer integers, and so does the mock.
_LONGEST_INTEGER: Final = 4_300
_PARSING: Final = {
    "integer": ("int_parsing", "Input should be a valid integer, unable to parse string as an integer"),
    "number": ("float_parsing", "Input should be a valid number, unable to parse string as a number"),
    "boolean": ("bool_parsing", "Input should be a valid boolean, unable to interpret input"),
    "array": ("list_type", "Input should be a valid list"),
    "object": ("dict_type", "Input should be a valid dictionary"),
    "null": ("none_required", "Input should be None"),
}
# What stands before the value of a path parameter; the matrix style names it there.
_PREFIXES: Final = {"label": ".", "matrix": ";{}="}
_DELIMITERS: Final = {"form": b",", "spaceDelimited": b"%20|[+]", "pipeDelimited": b"[|]|%7[Cc]"}


@attrs.frozen(slots=True)
class FieldError:
    """One reason why a request is refused, in the words of a 422 body."""

    loc: tuple[str | int, ...]
    msg: str
    type: str
    input: Json = None


class Unreadable(Exception):
    """Text on the wire cannot be read as its schema asks; holds the errors."""

    def __init__(self, *errors: FieldError) -> None:
        """Carry at least one error."""
        super().__init__(*errors)
        self.errors = errors


def text_of(raw: bytes, *, plus_is_space: bool) -> str:
    """Percent-decoded UTF-8 text.

    Raises ValueError for a `%` without two hexadecimal digits, for a byte that must be encoded, and for text that is
    not UTF-8.
    """
    if _PLAIN.fullmatch(raw):
        return raw.decode("ascii")
    if re.search(rb"%(?![0-9A-Fa-f]{2})", raw):
        raise ValueError("a % that is not followed by two hexadecimal digits")
    if re.search(rb"[^\x21-\x7e]", raw):
        raise ValueError("a character that must be percent-encoded")
    decoded = unquote_to_bytes(raw.replace(b"+", b" ") if plus_is_space else raw)
    return decoded.decode("utf-8")


def query_pairs(raw_query: bytes) -> list[tuple[str, bytes]]:
    """The names of a raw query, decoded, with their values, not yet decoded; empty pairs are left out.

    Raises ValueError for a name that cannot be decoded.
    """
    found: list[tuple[str, bytes]] = []
    for pair in raw_query.split(b"&"):
        name, _, value = pair.partition(b"=")
        if pair:
            found.append((text_of(name, plus_is_space=True), value))
    return found


def read_text(document: Document, pointer: str, text: str, loc: tuple[str | int, ...]) -> Json:
    """One value, as the first type that the schema allows and the text has. Raises Unreadable if there is none."""
    types = types_of(document, pointer)
    candidates: list[Json] = []
    if "integer" in types and _INTEGER.fullmatch(text) and len(text) <= _LONGEST_INTEGER:
        candidates.append(int(text))
    if "number" in types and _NUMBER.fullmatch(text) and len(text) <= _LONGEST_INTEGER:
        value = float(text)
        if value not in (float("inf"), float("-inf")):
            candidates.append(int(text) if _INTEGER.fullmatch(text) else value)
    if "boolean" in types and text in ("true", "false"):
        candidates.append(text == "true")
    if not types or "string" in types:
        candidates.append(text)
    if not candidates:
        kind = next((each for each in _PARSING if each in types), "null")
        raise Unreadable(FieldError(loc, _PARSING[kind][1], _PARSING[kind][0], text))
    return next((value for value in candidates if document.is_valid(pointer, value)), candidates[0])


def _decoded(raw: bytes, loc: tuple[str | int, ...], *, plus_is_space: bool = True) -> str:
    try:
        return text_of(raw, plus_is_space=plus_is_space)
    except ValueError as error:
        reason = "text that is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        shown = raw.decode("latin-1")
        raise Unreadable(FieldError(loc, f"Input holds {reason}", "string_unicode", shown)) from None


def _first_fitting(document: Document, pointer: str, readings: Iterable[Callable[[], Json]]) -> Json:
    """The first reading that fits a schema; of none, the first that can be read. Raises the first Unreadable."""
    read: list[Json] = []
    refused: list[Unreadable] = []
    for reading in readings:
        try:
            value = reading()
        except Unreadable as error:
            refused.append(error)
            continue
        if document.is_valid(pointer, value):
            return value
        read.append(value)
    if read:
        return read[0]
    raise refused[0]


def read_items(document: Document, pointer: str, texts: Sequence[str], loc: tuple[str | int, ...]) -> Json:
    """An array, from the text of each of its items. Raises Unreadable."""

    def reading(where: str) -> Callable[[], Json]:
        schema = document.schema(where)
        fixed = len(schema.get("prefixItems", ()))

        def items() -> Json:
            return [
                read_text(document, f"{where}/prefixItems/{index}", text, (*loc, index))
                if index < fixed
                else read_text(document, f"{where}/items", text, (*loc, index))
                if "items" in schema
                else text
                for index, text in enumerate(texts)
            ]

        return items

    arrays = list(with_keyword(document, pointer, ("items", "prefixItems")))
    return _first_fitting(document, pointer, [reading(where) for where in arrays] or [lambda: list(texts)])


def _read_object(document: Document, pointer: str, texts: Mapping[str, str], loc: tuple[str | int, ...]) -> Json:
    found: JsonObject = {}
    for name, text in texts.items():
        where = property_of(document, pointer, name)
        found[name] = text if where is None else read_text(document, where, text, (*loc, name))
    return found


def read_query(document: Document, parameter: Parameter, pairs: Sequence[tuple[str, bytes]]) -> Json:
    """The value of a query parameter from the pairs that belong to it (`belongs`). Raises Unreadable."""
    loc = ("query", parameter.name)
    last = pairs[-1][1]
    if parameter.media_type is not None:
        return _read_content(_decoded(last, loc), loc)
    types = types_of(document, parameter.schema)
    readings: list[Callable[[], Json]] = []
    if "object" in types and (parameter.style == "deepObject" or parameter.explode):
        deep = parameter.style == "deepObject"
        start = len(parameter.name) + 1
        texts = {(name[start:-1] if deep else name): _decoded(raw, loc) for name, raw in pairs}
        readings.append(lambda: _read_object(document, parameter.schema, texts, loc))
    elif "array" in types and parameter.explode:
        items = [_decoded(raw, (*loc, index)) for index, (_, raw) in enumerate(pairs)]
        readings.append(lambda: read_items(document, parameter.schema, items, loc))
    elif types & {"array", "object"}:
        parts = [_decoded(raw, loc) for raw in re.split(_DELIMITERS.get(parameter.style, b","), last)]
        readings.append(lambda: _read_parts(document, parameter, parts, loc, types))
    if len(pairs) == 1 and types - {"array", "object", "null"}:
        readings.append(lambda: read_text(document, parameter.schema, _decoded(last, loc), loc))
    if not readings:
        readings.append(lambda: read_text(document, parameter.schema, _decoded(last, loc), loc))
    return _first_fitting(document, parameter.schema, readings)


def _read_parts(
    document: Document, parameter: Parameter, parts: Sequence[str], loc: tuple[str | int, ...], types: frozenset[str]
) -> Json:
    if "array" in types:
        return read_items(document, parameter.schema, parts, loc)
    if parameter.explode:
        return _read_object(document, parameter.schema, _named(parts), loc)
    return _read_object(document, parameter.schema, dict(zip(parts[::2], parts[1::2], strict=False)), loc)


def _named(parts: Sequence[str]) -> dict[str, str]:
    found = (part.partition("=") for part in parts)
    return {name: value for name, _, value in found}


def _read_content(text: str, loc: tuple[str | int, ...]) -> Json:
    try:
        return read_json(text.encode())
    except NotJson as error:
        raise Unreadable(FieldError(loc, f"Input should be valid JSON: {error}", "json_invalid", text)) from None


def read_simple(document: Document, parameter: Parameter, raw: str) -> Json:
    """The value of a path, header or cookie parameter from its text. Raises Unreadable."""
    loc = (parameter.location, parameter.name)
    in_path = parameter.location == "path"

    def plain(part: str) -> str:
        return _decoded(part.encode("latin-1"), loc, plus_is_space=False) if in_path else part.strip()

    if parameter.media_type is not None:
        return _read_content(plain(raw), loc)
    types = types_of(document, parameter.schema)
    delimiter = ","
    if in_path and parameter.style in _PREFIXES:
        prefix = _PREFIXES[parameter.style].format(parameter.name)
        named_parts = types & {"array", "object"} and parameter.explode
        if parameter.style == "matrix" and "object" in types and parameter.explode:
            prefix = ";"
        if not raw.startswith(prefix):
            message = f"Input should begin with {prefix}, as the style {parameter.style} has it"
            raise Unreadable(FieldError(loc, message, "style", raw))
        if named_parts:
            delimiter = prefix
        raw = raw[len(prefix) :]
    if types & {"array", "object"}:
        parts = [plain(part) for part in raw.split(delimiter)]
        return _read_parts(document, parameter, parts, loc, types)
    return read_text(document, parameter.schema, plain(raw), loc)


def belongs(document: Document, parameter: Parameter) -> Callable[[str], bool]:
    """Whether a query name is one under which a parameter is sent."""
    types = types_of(document, parameter.schema)
    if parameter.media_type is None and "object" in types:
        if parameter.style == "deepObject":
            deep = re.compile(rf"{re.escape(parameter.name)}\[[^\]]*\]")
            return lambda name: deep.fullmatch(name) is not None
        names = {
            name
            for where in with_keyword(document, parameter.schema, ("properties",))
            for name in document.schema(where)["properties"]
        }
        if parameter.explode and names:
            return names.__contains__
    return parameter.name.__eq__


def repeats(document: Document, parameter: Parameter) -> bool:
    """Whether a query parameter is sent once for each item of its value."""
    exploded = parameter.media_type is None and parameter.explode
    return exploded and "array" in types_of(document, parameter.schema)


def wire_document(document: Mapping[str, Json]) -> dict[str, Json]:
    """A copy of an OpenAPI document that says what can be sent: null and the empty list have no form outside JSON.

    In parameters and in fields of forms, `anyOf: [X, null]` becomes X, and a required list holds at least one item.
    Tools that draw or check requests want this one.
    """
    result: JsonObject = copy.deepcopy(dict(document))
    components = object_of(result.get("components"))
    items = [object_of(item) for item in object_of(result.get("paths")).values()]
    operations = [item[method] for item in items for method in METHODS if method in item]
    listed = [parameter for each in (*items, *operations) for parameter in each.get("parameters", ())]
    for parameter in (*listed, *object_of(components.get("parameters")).values()):
        if "schema" in parameter:
            parameter["schema"] = _sendable(parameter["schema"], bool(parameter.get("required")))
    bodies = [operation.get("requestBody") for operation in operations]
    for body in (*bodies, *object_of(components.get("requestBodies")).values()):
        content = object_of(object_of(body).get("content"))
        for media_type, entry in content.items():
            if essence(media_type) in FORMS and "schema" in entry:
                content[media_type] = {**entry, "schema": _sendable_fields(document, entry["schema"])}
    return result


def _sendable_fields(document: Mapping[str, Json], schema: Json) -> Json:
    """The schema of a form, with its own copy of what it refers to."""
    tree = Tree(document)
    reference: str | None = object_of(schema).get("$ref")
    if reference is not None and len(schema) == 1:
        schema = copy.deepcopy(tree.schema(tree.target(reference, "")))
    properties: JsonObject = object_of(object_of(schema).get("properties"))
    for name, value in properties.items():
        properties[name] = _sendable(value, name in schema.get("required", ()))
    return schema


def _sendable(schema: Json, required: bool) -> Json:
    if not isinstance(schema, dict):
        return schema
    found = _without_null(object_of(schema))
    if required and found.get("type") == "array":
        found = {**found, "minItems": max(1, found.get("minItems", 0))}
    return found


def _without_null(schema: JsonObject) -> JsonObject:
    if isinstance(schema.get("items"), dict):
        schema = {**schema, "items": _without_null(schema["items"])}
    values: list[Json] = schema.get("enum", [])
    if None in values and len(values) > 1:
        schema = {**schema, "enum": [each for each in values if each is not None]}
    for word in ("anyOf", "oneOf"):
        branches: list[Json] = schema.get(word, [])
        others = [_without_null(branch) for branch in branches if branch != {"type": "null"}]
        if others != branches:
            beside = {key: value for key, value in schema.items() if key != word}
            return {**beside, **object_of(others[0])} if len(others) == 1 else {**beside, word: others}
    if isinstance(schema.get("type"), list):
        kept = [each for each in schema["type"] if each != "null"]
        return {**schema, "type": kept[0] if len(kept) == 1 else kept} if kept else schema
    return schema
