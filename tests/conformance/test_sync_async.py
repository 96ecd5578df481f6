"""Oracle: sync and async do the same: the same requests, the same values, the same errors, word for word.

It sees a rule that one colour has and the other has not. It cannot see a fault that both share.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Final

import pytest
from devin_mock import Assumptions, Breach, Fault, Mock
from devin_mock.transport import mock_transport
from devin_usage import AsyncDevinUsage, DevinUsage
from hypothesis import given
from hypothesis import strategies as st

from .cases import Case, requests
from .operations import OPERATIONS, VERSIONS, Driven, Version
from .profiles import examples
from .question import collected
from .questions import ANSWERED, REFUSED, Question
from .sending import AT_ONCE, BASE_URL, KEYS, NOW, Outcome, bench

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


ACCOUNT: Final = Mock(seed=5, users=10, now=NOW, assumptions=Assumptions(unknown_cursor="first page"))
"""An account in which questions have answers, and any cursor is one."""


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
    "named wrongly": lambda client: client.cycles.named("november"),
    "holding nothing": lambda client: client.cycles.holding(date(2031, 1, 1)),
    "holding a naive time": lambda client: client.cycles.holding(datetime(2025, 12, 20, 12)),  # noqa: DTZ001  # refused
    "users": lambda client: collected(client.users.list()),
    "users of an organization": lambda client: collected(
        client.users.list(organization=ACCOUNT.ledger.account.organizations[0].org_id)
    ),
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", QUESTIONS)
def test_questions_end_alike(name: str, version: Version) -> None:
    """The same value, or the same error, after the same requests, from both overlay clients."""
    one, other = (asked(QUESTIONS[name], version, asynchronous) for asynchronous in (False, True))
    assert one == other


@pytest.mark.parametrize("question", [one for one, _ in ANSWERED], ids=str)
def test_whatever_is_asked_ends_alike(question: Question) -> None:
    """Days, counts and lists, of whomever."""
    one, other = (asked(question.ask, question.version, asynchronous) for asynchronous in (False, True))
    assert one == other


def test_whatever_is_refused_is_refused_alike() -> None:
    """The same error, word for word, after as many requests."""
    for question in REFUSED:
        one, other = (asked(question.ask, question.version, asynchronous) for asynchronous in (False, True))
        assert one == other, str(question)


PAGE: Final[Mapping[str, Any]] = {"items": [], "end_cursor": None, "has_next_page": False}
V2_PAGE: Final[Mapping[str, Any]] = {"items": [], "has_more": False, "limit": 200, "skip": 0, "total": 1}
USER: Final[Mapping[str, Any]] = {"user_id": "u-1", "email": None, "name": None, "role_assignments": []}
MEMBER: Final = {
    **dict.fromkeys(("email", "name", "enterprise_role"), "-"),
    "user_id": "u-1",
    "created_at": "2025-01-01T00:00:00Z",
}
_MORE: Final = {**PAGE, "items": [USER], "end_cursor": "next"}
_MORE_OF_V2: Final = {**V2_PAGE, "items": [MEMBER], "has_more": True}
BROKEN: Final[Mapping[str, tuple[Version, int, tuple[Any, ...], Mapping[str, Any]]]] = {
    "a next page without a cursor": ("v3", 0, ({**_MORE, "end_cursor": None, "has_next_page": True},), {}),
    "the same cursor twice": ("v3", 1, 3 * (_MORE,), {}),
    "a user twice": ("v3", 1, (_MORE, {**PAGE, "items": [USER]}), {}),
    "a page that breaks the contract": ("v3", 1, (_MORE, {"items": {}}), {}),
    "401 on the second page": ("v3", 1, (_MORE,), {"status": 401}),
    "the connection is lost on the second page": ("v3", 1, (_MORE,), {"reset_after": 0}),
    "v2: more after nothing new": ("v2", 1, 2 * (_MORE_OF_V2,), {}),
    "v2: more after nothing": ("v2", 0, ({**V2_PAGE, "has_more": True},), {}),
    "v2: a user twice": ("v2", 1, (_MORE_OF_V2, {**V2_PAGE, "items": [MEMBER]}), {}),
}
"""Pages that do not follow one another: the version, how many users they give, the pages, and what comes after them."""


def walked(client: Any, asynchronous: bool) -> tuple[list[Any], Any]:
    """The users that were given before a list ended, and the error that it ended in."""
    found: list[Any] = []

    async def walk() -> None:
        async for user in client.users.list():
            found.append(user)  # what was given before an error is told

    try:
        if asynchronous:
            bench().run_async(walk())
        else:
            for user in client.users.list():
                found.append(user)  # as above
    except Exception as error:  # any error is a result here
        return found, (type(error), str(error))
    return found, None


@pytest.mark.parametrize("what", BROKEN)
def test_lists_break_off_alike(what: str) -> None:
    """The same users, and then the same error, after the same requests."""
    version, users, pages, fault = BROKEN[what]
    name = {"v2": "list_members", "v3": "list_enterprise_users"}[version]
    faults = [Fault(operation=name, body=json.dumps(page).encode(), times=1) for page in pages]
    if fault:
        faults.append(Fault(operation=name, **fault))
    ends = []
    for asynchronous in (False, True):
        ACCOUNT.record.clear()
        with ACCOUNT.faults.planted(*faults):
            found, error = walked(client(version, asynchronous).with_options(retries=AT_ONCE), asynchronous)
        ends.append((found, error, [(each.request.raw_path, each.request.raw_query) for each in ACCOUNT.record]))
    assert ends[0] == ends[1]
    assert len(ends[0][0]) == users
    assert (ends[0][1] is None) is what.endswith("a user twice")


def groups_of(client: Any) -> dict[str, type]:
    """The groups of questions of a client."""
    return {name: type(group) for name, group in vars(client).items() if not name.startswith("_")}


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
    groups = [groups_of(clients["v3"]) for clients in (bench().sync, bench().asyncs)]
    assert groups[0].keys() == groups[1].keys()
    for name, group in groups[0].items():
        assert public(group) == public(groups[1][name]), name
