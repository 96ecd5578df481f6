"""Control requests: faults, the record and the present of a running mock, from another process.

They live below a path prefix of their own, and only where a mock was made with one (`Mock(control="/_mock")`). They are
neither judged nor recorded, and need no key: whoever reaches the port may send them.

    GET    {prefix}/record         the record as JSON lines; ?format=har as HAR
    DELETE {prefix}/record         forget it
    GET    {prefix}/faults         the faults that are planned
    POST   {prefix}/faults         plan one more (an object), or several (an array of them)
    PUT    {prefix}/faults         plan these in place of those
    DELETE {prefix}/faults         plan none
    GET    {prefix}/now            the present of the account
    PUT    {prefix}/now            set it: {"now": "2025-12-20T15:30:00Z"}; null is the clock of the machine
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

import attrs

from devin_mock.calendar import rfc3339
from devin_mock.faults import Fault
from devin_mock.messages import Json, Request, Response, array_of, object_of

if TYPE_CHECKING:
    from devin_mock.mock import Mock

_JSON_LINES: Final = "application/x-ndjson"


def check_prefix(prefix: str) -> str:
    """A prefix without a slash at its end. Raises ValueError for one that is no path."""
    plain = prefix.rstrip("/")
    if not plain.startswith("/") or set("?#% ") & set(plain) or not plain.isascii():
        raise ValueError(f"The prefix of control requests is a path such as /_mock, not {prefix!r}.")
    return plain


def controlled(mock: Mock, path: str, request: Request) -> Response:
    """The answer to a control request; `path` is what follows the prefix."""
    handlers = _HANDLERS.get(path.strip("/"))
    if handlers is None:
        return _error(404, f"There is no control request of this path; there are {', '.join(_HANDLERS)}.")
    handler = handlers.get(request.method)
    if handler is None:
        return attrs.evolve(
            _error(405, f"Use {', '.join(handlers)} here."), headers=(("allow", ", ".join(handlers)), _JSON_TYPE)
        )
    try:
        return handler(mock, request)
    except ValueError as error:
        return _error(422, str(error))


_JSON_TYPE: Final = ("content-type", "application/json")


def _error(status: int, detail: str) -> Response:
    return Response.of_json(status, {"detail": detail})


def _body(request: Request) -> Json:
    try:
        return json.loads(request.body)
    except ValueError as error:
        raise ValueError(f"The body is no JSON: {error}.") from None


def _read_record(mock: Mock, request: Request) -> Response:
    asked = parse_qs(request.raw_query.decode("latin-1")).get("format", ["jsonl"])[-1]
    if asked == "har":
        return Response.of_json(200, mock.record.har())
    if asked != "jsonl":
        raise ValueError(f"The format of a record is jsonl or har, not {asked!r}.")
    return Response(200, (("content-type", _JSON_LINES),), mock.record.json_lines().encode())


def _clear_record(mock: Mock, _: Request) -> Response:
    mock.record.clear()
    return Response(204)


def _faults(mock: Mock, _: Request) -> Response:
    shown = [each.settings() for each in mock.faults.faults]
    return Response.of_json(200, shown)


def _read_faults(request: Request) -> list[Fault]:
    body = _body(request)
    several = array_of(body) if isinstance(body, list) else [body]
    if not all(isinstance(each, dict) for each in several):
        raise ValueError('A fault is a JSON object such as {"status": 503, "times": 2}.')
    return [Fault.of(each) for each in several]


def _add_faults(mock: Mock, request: Request) -> Response:
    mock.faults.add(*_read_faults(request))
    return _faults(mock, request)


def _replace_faults(mock: Mock, request: Request) -> Response:
    mock.faults.replace(_read_faults(request))
    return _faults(mock, request)


def _clear_faults(mock: Mock, _: Request) -> Response:
    mock.faults.clear()
    return Response(204)


def _now(mock: Mock, _: Request) -> Response:
    return Response.of_json(200, {"now": rfc3339(mock.now())})


def _set_now(mock: Mock, request: Request) -> Response:
    body = object_of(_body(request))
    if list(body) != ["now"] or not isinstance(body["now"], str | None):
        raise ValueError('The present is set by {"now": "2025-12-20T15:30:00Z"}, or {"now": null}.')
    mock.set_now(None if body["now"] is None else datetime.fromisoformat(body["now"]))
    return _now(mock, request)


_HANDLERS: Final[Mapping[str, Mapping[str, Callable[[Mock, Request], Response]]]] = {
    "record": {"GET": _read_record, "DELETE": _clear_record},
    "faults": {"GET": _faults, "POST": _add_faults, "PUT": _replace_faults, "DELETE": _clear_faults},
    "now": {"GET": _now, "PUT": _set_now},
}
