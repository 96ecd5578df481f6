"""Answers drawn from schemas: they fit, they are the same each time, and what cannot be drawn says so."""

from __future__ import annotations

import base64
import ipaddress
import json
import re
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from devin_mock import Document, Undrawable, draw
from devin_mock.amounts import draw_number
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
    "not a type": {"not": {"type": "string"}},
    "if, then": {
        "type": "object",
        "required": ["k"],
        "properties": {"k": {"enum": ["a", "b"]}},
        "if": {"properties": {"k": {"const": "a"}}},
        "then": {"required": ["x"], "properties": {"x": {"type": "integer"}}},
        "else": {"required": ["y"], "properties": {"x": False}},
    },
    "dependent schemas": {
        "type": "object",
        "required": ["card"],
        "properties": {"card": {"type": "string"}},
        "dependentSchemas": {"card": {"required": ["address"], "properties": {"address": {"const": 1}}}},
    },
    "unevaluated": {
        "allOf": [{"type": "object", "properties": {"a": {"type": "string"}}}],
        "properties": {"b": {"type": "integer"}},
        "unevaluatedProperties": False,
    },
    "unevaluated items": {"prefixItems": [{"const": 1}], "type": "array", "unevaluatedItems": {"type": "boolean"}},
    "contains some": {"type": "array", "contains": {"minimum": 900}, "minContains": 2, "items": {"type": "integer"}},
    "fixed, maybe": {"type": "array", "prefixItems": [{"type": "string"}, False]},
    "closed by type": {"type": "object", "propertyNames": False},
    "patterned and required": {
        "type": "object",
        "required": ["x-a"],
        "patternProperties": {"^x-": {"type": "integer"}},
        "additionalProperties": {"type": "string"},
    },
    "many of few": {
        "type": "object",
        "properties": {f"p{index}": {"type": "integer"} for index in range(50)},
        "minProperties": 49,
        "maxProperties": 49,
        "additionalProperties": False,
    },
    "chained dependencies": {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {}, "b": {}, "c": {}},
        "dependentRequired": {"a": ["b"], "b": ["c"]},
    },
    "whole floats": {"type": "array", "minItems": 1.0, "maxItems": 2.0, "items": {"type": "string", "minLength": 1.0}},
    "widest integer": {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1, "multipleOf": 1},
    "highest integer": {"type": "integer", "minimum": 2**63 - 2, "maximum": 2**63 - 1},
    "hundredths": {"type": "number", "multipleOf": 0.01, "minimum": 0, "maximum": 1},
    "whole halves": {"type": "integer", "multipleOf": 1.5},
    "two minima": {"type": "integer", "minimum": 0, "exclusiveMinimum": 10, "maximum": 11},
    "two multiples": {"allOf": [{"type": "integer", "multipleOf": 997}, {"multipleOf": 991, "minimum": 1}]},
    "enum of a type": {"type": "string", "enum": [1, None, "a", 2]},
    "long pattern": {"type": "string", "pattern": "^[0-9a-f]+$", "minLength": 64, "maxLength": 64},
    "short pattern": {"type": "string", "pattern": "^[a-z]+-?[a-z]*$", "maxLength": 2},
    "decimal": {"type": "string", "pattern": r"^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$"},
    "anchored": {"$ref": "#name"},
    "dynamic": {
        "$dynamicAnchor": "node",
        "type": "object",
        "required": ["v"],
        "additionalProperties": False,
        "properties": {"v": {"type": "integer"}, "next": {"$dynamicRef": "#node"}},
    },
    "joined lists": {
        "allOf": [
            {"type": "array", "prefixItems": [{"type": "integer"}], "minItems": 2},
            {"prefixItems": [{"minimum": 5}, {"const": "x"}]},
        ]
    },
    "joined maps": {
        "allOf": [
            {"type": "object", "patternProperties": {"^x": {"type": "integer"}}},
            {"patternProperties": {"^x": {"minimum": 5, "maximum": 5}}, "required": ["x"]},
        ]
    },
}
PYDANTIC_FORMATS: dict[str, Callable[[str], Any]] = {
    "ipvanyaddress": ipaddress.ip_address,
    "ipvanyinterface": ipaddress.ip_interface,
    "ipvanynetwork": ipaddress.ip_network,
    "ipv4interface": ipaddress.IPv4Interface,
    "ipv4network": ipaddress.IPv4Network,
    "ipv6interface": ipaddress.IPv6Interface,
    "ipv6network": ipaddress.IPv6Network,
    "uuid4": uuid.UUID,
    "base64url": base64.urlsafe_b64decode,
    "json": json.loads,
    "encoded": partial(base64.b64decode, validate=True),
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
    schemas = {"S": schema, "Name": {"$anchor": "name", "type": "string", "minLength": 4}}
    return Document({"openapi": "3.1.0", "components": {"schemas": schemas}})


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_drawn_value_fits_its_schema(name: str) -> None:
    """For each keyword, many values are drawn and all are valid."""
    given_document = document(SCHEMAS[name])
    for seed in range(20):
        value = draw(given_document, POINTER, seed=seed, name="x")
        assert given_document.is_valid(POINTER, value)
        assert draw(given_document, POINTER, seed=seed, name="x") == value


@pytest.mark.parametrize("name", PYDANTIC_FORMATS)
def test_the_formats_of_pydantic_are_drawn(name: str) -> None:
    """They are read back by what Pydantic reads them with; validators know nothing of them."""
    contents = {"json": {"contentMediaType": "application/json"}, "encoded": {"contentEncoding": "base64"}}
    text = draw(document({"type": "string", **contents.get(name, {"format": name})}), POINTER, seed=1, name="x")
    assert PYDANTIC_FORMATS[name](text) is not None


@pytest.mark.parametrize(
    "part",
    [
        {"oneOf": [{"type": "integer"}, {"type": "number"}]},
        {"type": "string", "enum": [1, None, "a"]},
        {"type": "string", "pattern": "^(?!a)[abc]$"},
        {"type": "boolean", "not": {"const": True}},
    ],
)
def test_parts_that_may_clash_are_drawn_one_by_one(part: Any) -> None:
    """Thirty parts, of which each fits half of the time, are not drawn all anew when one does not fit."""
    names = [f"p{index}" for index in range(30)]
    given_document = document({"type": "object", "required": names, "properties": dict.fromkeys(names, part)})
    assert set(draw(given_document, POINTER, seed=1, name="x")) >= set(names)


@pytest.mark.parametrize(
    ("schema", "whole", "allowed"),
    [
        ({"multipleOf": 1.5, "minimum": 1, "maximum": 7}, True, {3, 6}),
        ({"multipleOf": 0.1, "minimum": 1, "maximum": 2}, True, {1, 2}),
        ({"minimum": 0, "exclusiveMinimum": 10, "maximum": 11}, True, {11}),
        ({"maximum": 20, "exclusiveMaximum": 2, "minimum": 1}, True, {1}),
        ({"multipleOf": 0.01, "exclusiveMinimum": 0.28, "exclusiveMaximum": 0.3}, False, {0.29}),
        ({"multipleOf": 5_000, "minimum": 1, "maximum": 12_000}, False, {5_000, 10_000}),
        ({"minimum": 2**63 - 1, "maximum": 2**63 - 1}, True, {2**63 - 1}),
        ({"exclusiveMinimum": 1, "maximum": 1}, True, {None}),
    ],
)
def test_numbers_are_exact(schema: Any, whole: bool, allowed: set[Any]) -> None:
    """No number beside the ones that are allowed is ever drawn, so nothing is left to luck."""
    assert {draw_number(schema, Draws(Chance(seed), "x"), whole=whole) for seed in range(40)} <= allowed


def test_a_multiple_larger_than_the_usual_numbers_is_found() -> None:
    """Without an upper bound there is always one more."""
    assert draw_number({"multipleOf": 5_000, "minimum": 1}, Draws(Chance(1), "x"), whole=True) in range(
        5_000, 25_001, 5_000
    )


def test_a_schema_that_grows_with_every_level_is_drawn_to_an_end() -> None:
    """A syntax of forty kinds of node with two children each ends in the one kind of leaf, and at once."""
    any_node = {"anyOf": [{"$ref": f"#/components/schemas/N{index}"} for index in range(40)]}
    nodes: dict[str, Any] = {
        f"N{index}": {"type": "object", "required": ["l", "r"], "properties": {"l": any_node, "r": any_node}}
        for index in range(39)
    }
    nodes |= {"N39": {"type": "integer"}, "S": any_node}
    wide = Document({"openapi": "3.1.0", "components": {"schemas": nodes}})
    for seed in range(20):
        assert len(json.dumps(draw(wide, POINTER, seed=seed, name="x"))) < 100_000


def test_a_wide_schema_is_kept_small() -> None:
    """Thirty lists of itself in each of five levels would be millions of values."""
    lists = {f"p{index}": {"type": "array", "items": {"$ref": f"#{POINTER}"}} for index in range(30)}
    drawn = draw(document({"type": "object", "properties": lists}), POINTER, seed=1, name="x")
    assert len(json.dumps(drawn)) < 100_000


def test_a_discriminator_tells_the_branch_that_was_drawn() -> None:
    """By the mapping, or by the name of the schema."""
    kinds = {
        name: {"type": "object", "required": ["kind", name], "properties": {"kind": {"type": "string"}}}
        for name in "ab"
    }
    union: dict[str, Any] = {"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in "ab"]}
    for mapping, tags in (({}, ("a", "b")), ({"one": "#/components/schemas/a", "two": "b"}, ("one", "two"))):
        schema = {**union, "discriminator": {"propertyName": "kind", "mapping": mapping}}
        raw = {"openapi": "3.1.0", "components": {"schemas": {"S": schema, **kinds}}}
        for seed in range(10):
            value = draw(Document(raw), POINTER, seed=seed, name="x")
            assert value["kind"] == (tags[0] if "a" in value else tags[1])


def test_what_is_only_written_is_not_answered() -> None:
    """An optional property marked `writeOnly`, such as a password, is left out."""
    schema = {"type": "object", "properties": {"password": {"type": "string", "writeOnly": True}}}
    assert not any(draw(document(schema), POINTER, seed=seed, name="x") for seed in range(10))


def test_a_dynamic_reference_is_drawn() -> None:
    """It means one of the schemas that have the anchor."""
    node = {
        "$dynamicAnchor": "node",
        "type": "object",
        "required": ["id", "next"],
        "properties": {"id": {"const": 1}, "next": {"type": "array", "items": {"$dynamicRef": "#node"}}},
        "additionalProperties": False,
    }
    nexts = [each for seed in range(20) for each in draw(document(node), POINTER, seed=seed, name="x")["next"]]
    assert nexts
    assert all(each["id"] == 1 for each in nexts)


def test_a_place_with_a_percent_sign_is_drawn_from() -> None:
    """A pointer is no URI until it is encoded."""
    raw = {"openapi": "3.1.0", "components": {"schemas": {"a%2Fb": {"const": 1}}}}
    assert draw(Document(raw), "/components/schemas/a%2Fb", seed=1, name="x") == 1


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
        ({"type": "string", "pattern": "^(?=a)b"}, "do not fit"),
        ({"type": "string", "pattern": r"^(a)\1$"}, "not read here"),
        ({"type": "array", "minItems": 30_000, "items": {"type": "integer"}}, "more than 20000 values"),
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
        r"^(?=\w)\w{2,}(?<=\w)$",
        r"(?i)^abc$",
        r"^(?!x)y(?!z)$",
        r"^(?s:a.b)$",
    ],
)
@FEW
@given(seed=st.integers(0, 1000))
def test_a_drawn_text_matches_its_pattern(pattern: str, seed: int) -> None:
    """Checked against Python's own engine."""
    text = matching(pattern.replace("[]]?", r"[\]]?"), Draws(Chance(seed), "x"))
    assert re.search(pattern, text)


def test_kinds_of_characters_are_drawn() -> None:
    """The properties that Unicode has for letters and digits."""
    assert re.fullmatch("[A-Z][a-z]+[0-9]", matching(r"^\p{Lu}\p{Ll}+\p{Nd}$", Draws(Chance(1), "x")))


@pytest.mark.parametrize(
    ("pattern", "least", "most"),
    [("^[a-z]+$", 40, 40), ("^a[0-9]{0,63}$", 60, 64), (r"^\w*-\w*$", 0, 1), ("^(ab)+$", 9, 10), ("^[a-z]{2,}$", 0, 2)],
)
def test_a_text_is_as_long_as_it_is_asked_to_be(pattern: str, least: int, most: int) -> None:
    """Where its pattern allows that length."""
    for seed in range(10):
        text = matching(pattern, Draws(Chance(seed), "x"), least=least, most=most)
        assert re.search(pattern, text)
        assert least <= len(text) <= most


@pytest.mark.parametrize("pattern", [r"(a", r"a)", r"\p{Greek}", r"\P{L}", r"(a)\1", "[a", "(?>a)"])
def test_a_pattern_outside_the_subset_raises(pattern: str) -> None:
    """It is not guessed at."""
    with pytest.raises(ValueError, match="pattern"):
        matching(pattern, Draws(Chance(1), "x"))
