"""Request bodies: what is read from them, what is refused, and where."""

from __future__ import annotations

from typing import Any

import pytest
from devin_mock import Mock, Request, Response
from devin_mock.forms import Field, multipart_fields, urlencoded_fields
from devin_mock.media_types import is_json, matching, parsed
from devin_mock.strict_json import NotJson, read_json

BINARY = {"type": "string", "contentMediaType": "application/octet-stream"}
OLDER_BINARY = {"type": "string", "format": "binary"}


def nullable(schema: Any) -> Any:
    return {"anyOf": [schema, {"type": "null"}]}


MODEL = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "maxLength": 8},
        "count": nullable({"type": "integer", "minimum": 1}),
        "tags": {"type": "array", "items": {"type": "integer"}},
        "when": {"type": "string", "format": "date-time"},
        "part": {"type": "object", "properties": {"flag": {"type": "boolean"}}, "additionalProperties": False},
    },
}
FORM = {
    "type": "object",
    "required": ["file", "number"],
    "properties": {
        "file": BINARY,
        "older": OLDER_BINARY,
        "files": {"type": "array", "items": BINARY},
        "number": {"type": "integer"},
        "flags": {"type": "array", "items": {"type": "boolean"}},
        "part": {"$ref": "#/components/schemas/Part"},
        "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
        "note": nullable({"type": "string"}),
        "joined": {"type": "array", "items": {"type": "integer"}},
        "picture": BINARY,
        "range": {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "integer"}]},
    },
}
ENCODING = {"joined": {"style": "pipeDelimited", "explode": False}, "picture": {"contentType": "image/png, image/*"}}


def mock_of(content: Any, *, required: bool = True, lax: bool = False, method: str = "post") -> Mock:
    """A mock of one operation that takes the given contents and answers nothing."""
    body = {} if content is None else {"requestBody": {"required": required, "content": content}}
    operation = {**body, "responses": {"204": {"description": "Done"}}}
    document = {
        "openapi": "3.1.0",
        "paths": {"/": {method: operation}},
        "components": {"schemas": {"Model": MODEL, "Part": MODEL["properties"]["part"]}},  # type: ignore[index]  # a literal of mixed values
    }
    return Mock([document], lax=lax)


JSON_MOCK = mock_of({"application/json": {"schema": {"$ref": "#/components/schemas/Model"}}})
FORM_MOCK = mock_of({"multipart/form-data": {"schema": FORM, "encoding": ENCODING}})
URLENCODED_MOCK = mock_of(
    {"application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/Model"}, "encoding": ENCODING}}
)


def sent(mock: Mock, body: bytes, *media_types: str, method: str = "POST") -> Request:
    return Request(method, b"/", headers=tuple(("Content-Type", each) for each in media_types), body=body)


def read(mock: Mock, body: bytes, *media_types: str) -> Any:
    """The value of a body, which must be accepted."""
    verdict = mock.judge(sent(mock, body, *media_types))
    assert verdict.accepted, verdict.refusal
    return verdict.arguments.body


def errors(mock: Mock, body: bytes, *media_types: str) -> list[tuple[Any, ...]]:
    """The places and types of the errors of a body, which must be refused with a 422."""
    response: Response = mock.respond(sent(mock, body, *media_types))
    assert response.status == 422, response
    return [(*error["loc"], error["type"]) for error in response.json()["detail"]]


@pytest.mark.parametrize(
    "media_type", ["application/json", "Application/JSON; charset=UTF-8", 'application/json; q="a;b"']
)
def test_a_json_body_is_read_by_its_media_type(media_type: str) -> None:
    """Case and parameters of the media type do not matter."""
    assert read(JSON_MOCK, b'{"name":"a","count":null,"tags":[1]}', media_type) == {
        "name": "a",
        "count": None,
        "tags": [1],
    }


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{}", [("body", "name", "missing")]),
        (b'{"name":1}', [("body", "name", "string_type")]),
        (b'{"name":"a","tags":[1,"2"]}', [("body", "tags", 1, "int_type")]),
        (b'{"name":"a","count":0}', [("body", "count", "greater_than_equal")]),
        (b'{"name":"a","count":"1"}', [("body", "count", "int_type")]),
        (b'{"name":"a","part":{"flag":1}}', [("body", "part", "flag", "bool_type")]),
        (
            b'{"name":"a","part":{"x":1,"y":2}}',
            [("body", "part", "x", "extra_forbidden"), ("body", "part", "y", "extra_forbidden")],
        ),
        (b'{"name":"a","when":"2025-01-01T00:00:00"}', [("body", "when", "datetime_parsing")]),
        (b"[]", [("body", "dict_type")]),
        (b"", [("body", "missing")]),
        (b'{"name":', [("body", 8, "json_invalid")]),
        (b'{"name":"a","name":"b"}', [("body", 0, "json_invalid")]),
    ],
)
def test_a_wrong_json_body_is_422_at_its_place(body: bytes, expected: list[Any]) -> None:
    """The place of each error begins with `body`, and ends with the name of a missing or superfluous member."""
    assert errors(JSON_MOCK, body, "application/json") == expected


@pytest.mark.parametrize(
    "media_types",
    [(), ("text/plain",), ("application/x-www-form-urlencoded",), ("json",), ("application/json", "application/json")],
)
def test_a_body_of_another_media_type_is_refused(media_types: tuple[str, ...]) -> None:
    """None, an undocumented one, a malformed one and two at once."""
    assert errors(JSON_MOCK, b'{"name":"a"}', *media_types) == [("body", "content_type")]


def test_a_json_body_of_another_charset_is_refused() -> None:
    """JSON between systems is UTF-8."""
    assert errors(JSON_MOCK, '{"name":"é"}'.encode("latin-1"), "application/json; charset=latin-1") == [
        ("body", "content_type")
    ]


def test_a_body_may_be_left_out_where_it_is_optional() -> None:
    """With or without a media type; what is sent is judged all the same."""
    mock = mock_of({"application/json": {"schema": MODEL}}, required=False)
    assert read(mock, b"") is None
    assert read(mock, b"", "application/json") is None
    assert errors(mock, b"{}", "application/json") == [("body", "name", "missing")]


@pytest.mark.parametrize("media_type", ["multipart/form-data; boundary=+++", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("required", [False, True])
def test_an_empty_form_is_one_that_was_left_out(media_type: str, required: bool) -> None:
    """Generated clients tell the type of an optional form that they do not send."""
    mock = mock_of({media_type.partition(";")[0]: {"schema": FORM}}, required=required)
    answered = mock.respond(Request("POST", b"/", headers=(("content-type", media_type),)))
    assert answered.status == (422 if required else 204)
    if required:
        assert {each["type"] for each in answered.json()["detail"]} == {"missing"}


def test_a_form_of_pairs_may_be_empty() -> None:
    """Where one is required, that is a form without fields."""
    mock = mock_of({"application/x-www-form-urlencoded": {"schema": {"type": "object"}}})
    assert read(mock, b"", "application/x-www-form-urlencoded") == {}


def test_a_body_that_the_operation_does_not_document_is_refused() -> None:
    """A filter sent in the body of a GET would be overlooked, and the answer be of everything."""
    mock = mock_of(None, method="get")
    response = mock.respond(sent(mock, b'{"org_ids":["a"]}', "application/json", method="GET"))
    assert [(*error["loc"], error["type"]) for error in response.json()["detail"]] == [("body", "extra_forbidden")]
    assert mock.respond(sent(mock, b"", "application/json", method="GET")).status == 204
    lax = mock_of(None, method="get", lax=True)
    assert lax.respond(sent(lax, b"{}", "application/json", method="GET")).status == 204


def test_lax_reads_bodies_as_servers_do() -> None:
    """No media type, doubled names and times without an offset are taken; a wrong value is not."""
    mock = mock_of({"application/json": {"schema": MODEL}}, lax=True)
    assert read(mock, b'{"name":"a","name":"b"}') == {"name": "b"}
    assert read(mock, b'{"name":"a"}', "application/json; charset=latin-1") == {"name": "a"}
    assert read(mock, b'{"name":"a","when":"2025-01-01T00:00:00"}', "application/json")["when"] == "2025-01-01T00:00:00"
    assert errors(mock, b'{"name":"a","when":"yesterday"}', "application/json") == [
        ("body", "when", "datetime_parsing")
    ]
    assert errors(mock, b'{"name":NaN}', "application/json") == [("body", 0, "json_invalid")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b'{"a":[1,2.5,null,true]}', {"a": [1, 2.5, None, True]}),
        ('"李 \\ud83d\\ude00"'.encode(), "李 😀"),
        (b'{"a":{"b":1},"c":{"b":2}}', {"a": {"b": 1}, "c": {"b": 2}}),
    ],
)
def test_json_is_read(text: bytes, value: Any) -> None:
    """Pairs of escapes make one character; a name may recur in another object."""
    assert read_json(text) == value


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"NaN",
        b"[-Infinity]",
        b"1e999",
        b'{"a":1,"b":{"c":1,"c":1}}',
        b'"\\ud800"',
        b'{"\\udc00":1}',
        b"\xff",
        b"\xef\xbb\xbf{}",
        '"a"'.encode("utf-16"),
        b"[" * 100_000,
        b"1" * 5_000,
        b"{} {}",
        b"{'a':1}",
    ],
)
def test_what_is_no_json_is_refused(text: bytes) -> None:
    """Also what Python's own reader takes, or ends in another error at."""
    with pytest.raises(NotJson):
        read_json(text)


@pytest.mark.parametrize(
    ("media_type", "documented", "key"),
    [
        ("application/json", ["application/json"], "application/json"),
        (
            "application/json",
            ["*/*", "application/*", "application/JSON; charset=utf-8"],
            "application/JSON; charset=utf-8",
        ),
        ("application/xml", ["*/*", "application/*"], "application/*"),
        ("application/json", ["application/json; v=1", "application/json; v=2"], "application/json; v=1"),
        ("text/plain", ["application/*", "*/*"], "*/*"),
        ("application/vnd.api+json", ["application/json"], None),
        ("application/json", ["application/vnd.api+json"], None),
        ("image/png", ["image/*"], "image/*"),
        ("imagex/png", ["image/*"], None),
    ],
)
def test_the_narrowest_documented_range_is_meant(media_type: str, documented: list[str], key: str | None) -> None:
    """The type itself, then its first half, then everything; a suffix makes another type."""
    assert matching(media_type, documented) == key


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("application/json", True),
        ("application/problem+json; charset=utf-8", True),
        ("text/json", True),
        ("application/x-ndjson", False),
        ("application/json-seq", False),
        ("*/*", False),
    ],
)
def test_lines_of_json_are_no_json(media_type: str, expected: bool) -> None:
    """Only a type that is JSON as a whole is read as JSON."""
    assert is_json(media_type) is expected


@pytest.mark.parametrize(
    "header", ["", ";", "a/b/c", "text/plain; charset", "text/plain charset=x", 'a/b; c="d', "é/x"]
)
def test_a_malformed_header_value_raises(header: str) -> None:
    """It is not guessed at."""
    with pytest.raises(ValueError, match=r"is not a value|not well formed"):
        parsed(header)


def test_a_suffix_and_a_range_are_judged_as_json() -> None:
    """A body of `application/vnd.api+json` is JSON, under its own name or under a range."""
    for key in ("application/vnd.api+json", "application/*", "*/*"):
        mock = mock_of({key: {"schema": MODEL}})
        assert errors(mock, b"{}", "application/vnd.api+json") == [("body", "name", "missing")]


def test_text_is_read_as_its_schema_asks() -> None:
    """Text in a documented charset; an empty one is a text too, once its media type is told."""
    mock = mock_of({"text/plain": {"schema": {"type": "string", "maxLength": 3}}})
    assert read(mock, "äöü".encode("latin-1"), "text/plain; charset=ISO-8859-1") == "äöü"
    assert read(mock, b"", "text/plain") == ""
    assert errors(mock, b"abcd", "text/plain") == [("body", "string_too_long")]
    assert errors(mock, b"\xff", "text/plain") == [("body", "string_unicode")]
    assert errors(mock, b"a", "text/plain; charset=utf-7") == [("body", "content_type")]
    assert read(mock_of({"text/plain": {"schema": {"type": "integer"}}}), b"5", "text/plain") == 5


def test_other_media_types_are_taken_as_they_are() -> None:
    """A schema does not describe the bytes of an archive."""
    mock = mock_of({"application/zip": {"schema": {"type": "object"}}})
    assert read(mock, b"PK\x03\xff", "application/zip") == "PK\x03\xff"


def test_urlencoded_fields_are_typed_by_the_schema() -> None:
    """Repeated names are a list, plus is a space, JSON stands for an object, other names are texts."""
    body = b"name=a+%C3%A4&tags=1&tags=2&count=3&part=%7B%22flag%22:true%7D&other=5"
    assert read(URLENCODED_MOCK, body, "application/x-www-form-urlencoded; charset=utf-8") == {
        "name": "a ä",
        "tags": [1, 2],
        "count": 3,
        "part": {"flag": True},
        "other": "5",
    }


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", [("body", "name", "missing")]),
        (b"name=a&count=x&tags=1&tags=y", [("body", "count", "int_parsing"), ("body", "tags", 1, "int_parsing")]),
        (b"name=a&count=null", [("body", "count", "int_parsing")]),
        (b"name=a&name=b", [("body", "name", "given_twice")]),
        (b"name=a&part=x", [("body", "part", "json_invalid")]),
        (b"name=a&part=%7B%22flag%22:1%7D", [("body", "part", "flag", "bool_type")]),
        (b"name=%zz", [("body", "form_invalid")]),
        (b"name=%FF", [("body", "form_invalid")]),
        (b"name=a b", [("body", "form_invalid")]),
    ],
)
def test_a_wrong_urlencoded_body_is_422_at_its_place(body: bytes, expected: list[Any]) -> None:
    """Fields are judged like members of a JSON body; doubled single values are refused as in a query."""
    assert errors(URLENCODED_MOCK, body, "application/x-www-form-urlencoded") == expected


def test_lax_takes_the_last_of_doubled_fields() -> None:
    """As FastAPI applications do."""
    mock = mock_of({"application/x-www-form-urlencoded": {"schema": MODEL}}, lax=True)
    assert read(mock, b"name=a&name=b", "application/x-www-form-urlencoded") == {"name": "b"}


def multipart(*parts: tuple[str, bytes]) -> bytes:
    """A body of parts, each with what follows `Content-Disposition: form-data; `."""
    start = b"--B\r\nContent-Disposition: form-data; "
    return b"".join(start + head.encode() + b"\r\n\r\n" + data + b"\r\n" for head, data in parts) + b"--B--\r\n"


MULTIPART = "multipart/form-data; boundary=B"
FILE = ('name="file"; filename="a.bin"\r\nContent-Type: application/zip', b"\x00\xff\r\n--\r\n")
NUMBER = ('name="number"', b"7")


def test_multipart_fields_are_typed_by_the_schema() -> None:
    """Files are texts of bytes, repeated names lists, objects JSON; delimiters are those of the encoding."""
    body = multipart(
        FILE,
        NUMBER,
        ('name="files"; filename="b"', b"b"),
        ('name="files"; filename="c"', b"\xc3"),
        ("name=flags", b"true"),
        ('name="part"\r\nContent-Type: application/json', b'{"flag":true}'),
        ('name="parts"', b'{"flag":false}'),
        ('name="note"', "ä".encode()),
        ('name="joined"', b"1|2"),
        ('name="other"', b"x"),
        ('name="other"', b"y"),
        ('name="picture"; filename="p"\r\nContent-Type: image/png', b"\x89PNG"),
        ('name="older"; filename="o"', b"\xfe"),
    )
    assert read(FORM_MOCK, body, MULTIPART) == {
        "file": "\x00\xff\r\n--\r\n",
        "number": 7,
        "files": ["b", "\xc3"],
        "flags": [True],
        "part": {"flag": True},
        "parts": [{"flag": False}],
        "note": "ä",
        "joined": [1, 2],
        "other": ["x", "y"],
        "picture": "\x89PNG",
        "older": "\xfe",
    }


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((NUMBER,), [("body", "file", "missing")]),
        ((FILE, ('name="number"', b"x")), [("body", "number", "int_parsing")]),
        ((FILE, NUMBER, NUMBER), [("body", "number", "given_twice")]),
        (
            (FILE, ('name="number"; filename="n"\r\nContent-Type: image/png', b"7")),
            [("body", "number", "content_type")],
        ),
        ((FILE, NUMBER, ('name="note"', b"\xff")), [("body", "note", "string_unicode")]),
        ((FILE, NUMBER, ('name="parts"', b'{"flag":1}')), [("body", "parts", 0, "flag", "bool_type")]),
        ((FILE, NUMBER, ('name="parts"', b"{")), [("body", "parts", 0, "json_invalid")]),
        ((FILE, NUMBER, ('name="part"\r\nContent-Type: text/plain', b"{}")), [("body", "part", "content_type")]),
        ((FILE, NUMBER, ('name="picture"\r\nContent-Type: text/plain', b"x")), [("body", "picture", "content_type")]),
    ],
)
def test_a_wrong_multipart_body_is_422_at_its_place(parts: Any, expected: list[Any]) -> None:
    """Each field is judged by its schema, and its media type by the encoding or by the rule for its kind."""
    assert errors(FORM_MOCK, multipart(*parts), MULTIPART) == expected


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (multipart(FILE, NUMBER), "multipart/form-data"),
        (multipart(FILE, NUMBER), "multipart/form-data; boundary=C"),
        (multipart(FILE, NUMBER)[:-4], MULTIPART),
        (b"\r\nepilogue" + multipart(FILE, NUMBER), MULTIPART),
        (multipart(FILE, NUMBER) + b"more", MULTIPART),
        (multipart(("name", b"x")), MULTIPART),
        (multipart(('filename="x"', b"x")), MULTIPART),
        (b"--B\r\nContent-Type: text/plain\r\n\r\nx\r\n--B--\r\n", MULTIPART),
        (b'--B\r\nContent-Disposition: attachment; name="a"\r\n\r\nx\r\n--B--\r\n', MULTIPART),
        (b'--B\r\nContent-Disposition: form-data; name="a"\r\nx\r\n--B--\r\n', MULTIPART),
        (b'--B \r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--B--\r\n', MULTIPART),
        (multipart(('name="a"\r\nContent-Type: a/b\r\ncontent-type: a/b', b"x")), MULTIPART),
        (multipart(FILE, NUMBER).replace(b"\r\n", b"\n"), MULTIPART),
    ],
)
def test_a_malformed_multipart_body_is_refused(body: bytes, media_type: str) -> None:
    """A body that parsers read differently is not guessed at."""
    assert errors(FORM_MOCK, body, media_type) == [("body", "form_invalid")]


def test_fields_keep_their_bytes_and_names() -> None:
    """Quotes and line ends in names come escaped, empty values stay, order is kept."""
    body = multipart(('name="a%22b%0D%0A"', b""), ('name="ä"; filename="c:\\d"', b"\r\n\r\n"))
    assert multipart_fields(body, "B") == [Field('a"b\r\n', b""), Field("ä", b"\r\n\r\n")]
    assert multipart_fields(b"--B--\r\n", "B") == []
    assert urlencoded_fields(b"a=1&&b&=c&a=%3D") == [
        Field("a", b"1"),
        Field("b", b""),
        Field("", b"c"),
        Field("a", b"="),
    ]


def test_a_list_of_unlike_items_may_be_one_json_text() -> None:
    """Nothing says in which form they come, so a part that says JSON is read as JSON; texts are texts."""
    start = (FILE, NUMBER)
    whole = ('name="range"\r\nContent-Type: application/json', b"[1,4]")
    assert read(FORM_MOCK, multipart(*start, whole), MULTIPART)["range"] == [1, 4]
    assert read(FORM_MOCK, multipart(*start, ('name="range"', b"1"), ('name="range"', b"4")), MULTIPART)["range"] == [
        1,
        4,
    ]
    wrong = ('name="range"\r\nContent-Type: application/json', b'["x"]')
    assert errors(FORM_MOCK, multipart(*start, wrong), MULTIPART) == [("body", "range", 0, "int_type")]


def test_a_form_without_a_schema_is_read_as_texts() -> None:
    """Nothing says what its fields are."""
    mock = mock_of({"multipart/form-data": {}})
    assert read(mock, multipart(NUMBER), MULTIPART) == {"number": "7"}
