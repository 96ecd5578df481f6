"""What the generator refuses by itself, named by operation; and what is no matter of one operation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError

from specs.pipeline import layout
from specs.pipeline.limits import NOWHERE, limits

from .trying import DATE, INTEGER, NULL, TEXT, Tried, array, fields, json_of, of, one_of, trying, trying_all


def answering(schema: Any) -> dict[str, Any]:
    return {"responses": {"200": {"description": "d", "content": json_of(schema)}}}


def taking(media_type: str, schema: Any) -> dict[str, Any]:
    return {"requestBody": {"content": {media_type: {"schema": schema}}}}


def asking(schema: Any, location: str = "query", name: str = "p") -> dict[str, Any]:
    required = {"required": True} if location == "path" else {}
    return {"parameters": [{"name": name, "in": location, "schema": schema, **required}]}


LOUD: Final[dict[str, dict[str, Any]]] = {
    "a body of text": taking("text/plain", TEXT),
    "a body of lines": taking("application/x-ndjson", TEXT),
    "an answer of lines": {"responses": {"200": {"description": "d", "content": {"application/x-ndjson": {}}}}},
    "an array of nothing said": answering({"type": "array"}),
    "values of several types": answering(fields(x={"enum": ["a", 1]})),
    "all of what contradicts itself": answering({"allOf": [fields(x=TEXT), fields(x=INTEGER)]}),
    "a default that is no value": asking(of("string", enum=["a"], default="b")),
    "an array in a header": asking(array(TEXT), "header"),
    "an instant in a header": asking(of("string", format="date-time"), "header"),
    "null in the path": asking(one_of(TEXT, NULL), "path"),
    "a schema that is true": answering(fields(x=True)),
    "items that are true": answering(array(True)),
    "a reference into a schema": answering({"$ref": "#/components/schemas/Own/properties/x"}),
    "two classes of one name": answering({"$ref": "#/components/schemas/AskResponse200"})
    | asking(TEXT)
    | {"responses": {"200": {"description": "d", "content": json_of(fields(x=TEXT))}}},
}
OWN: Final = {"schemas": {"Own": fields(x=TEXT), "AskResponse200": fields(x=INTEGER)}}


@pytest.mark.parametrize("name", LOUD)
def test_what_the_generator_refuses_is_named_by_operation(name: str, tmp_path: Path) -> None:
    """Its own words are kept, without the names of its own classes."""
    path = "/a/{p}" if "path" in name else "/a"
    tried = trying(tmp_path, LOUD[name], method="post", path=path, components=OWN)
    assert tried.said
    assert {each.operation for each in tried.all_limits} == {f"POST {path} (ask)"}
    assert all("openapi_python_client" not in each.sentence for each in tried.all_limits)
    assert all(each.sentence.startswith("the generator ") for each in tried.all_limits)


def test_a_schema_that_is_refused_is_named_by_the_operations_that_reach_it(tmp_path: Path) -> None:
    """The generator names the schema alone, and the schemas that fall with it."""
    schemas = {
        "Bad": fields(x={"enum": ["a", 1]}),
        "Outer": fields(bad=array({"$ref": "#/components/schemas/Bad"})),
        "Good": fields(x=DATE),
    }
    operations = {
        "first": ("get", "/first", answering({"$ref": "#/components/schemas/Outer"})),
        "second": ("post", "/second", taking("application/json", {"$ref": "#/components/schemas/Bad"})),
        "fourth": ("get", "/fourth", asking(array({"$ref": "#/components/schemas/Bad"}))),
        "third": ("get", "/third", answering({"$ref": "#/components/schemas/Good"})),
    }
    tried = trying_all(tmp_path, operations, {"schemas": schemas})["first"]
    assert tried.said
    assert {each.operation for each in tried.all_limits} == {
        "GET /first (first)",
        "POST /second (second)",
        "GET /fourth (fourth)",
    }
    assert "/components/schemas/Bad" in {each.pointer for each in tried.all_limits}


def test_a_schema_that_nobody_reaches_is_told_too(tmp_path: Path) -> None:
    """The generator would warn of it, which stops the build."""
    tried = trying(tmp_path, {}, components={"schemas": {"Bad": {"enum": ["a", 1]}}})
    assert tried.said
    assert {(each.operation, each.pointer) for each in tried.all_limits} == {(NOWHERE, "/components/schemas/Bad")}


@pytest.mark.parametrize("breaks", [True, False])
def test_a_generator_that_breaks_off_is_told(breaks: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is known of the operations then, so none of them may pass."""
    tried = trying(tmp_path, {})

    def from_dict(*_: object, **__: object) -> GeneratorError:
        if breaks:
            raise RecursionError("too deep")
        return GeneratorError(detail="I will not")

    monkeypatch.setattr(GeneratorData, "from_dict", from_dict)
    (found,) = limits(tried.document)
    assert found.operation == NOWHERE
    said = "the generator breaks off: RecursionError: too deep"
    assert found.sentence == (
        said if breaks else "the generator refuses the document: Unable to generate the client I will not"
    )


@pytest.mark.parametrize("ids", [("get_it", "get_it"), ("getIt", "get_it"), ("get__it", "get_it_")])
def test_operations_of_one_module_are_both_named(ids: tuple[str, str], tmp_path: Path) -> None:
    """One of them would be left, with success."""
    document = two(ids, ("same", "same"), tmp_path).document
    found = limits(document)
    assert [each.operation for each in found] == [f"GET /a ({ids[0]})", f"GET /b ({ids[1]})"]
    assert {each.sentence for each in found} == {"2 operations are written to one module, same/get_it; one is left"}


def test_operations_of_one_name_in_two_folders_are_no_limit(tmp_path: Path) -> None:
    """Each has its own module."""
    assert limits(two(("get_it", "getIt"), ("one", "other"), tmp_path).document) == []


def two(ids: tuple[str, str], tags: tuple[str, str], folder: Path) -> Tried:
    """A document of two operations."""
    tried = trying(folder, answering(TEXT))
    item = tried.document["paths"]["/a"]["get"]
    paths = {path: {"get": {**item, "operationId": name, "tags": [tag]}}
             for path, name, tag in zip(("/a", "/b"), ids, tags, strict=True)}  # fmt: skip
    tried.document["paths"] = paths
    return tried


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_the_own_documents_have_no_limit(version: str) -> None:
    """They are built from, so whatever was found there would be a false alarm."""
    document = json.loads((layout.ROOT / layout.resolved(version)).read_text("utf-8"))
    assert limits(document) == []


def test_a_limit_is_one_line(tmp_path: Path) -> None:
    """Operation, sentence and place."""
    tried = trying(tmp_path, asking(array(array(TEXT))))
    assert [str(each) for each in tried.limits] == [
        "GET /a (ask): the query parameter p is an array of arrays or objects, which are sent as Python prints them "
        "(/paths/~1a/get/parameters/0)"
    ]
