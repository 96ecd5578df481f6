"""References of a document to parts of itself."""

from __future__ import annotations

from urllib.parse import unquote

from .trees import Json, mapping, text


def follow(document: Json, reference: str) -> Json:
    """Give the part of a document that a reference leads to, as ``#/components/schemas/User`` does.

    Raises:
        LookupError: it leads out of the document, or nowhere.
    """
    if reference not in ("#", "") and not reference.startswith("#/"):
        raise LookupError(reference)
    part = document
    for step in reference.split("/")[1:]:
        name = unquote(step).replace("~1", "/").replace("~0", "~")
        if isinstance(part, dict) and name in part:
            part = part[name]
        elif isinstance(part, list) and name.isascii() and name.isdigit() and int(name) < len(part):
            part = part[int(name)]
        else:
            raise LookupError(reference)
    return part


def name_of(reference: str) -> str:
    """Give the last step of a reference: the name of a component."""
    return unquote(reference.rpartition("/")[2]).replace("~1", "/").replace("~0", "~")


def resolved(document: Json, node: Json) -> dict[str, Json]:
    """Give the object that a node is, or that its references lead to; an empty one where they lead nowhere.

    What stands beside a reference (``summary`` and ``description``, in place of a parameter or an answer) wins.
    """
    beside: dict[str, Json] = {}
    seen: set[int] = set()
    found = mapping(node)
    while (reference := text(found.get("$ref"))) is not None:
        if id(found) in seen:
            return {}
        seen.add(id(found))
        beside = {**{name: found[name] for name in ("summary", "description") if name in found}, **beside}
        try:
            found = mapping(follow(document, reference))
        except LookupError:
            # Where it leads is all that is known of it.
            return {"x-reference": reference, **beside}
    return {**found, **beside} if beside else found
