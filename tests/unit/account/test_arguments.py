"""Arguments that no question of an account can be put with: refused with a sentence before anything is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from devin_usage import Cycle, DevinUsage, InvalidArgument, Period, UnsupportedByScope
from devin_usage.account.history import history
from devin_usage.account.reconciliation import reconcile

from .ledgers import Account
from .sequential import run

WEEK = Period.parse("2025-12-01/2025-12-07")
NO_CACHE = r"cache must be a DayCache, for example DayCache\('days\.sqlite'\), not 'x\.sqlite'"
NO_WATCH = "watch must be a function of a Progress, not 3"
REFUSED: dict[str, tuple[Callable[[DevinUsage], Any], str]] = {
    "cache by user": (lambda client: client.consumption.by_user(WEEK, cache=any_of("x.sqlite")), NO_CACHE),
    "cache by organization": (
        lambda client: client.consumption.by_organization(WEEK, cache=any_of("x.sqlite")),
        NO_CACHE,
    ),
    "cache by some users": (
        lambda client: client.consumption.by_user(WEEK, users=["u"], cache=any_of("x.sqlite")),
        NO_CACHE,
    ),
    "cache of a history": (lambda client: client.consumption.history(WEEK, cache=any_of("x.sqlite")), NO_CACHE),
    "watch by user": (lambda client: client.consumption.by_user(WEEK, watch=any_of(3)), NO_WATCH),
    "watch by organization": (lambda client: client.consumption.by_organization(WEEK, watch=any_of(3)), NO_WATCH),
    "watch of a history": (lambda client: put(client, watch=3), NO_WATCH),
    "concurrency of a history": (lambda client: put(client, concurrency=0), "concurrency must be a whole number"),
    "check of a history": (lambda client: put(client, check="no"), "check must be True or False, not 'no'"),
    "periods for cycles": (
        lambda client: client.consumption.history(WEEK, cycles=[any_of(WEEK)]),
        r"cycles must be Cycles, for example Cycle\(Period\(\.\.\.\)\), not Period",
    ),
    "one cycle for several": (
        lambda client: client.consumption.history(WEEK, cycles=any_of(Cycle(WEEK))),
        "cycles must be several Cycles, such as a list, not Cycle",
    ),
    "cycles that do not cover the period": (
        lambda client: client.consumption.history(WEEK, cycles=[]),
        "no billing cycle holds",
    ),
}


def any_of(value: object) -> Any:
    """What a caller without a type checker may pass."""
    return value


def put(client: DevinUsage, **options: Any) -> object:
    """Ask for a history with options that the method of the client may not have."""
    return run(history(client._session.context, WEEK, **options), client)


@pytest.mark.parametrize("key", ["v2", "v3", "organization"])
@pytest.mark.parametrize("case", REFUSED)
def test_what_is_of_another_kind_is_refused_before_anything_is_sent(case: str, key: str) -> None:
    """Not even whose key it is has been asked."""
    question, why = REFUSED[case]
    account = Account()
    with account.client(key) as client, pytest.raises(InvalidArgument, match=why):
        question(client)
    assert account.paths() == []


@pytest.mark.parametrize(("options", "why"), [({"watch": 3}, NO_WATCH), ({"concurrency": 65}, "concurrency must be")])
def test_a_reconciliation_is_refused_before_anything_is_sent(options: dict[str, Any], why: str) -> None:
    """Of both versions."""
    account = Account()
    with account.client("v2") as v2, account.client("v3") as v3, pytest.raises(InvalidArgument, match=why):
        run(reconcile(v2._session.context, v3._session.context, WEEK, **options), v2, v3)
    assert account.paths() == []


LIMITED: dict[str, tuple[Callable[[DevinUsage], Any], str]] = {
    "list": (lambda client: client.consumption.by_user(WEEK), r"pass their ids: users=\[\.\.\.\], or use"),
    "users": (lambda client: list(client.users.list()), "name the ids instead, or use"),
    "cycles": (lambda client: client.cycles.list(), "name the days instead, or use"),
    "history": (lambda client: client.consumption.history(WEEK), r"pass cycles=\.\.\., or use"),
    "forecast": (lambda client: client.forecast(), "give the cycle, for example .*, or use"),
}


@pytest.mark.parametrize("case", LIMITED)
def test_a_client_of_one_organization_is_told_that_it_is_the_client(case: str) -> None:
    """An enterprise key with ``org_id`` has the scope; a key of an organization has not, and needs another."""
    question, what = LIMITED[case]
    account = Account()
    with (
        account.client("v3", org_id=account.organizations[0]) as client,
        pytest.raises(UnsupportedByScope, match=f"{what} a client without org_id") as told,
    ):
        question(client)
    assert "a key with" not in str(told.value)
    assert case == "cycles" or "a client that was made for one organization (org_id=...)" in str(told.value)
    with (
        account.client("organization") as client,
        pytest.raises(UnsupportedByScope, match=f"{what} a key with enterprise scope") as told,
    ):
        question(client)
    assert "org_id" not in str(told.value)
