"""Oracle: a 200 whose body the document refuses raises `ResponseValidationError`, from every way of sending, and
nothing else; a body that the document bears does not.

It sees every break of form: missing fields, wrong types, nulls, formats, keys, bytes that are no JSON; and answers of
the right form that contradict themselves or the question, which raise `InconsistentAnswer`. It cannot see a break of
meaning that is consistent (a wrong total is `v2 = v3`'s), nor what the document is too wide to refuse.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any, Final

import pytest
from devin_mock import Fault
from devin_usage import ContractWarning, InconsistentAnswer, ResponseValidationError
from hypothesis import given
from hypothesis import strategies as st

from . import figures
from .cases import Case, requests
from .mutations import broken, harmless, unreadable, with_new_field
from .operations import OPERATIONS, Driven, Version
from .profiles import examples
from .question import PERIOD, SPAN, Question
from .schemas import bodies, fullest
from .sending import WAYS, Outcome, bench, expect_value, one_call


def usual_case(driven: Driven) -> Case:
    """A case whose request is beside the point."""
    path = dict.fromkeys(driven.parameters("path"), "id-1")
    query = {name: 1_764_921_600 for name, each in driven.parameters("query").items() if each.required}
    return Case(driven.id, path, query)


def serve(driven: Driven, body: Any, way: str) -> Outcome:
    """Send the usual case, and let the mock answer with a body."""
    with bench().serving(driven.id, body):
        return bench().send(usual_case(driven), way)


def assert_refused(outcome: Outcome, what: str) -> None:
    """Hold that the client refused the answer, and asked once only."""
    error = outcome.error
    assert type(error) is ResponseValidationError, f"{outcome.way}, {what}: {error or outcome.value!r}"
    assert len(outcome.exchanges) == 1, f"{outcome.way}, {what}: asked {len(outcome.exchanges)} times"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("driven", OPERATIONS, ids=str)
def test_a_broken_body_is_refused(driven: Driven, way: str) -> None:
    """One mutation of a valid body that the document refuses, at every place of it."""

    @examples(0.5)
    @given(bodies(driven.document, driven.schema), st.data())
    def check(body: Any, data: st.DataObject) -> None:
        found = list(broken(driven, body))
        for changed in [found[data.draw(st.integers(0, len(found) - 1))] for _ in range(min(8, len(found)))]:
            figures.served_broken(driven, changed.body)
            assert_refused(serve(driven, changed.body, way), f"{driven}, {changed.what}")

    check()


@pytest.mark.parametrize("driven", OPERATIONS, ids=str)
def test_every_rule_is_broken(driven: Driven) -> None:
    """Each mutation at each place of bodies that hold everything, each way in turn."""
    ways = cycle(WAYS)
    found = [changed for body in fullest(driven.document, driven.schema) for changed in broken(driven, body)]
    for changed in found:
        figures.case("test_malformed")
        figures.served_broken(driven, changed.body)
        assert_refused(serve(driven, changed.body, next(ways)), f"{driven}, {changed.what}")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("driven", OPERATIONS, ids=str)
def test_bytes_that_are_no_answer_are_refused(driven: Driven, way: str) -> None:
    """Truncated, doubled, not JSON, not UTF-8, numbers that JSON does not have."""
    case, body = usual_case(driven), fullest(driven.document, driven.schema)[0]
    with bench().mock.faults.planted(Fault(body=with_new_field(body, b'"a text"'))):
        expect_value(case, bench().send(case, way))
    for what, content in unreadable(body):
        with bench().mock.faults.planted(Fault(body=content)):
            assert_refused(bench().send(case, way), f"{driven}, {what}")


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("driven", OPERATIONS, ids=str)
def test_a_warning_is_not_for_what_is_no_answer(driven: Driven, asynchronous: bool) -> None:
    """`check="warn"` bears a broken promise of the document; what is no JSON has nothing in it to go on with."""

    def ask(body: bytes) -> object:
        plan = one_call(usual_case(driven))
        with bench().mock.faults.planted(Fault(body=body)):
            return bench().ask(
                driven.version, asynchronous, lambda client: client.with_options(check="warn")._session.run(plan)
            )

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ContractWarning)
        assert ask(b'"a text"') == "a text"
        for what, content in unreadable(fullest(driven.document, driven.schema)[0]):
            try:
                found = ask(content)
            except ResponseValidationError:
                continue
            raise AssertionError(f"{driven}, {what}: {found!r}")


def _numbers(body: Any) -> Iterator[tuple[Any, Any]]:
    """Every object or array that holds a number, with the name or the place of it."""
    for place, value in body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ():
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield body, place
        yield from _numbers(value)


@pytest.mark.parametrize("driven", OPERATIONS, ids=str)
def test_a_number_that_is_none_is_refused(driven: Driven) -> None:
    """Python's JSON reads NaN and infinity, and infinity for what is too large; no figure may become one."""
    ways = cycle(WAYS)
    for body in fullest(driven.document, driven.schema):
        for holder, place in _numbers(body):
            for text in ("NaN", "Infinity", "-Infinity", "1e999"):
                number, holder[place] = holder[place], "(a number)"
                content = json.dumps(body).replace('"(a number)"', text).encode()
                holder[place] = number
                with bench().mock.faults.planted(Fault(body=content)):
                    assert_refused(bench().send(usual_case(driven), next(ways)), f"{driven}, {place} is {text}")


def test_an_error_does_not_quote_the_body() -> None:
    """It names the place and the rule: values may be names and addresses of people, and are not for a log."""
    driven = next(each for each in OPERATIONS if each.id == "list_members")
    for body in ({"items": "jane@example.com", "total": 1}, ["jane@example.com"], "jane@example.com"):
        for way in WAYS:
            error = serve(driven, body, way).error
            assert type(error) is ResponseValidationError
            assert "jane" not in f"{error}{vars(error)}"


DAY: Final = {"acus": 3.0, "acus_by_product": {"devin": 1.0, "cascade": 1.0, "terminal": 1.0}}
FIRST_S, LAST_S, DAY_S = 1762329600, 1764835200, 86400


def _v3(*days: tuple[int, Any], total: float | None = None) -> Any:
    listed = [{"date": date_s, **day} for date_s, day in days]
    return {"total_acus": sum(day["acus"] for day in listed) if total is None else total, "consumption_by_date": listed}


def _v2(total: float, **days: float) -> Any:
    by_date = {day.removeprefix("d").replace("_", "-"): acus for day, acus in days.items()}
    return {"total_acus": total, "consumption_by_date": by_date, "consumption_by_org_id": {}}


def _products(**others: Any) -> Any:
    return {**DAY, "acus_by_product": {**DAY["acus_by_product"], **others}}  # type: ignore[dict-item]  # DAY holds both


CONSISTENT: Final[tuple[tuple[Version, Any], ...]] = (
    ("v3", _v3((FIRST_S, DAY), (LAST_S, DAY))),
    ("v3", _v3((FIRST_S, DAY), total=3.0000005)),
    ("v3", _v3((FIRST_S, _products(terminal=0.5)))),
    ("v3", _v3((FIRST_S, _products(review=0.0000005)))),
    ("v2", _v2(3.0, d2025_11_05=1.0, d2025_12_04=2.0)),
    ("v2", _v2(3.0000005, d2025_11_05=3.0)),
)
"""Days at both ends of the period, and sums that differ by less than floats may."""

CONTRADICTIONS: Final[tuple[tuple[Version, str, Any], ...]] = (
    ("v3", "the day before", _v3((FIRST_S - DAY_S, DAY))),
    ("v3", "the day after", _v3((FIRST_S, DAY), (LAST_S + DAY_S, DAY))),
    ("v3", "a day twice", _v3((FIRST_S, DAY), (FIRST_S, DAY))),
    ("v3", "a day twice, at both instants", _v3((FIRST_S, DAY), (FIRST_S - 8 * 3600, DAY))),
    ("v3", "a total above the days", _v3((FIRST_S, DAY), total=3.00001)),
    ("v3", "a total below the days", _v3((FIRST_S, DAY), total=2.99999)),
    ("v3", "a total without days", _v3(total=3.0)),
    ("v3", "products above the day", _v3((FIRST_S, _products(terminal=1.00001)))),
    ("v3", "review above the day", _v3((FIRST_S, _products(review=0.00001)))),
    ("v3", "a further product above the day", _v3((FIRST_S, _products(tomorrow=0.00001)))),
    ("v3", "a further product without end", _v3((FIRST_S, _products(tomorrow=1e999)))),
    ("v3", "a further product without end, below 0", _v3((FIRST_S, _products(tomorrow=-1e999)))),
    ("v3", "an hour that is no day's", _v3((FIRST_S - 3600, DAY))),
    ("v3", "milliseconds", _v3((FIRST_S * 1000, DAY))),
    ("v2", "the day before", _v2(3.0, d2025_11_04=3.0)),
    ("v2", "the day after", _v2(3.0, d2025_12_05=3.0)),
    ("v2", "a wrong total", _v2(3.00001, d2025_11_05=3.0)),
    ("v2", "organizations above the total", {**_v2(3.0, d2025_11_05=3.0), "consumption_by_org_id": {"o": 3.00001}}),
    ("v2", "users above the total", {**_v2(3.0, d2025_11_05=3.0), "consumption_by_user": {"u": 2.0, "w": 1.00001}}),
)


def _ask_days(version: Version, asynchronous: bool, body: Any) -> Any:
    name = {"v2": "get_daily_consumption", "v3": "get_enterprise_daily_consumption"}[version]
    with bench().mock.faults.planted(
        Fault(operation=name, body=json.dumps(body).replace("Infinity", "1e999").encode())
    ):
        return bench().ask(version, asynchronous, lambda client: client.consumption.daily(PERIOD))


@pytest.mark.parametrize("asynchronous", [False, True])
def test_days_that_contradict_the_question_or_their_sums_are_refused(asynchronous: bool) -> None:
    """What is a hair off passes, since floats are; whatever would make an invoice wrong does not."""
    for version, body in CONSISTENT:
        assert _ask_days(version, asynchronous, body).total_acus == body["total_acus"]
    for version, what, body in CONTRADICTIONS:
        try:
            found = _ask_days(version, asynchronous, body)
        except InconsistentAnswer:
            continue
        raise AssertionError(f"{version}, {what}: {found!r}")


MONDAY_S: Final = 1762128000
"""2025-11-03T00:00:00Z, the first second of `SPAN`."""
WRONG_BUCKETS: Final[tuple[tuple[str, str, tuple[tuple[int, int], ...]], ...]] = (
    ("the day before", "daily", ((-DAY_S, 0),)),
    ("the day after", "daily", ((28 * DAY_S, 29 * DAY_S),)),
    ("the week before", "weekly", ((-7 * DAY_S, 0),)),
    ("the month after", "monthly", ((28 * DAY_S, 59 * DAY_S),)),
    ("a day twice", "daily", ((0, DAY_S), (0, DAY_S))),
    ("two parts of a week", "weekly", ((0, DAY_S), (DAY_S, 7 * DAY_S))),
    ("two parts of a month", "monthly", ((0, DAY_S), (DAY_S, 27 * DAY_S))),
    ("a day and a second", "daily", ((0, DAY_S + 1),)),
    ("a billing day", "daily", ((8 * 3600, DAY_S + 8 * 3600),)),
    ("eight days", "weekly", ((0, 8 * DAY_S),)),
    ("two months", "monthly", ((0, 40 * DAY_S),)),
    ("no time at all", "daily", ((0, 0),)),
    ("an end before its start", "daily", ((DAY_S, 0),)),
)
"""Seconds after the start of a span of four weeks, which answer for other times, or for one of them twice."""


def _active(start: int, end: int) -> Any:
    return {"start_time": start, "end_time": end, "active_users": 3}


@pytest.mark.parametrize("asynchronous", [False, True])
def test_active_users_of_another_time_are_refused(asynchronous: bool) -> None:
    """Of a period, and of days, weeks and months; where only a part is given, the value says so."""
    for what, often, bounds in WRONG_BUCKETS:
        body = [_active(MONDAY_S + start, MONDAY_S + end) for start, end in bounds]
        question = Question("v3", f"metrics.{often}_active_users", about=(SPAN,))
        with bench().serving(f"get_enterprise_{often}_active_user_metrics", body):
            try:
                found = bench().ask("v3", asynchronous, question.ask)
            except InconsistentAnswer:
                continue
        raise AssertionError(f"{what}: {found!r}")
    name = "get_enterprise_active_user_metrics"
    for start, end in (
        (FIRST_S - DAY_S, FIRST_S),
        (LAST_S + DAY_S, LAST_S + 2 * DAY_S),
        (FIRST_S * 1000, LAST_S * 1000),
    ):
        with bench().serving(name, _active(start, end)), pytest.raises(InconsistentAnswer):
            bench().ask("v3", asynchronous, lambda client: client.metrics.active_users(PERIOD))
    for start, end in ((FIRST_S + 1, LAST_S + DAY_S), (FIRST_S, LAST_S), (FIRST_S, LAST_S + DAY_S + 1)):
        with bench().serving(name, _active(start, end)):
            (caveat,) = bench().ask("v3", asynchronous, lambda client: client.metrics.active_users(PERIOD)).caveats
        assert "not the period as asked" in caveat
    days = Question("v3", "metrics.daily_active_users", about=(SPAN,))
    with bench().serving("get_enterprise_daily_active_user_metrics", [_active(MONDAY_S, MONDAY_S + 3600)]):
        (hour,) = bench().ask("v3", asynchronous, days.ask)
    assert "not all of the day" in hour.caveats[0]


@pytest.mark.parametrize("asynchronous", [False, True])
def test_cycles_and_pages_that_contradict_each_other_are_refused(asynchronous: bool) -> None:
    """A gap, an overlap, an end too soon; no cursor of a next page, one that is asked for for ever, a cycle too few."""
    cycles = [{"after": FIRST_S, "before": LAST_S}, {"after": LAST_S, "before": LAST_S + 30 * DAY_S}]
    changes: dict[str, Callable[[Any], Any]] = {
        "a gap": lambda page: page["items"][1].update(after=LAST_S + DAY_S),
        "an overlap": lambda page: page["items"][1].update(after=LAST_S - DAY_S),
        "an end before its start": lambda page: page["items"][1].update(before=FIRST_S),
        "milliseconds": lambda page: page["items"][1].update(before=(LAST_S + 30 * DAY_S) * 1000),
        "no cursor": lambda page: page.update(has_next_page=True),
        "fewer than it says": lambda page: page.update(total=3),
        "the same cursor": lambda page: page.update(has_next_page=True, end_cursor="again"),
    }
    for what, change in changes.items():
        page = {"items": [dict(each) for each in cycles], "end_cursor": None, "has_next_page": False}
        change(page)
        bench().mock.record.clear()
        with bench().serving("list_enterprise_consumption_cycles", page):
            try:
                found = bench().ask("v3", asynchronous, lambda client: client.cycles.list())
            except InconsistentAnswer:
                found = list(bench().mock.record)
        assert isinstance(found, list), f"{what}: {found!r}"
        assert len(found) <= 3, f"{what}: {len(found)} requests were sent"


@pytest.mark.parametrize("asynchronous", [False, True])
def test_members_that_move_up_while_they_are_listed_are_not_passed_over(asynchronous: bool) -> None:
    """One of the first page is removed before the second is asked for, and whoever follows stands on the first."""
    member = {**dict.fromkeys(("email", "name", "enterprise_role"), "-"), "created_at": "2025-01-01T00:00:00Z"}

    def page(total: int, *ids: str, more: bool) -> bytes:
        items = [{**member, "user_id": each} for each in ids]
        return json.dumps({"items": items, "has_more": more, "limit": 2, "skip": 0, "total": total}).encode()

    for first, last, passes in (((3, "a", "b"), (3, "c"), True), ((4, "a", "b"), (3, "d"), False)):
        pages = page(*first, more=True), page(*last, more=False)
        planted = [Fault(operation="list_members", body=each, times=1) for each in pages]
        with bench().mock.faults.planted(*planted):
            try:
                found = bench().ask("v2", asynchronous, Question("v2", "users.list", about=()).ask)
            except InconsistentAnswer:
                assert not passes
            else:
                assert passes, found


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("driven", OPERATIONS, ids=str)
def test_a_harmless_change_passes(driven: Driven, way: str) -> None:
    """New fields, new values of an opened enumeration, and absent optional fields are what the vendor adds."""

    @examples(0.5)
    @given(bodies(driven.document, driven.schema), st.data())
    def check(body: Any, data: st.DataObject) -> None:
        found = list(harmless(driven, body))
        for changed in [found[0], found[data.draw(st.integers(0, len(found) - 1))]]:
            outcome = serve(driven, changed.body, way)
            assert outcome.error is None, f"{way}, {driven}, {changed.what}: {outcome.error!r}"

    check()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "Application/JSON", "application/a.b+json"])
def test_json_under_another_name_is_read(media_type: str, way: str) -> None:
    """A media type may have parameters, be written in any case, and name what the JSON is for."""
    for driven in OPERATIONS:
        with bench().mock.faults.planted(Fault(headers={"content-type": media_type})):
            expect_value(usual_case(driven), bench().send(usual_case(driven), way))


@pytest.mark.parametrize("way", WAYS)
def test_an_answer_to_any_case_is_read(way: str) -> None:
    """Whatever was asked, a valid body comes back as a value."""

    @examples(5)
    @given(st.sampled_from(OPERATIONS).flatmap(requests))
    def check(case: Case) -> None:
        expect_value(case, bench().send(case, way))

    check()
