"""Answers drawn from schemas: they fit, they are the same each time, and what cannot be drawn says so."""

from __future__ import annotations

import re
from typing import Any

import pytest
from devin_mock import Document, Undrawable, draw
from devin_mock.chance import Chance, Draws
from devin_mock.patterns import matching
from hypothesis import given
from hypothesis import strategies as st

from .asking import FEW

TREE = {
    "type": "object",
    "required": ["value"],
    "additionalProperties": False,
    "properties": {
        "value": {"type": "integer"},
        "children": {"type": "array", "items": {"$ref": "#/components/schemas/S"}},
        "parent": {"anyOf": [{"$ref": "#/components/schemas/S"}, {"type": "null"}]},
    },
}

SCHEMAS: dict[str, Any] = {
    "anything": {},
    "true": True,
    "const": {"const": {"a": [1]}},
    "enum": {"enum": ["a", 2, None]},
    "nullable": {"type": ["integer", "null"], "minimum": 3},
    "bounds": {"type": "integer", "minimum": 5, "exclusiveMaximum": 7},
    "exclusive": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    "multiples": {"type": "integer", "multipleOf": 7, "minimum": 50, "maximum": 60},
    "negative": {"type": "integer", "maximum": -5},
    "lengths": {"type": "string", "minLength": 30, "maxLength": 31},
    "short": {"type": "string", "maxLength": 2},
    "pattern": {"type": "string", "pattern": "^org-[0-9a-f]{8}(-[A-Z]+)?$"},
    "items": {"type": "array", "items": {"type": "boolean"}, "minItems": 3, "maxItems": 4},
    "unique": {"type": "array", "items": {"enum": [1, 2, 3]}, "minItems": 3, "uniqueItems": True},
    "tuple": {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "items": False},
    "contains": {"type": "array", "contains": {"const": 5}, "items": {"type": "integer"}},
    "map": {"type": "object", "propertyNames": {"format": "date"}, "additionalProperties": {"type": "number"}},
    "few": {"type": "object", "minProperties": 2, "maxProperties": 2},
    "patterned": {"type": "object", "patternProperties": {"^x-": {"type": "integer"}}, "additionalProperties": False},
    "required": {"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "integer"}}},
    "dependent": {"type": "object", "properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["b"], "b": ["a"]}},
    "allOf": {
        "allOf": [
            {"type": "object", "required": ["a"], "properties": {"a": {"minimum": 3}}},
            {"required": ["b"], "properties": {"a": {"type": "integer", "maximum": 4}, "b": {"const": 1}}},
        ]
    },
    "oneOf": {"oneOf": [{"type": "integer"}, {"type": "number", "multipleOf": 0.5}]},
    "anyOf beside": {
        "type": "object",
        "properties": {"k": {"type": "string"}},
        "required": ["k"],
        "anyOf": [{"required": ["a"], "properties": {"a": {"const": 1}}}, {"required": ["b"]}],
    },
    "not": {"type": "string", "not": {"enum": ["amber", "birch"]}},
    "tree": TREE,
    "ref with siblings": {"$ref": "#/components/schemas/Name", "maxLength": 4},
}
FORMATS = (
    "date-time",
    "date",
    "time",
    "duration",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "uuid",
    "json-pointer",
    "regex",
    "uri-template",
    "iri",
    "byte",
)
SCHEMAS |= {name: {"type": "string", "format": name} for name in FORMATS}
POINTER = "/components/schemas/S"


def document(schema: Any) -> Document:
    schemas = {"S": schema, "Name": {"type": "string", "minLength": 4}}
    return Document({"openapi": "3.1.0", "components": {"schemas": schemas}})


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_drawn_value_fits_its_schema(name: str) -> None:
    """For each keyword, many values are drawn and all are valid."""
    given_document = document(SCHEMAS[name])
    for seed in range(20):
        value = draw(given_document, POINTER, seed=seed, name="x")
        assert given_document.is_valid(POINTER, value)
        assert draw(given_document, POINTER, seed=seed, name="x") == value


def test_other_names_and_seeds_draw_other_values() -> None:
    """Different arguments get different answers."""
    given_document = document({"type": "string", "format": "uuid"})
    drawn = {draw(given_document, POINTER, seed=seed, name=name) for seed in (1, 2) for name in "ab"}
    assert len(drawn) == 4


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        (False, "allows no value"),
        ({"type": "integer", "minimum": 3, "maximum": 2}, "within the bounds"),
        ({"allOf": [{"type": "string"}, {"type": "integer"}]}, "different types"),
        ({"enum": []}, "no value of an enum"),
        ({"type": "object", "required": ["a"], "properties": {"a": {"$ref": f"#{POINTER}"}}}, "without end"),
        ({"type": "string", "pattern": "(?=a)b"}, "looks around"),
        ({"type": "string", "not": {"type": "string"}}, "do not fit"),
    ],
)
def test_what_cannot_be_drawn_says_why(schema: Any, reason: str) -> None:
    """The error names the place of the schema and the reason."""
    with pytest.raises(Undrawable, match=rf"{POINTER}: .*{reason}"):
        draw(document(schema), POINTER, seed=1, name="x")


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[a-z]+$",
        r"\d{3}-\d{4}",
        r"^(foo|bar)*baz?$",
        r"[^a-z\s]{2,5}",
        r"^\w+@\w+\.(com|org)$",
        r"[\w.-]+",
        r"^$",
        r"\S\D\W",
        r"^(?:v\d+\.)?(?P<x>\d+)$",
        r"[]]?",
        r"a|b|",
        r"\x41\u0042",
        r"^[A-Z][a-z]{1,}?$",
        r"\.\*\\",
        r"[a\-z]",
    ],
)
@FEW
@given(seed=st.integers(0, 1000))
def test_a_drawn_text_matches_its_pattern(pattern: str, seed: int) -> None:
    """Checked against Python's own engine."""
    text = matching(pattern.replace("[]]?", r"[\]]?"), Draws(Chance(seed), "x"))
    assert re.search(pattern, text)


@pytest.mark.parametrize("pattern", [r"(a", r"a)", r"(?<=a)b", r"\p{L}", r"(a)\1", "[a"])
def test_a_pattern_outside_the_subset_raises(pattern: str) -> None:
    """It is not guessed at."""
    with pytest.raises(ValueError, match="pattern"):
        matching(pattern, Draws(Chance(1), "x"))
