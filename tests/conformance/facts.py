"""What is known of the operations, from the tables in `facts/`, and what a document says of them, in one flat form.

A table is read into an OpenAPI document of its own, and `inventory` lists what a document says attribute by attribute:
everything but text. A keyword that is not understood is listed as it stands, so that nothing in a document is passed
over. The resolved documents, which client, mock and cases are made from, have no part in the tables.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from specs.pipeline import yaml12

from .operations import Version

Part = tuple[str, ...]
"""A part of an operation: `parameter NAME`, or a status, or a body (`200 application/json`) and the steps into it.

The steps are names of fields, and `[]` for items, `{}` for values and `{key}` for keys of an object that is a map,
`<NAME>` for one of several alternatives.
"""
Row = Mapping[str, Any]
"""What is said of a part, by attribute."""
Said = Mapping[Part, Row]
"""What is said of one operation."""
Inventory = Mapping[str, Said]
"""What is said of each operation, by id, and of the document as a whole."""

WHOLE: Final = "the document"
OPERATION: Final[Part] = ("operation",)

_FOLDER: Final = Path(__file__).with_name("facts")
_PRIMITIVES: Final = frozenset({"string", "integer", "number", "boolean", "null", "object"})
_KEYWORDS: Final[Mapping[str, Callable[[str], dict[str, Any]]]] = {
    "format": lambda text: {"format": text},
    "default": lambda text: {"default": json.loads(text)},
    "minimum": lambda text: {"minimum": json.loads(text)},
    "maximum": lambda text: {"maximum": json.loads(text)},
    "const": lambda text: {"const": text},
    "known": lambda text: {"x-known-values": text.split(",")},
    "other_than": lambda text: {"not": {"enum": text.split(",")}},
    "keys": lambda text: {"propertyNames": {"format": text}},
}
_COLUMNS: Final = {
    "published": "x-published-operation-id",
    "permission": "x-permission",
    "permission_on_older_pages": "x-permission-on-older-pages",
    "scope": "x-scope",
    "confidence": "x-confidence",
    "name": "x-name",
}
_SEEN_LATER: Final = "x-published-operation-id"
_READ_APART: Final = frozenset({"request", "tag", "parameters", "body", "source", "fields"})
_TEXT: Final = frozenset({"title", "summary", "description", "example", "examples", "x-source"})
_STEPS: Final = {"items": "[]", "additionalProperties": "{}", "propertyNames": "{key}"}
_DEFAULT_STYLES: Final = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_JSON: Final = json.JSONEncoder(sort_keys=True, ensure_ascii=False)
_METHODS: Final = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


@cache
def facts(version: Version) -> Inventory:
    """What is known of a version of the API."""
    file = _FOLDER / f"{version}.yaml"
    table: Any = yaml12.load(file.read_text("utf-8"), file.name)
    return inventory(document_of(table))


def document_of(table: Mapping[str, Any]) -> dict[str, Any]:
    """The OpenAPI document that a table stands for. Raises KeyError or ValueError for what a table cannot say."""
    whole = dict(table["document"])
    components = {"securitySchemes": whole.pop("securitySchemes")}
    paths: dict[str, dict[str, Any]] = {}
    for name, entry in table["operations"].items():
        method, path = entry["request"].split(" ")
        content = {"200": {"application/json": entry["body"]}, **table["errors"]}
        paths.setdefault(path, {})[method.lower()] = {
            "operationId": name,
            "tags": [entry["tag"]],
            "parameters": [_parameter(*item) for item in entry.get("parameters", {}).items()],
            "responses": {status: {"content": _bodies(schemas)} for status, schemas in content.items()},
            "x-key-prefix": table["key_prefix"],
            **_columns(entry),
        }
    schemas = {name: _object(entry) for name, entry in table["schemas"].items()}
    return {**whole, "paths": paths, "components": {**components, "schemas": schemas}}


def _columns(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {_COLUMNS[column]: value for column, value in entry.items() if column not in _READ_APART}


def _bodies(schemas: Mapping[str, str]) -> dict[str, Any]:
    return {media_type: {"schema": _schema(text)} for media_type, text in schemas.items()}


def _object(entry: Mapping[str, Any]) -> dict[str, Any]:
    fields: Mapping[str, str] = entry["fields"]
    required = [name for name, text in fields.items() if "required" in text.split(" ")]
    properties = {name: _schema(text) for name, text in fields.items()}
    return {"type": "object", "properties": properties, "required": required, **_columns(entry)}


def _parameter(name: str, text: str) -> dict[str, Any]:
    place, _, rest = text.partition(" ")
    return {"name": name, "in": place, "required": "required" in rest.split(" "), "schema": _schema(rest)}


def _schema(text: str) -> dict[str, Any]:
    expression, *words = text.split(" ")
    found = _type(expression)
    for word in words:
        keyword, _, value = word.partition("=")
        if keyword != "required":
            found.update(_KEYWORDS[keyword](value))
    return found


def _type(expression: str) -> dict[str, Any]:
    alternatives = re.split(r"\|(?![^(]*\))", expression)
    if len(alternatives) > 1:
        return {"anyOf": [_type(each) for each in alternatives]}
    if expression.endswith("[]"):
        return {"type": "array", "items": _type(expression[:-2])}
    if expression.endswith("{}"):
        return {"type": "object", "additionalProperties": _type(expression[:-2])}
    if expression.startswith("("):
        return _type(expression[1:-1])
    if expression in _PRIMITIVES:
        return {"type": expression}
    if expression[:1].isupper():
        return {"$ref": f"#/components/schemas/{expression}"}
    if expression != "any":
        raise ValueError(f"{expression!r} is no type that a table may name")
    return {}


def inventory(document: Mapping[str, Any]) -> Inventory:
    """What a document says, but for text."""
    found: dict[str, Said] = {WHOLE: dict(_whole(document))}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in _METHODS:
                name = operation.get("operationId", f"{method} {path}")
                found[name if name not in found else f"{name} once more"] = _operation(document, method, path, item)
    return found


def _whole(document: Mapping[str, Any]) -> Iterator[tuple[Part, Row]]:
    components = document["components"]
    yield ("as a whole",), _without_text({key: document[key] for key in document if key not in ("paths", "components")})
    yield ("components",), {key: _without_text(components[key]) for key in components if key != "schemas"}
    for name in components["schemas"]:
        yield from _rows(document, {"$ref": f"#/components/schemas/{name}"}, (f"schema {name}",), {})
    for path, item in document["paths"].items():
        shared = {key: value for key, value in item.items() if key not in _METHODS}
        if shared:
            yield (f"path {path}",), shared


def _operation(document: Mapping[str, Any], method: str, path: str, item: Mapping[str, Any]) -> Said:
    operation = item[method]
    rest = {key: value for key, value in operation.items() if key not in ("operationId", "parameters", "responses")}
    found: dict[Part, Row] = {OPERATION: {"method": method.upper(), "path": path, **_without_text(rest)}}
    for raw in operation.get("parameters", ()):
        part = (f"parameter {raw['name']}",)
        found.update(_parameter_rows(document, raw, part if part not in found else (f"{part[0]} once more",)))
    for status, response in operation["responses"].items():
        content = response.get("content", {})
        rest = {key: value for key, value in response.items() if key != "content"}
        found[status,] = {"media types": sorted(content), **_without_text(rest)}
        for media_type, body in content.items():
            found.update(_body_rows(document, body, (f"{status} {media_type}",)))
    return found


def _body_rows(document: Mapping[str, Any], body: Row, part: Part) -> dict[Part, Row]:
    rest = {key: value for key, value in body.items() if key != "schema"}
    schema = body.get("schema", {})
    rows = dict(_rows(document, schema, part, _without_text(rest)))
    # All operations share the schemas of errors: what is in them is said once, with the document as a whole.
    return {part: rows[part]} if "$ref" in schema and not part[0].startswith("200 ") else rows


def _parameter_rows(document: Mapping[str, Any], raw: Mapping[str, Any], part: Part) -> dict[Part, Row]:
    style = raw.get("style", _DEFAULT_STYLES[raw["in"]])
    said = {"required": False, "style": style, "explode": style == "form", **_without_text(raw)}
    del said["schema"], said["name"]
    return dict(_rows(document, raw["schema"], part, said))


def _rows(document: Mapping[str, Any], schema: Row, part: Part, known: Row) -> Iterator[tuple[Part, Row]]:
    """The rows of a schema and of all below it; `known` is what is known of the part already."""
    rest = {word: value for word, value in schema.items() if word not in _TEXT}
    said = dict(known)
    if "$ref" in rest:
        said["schema"] = rest.pop("$ref").rpartition("/")[2]
        target = document["components"]["schemas"][said["schema"]]
        yield from _rows(document, _together(rest, target), part, said)
        return
    branches = rest.pop("anyOf", ())
    others = [branch for branch in branches if _without_text(branch) != {"type": "null"}]
    if branches:
        said["nullable"] = len(others) < len(branches)
    if len(others) == 1:
        yield from _rows(document, _together(rest, others[0]), part, said)
        return
    if branches:
        labels = [_label(branch, index) for index, branch in enumerate(others)]
        said["alternatives"] = sorted(labels)
        for label, branch in zip(labels, others, strict=True):
            yield from _rows(document, branch, (*part, f"<{label}>"), {})
    if isinstance(rest.get("type"), list):
        types = [each for each in rest["type"] if each != "null"]
        said["nullable"] = len(types) < len(rest["type"])
        rest["type"] = types[0] if len(types) == 1 else types
    properties, required = rest.pop("properties", {}), rest.pop("required", ())
    for name in {**properties, **dict.fromkeys(required)}:
        yield from _rows(document, properties.get(name, {}), (*part, name), {"required": name in required})
    for word, step in _STEPS.items():
        if isinstance(rest.get(word), dict):
            yield from _rows(document, rest.pop(word), (*part, step), {})
    yield part, {"nullable": False, **said, **rest}


def _together(outer: Row, inner: Row) -> Row:
    """A schema with what it leads to; a word that both say is kept twice."""
    both = {word for word in outer if word in inner} - _TEXT
    return {**inner, **{f"{word} outside" if word in both else word: value for word, value in outer.items()}}


def _label(branch: Row, index: int) -> str:
    return branch["$ref"].rpartition("/")[2] if "$ref" in branch else str(branch.get("type", index))


def _without_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_text(inside) for key, inside in value.items() if key not in _TEXT}
    return [_without_text(each) for each in value] if isinstance(value, list) else value


def differences(document: Inventory, known: Inventory) -> Iterator[str]:
    """Every difference between what a document says and what is known, each with operation, part and attribute."""
    for operation in sorted({*document, *known}):
        if alone := _alone(operation, document, known):
            yield f"{operation} {alone}"
            continue
        said, expected = document[operation], known[operation]
        for part in sorted({*said, *expected}):
            where = f"{operation}, {part[0]}" + (f" at {'/'.join(part[1:])}" if len(part) > 1 else "")
            if alone := _alone(part, said, expected):
                yield f"{where} {alone}"
                continue
            row, known_row = said[part], expected[part]
            if _text(row) == _text(known_row):
                continue
            for attribute in sorted({*row, *known_row}):
                if attribute == _SEEN_LATER and known_row.get(attribute, "") is None and row.get(attribute):
                    continue  # It was not seen when the facts were written, and the vendor has published it by now.
                one, other = (_text(each[attribute]) if attribute in each else "absent" for each in (row, known_row))
                if one != other:
                    yield f"{where}: {attribute} is {one} in the document, {other} in the facts"


def _alone(key: Any, document: Mapping[Any, Any], known: Mapping[Any, Any]) -> str:
    if key in document and key in known:
        return ""
    return "stands in the document alone" if key in document else "stands in the facts alone"


def _text(value: Any) -> str:
    # As text, since to Python 1, 1.0 and True are equal.
    return _JSON.encode(value)
