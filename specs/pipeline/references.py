"""References inside a document.

A reference to another file or host would be fetched while the document is validated or generated from; and one that
leads nowhere stops the validator without a word on where it stands.
"""

from collections.abc import Iterator
from urllib.parse import unquote

from .tree import Json, Location, at

_DATA = {"example", "default", "enum", "const"}
# What stands below these goes by names, which may be any of the words above.
_MAPS = {"properties", "patternProperties", "$defs", "dependentSchemas", "schemas", "paths", "responses", "content"}


def walk(tree: Json, here: Location = ()) -> Iterator[tuple[Location, str]]:
    """Walk every ``$ref`` below a node, with its location; what is only an example or a value is passed by."""
    if isinstance(tree, dict):
        reference = tree.get("$ref")
        if isinstance(reference, str) and here[-1:] != ("properties",):
            yield (*here, "$ref"), reference
    children = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, child in children:
        if not _is_data(key, child, here):
            yield from walk(child, (*here, key))


def _is_data(key: str | int, child: Json, here: Location) -> bool:
    if here and here[-1] in _MAPS:
        return False
    examples = (key == "examples" and isinstance(child, list)) or (key == "value" and "examples" in here[-2:])
    return key in _DATA or examples


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


def follow(document: Json, reference: str) -> Json:
    """Return what a reference leads to.

    Raises:
        LookupError: it leads out of the document, or nowhere.
    """
    if reference != "#" and not reference.startswith("#/"):
        raise LookupError(reference)
    try:
        return at(document, steps(reference))
    except ValueError as error:
        raise LookupError(reference) from error
