"""Comparing keywords whose effect on the valid values is not worked out: any difference counts, in both directions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .changes import Change, Edge, Step
from .effects import BOTH
from .pairing import Side
from .shapes import Branch
from .trees import Json, key, mapping, same, sequence

_SCHEMA = frozenset(
    {"not", "if", "then", "else", "contains", "unevaluatedItems", "unevaluatedProperties", "contentSchema"}
)
_SCHEMAS = frozenset({"patternProperties", "dependentSchemas"})


def compare(old: Side, new: Side, before: Branch, now: Branch, steps: tuple[Step, ...]) -> Iterator[Change | Edge]:
    """Compare the opaque keywords of two branches; the schemas in them are left to edges."""
    for keyword in dict.fromkeys(map(_keyword, (*before.opaque, *now.opaque))):
        mine, theirs = (
            sorted((dict(group) for group in branch.opaque if _keyword(group) == keyword), key=key)
            for branch in (before, now)
        )
        edges: list[Edge] = []
        if len(mine) == len(theirs) and all(
            _same(old, new, one, other, keyword, steps, edges) for one, other in zip(mine, theirs, strict=True)
        ):
            yield from edges
        else:
            yield changed(keyword, [*mine], [*theirs], steps)


def changed(keyword: str, old: Json, new: Json, steps: tuple[Step, ...]) -> Change:
    """Tell of a difference whose effect is not worked out."""
    said = f"what `{keyword}` asks of {{}} has changed"
    return Change(rule="constraint-changed", effect=BOTH, said=said, old=old, new=new, steps=steps)


def _keyword(group: Mapping[str, Json]) -> str:
    return next(iter(group))


def _same(
    old: Side,
    new: Side,
    before: Mapping[str, Json],
    now: Mapping[str, Json],
    keyword: str,
    steps: tuple[Step, ...],
    edges: list[Edge],
) -> bool:
    """Compare two groups of keywords but for the schemas in them, for which edges are added."""
    if before.keys() != now.keys():
        return False
    for name in before:
        one, other = before[name], now[name]
        children: list[tuple[Json, Json]] = []
        if name in _SCHEMA:
            children = [(one, other)]
        elif name in _SCHEMAS:
            if mapping(one).keys() != mapping(other).keys():
                return False
            children = [(mapping(one)[each], mapping(other)[each]) for each in mapping(one)]
        elif name == "allOf":
            if len(sequence(one)) != len(sequence(other)):
                return False
            children = [*zip(sequence(one), sequence(other), strict=True)]
        elif not same(_unordered(one), _unordered(other)):
            return False
        edges += [
            Edge(steps=steps, old=old.schemas.nodes(mine), new=new.schemas.nodes(theirs), opaque=keyword)
            for mine, theirs in children
        ]
    return True


def _unordered(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _unordered(inner) for name, inner in value.items()}
    return sorted(value, key=key) if isinstance(value, list) else value
