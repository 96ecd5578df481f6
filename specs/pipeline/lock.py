"""``specs.lock.json``: the hash of everything that went into and came out of a build, and the tools that made it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import generate, layout
from .errors import PipelineError
from .tree import Json, to_json


def file_hash(file: Path) -> str:
    """Hash the bytes of a file."""
    return "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()


def _tree_hash(root: Path, folder: Path) -> str:
    """Hash a folder: the names and the hashes of its files, sorted by name."""
    files = [path for path in layout.outputs(root) if path.is_relative_to(folder)]
    lines = "".join(f"{path.relative_to(folder).as_posix()} {file_hash(root / path)}\n" for path in files)
    return "sha256:" + hashlib.sha256(lines.encode()).hexdigest()


def lock(
    inputs_root: Path, outputs_root: Path, operations: Mapping[str, int], left: Mapping[str, Sequence[str]]
) -> str:
    """Write the lock of a build whose outputs stand below one root and whose inputs stand below another.

    Args:
        inputs_root: Where the sources and overlay documents stand.
        outputs_root: Where the build stands.
        operations: How many operations each version has.
        left: The operations that the selection leaves out of each version.
    """

    def hashes(root: Path, paths: list[Path]) -> dict[str, Json]:
        return {path.as_posix(): file_hash(root / path) for path in paths}

    versions = sorted(operations)
    tree: dict[str, Json] = {
        "tools": {**generate.versions()},
        "operations": {**operations},
        "left_out": {version: [*left[version]] for version in versions},
        "inputs": hashes(inputs_root, layout.inputs(inputs_root)),
        "specs": hashes(outputs_root, [layout.spec(version) for version in versions]),
        "resolved": hashes(outputs_root, [layout.resolved(version) for version in versions]),
        "generated": {
            (layout.CLIENT / version).as_posix(): _tree_hash(outputs_root, layout.CLIENT / version)
            for version in versions
        },
    }
    return to_json(tree)


def read(root: Path) -> dict[str, Json]:
    """Read the committed lock.

    Raises:
        PipelineError: it is missing or unreadable.
    """
    try:
        tree: Json = json.loads((root / layout.LOCK).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PipelineError(f"{layout.LOCK.as_posix()} cannot be read: {error}; run make generate") from error
    if not isinstance(tree, dict):
        raise PipelineError(f"{layout.LOCK.as_posix()} is not a lock; run make generate")
    return tree
