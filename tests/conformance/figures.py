"""What a run of the suite exercised: cases, keywords of the response schemas, and parameters, each valid and broken.

Nothing is counted unless `CONFORMANCE_FIGURES` names a file, to which a run writes what it saw when it ends.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, cast

from devin_mock import Document
from devin_mock.tree import escaped

from .operations import OPERATIONS, Driven

FILE: Final = os.environ.get("CONFORMANCE_FIGURES")
KEYWORDS: Final = (
    "type",
    "required",
    "properties",
    "items",
    "anyOf",
    "oneOf",
    "not",
    "const",
    "enum",
    "format",
    "additionalProperties",
    "propertyNames",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "minLength",
    "maxLength",
)
"""The keywords that a body can keep or break. `properties`, `items` and the like are broken by what stands inside."""
_CARRIERS: Final = frozenset({"properties", "items", "additionalProperties"})

Seen = set[tuple[str, str, str]]
"""Version, what it is, and where: the pointer of a keyword, or an operation and a parameter."""

cases: dict[str, int] = {}
"""Cases by test module: examples drawn, and tests without any."""
valid: Seen = set()
broken: Seen = set()


def case(module: str) -> None:
    """Count a case."""
    if FILE:
        cases[module] = cases.get(module, 0) + 1


def served_valid(driven: Driven, body: Any) -> None:
    """Note the keywords that a valid body was held against."""
    if FILE:
        valid.update((driven.version, word, place) for word, place in _kept(driven.document, driven.schema, body))


def served_broken(driven: Driven, body: Any) -> None:
    """Note the keywords that a broken body breaks."""
    if FILE:
        broken.update((driven.version, word, place) for word, place in _violated(driven.document, driven.schema, body))


def sent(driven: Driven, names: list[str]) -> None:
    """Note the parameters that a case sent."""
    if FILE:
        valid.update((driven.version, "parameter", f"{driven.id} {name}") for name in names)


def spoilt(driven: Driven, name: str) -> None:
    """Note a parameter that was sent wrong."""
    if FILE:
        broken.add((driven.version, "parameter", f"{driven.id} {name}"))


def _words(document: Document, here: str) -> Iterator[tuple[str, str]]:
    return ((word, f"{here}/{word}") for word in KEYWORDS if word in document.schema(here))


def _kept(document: Document, pointer: str, body: Any) -> Iterator[tuple[str, str]]:
    here = document.follow(pointer)
    schema = document.schema(here)
    yield from _words(document, here)
    for word in ("anyOf", "oneOf"):
        for index in range(len(schema.get(word, ()))):
            if document.is_valid(f"{here}/{word}/{index}", body):
                yield from _kept(document, f"{here}/{word}/{index}", body)
    if isinstance(body, dict):
        for name, value in cast(dict[str, Any], body).items():
            if name in schema.get("properties", {}):
                yield from _kept(document, f"{here}/properties/{escaped(name)}", value)
            elif isinstance(schema.get("additionalProperties"), dict):
                yield from _kept(document, f"{here}/additionalProperties", value)
            if "propertyNames" in schema:
                yield from _kept(document, f"{here}/propertyNames", name)
    if isinstance(body, list) and "items" in schema:
        for value in body:
            yield from _kept(document, f"{here}/items", value)


def _violated(document: Document, pointer: str, body: Any) -> Iterator[tuple[str, str]]:
    for error in document.validator(pointer).iter_errors(body):
        place = "".join(f"/{escaped(str(step))}" for step in error.schema_path)
        word = place.rpartition("/")[2]
        if word not in KEYWORDS:
            continue
        yield word, place
        if word in ("anyOf", "oneOf"):
            for index in range(len(document.at(place))):
                yield from _violated(document, f"{place}/{index}", error.instance)


def all_places() -> Seen:
    """Every keyword of the response schemas, and every parameter."""
    found: Seen = set()
    for driven in OPERATIONS:
        done: set[str] = set()
        for word, place in _reachable(driven.document, driven.schema, done):
            found.add((driven.version, word, place))
        names = [*driven.parameters("path"), *driven.parameters("query")]
        found.update((driven.version, "parameter", f"{driven.id} {name}") for name in names)
    return found


def _reachable(document: Document, pointer: str, done: set[str]) -> Iterator[tuple[str, str]]:
    here = document.follow(pointer)
    if here in done:
        return
    done.add(here)
    schema = document.schema(here)
    yield from _words(document, here)
    for word in ("anyOf", "oneOf"):
        for index in range(len(schema.get(word, ()))):
            yield from _reachable(document, f"{here}/{word}/{index}", done)
    for name in schema.get("properties", {}):
        yield from _reachable(document, f"{here}/properties/{escaped(name)}", done)
    for word in ("items", "additionalProperties", "propertyNames"):
        if isinstance(schema.get(word), dict):
            yield from _reachable(document, f"{here}/{word}", done)


def can_be_broken(word: str) -> bool:
    """Whether a keyword is broken by itself, and not by what stands inside it."""
    return word not in _CARRIERS


def write() -> None:
    """Write what was seen to the file that was named."""
    if FILE:
        seen = {"cases": cases, "valid": sorted(valid), "broken": sorted(broken)}
        Path(FILE).write_text(json.dumps(seen), "utf-8")
