"""Where the schemas of a document are, and which operations reach each of them in which direction.

It shares nothing with the comparison that it judges.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from attrs import Factory, define

Direction = Literal["sent", "received"]
METHODS = ("get", "put", "post", "delete", "patch")


@define
class Place:
    """One schema of a document, as it is written."""

    pointer: tuple[str | int, ...]
    reached: set[tuple[str, Direction]] = Factory(set)
    roles: set[str] = Factory(set)
    """What it is to the schema around it: a property, an item, a member of a union, ..."""


def at(document: Any, pointer: tuple[str | int, ...]) -> Any:
    """The node at a place."""
    for step in pointer:
        document = document[step]
    return document


def target(document: Any, reference: str) -> tuple[str | int, ...]:
    """The place that a reference leads to."""
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in reference.split("/")[1:])


def operations(document: Any) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """The operations of a document: name, path, method, node."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield f"{method.upper()} {path}", path, method, item[method]


def places(document: Any) -> list[Place]:
    """All schemas of a document that an operation reaches."""
    found: dict[tuple[str | int, ...], Place] = {}
    for name, path, method, _ in operations(document):
        here = ("paths", path, method)
        for way in (("paths", path, "parameters"), (*here, "parameters")):
            for index in range(len(_get(document, way) or ())):
                _walk(document, (*_led(document, (*way, index)), "schema"), "parameter", (name, "sent"), found, set())
        body = _led(document, (*here, "requestBody"))
        for media in (_get(document, body) or {}).get("content", {}):
            _walk(document, (*body, "content", media, "schema"), "body", (name, "sent"), found, set())
        for status in at(document, here)["responses"]:
            answer = _led(document, (*here, "responses", status))
            for kind, role in (("headers", "header"), ("content", "body")):
                for key in at(document, answer).get(kind, {}):
                    _walk(document, (*answer, kind, key, "schema"), role, (name, "received"), found, set())
    return [*found.values()]


def _get(document: Any, pointer: tuple[str | int, ...]) -> Any:
    try:
        return at(document, pointer)
    except KeyError:
        return None


def _led(document: Any, pointer: tuple[str | int, ...]) -> tuple[str | int, ...]:
    node = _get(document, pointer)
    return target(document, node["$ref"]) if isinstance(node, dict) and "$ref" in node else pointer


def _walk(
    document: Any,
    pointer: tuple[str | int, ...],
    role: str,
    reach: tuple[str, Direction],
    found: dict[tuple[str | int, ...], Place],
    seen: set[tuple[tuple[str | int, ...], str]],
) -> None:
    if (pointer, role) in seen:
        return
    seen.add((pointer, role))
    node = at(document, pointer)
    if not isinstance(node, dict):
        return
    if "$ref" in node:
        _walk(document, target(document, node["$ref"]), role, reach, found, seen)
        return
    if node.get({"sent": "readOnly", "received": "writeOnly"}[reach[1]]) is True:
        return
    place = found.setdefault(pointer, Place(pointer))
    place.reached.add(reach)
    place.roles.add(role)
    for keyword, inner in (("properties", "property"), ("anyOf", "member"), ("oneOf", "member"), ("allOf", "part")):
        children = node.get(keyword, ())
        for step in children if isinstance(children, dict) else range(len(children)):
            # One form beside null is the schema itself.
            is_alone = keyword == "anyOf" and len(children) == 2 and {"type": "null"} in children
            if children[step] != {"type": "null"}:
                _walk(document, (*pointer, keyword, step), "nullable" if is_alone else inner, reach, found, seen)
    for keyword, inner in (("items", "item"), ("additionalProperties", "value"), ("propertyNames", "name")):
        if keyword in node:
            _walk(document, (*pointer, keyword), inner, reach, found, seen)
