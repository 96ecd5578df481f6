"""Breakdowns and histories are values: they cannot be changed, and can be compared, hashed, copied and pickled."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from devin_mock import Fault
from devin_usage import Period
from devin_usage.account.broken_down import Breakdown

from .ledgers import Account

WEEK = Period.parse("2025-12-01/2025-12-07")


def values() -> dict[str, Any]:
    account = Account()
    with account.client("v2") as v2, account.client("v3") as v3:
        return {
            "by user": v3.consumption.by_user(WEEK),
            "by user of v2": v2.consumption.by_user(WEEK),
            "by organization": v3.consumption.by_organization(WEEK),
            "history": v3.consumption.history(Period.parse("2025-10-20/2025-12-10")),
            "history of v2": v2.consumption.history(Period.parse("2025-10-20/2025-12-10")),
        }


VALUES = values()


@pytest.mark.parametrize("kind", VALUES)
def test_a_value_is_equal_to_its_copies_and_to_another_reading(kind: str) -> None:
    """Alone and as a member of a set."""
    value = VALUES[kind]
    for other in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value)), values()[kind]):  # noqa: S301  # our own
        assert other == value
        assert {other} == {value}


def incomplete() -> Breakdown:
    account = Account()
    with account.client() as client, account.mock.faults.planted(Fault(status=403, path="*/org-*", times=1)):
        found = client.consumption.by_organization(WEEK)
    assert len(found.failures) == 1
    return found


def test_a_breakdown_with_failures_can_be_hashed_and_copied() -> None:
    """An error is equal to itself alone."""
    found = incomplete()
    assert found in {found}
    for other in (copy.deepcopy(found), pickle.loads(pickle.dumps(found))):  # noqa: S301  # our own
        assert other.acus == found.acus
        assert list(other.failures) == list(found.failures)
        assert [str(each) for each in other.failures.values()] == [str(each) for each in found.failures.values()]


@pytest.mark.parametrize("name", ["acus", "consumption", "failures"])
def test_figures_cannot_be_changed(name: str) -> None:
    """Neither taken out, nor put in, nor changed through what a breakdown was made of."""
    found = incomplete()
    mapping: Any = getattr(found, name)
    (first, *_) = mapping
    with pytest.raises(TypeError):
        mapping[first] = None
    with pytest.raises(TypeError):
        del mapping[first]
    given = dict(mapping)
    made = Breakdown(
        **{"by": "user", "period": WEEK, "version": "v3", "acus": {}, "whole": found.whole, name: given}  # type: ignore[arg-type]  # by name
    )
    given.clear()
    assert getattr(made, name) == mapping
