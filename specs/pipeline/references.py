"""References inside a document.

A reference to another file or host would be fetched while the document is validated or generated from; and one that
leads nowhere stops the validator without a word on where it stands.
"""

from collections.abc import Iterator
from urllib.parse import unquote

from .grammar import DOCUMENT, Place
from .tree import Json, Location, at

_REFERENCES = ("$ref", "$dynamicRef")


def walk(tree: Json, here: Location = (), *, place: Place = DOCUMENT) -> Iterator[tuple[Location, str]]:
    """Walk every ``$ref`` and ``$dynamicRef`` below a node, with its location.

    ``place`` says what the node is. Nothing in an example, a default or another value of the API is a reference;
    below what is unknown everything counts.
    """
    children = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, child in children:
        if key in _REFERENCES and isinstance(child, str):
            yield (*here, key), child
        elif not place.is_data(key):
            yield from walk(child, (*here, key), place=place.below(key))


def mapped(tree: Json) -> Iterator[str]:
    """Walk the targets in the mapping of every discriminator below a node: references, or names of schemas."""
    if isinstance(tree, dict):
        discriminator = tree.get("discriminator")
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        if isinstance(mapping, dict):
            yield from (target for target in mapping.values() if isinstance(target, str))
    for child in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from mapped(child)


def steps(reference: str) -> list[str]:
    """Cut a reference within the document into the keys that it goes down; a reference elsewhere has none."""
    if not reference.startswith("#/"):
        return []
    return [unquote(step).replace("~1", "/").replace("~0", "~") for step in reference.split("/")[1:]]


def is_pointer(reference: str) -> bool:
    """Tell whether a reference is a JSON pointer within the document; others name an anchor, or lead out of it."""
    return reference == "#" or reference.startswith("#/")


def follow(document: Json, reference: str) -> Json:
    """Return what a reference leads to.

    Raises:
        LookupError: it leads out of the document, or nowhere.
    """
    if not is_pointer(reference):
        raise LookupError(reference)
    try:
        return at(document, steps(reference))
    except ValueError as error:
        raise LookupError(reference) from error
