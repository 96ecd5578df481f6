"""Schemas that contain themselves, that are shared at a million places, that are broken: all end, and none is lost."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from devin_usage.spec_diff import UnreadableDocument, diff
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.spec_diff.samples import document as sample
from tests.unit.spec_diff.test_rules import TEXTS, WHOLE, Schema, compared, document, thing


def ref(name: str) -> Schema:
    """A reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def test_a_schema_that_contains_itself_is_told_once() -> None:
    """Whether it is written once or unfolded by a level."""
    old, new = (
        document(ref("Tree"), Tree=thing(label=label, children={"type": "array", "items": ref("Tree")}))
        for label in (TEXTS, WHOLE)
    )
    assert [each.place for each in diff(old, new)] == ["response 200 application/json: label"]
    unfolded = document(
        thing(label=TEXTS, children={"type": "array", "items": ref("Tree")}),
        Tree=thing(label=TEXTS, children={"type": "array", "items": ref("Tree")}),
    )
    assert diff(old, unfolded) == []


def test_schemas_that_contain_each_other_are_told_from_wherever_they_are_reached() -> None:
    """What was compared first must not hide what is reached later."""

    def mutual(kind: Schema) -> dict[str, Any]:
        whole = document({}, A=thing(x=kind, b=ref("B")), B=thing(a=ref("A")))
        return {**whole, "paths": {f"/{name}": document(ref(name))["paths"]["/run"] for name in ("A", "B")}}

    assert [(each.operation, each.place) for each in diff(mutual(TEXTS), mutual(WHOLE))] == [
        ("POST /A", "response 200 application/json: x"),
        ("POST /B", "response 200 application/json: a.x"),
    ]


@pytest.mark.parametrize(
    "circle",
    [
        {"A": ref("A")},
        {"A": ref("B"), "B": ref("A")},
        {"A": {"allOf": [ref("A")]}},
        {"A": {"anyOf": [ref("A"), TEXTS]}},
    ],
    ids=repr,
)
def test_circles_of_references_end(circle: dict[str, Schema]) -> None:
    """They ask for nothing."""
    assert compared(ref("A"), ref("A"), **circle) == []


def test_a_change_at_a_million_places_is_told_at_some() -> None:
    """In no time: two properties lead to the next schema each, thirty deep."""

    def nested(last: Schema) -> dict[str, Any]:
        levels = {f"L{level}": thing(a=ref(f"L{level + 1}"), b=ref(f"L{level + 1}")) for level in range(30)}
        return document(ref("L0"), **levels, L30=thing(end=last))

    start = time.process_time()
    found = diff(nested(TEXTS), nested(WHOLE))
    assert time.process_time() - start < 5
    assert {each.rule for each in found} == {"type-changed"}
    assert len(found) == len({each.place for each in found}) == 16


def test_unions_of_unions_end() -> None:
    """All of twenty unions of three objects would be three thousand million forms."""
    union: Schema = {"anyOf": [thing(a=TEXTS), thing(b=TEXTS), thing(c=TEXTS)]}
    start = time.process_time()
    assert compared({"allOf": [union] * 20}, {"allOf": [union] * 20}) == []
    assert time.process_time() - start < 5
    other: Schema = {"anyOf": [thing(a=TEXTS), thing(b=TEXTS), thing(c=WHOLE)]}
    assert "breaking" in {each.kind for each in compared({"allOf": [union] * 20}, {"allOf": [*[union] * 19, other]})}


def test_a_large_document_takes_seconds() -> None:
    """A megabyte and 280 operations, all of whose schemas change."""
    old = sample("v3")
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for number in range(8):
        copy = json.loads(json.dumps(old).replace("#/components/schemas/", f"#/components/schemas/N{number}"))
        paths |= {f"/{number}{path}": item for path, item in copy["paths"].items()}
        schemas |= {f"N{number}{name}": schema for name, schema in copy["components"]["schemas"].items()}
    large = {**old, "paths": paths, "components": {**old["components"], "schemas": schemas}}
    new = json.loads(json.dumps(large).replace('"type": "number"', '"type": "string"'))
    start = time.process_time()
    found = diff(large, new)
    assert time.process_time() - start < 10
    assert {each.rule for each in found} == {"type-changed"}


def test_what_is_nested_too_deeply_is_refused() -> None:
    """And does not end the program."""
    deep: Any = {}
    for _ in range(100_000):
        deep = {"anyOf": [deep, {"type": "null"}]}
    with pytest.raises(UnreadableDocument, match="nested too deeply"):
        compared(deep, TEXTS)
    while deep:  # taken apart level by level, since freeing it would recurse as well
        deep = deep.pop("anyOf")[0]


_keys = st.sampled_from(
    [
        *(
            "type",
            "properties",
            "required",
            "items",
            "anyOf",
            "allOf",
            "oneOf",
            "enum",
            "const",
            "$ref",
            "default",
            "not",
        ),
        *(
            "additionalProperties",
            "propertyNames",
            "prefixItems",
            "minimum",
            "exclusiveMinimum",
            "pattern",
            "multipleOf",
        ),
        *("paths", "/run", "post", "get", "parameters", "responses", "200", "content", "application/json", "schema"),
        *("components", "schemas", "A", "security", "servers", "info", "tags", "in", "name", "format", "discriminator"),
    ]
)
_PARTS = (
    *("parameters", "responses", "requestBody", "security", "servers", "tags"),
    *("deprecated", "callbacks", "operationId"),
)
_values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from(["string", "object", "query", "#/components/schemas/A", "#", "3.0.0", "", 0.5]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(schema=_values, part=_values, where=st.sampled_from(_PARTS))
def test_what_is_not_as_it_should_be_counts_as_absent(schema: Any, part: Any, where: str) -> None:
    """Nothing is raised, and a document does not differ from itself."""
    broken: dict[str, Any] = document(schema, "sent", A=part)
    operation = broken["paths"]["/run"]["post"]
    operation[where] = part
    good = document(TEXTS, "sent", A=TEXTS)
    assert diff(broken, broken) == []
    diff(good, broken)
    diff(broken, good)
    diff({**good, "paths": part, "components": part}, broken)
    diff(part, broken)
