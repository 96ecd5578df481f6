"""Pages of lists: cursors in v3, `skip` and `limit` in v2."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import TypeVar

from devin_mock.answers.call import Call
from devin_mock.messages import Json

T = TypeVar("T")

_DEFAULT_SIZE = 100


def _cursor(call: Call, position: int) -> str:
    plain = f"{call.operation.operation_id}:{position}"
    return urlsafe_b64encode(f"{plain}:{call.ledger.chance.hex(f'cursor/{plain}', 8)}".encode()).decode()


def _position(call: Call) -> int:
    after = call.arguments.query.get("after")
    if after is None:
        return 0
    try:
        position = int(urlsafe_b64decode(after).decode().split(":")[1])
    except (ValueError, IndexError):
        position = -1
    if position >= 0 and _cursor(call, position) == after:
        return position
    if not call.lax and call.assumptions.unknown_cursor == "refused":
        call.refuse("after", "Input should be the end_cursor of a page", "cursor_unknown")
    return 0


def cursor_page(call: Call, things: Sequence[T], item: Callable[[T], Json]) -> Json:
    """The page of v3 that `first` and `after` ask for; only its own items are made."""
    start = _position(call)
    end = start + call.arguments.query.get("first", _DEFAULT_SIZE)
    more = end < len(things)
    page = {
        "items": [item(thing) for thing in things[start:end]],
        "end_cursor": _cursor(call, end) if more else None,
        "has_next_page": more,
    }
    if call.assumptions.page_total != "absent":
        page["total"] = len(things) if call.assumptions.page_total == "given" else None
    return page


def skip_page(call: Call, things: Sequence[T], item: Callable[[T], Json]) -> Json:
    """The page of v2 that `skip` and `limit` ask for."""
    skip = call.arguments.query.get("skip", 0)
    limit = call.arguments.query.get("limit", _DEFAULT_SIZE)
    more = skip + limit < len(things)
    return {
        "items": [item(thing) for thing in things[skip : skip + limit]],
        "has_more": more,
        "limit": limit,
        "skip": skip,
        "total": len(things),
        "next_cursor": skip + limit if more else None,
    }
