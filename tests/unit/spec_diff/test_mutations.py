"""A small change of a document, drawn at random, gives what it means for those whom it concerns, and nothing else."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from devin_usage.spec_diff import diff
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.spec_diff.mutations import DOCUMENT_CHANGES, OPERATION_CHANGES, SCHEMA_CHANGES
from tests.unit.spec_diff.operation_changes import OperationChange
from tests.unit.spec_diff.places import Place, at, operations, places
from tests.unit.spec_diff.samples import NAMES, document
from tests.unit.spec_diff.schema_change import Said, SchemaChange

few = settings(max_examples=2, deadline=None)


@cache
def fitting(name: str, change: SchemaChange) -> list[Place]:
    """Where a change can be made in a document."""
    whole = document(name)
    return [place for place in places(whole) if change.fits(at(whole, place.pointer), place.roles)]


def said(old: dict[str, Any], new: dict[str, Any], *, anywhere: bool = False) -> set[Said]:
    """What the comparison says: operation, rule, class."""
    return {("*" if anywhere else each.operation, each.rule, each.kind) for each in diff(old, new)}


def by_name(change: SchemaChange | OperationChange) -> str:
    """The name of a change, for the name of the test."""
    return change.name


def test_the_catalogue_is_large_and_each_change_can_be_made_somewhere() -> None:
    """More than a hundred kinds of changes."""
    assert len({*map(by_name, SCHEMA_CHANGES)}) + len(OPERATION_CHANGES) + len(DOCUMENT_CHANGES) > 100
    for change in SCHEMA_CHANGES:
        assert any(fitting(name, change) for name in {*NAMES}), change.name


@pytest.mark.parametrize("change", SCHEMA_CHANGES, ids=by_name)
@few
@given(data=st.data())
def test_a_change_of_a_schema_is_told_where_it_is_reached(change: SchemaChange, data: st.DataObject) -> None:
    """By direction, for every operation that reaches it, and nothing else."""
    name = data.draw(st.sampled_from([name for name in NAMES if fitting(name, change)]))
    place = data.draw(st.sampled_from(fitting(name, change)))
    new = document(name)
    change.make(at(new, place.pointer))
    assert said(document(name), new) == change.expected(place)


@pytest.mark.parametrize("change", OPERATION_CHANGES, ids=by_name)
@few
@given(data=st.data())
def test_a_change_around_an_operation_is_told_of_it(change: OperationChange, data: st.DataObject) -> None:
    """And of no other."""
    name = data.draw(st.sampled_from(NAMES))
    old, new = document(name), document(name)
    expected = change.apply(new, data.draw(st.sampled_from([name for name, *_ in operations(old)])))
    if expected is not None:
        assert said(old, new, anywhere=change.elsewhere) == expected


@pytest.mark.parametrize("change", DOCUMENT_CHANGES)
@pytest.mark.parametrize("name", ["synthetic", "v2"])
def test_a_change_of_the_whole_document_is_told_once(change: str, name: str) -> None:
    """Unless it concerns single operations."""
    new = document(name)
    expected = DOCUMENT_CHANGES[change](new)
    assert said(document(name), new) == expected


@pytest.mark.parametrize("name", sorted({*NAMES}))
def test_a_document_does_not_differ_from_itself(name: str) -> None:
    """Read twice or once."""
    whole = document(name)
    assert diff(whole, whole) == diff(whole, document(name)) == []


OPPOSITES = (
    ("-added", "-removed"),
    ("-raised", "-lowered"),
    ("-became-required", "-became-optional"),
    ("-widened", "-narrowed"),
    ("-allowed", "-forbidden"),
    ("became-not-", "became-"),
    ("undeprecated", "deprecated"),
)


def opposite(rule: str) -> str:
    """The rule for the way back."""
    for one, other in OPPOSITES:
        if one in rule:
            return rule.replace(one, other)
        if other in rule:
            return rule.replace(other, one)
    return rule


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_way_back_gives_the_opposite_rules(data: st.DataObject) -> None:
    """What was added is removed, what was raised is lowered, for the same operations at the same places."""
    change = data.draw(st.sampled_from(SCHEMA_CHANGES).filter(lambda change: bool(fitting("synthetic", change))))
    old, new = document("synthetic"), document("synthetic")
    change.make(at(new, data.draw(st.sampled_from(fitting("synthetic", change))).pointer))
    there = {(each.operation, each.place, opposite(each.rule)) for each in diff(old, new)}
    assert there == {(each.operation, each.place, each.rule) for each in diff(new, old)}
