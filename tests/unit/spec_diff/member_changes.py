"""Changes of the members of objects and arrays, and of what is compared as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from tests.unit.spec_diff.schema_change import (
    ADDS,
    BREAKS,
    NARROWS,
    WIDENS,
    Node,
    SchemaChange,
    dropping,
    plain,
    setting,
)


def members() -> Iterator[SchemaChange]:
    def has_properties(node: Node, roles: set[str]) -> bool:
        return (
            node.get("type") == "object"
            and bool(node.get("properties"))
            and "part" not in roles
            and not _one_way(node, _last(node))
        )

    def optional(node: Node, roles: set[str]) -> bool:
        return has_properties(node, roles) and _last(node) not in node.get("required", ())

    def required(node: Node, roles: set[str]) -> bool:
        return has_properties(node, roles) and _last(node) in node.get("required", ())

    def add(node: Node) -> None:
        node["properties"]["brand_new"] = {"type": "object", "properties": {"unlike": {"type": "boolean"}}}

    def add_required(node: Node) -> None:
        add(node)
        node.setdefault("required", []).append("brand_new")

    def remove(node: Node) -> None:
        name = _last(node)
        del node["properties"][name]
        node["required"] = [each for each in node.get("required", ()) if each != name]

    def rename(node: Node) -> None:
        name = _last(node)
        node["properties"]["renamed"] = node["properties"].pop(name)
        node["required"] = ["renamed" if each == name else each for each in node.get("required", ())]

    def keeps_one(node: Node, roles: set[str]) -> bool:
        return has_properties(node, roles) and ("member" not in roles or len(node["properties"]) > 1)

    def keeps_a_name(node: Node, roles: set[str]) -> bool:
        # A form that shares no name with the new one is taken for another form.
        return required(node, roles) and ("member" not in roles or len(node["properties"]) > 1)

    def require(node: Node) -> None:
        node.setdefault("required", []).append(_last(node))

    yield SchemaChange("property-added", has_properties, add, (("property-added", ADDS),))
    yield SchemaChange(
        "required-property-added", has_properties, add_required, (("property-added", ("breaking", "additive")),)
    )
    yield SchemaChange("property-removed", keeps_one, remove, (("property-removed", BREAKS),))
    yield SchemaChange("property-renamed", optional, rename, (("property-removed", BREAKS), ("property-added", ADDS)))
    yield SchemaChange(
        "required-property-renamed",
        keeps_a_name,
        rename,
        (("property-removed", BREAKS), ("property-added", ("breaking", "additive"))),
    )
    yield SchemaChange("property-became-required", optional, require, (("property-became-required", NARROWS),))
    yield SchemaChange(
        "property-became-optional",
        required,
        lambda node: node["required"].remove(_last(node)),
        (("property-became-optional", WIDENS),),
    )

    def is_open(node: Node, roles: set[str]) -> bool:
        return node.get("type") == "object" and "additionalProperties" not in node and not roles & {"part", "name"}

    yield SchemaChange(
        "additional-properties-forbidden",
        is_open,
        setting("additionalProperties", False),
        (("additional-properties-forbidden", NARROWS),),
    )
    yield SchemaChange(
        "additional-properties-allowed",
        lambda node, _: node.get("additionalProperties") is False,
        dropping("additionalProperties"),
        (("additional-properties-allowed", ADDS),),
    )
    yield SchemaChange(
        "additional-properties-typed",
        is_open,
        setting("additionalProperties", {"type": "string"}),
        (("type-narrowed", NARROWS),),
    )
    yield SchemaChange(
        "map-closed",
        lambda node, _: isinstance(node.get("additionalProperties"), dict) and node["additionalProperties"] != {},
        setting("additionalProperties", False),
        (("additional-properties-forbidden", BREAKS),),
    )

    def no_names(node: Node, roles: set[str]) -> bool:
        return node.get("type") == "object" and "propertyNames" not in node and "part" not in roles

    yield SchemaChange(
        "property-names-added",
        no_names,
        setting("propertyNames", {"maxLength": 9}),
        (("property-names-added", NARROWS),),
    )
    yield SchemaChange(
        "property-names-removed",
        lambda node, _: "propertyNames" in node,
        dropping("propertyNames"),
        (("property-names-removed", WIDENS),),
    )
    untyped = ({"type": "string"}, {"type": "number"})
    yield SchemaChange(
        "items-dropped", lambda node, _: node.get("items") in untyped, dropping("items"), (("type-widened", WIDENS),)
    )


def _last(node: Node) -> str:
    *_, name = node["properties"]
    return str(name)


def _one_way(node: Node, name: str) -> bool:
    return bool({"readOnly", "writeOnly"} & node["properties"][name].keys())


def constraints() -> Iterator[SchemaChange]:
    def objects(node: Node, roles: set[str]) -> bool:
        return node.get("type") == "object" and "name" not in roles

    rules = (("constraint-changed", BREAKS),)
    yield SchemaChange(
        "not-added",
        lambda node, roles: plain(node, "string") and "not" not in node,
        setting("not", {"const": "x"}),
        rules,
    )
    yield SchemaChange("not-changed", lambda node, _: "not" in node, setting("not", {"enum": ["x", "y"]}), rules)
    yield SchemaChange("dependent-required", objects, setting("dependentRequired", {"a": ["b"]}), rules)
    yield SchemaChange("pattern-properties", objects, setting("patternProperties", {"^x-": {"type": "string"}}), rules)
    yield SchemaChange(
        "contains", lambda node, _: node.get("type") == "array", setting("contains", {"type": "string"}), rules
    )
    yield SchemaChange(
        "condition", objects, lambda node: node.update({"if": {"required": ["a"]}, "then": {"required": ["b"]}}), rules
    )
