"""JSON trees: pointers into them, strict comparison, canonical form."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Location: TypeAlias = tuple[str | int, ...]


def pointer(location: Sequence[str | int]) -> str:
    """Write a location as an RFC 6901 JSON pointer."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)


def first_difference(left: Json, right: Json, at: Location = ()) -> Location | None:
    """Find the first place where two trees differ, or None where they are the same.

    Key order does not count; types do (``1``, ``1.0`` and ``true`` differ).
    """
    if isinstance(left, dict) and isinstance(right, dict):
        for key in (*left, *(key for key in right if key not in left)):
            if key not in left or key not in right:
                return (*at, key)
            found = first_difference(left[key], right[key], (*at, key))
            if found is not None:
                return found
        return None
    if isinstance(left, list) and isinstance(right, list):
        for index, (a, b) in enumerate(zip(left, right, strict=False)):
            found = first_difference(a, b, (*at, index))
            if found is not None:
                return found
        return None if len(left) == len(right) else (*at, min(len(left), len(right)))
    return None if type(left) is type(right) and left == right else at


def same(left: Json, right: Json) -> bool:
    """Tell whether two trees are equal, types included."""
    return first_difference(left, right) is None


def at(tree: Json, location: Sequence[str | int]) -> Json:
    """Return the node at a location that is known to exist."""
    for part in location:
        if isinstance(tree, dict):
            tree = tree[str(part)]
        elif isinstance(tree, list):
            tree = tree[int(part)]
        else:
            raise LookupError(pointer(location))
    return tree


def leaves(tree: Json, at: Location = ()) -> Iterator[tuple[Location, Json]]:
    """Walk everything that is not a non-empty object, with its location."""
    if isinstance(tree, dict) and tree:
        for key, value in tree.items():
            yield from leaves(value, (*at, key))
    else:
        yield at, tree


def digest(value: Json) -> str:
    """Hash a value: the bytes of a text, the canonical JSON of anything else."""
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def to_json(tree: Json) -> str:
    """Write a tree as the indented JSON that is committed."""
    return json.dumps(tree, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
