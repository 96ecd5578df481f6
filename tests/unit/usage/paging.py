"""Clients of a server that gives one page after the other, and tells which were asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from attrs import define, field
from devin_usage import AsyncDevinUsage, DevinUsage

from tests.unit.usage.answering import BASE_URL, SERVICE_USER, V2_KEY, V3_KEY, body_of, now

USER = {"email": "ada@example.com", "name": "Ada", "role_assignments": []}
MEMBER = {"email": "ada@example.com", "name": "Ada", "enterprise_role": "admin", "created_at": "2025-01-01T00:00:00Z"}


@define
class Pages:
    """A server's pages, each a body or a status, and what it was asked; after the last, there is only 500."""

    answers: list[Any]
    asked: list[dict[str, str]] = field(factory=list[dict[str, str]])

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Give the next page; whose key it is may be asked at any time."""
        if request.url.path == "/v3/self":
            return httpx.Response(200, json=SERVICE_USER)
        self.asked.append(dict(request.url.params))
        answer = self.answers[len(self.asked) - 1] if len(self.asked) <= len(self.answers) else 500
        if isinstance(answer, int):
            return httpx.Response(answer, json={"detail": "no"})
        return httpx.Response(200, headers={"content-type": "application/json"}, content=body_of(answer))


@contextmanager
def paged(*answers: Any, key: str = V3_KEY) -> Iterator[tuple[DevinUsage, Pages]]:
    """A client of pages, which asks once."""
    pages = Pages(list(answers))
    with DevinUsage(key, base_url=BASE_URL, transport=httpx.MockTransport(pages), retries=0, clock=now) as client:
        yield client, pages


def async_ids(*answers: Any, stop_after: int, key: str = V3_KEY) -> tuple[list[str], Pages]:
    """The ids of so many users of an async client, which then walks no further."""
    pages = Pages(list(answers))

    async def walk() -> list[str]:
        found: list[str] = []
        async with AsyncDevinUsage(key, base_url=BASE_URL, transport=httpx.MockTransport(pages), retries=0) as client:
            async for user in client.users.list():
                found.append(user.id)
                if len(found) == stop_after:
                    break
        return found

    return asyncio.run(walk()), pages


def v3_page(*ids: str, cursor: str | None = None, **changes: Any) -> Any:
    """A page of users of v3."""
    items = [{**USER, "user_id": each} for each in ids]
    return {"items": items, "end_cursor": cursor, "has_next_page": cursor is not None, **changes}


def v2_page(*ids: str, more: bool = False, **changes: Any) -> Any:
    """A page of members of v2, whose total promises none."""
    items = [{**MEMBER, "user_id": each} for each in ids]
    return {"items": items, "has_more": more, "limit": 200, "skip": 0, "total": 0, **changes}


def ids_of_v2(*answers: Any) -> list[str]:
    """The ids of the members that a v2 client gives."""
    with paged(*answers, key=V2_KEY) as (client, _):
        return [user.id for user in client.users.list()]


def ids_of_v3(*answers: Any) -> list[str]:
    """The ids of the users that a v3 client gives."""
    with paged(*answers) as (client, _):
        return [user.id for user in client.users.list()]
