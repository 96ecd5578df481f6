"""References inside a document.

A reference to another file or host would be fetched while the document is validated or generated from; and one that
leads nowhere stops the validator without a word on where it stands.
"""

from collections.abc import Iterator
from urllib.parse import unquote

from .tree import Json, Location, at


def walk(tree: Json, here: Location = ()) -> Iterator[tuple[Location, str]]:
    """Walk every ``$ref`` below a node, with its location."""
    if isinstance(tree, dict):
        reference = tree.get("$ref")
        if isinstance(reference, str):
            yield (*here, "$ref"), reference
    children = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, child in children:
        yield from walk(child, (*here, key))


def follow(document: Json, reference: str) -> Json:
    """Return what a reference leads to.

    Raises:
        LookupError: it leads out of the document, or nowhere.
    """
    if reference != "#" and not reference.startswith("#/"):
        raise LookupError(reference)
    steps = [unquote(step).replace("~1", "/").replace("~0", "~") for step in reference.split("/")[1:]]
    try:
        return at(document, steps)
    except ValueError as error:
        raise LookupError(reference) from error
