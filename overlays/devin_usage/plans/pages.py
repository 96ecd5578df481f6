"""Lists, page by page: v3 goes on by cursor, v2 by the number of items to leave out."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from attrs import define, field, frozen

from .. import answers
from ..answers import Body
from ..errors import ContractWarning, InconsistentAnswer
from ..operations import Call
from .context import Plan

T = TypeVar("T")

_PAGE = 200


@frozen(eq=False)
class Page(Generic[T]):
    """Some items of a list, and the plan of what follows; None after the last page."""

    items: tuple[T, ...]
    following: Plan[Page[T]] | None


@define(eq=False)
class Listing(Generic[T]):
    """A list on its way: what is asked for, how an item is read, and what has been seen of it."""

    operation: str
    read: Callable[[Body], T]
    key: Callable[[T], Hashable] | None = None
    """What tells items apart: while a list changes, an item may come on two pages, and is given once."""
    arguments: Mapping[str, Any] = field(factory=dict[str, Any])
    filtered: bool = False
    """Whether some items are left out: it is not documented whether the number of all counts those."""
    strict: bool = True
    """Whether a list that is too short is refused, and not only warned of."""
    _cursors: set[str] = field(factory=set[str])
    _seen: set[Hashable] = field(factory=set[Hashable])
    _given: int = 0
    _total: int | None = None

    def by_cursor(self, after: str | None = None) -> Plan[Page[T]]:
        """Ask for a page of a v3 list.

        Raises:
            InconsistentAnswer: there is said to be a next page without a cursor, or a cursor comes twice, or there are
                fewer items than there are said to be.
        """
        place = {} if after is None else {"after": after}
        body = yield Call("v3", self.operation, {**self.arguments, "first": _PAGE, **place})
        found, total, cursor, has_next = answers.built(self.operation, partial(answers.page, body))
        if not cursor and has_next:
            raise InconsistentAnswer(f"{self.operation}: the API says that there is a next page, and gives no cursor")
        if cursor in self._cursors:
            raise InconsistentAnswer(f"{self.operation}: the API gave the same cursor twice")
        if cursor:
            self._cursors.add(cursor)
        new = self._new(found)
        self._hold(new, total, last=not cursor)
        return Page(new, self.by_cursor(cursor) if cursor else None)

    def by_offset(self, skip: int = 0) -> Plan[Page[T]]:
        """Ask for a page of a v2 list.

        Raises:
            InconsistentAnswer: more items are said to follow a page on which there is nothing new, or there are fewer
                than there are said to be, or were when the page before was asked for.
        """
        body = yield Call("v2", self.operation, {**self.arguments, "skip": skip, "limit": _PAGE})
        found, total, more = answers.built(self.operation, partial(answers.page_v2, body))
        new = self._new(found)
        if more and not new:
            raise InconsistentAnswer(f"{self.operation}: the API says that more follows a page with nothing new on it")
        if self._total is not None and total is not None and total < self._total:
            self._mistrust("the list became shorter while it was read, so that items may have been passed over")
        self._hold(new, total, last=not more)
        return Page(new, self.by_offset(skip + len(found)) if more else None)

    def _hold(self, new: Sequence[T], total: int | None, *, last: bool) -> None:
        """Hold the items that came against how many there are said to be, once the last have come."""
        self._given += len(new)
        self._total = self._total if total is None else total
        if last and self._total is not None and self._given < self._total:
            self._mistrust(f"the API gave {self._given:,} of the {self._total:,} items that it says there are")

    def _mistrust(self, why: str) -> None:
        if self.filtered:
            return
        said = f"{self.operation}: {why}; ask again"
        if self.strict:
            raise InconsistentAnswer(said)
        warnings.warn(said, ContractWarning, stacklevel=2)

    def _new(self, found: Sequence[Body]) -> tuple[T, ...]:
        items = answers.built(self.operation, lambda: tuple(map(self.read, found)))
        if self.key is None:
            return items
        new: dict[Hashable, T] = {}
        for item in items:
            if (key := self.key(item)) not in self._seen:
                new.setdefault(key, item)
        self._seen.update(new)
        return tuple(new.values())


def every(plan: Plan[Page[T]]) -> Plan[list[T]]:
    """Read a list to its end."""
    items: list[T] = []
    following: Plan[Page[T]] | None = plan
    while following is not None:
        page = yield from following
        items.extend(page.items)
        following = page.following
    return items
