"""Loads in a process of its own, which kills itself at a point that it is told: python -m tests.warehouse.worker.

The points are counted: ``request:7`` is before the seventh request, ``sql:40`` before the fortieth statement that the
warehouse is sent, and ``normalize:2``, ``load:2`` and ``complete:2`` are before that step of the second package.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
from devin_mock.transport import mock_transport
from devin_usage.export.warehouse import load

from tests.warehouse.accounts import SHORT, Account


class Point:
    """Counts what it is told of, and kills the process at a number."""

    def __init__(self, at: int) -> None:
        self.left = at

    def reached(self) -> None:
        """Count one."""
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class Counting(httpx.BaseTransport):
    """A transport that tells a point of each request."""

    def __init__(self, inner: Any, point: Point) -> None:
        self.inner, self.point = inner, point

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.point.reached()
        answer: httpx.Response = self.inner.handle_request(request)
        return answer


def plant(owner: Any, name: str, point: Point) -> None:
    """Let a method tell a point of each call."""
    inner: Callable[..., Any] = getattr(owner, name)

    def counted(*args: Any, **kwargs: Any) -> Any:
        point.reached()
        return inner(*args, **kwargs)

    setattr(owner, name, counted)


def main(database: str, kind: str, number: int) -> None:
    """Load into a database, up to the point."""
    point, account = Point(number), Account(days=SHORT)
    transport: Any = mock_transport(account.mock)
    if kind == "request":
        transport = Counting(transport, point)
    elif kind == "sql":
        plant(import_module("dlt.destinations.impl.duckdb.sql_client").DuckDbSqlClient, "execute_query", point)
    elif kind == "complete":
        plant(import_module("dlt.load.load").Load, "complete_package", point)
    else:
        plant(import_module("dlt.pipeline.pipeline").Pipeline, kind, point)
    with account.client(transport=transport) as client:
        print(load(client, database=Path(database), concurrency=1))
    print(f"{kind}:{number - point.left} was the last of its kind")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2].partition(":")[0], int(sys.argv[2].partition(":")[2]))
