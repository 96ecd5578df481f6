"""Which of two copies of a document is the newer one, as far as the documents themselves tell."""

import re

from . import grammar
from .tree import Json, Location, pointer


def newer(one: str, document: dict[str, Json], other: str, other_document: dict[str, Json]) -> str | None:
    """Name the newer copy: by the versions that they give, else as the one that holds all of the other, and more."""
    versions = _version(document), _version(other_document)
    if versions[0] is not None and versions[1] is not None and versions[0] != versions[1]:
        return one if versions[0] > versions[1] else other
    contents = _places(grammar.structure(document)), _places(grammar.structure(other_document))
    if contents[0] < contents[1]:
        return other
    return one if contents[1] < contents[0] else None


def told(name: str | None) -> str:
    """Say which copy is newer."""
    return f"the newer one is {name}" if name else "which one is newer cannot be told from them"


def _version(document: dict[str, Json]) -> tuple[int, ...] | None:
    info = document.get("info")
    version = info.get("version") if isinstance(info, dict) else None
    if not isinstance(version, str) or not re.fullmatch(r"[0-9]+(?:\.[0-9]+)*", version):
        return None
    return tuple(int(part) for part in version.split("."))


def _places(node: Json, here: Location = ()) -> set[str]:
    """Everything that a document says, without the order of lists: a longer list holds what a shorter one holds."""
    if isinstance(node, dict):
        inside = [_places(value, (*here, key)) for key, value in node.items()]
        return {pointer(here), *(place for each in inside for place in each)}
    if isinstance(node, list):
        return {place for item in node for place in _places(item, (*here, _named(item)))}
    return {f"{pointer(here)}={node!r}"}


def _named(item: Json) -> str:
    """What tells an item of a list from the others: the name and place of a parameter, else nothing."""
    if isinstance(item, dict) and isinstance(item.get("name"), str):
        return f"{item.get('in')} {item['name']}"
    return "-"
