"""The catalogue fits the tree: every fault can be put in, so that none is passed over in silence."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final, get_args

import pytest

from tests.mutants.__main__ import README, rows_of, table
from tests.mutants.catalogue import MUTANTS
from tests.mutants.mutant import Misfit, Mutant, Oracle, Place

ROOT: Final = Path(__file__).resolve().parents[2]
LEAST: Final = 120


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.what)
def test_a_mutant_can_be_put_in(mutant: Mutant) -> None:
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
