"""Comparing what the API calls by itself: webhooks, and the callbacks of an operation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from .changes import Change
from .effects import ADDS, BREAKS
from .located import Located, located
from .references import follow
from .sides import Documents
from .trees import Json, key, mapping, text

_WORDS = frozenset({"title", "summary", "description", "example", "examples", "externalDocs", "operationId", "tags"})
_NAMED = frozenset({"properties", "patternProperties", "content", "responses", "headers", "dependentSchemas", "$defs"})
"""Below these, keys are names, and none of them is a word for people."""


def compare(documents: Documents, old: Json, new: Json, *, what: str) -> Iterator[Located]:
    """Compare what the API calls by itself: any difference but in words counts."""
    before, now = mapping(old), mapping(new)
    for name in dict.fromkeys((*before, *now)):
        if name not in now:
            effect = BREAKS.meaning(sent="whoever waits for it waits in vain")
            change = Change(rule=f"{what}-removed", effect=effect, said="{} no longer comes", old=name, new=None)
        elif name not in before:
            change = Change(rule=f"{what}-added", effect=ADDS, said="{} is new", old=None, new=name)
        else:
            if _Unfolding(documents.old).digest(before[name]) == _Unfolding(documents.new).digest(now[name]):
                continue
            effect = BREAKS.meaning(sent="what it sends, or what it expects, is another thing")
            change = Change(rule=f"{what}-changed", effect=effect, said="{} has changed", old=name, new=name)
        yield from located([change], place=f"{what} {name}", subject=f"the {what} `{name}`")


class _Unfolding:
    """Digests of nodes with all that they refer to, without words for people."""

    def __init__(self, document: Json) -> None:
        self._document = document
        self._known: dict[tuple[int, bool], str] = {}
        self._open: list[int] = []

    def digest(self, node: Json, *, named: bool = False) -> str:
        """Give the same for nodes that mean the same; of what contains itself, the depth at which it does."""
        if isinstance(node, list):
            return key([self.digest(each) for each in node])
        if not isinstance(node, dict):
            return key(node)
        if id(node) in self._open:
            return f"circle {len(self._open) - self._open.index(id(node))}"
        if (id(node), named) not in self._known:
            self._open.append(id(node))
            self._known[id(node), named] = self._written(node, named=named)
            self._open.pop()
        return self._known[id(node), named]

    def _written(self, node: dict[str, Json], *, named: bool) -> str:
        reference = None if named else text(node.get("$ref"))
        if reference is not None:
            try:
                return self.digest(follow(self._document, reference))
            except LookupError:
                return reference
        parts: dict[str, Json] = {
            name: self.digest(value, named=not named and name in _NAMED)
            for name, value in node.items()
            if named or not (name in _WORDS or name.startswith("x-"))
        }
        return hashlib.sha256(key(parts).encode()).hexdigest()
