"""The operations of two documents beside each other: by address, whatever its variables are called, else by id."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import field, frozen

from .references import resolved
from .trees import Json, mapping, text

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_VARIABLE = re.compile(r"\{([^{}]*)\}")


@frozen(kw_only=True, eq=False)
class Operation:
    """One operation of a document.

    Attributes:
        document: The document.
        method: The method, in capitals.
        path: The path as the document has it.
        item: What the document says of the path.
        node: What it says of the operation.
    """

    document: Json = field(repr=False)
    method: str
    path: str
    item: dict[str, Json] = field(repr=False)
    node: dict[str, Json] = field(repr=False)

    @property
    def name(self) -> str:
        """Method and path."""
        return f"{self.method} {self.path}"

    @property
    def address(self) -> tuple[str, str]:
        """Method and path, whatever the variables are called."""
        return self.method, _VARIABLE.sub("{}", self.path)

    @property
    def id(self) -> str | None:
        """The id, if it has one."""
        return text(self.node.get("operationId"))

    @property
    def variables(self) -> list[str]:
        """The names of the variables in the path, in their order."""
        return _VARIABLE.findall(self.path)


@frozen
class Matched:
    """The operations of two documents."""

    kept: tuple[tuple[Operation, Operation], ...]
    added: tuple[Operation, ...]
    removed: tuple[Operation, ...]


def operations(document: Json) -> Iterator[Operation]:
    """Walk the operations of a document."""
    for path, written in mapping(mapping(document).get("paths")).items():
        item = resolved(document, written)
        for method in METHODS:
            node = item.get(method)
            if isinstance(node, dict):
                yield Operation(document=document, method=method.upper(), path=path, item=item, node=node)


def match(old: Json, new: Json) -> Matched:
    """Find which operation of the new document is which of the old one."""
    before, now = [*operations(old)], [*operations(new)]
    kept = _by_address(before, now)
    kept |= _by_id([each for each in before if each not in kept.values()], [each for each in now if each not in kept])
    olds = {*kept.values()}
    return Matched(
        kept=tuple((kept[each], each) for each in now if each in kept),
        added=tuple(each for each in now if each not in kept),
        removed=tuple(each for each in before if each not in olds),
    )


def _by_address(before: list[Operation], now: list[Operation]) -> dict[Operation, Operation]:
    exact = {each.name: each for each in before}
    alike = {each.address: each for each in reversed(before)}
    kept = {each: exact[each.name] for each in now if each.name in exact}
    used = {*kept.values()}
    for each in now:
        other = alike.get(each.address)
        if each not in kept and other is not None and other not in used:
            kept[each] = other
            used.add(other)
    return kept


def _by_id(before: list[Operation], now: list[Operation]) -> dict[Operation, Operation]:
    def alone(among: list[Operation]) -> dict[str, Operation]:
        ids = [each.id for each in among]
        return {each.id: each for each in among if each.id is not None and ids.count(each.id) == 1}

    olds = alone(before)
    return {each: olds[name] for name, each in alone(now).items() if name in olds}
