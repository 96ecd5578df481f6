"""From what is on the wire to JSON values, by a document's rules.

Nothing in a path, query or header has a type: the text `5` is read as what the schema asks for. Null has no form in a
query, so an optional `anyOf: [X, null]` is read as X.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_to_bytes

import attrs

from devin_mock.documents import METHODS, Document, Parameter, branch_beside_null
from devin_mock.messages import Json, JsonObject, object_of

_INTEGER: Final = re.compile(r"-?[0-9]+")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_CLASSES: Final = {"boolean": (bool,), "integer": (int,), "number": (float,), "string": (str,)}
# Python refuses to read longer integers, and so does the mock.
_LONGEST_INTEGER: Final = 4_300
# Schemas that refer to themselves have no form outside a body; nobody nests unions deeper.
_DEEPEST: Final = 8
_PARSING: Final = {
    "integer": ("int_parsing", "Input should be a valid integer, unable to parse string as an integer"),
    "number": ("float_parsing", "Input should be a valid number, unable to parse string as a number"),
    "boolean": ("bool_parsing", "Input should be a valid boolean, unable to interpret input"),
    "array": ("list_type", "Input should be a valid list"),
    "object": ("dict_type", "Input should be a valid dictionary"),
    "null": ("none_required", "Input should be None"),
}
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


@lru_cache(maxsize=10_000)
def types_of(document: Document, pointer: str, depth: int = 0) -> frozenset[str]:
    """The JSON types that a schema speaks of; none when it says nothing."""
    here = document.follow(pointer)
    schema = document.schema(here)
    if depth > _DEEPEST:
        return frozenset()
    if "type" in schema:
        named: str | list[str] = schema["type"]
        return frozenset([named] if isinstance(named, str) else named)
    found: set[str] = set()
    for branch in _branches(schema, here):
        found |= types_of(document, branch, depth + 1)
    values: list[Json] = [schema["const"]] if "const" in schema else schema.get("enum", [])
    for value in values:
        found.update(kind for kind, classes in _CLASSES.items() if type(value) in classes)
    return frozenset(found)


def _branches(schema: JsonObject, here: str) -> Iterator[str]:
    for word in ("anyOf", "oneOf", "allOf"):
        branches: list[Json] = schema.get(word, [])
        for index in range(len(branches)):
            yield f"{here}/{word}/{index}"


def _keyword(document: Document, pointer: str, word: str, depth: int = 0) -> str | None:
    """The pointer of a schema, or of a branch of it, that has a keyword."""
    here = document.follow(pointer)
    schema = document.schema(here)
    if word in schema:
        return here
    if depth > _DEEPEST:
        return None
    return next(
        (found for each in _branches(schema, here) if (found := _keyword(document, each, word, depth + 1))), None
    )


def is_date_time(document: Document, pointer: str) -> bool:
    """Whether a schema asks for a date-time."""
    where = _keyword(document, pointer, "format")
    return where is not None and document.at(where)["format"] == "date-time"


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


def _read_items(document: Document, pointer: str, texts: Sequence[str], loc: tuple[str | int, ...]) -> list[Json]:
    where = _keyword(document, pointer, "items")
    if where is None:
        return list(texts)
    return [read_text(document, f"{where}/items", text, (*loc, index)) for index, text in enumerate(texts)]


def _read_object(document: Document, pointer: str, texts: Mapping[str, str], loc: tuple[str | int, ...]) -> Json:
    where = _keyword(document, pointer, "properties")
    known: JsonObject = {} if where is None else document.at(where)["properties"]
    return {
        name: read_text(document, f"{where}/properties/{name}", text, (*loc, name)) if name in known else text
        for name, text in texts.items()
    }


def read_query(document: Document, parameter: Parameter, pairs: Sequence[tuple[str, bytes]]) -> Json:
    """The value of a query parameter from the pairs that belong to it (`names_of`). Raises Unreadable."""
    loc = ("query", parameter.name)
    if parameter.media_type is not None:
        return _read_content(_decoded(pairs[-1][1], loc), loc)
    types = types_of(document, parameter.schema)
    if "object" in types and (parameter.style == "deepObject" or parameter.explode):
        deep = parameter.style == "deepObject"
        texts = {(name[len(parameter.name) + 1 : -1] if deep else name): _decoded(raw, loc) for name, raw in pairs}
        return _read_object(document, parameter.schema, texts, loc)
    if "array" in types and parameter.explode:
        texts_of_items = [_decoded(raw, (*loc, index)) for index, (_, raw) in enumerate(pairs)]
        return _read_items(document, parameter.schema, texts_of_items, loc)
    if types & {"array", "object"}:
        parts = [_decoded(raw, loc) for raw in re.split(_DELIMITERS.get(parameter.style, b","), pairs[-1][1])]
        return _read_parts(document, parameter, parts, loc, types)
    return read_text(document, parameter.schema, _decoded(pairs[-1][1], loc), loc)


def _read_parts(
    document: Document, parameter: Parameter, parts: Sequence[str], loc: tuple[str | int, ...], types: frozenset[str]
) -> Json:
    if "array" in types:
        return _read_items(document, parameter.schema, parts, loc)
    if parameter.explode:
        return _read_object(document, parameter.schema, _named(parts), loc)
    return _read_object(document, parameter.schema, dict(zip(parts[::2], parts[1::2], strict=False)), loc)


def _named(parts: Sequence[str]) -> dict[str, str]:
    found = (part.partition("=") for part in parts)
    return {name: value for name, _, value in found}


def _read_content(text: str, loc: tuple[str | int, ...]) -> Json:
    try:
        return json.loads(text)
    except ValueError:
        raise Unreadable(FieldError(loc, "Input should be valid JSON", "json_invalid", text)) from None


def read_simple(document: Document, parameter: Parameter, raw: str) -> Json:
    """The value of a path, header or cookie parameter in style `simple` (or `label`, in a path). Raises Unreadable."""
    loc = (parameter.location, parameter.name)
    if parameter.media_type is not None:
        return _read_content(raw, loc)
    in_path = parameter.location == "path"
    if in_path and parameter.style == "label":
        raw = raw.removeprefix(".")
    types = types_of(document, parameter.schema)

    def plain(part: str) -> str:
        return _decoded(part.encode(), loc, plus_is_space=False) if in_path else part.strip()

    if types & {"array", "object"}:
        return _read_parts(document, parameter, [plain(part) for part in raw.split(",")], loc, types)
    return read_text(document, parameter.schema, plain(raw), loc)


def names_of(document: Document, parameter: Parameter) -> tuple[str, ...]:
    """The names under which a query parameter is sent; a name that ends in `[` stands for all that start so."""
    types = types_of(document, parameter.schema)
    if parameter.media_type is None and "object" in types:
        if parameter.style == "deepObject":
            return (f"{parameter.name}[",)
        where = _keyword(document, parameter.schema, "properties")
        if parameter.explode and where is not None:
            return tuple(document.at(where)["properties"])
    return (parameter.name,)


def repeats(document: Document, parameter: Parameter) -> bool:
    """Whether a query parameter is sent once for each item of its value."""
    exploded = parameter.media_type is None and parameter.style == "form" and parameter.explode
    return exploded and "array" in types_of(document, parameter.schema)


def wire_document(document: Mapping[str, Json]) -> dict[str, Json]:
    """A copy of an OpenAPI document in which an optional query parameter of `anyOf: [X, null]` has the schema X.

    It says what can be sent: null has no form in a query. Tools that draw or check requests want this one.
    """
    result: JsonObject = copy.deepcopy(dict(document))
    lists: list[Iterable[JsonObject]] = [result.get("components", {}).get("parameters", {}).values()]
    for item in result.get("paths", {}).values():
        lists.append(item.get("parameters", []))
        lists += [item[method].get("parameters", []) for method in METHODS if method in item]
    for parameter in (each for some in lists for each in some):
        if parameter.get("in") == "query" and not parameter.get("required") and "schema" in parameter:
            parameter["schema"] = _without_null(object_of(parameter["schema"]))
    return result


def _without_null(schema: JsonObject) -> JsonObject:
    if step := branch_beside_null(schema):
        branch: JsonObject = schema["anyOf"][int(step.rsplit("/", 1)[1])]
        return {**{key: value for key, value in schema.items() if key != "anyOf"}, **branch}
    if isinstance(schema.get("type"), list):
        kept = [each for each in schema["type"] if each != "null"]
        return {**schema, "type": kept[0] if len(kept) == 1 else kept} if kept else schema
    return schema
