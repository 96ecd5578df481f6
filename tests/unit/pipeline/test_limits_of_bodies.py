"""What the real generator makes of request bodies and of answers that are no JSON."""

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


Content = dict[str, Any]
ERROR: Final = {"422": {"description": "d", "content": json_of(fields(detail=TEXT))}}


@attrs.frozen
class Answer:
    """Documented answers to one operation, one that comes, and what the generated function should give."""

    name: str
    responses: dict[str, Any]
    content: bytes
    given: Any
    media_type: str = JSON
    status: int = 200
    method: str = "get"

    def __str__(self) -> str:
        """Name the row in the id of a test."""
        return self.name


def ok(content: Content, status: str = "200", **others: Any) -> dict[str, Any]:
    return {status: {"description": "d", "content": content}, **others}


def text(schema: Any) -> dict[str, Any]:
    return ok({"text/plain": {"schema": schema}})


READ: Final = (
    Answer("anything, beside an error", ok(json_of({})) | ERROR, b'{"a":1}', {"a": 1}),
    Answer("anything or null", ok(json_of(one_of({}, NULL))), b"5", 5),
    Answer("a class of statuses", ok(json_of(TEXT), "2XX"), b'"a"', "a", status=201),
    Answer("the default", ok(json_of(TEXT), "default"), b'"a"', "a", status=203),
    Answer("one of two", ok(json_of(TEXT), "201") | ok(json_of(INTEGER)), b"5", 5),
    Answer("nothing", ok({}, "204"), b"", None, status=204),
    Answer("text", text(TEXT), b"a", "a", "text/plain"),
    Answer("a date as text", text(DATE), b"2025-12-05", NOON.date(), "text/plain"),
    Answer("a problem", ok({"application/problem+json": {"schema": TEXT}}), b'"a"', "a", "application/problem+json"),
    Answer("two kinds of JSON", ok(json_of(TEXT) | {"application/own+json": {"schema": TEXT}}), b'"a"', "a"),
    Answer("an error in two shapes", ok(json_of(TEXT)) | {"422": {"description": "d", "content": {
        **json_of(fields(detail=TEXT)), "application/problem+json": {"schema": fields(title=TEXT)}}}}, b'"a"', "a"),
    Answer("after TRACE", ok(json_of(TEXT)), b'"a"', "a", method="trace"),
)  # fmt: skip
UNREAD: Final = (
    Answer("anything", ok(json_of({})), b'{"a":1}', {"a": 1}),
    Answer("anything or nothing", ok(json_of({})) | ok({}, "204"), b'{"a":1}', {"a": 1}),
    Answer("without a schema", ok({JSON: {}}) | ERROR, b'{"a":1}', {"a": 1}),
    Answer("null", ok(json_of(NULL)), b"null", None),
    Answer("a number as text", text(INTEGER), b"5", 5, "text/plain"),
    Answer("a list as text", text(array(TEXT)), b'["a"]', ["a"], "text/plain"),
    Answer("bytes as text", ok({BYTES: {"schema": TEXT}}), b"a", "a", BYTES),
    Answer("JSON or text", ok(json_of(TEXT) | {"text/plain": {"schema": TEXT}}), b"a", "a", "text/plain"),
    Answer("JSON or a page", ok(json_of(TEXT) | {"application/pdf": {}}), b"%PDF", b"%PDF", "application/pdf"),
    Answer("a body of nothing", ok(json_of(TEXT), "204"), b"", None, status=204),
    Answer("a body of HEAD", ok(json_of(TEXT)), b"", None, method="head"),
    Answer("an unknown status", ok(json_of(TEXT), "299"), b'"a"', "a", status=299),
)


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Tried]]:
    """One package for all answers."""
    rows = (*READ, *UNREAD)
    operations = {
        f"ask_{index:03}": (row.method, f"/a{index}", {"responses": row.responses}) for index, row in enumerate(rows)
    }
    folder = tmp_path_factory.mktemp("answers")
    found = trying_all(folder, operations)
    assert not next(iter(found.values())).said
    yield dict(zip(map(str, rows), found.values(), strict=True))
    forget(folder)


def given(row: Answer, tried: Tried) -> Any:
    """What the generated function gives for an answer."""
    return tried.call(answer=row.content, media_type=row.media_type, status=row.status)[1]


@pytest.mark.parametrize("row", READ, ids=str)
def test_an_answer_that_is_read_is_no_limit(row: Answer, answered: dict[str, Tried]) -> None:
    """The generated function gives what was answered."""
    assert given(row, answered[str(row)]) == row.given
    assert answered[str(row)].limits == []


@pytest.mark.parametrize("row", UNREAD, ids=str)
def test_an_answer_that_is_not_read_is_a_limit(row: Answer, answered: dict[str, Tried]) -> None:
    """The generated function gives nothing, or something else, or breaks; the operation is named."""
    found = answered[str(row)].limits
    assert found
    assert all(each.sentence.startswith("the answer ") for each in found)
    try:
        came = given(row, answered[str(row)])
    except (ValueError, Unusable):
        return
    assert (type(came), came) != (type(row.given), row.given)


def test_a_file_as_an_answer_is_no_limit(tmp_path: Path) -> None:
    """It comes as a file."""
    tried = trying(tmp_path, {"responses": ok({BYTES: {"schema": FILE}})})
    _, came = tried.call(answer=b"\x00\xff", media_type=BYTES)
    assert came.payload.read() == b"\x00\xff"
    assert tried.limits == []
    forget(tmp_path)
