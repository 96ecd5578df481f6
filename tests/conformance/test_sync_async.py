"""Oracle: sync and async do the same: the same requests, the same values, the same errors, word for word.

It sees a rule that one colour has and the other has not. It cannot see a fault that both share.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Final

import pytest
from devin_mock import Breach, Fault
from devin_usage import AsyncDevinUsage, DevinUsage, Period
from hypothesis import given
from hypothesis import strategies as st

from .cases import Case, requests
from .operations import OPERATIONS, VERSIONS, Version
from .profiles import examples
from .sending import Outcome, bench

PAIRS: Final = (("sync", "asyncio"), ("sync_detailed", "asyncio_detailed"), ("overlay", "overlay, async"))
FAULTS: Final = (
    None,
    Fault(status=401),
    Fault(status=403),
    Fault(status=422),
    Fault(status=429, times=1),
    Fault(status=503),
    Fault(status=429, headers={"retry-after": "9999"}),
    Fault(reset_after=0),
    Fault(truncate_after=2),
    Fault(delay_s=0.1),
    Fault(garble="encoding"),
    Fault(garble="json"),
    Fault(breach=Breach("missing")),
    Fault(breach=Breach("wrong-type")),
    Fault(breach=Breach("null")),
    Fault(breach=Breach("new-field")),
)


def told(outcome: Outcome) -> Any:
    """What a caller can tell of an outcome."""
    requests_sent = [(each.request.raw_path, each.request.raw_query) for each in outcome.exchanges]
    if outcome.error is not None:
        return requests_sent, type(outcome.error), str(outcome.error), vars(outcome.error)
    return requests_sent, type(outcome.value), outcome.body


@pytest.mark.parametrize("pair", PAIRS, ids=" = ".join)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: "none" if fault is None else str(fault.settings()))
def test_both_colours_end_alike(fault: Fault | None, pair: tuple[str, str]) -> None:
    """Any case of any operation, whatever goes wrong."""

    @examples(2)
    @given(st.sampled_from(OPERATIONS).flatmap(requests))
    def check(case: Case) -> None:
        found = []
        for way in pair:
            with bench().mock.faults.planted(*([] if fault is None else [fault])):
                found.append(told(bench().send(case, way)))
        assert found[0] == found[1], f"{pair[0]} and {pair[1]} differ\n{case}"

    check()


def questions(version: Version) -> dict[str, Callable[[Any], Any]]:
    """What people ask an overlay client, by name."""
    period = Period.parse("2025-11-05/2025-12-04")
    found: dict[str, Callable[[Any], Any]] = {
        "cycles": lambda client: client.cycles.list(),
        "current": lambda client: client.cycles.current(),
        "daily": lambda client: client.consumption.daily(period),
        "user": lambda client: client.consumption.daily(period, user="okta|Acme|x1"),
        "usage": lambda client: client.metrics.usage(period),
        "a wrong period": lambda client: client.consumption.daily("2025"),
        "a wrong id": lambda client: client.consumption.daily(period, user=".."),
        "both": lambda client: client.consumption.daily(period, user="a", session="b"),
    }
    if version == "v3":
        found["whoami"] = lambda client: client.whoami()
    return found


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", sorted(questions("v3")))
def test_questions_end_alike(name: str, version: Version) -> None:
    """The same value, or the same error, from both overlay clients."""
    question = questions(version).get(name, lambda client: client.whoami())
    found: list[Any] = []
    for asynchronous in (False, True):
        try:
            found.append(bench().ask(version, asynchronous, question))
        except Exception as error:  # any error is a result here
            found.append((type(error), str(error)))
    assert found[0] == found[1]


def public(kind: type) -> dict[str, Any]:
    """The public methods of a client, with their parameters."""
    return {
        name: [str(each) for each in inspect.signature(member).parameters.values()]
        for name, member in inspect.getmembers(kind, callable)
        if not name.startswith("_")
    }


def test_both_clients_have_the_same_surface() -> None:
    """Methods and parameters, also of the groups of questions; only closing is named otherwise."""
    one, other = public(DevinUsage), public(AsyncDevinUsage)
    assert one.keys() - {"close"} == other.keys() - {"aclose"}
    assert all(one[name] == other[name] for name in one.keys() & other.keys())
    for group in ("cycles", "consumption", "metrics"):
        kinds = [type(getattr(clients["v3"], group)) for clients in (bench().sync, bench().asyncs)]
        assert public(kinds[0]) == public(kinds[1]), group
