"""Writing a document of OpenAPI 3.1 as one of 3.0."""

from __future__ import annotations

from typing import Any

Node = dict[str, Any]


def to_3_0(document: Node) -> bool:
    """Write a document of OpenAPI 3.1 as one of 3.0, as far as that says the same; tell whether it does."""
    document["openapi"] = "3.0.3"
    return _schema_to_3_0(document)


def _schema_to_3_0(node: Any) -> bool:
    if isinstance(node, list):
        return all(_schema_to_3_0(each) for each in node)
    if not isinstance(node, dict):
        return True
    # 3.0 ignores what stands beside a reference, and has no other words for these.
    if {"propertyNames", "prefixItems", "if", "contains"} & node.keys() or (
        isinstance(node.get("$ref"), str) and len(node) > 1
    ):
        return False
    union = node.get("anyOf", ())
    if len(union) == 2 and {"type": "null"} in union:
        (other,) = (each for each in union if each != {"type": "null"}) if union[0] != union[1] else ({},)
        outer = {key: value for key, value in node.items() if key != "anyOf"}
        _replace(
            node,
            {"allOf": [other], **outer, "nullable": True} if "$ref" in other else {**other, **outer, "nullable": True},
        )
    if isinstance(node.get("type"), list):
        kinds = [kind for kind in node["type"] if kind != "null"]
        if len(kinds) != 1:
            return False
        node["nullable"] = len(kinds) < len(node["type"])
        node["type"] = kinds[0]
    if node.get("type") == "null":
        return False
    if isinstance(node.get("const"), str) and node.get("type") == "string":
        node["enum"] = [node.pop("const")]
    for exclusive, inclusive in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(node.get(exclusive), int) and not isinstance(node[exclusive], bool) and inclusive not in node:
            node[inclusive], node[exclusive] = node[exclusive], True
    return all(_schema_to_3_0(value) for key, value in [*node.items()] if key not in ("example", "examples", "default"))


def _replace(node: Node, other: Node) -> None:
    node.clear()
    node.update(other)
