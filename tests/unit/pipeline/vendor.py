"""The vendor's documents as the vendor may come to publish them: whole, with ids and words of their own."""

import copy
import json
from functools import cache
from pathlib import Path

from specs.pipeline import build, grammar, layout, yaml12
from specs.pipeline.build import Resolved
from specs.pipeline.tree import Json, at
from tests.unit.pipeline import samples

HOST = "docs.devin.ai"
NAMES = {"v2": f"{HOST}/v2-openapi.yaml", "v3": f"{HOST}/v3-openapi.yaml"}


@cache
def _now() -> dict[str, Resolved]:
    return build.resolve(samples.ROOT)


def published(version: str) -> dict[str, Json]:
    """Give a copy of what the vendor says now, to be changed."""
    return copy.deepcopy(_now()[version].vendor)


def resolved(version: str) -> dict[str, Json]:
    """Give a copy of the document that we make of it."""
    return copy.deepcopy(_now()[version].document)


def actions(version: str) -> list[Json]:
    """List the actions of the real overlay document."""
    document = build.read_overlay(samples.ROOT, version)[1]
    assert isinstance(document, dict)
    found = document["actions"]
    assert isinstance(found, list)
    return copy.deepcopy(found)


def added(version: str) -> list[str]:
    """List the paths that our overlay document adds."""
    theirs = {path for _, path, _ in grammar.operations(_now()[version].vendor)}
    return [path for _, path, _ in grammar.operations(_now()[version].document) if path not in theirs]


def publish(document: dict[str, Json], version: str, path: str) -> str:
    """Put an operation that we add into a document of the vendor, as the vendor may write it; give its long id."""
    ours = resolved(version)
    own = next(each for each in map(_added_operations, actions(version)) if path in each)[path]
    long_id = str(own["x-published-operation-id"] or f"handle_{own['operationId']}_endpoint_get")
    theirs = {key: value for key, value in own.items() if not key.startswith("x-")} | {"operationId": long_id}
    part(document, "paths")[path] = {"get": theirs}
    _bring(document, ours, theirs)
    return long_id


def _added_operations(action: Json) -> dict[str, dict[str, Json]]:
    if not isinstance(action, dict) or action["target"] != "$.paths" or not isinstance(action["update"], dict):
        return {}
    return {path: part(action["update"], path, "get") for path in action["update"]}


def _bring(document: dict[str, Json], ours: dict[str, Json], node: Json) -> None:
    """Bring along the schemas that something refers to, as we know them."""
    schemas = part(document, "components", "schemas")
    for name in _referred(node):
        if name not in schemas:
            schemas[name] = part(ours, "components", "schemas", name)
            _bring(document, ours, schemas[name])


def _referred(node: Json) -> list[str]:
    prefix = "#/components/schemas/"
    return [text.removeprefix(prefix) for text in json.dumps(node).split('"') if text.startswith(prefix)]


def operation(document: Json, path: str, method: str = "get") -> dict[str, Json]:
    """Find an operation, to be changed in place."""
    return part(document, "paths", path, method)


def schema(document: Json, name: str) -> dict[str, Json]:
    """Find a schema, to be changed in place."""
    return part(document, "components", "schemas", name)


def part(document: Json, *keys: str | int) -> dict[str, Json]:
    """Find an object further down, to be changed in place."""
    found = at(document, keys)
    assert isinstance(found, dict)
    return found


def dumped(document: Json) -> bytes:
    """Write a document as the vendor does."""
    return yaml12.dump(document, "a document").encode()


def project(root: Path, **documents: Json) -> Path:
    """Lay out the real overlay documents over whole documents of the vendor; those of today where none is given."""
    samples.copy_inputs(root, *NAMES)
    for file in (root / layout.SOURCES).rglob("*.*"):
        if file.is_file():
            file.unlink()
    for version, name in NAMES.items():
        document = documents.get(version) or published(version)
        samples.write(root / layout.SOURCES / name, dumped(document).decode())
    return root
