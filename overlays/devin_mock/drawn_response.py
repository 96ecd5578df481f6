"""The answer to an operation that the ledger does not know: what it documents for success, drawn from its schemas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from devin_mock.documents import Document, Operation
from devin_mock.drawn import Undrawable, draw
from devin_mock.media_types import essence, is_json
from devin_mock.messages import Headers, Json, Response, array_of, object_of

_WITHOUT_BODY: Final = (204, 205, 304)
_OF_RANGE: Final = {"*/*": "application/json", "application/*": "application/json", "text/*": "text/plain"}


def drawn_response(document: Document, operation: Operation, *, seed: int, name: str) -> Response:
    """A response of the lowest status of success that an operation documents, with its body and required headers.

    JSON goes before text, and text before other media types. A media type without a schema gets an empty object if it
    is JSON, else an empty body. Raises Undrawable for a schema of which no value can be drawn, and for a value that the
    media type has no form for.
    """
    status, key = operation.success
    headers = tuple(
        (header, _header_text(draw(document, schema, seed=seed, name=f"{name}/{header}"), header))
        for header, schema in operation.headers.get(key, {}).items()
    )
    contents = operation.responses.get(key, {})
    if not contents or status in _WITHOUT_BODY:
        return Response(status, headers)
    documented = min(contents, key=_preference)
    media_type = _sent_as(documented)
    schema = contents[documented]
    value: Json = {} if is_json(media_type) else ""
    if schema is not None:
        value = draw(document, schema, seed=seed, name=name)
    response = _response(status, value, media_type, headers)
    return Response(status, response.headers) if operation.method == "HEAD" else response


def _preference(documented: str) -> int:
    media_type = _sent_as(documented)
    return 0 if is_json(media_type) else 1 if media_type.startswith("text/") else 2


def _sent_as(documented: str) -> str:
    """A media type that falls under a documented one, which may be a range."""
    name = essence(documented)
    return _OF_RANGE.get(name, name.replace("*", "octet-stream")) if "*" in name else documented


def _response(status: int, value: Json, media_type: str, headers: Headers) -> Response:
    if is_json(media_type):
        return Response.of_json(status, value, media_type=media_type, headers=headers)
    if not isinstance(value, str) and not media_type.startswith("text/"):
        raise Undrawable(f"No body of {media_type} can be written from a schema that asks for no text.")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Response(status, (("content-type", media_type), *headers), text.encode())


def _header_text(value: Json, name: str) -> str:
    members: Mapping[str, Json] = object_of(value)
    parts = [each for pair in members.items() for each in pair] if members else array_of(value) or [value]
    text = ",".join(each if isinstance(each, str) else json.dumps(each) for each in parts)
    if not text.isascii() or not text.isprintable():
        raise Undrawable(f"The header {name} has no form for the value that was drawn.")
    return text
