"""Whether the body of a request is one that its operation takes, and what it says.

JSON, forms and plain text are read and judged by their schema. Other media types are taken as they are: their schema
describes no JSON value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from devin_mock.branches import property_of, types_of, with_keyword
from devin_mock.documents import Document, Operation
from devin_mock.field_errors import field_errors
from devin_mock.forms import Field, multipart_fields, urlencoded_fields
from devin_mock.media_types import FORMS, MULTIPART, HeaderValue, essence, is_json, matching, parsed
from devin_mock.messages import Json, JsonObject, Request, object_of
from devin_mock.strict_json import NotJson, read_json
from devin_mock.wire import FieldError, Unreadable, read_items, read_text

_BODY: Final = ("body",)
_NO_OFFSET: Final = re.compile(r"\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d([.]\d+)?)?)?")
_DELIMITERS: Final = {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}
_CHARSETS: Final = {"utf-8": "utf-8", "us-ascii": "ascii", "iso-8859-1": "latin-1"}


def read_body(request: Request, document: Document, operation: Operation, *, lax: bool) -> Json:
    """The value of a request's body, None where there is none. Raises Unreadable.

    Strict refuses a body that the operation does not document: what a client says there, a filter perhaps, would be
    overlooked. Lax overlooks it, reads a body that tells no media type as the documented one, lets the last of doubled
    names win, and takes times without an offset.
    """
    if not operation.bodies:
        if request.body and not lax:
            shown = request.body.decode("latin-1")
            raise Unreadable(FieldError(_BODY, "The operation takes no body", "extra_forbidden", shown))
        return None
    told = request.header_values("content-type")
    if not request.body and (not told or _is_left_out(essence(told[0]), operation)):
        if operation.body_required:
            raise Unreadable(FieldError(_BODY, "Field required", "missing"))
        return None
    media_type = _media_type(told, operation, lax)
    key = matching(media_type.value, operation.bodies)
    if key is None:
        raise _of_content_type(operation, media_type.value)
    schema = operation.bodies[key]
    value = _read(request.body, media_type, document, schema, lax)
    if schema is None or not _is_judged(media_type.value):
        return value
    found = [
        error for error in field_errors(document, schema, value, _BODY) if not (lax and _is_time_without_offset(error))
    ]
    if found:
        raise Unreadable(*found)
    return value


def _is_left_out(media_type: str, operation: Operation) -> bool:
    """Whether an empty body of a type is none: generated clients tell the type of an optional body all the same.

    JSON and a form of parts have no empty text; a form of pairs without any is meant where one is required.
    """
    return is_json(media_type) or media_type == MULTIPART or (media_type in FORMS and not operation.body_required)


def _is_time_without_offset(error: FieldError) -> bool:
    return error.type == "datetime_parsing" and _NO_OFFSET.fullmatch(str(error.input)) is not None


def _media_type(told: list[str], operation: Operation, lax: bool) -> HeaderValue:
    if not told and lax:
        return HeaderValue(essence(next(iter(operation.bodies))), {})
    if len(told) != 1:
        raise _of_content_type(operation, told)
    try:
        return parsed(told[0])
    except ValueError:
        raise _of_content_type(operation, told[0]) from None


def _of_content_type(operation: Operation, told: Json) -> Unreadable:
    message = f"The content type should be one of: {', '.join(operation.bodies)}"
    return Unreadable(FieldError(_BODY, message, "content_type", told))


def _is_judged(media_type: str) -> bool:
    return is_json(media_type) or media_type in FORMS or media_type.startswith("text/")


def _read(body: bytes, media_type: HeaderValue, document: Document, schema: str | None, lax: bool) -> Json:
    if is_json(media_type.value):
        if not lax:
            _check_charset(media_type, "utf-8")
        try:
            return read_json(body, doubled_names=lax)
        except NotJson as error:
            place = (*_BODY, error.position)
            raise Unreadable(FieldError(place, f"JSON decode error: {error}", "json_invalid")) from None
    if media_type.value in FORMS:
        _check_charset(media_type, "utf-8")
        try:
            fields = (
                multipart_fields(body, media_type.parameters.get("boundary", ""))
                if media_type.value == MULTIPART
                else urlencoded_fields(body)
            )
        except ValueError as error:
            reason = "text that is not UTF-8" if isinstance(error, UnicodeDecodeError) else error
            raise Unreadable(
                FieldError(_BODY, f"There was an error parsing the body: {reason}", "form_invalid")
            ) from None
        return _read_form(fields, document, schema, lax)
    if not media_type.value.startswith("text/"):
        return body.decode("latin-1")
    text = _text(body, _check_charset(media_type, *_CHARSETS), _BODY)
    return text if schema is None else read_text(document, schema, text, _BODY)


def _check_charset(media_type: HeaderValue, *allowed: str) -> str:
    charset = media_type.parameters.get("charset", "utf-8").lower()
    if charset not in allowed:
        raise Unreadable(FieldError(_BODY, f"The charset should be {allowed[0]}", "content_type", charset))
    return _CHARSETS[charset]


def _text(data: bytes, codec: str, loc: tuple[str | int, ...]) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        shown = data.decode("latin-1")
        raise Unreadable(FieldError(loc, f"Input holds text that is not {codec}", "string_unicode", shown)) from None


def _read_form(fields: list[Field], document: Document, schema: str | None, lax: bool) -> JsonObject:
    encodings: JsonObject = {}
    if schema is not None:
        entry = document.at(schema.rpartition("/")[0])
        encodings = object_of(entry.get("encoding"))
    by_name: dict[str, list[Field]] = {}
    for field in fields:
        by_name.setdefault(field.name, []).append(field)
    found: JsonObject = {}
    errors: list[FieldError] = []
    for name, sent in by_name.items():
        where = None if schema is None else property_of(document, schema, name)
        try:
            found[name] = _read_field(name, sent, document, where, object_of(encodings.get(name)), lax)
        except Unreadable as error:
            errors += error.errors
    if errors:
        raise Unreadable(*errors)
    return found


def _read_field(
    name: str, sent: list[Field], document: Document, where: str | None, encoding: Mapping[str, Json], lax: bool
) -> Json:
    loc = (*_BODY, name)
    if where is None:
        texts = [_text(field.data, "utf-8", loc) for field in sent]
        return texts[0] if len(texts) == 1 else texts
    _check_media_types(sent, document, where, encoding, loc)
    codec = "latin-1" if _is_binary(document, where) else "utf-8"
    types = types_of(document, where)
    if "array" in types and not _is_one_text(sent, document, where):
        texts = [_text(field.data, codec, (*loc, index)) for index, field in enumerate(sent)]
        if encoding.get("explode") is False:
            texts = texts[-1].split(_DELIMITERS.get(encoding.get("style", "form"), ","))
        if _holds_objects(document, where):
            return [_json(text, (*loc, index)) for index, text in enumerate(texts)]
        return read_items(document, where, texts, loc)
    if len(sent) > 1 and not lax:
        shown = [field.data.decode("latin-1") for field in sent]
        raise Unreadable(FieldError(loc, "Input should be given once", "given_twice", shown))
    text = _text(sent[-1].data, codec, loc)
    return _json(text, loc) if types & {"object", "array"} else read_text(document, where, text, loc)


def _is_one_text(sent: list[Field], document: Document, where: str) -> bool:
    """Whether a list comes as one JSON text: where `items` tell no kind of value, a part may say that it is JSON."""
    told = [field.media_type for field in sent if field.media_type is not None and is_json(field.media_type)]
    return len(sent) == len(told) == 1 and not _items(document, where)


def _json(text: str, loc: tuple[str | int, ...]) -> Json:
    try:
        return read_json(text.encode())
    except NotJson as error:
        raise Unreadable(FieldError(loc, f"Input should be valid JSON: {error}", "json_invalid", text)) from None


def _items(document: Document, where: str) -> list[str]:
    return [f"{each}/items" for each in with_keyword(document, where, ("items",))]


def _holds_objects(document: Document, where: str) -> bool:
    return any("object" in types_of(document, items) for items in _items(document, where))


def _is_binary(document: Document, where: str) -> bool:
    """Whether a value is the bytes of a file: `format: binary`, or a media type that is no text encoding of bytes."""
    schemas = [document.schema(each) for each in with_keyword(document, where, ("format", "contentMediaType"))]
    binary = any(
        schema.get("format") == "binary" or ("contentMediaType" in schema and "contentEncoding" not in schema)
        for schema in schemas
    )
    return binary or any(_is_binary(document, items) for items in _items(document, where))


def _check_media_types(
    sent: list[Field], document: Document, where: str, encoding: Mapping[str, Json], loc: tuple[str | int, ...]
) -> None:
    """Refuse a part of another media type than is documented, or than is the rule for values of its kind."""
    documented: str | None = encoding.get("contentType")
    if documented is None:
        if _is_binary(document, where) or _is_one_text(sent, document, where):
            return
        holds_objects = "object" in types_of(document, where) or _holds_objects(document, where)
        documented = "application/json" if holds_objects else "text/plain"
    for field in sent:
        if field.media_type is not None and matching(field.media_type, documented.split(",")) is None:
            message = f"The content type of the part should be {documented}"
            raise Unreadable(FieldError(loc, message, "content_type", field.media_type))
