"""From text on the wire to values, and the wire document."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from devin_mock import Document, wire_document
from devin_mock.wire import Unreadable, query_pairs, read_query, read_simple, read_text, text_of


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


NULLABLE: Any = {"anyOf": [{"type": "array", "items": {"type": "integer"}}, {"type": "null"}]}


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


@pytest.mark.parametrize(
    ("schema", "query", "value"),
    [
        ({"anyOf": [{"type": "array", "items": {"type": "integer"}}, {"type": "string"}]}, b"p=a", "a"),
        ({"anyOf": [{"type": "array", "items": {"type": "integer"}}, {"type": "string"}]}, b"p=1", [1]),
        (
            {"anyOf": [{"type": "array", "items": {"enum": ["a"]}}, {"type": "array", "items": {"type": "integer"}}]},
            b"p=1",
            [1],
        ),
        ({"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}]}, b"p=1&p=2&p=3", [1, "2", "3"]),
        ({"type": "array", "prefixItems": [{"type": "string"}], "items": {"type": "integer"}}, b"p=1&p=2", ["1", 2]),
    ],
)
def test_of_several_readings_the_one_that_fits_is_meant(schema: Any, query: bytes, value: Any) -> None:
    """A union of lists, or of a list and a single value, is read as the first that the text fits."""
    assert read(schema, query) == value


def test_names_of_properties_may_hold_any_character() -> None:
    """They are looked up in the document by an escaped pointer."""
    schema = {"type": "object", "properties": {"a/b~c": {"type": "integer"}}}
    assert read(schema, b"p[a/b~c]=1", style="deepObject") == {"a/b~c": 1}


def test_other_properties_are_read_as_their_schema_asks() -> None:
    """`additionalProperties` gives the type of names that are not listed."""
    schema = {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": {"type": "integer"}}
    assert read(schema, b"p[a]=1&p[b]=2", style="deepObject") == {"a": "1", "b": 2}


def in_path(schema: Any, raw: str, **style: Any) -> Any:
    parameter = {"name": "p", "in": "path", "required": True, "schema": schema, **style}
    given = Document({"openapi": "3.1.0", "paths": {"/{p}": {"get": {"parameters": [parameter], "responses": {}}}}})
    return read_simple(given, given.operations[0].parameters[0], raw)


@pytest.mark.parametrize(
    ("style", "explode", "scalar", "array", "named"),
    [
        ("simple", False, "5", "1,2", "a,1,b,x"),
        ("simple", True, "5", "1,2", "a=1,b=x"),
        ("label", False, ".5", ".1,2", ".a,1,b,x"),
        ("label", True, ".5", ".1.2", ".a=1.b=x"),
        ("matrix", False, ";p=5", ";p=1,2", ";p=a,1,b,x"),
        ("matrix", True, ";p=5", ";p=1;p=2", ";a=1;b=x"),
    ],
)
def test_path_values_are_read_by_style_and_explode(
    style: str, explode: bool, scalar: str, array: str, named: str
) -> None:
    """Each form that OpenAPI's table of styles gives for a path."""
    schema = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}}
    assert in_path({"type": "integer"}, scalar, style=style, explode=explode) == 5
    assert in_path({"type": "array", "items": {"type": "integer"}}, array, style=style, explode=explode) == [1, 2]
    assert in_path(schema, named, style=style, explode=explode) == {"a": 1, "b": "x"}


@pytest.mark.parametrize(("style", "raw"), [("label", "55"), ("matrix", "5"), ("matrix", ";q=5")])
def test_a_path_value_without_the_mark_of_its_style_is_unreadable(style: str, raw: str) -> None:
    """A label begins with a point, a matrix value with its name."""
    with pytest.raises(Unreadable):
        in_path({"type": "integer"}, raw, style=style)


def test_a_path_value_with_content_is_percent_decoded_json() -> None:
    """JSON in a path must be encoded; doubled names in it are refused as in a body."""
    content = {"application/json": {"schema": {"type": "object"}}}
    parameter = {"name": "p", "in": "path", "required": True, "content": content}
    given = Document({"openapi": "3.1.0", "paths": {"/{p}": {"get": {"parameters": [parameter], "responses": {}}}}})
    (operation,) = given.operations
    assert read_simple(given, operation.parameters[0], "%7B%22a%22:1%7D") == {"a": 1}
    with pytest.raises(Unreadable):
        read_simple(given, operation.parameters[0], "%7B%22a%22:1,%22a%22:2%7D")


def test_a_parameter_with_content_is_json() -> None:
    """`content` in place of a schema means the value as a whole is in that type."""
    given = {"name": "p", "in": "query", "content": {"application/json": {"schema": {"type": "object"}}}}
    whole = Document({"openapi": "3.1.0", "paths": {"/": {"get": {"parameters": [given], "responses": {}}}}})
    assert read_query(whole, whole.operations[0].parameters[0], query_pairs(b"p=%7B%22a%22:1%7D")) == {"a": 1}


def test_the_wire_document_takes_null_from_what_is_no_json() -> None:
    """Null has no form in parameters; bodies of JSON and the given document keep theirs."""
    union = {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}], "title": "P"}
    several = {"anyOf": [{"type": "integer"}, {"type": "string"}, {"type": "null"}]}
    raw: dict[str, Any] = {
        "openapi": "3.1.0",
        "paths": {
            "/": {
                "parameters": [{"name": "q", "in": "query", "schema": {"type": ["string", "null"]}}],
                "get": {
                    "parameters": [
                        {"name": "p", "in": "query", "schema": union},
                        {"name": "h", "in": "header", "schema": union},
                        {"name": "r", "in": "query", "required": True, "schema": several},
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
    kept = {"anyOf": [{"type": "integer"}, {"type": "string"}]}
    assert [parameter["schema"] for parameter in parameters] == [without, without, kept]
    assert wire["paths"]["/"]["parameters"][0]["schema"] == {"type": "string"}
    assert wire["components"]["parameters"]["c"]["schema"] == without
    assert wire["paths"]["/"]["get"]["responses"] == raw["paths"]["/"]["get"]["responses"]
    assert raw == before


def test_the_wire_document_asks_of_a_form_what_a_form_can_hold() -> None:
    """No null, and no required list that is empty; a schema that other bodies share stays as it is."""
    numbers = {"type": "array", "items": {"type": "integer"}}
    shared = {
        "type": "object",
        "required": ["numbers"],
        "properties": {
            "numbers": numbers,
            "others": numbers,
            "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        },
    }
    reference = {"schema": {"$ref": "#/components/schemas/Shared"}}
    content = {"application/json": reference, "multipart/form-data": reference}
    raw: dict[str, Any] = {
        "openapi": "3.1.0",
        "paths": {"/": {"post": {"requestBody": {"content": content}, "responses": {}}}},
        "components": {"schemas": {"Shared": shared}},
    }
    wire = wire_document(raw)
    found = wire["paths"]["/"]["post"]["requestBody"]["content"]
    assert found["application/json"] == reference
    assert wire["components"] == raw["components"]
    assert found["multipart/form-data"]["schema"]["properties"] == {
        "numbers": {**numbers, "minItems": 1},
        "others": numbers,
        "note": {"type": "string"},
    }


def test_the_wire_document_takes_null_out_of_values_items_and_nested_unions() -> None:
    """Wherever it stands in a parameter, it has no form."""
    null, text = {"type": "null"}, {"type": "string"}
    schemas: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"enum": ["x", None]}, {"enum": ["x"]}),
        ({"enum": [None]}, {"enum": [None]}),
        ({"type": "array", "items": {"anyOf": [text, null]}}, {"type": "array", "items": text}),
        ({"anyOf": [{"enum": ["x", None]}, null]}, {"enum": ["x"]}),
        ({"oneOf": [{"const": "x"}, null]}, {"const": "x"}),
        ({"anyOf": [{"type": ["string", "null"]}, {"type": "integer"}]}, {"anyOf": [text, {"type": "integer"}]}),
    ]
    for schema, sendable in schemas:
        parameter = {"name": "p", "in": "query", "schema": schema}
        raw = {"openapi": "3.1.0", "paths": {"/a": {"get": {"parameters": [parameter]}}}}
        assert wire_document(raw)["paths"]["/a"]["get"]["parameters"][0]["schema"] == sendable
