"""Text for people is told from structure by its position in a document."""

import pytest

from specs.pipeline import build, grammar, tree
from specs.pipeline.tree import Json
from tests.unit.pipeline import samples


def test_a_property_named_title_is_structure_and_the_title_of_a_schema_is_text() -> None:
    """The same key is kept or set aside by where it stands."""
    schema: Json = {
        "title": "Problem",
        "description": "What went wrong",
        "properties": {"title": {"title": "Title", "type": "string"}, "description": {"type": "string"}},
        "required": ["title", "description"],
    }
    assert grammar.structure(schema, "schema") == {
        "properties": {"title": {"type": "string"}, "description": {"type": "string"}},
        "required": ["title", "description"],
    }
    assert dict(grammar.texts(schema, "schema")) == {
        ("title",): "Problem",
        ("description",): "What went wrong",
        ("properties", "title", "title"): "Title",
    }


def test_text_is_found_in_every_room_of_a_document() -> None:
    """Each kind of object that may carry text is walked."""
    parameter: Json = {"name": "description", "in": "query", "description": "t", "schema": {"title": "t"}}
    schema: Json = {"items": {"anyOf": [{"title": "t"}, {"type": "null"}]}, "additionalProperties": {"title": "t"}}
    document: Json = {
        "openapi": "3.1.0",
        "info": {"title": "t", "description": "t", "version": "1"},
        "servers": [{"url": "/", "description": "t", "variables": {"title": {"default": "x", "description": "t"}}}],
        "tags": [{"name": "summary", "description": "t"}],
        "paths": {
            "/title": {
                "summary": "t",
                "parameters": [parameter],
                "get": {
                    "summary": "t",
                    "description": "t",
                    "operationId": "title",
                    "parameters": [parameter],
                    "requestBody": {"description": "t", "content": {"title": {"schema": schema}}},
                    "responses": {
                        "200": {
                            "description": "t",
                            "headers": {"title": {"description": "t", "schema": {"title": "t"}}},
                            "content": {"a/b": {"schema": schema, "examples": {"title": {"summary": "t"}}}},
                            "links": {"title": {"description": "t"}},
                        }
                    },
                    "callbacks": {"title": {"summary": {"get": {"summary": "t"}}}},
                    "externalDocs": {"url": "x", "description": "t"},
                },
            }
        },
        "components": {
            "schemas": {"title": {"title": "t", "patternProperties": {"description": {"description": "t"}}}},
            "securitySchemes": {"description": {"type": "http", "description": "t"}},
        },
    }
    left = grammar.structure(document)
    assert set(dict(grammar.texts(document)).values()) == {"t"}
    assert '"t"' not in tree.to_json(left)
    assert sum(1 for _ in grammar.texts(document)) == tree.to_json(document).count('"t"')


@pytest.mark.parametrize("key", ["example", "default", "x-note", "const", "enum", "discriminator"])
def test_values_are_left_as_they_are(key: str) -> None:
    """An example, a default or an extension is no place for text by position."""
    schema: Json = {key: {"title": "a", "description": "b", "items": {"title": "c"}}}
    assert grammar.structure(schema, "schema") == schema
    assert not list(grammar.texts(schema, "schema"))


def test_a_title_that_is_no_text_is_structure() -> None:
    """What stands at a place for text without being one is not lost."""
    schema: Json = {"title": {"a": 1}, "description": None}
    assert grammar.structure(schema, "schema") == schema


def test_a_key_is_text_only_where_the_standard_says_so() -> None:
    """A parameter has a description, and no title or summary of its own."""
    parameter: Json = {"name": "a", "in": "query", "title": "x", "summary": "y", "description": "z"}
    assert grammar.structure(parameter, "parameter") == {"name": "a", "in": "query", "title": "x", "summary": "y"}
    assert list(grammar.texts(parameter, "parameter")) == [(("description",), "z")]


def test_the_structure_is_a_copy() -> None:
    """Setting text aside changes nothing in the document itself."""
    document: Json = {**samples.fragment()}
    before = tree.digest(document)
    grammar.structure(document)
    assert tree.digest(document) == before


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_texts_and_structure_make_up_the_whole_document(version: str) -> None:
    """The texts put back into the structure of a real document give the document: nothing is both or neither."""
    fragment = build.publish(samples.ROOT)[version].document
    whole = grammar.structure(fragment)
    assert not list(grammar.texts(whole))
    texts = list(grammar.texts(fragment))
    assert texts
    for location, text in texts:
        holder = tree.at(whole, location[:-1])
        assert isinstance(holder, dict)
        assert location[-1] not in holder
        holder[str(location[-1])] = text
    assert tree.first_difference(whole, fragment) is None


@pytest.mark.parametrize(
    ("location", "keys"),
    [
        (("components", "schemas", "A"), {"default", "example", "examples", "enum", "const"}),
        (("components", "schemas", "A", "properties"), set[str]()),
        (("components", "schemas"), set[str]()),
        (("components", "parameters", "A"), {"example"}),
        (("components", "responses", "A", "content", "a/b"), {"example"}),
        (("components", "examples", "A"), {"value"}),
        (("components", "examples"), set[str]()),
        (("x-note",), set[str]()),
    ],
)
def test_values_of_the_api_are_told_by_their_place(location: tree.Location, keys: set[str]) -> None:
    """The same word is a value in one place and a name in another."""
    every = ("default", "example", "examples", "enum", "const", "value", "properties")
    assert {key for key in every if grammar.place(location).is_data(key)} == keys


def test_operations_are_walked_with_method_and_path() -> None:
    """Only methods are operations; what else a path holds is not."""
    get: dict[str, Json] = {"operationId": "a"}
    document: Json = {"paths": {"/a": {"get": get, "parameters": [], "x-get": {}, "summary": "s"}, "/b": None}}
    assert list(grammar.operations(document)) == [("GET", "/a", get)]
    assert not list(grammar.operations({"paths": []}))
    assert not list(grammar.operations([]))
