"""Bodies made of a valid one by one change: broken ones that the document refuses, and harmless ones that it bears."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any, Final, cast

import attrs

from .operations import Driven

NEW_FIELD: Final = "x_field_of_tomorrow"
NEW_VALUE: Final = "value_of_tomorrow"
Steps = tuple[str | int, ...]

_OTHERS: Final[tuple[Any, ...]] = (None, True, "text", 17, -1.5, [], {}, [None], {"a": 1}, "2025-13-45", "")


@attrs.frozen(slots=True)
class Changed:
    """A body with one change in it; `what` says which, and where."""

    what: str
    body: Any


def _places(value: Any, steps: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    yield steps, value
    if isinstance(value, dict):
        for name, inside in cast(dict[str, Any], value).items():
            yield from _places(inside, (*steps, name))
    elif isinstance(value, list):
        for index, inside in enumerate(value):
            yield from _places(inside, (*steps, index))


def _with(body: Any, steps: Steps, value: Any) -> Any:
    if not steps:
        return value
    changed = copy.deepcopy(body)
    _follow(changed, steps[:-1])[steps[-1]] = value
    return changed


def _without(body: Any, steps: Steps) -> Any:
    changed = copy.deepcopy(body)
    del _follow(changed, steps[:-1])[steps[-1]]
    return changed


def _follow(body: Any, steps: Steps) -> Any:
    for step in steps:
        body = body[step]
    return body


def _pointer(steps: Steps) -> str:
    return "".join(f"/{step}" for step in steps) or "the top"


def _changes(body: Any) -> Iterator[Changed]:
    for steps, value in _places(body):
        where = _pointer(steps)
        if steps and isinstance(steps[-1], str):
            yield Changed(f"without {where}", _without(body, steps))
        for other in _OTHERS:
            if type(other) is not type(value) or other != value:
                yield Changed(f"{where} is {other!r}", _with(body, steps, other))
        if isinstance(value, str):
            yield Changed(f"{where} is no whole text", _with(body, steps, value[:-1]))
            yield Changed(f"{where} is a naive time", _with(body, steps, "2025-12-05T08:00:00"))
        if isinstance(value, dict):
            fields = cast(dict[str, Any], value)
            for key in ("2025-02-30", "yesterday", "2025-12-05T00:00:00Z"):
                added = {**fields, key: next(iter(fields.values()), 1.0)}
                yield Changed(f"{where} has the key {key}", _with(body, steps, added))


def broken(driven: Driven, body: Any) -> Iterator[Changed]:
    """Every body that is one change away from a valid one, and that the document refuses."""
    yield from (each for each in _changes(body) if not driven.document.is_valid(driven.schema, each.body))


def harmless(driven: Driven, body: Any) -> Iterator[Changed]:
    """Bodies that must pass: a further field, a new value of an opened enumeration, an absent optional field."""
    yield Changed("as it is", body)
    found = [*_changes(body)]
    for steps, value in _places(body):
        if isinstance(value, dict):
            new = {**cast(dict[str, Any], value), NEW_FIELD: {"deep": [1]}}
            found.append(Changed(f"{_pointer(steps)} has a new field", _with(body, steps, new)))
        if isinstance(value, str):
            found.append(Changed(f"{_pointer(steps)} is a new value", _with(body, steps, NEW_VALUE)))
    yield from (each for each in found if driven.document.is_valid(driven.schema, each.body))


def named(driven: Driven, body: Any, name: str) -> Iterator[Any]:
    """Bodies that the document refuses for what stands under a name of somebody's choice, wherever one may stand."""
    for steps, value in _places(body):
        if isinstance(value, dict):
            found = (_with(body, steps, {**cast(dict[str, Any], value), name: other}) for other in _OTHERS)
            yield from (each for each in found if not driven.document.is_valid(driven.schema, each))


def with_new_field(body: Any, written: bytes) -> bytes:
    """A body, written down, whose first object has a further field, which is written so."""
    steps, value = next(each for each in _places(body) if isinstance(each[1], dict))
    text = json.dumps(_with(body, steps, {**cast(dict[str, Any], value), NEW_FIELD: "(here)"}))
    return text.encode().replace(b'"(here)"', written)


def unreadable(body: Any) -> Iterator[tuple[str, bytes]]:
    """Bytes that are no JSON answer, each one change away from a body that is as it should be.

    What stands in a field that the document leaves open is refused for its bytes alone: no schema looks at it.
    """
    text = json.dumps(body).encode()
    yield "truncated", text[: len(text) // 2]
    yield "without its last byte", text[:-1]
    yield "empty", b""
    yield "a page", b"<!doctype html><p>Sign in</p>"
    yield "two values", text + text
    yield "deep", b"[" * 100_000
    for constant in (b"NaN", b"Infinity", b"-Infinity"):
        yield constant.decode(), with_new_field(body, constant)
    for what, content in (
        ("no UTF-8", b"\xff"),
        ("Latin-1", "Zo\u00eb".encode("latin-1")),
        ("half a character", b"\xe2\x82"),
    ):
        yield what, with_new_field(body, b'"' + content + b'"')
