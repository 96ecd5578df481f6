"""Which branch of the old schema has become which branch of the new one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from attrs import frozen

from .canonical import Schemas
from .fingerprints import Fingerprints
from .shapes import Branch
from .trees import Json, key

_LEAST_ALIKE = 0.3
_FAMILY = {"integer": "number"}


@frozen
class Pairs:
    """Branches beside each other, and those that stand alone."""

    paired: tuple[tuple[Branch, Branch], ...]
    removed: tuple[Branch, ...]
    added: tuple[Branch, ...]


@frozen
class Side:
    """The schemas of one document, and their fingerprints."""

    schemas: Schemas
    fingerprints: Fingerprints

    def fingerprint(self, written: Json) -> int:
        """Give the fingerprint of a schema as it is written."""
        return self.fingerprints.of(self.schemas.nodes(written))

    def has_parts(self, written: Json) -> bool:
        """Tell whether a list or an object is valid."""
        shape = self.schemas.shape(self.schemas.nodes(written))
        return any(branch.type in ("array", "object", "any") for branch in shape.branches)


def pair(old: Side, new: Side, before: Sequence[Branch], now: Sequence[Branch]) -> Pairs:
    """Pair branches: equal ones first, then by a listed value that tells them apart, by name, by type, by likeness."""
    left, right = [*before], [*now]
    if len(left) == len(right) == 1:
        return Pairs(((left[0], right[0]),), (), ())
    paired: list[tuple[Branch, Branch]] = []

    def by(identity: Callable[[Side, Branch], Hashable], *, equal: bool = False) -> None:
        """Pair branches of one identity, unless there are more of them on one side and they are not equal."""
        mine: dict[Hashable, list[Branch]] = {}
        theirs: dict[Hashable, list[Branch]] = {}
        for side, branches, groups in ((old, left, mine), (new, right, theirs)):
            for branch in branches:
                groups.setdefault(identity(side, branch), []).append(branch)
        for value, found in mine.items():
            if value is not None and (equal or len(found) == len(theirs.get(value, ()))):
                paired.extend(zip(found, theirs.get(value, ()), strict=False))
        done = {id(branch) for both in paired for branch in both}
        left[:] = [branch for branch in left if id(branch) not in done]
        right[:] = [branch for branch in right if id(branch) not in done]

    by(lambda side, branch: side.fingerprints.of_branch(branch, words=True), equal=True)
    by(lambda side, branch: side.fingerprints.of_branch(branch), equal=True)
    by(_telling)
    by(lambda _, branch: (branch.type, branch.name) if branch.name else None)
    by(lambda _, branch: branch.type if branch.type != "object" else None)
    by(lambda _, branch: _FAMILY.get(branch.type, branch.type) if branch.type != "object" else None)
    alike = sorted(
        ((-_likeness(one, other), place, index) for place, one in enumerate(left) for index, other in enumerate(right))
    )
    used: set[tuple[str, int]] = set()
    for likeness, place, index in alike:
        if -likeness >= _LEAST_ALIKE and not {("left", place), ("right", index)} & used:
            used |= {("left", place), ("right", index)}
            paired.append((left[place], right[index]))
    return Pairs(
        tuple(paired),
        tuple(each for place, each in enumerate(left) if ("left", place) not in used),
        tuple(each for index, each in enumerate(right) if ("right", index) not in used),
    )


def _telling(side: Side, branch: Branch) -> Hashable:
    """Give the required properties that have one value alone, with that value."""
    found: list[tuple[str, str]] = []
    for name in sorted(branch.required & branch.properties.keys()):
        shape = side.schemas.shape(branch.properties[name])
        if len(shape.branches) == 1 and shape.branches[0].enum is not None and len(shape.branches[0].enum) == 1:
            found.append((name, key(shape.branches[0].enum[0])))
    return tuple(found) or None


def _likeness(one: Branch, other: Branch) -> float:
    """Tell how much two branches of one type have in common, from 0 to 1."""
    if _FAMILY.get(one.type, one.type) != _FAMILY.get(other.type, other.type):
        return 0
    if one.type != "object":
        return 1
    names = one.properties.keys() | other.properties.keys()
    shared = one.properties.keys() & other.properties.keys()
    return len(shared) / len(names) if names else 1
