"""Answers drawn for operations of any document: status, media type, headers, body."""

from __future__ import annotations

import json
from typing import Any

import pytest
from devin_mock import Document, Operation, Response, Undrawable
from devin_mock.drawn_response import drawn_response

TEXT = {"type": "string", "enum": ["some text"]}
MODEL = {"type": "object", "required": ["a"], "properties": {"a": {"const": 1}}, "additionalProperties": False}


def answer(responses: Any, *, method: str = "get", seed: int = 1, name: str = "x") -> Response:
    operation = {"operationId": "read", "responses": responses}
    document = Document({"openapi": "3.1.0", "paths": {"/a": {method: operation}}})
    (read,) = document.operations
    assert isinstance(read, Operation)
    return drawn_response(document, read, seed=seed, name=name)


def json_of(schema: Any) -> Any:
    return {"description": "Done", "content": {"application/json": {"schema": schema}}}


def of_types(*media_types: str, schema: Any = TEXT) -> Any:
    contents = {each: {} if schema is None else {"schema": schema} for each in media_types}
    return {"200": {"description": "Done", "content": contents}}


def sent(response: Response) -> tuple[str | None, bytes]:
    return dict(response.headers).get("content-type"), response.body


def test_json_is_drawn_from_its_schema() -> None:
    """The same name and seed give the same answer."""
    response = answer({"200": json_of(MODEL)})
    assert (response.status, *sent(response)) == (200, "application/json", b'{"a":1}')
    assert answer({"200": json_of({"format": "uuid"})}).body == answer({"200": json_of({"format": "uuid"})}).body


@pytest.mark.parametrize(
    ("documented", "status"),
    [
        (["422", "202", "201"], 201),
        (["2XX"], 200),
        (["200", "2XX"], 200),
        (["307", "422"], 307),
        (["3XX"], 300),
        (["default"], 200),
        (["422"], 200),
        ([], 200),
        (["302", "default"], 302),
    ],
)
def test_the_lowest_documented_status_of_success_is_answered(documented: list[str], status: int) -> None:
    """A redirect counts as one where there is no other; 200 where nothing is said."""
    assert answer({each: {"description": "Some"} for each in documented}).status == status


@pytest.mark.parametrize(
    ("media_types", "expected"),
    [
        (["text/html", "application/problem+json"], ("application/problem+json", b'"some text"')),
        (["image/png", "text/plain; charset=utf-8"], ("text/plain; charset=utf-8", b"some text")),
        (["application/x-ndjson"], ("application/x-ndjson", b"some text")),
        (["*/*"], ("application/json", b'"some text"')),
        (["application/*"], ("application/json", b'"some text"')),
        (["text/*"], ("text/plain", b"some text")),
        (["image/*"], ("image/octet-stream", b"some text")),
    ],
)
def test_one_documented_media_type_is_chosen(media_types: list[str], expected: tuple[str, bytes]) -> None:
    """JSON before text before anything else; of a range, a type in it."""
    assert sent(answer(of_types(*media_types))) == expected


@pytest.mark.parametrize(("media_type", "body"), [("application/json", b"{}"), ("text/html", b""), ("image/png", b"")])
def test_a_media_type_without_a_schema_is_told_all_the_same(media_type: str, body: bytes) -> None:
    """A client that looks at the header finds what is documented."""
    assert sent(answer(of_types(media_type, schema=None))) == (media_type, body)


def test_text_of_another_type_is_written_as_json() -> None:
    """A number in `text/plain` has one plain form."""
    assert sent(answer(of_types("text/plain", schema={"const": 5}))) == ("text/plain", b"5")


def test_a_schema_that_a_media_type_has_no_form_for_cannot_be_drawn() -> None:
    """An object as XML could be written in many ways; none is guessed."""
    with pytest.raises(Undrawable, match="No body of application/xml can be written"):
        answer(of_types("application/xml", schema=MODEL))


@pytest.mark.parametrize("status", ["204", "304"])
def test_a_status_without_a_body_has_none(status: str) -> None:
    """Whatever is documented."""
    assert sent(answer({status: json_of(MODEL)})) == (None, b"")


def test_the_answer_to_head_has_the_headers_alone() -> None:
    """It tells what GET would answer."""
    assert sent(answer({"200": json_of(MODEL)}, method="head")) == ("application/json", b"")


def test_required_headers_are_drawn() -> None:
    """Those of the chosen status, as text; optional ones are left out."""
    headers: dict[str, Any] = {
        "X-Rate": {"required": True, "schema": {"type": "integer", "minimum": 3, "maximum": 3}},
        "X-List": {"required": True, "schema": {"const": ["a", 2, True]}},
        "X-Map": {"required": True, "schema": {"const": {"a": 1}}},
        "X-Text": {"required": True, "content": {"text/plain": {"schema": TEXT}}},
        "X-Other": {"schema": {"type": "integer"}},
        "Content-Type": {"required": True, "schema": {"const": "x/y"}},
    }
    responses = {"201": {**json_of(MODEL), "headers": headers}, "default": {"description": "Wrong"}}
    assert dict(answer(responses).headers) == {
        "content-type": "application/json",
        "X-Rate": "3",
        "X-List": "a,2,true",
        "X-Map": "a,1",
        "X-Text": "some text",
    }


def test_a_header_that_cannot_be_sent_cannot_be_drawn() -> None:
    """A line break in a header would be another header."""
    headers = {"X-Text": {"required": True, "schema": {"const": "a\r\nb"}}}
    with pytest.raises(Undrawable, match="header X-Text"):
        answer({"200": {"description": "Done", "headers": headers}})


def test_answers_are_json_that_anybody_reads() -> None:
    """No NaN, no infinity, in whatever range a number may lie."""
    schema = {"type": "array", "minItems": 5, "items": {"type": "number", "minimum": -1.7e308, "maximum": 1.7e308}}
    for seed in range(20):
        body = answer({"200": json_of(schema)}, seed=seed).body
        assert all(abs(number) < 1e309 for number in json.loads(body, parse_constant=float))
