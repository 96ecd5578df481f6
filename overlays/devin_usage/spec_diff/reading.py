"""Reading the bytes of an OpenAPI document, as JSON or YAML by what they hold, and refusing everything else."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path

from . import strict_yaml
from .references import follow
from .trees import Json, mapping, shortened, text
from .unreadable import UnreadableDocument

_COMPARED = re.compile(r"3\.[01](?:\.[0-9]+)?(?:-[0-9A-Za-z.]+)?")
_UNPAIRED = re.compile("[\ud800-\udfff]")
_ANCHOR = re.compile(r"#[A-Za-z_][A-Za-z0-9._-]*")
_VALUES = frozenset({"example", "examples", "default", "enum", "const"})
"""Below these and below extensions, a key such as ``$ref`` is part of a value."""


def read_document(source: Path | str | bytes, name: str) -> dict[str, Json]:
    """Read an OpenAPI document of version 3.0 or 3.1.

    Args:
        source: The file, or its content.
        name: What it is called in errors.

    Raises:
        UnreadableDocument: it cannot be read, is no such document, leads to parts of itself that are not there, or is
            written so that programs may take it for different documents (doubled keys, YAML of version 1.1).
    """
    try:
        content = source if isinstance(source, bytes) else Path(source).read_bytes()
        written = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(f"{name} is not UTF-8: {error}") from error
    except OSError as error:
        raise UnreadableDocument(f"{name} cannot be read: {error.strerror or error}") from error
    return _checked(_parsed(written, name), name)


def _parsed(written: str, name: str) -> Json:
    match written.lstrip(" \t\r\n")[:1]:
        case "":
            raise UnreadableDocument(f"{name} is empty")
        case "<":
            raise UnreadableDocument(f"{name} is a web page (HTML or XML), not an OpenAPI document")
        case "{" | "[":
            try:
                return _json(written, name)
            except json.JSONDecodeError as error:
                if not name.endswith((".yaml", ".yml")):
                    raise UnreadableDocument(f"{name} is not JSON: {error}") from error
                return strict_yaml.load(written, name)
        case _:
            return strict_yaml.load(written, name)


def _json(written: str, name: str) -> Json:
    def once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise UnreadableDocument(f"{name} is not strict JSON: the key {twice!r} stands twice in one object")
        return found

    def finite(digits: str) -> float:
        number = float(digits)
        if not math.isfinite(number):
            raise UnreadableDocument(f"{name} is not strict JSON: it has no such number as {digits}")
        return number

    try:
        tree: Json = json.loads(written, object_pairs_hook=once, parse_float=finite, parse_constant=finite)
    except RecursionError as error:
        raise UnreadableDocument(f"{name} is nested too deeply") from error
    except (json.JSONDecodeError, UnreadableDocument):
        raise
    except ValueError as error:  # a whole number of thousands of digits
        raise UnreadableDocument(f"{name} is not strict JSON: {error}") from error
    return tree


def _checked(tree: Json, name: str) -> dict[str, Json]:
    if not isinstance(tree, dict):
        raise UnreadableDocument(f"{name} is not an OpenAPI document: it holds no object")
    if "swagger" in tree:
        raise UnreadableDocument(
            f"{name} is a Swagger document, version {tree['swagger']!r}; convert it to OpenAPI 3.0 or 3.1 first"
        )
    version = tree.get("openapi")
    if not isinstance(version, str):
        raise UnreadableDocument(f"{name} is not an OpenAPI document: /openapi is {version!r} in place of a version")
    if not _COMPARED.fullmatch(version):
        raise UnreadableDocument(f"{name} is of OpenAPI {version}; only 3.0 and 3.1 are compared")
    if not any(isinstance(tree.get(part), dict) for part in ("paths", "webhooks", "components")):
        raise UnreadableDocument(f"{name} has no paths; it may be cut off")
    for place, reference in _references(tree, name):
        if not reference.startswith("#"):
            raise UnreadableDocument(
                f"{name}: {place} leads out of it ({shortened(reference)}); bundle it into one document first"
            )
        try:
            follow(tree, reference)
        except LookupError:
            said = f"{name}: {place} leads nowhere in it ({shortened(reference)}); it may be cut off"
            raise UnreadableDocument(said) from None
    return tree


def _references(document: Json, name: str) -> Iterator[tuple[str, str]]:
    """Walk the references of a document, and look at every text and at the depth on the way."""
    waiting: list[tuple[Json, str, int, bool]] = [(document, "", 0, False)]
    while waiting:
        node, place, depth, is_value = waiting.pop()
        if depth > strict_yaml.MOST_NESTED:
            raise UnreadableDocument(f"{name} is nested deeper than {strict_yaml.MOST_NESTED} levels")
        if isinstance(node, str) and _UNPAIRED.search(node):
            raise UnreadableDocument(f"{name}: half of a surrogate pair is no text, at {shortened(place)}")
        if isinstance(node, list):
            waiting += [(child, f"{place}/{index}", depth + 1, is_value) for index, child in enumerate(node)]
            continue
        reference = text(mapping(node).get("$ref"))
        if reference is not None and not is_value and not _ANCHOR.fullmatch(reference):
            yield shortened(place), reference
        for key, child in mapping(node).items():
            if _UNPAIRED.search(key):
                raise UnreadableDocument(f"{name}: half of a surrogate pair is no text, at {shortened(place)}")
            waiting.append((child, f"{place}/{key}", depth + 1, is_value or key in _VALUES or key.startswith("x-")))
