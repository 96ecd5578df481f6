"""From text on the wire to values, and the wire document."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from devin_mock import Document, wire_document
from devin_mock.wire import Unreadable, query_pairs, read_query, read_text, text_of


def document(schema: Any, **style: Any) -> Document:
    parameter = {"name": "p", "in": "query", "schema": schema, **style}
    return Document({"openapi": "3.1.0", "paths": {"/": {"get": {"parameters": [parameter], "responses": {}}}}})


def read(schema: Any, query: bytes, **style: Any) -> Any:
    given = document(schema, **style)
    (operation,) = given.operations
    return read_query(given, operation.parameters[0], query_pairs(query))


@pytest.mark.parametrize(
    ("raw", "text"), [(b"a+b", "a b"), (b"a%2Bb", "a+b"), (b"%E6%9D%8E", "李"), (b"a%7Cb%2fc", "a|b/c"), (b"", "")]
)
def test_a_query_value_is_percent_decoded_and_plus_is_a_space(raw: bytes, text: str) -> None:
    """Forms write a space as +; a plus itself is %2B."""
    assert text_of(raw, plus_is_space=True) == text


def test_plus_is_a_plus_in_a_path() -> None:
    """Only queries are forms."""
    assert text_of(b"a+b", plus_is_space=False) == "a+b"


@pytest.mark.parametrize("raw", [b"%", b"%2", b"%zz", b"%FF", "é".encode(), b"a b", b"a\nb", b"%ED%A0%80"])
def test_text_that_is_wrongly_encoded_raises(raw: bytes) -> None:
    """Broken escapes, bytes that must be escaped, and text that is not UTF-8 are refused."""
    with pytest.raises(ValueError, match=r"%|encoded|decode"):
        text_of(raw, plus_is_space=True)


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        ({"type": "integer"}, "-7", -7),
        ({"type": "integer"}, "9" * 50, int("9" * 50)),
        ({"type": "number"}, "1.5e3", 1500.0),
        ({"type": "number"}, "2", 2),
        ({"type": "boolean"}, "true", True),
        ({"type": "string"}, "5", "5"),
        ({}, "5", "5"),
        ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, "5", 5),
        ({"anyOf": [{"type": "integer", "maximum": 3}, {"type": "string"}]}, "5", "5"),
        ({"type": ["integer", "null"]}, "5", 5),
        ({"enum": [1, 2]}, "2", 2),
        ({"allOf": [{"type": "boolean"}]}, "false", False),
    ],
)
def test_text_is_read_as_what_the_schema_asks_for(schema: Any, text: str, value: Any) -> None:
    """The first type that the schema allows and the text has; of several, one that fits the schema."""
    found = read_text(document(schema), "/paths/~1/get/parameters/0/schema", text, ())
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "1_0"),
        ("integer", " 1"),
        ("integer", "9" * 5000),
        ("integer", "\u0661"),
        ("boolean", "True"),
        ("boolean", "1"),
        ("number", "nan"),
        ("number", "1e999"),
        ("number", ".5"),
        ("null", ""),
    ],
)
def test_text_of_another_type_is_unreadable(kind: str, text: str) -> None:
    """What Python would read generously is refused: signs, underscores, other digits, infinities."""
    with pytest.raises(Unreadable):
        read_text(document({"type": kind}), "/paths/~1/get/parameters/0/schema", text, ())


NULLABLE = {"anyOf": [{"type": "array", "items": {"type": "integer"}}, {"type": "null"}]}


@pytest.mark.parametrize(
    ("query", "style"),
    [
        (b"p=1&p=2", {}),
        (b"p=1,2", {"explode": False}),
        (b"p=1%202", {"style": "spaceDelimited", "explode": False}),
        (b"p=1|2", {"style": "pipeDelimited", "explode": False}),
        (b"p=1%7c2", {"style": "pipeDelimited", "explode": False}),
    ],
)
def test_arrays_are_read_by_style_and_explode(query: bytes, style: dict[str, Any]) -> None:
    """Repeated keys by default, delimiters where the document says so; a nullable array is an array."""
    assert read(NULLABLE, query, **style) == [1, 2]


def test_an_encoded_comma_belongs_to_the_item() -> None:
    """Items are parted before they are decoded."""
    assert read({"type": "array", "items": {"type": "string"}}, b"p=a%2Cb,c", explode=False) == ["a,b", "c"]


def test_objects_are_read_by_style_and_explode() -> None:
    """Properties as names, in brackets, or as a list of names and values."""
    schema = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}}
    assert read(schema, b"a=1&b=x") == {"a": 1, "b": "x"}
    assert read(schema, b"p[a]=1&p[b]=x", style="deepObject") == {"a": 1, "b": "x"}
    assert read(schema, b"p=a,1,b,x", explode=False) == {"a": 1, "b": "x"}


def test_a_parameter_with_content_is_json() -> None:
    """`content` in place of a schema means the value as a whole is in that type."""
    given = {"name": "p", "in": "query", "content": {"application/json": {"schema": {"type": "object"}}}}
    whole = Document({"openapi": "3.1.0", "paths": {"/": {"get": {"parameters": [given], "responses": {}}}}})
    assert read_query(whole, whole.operations[0].parameters[0], query_pairs(b"p=%7B%22a%22:1%7D")) == {"a": 1}


def test_the_wire_document_takes_null_from_optional_query_parameters_only() -> None:
    """Null has no form in a query; bodies and the given document keep theirs."""
    union = {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}], "title": "P"}
    raw: dict[str, Any] = {
        "openapi": "3.1.0",
        "paths": {
            "/": {
                "parameters": [{"name": "q", "in": "query", "schema": {"type": ["string", "null"]}}],
                "get": {
                    "parameters": [
                        {"name": "p", "in": "query", "schema": union},
                        {"name": "h", "in": "header", "schema": union},
                        {"name": "r", "in": "query", "required": True, "schema": union},
                    ],
                    "responses": {"200": {"content": {"application/json": {"schema": union}}}},
                },
            }
        },
        "components": {"parameters": {"c": {"name": "c", "in": "query", "schema": union}}},
    }
    before = copy.deepcopy(raw)
    wire = wire_document(raw)
    parameters = wire["paths"]["/"]["get"]["parameters"]
    without = {"type": "integer", "minimum": 1, "title": "P"}
    assert [parameter["schema"] for parameter in parameters] == [without, union, union]
    assert wire["paths"]["/"]["parameters"][0]["schema"] == {"type": "string"}
    assert wire["components"]["parameters"]["c"]["schema"] == without
    assert wire["paths"]["/"]["get"]["responses"] == raw["paths"]["/"]["get"]["responses"]
    assert raw == before
