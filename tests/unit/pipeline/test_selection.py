"""The selection takes what its rules match, with what that needs, and lists everything else."""

from pathlib import Path

import pytest

from specs.pipeline import build, layout, selection, tree, yaml12
from specs.pipeline.errors import PipelineError
from specs.pipeline.tree import Json
from tests.unit.pipeline import samples, vendor


def _operation(operation_id: str, *tags: str, **more: Json) -> dict[str, Json]:
    return {"operationId": operation_id, "tags": [*tags], "responses": {"200": {"description": "ok"}}, **more}


def _schema(name: str) -> dict[str, Json]:
    return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}


DOCUMENT: dict[str, Json] = {
    "openapi": "3.1.0",
    "info": {"title": "All", "version": "1"},
    "security": [{"key": []}],
    "tags": [{"name": "usage", "description": "Usage"}, {"name": "sessions"}],
    "paths": {
        "x-note": "theirs",
        "/v7/usage/{user_id}": {
            "summary": "Usage",
            "parameters": [{"$ref": "#/components/parameters/User"}],
            "post": _operation("write_usage", "usage", requestBody=_schema("Body")),
            "get": _operation("read_usage", "usage", responses={"200": {**_schema("Usage"), "description": "ok"}}),
        },
        "/v7/sessions": {"get": _operation("list_sessions", "sessions", security=[{"other": []}])},
        "/v7/me": {"get": _operation("me")},
    },
    "webhooks": {"done": {"post": _operation("done")}},
    "components": {
        "parameters": {
            "User": {"name": "user_id", "in": "path", "required": True, "schema": {"$ref": "#/components/schemas/Id"}},
            "Unused": {"name": "x", "in": "query", "schema": {"type": "string"}},
        },
        "schemas": {
            "Usage": {
                "oneOf": [{"$ref": "#/components/schemas/A"}],
                "discriminator": {
                    "propertyName": "kind",
                    "mapping": {"a": "#/components/schemas/A", "b": "B", "c": "#/components/schemas/C~1D"},
                },
            },
            "A": {"properties": {"again": {"$ref": "#/components/schemas/Usage"}}},
            "B": {"type": "object"},
            "C/D": {"type": "object"},
            "Id": {"type": "string"},
            "Body": {"type": "object"},
        },
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}, "other": {"type": "http", "scheme": "basic"}},
        "examples": {"one": {"value": 1}},
        "x-ours": {"kept": True},
    },
}


def _rules(tmp_path: Path, *rules: Json) -> tuple[selection.Rule, ...]:
    samples.write(tmp_path / layout.SELECTION, yaml12.dump({"take": [*rules]}, "a sample"))
    return selection.read(tmp_path)


def _taken(tmp_path: Path, *rules: Json) -> tuple[str, ...]:
    return selection.select(DOCUMENT, _rules(tmp_path, *rules)).taken


def test_what_is_taken_keeps_its_words_with_just_what_it_needs(tmp_path: Path) -> None:
    """References are followed, through mappings of discriminators too; everything else is left out and listed."""
    found = selection.select(DOCUMENT, _rules(tmp_path, {"method": "get", "tag": "usage"}))
    assert found.taken == ("GET /v7/usage/{user_id}",)
    assert found.left == ("POST /v7/usage/{user_id}", "GET /v7/sessions", "GET /v7/me", "webhook done")
    components = vendor.part(DOCUMENT, "components")
    item = vendor.part(DOCUMENT, "paths", "/v7/usage/{user_id}")
    assert found.document == {
        "openapi": "3.1.0",
        "info": {"title": "All", "version": "1"},
        "security": [{"key": []}],
        "tags": [{"name": "usage", "description": "Usage"}],
        "paths": {
            "x-note": "theirs",
            "/v7/usage/{user_id}": {key: value for key, value in item.items() if key != "post"},
        },
        "components": {
            "parameters": {"User": vendor.part(components, "parameters")["User"]},
            "schemas": {name: part for name, part in vendor.part(components, "schemas").items() if name != "Body"},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "x-ours": {"kept": True},
        },
    }


def test_children_of_a_discriminator_are_kept_with_their_parent(tmp_path: Path) -> None:
    """Nothing but their own allOf tells of them; children of another are not needed."""
    children: dict[str, Json] = {
        "Child": {"allOf": [{"$ref": "#/components/schemas/Usage"}, {"$ref": "#/components/schemas/Beside"}]},
        "Grandchild": {"allOf": [{"$ref": "#/components/schemas/Child"}]},
        "Beside": {"type": "object"},
        "Stranger": {"allOf": [{"$ref": "#/components/schemas/Body"}]},
        "Extension": {"allOf": [{"$ref": "#/components/schemas/B"}]},
        "Holder": {"allOf": [{"properties": {"usage": {"$ref": "#/components/schemas/Usage"}}}]},
        "Both": {"allOf": [{"$ref": "#/components/schemas/B", "not": {"$ref": "#/components/schemas/Usage"}}]},
        "Elsewhere": {"discriminator": {"propertyName": "kind"}},
        "Orphan": {"allOf": [{"$ref": "#/components/schemas/Elsewhere"}]},
        "Ring": {"allOf": [{"$ref": "#/components/schemas/Ring"}]},
        "Round": {"allOf": [{"$ref": "#/components/schemas/Ring"}]},
    }
    schemas = {**vendor.part(DOCUMENT, "components", "schemas"), **children}
    document: dict[str, Json] = {**DOCUMENT, "components": {**vendor.part(DOCUMENT, "components"), "schemas": schemas}}
    rules = _rules(tmp_path, {"method": "get", "tag": "usage"})
    found = selection.select(document, rules, beside=[("schemas", "Ring")])
    kept = {*vendor.part(found.document, "components", "schemas")}
    assert kept & {"Body", *children} == {"Child", "Grandchild", "Beside", "Ring"}


def test_what_an_example_looks_like_it_refers_to_is_not_kept(tmp_path: Path) -> None:
    """It is data; but a field of any name is followed."""
    example: dict[str, Json] = {"$ref": "#/components/schemas/Body"}
    media: dict[str, Json] = {
        "example": example,
        "schema": {"properties": {"properties": {"$ref": "#/components/schemas/Default"}}},
    }
    read = _operation("me", "read", responses={"200": {"description": "ok", "content": {"application/json": media}}})
    schemas: dict[str, Json] = {"Body": {}, "Default": {"properties": {"default": {"$ref": "#/components/schemas/Id"}}}}
    schemas["Id"] = {"default": example}
    document: dict[str, Json] = {"paths": {"/v7/me": {"get": read}}, "components": {"schemas": schemas}}
    found = selection.select(document, _rules(tmp_path, {"tag": "read"}))
    assert [*vendor.part(found.document, "components", "schemas")] == ["Default", "Id"]


def test_a_path_without_an_operation_is_listed(tmp_path: Path) -> None:
    """Nothing of a document goes without a word."""
    document: dict[str, Json] = {
        **DOCUMENT,
        "paths": {**vendor.part(DOCUMENT, "paths"), "/v7/empty": {"summary": "Later"}, "x-more": {}},
    }
    left = selection.select(document, _rules(tmp_path, {"tag": "usage"})).left
    assert [name for name in left if name.startswith("path ")] == ["path /v7/empty, without an operation"]


def test_a_security_scheme_of_an_operation_is_kept(tmp_path: Path) -> None:
    """It is referred to by its name alone."""
    found = selection.select(DOCUMENT, _rules(tmp_path, {"tag": "sessions"}))
    assert sorted(vendor.part(found.document, "components", "securitySchemes")) == ["key", "other"]


def test_a_rule_wants_all_that_it_names_and_one_rule_is_enough(tmp_path: Path) -> None:
    """Methods in any case, several values, and a parameter of any name in a path."""
    path: dict[str, Json] = {"path": ["/v7/usage/{}", "/v7/me"]}
    assert _taken(tmp_path, {"tag": "usage"}) == ("GET /v7/usage/{user_id}", "POST /v7/usage/{user_id}")
    assert _taken(tmp_path, {**path, "method": "GET"}) == ("GET /v7/usage/{user_id}", "GET /v7/me")
    assert _taken(tmp_path, {**path, "tag": ["usage", "other"], "method": ["post"]}) == ("POST /v7/usage/{user_id}",)
    assert _taken(tmp_path, {"path": "/v7/usage/{id}", "method": "get"}) == ("GET /v7/usage/{user_id}",)
    assert _taken(tmp_path, {"path": "/v7/usage/x"}) == ()
    assert _taken(tmp_path, {"tag": "sessions"}, {"path": "/v7/me"}) == ("GET /v7/sessions", "GET /v7/me")


def test_the_document_itself_is_not_changed(tmp_path: Path) -> None:
    """The whole is needed again, to be counted."""
    before = tree.digest(DOCUMENT)
    selection.select(DOCUMENT, _rules(tmp_path, {"tag": "usage"}))
    assert tree.digest(DOCUMENT) == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "is missing; it says which operations are taken in"),
        ("take: []", "holds no rules"),
        ("take: {}", "holds no rules"),
        ("[]", "holds no rules"),
        ("take: [{tag: a}]\nleave: []", "holds no rules; expected a list below the one key take"),
        ("take: [{}]", "rule 1 must name a method, a tag or a path"),
        ("take: [{description: all}]", "rule 1 must name"),
        ("take: [{tag: a}, {tags: a}]", "rule 2 must name"),
        ("take: [a]", "rule 1 must name"),
        ("take: [{tag: []}]", "rule 1: tag is no text"),
        ("take: [{tag: [a, a]}]", "rule 1: tag is no text"),
        ("take: [{path: 1}]", "rule 1: path is no text"),
        ("take: [{method: ''}]", "rule 1: method is no text"),
        ("take: [", "is not strict YAML"),
        (b"take: \xff", "is not UTF-8"),
    ],
)
def test_a_selection_that_says_nothing_or_too_much_is_refused(
    tmp_path: Path, text: str | bytes | None, said: str
) -> None:
    """A wish that is not understood would leave operations out in silence."""
    if text is not None:
        file = samples.write(tmp_path / layout.SELECTION, "")
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(PipelineError) as caught:
        selection.read(tmp_path)
    assert str(caught.value).startswith("specs/selection.yaml")
    assert said in str(caught.value)


def test_the_real_selection_takes_every_operation_that_the_overlay_documents_add() -> None:
    """So the vendor's own copy of one is taken in when it comes, in place of ours."""
    rules = selection.read(samples.ROOT)
    for version in vendor.NAMES:
        document = vendor.real().resolved(version)
        assert selection.select(document, rules).left == ()


def test_what_is_left_out_stands_in_the_lock(tmp_path: Path) -> None:
    """A whole document that holds more than usage gives the same client, and says what it does not hold."""
    document = vendor.real().published("v2")
    vendor.part(document, "paths")["/v2/sessions"] = {
        "get": _operation("list_sessions", "sessions"),
        "post": _operation("start_session", "sessions"),
    }
    found = build.resolve(vendor.project(tmp_path, vendor.real(), v2=document))["v2"]
    assert found.left == ("GET /v2/sessions", "POST /v2/sessions")
    assert tree.same(found.document, vendor.real().resolved("v2"))
