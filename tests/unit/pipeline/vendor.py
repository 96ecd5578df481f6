"""The vendor's documents as the vendor may come to publish them: whole, with ids and words of their own."""

import copy
import json
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from attrs import frozen

from specs.pipeline import build, grammar, layout, overlay, yaml12
from specs.pipeline.tree import Json, at
from tests.unit.pipeline import sample_vendor, samples

HOST = "docs.devin.ai"
NAMES = {"v2": f"{HOST}/v2-openapi.yaml", "v3": f"{HOST}/v3-openapi.yaml"}


@frozen
class Words:
    """What a vendor says of each version, and the overlay documents over it."""

    vendor: Mapping[str, Json]
    overlays: Mapping[str, Json]

    def published(self, version: str) -> dict[str, Json]:
        """Give a copy of what the vendor says, to be changed."""
        return part(copy.deepcopy({**self.vendor}), version)

    def resolved(self, version: str) -> dict[str, Json]:
        """Give a copy of the document that we make of it."""
        return overlay.apply(self.vendor[version], self.overlays[version], version)

    def actions(self, version: str) -> list[Json]:
        """List the actions of the overlay document."""
        found = part(copy.deepcopy({**self.overlays}), version)["actions"]
        assert isinstance(found, list)
        return found

    def added(self, version: str) -> list[str]:
        """List the paths that our overlay document adds."""
        theirs = {path for _, path, _ in grammar.operations(self.vendor[version])}
        return [path for _, path, _ in grammar.operations(self.resolved(version)) if path not in theirs]

    def publish(self, document: dict[str, Json], version: str, path: str) -> str:
        """Put an operation that we add into a document of the vendor, as the vendor may write it; give its id."""
        own = next(each for each in map(_added_operations, self.actions(version)) if path in each)[path]
        long_id = str(own["x-published-operation-id"] or f"handle_{own['operationId']}_endpoint_get")
        theirs = {key: value for key, value in own.items() if not key.startswith("x-")} | {"operationId": long_id}
        part(document, "paths")[path] = {"get": theirs}
        _bring(document, self.resolved(version), theirs)
        return long_id


SAMPLE = Words(sample_vendor.VENDOR, sample_vendor.OVERLAYS)
"""A vendor that stays as it is."""


@cache
def real() -> Words:
    """What is vendored now."""
    published = build.publish(samples.ROOT)
    overlays = {version: build.read_overlay(samples.ROOT, version)[1] for version in published}
    return Words({version: each.document for version, each in published.items()}, overlays)


def _added_operations(action: Json) -> dict[str, dict[str, Json]]:
    if not isinstance(action, dict) or action["target"] != "$.paths" or not isinstance(action["update"], dict):
        return {}
    return {path: part(action["update"], path, "get") for path in action["update"]}


def _bring(document: dict[str, Json], ours: dict[str, Json], node: Json) -> None:
    """Bring along the schemas that something refers to, as we know them."""
    schemas = part(document, "components", "schemas")
    prefix = "#/components/schemas/"
    for text in json.dumps(node).split('"'):
        name = text.removeprefix(prefix)
        if text.startswith(prefix) and name not in schemas:
            schemas[name] = part(ours, "components", "schemas", name)
            _bring(document, ours, schemas[name])


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


def project(root: Path, words: Words, **documents: Json) -> Path:
    """Lay out the inputs of a project over whole documents of the vendor; those of today where none is given."""
    for version, name in NAMES.items():
        document = documents.get(version) or words.published(version)
        samples.write(root / layout.SOURCES / name, dumped(document).decode())
    if words is SAMPLE:
        for version, actions in words.overlays.items():
            samples.write(root / layout.overlay(version), dumped(actions).decode())
        samples.write(root / layout.SELECTION, dumped(sample_vendor.SELECTION).decode())
        copied = [layout.CONFIG]
    else:
        copied = [path for path in layout.inputs(samples.ROOT) if not path.is_relative_to(layout.SOURCES)]
    for path in copied:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(samples.ROOT / path, root / path)
    return root
