"""A difference of two schemas, and a part of them that is to be compared in turn."""

from __future__ import annotations

from attrs import frozen

from .effects import Direction, Effect
from .shapes import Nodes
from .trees import Json


@frozen
class Step:
    """One step down from a value to a part of it: how the place says it, and what the part is called.

    ``{}`` in the name stands for what the value is called.
    """

    place: str
    name: str


@frozen(kw_only=True)
class Change:
    """One difference of two schemas.

    Attributes:
        rule: What kind of difference it is.
        effect: What it means.
        said: What is different, in words; the first ``{}`` stands for what the value is called.
        old: What stood there.
        new: What stands there now.
        steps: Where it is, from the value that the schemas are of.
    """

    rule: str
    effect: Effect
    said: str
    old: Json
    new: Json
    steps: tuple[Step, ...] = ()


@frozen(kw_only=True)
class Edge:
    """A part of two schemas that is to be compared in turn.

    Attributes:
        steps: The way to it.
        old: The part of the old schema.
        new: The part of the new one.
        direction: The only direction in which it counts, if one does not: what is only read is never sent.
        opaque: The keyword, if a difference below it is to be told as a whole.
    """

    steps: tuple[Step, ...]
    old: Nodes
    new: Nodes
    direction: Direction | None = None
    opaque: str | None = None
