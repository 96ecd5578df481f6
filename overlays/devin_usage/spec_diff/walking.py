"""Going through two schemas from pair to pair, to all places where they differ."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Container, Iterator
from typing import TypeAlias

from attrs import evolve, frozen

from . import opaque
from .canonical import Schemas
from .changes import Change, Edge, Step
from .effects import WORDS, Direction
from .fingerprints import Fingerprints
from .pairing import Side
from .shapes import Nodes
from .trees import Json
from .variance import Difference, compare

_MOST_PLACES = 16
"""At how many places of one body a change of the same schema is told; shared schemas could be reached at millions."""

_Pair: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]


@frozen
class _Stop:
    """A pair of schemas that was reached."""

    edge: Edge
    steps: tuple[Step, ...]
    passed: frozenset[_Pair]


class SchemaPairs:
    """The schemas of two documents beside each other."""

    def __init__(self, old: Json, new: Json) -> None:
        self.old, self.new = (
            Side(schemas, Fingerprints(schemas)) for schemas in (Schemas(document) for document in (old, new))
        )
        self._differences: dict[_Pair, Difference] = {}
        self._differing: dict[_Pair, bool] = {}

    def nodes(self, old: Json, new: Json) -> tuple[Nodes, Nodes]:
        """Give two schemas as they are written, ready to be compared."""
        return self.old.schemas.nodes(old), self.new.schemas.nodes(new)

    def changes(self, old: Nodes, new: Nodes, direction: Direction) -> Iterator[Change]:
        """Give all differences of two schemas for one direction, nearest first.

        A change that is reached through itself is told once; one that is reached at many places at the first sixteen.
        """
        waiting = deque([_Stop(Edge(steps=(), old=old, new=new), (), frozenset())])
        places: Counter[_Pair] = Counter()
        while waiting:
            stop = waiting.popleft()
            pair = _pair(stop.edge)
            if pair in stop.passed or not self._differs(stop.edge):
                continue
            places[pair] += 1
            if places[pair] > _MOST_PLACES:
                continue
            difference = self._difference(stop.edge)
            for change in difference.changes:
                yield evolve(change, steps=(*stop.steps, *change.steps))
            told: set[tuple[str, tuple[Step, ...]]] = set()
            for edge in difference.edges:
                if edge.direction not in (None, direction):
                    continue
                steps = (*stop.steps, *edge.steps)
                if edge.opaque is None:
                    waiting.append(_Stop(edge, steps, stop.passed | {pair}))
                elif self._differs(edge) and (edge.opaque, steps) not in told:
                    told.add((edge.opaque, steps))
                    yield self._as_a_whole(edge, edge.opaque, steps)

    def _as_a_whole(self, edge: Edge, keyword: str, steps: tuple[Step, ...]) -> Change:
        inner = (change for each in self._reachable(edge).values() for change in self._difference(each).changes)
        if any(change.effect != WORDS for change in inner):
            return opaque.changed(keyword, None, None, steps)
        said = f"the words of what `{keyword}` asks of {{}} have changed"
        return Change(rule="annotation-changed", effect=WORDS, said=said, old=None, new=None, steps=steps)

    def _difference(self, edge: Edge) -> Difference:
        pair = _pair(edge)
        if pair not in self._differences:
            self._differences[pair] = compare(self.old, self.new, edge.old, edge.new)
        return self._differences[pair]

    def _differs(self, edge: Edge) -> bool:
        """Tell whether anything that is reached from a pair differs."""
        if _pair(edge) in self._differing:
            return self._differing[_pair(edge)]
        into: dict[_Pair, list[_Pair]] = {}
        found = self._reachable(edge, known=self._differing)
        for each in found.values():
            for inner in self._difference(each).edges:
                into.setdefault(_pair(inner), []).append(_pair(each))
        waiting = [pair for pair, each in found.items() if self._difference(each).changes]
        waiting += [pair for pair in into if self._differing.get(pair)]
        differing: set[_Pair] = set()
        while waiting:
            pair = waiting.pop()
            if pair not in differing:
                differing.add(pair)
                waiting += into.get(pair, [])
        self._differing |= {pair: pair in differing for pair in found}
        return self._differing[_pair(edge)]

    def _reachable(self, edge: Edge, known: Container[_Pair] = ()) -> dict[_Pair, Edge]:
        """Give a pair with all that are reached from it, short of known ones."""
        found = {_pair(edge): edge}
        waiting = [edge]
        while waiting:
            for inner in self._difference(waiting.pop()).edges:
                if _pair(inner) not in found and _pair(inner) not in known:
                    found[_pair(inner)] = inner
                    waiting.append(inner)
        return found


def _pair(edge: Edge) -> _Pair:
    return tuple(map(id, edge.old)), tuple(map(id, edge.new))
