"""What the oracles find on the generated client by itself, beside what they find on ours.

Each row is something that generated clients are known to get wrong, and the same questions are put to both. That the
suite finds something here shows that finding nothing on ours means something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, Final

import attrs
from devin_mock import Fault
from devin_usage import DevinUsageError, Period

from .cases import Case
from .mutations import Changed, broken, unreadable
from .operations import OPERATIONS, Driven, named
from .sending import KEYS, bench
from .test_accepted import assert_accepted
from .test_faults import BROKEN, REPEATED, STATUSES, assert_raised
from .test_malformed import assert_refused, serve, usual_case

PERIOD: Final = Period.parse("2025-11-05/2025-12-04")
Question = Callable[[str], None]
"""Puts something to a client, by its way of sending, and raises AssertionError when it gets it wrong."""


@attrs.frozen(slots=True)
class Row:
    """A thing to get wrong, the oracle that sees it, and how often each client got it wrong."""

    what: str
    oracle: str
    asked: int
    bare: int
    ours: int
    example: str
    """What the oracle said first of the bare client."""


def _other_endpoints() -> Iterator[Question]:
    for value in ("", ".", "..", None):
        for driven in OPERATIONS:
            if driven.parameters("path"):
                case = usual_case(driven)
                path: Any = dict.fromkeys(case.path, value)
                yield partial(_unsent, attrs.evolve(case, path=path))


def _unsent(case: Case, way: str) -> None:
    for exchange in bench().send(case, way).exchanges:
        raise AssertionError(f"{exchange.request.raw_path.decode()} was asked for {case!r}")


def _times_that_are_no_instants() -> Iterator[Question]:
    moments: list[Any] = [datetime(2025, 12, 5), date(2025, 12, 5), "2025-12-05", 1764921600.5]  # noqa: DTZ001  # the fault
    for moment in moments:

        def ask(way: str, moment: Any = moment) -> None:
            if way == "bare":
                case = Case("get_daily_consumption", {}, {"start_date": moment})
                assert_accepted(case, way)
            else:
                _refused_at_once(lambda: bench().sync["v2"].consumption.daily(Period(moment, moment)))

        yield ask


def _refused_at_once(ask: Callable[[], Any]) -> None:
    before = len(bench().mock.record)
    try:
        ask()
    except DevinUsageError:
        assert len(bench().mock.record) == before, "it was sent"
        return
    raise AssertionError("it was not refused")


def _filters_that_hold_no_ids() -> Iterator[Question]:
    filters: list[Any] = [[], {"org-1", "org-2"}, "org-1", iter(["org-1"]), [""], [None]]
    for value in filters:

        def ask(way: str, value: Any = value) -> None:
            case = Case("get_daily_consumption", {}, {"org_ids": value})
            if way == "bare":
                (exchange,) = bench().send(case, way).exchanges
                sent = exchange.verdict.arguments.query.get("org_ids")
                wanted = None if isinstance(value, str) else list(value)
                assert sent == wanted != [], f"{sent!r} arrived for {value!r}"
                return
            try:
                bench().sync["v2"].consumption.daily(PERIOD, organizations=value)
            except DevinUsageError:
                return
            sent = bench().mock.record[-1].verdict.arguments.query["org_ids"]
            assert set(sent) == set(value), f"{sent!r} arrived"

        yield ask


def _refusals() -> Iterator[Question]:
    for status, kind in STATUSES.items():
        attempts = 3 if status in REPEATED else 1
        yield from _through(Fault(status=status), kind, attempts)


def _broken_connections() -> Iterator[Question]:
    for fault, kind, attempts in BROKEN.values():
        yield from _through(fault, kind, attempts)


def _through(fault: Fault, kind: type[Exception], attempts: int) -> Iterator[Question]:
    driven = named("get_enterprise_daily_consumption")

    def ask(way: str) -> None:
        with bench().mock.faults.planted(fault):
            assert_raised(bench().send(usual_case(driven), way), driven, kind, attempts)

    yield ask


def _broken_bodies() -> Iterator[Question]:
    body = {
        "total_acus": 1.5,
        "consumption_by_date": [
            {"date": 1764921600, "acus": 1.5, "acus_by_product": {"devin": 1.0, "cascade": 0.5, "terminal": 0.0}}
        ],
    }
    driven = named("get_enterprise_daily_consumption")
    for changed in broken(driven, body):
        yield partial(_refused_body, driven, changed)
    for what, content in unreadable(body):

        def ask(way: str, what: str = what, content: bytes = content) -> None:
            with bench().mock.faults.planted(Fault(body=content)):
                assert_refused(bench().send(usual_case(driven), way), what)

        yield ask


def _refused_body(driven: Driven, changed: Changed, way: str) -> None:
    assert_refused(serve(driven, changed.body, way), changed.what)


def _tokens() -> Iterator[Question]:
    for version, key in KEYS.items():

        def ask(way: str, key: str = key, version: Any = version) -> None:
            if way == "bare":
                shown = repr(bench().bare[version])
            else:
                client = bench().sync[version]
                shown = repr(client) + repr(client.v2 if version == "v2" else client.v3)
            assert key not in shown, f"repr shows the key of {version}"

        yield ask


ROWS: Final[Mapping[tuple[str, str], Callable[[], Iterator[Question]]]] = {
    ("`.`, `..`, empty and None in a path reach another endpoint", "accepted"): _other_endpoints,
    ("naive times, dates, texts and fractions are sent as they are", "accepted"): _times_that_are_no_instants,
    ("an empty filter is dropped; a set, a text, an iterator are sent as something else", "equal"): (
        _filters_that_hold_no_ids
    ),
    ("refusals are returned, or None; 408, 429 and 5xx are not tried again", "faults"): _refusals,
    ("time-outs, resets and truncation are the library's errors, and not tried again", "faults"): _broken_connections,
    ("a body that breaks the contract is taken, or breaks the reader", "malformed"): _broken_bodies,
    ("the key is in `repr`", "faults"): _tokens,
}


def rows() -> list[Row]:
    """Put every question to both clients."""
    found: list[Row] = []
    for (what, oracle), questions in ROWS.items():
        said = {way: [_wrong(question, way) for question in questions()] for way in ("bare", "sync")}
        bare, ours = ([each for each in said[way] if each is not None] for way in ("bare", "sync"))
        example = (bare or [""])[0].partition("\n")[0]
        found.append(Row(what, oracle, len(said["bare"]), len(bare), len(ours), example))
    return found


def _wrong(question: Question, way: str) -> str | None:
    try:
        question(way)
    except AssertionError as error:
        return str(error) or "wrong"
    return None
