"""A resolved document is refused by name if an operation would be lost from it, or if it is invalid."""

import copy

import pytest

from specs.pipeline import check, references
from specs.pipeline.errors import PipelineError
from specs.pipeline.tree import Json, Location, at
from tests.unit.pipeline import samples
from tests.unit.pipeline.samples import PATH_PARAMETER, THING, THINGS, operation

_THINGS: Location = ("paths", THINGS, "get")
_SCHEMA: Location = ("components", "schemas", "Thing")


def _document() -> dict[str, Json]:
    return samples.document(
        {
            THINGS: {"get": operation("list_things")},
            THING: {"get": operation("get_thing", copy.deepcopy(PATH_PARAMETER))},
        }
    )


def _refusal(document: dict[str, Json]) -> str:
    with pytest.raises(PipelineError) as caught:
        check.check(document, "the resolved v7 document")
    assert str(caught.value).startswith("the resolved v7 document")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def _set(document: dict[str, Json], place: Location, value: Json) -> dict[str, Json]:
    holder = at(document, place[:-1])
    assert isinstance(holder, dict)
    holder[str(place[-1])] = value
    return document


def test_a_sound_document_passes() -> None:
    """Its operations are listed by their ids, in order."""
    check.check(_document(), "it")
    assert check.operation_ids(_document()) == ["list_things", "get_thing"]


@pytest.mark.parametrize(
    "parameters",
    [[], [{**PATH_PARAMETER, "in": "query"}], [{**PATH_PARAMETER, "name": "id"}]],
    ids=["none", "in the query", "another name"],
)
def test_an_undeclared_path_parameter_names_the_operation(parameters: Json) -> None:
    """The sentence holds method, path, operation id and parameter, and says what mends it."""
    message = _refusal(_set(_document(), ("paths", THING, "get", "parameters"), parameters))
    assert "GET /v7/things/{thing_id} (get_thing) does not declare its path parameter thing_id" in message
    assert "overlay action" in message


def test_a_path_parameter_may_be_declared_for_the_path_or_by_reference() -> None:
    """Each of the ways in which OpenAPI declares a parameter counts."""
    for_path = _set(_document(), ("paths", THING), {"parameters": [PATH_PARAMETER], "get": operation("get_thing")})
    check.check(for_path, "it")
    referred = _set(_document(), ("components", "parameters"), {"Id": PATH_PARAMETER})
    check.check(_set(referred, ("paths", THING, "get", "parameters"), [{"$ref": "#/components/parameters/Id"}]), "it")


def test_a_doubled_operation_id_names_both_operations() -> None:
    """One of the two would overwrite the other."""
    message = _refusal(_set(_document(), ("paths", THING, "get", "operationId"), "list_things"))
    assert "GET /v7/things/{thing_id} (list_things) has the same operationId as GET /v7/things" in message


@pytest.mark.parametrize("method", ["put", "post", "delete", "options", "head", "patch", "trace"])
def test_an_operation_that_may_write_is_refused(method: str) -> None:
    """Only GET is taken in."""
    message = _refusal(_set(_document(), ("paths", THINGS, method), operation("change_things")))
    assert f"{method.upper()} /v7/things (change_things) is not read-only" in message


@pytest.mark.parametrize("operation_id", [None, "", "list-things", "1things", 7])
def test_an_operation_without_a_usable_id_is_named(operation_id: Json) -> None:
    """The id becomes the name of a module."""
    message = _refusal(_set(_document(), (*_THINGS, "operationId"), operation_id))
    assert "GET /v7/things has no operationId that can name a module" in message


@pytest.mark.parametrize("paths", [{}, None, {THINGS: None}, {THINGS: {"summary": "x"}}])
def test_a_document_without_an_operation_is_refused(paths: Json) -> None:
    """Nothing to generate is an error."""
    assert "holds no operation" in _refusal({**_document(), "paths": paths})


@pytest.mark.parametrize(
    ("place", "value", "named"),
    [
        (("info", "version"), 1, "at /info/version:"),
        ((*_THINGS, "responses", "200"), {"content": {}}, "at /paths/~1v7~1things/get/responses/200:"),
        ((*_THINGS, "tags"), "things", "at /paths/~1v7~1things/get/tags:"),
        (("paths", "/v7/empty"), None, "at /paths/~1v7~1empty:"),
        (("info",), None, "at /info:"),
        (("openapi",), "2.0", "at /openapi:"),
        ((*_SCHEMA, "type"), "thing", "at /components/schemas/Thing/type:"),
        ((*_SCHEMA, "properties", "title", "type"), "x", "at /components/schemas/Thing/properties/title/type:"),
        ((*_SCHEMA, "default"), 1, "at /components/schemas/Thing:"),
        ((*_THINGS, "parameters"), [{"in": "query", "name": "a", "schema": {}}] * 2, "at /paths/~1v7~1things:"),
        ((*_THINGS, "parameters"), [{"in": "path"}], "at /paths/~1v7~1things/get/parameters/0:"),
        ((*_THINGS, "parameters"), [PATH_PARAMETER], "at /paths/~1v7~1things:"),
        (("tags",), [{"name": "a"}, {"name": "a"}], "at its root: Duplicate tag"),
    ],
)
def test_an_invalid_document_names_the_pointer(place: Location, value: Json, named: str) -> None:
    """The place in the document is told, also where the validator counts from a schema."""
    assert named in _refusal(_set(_document(), place, value))


def test_a_document_without_components_is_checked_as_well() -> None:
    """Components are optional."""
    document = _document()
    del document["components"]
    for path in (THINGS, THING):
        _set(document, ("paths", path, "get", "responses"), {"200": {"description": "Nothing"}})
    check.check(document, "it")


@pytest.mark.parametrize(
    "reference",
    [
        "#/components/schemas/Gone",
        "#/components/schemas/Thing/properties/title/type/x",
        "#/paths/~1v7~1things/get/tags/x",
        "#Thing",
        "other.yaml#/components/schemas/Thing",
        "http://127.0.0.1:9/thing.json",
        "file:///etc/hostname",
    ],
)
def test_a_reference_out_of_the_document_or_to_nowhere_is_named(reference: str) -> None:
    """Nothing is fetched; the place of the reference is told."""
    message = _refusal(_set(_document(), (*_SCHEMA, "items"), {"$ref": reference}))
    assert f"/components/schemas/Thing/items/$ref leads nowhere in the document: {reference}" in message


def test_a_reference_in_a_list_counts_as_well() -> None:
    """Every place of the document is walked."""
    either: Json = [{"type": "null"}, {"$ref": "other.yaml"}]
    message = _refusal(_set(_document(), (*_SCHEMA, "properties", "title"), {"anyOf": either}))
    assert "/components/schemas/Thing/properties/title/anyOf/1/$ref leads nowhere" in message


def test_references_are_followed_through_their_escapes() -> None:
    """Slashes, tildes and percent signs are undone in the right order."""
    document: Json = {"a/b": {"~1": [{"{c}": 1}]}}
    assert references.follow(document, "#/a~1b/~01/0/%7Bc%7D") == 1
    assert references.follow(document, "#") == document


def test_a_schema_may_hold_itself() -> None:
    """A tree is no endless schema."""
    children: Json = {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}
    check.check(_set(_document(), (*_SCHEMA, "properties", "children"), children), "it")


def test_a_schema_that_is_nothing_but_itself_is_refused() -> None:
    """A reference that leads back to itself is an error, not a crash."""
    message = _refusal(_set(_document(), _SCHEMA, {"$ref": "#/components/schemas/Thing"}))
    assert "consists of itself" in message
