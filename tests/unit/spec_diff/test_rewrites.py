"""A document that is written in another way means the same."""

from __future__ import annotations

from random import Random

import pytest
from devin_usage.spec_diff import diff
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.spec_diff.older_version import to_3_0
from tests.unit.spec_diff.rewrites import REWRITES
from tests.unit.spec_diff.samples import NAMES, document


def chance(seed: int) -> Random:
    """What decides where a document is rewritten."""
    return Random(seed)  # noqa: S311  # it is to be repeatable, not secret


@pytest.mark.parametrize("rewrite", REWRITES)
@pytest.mark.parametrize("name", sorted({*NAMES}))
def test_a_rewrite_is_not_told(rewrite: str, name: str) -> None:
    """However the document is written: references, order, forms of null, defaults, places of parameters."""
    new = document(name)
    REWRITES[rewrite](new, chance(1))
    assert diff(document(name), new) == []


def test_each_rewrite_changes_a_document() -> None:
    """So that nothing passes because nothing was done."""
    for rewrite in REWRITES.values():
        new = document("synthetic")
        for seed in range(5):
            rewrite(new, chance(seed))
        assert repr(new) != repr(document("synthetic")), rewrite.__name__


@settings(max_examples=20, deadline=None)
@given(
    name=st.sampled_from(NAMES),
    rewrites=st.lists(st.sampled_from(sorted(REWRITES)), min_size=2, max_size=6),
    seed=st.integers(0, 2**16),
)
def test_rewrites_after_each_other_are_not_told(name: str, rewrites: list[str], seed: int) -> None:
    """In any order."""
    old, new = document(name), document(name)
    for rewrite in rewrites:
        REWRITES[rewrite](new, chance(seed))
    assert diff(old, new) == []
    assert diff(new, old) == []


@pytest.mark.parametrize("name", ["v3"])
def test_the_version_of_openapi_is_all_that_is_told_of_a_document_in_an_older_one(name: str) -> None:
    """With ``nullable`` and exclusive bounds as that has them."""
    new = document(name)
    assert to_3_0(new)
    assert [each.rule for each in diff(document(name), new)] == ["openapi-version-changed"]
