"""Changes of what is said of a schema without asking for anything."""

from __future__ import annotations

from collections.abc import Iterator

from tests.unit.spec_diff.schema_change import (
    ADDS,
    WORDS,
    Node,
    SchemaChange,
    dropping,
    plain,
    setting,
    shows_words,
)


def notes() -> Iterator[SchemaChange]:
    def scalar(node: Node, roles: set[str]) -> bool:
        return shows_words(node, roles) and plain(node, "string", "integer", "number")

    yield SchemaChange(
        "default-added",
        lambda node, roles: scalar(node, roles) and "default" not in node,
        setting("default", 3),
        (("default-added", ("breaking", "additive")),),
    )
    yield SchemaChange(
        "default-changed",
        lambda node, roles: shows_words(node, roles) and "default" in node,
        setting("default", 4),
        (("default-changed", ("breaking", "additive")),),
    )
    yield SchemaChange(
        "default-removed",
        lambda node, roles: shows_words(node, roles) and "default" in node,
        dropping("default"),
        (("default-removed", ("breaking", "additive")),),
    )
    yield SchemaChange(
        "deprecated",
        lambda node, roles: shows_words(node, roles) and "deprecated" not in node,
        setting("deprecated", True),
        (("deprecated", ADDS),),
    )
    yield SchemaChange(
        "became-read-only",
        lambda node, roles: (
            roles == {"property"} and shows_words(node, roles) and not {"readOnly", "writeOnly"} & node.keys()
        ),
        setting("readOnly", True),
        (("became-read-only", ("breaking", "text")),),
    )
    yield SchemaChange(
        "became-write-only",
        lambda node, roles: (
            roles == {"property"} and shows_words(node, roles) and not {"readOnly", "writeOnly"} & node.keys()
        ),
        setting("writeOnly", True),
        (("became-write-only", ("text", "breaking")),),
    )
    for keyword, value, rule in (
        ("title", "Another", "title-changed"),
        ("description", "In other words.", "description-changed"),
        ("examples", ["for example"], "example-changed"),
        ("x-origin", "elsewhere", "extension-changed"),
        ("externalDocs", {"url": "https://docs.example"}, "external-docs-changed"),
    ):
        yield SchemaChange(rule, shows_words, setting(keyword, value), ((rule, WORDS),))
    yield SchemaChange(
        "known-value-added",
        lambda node, _: "x-known-values" in node,
        lambda node: node["x-known-values"].append("brand new"),
        (("known-value-added", ADDS),),
    )
    yield SchemaChange(
        "known-value-removed",
        lambda node, _: "x-known-values" in node,
        lambda node: node["x-known-values"].pop(),
        (("known-value-removed", ("breaking", "additive")),),
    )
