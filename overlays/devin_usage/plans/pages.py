"""Lists, page by page."""

from __future__ import annotations

from functools import partial
from typing import Any

from .. import answers
from ..answers import Body
from ..errors import InconsistentAnswer
from ..operations import Call
from .context import Plan

_PAGE = 200


def pages(operation: str) -> Plan[list[Body]]:
    """Read every page of a v3 list."""
    items: list[Body] = []
    cursors: set[str] = set()
    arguments: dict[str, Any] = {"first": _PAGE}
    while True:
        page = yield Call("v3", operation, arguments)
        more, cursor, has_next = answers.built(operation, partial(answers.page, page))
        items.extend(more)
        if not cursor:
            if has_next:
                raise InconsistentAnswer(f"{operation}: the API says that there is a next page, and gives no cursor")
            return items
        if cursor in cursors:
            raise InconsistentAnswer(f"{operation}: the API gave the same cursor twice")
        cursors.add(cursor)
        arguments = {"first": _PAGE, "after": cursor}
