"""Changes of the types, values and forms that a schema allows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.unit.spec_diff.schema_change import (
    BREAKS,
    NARROWS,
    WIDENS,
    Node,
    SchemaChange,
    dropping,
    plain,
    setting,
    stands_alone,
)


def types() -> Iterator[SchemaChange]:
    def nullable(node: Node, roles: set[str]) -> bool:
        return (
            stands_alone(roles)
            and "nullable" not in roles
            and plain(node, "string", "integer", "number", "array", "object", "boolean")
        )

    yield SchemaChange(
        "became-nullable",
        nullable,
        lambda node: node.update(type=[node["type"], "null"]),
        (("became-nullable", WIDENS),),
    )
    yield SchemaChange("became-nullable-by-form", nullable, _wrapped_with_null, (("became-nullable", WIDENS),))
    yield SchemaChange(
        "became-not-nullable",
        lambda node, roles: stands_alone(roles) and _nullable_union(node),
        _without_null,
        (("became-not-nullable", NARROWS),),
    )
    yield SchemaChange(
        "became-not-nullable-by-list",
        lambda node, roles: stands_alone(roles) and isinstance(node.get("type"), list),
        lambda node: node.update(type=node["type"][0]),
        (("became-not-nullable", NARROWS),),
    )
    bare = {"type", "title", "description"}
    yield SchemaChange(
        "type-changed",
        lambda node, roles: stands_alone(roles) and plain(node, "string", "number", "integer"),
        lambda node: node.update(type="boolean"),
        (("type-changed", BREAKS),),
    )
    yield SchemaChange(
        "type-widened",
        lambda node, roles: stands_alone(roles) and plain(node, "integer"),
        lambda node: node.update(type="number"),
        (("type-widened", WIDENS),),
    )
    yield SchemaChange(
        "type-narrowed",
        lambda node, roles: stands_alone(roles) and plain(node, "number"),
        lambda node: node.update(type="integer"),
        (("type-narrowed", NARROWS),),
    )
    yield SchemaChange(
        "type-dropped",
        lambda node, roles: (
            stands_alone(roles) and "nullable" not in roles and plain(node, "string", "integer") and node.keys() <= bare
        ),
        dropping("type"),
        (("type-widened", WIDENS),),
    )
    yield SchemaChange(
        "enum-added",
        lambda node, roles: (
            stands_alone(roles) and plain(node, "string") and "x-known-values" not in node and "default" not in node
        ),
        setting("enum", ["one", "two"]),
        (("enum-added", NARROWS),),
    )
    yield SchemaChange(
        "enum-removed",
        lambda node, _: len(node.get("enum", ())) > 1 and node.get("type") == "string",
        dropping("enum"),
        (("enum-removed", WIDENS),),
    )
    yield SchemaChange(
        "enum-value-added",
        lambda node, _: "enum" in node,
        lambda node: node["enum"].append("brand new"),
        (("enum-value-added", WIDENS),),
    )
    yield SchemaChange(
        "enum-value-removed",
        lambda node, _: len(node.get("enum", ())) > 1,
        lambda node: node["enum"].pop(),
        (("enum-value-removed", NARROWS),),
    )
    yield SchemaChange(
        "const-changed", lambda node, _: "const" in node, setting("const", "another"), (("const-changed", BREAKS),)
    )
    yield SchemaChange(
        "const-removed",
        lambda node, _: "const" in node and node.get("type") == "string",
        dropping("const"),
        (("enum-removed", WIDENS),),
    )

    def several(node: Node, _: set[str]) -> bool:
        return any(len(node.get(keyword, ())) > 1 for keyword in ("anyOf", "oneOf"))

    yield SchemaChange(
        "form-added", several, lambda node: _union(node).append({"type": "boolean"}), (("form-added", WIDENS),)
    )
    yield SchemaChange(
        "form-removed",
        lambda node, roles: several(node, roles) and sum(each != {"type": "null"} for each in _union(node)) > 2,
        lambda node: _union(node).pop(0),
        (("form-removed", NARROWS),),
    )


def _union(node: Node) -> list[Any]:
    union: list[Any] = node.get("anyOf") or node["oneOf"]
    return union


def _nullable_union(node: Node) -> bool:
    return len(node.get("anyOf", ())) == 2 and {"type": "null"} in node["anyOf"]


def _without_null(node: Node) -> None:
    node["anyOf"] = [each for each in node["anyOf"] if each != {"type": "null"}]


def _wrapped_with_null(node: Node) -> None:
    inner = dict(node)
    node.clear()
    node["anyOf"] = [{"type": "null"}, inner]
