"""What foreign code raises is raised: a `StopIteration` of a transport or a watch never passes for an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from devin_mock import ENTERPRISE_KEY, Mock
from devin_usage import AsyncDevinUsage, DevinUsage

from tests.unit.usage.answering import BASE_URL, NOW, TWO_DAYS, V2_KEY, mocked


class Foreign(StopIteration):
    """Carries a value, as the end of a generator does."""


def stopping(_request: httpx.Request) -> httpx.Response:
    raise Foreign("answer")


QUESTIONS: dict[str, Callable[[DevinUsage], Any]] = {
    "daily": lambda client: client.consumption.daily(TWO_DAYS),
    "by user": lambda client: client.consumption.by_user(TWO_DAYS),
    "by named users": lambda client: client.consumption.by_user(TWO_DAYS, users=["user-1"]),
    "cycles": lambda client: client.cycles.list(),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_transport_that_stops_gives_no_answer(name: str) -> None:
    """Of one question or of many, by one thread or several."""
    with (
        DevinUsage(V2_KEY, base_url=BASE_URL, transport=httpx.MockTransport(stopping), retries=0) as client,
        pytest.raises(Foreign),
    ):
        QUESTIONS[name](client)


def test_a_transport_that_stops_ends_no_list() -> None:
    """A list of nobody would look like a whole one; a generator tells it by an error of its own."""
    with (
        DevinUsage(V2_KEY, base_url=BASE_URL, transport=httpx.MockTransport(stopping), retries=0) as client,
        pytest.raises(RuntimeError, match="StopIteration"),
    ):
        list(client.users.list())


@pytest.mark.parametrize("name", ["daily", "by user"])
def test_an_async_transport_that_stops_gives_no_answer(name: str) -> None:
    """A coroutine tells it by an error of its own."""

    async def main() -> Any:
        transport = httpx.MockTransport(stopping)
        async with AsyncDevinUsage(V2_KEY, base_url=BASE_URL, transport=transport, retries=0) as client:
            ask = client.consumption.daily if name == "daily" else client.consumption.by_user
            return await ask(TWO_DAYS)

    with pytest.raises(RuntimeError, match="StopIteration"):
        asyncio.run(main())


@pytest.mark.parametrize("after", [0, 2])
def test_a_watch_that_stops_gives_no_breakdown(after: int) -> None:
    """At the start or in the middle; ``next`` of an iterator that has ended is easily written there."""
    turns = iter(range(after))

    def watch(_progress: object) -> None:
        next(turns)

    with mocked(Mock(now=NOW), ENTERPRISE_KEY) as client, pytest.raises(StopIteration):
        client.consumption.by_user(TWO_DAYS, watch=watch)
