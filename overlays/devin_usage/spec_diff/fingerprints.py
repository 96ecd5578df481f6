"""Fingerprints of schemas, to find which of several belongs to which; they see some levels deep and decide nothing."""

from __future__ import annotations

from .canonical import Schemas
from .shapes import Branch, Nodes
from .trees import Json, key

_DEPTH = 5


class Fingerprints:
    """The fingerprints of the schemas of one document; equal ones mean equal schemas, down to some levels."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._known: dict[tuple[tuple[int, ...], int, bool], int] = {}

    def of(self, nodes: Nodes, *, words: bool = False, depth: int = _DEPTH) -> int:
        """Give that of a schema, with or without its words for people."""
        if depth == 0:
            return 0
        identity = (tuple(map(id, nodes)), depth, words)
        if identity not in self._known:
            shape = self._schemas.shape(nodes)
            branches = sorted(self.of_branch(branch, words=words, depth=depth) for branch in shape.branches)
            notes = key(dict(shape.all_notes)) if words else ""
            self._known[identity] = hash((shape.nullable, *branches, notes))
        return self._known[identity]

    def of_branch(self, branch: Branch, *, words: bool = False, depth: int = _DEPTH) -> int:
        """Give that of a branch."""

        def below(nodes: Nodes) -> int:
            return self.of(nodes, words=words, depth=depth - 1)

        enum: list[Json] = sorted(branch.enum or (), key=key)
        return hash(
            (
                branch.type,
                branch.enum is None,
                key(enum),
                key(dict(branch.facets)),
                *(
                    (name, name in branch.required, below(branch.properties[name]))
                    for name in sorted(branch.properties)
                ),
                below(branch.additional),
                below(branch.names),
                *map(below, branch.prefix),
                below(branch.items),
                *sorted(keyword for group in branch.opaque for keyword in group),
                key(dict(branch.notes)) if words else "",
            )
        )
