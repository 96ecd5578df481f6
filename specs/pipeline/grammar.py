"""The shape of an OpenAPI 3.1 document: which position holds what.

A key alone does not tell: ``title`` is text in a schema, and the name of a field below ``properties``. Every function
here goes by position, down the table below, and leaves what it does not know (extensions, examples, defaults) opaque.
"""

from collections.abc import Iterator
from typing import Literal

from attrs import field, frozen

from . import tree
from .tree import Json, Location

_Container = Literal["one", "list", "map"]


@frozen
class _Shape:
    """One kind of object: the keys that are text, and the kinds of its children."""

    text: tuple[str, ...] = ()
    children: dict[str, tuple[_Container, str]] = field(factory=dict[str, tuple[_Container, str]])
    each: str | None = None
    """The kind of every value, where the keys are free names."""
    data: tuple[str, ...] = ()
    """The keys that hold a value of the API itself: whatever stands below is nothing of OpenAPI."""


METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_ONE_SCHEMA = (
    *("items", "additionalProperties", "propertyNames", "not", "if", "then", "else", "contains"),
    *("unevaluatedItems", "unevaluatedProperties", "contentSchema"),
)

_SHAPES: dict[str, _Shape] = {
    "document": _Shape(
        children={
            "info": ("one", "info"),
            "servers": ("list", "server"),
            "tags": ("list", "described"),
            "paths": ("map", "path"),
            "webhooks": ("map", "path"),
            "components": ("one", "components"),
            "externalDocs": ("one", "described"),
        }
    ),
    "info": _Shape(text=("title", "summary", "description")),
    "described": _Shape(
        text=("summary", "description"), children={"externalDocs": ("one", "described")}, data=("value",)
    ),
    "server": _Shape(text=("description",), children={"variables": ("map", "described")}),
    "path": _Shape(
        text=("summary", "description"),
        children={
            **dict.fromkeys(METHODS, ("one", "operation")),
            "parameters": ("list", "parameter"),
            "servers": ("list", "server"),
        },
    ),
    "operation": _Shape(
        text=("summary", "description"),
        children={
            "parameters": ("list", "parameter"),
            "requestBody": ("one", "body"),
            "responses": ("map", "response"),
            "callbacks": ("map", "callback"),
            "servers": ("list", "server"),
            "externalDocs": ("one", "described"),
        },
    ),
    "callback": _Shape(each="path"),
    "parameter": _Shape(
        text=("description",),
        children={"schema": ("one", "schema"), "content": ("map", "media"), "examples": ("map", "described")},
        data=("example",),
    ),
    "body": _Shape(text=("description",), children={"content": ("map", "media")}),
    "response": _Shape(
        text=("description",),
        children={"headers": ("map", "parameter"), "content": ("map", "media"), "links": ("map", "described")},
    ),
    "media": _Shape(
        children={
            "schema": ("one", "schema"),
            "examples": ("map", "described"),
            "encoding": ("map", "encoding"),
        },
        data=("example",),
    ),
    "encoding": _Shape(children={"headers": ("map", "parameter")}),
    "components": _Shape(
        children={
            "schemas": ("map", "schema"),
            "responses": ("map", "response"),
            "parameters": ("map", "parameter"),
            "examples": ("map", "described"),
            "requestBodies": ("map", "body"),
            "headers": ("map", "parameter"),
            "securitySchemes": ("map", "described"),
            "links": ("map", "described"),
            "callbacks": ("map", "callback"),
            "pathItems": ("map", "path"),
        }
    ),
    "schema": _Shape(
        text=("title", "description"),
        children={
            **dict.fromkeys(("properties", "patternProperties", "dependentSchemas", "$defs"), ("map", "schema")),
            **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), ("list", "schema")),
            **dict.fromkeys(_ONE_SCHEMA, ("one", "schema")),
            "externalDocs": ("one", "described"),
        },
        data=("default", "example", "examples", "enum", "const"),
    ),
}


def _children(node: dict[str, Json], kind: str) -> Iterator[tuple[Location, Json, str]]:
    shape = _SHAPES[kind]
    if shape.each is not None:
        for key, value in node.items():
            yield (key,), value, shape.each
        return
    for key, (container, child_kind) in shape.children.items():
        value = node.get(key)
        if container == "one" and isinstance(value, dict):
            yield (key,), value, child_kind
        elif container == "list" and isinstance(value, list):
            for index, item in enumerate(value):
                yield (key, index), item, child_kind
        elif container == "map" and isinstance(value, dict):
            for name, item in value.items():
                yield (key, name), item, child_kind


def texts(node: Json, kind: str = "document", at: Location = ()) -> Iterator[tuple[Location, str]]:
    """Walk every piece of text for people below a node of some kind, with its location."""
    if not isinstance(node, dict):
        return
    for key in _SHAPES[kind].text:
        value = node.get(key)
        if isinstance(value, str):
            yield (*at, key), value
    for step, child, child_kind in _children(node, kind):
        yield from texts(child, child_kind, (*at, *step))


def structure(node: Json, kind: str = "document") -> Json:
    """Copy a node of some kind without the text for people: what is left is what a program depends on."""
    if not isinstance(node, dict):
        return node
    shape = _SHAPES[kind]
    copy: dict[str, Json] = {}
    for key, value in node.items():
        if key in shape.text and isinstance(value, str):
            continue
        copy[key] = list(value) if isinstance(value, list) else dict(value) if isinstance(value, dict) else value
    for step, child, child_kind in _children(node, kind):
        holder: Json = copy
        for outer in step[:-1]:
            holder = tree.at(holder, (outer,))
        if isinstance(holder, list):
            holder[int(step[-1])] = structure(child, child_kind)
        elif isinstance(holder, dict):
            holder[str(step[-1])] = structure(child, child_kind)
    return copy


@frozen
class Place:
    """What stands at a location: an object of a kind, or (``many``) a list or map of such objects."""

    kind: str | None
    """None where the table above does not say, as in an extension or an example."""
    many: bool = False

    def is_data(self, key: str | int) -> bool:
        """Tell whether a value of the API itself stands one step further down, such as an example or a default."""
        return not self.many and self.kind is not None and key in _SHAPES[self.kind].data

    def below(self, key: str | int) -> "Place":
        """Tell what stands one step further down."""
        if self.many or self.kind is None:
            return Place(self.kind)
        shape = _SHAPES[self.kind]
        if shape.each is not None:
            return Place(shape.each)
        container, kind = shape.children.get(str(key), ("one", None))
        return Place(kind, many=container != "one")


DOCUMENT = Place("document")
UNKNOWN = Place(None)


def place(location: Location) -> Place:
    """Tell what stands at a location of a document."""
    found = DOCUMENT
    for step in location:
        found = found.below(step)
    return found


def operations(document: Json) -> Iterator[tuple[str, str, dict[str, Json]]]:
    """Walk the operations of a document as (method in capitals, path, operation)."""
    paths = document.get("paths") if isinstance(document, dict) else None
    if not isinstance(paths, dict):
        return
    for path, item in paths.items():
        if isinstance(item, dict):
            for method in METHODS:
                operation = item.get(method)
                if isinstance(operation, dict):
                    yield method.upper(), path, operation


def security_schemes(document: dict[str, Json]) -> set[str]:
    """Name the security schemes that the document or one of its operations asks for."""
    wanted = [document.get("security"), *(operation.get("security") for _, _, operation in operations(document))]
    return {
        name
        for alternatives in wanted
        if isinstance(alternatives, list)
        for alternative in alternatives
        if isinstance(alternative, dict)
        for name in alternative
    }
