"""Whether the pages of a list join: two small ones, held against the start of a large one."""

from __future__ import annotations

import json
from typing import Any

from .asking import Asker, Reading
from .bodies import items_of
from .questions import page_size_name
from .rules import Rules

JOIN = "pages join without a gap or a repetition"
COMPLETE = "a list that ends on its first page holds as many items as it says"

_TELLING = ("scope", "org_id", "user_id", "service_user_id", "after")


def is_paged(reading: Reading) -> bool:
    """Tell whether an answer is a page of a list."""
    return reading.sound and items_of(reading.body) is not None


def hold_pages(rules: Rules, asker: Asker, whole: Reading) -> None:
    """Ask for the same list in small pages, and hold them against the large one."""
    body: Any = whole.body
    items: list[Any] = body["items"]
    more = bool(body.get("has_next_page") or body.get("has_more"))
    total = body.get("total")
    if not more and total is not None:
        said = f"it holds {len(items)} and says {total}"
        rules.hold(COMPLETE, whole, None if total == len(items) else said)
    if more and "has_next_page" in body:
        rules.hold(JOIN, whole, None if body.get("end_cursor") else "a next page is announced without a cursor")
    repeated = len(items) - len({_key(item) for item in items})
    if repeated:
        rules.hold(JOIN, whole, f"{repeated} items come twice on one page")
    if len(items) < 2:
        return
    size = 1 if len(items) < 4 else 2
    name = page_size_name(whole.operation) or "first"
    path = {each: whole.arguments[each] for each in whole.operation.in_path}
    first = asker.ask(whole.operation.id, {**path, name: size}, varied="page 1")
    if not is_paged(first):
        return
    start = _next(first, size)
    if start is None:
        rules.hold(JOIN, first, "there is no way to the second page, though there are more items")
        return
    second = asker.ask(whole.operation.id, {**path, name: size, **start}, varied="page 2")
    if not is_paged(second):
        return
    pages = [[_key(item) for item in each.body["items"]] for each in (first, second)]
    rules.hold(JOIN, second, _wrong(pages, [_key(item) for item in items], size))


def _next(page: Reading, size: int) -> dict[str, Any] | None:
    if "skip" in page.operation.names:
        return {"skip": size}
    cursor = page.body.get("end_cursor")
    return {"after": cursor} if cursor else None


def _key(item: Any) -> str:
    # What tells an item from others; the rest of it may change from one request to the next.
    telling = {name: item[name] for name in _TELLING if name in item}
    return json.dumps(telling or item, sort_keys=True)


def _wrong(pages: list[list[str]], whole: list[str], size: int) -> str | None:
    first, second = pages
    if len(first) > size or len(second) > size:
        return f"a page of {size} was asked for, and is larger"
    if set(first) & set(second):
        return f"{len(set(first) & set(second))} items of the first page come again on the second"
    if first + second != whole[: 2 * size]:
        return "small pages do not hold what the large one starts with"
    return None
