"""Sources are pages or whole documents, and whole documents agree in every language."""

from pathlib import Path

import pytest

from specs.pipeline import sources, whole
from specs.pipeline.errors import PipelineError
from specs.pipeline.tree import Json
from tests.unit.pipeline import samples, vendor

ENGLISH, JAPANESE = "docs.example.com/v7-openapi.yaml", "docs.example.com/ja/v7-openapi.yaml"


def _document(**info: Json) -> dict[str, Json]:
    found = samples.fragment()
    vendor.part(found, "info").update(info)
    return found


def _written(document: Json) -> bytes:
    return vendor.dumped(document)


def _merge(folder: Path) -> None:
    for source in sources.read_all(folder).values():
        source.document()


def _refusal(folder: Path) -> str:
    with pytest.raises(PipelineError) as caught:
        _merge(folder)
    return str(caught.value)


def test_pages_are_read_in_a_stable_order(tmp_path: Path) -> None:
    """By version, sorted by name."""
    samples.write_page(tmp_path, samples.fragment("/v7/b"), path="/v7/b")
    samples.write_page(tmp_path, samples.fragment("/v7/a"), path="/v7/a")
    found = sources.read_all(tmp_path)
    assert [page.path for page in found["v7"].pages] == ["/v7/a", "/v7/b"]
    assert found["v7"].wholes == ()


@pytest.mark.parametrize("folder", ["there", "not_there"])
def test_a_folder_without_sources_is_refused(tmp_path: Path, folder: str) -> None:
    """An empty or missing folder is an error, not an empty document."""
    (tmp_path / "there").mkdir()
    assert "holds no page and no document" in _refusal(tmp_path / folder)


def test_a_stray_file_is_refused(tmp_path: Path) -> None:
    """A file that is neither page nor document is named, whatever its name."""
    samples.write_page(tmp_path, samples.fragment())
    samples.write(tmp_path / ".DS_Store", "x")
    assert _refusal(tmp_path).startswith(".DS_Store holds no OpenAPI fragment")


def test_a_whole_document_is_the_vendors_word_for_its_version(tmp_path: Path) -> None:
    """Its English text wins over the copy in another language; other versions keep their pages."""
    samples.write(tmp_path / JAPANESE, _written(_document(title="もの")).decode())
    samples.write(tmp_path / ENGLISH, _written(_document()).decode())
    samples.write_page(tmp_path, samples.fragment("/v8/things"), path="/v8/things", version="v8")
    found = sources.read_all(tmp_path)
    assert sorted(found) == ["v7", "v8"]
    assert [each.name for each in found["v7"].wholes] == [JAPANESE, ENGLISH]
    assert found["v7"].document() == _document()


def test_pages_beside_a_whole_document_are_refused_by_name(tmp_path: Path) -> None:
    """They would not be read, so they must not stand there."""
    samples.write(tmp_path / ENGLISH, _written(_document()).decode())
    samples.write_page(tmp_path, samples.fragment())
    assert _refusal(tmp_path) == (
        f"{ENGLISH} is a whole document, which supersedes the pages of v7; delete {samples.page_name()}"
    )


def test_two_documents_of_one_language_are_refused(tmp_path: Path) -> None:
    """Which one is meant cannot be told."""
    samples.write(tmp_path / ENGLISH, _written(_document()).decode())
    samples.write(tmp_path / "docs.example.org/v7-openapi.yaml", _written(_document()).decode())
    assert _refusal(tmp_path).endswith("is a second document of v7 in one language; keep one")


def _more(document: dict[str, Json]) -> dict[str, Json]:
    vendor.schema(document, "Thing")["properties"] = {
        **vendor.part(document, "components", "schemas", "Thing", "properties"),
        "size": {"type": "integer"},
    }
    return document


@pytest.mark.parametrize(
    ("english", "japanese", "newer"),
    [
        (_document(version="1.10.0"), _more(_document(version="1.9.0")), f"the newer one is {ENGLISH}"),
        (_document(version="1.0.0"), _document(version="1.0.1"), f"the newer one is {JAPANESE}"),
        (_document(), _more(_document()), f"the newer one is {JAPANESE}"),
        (_more(_document()), _document(), f"the newer one is {ENGLISH}"),
        (_more(_document(version="2025-06")), _document(version="2025-07"), "which one is newer cannot be told"),
    ],
)
def test_two_languages_that_differ_are_refused_and_the_newer_is_named(
    tmp_path: Path, english: Json, japanese: Json, newer: str
) -> None:
    """By the version that they give, else as the one that holds all of the other and more."""
    samples.write(tmp_path / ENGLISH, _written(english).decode())
    samples.write(tmp_path / JAPANESE, _written(japanese).decode())
    message = _refusal(tmp_path)
    assert message.startswith(f"{ENGLISH} and {JAPANESE} differ at /")
    assert newer in message


def test_the_order_of_a_list_does_not_make_a_document_newer(tmp_path: Path) -> None:
    """A parameter more is more, wherever it stands; one in place of another is not."""
    one = samples.document({samples.THING: {"get": samples.operation("a", samples.PATH_PARAMETER)}})
    filtered: dict[str, Json] = {"in": "query", "name": "size", "schema": {"type": "integer"}}
    more = samples.document({samples.THING: {"get": samples.operation("a", filtered, samples.PATH_PARAMETER)}})
    other = samples.document({samples.THING: {"get": samples.operation("a", filtered)}})
    for pair, newer in (((one, more), JAPANESE), ((more, one), ENGLISH), ((one, other), None)):
        wholes = [whole.read(_written(each), name) for each, name in zip(pair, (ENGLISH, JAPANESE), strict=True)]
        assert [each.newer for each in whole.disagreements(wholes)] == [newer]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff", "is not UTF-8"),
        (b"  <!DOCTYPE html><html>", "is a web page (HTML or XML), not an OpenAPI document"),
        (b"[]", "it holds no object"),
        (b"", "it holds no object"),
        (b"openapi: 3.1.0\nopenapi: 3.1.0\n", "is not strict YAML"),
        (b"swagger: '2.0'\npaths: {}\n", "is not an OpenAPI 3 document: /openapi is None"),
        (b"openapi: 3\npaths: {}\n", "is not an OpenAPI 3 document: /openapi is 3"),
        (b"openapi: 3.0.3\npaths: {/v7/a: {get: {}}}\n", "/openapi is '3.0.3'; only OpenAPI 3.1 is built from"),
        (b"openapi: 3.1.0\npaths: {}\n", "holds no operation; it may be cut off"),
        (b"openapi: 3.1.0\ninfo: {}\n", "holds no operation; it may be cut off"),
        (
            b"openapi: 3.1.0\nsecurity: [{key: []}]\npaths: {/v7/a: {get: {}}}\n",
            "scheme key, which it lacks; it may be cut",
        ),
        (
            b"openapi: 3.1.0\npaths: {/v7/a: {get: {x: {$ref: '#/y'}}}}\n",
            "/x/$ref leads nowhere in it (#/y); it may be",
        ),
        (
            b"openapi: 3.1.0\npaths: {/v7/a: {get: {}}, /v7/b: {$ref: '#/info'}}\ninfo: {}\n",
            "/paths/~1v7~1b is a reference",
        ),
    ],
)
def test_what_is_no_whole_document_is_refused(data: bytes, said: str) -> None:
    """The file is named with what it is instead, as far as that can be told."""
    with pytest.raises(PipelineError) as caught:
        whole.read(data, ENGLISH)
    assert str(caught.value).startswith(ENGLISH)
    assert said in str(caught.value)


_BESIDE: dict[str, Json] = {"summary": "s", "description": "d", "servers": [], "parameters": [], "x-note": None}


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (None, "/paths/~1v7~1b is no object; it may be cut off"),
        ([{"get": {}}], "/paths/~1v7~1b is no object"),
        ({"get": None}, "/paths/~1v7~1b/get is no object; it may be cut off"),
        ({"get": []}, "/paths/~1v7~1b/get is no object"),
        ({"GET": {}}, "/paths/~1v7~1b/GET is no method of OpenAPI 3.1 in small letters; it would be lost"),
        ({"query": {}}, "/paths/~1v7~1b/query is no method"),
        ({"a/b": {}}, "/paths/~1v7~1b/a~1b is no method"),
    ],
)
def test_a_path_of_which_something_would_be_lost_is_refused(item: Json, said: str) -> None:
    """What is no operation is not taken for none."""
    document = _document()
    paths = vendor.part(document, "paths")
    paths.update({"/v7/b": {**_BESIDE, "trace": {}}, "/v7/c": {}, "x-note": [1]})
    whole.read(_written(document), ENGLISH)
    paths["/v7/b"] = item
    with pytest.raises(PipelineError) as caught:
        whole.read(_written(document), ENGLISH)
    assert str(caught.value).startswith(f"{ENGLISH}: {said}")


@pytest.mark.parametrize("webhooks", [None, [{"post": {}}], "done"])
def test_webhooks_that_are_no_object_are_refused(webhooks: Json) -> None:
    """They could not be listed."""
    with pytest.raises(PipelineError, match="/webhooks is no object; it may be cut off"):
        whole.read(_written({**_document(), "webhooks": webhooks}), ENGLISH)


@pytest.mark.parametrize(
    ("key", "reference"),
    [
        ("$dynamicRef", "#node"),
        ("$dynamicRef", "#/components/schemas/Thing"),
        ("$ref", "#node"),
        ("$ref", "./other.yaml#/a"),
        ("$ref", "Thing"),
        ("$ref", "https://docs.example.com/v7"),
    ],
)
def test_a_reference_that_is_no_pointer_is_refused_by_its_true_reason(key: str, reference: str) -> None:
    """The document is not cut off; it is written in a way that is not read."""
    document = _document()
    vendor.part(document, "components", "schemas")["Node"] = {"$anchor": "node", "items": {key: reference}}
    with pytest.raises(PipelineError) as caught:
        whole.read(_written(document), ENGLISH)
    assert str(caught.value) == (
        f"{ENGLISH}: /components/schemas/Node/items/{key} is {reference!r}; "
        "only a $ref that is a JSON pointer within the document is read"
    )


_VALUES = b"""
openapi: 3.1.0
paths:
  /v7/a:
    parameters: [{in: query, name: a, example: {$ref: nowhere}}]
    get:
      responses:
        default: {content: {a/b: {examples: {one: {value: {$ref: nowhere}}}, schema: {examples: [{$ref: nowhere}]}}}}
        "200": {content: {a/b: {example: {$ref: nowhere}}}}
components:
  schemas:
    A: {properties: {$ref: {type: string}, example: {type: string}}, default: {$ref: nowhere}}
    B: {enum: [{$ref: nowhere}], const: {$ref: nowhere}, example: {$ref: nowhere}, items: {default: {$dynamicRef: no}}}
"""


def test_what_only_looks_like_a_reference_is_none() -> None:
    """Examples, defaults and other values are data, and a field may have any name."""
    assert whole.read(_VALUES, ENGLISH).document["openapi"] == "3.1.0"


@pytest.mark.parametrize(
    "place",
    [
        ("schemas", "default"),
        ("schemas", "A", "properties", "default"),
        ("schemas", "A", "properties", "properties"),
        ("schemas", "A", "properties", "example", "items"),
        ("schemas", "A", "$defs", "enum"),
        ("schemas", "A", "x-more", "default"),
        ("parameters", "default"),
        ("headers", "example", "schema"),
        ("examples", "value"),
        ("responses", "default", "content", "example", "examples", "value"),
    ],
)
def test_a_reference_is_found_under_any_name(place: tuple[str, ...]) -> None:
    """The names of fields and components may be words of the standard."""
    node: dict[str, Json] = {"$ref": "#/nowhere"}
    for key in reversed(place):
        node = {key: node}
    document = _document()
    vendor.part(document, "components").update(node)
    vendor.part(document, "components", "schemas")["Thing"] = {}
    with pytest.raises(PipelineError, match=r"leads nowhere in it \(#/nowhere\)"):
        whole.read(_written(document), ENGLISH)
