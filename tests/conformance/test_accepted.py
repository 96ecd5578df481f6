"""Oracle: whatever the client sends for a case, the strict mock finds no fault in it.

It sees wrong names, types, formats, quoting, credentials and paths that no document has. It cannot see a value that is
right in form and not the one that was asked for (that is `equal`), nor anything about answers.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .cases import Case, requests
from .operations import OPERATIONS, Driven
from .profiles import examples
from .regressions import REGRESSIONS
from .sending import WAYS, bench, expect_value


def assert_accepted(case: Case, way: str) -> None:
    """Send a case, and hold the judge's verdict on it."""
    outcome = bench().send(case, way)
    verdicts = [each.verdict for each in outcome.exchanges]
    for verdict in verdicts:
        reason = verdict.refusal.reason if verdict.refusal is not None else ""
        assert verdict.accepted, f"{way}: the mock refuses: {reason}\n{case}"
    expect_value(case, outcome)
    assert len(verdicts) == 1, f"{way}: {len(verdicts)} requests were sent for one\n{case}"
    operation = verdicts[0].operation
    assert operation is not None
    assert operation.operation_id == case.operation, f"{way}: {operation.operation_id} was asked instead\n{case}"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("driven", OPERATIONS, ids=str)
def test_every_case_is_accepted(driven: Driven, way: str) -> None:
    """Drawn and directed cases of every operation, every way."""

    @examples()
    @given(requests(driven))
    def check(case: Case) -> None:
        assert_accepted(case, way)

    check()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", REGRESSIONS, ids=lambda case: case.operation)
def test_what_failed_once_is_accepted(case: Case, way: str) -> None:
    """The cases of the regressions file."""
    assert_accepted(case, way)


@examples(5)
@given(st.sampled_from(OPERATIONS).flatmap(requests))
def test_a_case_is_written_so_that_it_can_be_sent_again(case: Case) -> None:
    """Its literal is the case, and its `curl` line names the same path and values."""
    assert eval(repr(case), {"Case": Case}) == case  # noqa: S307  # the literal of a case, made here
    assert case.curl().startswith("curl ")
