"""A small fault in a resolved document, by its place: wherever the words come from, the vendor or our overlay."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import attrs

from tests.mutants.mutant import Misfit, Oracle, Place


@attrs.frozen
class To:
    """Another value in place of what is there, or where nothing is."""

    value: Any


@attrs.frozen
class Named:
    """The same under another name."""

    name: str


@attrs.frozen
class Without:
    """A list without one of its items."""

    item: Any


@attrs.frozen
class With:
    """A list with an item more, at its end."""

    item: Any


@attrs.frozen
class Gone:
    """Nothing any more."""


Change = To | Named | Without | With | Gone


@attrs.frozen(slots=True, kw_only=True)
class DocumentMutant:
    """One fault in the resolved document of a version, from which client, mock and cases are then made.

    Each edit names a place: an operation id or `*` (every operation), or `schemas`, `paths`, `servers`, ..., and the
    keys from there, with `/` between them; `~1` stands for one within a key. A parameter goes by its name.
    """

    what: str
    version: Literal["v2", "v3"]
    edits: tuple[tuple[str, Change], ...] = attrs.field(repr=False)
    oracle: Oracle = "inventory"

    @property
    def place(self) -> Place:
        """Where the fault is."""
        return "documents"

    @property
    def file(self) -> str:
        """The file that holds the document."""
        return f"generated/devin_specs/{self.version}.json"

    def applied(self, text: str) -> str:
        """The text of the document with the fault in it. Raises Misfit."""
        document = json.loads(text)
        for where, change in self.edits:
            before = json.dumps(document)
            places = list(_places(document, where.split("/")))
            for holder, key in places:
                _change(holder, key, change)
            if not places or json.dumps(document) == before:
                raise Misfit(f"{self.what}: {where} is not in the document, or is not changed")
        return json.dumps(document, indent=2, ensure_ascii=False) + "\n"

    def apply(self, tree: Path) -> str:
        """Put the fault into a tree, and give the text that the document had. Raises Misfit."""
        path = tree / self.file
        text = path.read_text("utf-8")
        path.write_text(self.applied(text), "utf-8")
        return text


def _places(document: Any, steps: Sequence[str]) -> Iterator[tuple[Any, Any]]:
    """What holds the place, and the key of it, of each place that is meant."""
    first, *rest = steps
    for start in _starts(document, first):
        holder: Any = start
        for step in rest[:-1]:
            holder = holder[_key(holder, step)]
        yield holder, _key(holder, rest[-1], missing=True)


def _starts(document: Any, first: str) -> list[Any]:
    if first in document:
        return [document[first]]
    if first in document["components"]:
        return [document["components"][first]]
    operations = [operation for item in document["paths"].values() for operation in item.values()]
    return [each for each in operations if first in ("*", each["operationId"])]


def _key(holder: Any, step: str, *, missing: bool = False) -> Any:
    step = step.replace("~1", "/")
    if isinstance(holder, list):
        named = [index for index, item in enumerate(holder) if isinstance(item, dict) and item.get("name") == step]
        key = named[0] if named else int(step)
        if key >= len(holder) + missing:
            raise Misfit(f"there is no item {step}")
        return key
    if step not in holder and not missing:
        raise Misfit(f"there is no {step}")
    return step


def _change(holder: Any, key: Any, change: Change) -> None:
    if isinstance(change, To):
        if isinstance(holder, list) and key == len(holder):
            holder.append(change.value)
        else:
            holder[key] = change.value
    elif isinstance(change, With):
        holder[key].append(change.item)
    elif isinstance(change, Without):
        holder[key].remove(change.item)
    elif isinstance(change, Named):
        renamed = {change.name if name == key else name: value for name, value in holder.items()}
        holder.clear()
        holder.update(renamed)
    else:
        del holder[key]
