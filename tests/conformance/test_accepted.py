"""Oracle: whatever the client sends for a case, the strict mock finds no fault in it.

It sees wrong names, types, formats, quoting, credentials and paths that no document has. It cannot see a value that is
right in form and not the one that was asked for (that is `equal`), nor anything about answers.
"""

from __future__ import annotations

from itertools import cycle
from typing import Any

import attrs
import pytest
from devin_usage import InvalidArgument
from hypothesis import given
from hypothesis import strategies as st

from . import figures
from .cases import Case, each_value, requests
from .operations import OPERATIONS, VERSIONS, Driven, Version
from .profiles import examples
from .regressions import REGRESSIONS
from .sending import BASE_URL, GENERATED, WAYS, bench, expect_value
from .test_malformed import usual_case


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


@pytest.mark.parametrize("driven", OPERATIONS, ids=str)
def test_every_directed_value_is_accepted(driven: Driven) -> None:
    """Each value of each parameter, each way in turn."""
    for case, way in zip(each_value(driven), cycle(WAYS), strict=False):
        figures.case("test_accepted")
        assert_accepted(case, way)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", REGRESSIONS, ids=lambda case: case.operation)
def test_what_failed_once_is_accepted(case: Case, way: str) -> None:
    """The cases of the regressions file."""
    assert_accepted(case, way)


@pytest.mark.parametrize("way", GENERATED)
@pytest.mark.parametrize("driven", [each for each in OPERATIONS if each.parameters("path")], ids=str)
def test_a_path_value_that_names_another_path_is_not_sent(driven: Driven, way: str) -> None:
    """Nothing, dot segments and None: another documented endpoint would answer, and nothing would look wrong."""
    usual = usual_case(driven)
    values: list[Any] = ["", ".", "..", None]
    for name in usual.path:
        for value in values:
            case = attrs.evolve(usual, path={**usual.path, name: value})
            outcome = bench().send(case, way)
            assert outcome.exchanges == (), f"{way}: {outcome.exchanges[0].request.raw_path!r} was asked for {case!r}"
            assert type(outcome.error) is InvalidArgument, f"{way}: {outcome.error!r} for {case!r}"


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("version", VERSIONS)
def test_the_key_goes_to_its_own_deployment_only(version: Version, asynchronous: bool) -> None:
    """An address of another host, scheme or port is refused by the client below, whatever its path."""
    client = bench().asyncs[version] if asynchronous else bench().sync[version]
    below = client.v2 if version == "v2" else client.v3

    def get(address: str) -> Any:
        if asynchronous:
            return bench().run_async(below.get_async_httpx_client().get(address))
        return below.get_httpx_client().get(address)

    bench().mock.record.clear()
    for base in ("https://elsewhere.example", BASE_URL.replace("https", "http"), f"{BASE_URL}:8443"):
        with pytest.raises(InvalidArgument):
            get(f"{base}{OPERATIONS[0].operation.path}")
    assert not len(bench().mock.record)


@examples(5)
@given(st.sampled_from(OPERATIONS).flatmap(requests))
def test_a_case_is_written_so_that_it_can_be_sent_again(case: Case) -> None:
    """Its literal is the case, and its `curl` line names the same path and values."""
    assert eval(repr(case), {"Case": Case}) == case  # noqa: S307  # the literal of a case, made here
    assert case.curl().startswith("curl ")
