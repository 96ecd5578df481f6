"""The canonical form of a schema: whether null is allowed, and branches of one type each, any of which may hold.

Everything that can be written in several ways has one way here, so that a rewrite without effect leaves no trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from attrs import field, frozen

from .trees import Json, key

Nodes: TypeAlias = tuple[Json, ...]
"""Schemas as they are written, all of which have to hold; without any of them everything is valid.

They stand for a child that is looked at when it is reached, since a schema may contain itself.
"""

_NOTHING: Mapping[str, Json] = MappingProxyType({})


@frozen(eq=False, kw_only=True)
class Branch:
    """Values of one type.

    Attributes:
        type: A type of JSON Schema, or ``"any"`` where none is asked for.
        enum: The values that are allowed, where they are listed.
        facets: What else is asked of a value, by keyword; see `facets`.
        properties: The named properties, those that are only required among them.
        required: The names that must be there.
        additional: What every other property has to be.
        names: What every name of a property has to be.
        prefix: What the first items of an array have to be.
        items: What every other item has to be.
        opaque: Groups of keywords that are compared whole.
        notes: What is said of it without asking for anything, by keyword.
        name: The component that it is written as, for a person.
    """

    type: str
    enum: tuple[Json, ...] | None = None
    facets: Mapping[str, Json] = _NOTHING
    properties: Mapping[str, Nodes] = field(factory=dict[str, Nodes])
    required: frozenset[str] = frozenset()
    additional: Nodes = ()
    names: Nodes = ()
    prefix: tuple[Nodes, ...] = ()
    items: Nodes = ()
    opaque: tuple[Mapping[str, Json], ...] = ()
    notes: Mapping[str, Json] = _NOTHING
    name: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether every value is valid."""
        return self.type == "any" and not (
            self.facets or self.properties or self.additional or self.names or self.prefix or self.items or self.opaque
        )


@frozen(eq=False, kw_only=True)
class Shape:
    """A whole schema; without branches it allows null alone, or nothing at all.

    Attributes:
        nullable: Whether null is valid.
        branches: What else is.
        exclusive: Whether a value must fit one branch alone.
        overlapping: Whether one could fit several.
        discriminators: How a branch is told from a property, as the document has it.
        notes: What is said of the whole without asking for anything, by keyword: title, default and so on.
        name: The component that it is written as, for a person.
    """

    nullable: bool
    branches: tuple[Branch, ...]
    exclusive: bool = False
    overlapping: bool = False
    discriminators: tuple[Mapping[str, Json], ...] = ()
    notes: Mapping[str, Json] = _NOTHING
    name: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether every value is valid."""
        return any(branch.is_open for branch in self.branches)

    @property
    def all_notes(self) -> Mapping[str, Json]:
        """What is said of the whole; of a single branch, such as ``X`` in ``anyOf: [X, null]``, that is one thing."""
        return noted(self.notes, [self.branches[0].notes]) if len(self.branches) == 1 else self.notes

    @property
    def is_empty(self) -> bool:
        """Whether no value is valid."""
        return not self.nullable and not self.branches


ANYTHING = Shape(nullable=True, branches=(Branch(type="any"),))
NOTHING = Shape(nullable=False, branches=())


def noted(own: Mapping[str, Json], inner: Iterable[Mapping[str, Json]]) -> Mapping[str, Json]:
    """Put notes together: the outer ones win, and of several inner ones none is lost."""
    found: dict[str, list[Json]] = {}
    for notes in inner:
        for keyword, value in notes.items():
            found.setdefault(keyword, []).append(value)
    put: dict[str, Json] = dict(own)
    for keyword, values in found.items():
        if keyword not in own:
            put[keyword] = values[0] if len(values) == 1 else _one_of(values)
    return put


def _one_of(values: list[Json]) -> Json:
    distinct = {key(value): value for value in values}
    # The order of the members of an allOf says nothing, so it must not show.
    return values[0] if len(distinct) == 1 else [distinct[each] for each in sorted(distinct)]
