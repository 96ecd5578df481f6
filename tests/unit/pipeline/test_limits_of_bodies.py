"""What the real generator makes of request bodies: of JSON, of forms, and of several media types."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from .trying import (
    DATE,
    FILE,
    INTEGER,
    JSON,
    NULL,
    TEXT,
    TRUTH,
    UUID,
    Tried,
    Unusable,
    array,
    fields,
    forget,
    json_of,
    of,
    one_of,
    trying,
    trying_all,
)

NOON: Final = datetime(2025, 12, 5, 12, tzinfo=UTC)
FORM: Final = "application/x-www-form-urlencoded"
PARTS: Final = "multipart/form-data"
BYTES: Final = "application/octet-stream"
INNER: Final = fields(k=INTEGER)


@attrs.frozen
class Row:
    """A body, the value to give, and texts that should stand in what is sent."""

    name: str
    media_type: str
    schema: Any
    value: Callable[[Tried], Any]
    wanted: tuple[str, ...]
    entry: dict[str, Any] = attrs.field(factory=dict)

    def __str__(self) -> str:
        """Name the row in the id of a test."""
        return f"{self.media_type.rpartition('/')[2]}-{self.name}"


def field(media_type: str, name: str, schema: Any, value: Any, *wanted: str, **entry: Any) -> Row:
    """The row of a form with a field `x`."""

    def form(tried: Tried) -> Any:
        return tried.model("Body")(x=value(tried) if callable(value) else value)

    return Row(name, media_type, fields(x=schema), form, wanted, entry)


def part(name: str, schema: Any, value: Any, *wanted: str, **entry: Any) -> Row:
    """The row of a field in parts: what stands between its head and the next boundary."""
    shown = [f'name="x"\r\nContent-Type: text/plain\r\n\r\n{each}\r\n--+++' for each in wanted]
    return field(PARTS, name, schema, value, *shown, **entry)


def inner(tried: Tried) -> Any:
    return tried.model(having="k")(k=1)


def file(tried: Tried) -> Any:
    return tried.file(b"content")


UPLOAD: Final = 'name="x"; filename="a.bin"\r\nContent-Type: application/x-own\r\n\r\ncontent\r\n--+++'
OBJECT: Final = 'name="x"\r\nContent-Type: application/json\r\n\r\n{"k": 1}\r\n--+++'
LEAST: Final = uuid.UUID(int=5)
SPREAD: Final = {"encoding": {"x": {"explode": False}}}

RIGHT: Final = (
    part("text", TEXT, "é\n", "Ã©\n"),
    part("integer", INTEGER, 5, "5"),
    part("date", DATE, NOON.date(), "2025-12-05"),
    part("uuid", UUID, LEAST, str(LEAST)),
    part("values", of("string", enum=["a"]), "a", "a"),
    part("constant", {"const": "a"}, "a", "a"),
    part("texts", array(TEXT), ["a", "b"], "a", "b"),
    part("union", one_of(INTEGER, TEXT), 5, "5"),
    part("told as text", TEXT, "a", "a", encoding={"x": {"contentType": "text/plain; charset=utf-8"}}),
    field(PARTS, "file", FILE, file, UPLOAD),
    field(PARTS, "file or text", one_of(FILE, TEXT), file, UPLOAD),
    field(PARTS, "files", array(FILE), lambda tried: [file(tried), file(tried)], UPLOAD, UPLOAD),
    field(PARTS, "object", INNER, inner, OBJECT),
    field(PARTS, "objects", array(INNER), lambda tried: [inner(tried), inner(tried)], OBJECT, OBJECT),
    field(PARTS, "file of a type", FILE, file, UPLOAD, encoding={"x": {"contentType": "image/png"}}),
    field(FORM, "text", TEXT, "é &", "x=%C3%A9+%26"),
    field(FORM, "truth", TRUTH, True, "x=true"),
    field(FORM, "date", DATE, NOON.date(), "x=2025-12-05"),
    field(FORM, "texts", array(TEXT), ["a", "b"], "x=a&x=b"),
    field(FORM, "optional text", one_of(TEXT, NULL), "a", "x=a"),
    field(FORM, "null", one_of(TEXT, NULL), None, "x="),
    Row("texts", JSON, array(DATE), lambda _: [NOON.date()], ('["2025-12-05"]',)),
    Row("anything", JSON, {}, lambda _: {"a": [1]}, ('{"a":[1]}',)),
    Row("with a charset", "application/json; charset=utf-8", TEXT, lambda _: "é", ('"Ã©"',)),
    Row("of a vendor", "application/vnd.own+json", TEXT, lambda _: "a", ('"a"',)),
)
WRONG: Final = (
    part("truth", TRUTH, True, "true"),
    part("optional truth", one_of(TRUTH, TEXT), True, "true"),
    part("truths", array(TRUTH), [True], "true"),
    part("null", one_of(TEXT, NULL), None, ""),
    part("texts or null", one_of(array(TEXT), NULL), None, ""),
    part("anything", {}, {"a": 1}, '{"a": 1}'),
    part("constant number", {"const": 1}, 1, "1"),
    part("optional constant", one_of({"const": "a"}, INTEGER), "a", "a"),
    part("arrays", array(array(TEXT)), [["a"], ["b"]], '["a"]', '["b"]'),
    part("texts in one", array(TEXT), ["a", "b"], "a,b", **SPREAD),
    part("told as JSON", TEXT, "a", '"a"', encoding={"x": {"contentType": "application/json"}}),
    field(FORM, "object", INNER, inner, "x=%7B%22k%22%3A1%7D"),
    field(FORM, "objects", array(INNER), lambda tried: [inner(tried)], "x=%7B%22k%22%3A1%7D"),
    field(FORM, "arrays", array(array(TEXT)), [["a"]], "x=a"),
    field(FORM, "anything", {}, {"a": 1}, "x=%7B%22a%22%3A1%7D"),
    field(FORM, "file", FILE, file, "x=content"),
    field(FORM, "texts in one", array(TEXT), ["a", "b"], "x=a,b", **SPREAD),
    field(FORM, "deep object", INNER, inner, "x%5Bk%5D=1", encoding={"x": {"style": "deepObject"}}),
    Row("array", PARTS, array(TEXT), lambda _: ["a"], ("a",)),
    Row(
        "union of objects", PARTS, one_of(fields(a=TEXT), fields(b=TEXT)), lambda tried: tried.model("0")(a="a"), ("a",)
    ),
    Row("array", FORM, array(TEXT), lambda _: ["a"], ("a",)),
    Row("text", BYTES, TEXT, lambda _: "a", ("a",)),
    Row("anything", BYTES, {}, lambda _: b"a", ("a",)),
    Row("file", JSON, FILE, file, ("content",)),
    Row("object with a file", JSON, fields(x=FILE), lambda tried: tried.model("Body")(x=file(tried)), ("content",)),
    Row("null", JSON, one_of(INNER, NULL), lambda _: None, ("null",)),
    Row("default", JSON, fields(x=of("string", default='"')), lambda tried: tried.model("Body")(), (r'{"x":"\""}',)),
)


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Tried]]:
    """One package for all rows."""
    operations = {}
    for index, row in enumerate((*RIGHT, *WRONG)):
        body = {"required": True, "content": {row.media_type: {"schema": row.schema, **row.entry}}}
        operations[f"ask_{index:03}"] = ("post", f"/a{index}", {"requestBody": body})
    folder = tmp_path_factory.mktemp("bodies")
    found = trying_all(folder, operations)
    assert not next(iter(found.values())).said
    yield dict(zip(map(str, (*RIGHT, *WRONG)), found.values(), strict=True))
    forget(folder)


def is_sent(row: Row, tried: Tried) -> bool:
    """Whether what should stand in the body stands there, one behind the other."""
    request, _ = tried.call(body=row.value(tried))
    assert request.headers["content-type"].startswith(row.media_type)
    rest = request.read().decode("latin-1")
    for each in row.wanted:
        if each not in rest:
            return False
        rest = rest.partition(each)[2]
    return bool(row.wanted)


@pytest.mark.parametrize("row", RIGHT, ids=str)
def test_what_is_sent_right_is_no_limit(row: Row, tried: dict[str, Tried]) -> None:
    """The generated function writes the body as the document asks, and nothing is refused."""
    assert is_sent(row, tried[str(row)])
    assert tried[str(row)].limits == []


@pytest.mark.parametrize("row", WRONG, ids=str)
def test_what_is_sent_wrong_is_a_limit(row: Row, tried: dict[str, Tried]) -> None:
    """The generated function sends something else, or breaks, and the operation is named."""
    assert tried[str(row)].limits
    try:
        right = is_sent(row, tried[str(row)])
    except (AttributeError, TypeError):
        return
    assert not right


def test_a_file_as_a_body_is_a_limit(tmp_path: Path) -> None:
    """It goes out, but not from the functions for asyncio."""
    tried = trying(tmp_path, {"requestBody": {"required": True, "content": {BYTES: {"schema": FILE}}}}, method="post")
    request, _ = tried.call(body=tried.file(b"content"))
    assert (request.headers["content-type"], request.read()) == (BYTES, b"content")
    with pytest.raises(RuntimeError, match="sync request with an AsyncClient"):
        tried.call_async(body=tried.file(b"content"))
    assert [each.sentence for each in tried.limits] == [
        "the body of application/octet-stream can be sent by the generated functions for asyncio in no form"
    ]
    forget(tmp_path)


def several(folder: Path, *, required: bool, **content: Any) -> Tried:
    """An operation that takes several media types."""
    medias = {{"json": JSON, "form": FORM, "parts": PARTS, "own": "application/own+json"}[each]: value
              for each, value in content.items()}  # fmt: skip
    body = {"required": required, "content": {each: {"schema": schema} for each, schema in medias.items()}}
    return trying(folder, {"requestBody": body}, method="post", components={"schemas": {"Own": fields(x=TEXT)}})


def test_several_media_types_of_different_classes_are_no_limit(tmp_path: Path) -> None:
    """The class of the body says which one is meant."""
    tried = several(tmp_path, required=False, json=fields(x=TEXT), form=fields(x=TEXT))
    request, _ = tried.call(body=tried.model("JsonBody")(x="a"))
    assert (request.headers["content-type"], request.read()) == (JSON, b'{"x":"a"}')
    request, _ = tried.call(body=tried.model("DataBody")(x="a"))
    assert (request.headers["content-type"], request.read()) == (FORM, b"x=a")
    assert tried.limits == []
    forget(tmp_path)


def test_several_media_types_that_are_required_are_a_limit(tmp_path: Path) -> None:
    """The generated module uses a name that it did not import."""
    tried = several(tmp_path, required=True, json=fields(x=TEXT), form=fields(x=TEXT))
    assert not tried.said
    with pytest.raises(Unusable, match="NameError"):
        tried.call()
    (limit,) = tried.limits
    assert limit.sentence.endswith("and is required; the generated module cannot be imported")
    forget(tmp_path)


def test_several_media_types_of_one_class_are_a_limit(tmp_path: Path) -> None:
    """The body is written twice, and the head is that of the last one."""
    own = {"$ref": "#/components/schemas/Own"}
    tried = several(tmp_path, required=False, json=own, form=own)
    request, _ = tried.call(body=tried.model("Own")(x="a"))
    assert b"x=a" in request.read() or request.headers["content-type"] != JSON
    assert len(tried.limits) == 1
    forget(tmp_path)


def test_several_media_types_of_other_values_are_a_limit(tmp_path: Path) -> None:
    """The generated function cannot tell an array from another."""
    tried = several(tmp_path, required=False, json=array(TEXT), own=array(INTEGER))
    with pytest.raises(TypeError):
        tried.call(body=["a"])
    assert len(tried.limits) == 1
    forget(tmp_path)


def optional_body(schema: Any, folder: Path) -> Tried:
    """An operation whose JSON may be left out."""
    return trying(folder, {"requestBody": {"content": json_of(schema)}}, method="post")


@pytest.mark.parametrize("schema", [INNER, array(TEXT), TEXT, of("string", enum=["a"]), {}])
def test_a_plain_body_that_may_be_left_out_is_no_limit(schema: Any, tmp_path: Path) -> None:
    """Nothing is sent then."""
    tried = optional_body(schema, tmp_path)
    request, _ = tried.call()
    assert request.read() == b""
    assert tried.limits == []
    forget(tmp_path)


@pytest.mark.parametrize("schema", [one_of(INNER, NULL), one_of(array(TEXT), TEXT), one_of(DATE, NULL)])
def test_a_union_as_a_body_that_may_be_left_out_is_a_limit(schema: Any, tmp_path: Path) -> None:
    """The generated function breaks when it is called without."""
    tried = optional_body(schema, tmp_path)
    with pytest.raises((TypeError, AttributeError)):
        tried.call()
    assert [each.sentence for each in tried.limits] == [
        "the body of application/json is a union and optional; the generated functions break without it"
    ]
    forget(tmp_path)


def test_a_union_of_plain_values_as_an_optional_body_is_a_limit(tmp_path: Path) -> None:
    """The generated module is no Python."""
    tried = optional_body(one_of(TEXT, NULL), tmp_path)
    assert not tried.said
    with pytest.raises(Unusable, match="SyntaxError"):
        tried.call()
    assert len(tried.limits) == 1
    forget(tmp_path)


def test_further_fields_that_are_lists_are_a_limit_in_parts(tmp_path: Path) -> None:
    """The generated module is no Python."""
    form = {"type": "object", "properties": {"x": TEXT}, "additionalProperties": array(TEXT)}
    tried = trying(tmp_path, {"requestBody": {"content": {PARTS: {"schema": form}}}}, method="post")
    with pytest.raises(Unusable, match="IndentationError"):
        tried.call()
    assert len(tried.limits) == 1
    forget(tmp_path)


def test_a_form_whose_model_needs_a_name_is_a_limit(tmp_path: Path) -> None:
    """It breaks when it is written."""
    tried = trying(tmp_path, {"requestBody": {"content": {FORM: {"schema": fields(to_dict=TEXT)}}}}, method="post")
    with pytest.raises(TypeError):
        tried.call(body=tried.model("Body")(to_dict="a"))
    assert len(tried.limits) == 1
    forget(tmp_path)
