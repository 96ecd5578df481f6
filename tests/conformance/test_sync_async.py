"""Oracle: sync and async do the same: the same requests, the same values, the same errors, word for word.

It sees a rule that one colour has and the other has not. It cannot see a fault that both share.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

import pytest
from devin_mock import Breach, Fault, Mock
from devin_mock.transport import mock_transport
from devin_usage import AsyncDevinUsage, DevinUsage
from hypothesis import given
from hypothesis import strategies as st

from .cases import Case, requests
from .operations import OPERATIONS, VERSIONS, Driven, Version
from .profiles import examples
from .questions import ANSWERED, REFUSED, Question
from .sending import BASE_URL, KEYS, NOW, Outcome, bench

PAIRS: Final = (("sync", "asyncio"), ("sync_detailed", "asyncio_detailed"), ("overlay", "overlay, async"))
FAULTS: Final = (
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
@pytest.mark.parametrize("driven", OPERATIONS, ids=str)
def test_both_colours_of_every_operation_are_alike(driven: Driven, pair: tuple[str, str]) -> None:
    """Each operation has four functions of its own, and every one passes its arguments on by itself."""

    @examples()
    @given(requests(driven))
    def check(case: Case) -> None:
        one, other = (told(bench().send(case, way)) for way in pair)
        assert one == other, f"{pair[0]} and {pair[1]} differ\n{case}"

    check()


@pytest.mark.parametrize("pair", PAIRS, ids=" = ".join)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault.settings()))
def test_both_colours_end_alike(fault: Fault, pair: tuple[str, str]) -> None:
    """Any case of any operation, whatever goes wrong."""

    @examples(2)
    @given(st.sampled_from(OPERATIONS).flatmap(requests))
    def check(case: Case) -> None:
        found = []
        for way in pair:
            with bench().mock.faults.planted(fault):
                found.append(told(bench().send(case, way)))
        assert found[0] == found[1], f"{pair[0]} and {pair[1]} differ\n{case}"

    check()


ACCOUNT: Final = Mock(seed=5, users=10, now=NOW)
"""An account in which questions have answers."""


@cache
def client(version: Version, asynchronous: bool) -> Any:
    """A client of one colour before the account."""
    kind = AsyncDevinUsage if asynchronous else DevinUsage
    return kind(KEYS[version], base_url=BASE_URL, transport=mock_transport(ACCOUNT), clock=lambda: NOW)


def asked(question: Callable[[Any], Any], version: Version, asynchronous: bool) -> Any:
    """What a question ends in, and the requests that it took."""
    ACCOUNT.record.clear()
    try:
        found = question(client(version, asynchronous))
        ended = bench().run_async(found) if asynchronous else found
    except Exception as error:  # any error is a result here
        ended = type(error), str(error)
    return ended, [(each.request.raw_path, each.request.raw_query) for each in ACCOUNT.record]


QUESTIONS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "cycles": lambda client: client.cycles.list(),
    "current": lambda client: client.cycles.current(),
    "previous": lambda client: client.cycles.previous(),
    "named": lambda client: client.cycles.named("2025-11"),
    "named wrongly": lambda client: client.cycles.named("november"),
    "whoami": lambda client: client.whoami(),
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", QUESTIONS)
def test_questions_end_alike(name: str, version: Version) -> None:
    """The same value, or the same error, after the same requests, from both overlay clients."""
    one, other = (asked(QUESTIONS[name], version, asynchronous) for asynchronous in (False, True))
    assert one == other


@pytest.mark.parametrize("question", [*(one for one, _ in ANSWERED), *REFUSED], ids=str)
def test_questions_about_periods_end_alike(question: Question) -> None:
    """Days and counts, of whomever, and what is refused, word for word."""
    one, other = (asked(question.ask, question.version, asynchronous) for asynchronous in (False, True))
    assert one == other


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
