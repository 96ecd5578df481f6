"""The suite's oracles, put to the client that openapi-generator made, over a port: what they find, and why.

The oracles are the suite's own, unchanged, with the client as one more way of sending. Where it is known to be wrong
they have to find it, or they are blind; where it is not, an implementation that shares no code with ours agrees.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, cast
from unittest.mock import patch

import attrs
from devin_mock import Fault
from devin_mock.server import running as serving
from devin_mock.wire import is_date_time, types_of
from devin_usage import ResponseValidationError

from ..conformance import sending
from ..conformance.cases import Case, each_value, requests, without_offset
from ..conformance.mutations import broken, harmless, unreadable
from ..conformance.operations import OPERATIONS, Driven
from ..conformance.schemas import bodies, fullest
from ..conformance.sending import Outcome, bench
from ..conformance.test_accepted import assert_accepted
from ..conformance.test_equal import assert_equal
from ..conformance.test_malformed import assert_refused, serve, usual_case
from ..conformance.test_round_trip import assert_whole
from . import mistakes
from .drawing import drawn
from .mistakes import PERHAPS, REFUSALS, Mistake
from .openapi_generator import RefereeError, running

WAY: Final = "openapi-generator"
CASES: Final = 12
"""Drawn for each operation, beside the directed ones."""
BODIES: Final = 12

Traced = Iterable[Mistake | str]
"""The mistakes that a failure is due to, and what is due to none of them, in words."""
Question = tuple[Callable[[], None], Callable[[], Traced]]
"""Raises AssertionError when the client gets something wrong; and then tells why."""


@attrs.frozen(slots=True, kw_only=True)
class Row:
    """What an oracle found. `traced` counts the failures in which each mistake has a part."""

    oracle: str
    of: str
    cases: int
    failed: int
    traced: Mapping[Mistake, int]
    untraced: Sequence[str]

    @property
    def passed(self) -> int:
        """How often the client got it right."""
        return self.cases - self.failed


def rows(python: str, folder: Path) -> list[Row]:
    """Put every oracle to the client that was built in a folder."""
    asked: Mapping[tuple[str, str], Callable[[], Iterator[Question]]] = {
        ("accepted", "drawn and directed requests"): _accepted,
        ("accepted", "path values that name another path"): _other_paths,
        ("accepted", "naive times"): _naive_times,
        ("equal", "drawn and directed requests"): _equal,
        ("equal", "filters that hold no ids"): _empty_filters,
        ("round trip", "bodies, and harmless changes of them"): _round_trip,
        ("malformed", "bodies that the document refuses"): _malformed,
        ("malformed", "bytes that are no answer"): _unreadable,
    }
    with serving(bench().mock) as base_url, running(python, folder, base_url) as ask:
        ways = cast(dict[str, Any], sending.WAYS)
        with patch.dict(ways, {WAY: ask}):
            return [_row(oracle, of, questions()) for (oracle, of), questions in asked.items()]


def troubles(found: Sequence[Row]) -> list[str]:
    """What is not as expected: failures without a known mistake, and known mistakes that nothing found."""
    unknown = [f"{row.oracle}, {row.of}: {said}" for row in found for said in row.untraced]
    seen = {mistake for row in found for mistake in row.traced}
    blind = [f"nothing found that {each.value}" for each in Mistake if each not in seen | PERHAPS]
    nothing = [f"{row.oracle}, {row.of}: nothing was asked" for row in found if not row.cases]
    return [*unknown, *blind, *nothing]


def _row(oracle: str, of: str, questions: Iterator[Question]) -> Row:
    cases = failed = 0
    traced: Counter[Mistake] = Counter()
    untraced: list[str] = []
    for ask, why in questions:
        cases += 1
        try:
            ask()
        except AssertionError as error:
            failed += 1
            reasons = set(why())
            traced.update(each for each in reasons if isinstance(each, Mistake))
            untraced += [each for each in reasons if isinstance(each, str)] if reasons else [str(error)]
    return Row(oracle=oracle, of=of, cases=cases, failed=failed, traced=traced, untraced=untraced)


def _drawn_cases() -> Iterator[Case]:
    for driven in OPERATIONS:
        yield from (*each_value(driven), *drawn(requests(driven), CASES))


def _why_refused(case: Case) -> Traced:
    return mistakes.of_request(case, bench().mock.record[-1])


def _accepted() -> Iterator[Question]:
    for case in _drawn_cases():
        yield partial(assert_accepted, case, WAY), partial(_why_refused, case)


def _equal() -> Iterator[Question]:
    for case in _drawn_cases():
        yield partial(assert_equal, case, WAY), partial(_why_refused, case)


def _other_paths() -> Iterator[Question]:
    for driven in OPERATIONS:
        for name in driven.parameters("path"):
            for value in ("", ".", "..", None):
                usual = usual_case(driven)
                path: Any = {**usual.path, name: value}
                case = attrs.evolve(usual, path=path)
                yield partial(_assert_unsent, case), lambda: {Mistake.OTHER_ENDPOINT}


def _assert_unsent(case: Case) -> None:
    outcome = bench().send(case, WAY)
    assert outcome.exchanges == (), f"{outcome.exchanges[0].request.raw_path!r} was asked for {case!r}"


def _naive_times() -> Iterator[Question]:
    moment: Any = datetime.fromisoformat(without_offset("2025-12-05T08:00:00Z"))
    for driven in OPERATIONS:
        for name, parameter in driven.parameters("query").items():
            if is_date_time(driven.document, parameter.schema):
                case = Case(driven.id, usual_case(driven).path, {name: moment.isoformat()})
                yield partial(assert_accepted, case, WAY), partial(_why_refused, case)


def _empty_filters() -> Iterator[Question]:
    for driven in OPERATIONS:
        for name, parameter in driven.parameters("query").items():
            if "array" in types_of(driven.document, parameter.schema):
                usual = usual_case(driven)
                case = attrs.evolve(usual, query={**usual.query, name: []})
                yield partial(_assert_unsent, case), lambda: {Mistake.EVERYTHING}


def _round_trip() -> Iterator[Question]:
    for driven in OPERATIONS:
        full = fullest(driven.document, driven.schema)
        changed = [each.body for body in full for each in harmless(driven, body)]
        for body in [*changed, *drawn(bodies(driven.document, driven.schema), BODIES)]:
            outcome = serve(driven, body, WAY)
            yield partial(assert_whole, driven, body, outcome), partial(_why_not_whole, driven, body, outcome)


def _why_not_whole(driven: Driven, body: Any, outcome: Outcome) -> Traced:
    if outcome.error is not None:
        return [repr(outcome.error)]
    return mistakes.of_value(driven.document, driven.schema, body, outcome.body)


def _in_our_words(outcome: Outcome) -> Outcome:
    """An outcome in which the client's refusals of an answer are ours."""
    error = outcome.error
    if isinstance(error, RefereeError) and error.kind in REFUSALS and not error.status:
        refused = ResponseValidationError(str(error), operation=None, pointer="", expected="", seen="")
        return attrs.evolve(outcome, error=refused)
    return outcome


def _malformed() -> Iterator[Question]:
    for driven in OPERATIONS:
        for whole in fullest(driven.document, driven.schema):
            for changed in broken(driven, whole):
                outcome = serve(driven, changed.body, WAY)
                error = outcome.error if isinstance(outcome.error, RefereeError) else None
                why = partial(mistakes.of_broken_body, whole, changed.body, error)
                yield partial(assert_refused, _in_our_words(outcome), changed.what), why


def _unreadable() -> Iterator[Question]:
    for driven in OPERATIONS:
        for what, content in unreadable(fullest(driven.document, driven.schema)[0]):
            with bench().mock.faults.planted(Fault(body=content)):
                outcome = bench().send(usual_case(driven), WAY)
            yield partial(assert_refused, _in_our_words(outcome), what), partial(_why_taken, what, outcome)


def _why_taken(what: str, outcome: Outcome) -> Traced:
    if isinstance(outcome.error, RefereeError):
        return mistakes.of_broken_body(None, None, outcome.error)
    return {Mistake.EMPTY_TAKEN} if what == "empty" else ()
