"""Changes of what a schema asks of a single value beside its type."""

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
    having,
    mapping_to,
    setting,
    without,
)


def facets() -> Iterator[SchemaChange]:
    """Setting, taking away, raising and lowering everything that bounds a value."""
    for keyword, kinds, rule, is_lower in (
        ("minimum", ("integer", "number"), "minimum", True),
        ("maximum", ("integer", "number"), "maximum", False),
        ("minLength", ("string",), "min-length", True),
        ("maxLength", ("string",), "max-length", False),
        ("minItems", ("array",), "min-items", True),
        ("maxItems", ("array",), "max-items", False),
        ("minProperties", ("object",), "min-properties", True),
        ("maxProperties", ("object",), "max-properties", False),
    ):
        beside = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}.get(keyword, keyword)

        def absent(
            node: Node, roles: set[str], keyword: str = keyword, kinds: tuple[str, ...] = kinds, beside: str = beside
        ) -> bool:
            return without(keyword, *kinds)(node, roles) and beside not in node

        present = having(keyword, *kinds)
        yield SchemaChange(f"{rule}-added", absent, setting(keyword, 2), ((f"{rule}-added", NARROWS),))
        yield SchemaChange(
            f"{rule}-raised",
            present,
            mapping_to(keyword, lambda value: value + 1),
            ((f"{rule}-raised", NARROWS if is_lower else WIDENS),),
        )

        def can_be_lower(node: Node, roles: set[str], keyword: str = keyword, present: Any = present) -> bool:
            return bool(present(node, roles)) and node[keyword] > 2

        yield SchemaChange(
            f"{rule}-lowered",
            can_be_lower,
            mapping_to(keyword, lambda value: value - 1),
            ((f"{rule}-lowered", WIDENS if is_lower else NARROWS),),
        )

        def bounds(node: Node, roles: set[str], keyword: str = keyword, present: Any = present) -> bool:
            return bool(present(node, roles)) and (
                node[keyword] != 0 or not keyword.startswith("min") or keyword == "minimum"
            )

        yield SchemaChange(f"{rule}-removed", bounds, dropping(keyword), ((f"{rule}-removed", WIDENS),))
    for keyword, kinds, value, other, rule in (
        ("pattern", ("string",), "^x", "^y", "pattern"),
        ("multipleOf", ("integer",), 2, 5, "multiple-of"),
    ):
        yield SchemaChange(
            f"{rule}-added", without(keyword, *kinds), setting(keyword, value), ((f"{rule}-added", NARROWS),)
        )
        yield SchemaChange(
            f"{rule}-removed", having(keyword, *kinds), dropping(keyword), ((f"{rule}-removed", WIDENS),)
        )
        yield SchemaChange(
            f"{rule}-changed", having(keyword, *kinds), setting(keyword, other), ((f"{rule}-changed", BREAKS),)
        )
    yield SchemaChange(
        "unique-items-added",
        without("uniqueItems", "array"),
        setting("uniqueItems", True),
        (("unique-items-added", NARROWS),),
    )
    yield SchemaChange(
        "unique-items-removed",
        having("uniqueItems", "array"),
        dropping("uniqueItems"),
        (("unique-items-removed", WIDENS),),
    )
    formatless = without("format", "string")
    yield SchemaChange("format-added", formatless, setting("format", "email"), (("format-added", NARROWS),))
    yield SchemaChange("typed-format-added", formatless, setting("format", "date-time"), (("format-added", BREAKS),))
    yield SchemaChange(
        "typed-format-removed",
        lambda node, roles: node.get("format") in ("date-time", "uuid", "date") and not roles & {"part", "name"},
        dropping("format"),
        (("format-removed", BREAKS),),
    )
    yield SchemaChange(
        "format-widened",
        lambda node, _: node.get("format") == "int32",
        setting("format", "int64"),
        (("format-changed", WIDENS),),
    )
