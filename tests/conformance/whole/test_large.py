"""A large document goes through everything: limits, generator, mock, suite. What cannot be done is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from specs.pipeline import layout, trial
from specs.pipeline.errors import PipelineError
from specs.pipeline.limits import limits

from . import large
from .planted import PLANTED, Planted


def test_a_large_document_goes_through(tmp_path: Path) -> None:
    """Every operation is generated, mocked and driven, with no finding."""
    document = large.document()
    operations = [operation for item in document["paths"].values() for operation in item.values()]
    assert len(operations) > 150
    assert len({operation["tags"][0] for operation in operations}) > 15
    found = trial.whole(document, tmp_path, layout.ROOT / layout.CONFIG, examples=2)
    assert found.findings == ()
    assert found.passed
    assert found.operations == len(operations)
    assert found.cases > 2 * len(operations)
    assert found.counts["accepted"] == found.counts["equal"] == found.counts["round trip"] == found.cases
    assert found.counts["sync = async"] > 2 * len(operations)
    assert list(found.seconds) == ["check", "limits", "generate", "import", "suite"]
    assert str(found).startswith(f"{len(operations)} operations generated, mocked and driven with {found.cases} ")


@pytest.mark.parametrize("planted", PLANTED, ids=str)
def test_what_the_generator_cannot_do_is_refused_by_name(planted: Planted) -> None:
    """The one operation with the planted thing, and no other."""
    found = limits(planted.document())
    assert {each.operation for each in found} == {planted.operation}
    assert any(planted.says in each.sentence for each in found)


def test_a_refused_document_is_neither_generated_nor_driven(tmp_path: Path) -> None:
    """The error names the operation, the place and what to do."""
    planted = PLANTED[0]
    with pytest.raises(PipelineError) as caught:
        trial.whole(planted.document(), tmp_path / "trial", layout.ROOT / layout.CONFIG)
    said = str(caught.value)
    assert said.startswith("the generator cannot do 1 thing in 1 operation; mend that in the overlay document, or ")
    assert f"\n  {planted.operation}: " in said
    assert list((tmp_path / "trial").iterdir()) == []


def test_an_invalid_document_is_refused_first(tmp_path: Path) -> None:
    """The generator is not even asked."""
    document = large.document(resources=1, real=False)
    document["paths"]["/lab/workspaces"]["get"]["responses"] = {"200": {}}
    with pytest.raises(PipelineError, match="the whole document is not valid OpenAPI"):
        trial.whole(document, tmp_path, layout.ROOT / layout.CONFIG)


def test_a_trial_tells_its_findings() -> None:
    """In a line each, below one that sums it up."""
    found = trial.Found(operation="GET /a (ask)", oracle="equal", message="query p: 1 was asked, 2 arrived", case="")
    done = trial.Trial(operations=2, cases=3, counts={"equal": 2}, seconds={"suite": 1.25}, findings=(found,))
    assert not done.passed
    assert str(done) == (
        "2 operations generated, mocked and driven with 3 requests (equal 2); 1 finding; suite 1.2 s\n"
        "  GET /a (ask): equal: query p: 1 was asked, 2 arrived"
    )
