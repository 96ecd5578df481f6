"""What is compared around schemas: addresses, parameters, answers, credentials, servers, what the API calls itself."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from devin_usage.spec_diff import Finding, diff

TEXTS = {"type": "string"}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1"},
    "servers": [{"url": "https://api.example"}],
    "security": [{"key": []}, {"oauth": ["read"]}],
    "paths": {
        "/things/{thing_id}": {
            "parameters": [{"name": "thing_id", "in": "path", "required": True, "schema": TEXTS}],
            "get": {
                "operationId": "get_thing",
                "tags": ["things"],
                "parameters": [{"name": "fields", "in": "query", "schema": {"type": "array", "items": TEXTS}}],
                "responses": {"200": {"description": "It", "content": {"application/json": {"schema": TEXTS}}}},
            },
        }
    },
    "components": {
        "securitySchemes": {
            "key": {"type": "http", "scheme": "bearer"},
            "oauth": {
                "type": "oauth2",
                "flows": {"clientCredentials": {"tokenUrl": "https://api.example/token", "scopes": {"read": "reads"}}},
            },
        }
    },
}


def compared(change: Callable[[dict[str, Any], dict[str, Any]], Any], old: dict[str, Any] = DOCUMENT) -> list[Finding]:
    """What is said of a change, which is given the document and its operation."""
    new = copy.deepcopy(old)
    change(new, new["paths"]["/things/{thing_id}"]["get"])
    return diff(old, new)


def rules(found: list[Finding]) -> list[tuple[str, str]]:
    """Rules and classes."""
    return [(each.rule, each.kind) for each in found]


def at(path: str) -> dict[str, Any]:
    """The document with its operation at another path."""
    new = copy.deepcopy(DOCUMENT)
    new["paths"] = {path: new["paths"].pop("/things/{thing_id}")}
    return new


def test_a_variable_of_a_path_may_be_renamed_in_place() -> None:
    """The address stays; who calls by name breaks; and what changed beside is told of the same parameter."""
    new = at("/things/{id}")
    new["paths"]["/things/{id}"]["parameters"][0].update(name="id", schema={"type": "integer"})
    found = diff(DOCUMENT, new)
    assert rules(found) == [("path-parameter-renamed", "breaking"), ("type-changed", "breaking")]
    assert {each.operation for each in found} == {"GET /things/{id}"}
    assert found[0].sentence == (
        "The variable `thing_id` of the path is now called `id`: "
        "the address stays, but calls of the generated client name it."
    )


def test_an_operation_that_moves_is_known_by_its_id() -> None:
    """And compared where it went; without an id, one is gone and another is new."""
    new = at("/v2/things/{thing_id}")
    new["paths"]["/v2/things/{thing_id}"]["get"]["summary"] = "Anew"
    found = diff(DOCUMENT, new)
    assert rules(found) == [("operation-moved", "breaking"), ("summary-changed", "text")]
    assert {(each.operation, each.operation_id) for each in found} == {("GET /v2/things/{thing_id}", "get_thing")}
    del new["paths"]["/v2/things/{thing_id}"]["get"]["operationId"]
    found = diff(DOCUMENT, new)
    assert rules(found) == [("operation-added", "additive"), ("operation-removed", "breaking")]
    assert [each.operation_id for each in found] == [None, "get_thing"]


def test_the_id_of_an_operation_is_that_of_the_new_document() -> None:
    """Or of the old one, where the new one has none."""
    renamed = compared(lambda _, operation: operation.update(operationId="thing"))
    assert [(each.rule, each.operation_id) for each in renamed] == [("operation-id-changed", "thing")]
    assert [each.operation_id for each in compared(lambda _, operation: operation.pop("operationId"))] == ["get_thing"]


def parameter(**changed: Any) -> Callable[[dict[str, Any], dict[str, Any]], None]:
    """A change of the query parameter."""
    return lambda _, operation: operation["parameters"][0].update(changed)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (parameter(style="pipeDelimited"), [("parameter-style-changed", "breaking")]),
        (parameter(style="form"), []),
        (parameter(explode=False), [("parameter-explode-changed", "breaking")]),
        (parameter(allowReserved=True), [("parameter-encoding-changed", "breaking")]),
        (parameter(allowEmptyValue=True), [("empty-value-allowed", "additive")]),
        (parameter(**{"in": "header"}, style="form", explode=True), [("parameter-moved", "breaking")]),
        (parameter(name="parts"), [("parameter-removed", "breaking"), ("parameter-added", "additive")]),
        (parameter(**{"x-origin": "a", "example": "b"}), [("extension-changed", "text"), ("example-changed", "text")]),
    ],
)
def test_how_a_parameter_is_written_counts(change: Any, found: list[tuple[str, str]]) -> None:
    """Where a server would read something else."""
    assert rules(compared(change)) == found


def test_of_a_single_value_it_does_not_matter_whether_parts_are_apart() -> None:
    """There are no parts."""
    single = copy.deepcopy(DOCUMENT)
    single["paths"]["/things/{thing_id}"]["get"]["parameters"][0]["schema"] = {"type": "integer"}
    assert compared(parameter(explode=False), single) == []


def test_a_parameter_that_is_written_as_a_document_is_compared_with_its_schema() -> None:
    """Though it is no longer written as before."""
    found = compared(
        lambda _, operation: operation["parameters"].__setitem__(
            0, {"name": "fields", "in": "query", "content": {"application/json": {"schema": TEXTS}}}
        )
    )
    assert rules(found) == [("parameter-encoding-changed", "breaking"), ("type-changed", "breaking")]


def test_a_renamed_parameter_is_guessed_by_its_schema() -> None:
    """In the sentences of both."""
    gone, new = compared(parameter(name="parts"))
    assert gone.sentence == (
        "The parameter `fields` is gone: a call that still sends it may get other numbers; "
        "it was probably renamed to `parts`, which has the same schema."
    )
    assert new.sentence.endswith("it is probably `fields` under another name.")
    assert (gone.place, new.place) == ("parameter fields (query)", "parameter parts (query)")


def test_what_a_parameter_and_its_schema_say_alike_is_told_once() -> None:
    """As generators of documents write descriptions twice."""
    found = compared(parameter(description="Which", schema={"type": "array", "items": TEXTS, "description": "Which"}))
    assert rules(found) == [("description-changed", "text")]


def test_a_variable_of_a_path_is_always_required() -> None:
    """Whether the document says so or not."""
    silent = copy.deepcopy(DOCUMENT)
    del silent["paths"]["/things/{thing_id}"]["parameters"][0]["required"]
    assert diff(DOCUMENT, silent) == diff(silent, DOCUMENT) == []


def test_headers_that_are_described_elsewhere_are_no_parameters() -> None:
    """The specification ignores them; other names of headers are the same in capitals."""
    for name in ("Accept", "content-type", "Authorization"):
        header = {"name": name, "in": "header", "required": True, "schema": TEXTS}

        def add(_: dict[str, Any], operation: dict[str, Any], header: dict[str, Any] = header) -> None:
            operation["parameters"].append(header)

        assert compared(add) == []
    with_header = copy.deepcopy(DOCUMENT)
    with_header["paths"]["/things/{thing_id}"]["get"]["parameters"][0].update({"name": "X-A", "in": "header"})
    assert compared(parameter(name="x-a"), with_header) == []


@pytest.mark.parametrize(
    ("security", "found"),
    [
        ([{"oauth": ["read"]}, {"key": []}], []),
        ([{"key": []}], [("security-alternative-removed", "breaking")]),
        ([{"key": []}, {"oauth": []}], [("security-scope-removed", "additive")]),
        (
            [{"key": []}, {"oauth": ["write"]}],
            [("security-scope-added", "breaking"), ("security-scope-removed", "additive")],
        ),
        (
            [{"key": [], "oauth": ["read"]}],
            [("security-alternative-removed", "breaking")] * 2 + [("security-alternative-added", "additive")],
        ),
        ([], [("security-alternative-removed", "additive")] * 2 + [("security-alternative-added", "additive")]),
        ([{}], [("security-alternative-removed", "additive")] * 2 + [("security-alternative-added", "additive")]),
    ],
)
def test_credentials_are_alternatives(security: list[Any], found: list[tuple[str, str]]) -> None:
    """Whoever needs none any more can go on sending one."""
    assert rules(compared(lambda _, operation: operation.update(security=security))) == found


def test_a_scheme_is_what_it_is_and_not_what_it_is_called() -> None:
    """Another definition under the name breaks, and words of it are words."""

    def basic(document: dict[str, Any], _: Any) -> None:
        document["components"]["securitySchemes"]["key"]["scheme"] = "basic"

    def capitals(document: dict[str, Any], _: Any) -> None:
        document["components"]["securitySchemes"]["key"]["scheme"] = "Bearer"

    def scope(document: dict[str, Any], _: Any) -> None:
        flow = document["components"]["securitySchemes"]["oauth"]["flows"]["clientCredentials"]
        flow["scopes"] = {"read": "reads all", "more": "reads more"}

    assert rules(compared(basic)) == [("security-scheme-changed", "breaking")]
    assert compared(capitals) == []
    assert rules(compared(scope)) == [("description-changed", "text")]


@pytest.mark.parametrize(
    ("servers", "found"),
    [
        ([{"url": "https://api.example/"}], []),
        ([{"url": "https://api.example"}, {"url": "https://eu.example"}], [("server-added", "additive")]),
        ([{"url": "https://eu.example"}], [("server-changed", "breaking")]),
        ([{"url": "https://api.example", "description": "The one"}], [("description-changed", "text")]),
        ([], [("server-changed", "breaking")]),
    ],
)
def test_servers_are_told_once_for_all_operations(servers: list[Any], found: list[tuple[str, str]]) -> None:
    """Unless an operation has its own."""
    told = compared(lambda document, _: document.update(servers=servers))
    assert rules(told) == found
    assert {each.operation for each in told} <= {None}
    own = copy.deepcopy(DOCUMENT)
    own["paths"]["/things/{thing_id}"]["get"]["servers"] = [{"url": "https://own.example"}]
    assert "breaking" not in {each.kind for each in compared(lambda document, _: document.update(servers=servers), own)}


@pytest.mark.parametrize(
    ("status", "found"),
    [("201", "success-status"), ("302", "success-status"), ("2XX", "success-status"), ("default", "error-status")],
)
def test_a_new_success_is_an_answer_that_the_client_does_not_know(status: str, found: str) -> None:
    """A further error is one of those that it has to expect."""
    old = copy.deepcopy(DOCUMENT)
    old["paths"]["/things/{thing_id}"]["get"]["responses"][status] = {"description": "Another"}
    kind = "breaking" if found == "success-status" else "additive"
    assert rules(diff(DOCUMENT, old)) == [(f"{found}-added", kind)]
    assert rules(diff(old, DOCUMENT)) == [(f"{found}-removed", kind)]


def test_links_encodings_and_callbacks_are_seen() -> None:
    """No difference is passed over in silence."""
    body = {"content": {"multipart/form-data": {"schema": {"type": "object"}, "encoding": {"a": {"style": "form"}}}}}
    old = copy.deepcopy(DOCUMENT)
    old["paths"]["/things/{thing_id}"]["get"].update(requestBody=body, callbacks={"done": {"{$url}": {"post": {}}}})

    def changed(_: Any, operation: dict[str, Any]) -> None:
        operation["requestBody"] = copy.deepcopy(body)
        operation["requestBody"]["content"]["multipart/form-data"]["encoding"] = {"a": {"contentType": "text/csv"}}
        operation["responses"]["200"]["links"] = {"next": {"operationId": "get_thing"}}
        operation["callbacks"]["done"]["{$url}"]["post"]["requestBody"] = {"content": {}}

    assert {*rules(compared(changed, old))} == {
        ("encoding-changed", "breaking"),
        ("annotation-changed", "text"),
        ("callback-changed", "breaking"),
    }


def test_webhooks_are_compared_but_for_words_and_references() -> None:
    """Those who wait for them are callers as well."""
    old = {
        **DOCUMENT,
        "webhooks": {
            "made": {"post": {"requestBody": {"content": {"a/b": {"schema": {"$ref": "#/components/schemas/A"}}}}}}
        },
        "components": {**DOCUMENT["components"], "schemas": {"A": {"type": "object", "properties": {"title": TEXTS}}}},
    }
    same = copy.deepcopy(old)
    inline = {"type": "object", "properties": {"title": TEXTS}, "description": "In words"}
    same["webhooks"]["made"]["post"]["requestBody"]["content"]["a/b"]["schema"] = inline
    assert diff(old, same) == []
    inline["properties"] = {"title": {"type": "integer"}}
    assert rules(diff(old, same)) == [("webhook-changed", "breaking")]
    assert rules(diff(old, {**old, "webhooks": {}})) == [("webhook-removed", "breaking")]
    assert rules(diff({**old, "webhooks": {}}, old)) == [("webhook-added", "additive")]


def test_openapi_3_0_says_the_same_in_other_words() -> None:
    """Null, exclusive bounds, and what stands beside a reference, which it ignores."""

    def document(version: str, schema: Any) -> dict[str, Any]:
        new = copy.deepcopy(DOCUMENT)
        content = new["paths"]["/things/{thing_id}"]["get"]["responses"]["200"]["content"]
        content["application/json"]["schema"] = schema
        schemas = {"A": {"type": "object", "properties": {"a": TEXTS}}}
        return {**new, "openapi": version, "components": {**new["components"], "schemas": schemas}}

    reference = {"$ref": "#/components/schemas/A"}
    for older, newer in (
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"allOf": [reference], "nullable": True}, {"anyOf": [reference, {"type": "null"}]}),
        ({"type": "string", "enum": ["a"], "nullable": True}, {"anyOf": [{"const": "a"}, {"type": "null"}]}),
        ({"type": "number", "minimum": 1, "exclusiveMinimum": True}, {"type": "number", "exclusiveMinimum": 1}),
        ({**reference, "description": "ignored", "nullable": True}, reference),
    ):
        found = diff(document("3.0.3", older), document("3.1.0", newer))
        assert rules(found) == [("openapi-version-changed", "text")], (older, found)
    beside = diff(
        document("3.1.0", reference), document("3.1.0", {**reference, "description": "seen", "maxProperties": 1})
    )
    assert rules(beside) == [("description-changed", "text"), ("max-properties-added", "additive")]


def test_the_order_of_findings_is_stable() -> None:
    """First the document, then its operations as the new one has them, then what is gone."""

    def changed(document: dict[str, Any], operation: dict[str, Any]) -> None:
        document["info"]["version"] = "2"
        operation["summary"] = "Anew"
        document["paths"] = {"/new": {"get": {"responses": {}}}, **document["paths"]}

    old = copy.deepcopy(DOCUMENT)
    old["paths"]["/old"] = {"get": {"responses": {}}}
    new = copy.deepcopy(old)
    changed(new, new["paths"]["/things/{thing_id}"]["get"])
    del new["paths"]["/old"]
    assert [each.operation for each in diff(old, new)] == [None, "GET /things/{thing_id}", "GET /new", "GET /old"]
