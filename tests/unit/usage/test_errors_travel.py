"""Errors are what they were after a pool of processes has carried them: equal in kind, words and attributes."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from typing import Any

import httpx
import pytest
from devin_usage import (
    DevinUsage,
    DevinUsageError,
    Forbidden,
    NotFound,
    Period,
    ResponseValidationError,
    ServerError,
    StatusError,
)
from devin_usage.account import CacheError, IncompleteBreakdown, NotAsked, PieceFailed
from devin_usage.values import Consumption, Days, Subject

from tests.unit.usage.answering import BASE_URL, SECRET, TWO_DAYS, V2_KEY, served


def _every(kind: type[DevinUsageError]) -> Iterator[type[DevinUsageError]]:
    yield kind
    for below in kind.__subclasses__():
        if below.__module__.startswith("devin_usage."):
            yield from _every(below)


TREE = sorted(set(_every(DevinUsageError)), key=lambda kind: kind.__name__)
REFUSED: dict[str, Any] = {
    "status": 403,
    "operation": "get_self",
    "detail": "no",
    "request_id": "r-1",
    "permission": "ViewAccountConsumption",
    "errors": ({"loc": ["query", "after"], "msg": "no"},),
    "retry_after_s": 1.5,
    "attempts": 3,
}


def _breakdown() -> Any:
    from devin_usage.account import Breakdown

    whole = Consumption(Subject("enterprise"), TWO_DAYS, "v2", 1.0, Days([date(2025, 12, 5).toordinal()], [1.0]))
    failures = {"u-2": Forbidden("refused", **REFUSED)}
    return Breakdown("user", TWO_DAYS, "v2", {"u-1": 1.0}, whole, failures=failures)


MAKING: dict[type[DevinUsageError], Callable[[], DevinUsageError]] = {
    ResponseValidationError: lambda: ResponseValidationError(
        "broken", operation="get_self", pointer="/a", expected="a text", seen="a number"
    ),
    IncompleteBreakdown: lambda: IncompleteBreakdown("2 failed", breakdown=_breakdown()),
    NotAsked: lambda: NotAsked("not asked", reason=ServerError("down", **{**REFUSED, "status": 503})),
    PieceFailed: lambda: PieceFailed({str(TWO_DAYS): NotFound("none", **REFUSED)}, 3),
    CacheError: lambda: CacheError("the cache cannot be used"),
}


def made(kind: type[DevinUsageError]) -> DevinUsageError:
    """An error of a kind, with everything in it."""
    if kind in MAKING:
        return MAKING[kind]()
    error = kind("refused", **REFUSED) if issubclass(kind, StatusError) else kind("refused")
    error.add_note("a note")
    return error


def plain(value: Any) -> Any:
    """An error, or what holds one, in a form that can be compared."""
    if isinstance(value, BaseException):
        return type(value), value.args, str(value), plain(vars(value))
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if type(value).__name__ == "Breakdown":
        return {name: plain(dict(each) if name == "failures" else each) for name, each in _fields(value).items()}
    return value


def _fields(value: Any) -> dict[str, Any]:
    import attrs

    return {each.name: getattr(value, each.name) for each in attrs.fields(type(value))}


def test_the_tree_is_all_there() -> None:
    """Those of the account among them, and no kind goes untested."""
    assert {IncompleteBreakdown, NotAsked, PieceFailed, CacheError, ResponseValidationError} < set(TREE)
    assert len(TREE) >= 25


@pytest.mark.parametrize("kind", TREE, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_an_error_is_unpickled_as_it_was(kind: type[DevinUsageError], protocol: int) -> None:
    """Kind, arguments, words and attributes, and those of the errors within."""
    error = made(kind)
    assert plain(pickle.loads(pickle.dumps(error, protocol))) == plain(error)  # noqa: S301  # our own bytes


@pytest.mark.parametrize("kind", TREE, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_an_error_is_copied_as_it_is(kind: type[DevinUsageError], copied: Callable[[Any], Any]) -> None:
    """Alike in everything, and another object."""
    error = made(kind)
    found = copied(error)
    assert found is not error
    assert plain(found) == plain(error)


def _asked(period: Period) -> None:
    """Ask a server that refuses, in another process."""

    def refuse(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(403, json={"detail": f"not with {V2_KEY}"})

    with DevinUsage(V2_KEY, base_url=BASE_URL, transport=httpx.MockTransport(refuse), retries=0) as client:
        client.consumption.daily(period)


def test_a_refusal_crosses_a_pool_of_processes() -> None:
    """With what it says of the request, and not as a pool that broke."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool, pytest.raises(Forbidden) as caught:
        pool.submit(_asked, TWO_DAYS).result()
    assert (caught.value.status, caught.value.operation) == (403, "get_daily_consumption")


def test_no_pickle_holds_the_key() -> None:
    """Nor anything of it, though the server said it."""
    with served({"detail": f"not with {V2_KEY}"}, status=403) as client, pytest.raises(Forbidden) as caught:
        client.consumption.daily(TWO_DAYS)
    assert SECRET.encode() not in pickle.dumps(caught.value)
