"""Forms: fields out of a body, as `application/x-www-form-urlencoded` or `multipart/form-data` writes them."""

from __future__ import annotations

import re
from typing import Final

import attrs

from devin_mock.media_types import parsed
from devin_mock.wire import text_of

_BOUNDARY: Final = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
_ESCAPES: Final = {"%22": '"', "%0D": "\r", "%0A": "\n"}


@attrs.frozen(slots=True)
class Field:
    """A field as it was sent; `media_type` is None where it told none."""

    name: str
    data: bytes = attrs.field(repr=False)
    media_type: str | None = None


def urlencoded_fields(body: bytes) -> list[Field]:
    """The fields of an `application/x-www-form-urlencoded` body. Raises ValueError when it is not well formed."""
    found: list[Field] = []
    for pair in body.split(b"&"):
        name, _, value = pair.partition(b"=")
        if pair:
            data = text_of(value, plus_is_space=True).encode()
            found.append(Field(text_of(name, plus_is_space=True), data))
    return found


def multipart_fields(body: bytes, boundary: str) -> list[Field]:
    """The fields of a `multipart/form-data` body, files among them. Raises ValueError when it is not well formed.

    Line ends are CRLF, and nothing stands before the first boundary or after the last, as RFC 7578 senders write it.
    """
    if not _BOUNDARY.fullmatch(boundary):
        raise ValueError("the boundary is missing or not well formed")
    delimiter = b"\r\n--" + boundary.encode("ascii")
    start, *parts = (b"\r\n" + body).split(delimiter)
    if start or not parts:
        raise ValueError("the body does not begin with its boundary")
    end = parts.pop()
    if end not in (b"--", b"--\r\n"):
        raise ValueError("the body does not end with its boundary and --")
    return [_field(part) for part in parts]


def _field(part: bytes) -> Field:
    if not part.startswith(b"\r\n"):
        raise ValueError("a boundary is not followed by a line end")
    head, blank, data = part[2:].partition(b"\r\n\r\n")
    if not blank:
        raise ValueError("a part has no blank line after its headers")
    headers: dict[str, str] = {}
    for line in head.decode("utf-8").split("\r\n"):
        name, colon, value = line.partition(":")
        if not colon or not name.strip() or name.lower() in headers:
            raise ValueError(f"a part has the header line {line!r}")
        headers[name.lower()] = value.strip()
    disposition = parsed(headers.get("content-disposition", ""))
    if disposition.value != "form-data" or "name" not in disposition.parameters:
        raise ValueError("a part has no Content-Disposition of form-data with a name")
    media_type = parsed(headers["content-type"]).value if "content-type" in headers else None
    name = re.sub("%22|%0D|%0A", lambda found: _ESCAPES[found[0]], disposition.parameters["name"])
    return Field(name, data, media_type)
