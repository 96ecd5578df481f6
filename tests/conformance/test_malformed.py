"""Oracle: a 200 whose body the document refuses raises `ResponseValidationError`, from every way of sending, and
nothing else; a body that the document bears does not.

It sees every break of form: missing fields, wrong types, nulls, formats, keys, bytes that are no JSON. It cannot see a
break of meaning (a wrong total is `v2 = v3`'s, and the client's own sums), nor what the document is too wide to refuse.
"""

from __future__ import annotations

from itertools import cycle
from typing import Any

import pytest
from devin_mock import Fault
from devin_usage import ResponseValidationError
from hypothesis import given
from hypothesis import strategies as st

from . import figures
from .cases import Case, requests
from .mutations import broken, harmless, unreadable
from .operations import OPERATIONS, Driven
from .profiles import examples
from .schemas import bodies, fullest
from .sending import WAYS, Outcome, bench, expect_value


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
    case = usual_case(driven)
    for what, content in unreadable({"total_acus": 1.5, "items": []}):
        with bench().mock.faults.planted(Fault(body=content)):
            assert_refused(bench().send(case, way), f"{driven}, {what}")


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
def test_an_answer_to_any_case_is_read(way: str) -> None:
    """Whatever was asked, a valid body comes back as a value."""

    @examples(5)
    @given(st.sampled_from(OPERATIONS).flatmap(requests))
    def check(case: Case) -> None:
        expect_value(case, bench().send(case, way))

    check()
