"""Documents of other APIs: what is read from them, and what is said of those that cannot be served."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from devin_mock import Document, Mock, Request, load
from hypothesis import given
from hypothesis import strategies as st

from .asking import FEW

NOTHING = {"responses": {"204": {"description": "Done"}}}


def with_paths(paths: Any, **others: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": paths, **others}


def with_parameter(**parameter: Any) -> dict[str, Any]:
    return with_paths({"/a": {"get": {"parameters": [parameter], **NOTHING}}})


def with_answer(schema: Any, **schemas: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return with_paths(
        {"/a": {"get": {"responses": {"200": {"description": "Found", "content": content}}}}},
        components={"schemas": schemas},
    )


@pytest.mark.parametrize(
    ("head", "advice"),
    [
        ({"openapi": "3.0.3"}, r"OpenAPI 3\.0\.3; the mock reads OpenAPI 3\.1\. Convert it first: FastAPI"),
        ({"swagger": "2.0"}, r"OpenAPI 2\.0; .* Convert it first"),
        ({"openapi": "3.2.0"}, r"OpenAPI 3\.2\.0; .* Write it as 3\.1 first"),
        ({"openapi": "3.10.0"}, r"OpenAPI 3\.10\.0; .* Write it"),
        ({}, r"OpenAPI unknown;"),
    ],
)
def test_another_version_of_openapi_is_refused_with_what_to_do(head: dict[str, str], advice: str) -> None:
    """A document of OpenAPI 3.0 is not misread as 3.1."""
    with pytest.raises(ValueError, match=advice):
        Document({**head, "paths": {}})


QUERY = {"in": "query"}
LOOP = {"$ref": "#/components/schemas/B"}


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ([], "An OpenAPI document is an object"),
        ({"openapi": "3.1.0"}, 'at its root: "paths" is a required'),
        (with_paths([]), "not valid at /paths: what stands there is not of type"),
        (with_paths({"a": {}}), 'not valid at /paths: "a" does not match'),
        (with_paths({"/a": []}), "not valid at /paths/~1a: .* type"),
        (with_paths({"/a": {"get": "x"}}), "path item .* at /paths/~1a/get: .* type"),
        (with_paths({"/a": {"get": {"operationId": 5}}}), "operation .* at /paths/~1a/get/operationId: .* type"),
        (with_paths({"/a": {"get": {"responses": []}}}), "operation .* at /paths/~1a/get/responses: .* type"),
        (with_paths({"/a": {"get": {"responses": {"2xx": {}}}}}), "operation .* at /paths/~1a/get/responses: .*XX"),
        (with_paths({"/a": {"get": {"responses": {"200": None}}}}), "operation .* /paths/~1a/get/responses/200:"),
        (with_paths({"/a": {"get": {"parameters": {}}}}), "operation .* at /paths/~1a/get/parameters: .* type"),
        (with_paths({"/a": {"get": {"requestBody": 5}}}), "operation .* at /paths/~1a/get/requestBody: .* type"),
        (with_paths({"/a": {"get": {"requestBody": {}}}}), 'request body .* at /paths/~1a/get/requestBody: "content"'),
        (with_parameter(name="p", schema={}), 'parameter .* at /paths/~1a/get/parameters/0: "in" is a required'),
        (with_parameter(name="p", **QUERY), 'parameter .* at /paths/~1a/get/parameters/0: "schema" is a required'),
        (with_parameter(name="p", schema=[], **QUERY), "parameter .* at /paths/~1a/get/parameters/0/schema: .* type"),
        (
            with_parameter(name="p", schema={}, style="label", **QUERY),
            "parameter .* /paths/~1a/get/parameters/0/style:",
        ),
        (with_parameter(**{"$ref": "other.json#/x"}), "refers to other.json#/x at /paths/~1a/get/parameters/0; only"),
        (with_parameter(**{"$ref": "#/components/none"}), "nothing at /components/none, to which it refers"),
        (with_parameter(**{"$ref": "#/paths"}), 'parameter .* at /paths: "name" is a required'),
        (with_parameter(**{"$ref": "#/paths/~1a/get/parameters/0"}), "lead in a circle"),
        (
            with_paths({"/a": {"get": {"parameters": [{"name": "p", "schema": {}, **QUERY}] * 2}}}),
            "two query parameters 'p' at /paths/~1a/get/parameters",
        ),
        (with_paths({"/a": {"get": {"security": [{"key": []}]}}}), "no security scheme key, named at /paths/~1a/get/"),
        (with_paths({}, servers=[{"url": "/{v}", "variables": {"v": {}}}]), 'at /servers/0/variables/v: "default" is'),
        (with_paths({}, jsonSchemaDialect="http://json-schema.org/draft-07/schema#"), "draft-07.*jsonSchemaDialect"),
        (with_answer({"$ref": "#/components/schemas/None"}), "schema at /paths/.*/schema cannot be used: .*None"),
        (with_answer({"$ref": "https://example.com/s"}), "schema at /paths/.*/schema cannot be used: .*example.com"),
        (with_answer({"$ref": "#none"}), "schema at /paths/.*/schema cannot be used: .*none"),
        (with_answer({"type": "strng"}), r"cannot be used: .* \(at /paths/~1a/get/responses/200/.*/schema/type\)"),
        (
            with_answer({"$ref": "#/components/schemas/A"}, A={"properties": {"p": {"pattern": "("}}}),
            r"cannot be used: .*regex.* \(at /components/schemas/A/properties/p/pattern\)",
        ),
        (with_answer(LOOP, A=LOOP, B={"$ref": "#/components/schemas/A"}), "lead in a circle"),
    ],
)
def test_a_document_that_is_not_valid_is_refused_with_the_place(raw: Any, message: str) -> None:
    """The mistake is told when the document is read, not by the first request that meets it."""
    with pytest.raises(ValueError, match=message):
        Document(raw)


@FEW
@given(data=st.data())
def test_no_broken_document_ends_in_another_error(data: st.DataObject) -> None:
    """Whatever stands in the wrong place, a ValueError says so, or the document can be used."""
    raw = copy.deepcopy(RICH)
    for _ in range(data.draw(st.integers(1, 3))):
        node: Any = raw
        while True:
            step = data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
            child = node[step]
            if not isinstance(child, dict | list) or not child or data.draw(st.integers(0, 3)) == 0:
                break
            node = child
        odd: list[Any] = [None, 5, "x", [], {}, [None], {"$ref": "#/paths"}, {"$ref": 7}, True]
        node[step] = data.draw(st.sampled_from(odd))
    try:
        document = Document(raw)
    except ValueError:
        return
    mock = Mock([document])
    for request in (Request("GET", b"/v1/a/1", b"q=1"), Request("POST", b"/v1/a/1", body=b"{}")):
        mock.judge(request)


RICH = with_paths(
    {
        "/a/{id}": {
            "parameters": [{"$ref": "#/components/parameters/Id"}],
            "get": {
                "operationId": "read",
                "security": [{"key": []}, {}],
                "parameters": [
                    {"name": "q", "in": "query", "style": "form", "explode": True, "schema": {"type": "integer"}},
                    {"name": "c", "in": "cookie", "content": {"application/json": {"schema": {"type": "object"}}}},
                ],
                "responses": {
                    "200": {
                        "description": "Found",
                        "headers": {"X-Rate": {"required": True, "schema": {"type": "integer"}}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}},
                    },
                    "default": {"$ref": "#/components/responses/Wrong"},
                },
            },
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/A"}},
                        "multipart/form-data": {
                            "schema": {"type": "object", "properties": {"f": {"type": "array", "items": {}}}},
                            "encoding": {"f": {"contentType": "text/plain", "explode": True}},
                        },
                    },
                },
                "responses": {"2XX": {"description": "Made"}},
            },
        }
    },
    servers=[{"url": "https://example.com/{v}", "variables": {"v": {"default": "v1"}}}],
    components={
        "parameters": {"Id": {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}},
        "responses": {"Wrong": {"description": "Wrong", "content": {"application/problem+json": {}}}},
        "schemas": {
            "A": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/B"}}},
            "B": {"enum": [1]},
        },
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    },
)


def test_a_rich_document_is_read() -> None:
    """What the test of broken documents starts from has nothing wrong with it."""
    answered = Mock([RICH]).respond(Request("GET", b"/v1/a/1", b"q=1"))
    assert answered.status == 200


def test_the_own_documents_are_read_from_their_text_alone() -> None:
    """A document that went through JSON is the same document."""
    assert Document(json.loads(json.dumps(load("v3").raw))).operations == load("v3").operations


def test_a_document_without_paths_is_read() -> None:
    """OpenAPI 3.1 allows one that holds components alone; there is nothing to ask it for."""
    assert Mock([{"openapi": "3.1.0", "components": {}}]).respond(Request("GET", b"/")).status == 404


def test_a_doubled_operation_id_is_replaced_by_method_and_path() -> None:
    """FastAPI writes one id for all methods of a route, so such a document must be read; an unnamed one counts too."""
    paths = {
        "/a": {"get": {"operationId": "a", **NOTHING}, "post": {"operationId": "a", **NOTHING}},
        "/b": {"get": {"operationId": "b", **NOTHING}, "put": NOTHING},
    }
    assert [operation.operation_id for operation in Document(with_paths(paths)).operations] == [
        "get /a",
        "post /a",
        "b",
        "put /b",
    ]


def found(paths: list[str], asked: str) -> str | None:
    operations = Document(with_paths({path: {"get": NOTHING} for path in paths})).find(asked)
    return operations[0][0].path if operations else None


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(
    "asked",
    [
        {"/users/me": "/users/me", "/users/7": "/users/{b}", "/teams/7": "/{a}/{b}"},
        {"/t/1": "/t/{y}", "/t/1.png": "/t/{y}.{format}", "/t/1@2x.png": "/t/{y}@{scale}x.{format}"},
        {"/a/b/c": "/a/{x}/{y}", "/z/b/c": "/{z}/b/c"},
        {"/a/b": "/a/{x}", "/a/b:run": "/a/{x}:run", "/a/": None},
    ],
)
def test_the_most_concrete_path_is_meant(asked: dict[str, str | None], backwards: bool) -> None:
    """More text goes before less, segment by segment, in whatever order the document lists its paths."""
    paths = sorted((path for path in asked.values() if path is not None), reverse=backwards)
    assert {raw: found(paths, raw) for raw in asked} == asked


def test_methods_may_name_the_same_path_differently() -> None:
    """`/users/{id}` and `/users/{name}` are one path with two methods, each with its own name for the value."""

    def named(name: str) -> list[Any]:
        return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}}]

    paths = {
        "/users/{id}": {"get": {"parameters": named("id"), **NOTHING}},
        "/users/{name}": {"delete": {"parameters": named("name"), **NOTHING}},
    }
    mock = Mock([with_paths(paths)])
    assert dict(mock.judge(Request("GET", b"/users/a")).arguments.path) == {"id": "a"}
    assert dict(mock.judge(Request("DELETE", b"/users/a")).arguments.path) == {"name": "a"}
    refused = mock.respond(Request("POST", b"/users/a"))
    assert (refused.status, dict(refused.headers)["allow"]) == (405, "DELETE, GET")


def test_a_path_item_may_be_a_reference() -> None:
    """Its operations and parameters are those of the item that it refers to."""
    item = {"get": {"parameters": [{"$ref": "#/components/parameters/P"}], **NOTHING}}
    parameters = {"P": {"name": "p", "in": "query", "required": True, "schema": {"type": "integer"}}}
    components = {"pathItems": {"Item": item}, "parameters": parameters}
    mock = Mock([with_paths({"/a": {"$ref": "#/components/pathItems/Item"}}, components=components)])
    assert mock.respond(Request("GET", b"/a", b"p=1")).status == 204
    assert mock.respond(Request("GET", b"/a")).status == 422


def test_parameters_that_openapi_ignores_are_ignored() -> None:
    """A header parameter of one of three names says nothing: media types and security schemes tell of them."""
    for name in ("Accept", "content-type", "AUTHORIZATION"):
        raw = with_parameter(name=name, required=True, schema={"enum": ["x"]}, **{"in": "header"})
        assert Mock([raw]).respond(Request("GET", b"/a")).status == 204


def test_an_optional_value_keeps_what_stands_beside_its_union() -> None:
    """A bound beside `anyOf: [X, null]` holds for X, also when the union is behind a reference."""
    union = {"anyOf": [{"type": "integer"}, {"type": "null"}], "maximum": 5}
    for schema in (union, {"$ref": "#/components/schemas/Union"}):
        raw = with_parameter(name="p", schema=schema, **{"in": "query"}) | {"components": {"schemas": {"Union": union}}}
        mock = Mock([raw])
        assert mock.judge(Request("GET", b"/a", b"p=5")).arguments.query == {"p": 5}
        errors = mock.respond(Request("GET", b"/a", b"p=6")).json()["detail"]
        assert [(error["loc"], error["type"]) for error in errors] == [(["query", "p"], "less_than_equal")]


def test_a_parameter_may_be_json_without_a_schema() -> None:
    """`content` may name a media type alone: any JSON fits."""
    mock = Mock([with_parameter(name="p", content={"application/json": {}}, **{"in": "query"})])
    assert mock.judge(Request("GET", b"/a", b"p=[1]")).arguments.query == {"p": [1]}
    assert mock.respond(Request("GET", b"/a", b"p=[1")).status == 422


def test_an_optional_value_may_be_a_union_behind_a_reference() -> None:
    """`anyOf: [X, null]` among the components is read as X, and errors are those of X."""
    raw = with_parameter(name="p", schema={"$ref": "#/components/schemas/Union"}, **QUERY)
    raw["components"] = {"schemas": {"Union": {"anyOf": [{"type": "boolean"}, {"type": "null"}]}}}
    mock = Mock([raw])
    assert mock.judge(Request("GET", b"/a", b"p=true")).arguments.query == {"p": True}
    assert mock.respond(Request("GET", b"/a", b"p=1")).json()["detail"][0]["type"] == "bool_parsing"


@pytest.mark.parametrize("schemes", [{}, {"key": {"$ref": "#/components/securitySchemes/other"}}])
def test_security_schemes_may_be_references(schemes: dict[str, Any]) -> None:
    """The scheme that a name leads to is asked for."""
    other = {"type": "apiKey", "in": "header", "name": "X-Key"}
    components = {"securitySchemes": {"key": other, "other": other, **schemes}}
    mock = Mock([with_paths({"/a": {"get": NOTHING}}, security=[{"key": []}], components=components)])
    assert mock.respond(Request("GET", b"/a")).status == 401
    assert mock.respond(Request("GET", b"/a", headers=(("X-Key", "k"),))).status == 204


def test_schemas_may_be_named_by_anchors() -> None:
    """`$anchor` and `$dynamicRef` are found among the components."""
    schemas = {
        "Number": {"$anchor": "number", "type": "integer"},
        "Node": {
            "$dynamicAnchor": "node",
            "type": "object",
            "required": ["value"],
            "properties": {"value": {"$ref": "#number"}, "next": {"$dynamicRef": "#node"}},
        },
    }
    document = Document(with_answer({"$ref": "#/components/schemas/Node"}, **schemas))
    pointer = "/components/schemas/Node"
    assert document.is_valid(pointer, {"value": 1, "next": {"value": 2}})
    assert not document.is_valid(pointer, {"value": 1, "next": {"value": "2"}})
    assert document.follow(f"{pointer}/properties/value") == "/components/schemas/Number"


def _protected(scheme: dict[str, str]) -> Mock:
    return Mock(
        [
            {
                "openapi": "3.1.0",
                "info": {"title": "t", "version": "1"},
                "components": {"securitySchemes": {"s": scheme}},
                "paths": {
                    "/a": {
                        "get": {
                            "security": [{"s": []}],
                            "responses": {
                                "200": {"description": "d"},
                                "401": {
                                    "description": "d",
                                    "content": {"application/json": {"schema": {"type": "integer", "not": {}}}},
                                },
                            },
                        }
                    }
                },
            }
        ]
    )


@pytest.mark.parametrize(
    ("scheme", "header"),
    [
        ({"type": "http", "scheme": "digest"}, 'Digest username="u", realm="r"'),
        ({"type": "http", "scheme": "bearer"}, "Bearer t"),
        ({"type": "http", "scheme": "basic"}, "Basic dTpw"),
        ({"type": "openIdConnect", "openIdConnectUrl": "https://example.com"}, "Bearer t"),
    ],
)
def test_each_scheme_of_http_can_be_met(scheme: dict[str, str], header: str) -> None:
    """By its own header; another one is refused, with a body though the document's own cannot be drawn."""
    mock = _protected(scheme)
    assert mock.respond(Request("GET", b"/a", headers=(("Authorization", header),))).status == 200
    refused = mock.respond(Request("GET", b"/a", headers=(("Authorization", "Other x"),)))
    assert refused.status == 401
    assert "Authorization" in refused.json()["detail"]
