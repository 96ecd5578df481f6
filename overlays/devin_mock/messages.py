"""A request and a response, as bytes that were or will be on the wire."""

from __future__ import annotations

import json
from typing import Any, TypeAlias, cast

import attrs

Json: TypeAlias = Any
"""A JSON value: what `json.loads` gives."""

JsonObject: TypeAlias = dict[str, Any]

Headers = tuple[tuple[str, str], ...]


def object_of(value: Json) -> JsonObject:
    """A value that is a JSON object, or an empty one in place of anything else."""
    return cast(JsonObject, value) if isinstance(value, dict) else {}


def _without_credentials(headers: Headers) -> str:
    # A user may send a real key to the mock by mistake; it should not end up in a failing test's output.
    return repr(tuple((name, "***" if name in ("authorization", "cookie") else value) for name, value in headers))


def _lower_names(headers: Headers) -> Headers:
    return tuple((name.lower(), value) for name, value in headers)


@attrs.frozen(slots=True)
class Request:
    """A request before anything in it was decoded.

    `raw_path` is the path with its percent-encoding and without the query; `raw_query` comes without `?`. Header names
    are kept in lower case.
    """

    method: str
    raw_path: bytes
    raw_query: bytes = b""
    headers: Headers = attrs.field(default=(), converter=_lower_names, repr=_without_credentials)
    body: bytes = b""

    def header_values(self, name: str) -> list[str]:
        """Every value that is given for a header, in order."""
        return [value for key, value in self.headers if key == name.lower()]


@attrs.frozen(slots=True)
class Response:
    """A response; `headers` holds no length, which the adapters add."""

    status: int
    headers: Headers = ()
    body: bytes = b""

    @classmethod
    def of_json(
        cls, status: int, value: Json, *, media_type: str = "application/json", headers: Headers = ()
    ) -> Response:
        """A response with a JSON body."""
        body = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        return cls(status, (("content-type", media_type), *headers), body)

    def json(self) -> Json:
        """The body, decoded."""
        return json.loads(self.body)
