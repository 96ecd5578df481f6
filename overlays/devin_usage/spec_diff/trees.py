"""JSON values as a document holds them, read without trust: what is not of the expected kind counts as absent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_MOST_SHOWN = 80


def mapping(value: Json) -> dict[str, Json]:
    """Give an object, or an empty one in place of anything else."""
    return value if isinstance(value, dict) else {}


def sequence(value: Json) -> list[Json]:
    """Give an array, or an empty one in place of anything else."""
    return value if isinstance(value, list) else []


def texts(value: Json) -> list[str]:
    """Give the texts of an array."""
    return [item for item in sequence(value) if isinstance(item, str)]


def text(value: Json) -> str | None:
    """Give a text, or None in place of anything else."""
    return value if isinstance(value, str) else None


def number(value: Json) -> int | float | None:
    """Give a number, or None in place of anything else; true and false are none."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def same(old: Json, new: Json) -> bool:
    """Tell whether two values are equal in JSON: 1 and 1.0 are, 1 and true are not, the order of keys is nothing."""
    if isinstance(old, str) or isinstance(new, str):
        return old == new
    return key(old) == key(new)


def key(value: Json) -> str:
    """Write a value so that equal values are equal texts."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"))


def _plain(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def shown(value: Json) -> str:
    """Write a value for a sentence: as code, and cut where it is long."""
    written = value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
    return f"`{shortened(written)}`"


def shortened(written: str) -> str:
    """Cut a text that is long."""
    return written if len(written) <= _MOST_SHOWN else f"{written[: _MOST_SHOWN - 3]}..."


def listed(values: Sequence[Json]) -> str:
    """Write several values for a sentence."""
    *firsts, last = map(shown, values)
    return f"{', '.join(firsts)} and {last}" if firsts else last


def changed_keys(old: Mapping[str, Json], new: Mapping[str, Json]) -> list[str]:
    """Name the keys whose values differ, in the order of the old object, then of the new one."""
    return [
        name
        for name in dict.fromkeys((*old, *new))
        if name not in old or name not in new or not same(old[name], new[name])
    ]
