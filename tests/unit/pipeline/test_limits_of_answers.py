"""What the real generator makes of answers: which of them its functions give to the caller, and as what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
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
    Tried,
    Unusable,
    array,
    fields,
    forget,
    json_of,
    one_of,
    trying,
    trying_all,
)

BYTES: Final = "application/octet-stream"
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
    Answer("null or nothing", ok(json_of(NULL)) | ok({}, "204"), b"null", None),
    Answer("text", text(TEXT), b"a", "a", "text/plain"),
    Answer("a date as text", text(DATE), b"2025-12-05", date(2025, 12, 5), "text/plain"),
    Answer("a problem", ok({"application/problem+json": {"schema": TEXT}}), b'"a"', "a", "application/problem+json"),
    Answer("two kinds of JSON", ok(json_of(TEXT) | {"application/own+json": {"schema": TEXT}}), b'"a"', "a"),
    Answer("an error in two shapes", ok(json_of(TEXT)) | {"422": {"description": "d", "content": {
        **json_of(fields(detail=TEXT)), "application/problem+json": {"schema": fields(title=TEXT)}}}}, b'"a"', "a"),
    Answer("after TRACE", ok(json_of(TEXT)), b'"a"', "a", method="trace"),
)  # fmt: skip
UNREAD: Final = (
    Answer("anything", ok(json_of({})), b'{"a":1}', {"a": 1}),
    Answer("anything or nothing", ok(json_of({})) | ok({}, "204"), b'{"a":1}', {"a": 1}),
    Answer("a union of anything", ok(json_of({"oneOf": [{}]})), b'"a"', "a"),
    Answer("without a schema", ok({JSON: {}}) | ERROR, b'{"a":1}', {"a": 1}),
    Answer("null", ok(json_of(NULL)), b"null", None),
    Answer("a number as text", text(INTEGER), b"5", 5, "text/plain"),
    Answer("a list as text", text(array(TEXT)), b'["a"]', ["a"], "text/plain"),
    Answer("bytes as text", ok({BYTES: {"schema": TEXT}}), b"a", "a", BYTES),
    Answer("JSON or text", ok(json_of(TEXT) | {"text/plain": {"schema": TEXT}}), b"a", "a", "text/plain"),
    Answer("JSON or a page", ok(json_of(TEXT) | {"application/pdf": {}}), b"%PDF", b"%PDF", "application/pdf"),
    Answer("a body of nothing", ok(json_of(TEXT), "204"), b"", None, status=204),
    Answer("a body of HEAD", ok(json_of(TEXT)), b"", None, method="head"),
    Answer("an unknown status of nothing", ok({}, "299"), b"", None, status=299),
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
