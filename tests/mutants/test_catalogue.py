"""The catalogue fits the tree: every fault can be put in, so that none is passed over in silence."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Final, get_args

import pytest

from tests.mutants.__main__ import README, rows_of, table
from tests.mutants.catalogue import MUTANTS
from tests.mutants.document_mutant import Change, DocumentMutant, Gone, Named, To, With, Without
from tests.mutants.mutant import Misfit, Mutant, Oracle, Place

ROOT: Final = Path(__file__).resolve().parents[2]
LEAST: Final = 120


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.what)
def test_a_mutant_can_be_put_in(mutant: Mutant | DocumentMutant) -> None:
    """Its text stands in its file, and Python that was Python still is."""
    text = mutant.applied((ROOT / mutant.file).read_text("utf-8"))
    if mutant.file.endswith(".py"):
        compile(text, mutant.file, "exec")


def test_there_are_enough_in_every_place_and_for_every_oracle() -> None:
    """Each place has its share, and no oracle is without a fault that it alone must see."""
    assert len(MUTANTS) >= LEAST
    places, oracles = Counter(each.place for each in MUTANTS), Counter(each.oracle for each in MUTANTS)
    assert set(places) == set(get_args(Place))
    assert min(places.values()) >= 20
    assert set(oracles) == set(get_args(Oracle))
    assert len({each.what for each in MUTANTS}) == len(MUTANTS)


def test_the_committed_table_tells_of_every_mutant_and_of_no_other() -> None:
    """In the order of the catalogue, each caught, and by the oracle that it is catalogued for."""
    text = README.read_text("utf-8")
    assert table(rows_of(text)) == text
    assert len(rows_of(text)) == len(MUTANTS)
    assert text.endswith(f"\ncaught {len(MUTANTS)} of {len(MUTANTS)} mutants\n")


def test_a_mutant_that_does_not_fit_is_told() -> None:
    """Text that is not there, or there twice, or not changed."""
    usual = {"what": "w", "file": "f", "oracle": "equal"}
    for old, new, nth in (("x", "y", None), ("a", "b", None), ("b", "b", None), ("a", "c", 3)):
        with pytest.raises(Misfit):
            Mutant(old=old, new=new, nth=nth, **usual).applied("a b a")  # type: ignore[arg-type]  # texts by name
    assert Mutant(old="a", new="c", nth=2, **usual).applied("a b a") == "a b c"  # type: ignore[arg-type]  # the same
    for after in ("x", "a"):
        with pytest.raises(Misfit):
            Mutant(old="a", new="c", after=after, **usual).applied("a b a")  # type: ignore[arg-type]  # the same
    assert Mutant(old="a", new="c", after="b", **usual).applied("a b a a") == "a b c a"  # type: ignore[arg-type]  # the same


DOCUMENT: Final = {
    "servers": [{"url": "a"}],
    "paths": {
        "/a/{id}": {"get": {"operationId": "read", "parameters": [{"name": "id"}, {"name": "size"}]}},
        "/b": {"get": {"operationId": "list", "parameters": []}},
    },
    "components": {"schemas": {"A": {"required": ["x", "y"], "type": "object"}}},
}


@pytest.mark.parametrize(
    ("where", "change", "old", "new"),
    [
        ("servers/0/url", To("b"), '{"url": "a"}', '{"url": "b"}'),
        ("*/deprecated", To(True), '"parameters": []', '"parameters": [], "deprecated": true'),
        ("read/parameters/size", Gone(), ', {"name": "size"}', ""),
        ("read/parameters/id/required", To(True), '{"name": "id"}', '{"name": "id", "required": true}'),
        ("list/parameters/0", To({"name": "n"}), "[]", '[{"name": "n"}]'),
        ("paths/~1b", Named("/c"), "/b", "/c"),
        ("schemas/A/type", Named("kind"), '"type": "object"', '"kind": "object"'),
        ("schemas/A/required", Without("x"), '["x", "y"]', '["y"]'),
        ("schemas/A/required", With("z"), '["x", "y"]', '["x", "y", "z"]'),
    ],
)
def test_an_edit_of_a_document_changes_its_place(where: str, change: Change, old: str, new: str) -> None:
    """And nothing else but what `*` stands for."""
    mutant = DocumentMutant(what="w", version="v2", edits=((where, change),))
    expected = json.loads(json.dumps(DOCUMENT).replace(old, new))
    if where.startswith("*"):
        expected["paths"]["/a/{id}"]["get"]["deprecated"] = True
    found = json.loads(mutant.applied(json.dumps(DOCUMENT)))
    assert json.dumps(found) == json.dumps(expected)


@pytest.mark.parametrize("where", ["write/tags", "servers/1/url", "schemas/B/type", "schemas/A/type", "*/tags/0"])
def test_an_edit_of_a_document_that_does_not_fit_is_told(where: str) -> None:
    """A place that is not there, or that holds the value already."""
    with pytest.raises(Misfit):
        DocumentMutant(what="w", version="v2", edits=((where, To("object")),)).applied(json.dumps(DOCUMENT))
