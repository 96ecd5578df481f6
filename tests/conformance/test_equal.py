"""Oracle: what arrives is what was asked for: method, path, and query, decoded by the document's rules, equal the case.

It sees swapped, dropped, doubled and changed values, quoting, lost array items, shifted times. Instants are compared as
instants, since an offset may be written in many ways, and a documented default equals an absent value. Questions to the
overlay are held against the requests that answer them. It cannot see a fault in the document itself, from which both
case and decoding come (that is `inventory`).
"""

from __future__ import annotations

import json
from itertools import cycle, pairwise
from typing import Any

import pytest
from devin_mock import Fault
from devin_mock.transport import mock_transport
from devin_usage import AcuLimit, Cycle, DevinUsageError
from hypothesis import given

from . import figures
from .cases import Case, compared, each_value, requests
from .operations import OPERATIONS, VERSIONS, Driven, Version, named
from .profiles import examples
from .questions import ANSWERED, REFUSED, Question, Wanted
from .questions_of_lists import PAGED
from .regressions import REGRESSIONS
from .schemas import fullest
from .sending import BARE, BASE_URL, GENERATED, KEYS, WAYS, bench
from .test_malformed import DAY_S, usual_case


def assert_equal(case: Case, way: str) -> None:
    """Send a case, and compare what the mock decoded with it."""
    (exchange,) = bench().send(case, way).exchanges
    sent, driven = exchange.verdict.arguments, case.driven
    assert exchange.request.method == "GET", f"{way}\n{case}"
    assert sent.path == case.path, f"{way}: {sent.path} arrived\n{case}"
    figures.sent(driven, [*case.path, *case.sent()])
    asked, arrived = compared(driven, case.sent()), compared(driven, sent.query)
    assert arrived == asked, f"{way}: {dict(sent.query)} arrived\n{case}"
    assert exchange.request.body == b"", f"{way}: a body was sent\n{case}"
    assert exchange.request.header_values("authorization") == [f"Bearer {KEYS[driven.version]}"], f"{way}\n{case}"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("driven", OPERATIONS, ids=str)
def test_what_arrives_is_what_was_asked(driven: Driven, way: str) -> None:
    """Drawn and directed cases of every operation, every way."""

    @examples()
    @given(requests(driven))
    def check(case: Case) -> None:
        assert_equal(case, way)

    check()


@pytest.mark.parametrize("driven", OPERATIONS, ids=str)
def test_every_directed_value_arrives(driven: Driven) -> None:
    """Each value of each parameter, each way in turn."""
    for case, way in zip(each_value(driven), cycle(WAYS), strict=False):
        figures.case("test_equal")
        assert_equal(case, way)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", REGRESSIONS, ids=lambda case: case.operation)
def test_what_failed_once_arrives(case: Case, way: str) -> None:
    """The cases of the regressions file."""
    assert_equal(case, way)


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize(("question", "wanted"), ANSWERED, ids=str)
def test_a_question_becomes_the_request_that_answers_it(question: Question, wanted: Wanted, asynchronous: bool) -> None:
    """Operation, path and query, and the value names whose figures it holds."""
    driven = named(wanted.operation)
    bench().mock.record.clear()
    with bench().serving("get_self", question.principal), bench().serving(driven.id, question.body):
        found: Any = bench().ask(question.version, asynchronous, question.ask)
    *first, last = bench().mock.record
    asked_before = [each.verdict.operation.operation_id for each in first if each.verdict.operation is not None]
    assert asked_before in ([], ["get_self"])
    assert last.verdict.operation == driven.operation
    assert last.verdict.arguments.path == wanted.path
    assert compared(driven, last.verdict.arguments.query) == compared(driven, wanted.query)
    if wanted.subject is not None:
        values = found if isinstance(found, tuple) else (found,)
        assert [str(each.subject) for each in values] == [wanted.subject]


def six_items(driven: Driven) -> list[Any]:
    """Items of a list, each of which tells its number."""
    item = fullest(driven.document, driven.schema)[0]["items"][0]
    ids = [name for name in ("user_id", "service_user_id", "org_id") if name in item]
    if "before" in item:
        return [{"after": DAY_S * index, "before": DAY_S * (index + 1)} for index in range(6)]
    return [{**item, **dict.fromkeys(ids, f"id-{index}")} for index in range(6)]


def _number(item: Any) -> int:
    if isinstance(item, Cycle):
        return int(item.period.start.timestamp()) // DAY_S
    return int(str(item.user if isinstance(item, AcuLimit) else item.id).removeprefix("id-"))


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize(("question", "wanted"), PAGED, ids=str)
def test_every_page_is_asked_for_with_the_same_filters(question: Question, wanted: Wanted, asynchronous: bool) -> None:
    """By the cursor of the page before, or by how many items there were; the first page is as any other."""
    driven = named(wanted.operation)
    listed = six_items(driven)
    pages: list[Any]
    if question.version == "v2":
        pages = [{"items": listed[at:end], "has_more": end < 6} for at, end in pairwise((0, 3, 4, 6))]
        pages = [{**page, "limit": 200, "skip": 0, "total": 6} for page in pages]
        places: list[dict[str, Any]] = [{"skip": skip} for skip in (0, 3, 4)]
    else:
        cursors = ["next/1", "né 2", None]
        cut = zip(pairwise((0, 3, 4, 6)), cursors, strict=True)
        pages = [{"items": listed[at:end], "end_cursor": cursor} for (at, end), cursor in cut]
        places = [{}, *({"after": cursor} for cursor in cursors[:-1])]
    faults = [Fault(operation=driven.id, body=json.dumps(page).encode(), times=1) for page in pages]
    bench().mock.record.clear()
    with bench().mock.faults.planted(*faults):
        found: Any = bench().ask(question.version, asynchronous, question.ask)
    asked = [each.verdict for each in bench().mock.record if each.request.raw_path != b"/v3/self"]
    assert [compared(driven, each.arguments.query) for each in asked] == [
        compared(driven, {**wanted.query, **place}) for place in places
    ]
    assert {tuple(each.arguments.path.items()) for each in asked} == {tuple(wanted.path.items())}
    assert [_number(each) for each in found] == list(range(6))


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_question_that_would_get_other_figures_is_not_sent(asynchronous: bool) -> None:
    """The service would answer each with somebody else's figures, or everybody's."""
    for question in REFUSED:
        bench().mock.record.clear()
        with bench().serving("get_self", question.principal), pytest.raises(DevinUsageError):
            bench().ask(question.version, asynchronous, question.ask)
        for exchange in bench().mock.record:
            assert exchange.request.raw_path == b"/v3/self", f"{question} was sent: {exchange.request.raw_path!r}"


@pytest.mark.parametrize("name", GENERATED)
@pytest.mark.parametrize("version", VERSIONS)
def test_the_generated_client_by_itself_sends_its_token(version: Version, name: str) -> None:
    """Over our transport it holds a placeholder, and nothing would show what it makes of a token."""
    case = usual_case(next(each for each in OPERATIONS if each.version == version))
    # One of its own: the two colours of a client share their headers.
    client = BARE[version](BASE_URL, token=KEYS[version], httpx_args={"transport": mock_transport(bench().mock)})
    sent = case.driven.entry_point(name)(client=client, **case.arguments())
    if name.startswith("asyncio"):
        bench().run_async(sent)
    request = bench().mock.record[-1].request
    assert request.header_values("authorization") == [f"Bearer {KEYS[version]}"], f"{name}\n{case}"
