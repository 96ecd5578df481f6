"""A request and a response, as bytes that were or will be on the wire."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, TypeAlias, cast

import attrs

Json: TypeAlias = Any
"""A JSON value: what `json.loads` gives."""

JsonObject: TypeAlias = dict[str, Any]

Headers = tuple[tuple[str, str], ...]


def object_of(value: Json) -> JsonObject:
    """A value that is a JSON object, or an empty one in place of anything else."""
    return cast(JsonObject, value) if isinstance(value, dict) else {}


def array_of(value: Json) -> list[Json]:
    """A value that is a JSON array, or an empty one in place of anything else."""
    return value if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType]  # narrowing makes Any a list of unknown items


_COMPACT: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)

CREDENTIAL_HEADERS: Final = frozenset(
    ("authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key", "x-auth-token")
)
"""Headers that hold credentials, whatever a document says."""


def _without_credentials(headers: Headers) -> str:
    # A user may send a real key to the mock by mistake; it should not end up in a failing test's output.
    return repr(tuple((name, "***" if name in CREDENTIAL_HEADERS else value) for name, value in headers))


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


@attrs.frozen(slots=True, kw_only=True)
class Delivery:
    """How a response goes over its connection: at once and whole, unless something else is said.

    `delay_s` is waited before its head. With `drip_bytes` the body goes in pieces of so many bytes, with a wait of
    `drip_s` before each. After `reset_after` bytes of the body the connection is reset (with 0, before the head too),
    after `truncate_after` bytes it is closed, though the head has promised the whole length.
    """

    delay_s: float = 0.0
    drip_bytes: int | None = None
    drip_s: float = 0.0
    reset_after: int | None = None
    truncate_after: int | None = None

    def pieces(self, body: bytes) -> Iterator[bytes]:
        """What is sent of a body, piece by piece."""
        ends = [each for each in (self.reset_after, self.truncate_after) if each is not None]
        sent = body[: min(ends)] if ends else body
        size = self.drip_bytes or max(1, len(sent))
        return (sent[place : place + size] for place in range(0, len(sent), size))


AT_ONCE: Final = Delivery()
"""The whole response, without delay."""


@attrs.frozen(slots=True)
class Response:
    """A response; `headers` holds no length, which the adapters add."""

    status: int
    headers: Headers = ()
    body: bytes = b""
    delivery: Delivery = AT_ONCE

    @classmethod
    def of_json(
        cls, status: int, value: Json, *, media_type: str = "application/json", headers: Headers = ()
    ) -> Response:
        """A response with a JSON body."""
        return cls(status, (("content-type", media_type), *headers), _COMPACT.encode(value).encode())

    def json(self) -> Json:
        """The body, decoded."""
        return json.loads(self.body)
