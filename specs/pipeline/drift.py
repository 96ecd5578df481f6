"""Hold the committed tree against a rebuild, byte for byte, and say where and why they differ first."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from . import build, generate, layout, lock
from .errors import PipelineError


@frozen
class Difference:
    """A file that is not what the build gives."""

    path: str
    why: str

    def __str__(self) -> str:
        """Write the difference as one line."""
        return f"{self.path}: {self.why}"


def _inputs(root: Path) -> Iterator[Difference]:
    """What has changed in the inputs since the lock was written."""
    committed = lock.read(root)
    locked = committed.get("inputs")
    known = locked if isinstance(locked, dict) else {}
    present = {path.as_posix(): root / path for path in layout.inputs(root)}
    for path in sorted({*known, *present}):
        if path not in present:
            yield Difference(path, "is in the lock, and missing in the tree")
        elif path not in known:
            yield Difference(path, "is not in the lock")
        elif known[path] != lock.file_hash(present[path]):
            yield Difference(path, "has changed since the lock was written")
    tools = committed.get("tools")
    for tool, version in generate.versions().items():
        if isinstance(tools, dict) and tools.get(tool) != version:
            yield Difference(
                layout.LOCK.as_posix(), f"was written with {tool} {tools.get(tool)}; {version} is installed"
            )


def _explain(committed: bytes, rebuilt: bytes) -> str:
    lines, new_lines = committed.splitlines(keepends=True), rebuilt.splitlines(keepends=True)
    for number, (line, new_line) in enumerate(zip(lines, new_lines, strict=False), start=1):
        if line != new_line:
            return f"line {number} holds {_excerpt(line)}, a rebuild gives {_excerpt(new_line)}"
    longer = "more" if len(lines) > len(new_lines) else "fewer"
    return f"holds {longer} lines than a rebuild: {len(lines)}, not {len(new_lines)}"


def _excerpt(line: bytes) -> str:
    text = line.decode("utf-8", "replace")
    return repr(text if len(text) <= 80 else text[:77] + "...")


def _outputs(root: Path, rebuilt: Path) -> Iterator[Difference]:
    committed, fresh = layout.outputs(root), layout.outputs(rebuilt)
    for path in sorted({*committed, *fresh}):
        name = path.as_posix()
        if path not in fresh:
            yield Difference(name, "is not made by the build")
        elif path not in committed:
            yield Difference(name, "is made by the build, and missing in the tree")
        else:
            ours, theirs = (root / path).read_bytes(), (rebuilt / path).read_bytes()
            if ours != theirs:
                yield Difference(name, _explain(ours, theirs))


def drift(root: Path) -> list[Difference]:
    """List every file that is not what its sources give, changed inputs first. Changes nothing.

    Raises:
        PipelineError: the tree cannot be rebuilt, and no changed input explains it.
    """
    differences = list(_inputs(root))
    # Outside the tree: nothing in it changes, and it may be read-only.
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        try:
            build.build(root, folder)
        except PipelineError as error:
            if not differences:
                raise
            differences.append(Difference("the rebuild", f"fails: {error}"))
        else:
            differences.extend(_outputs(root, folder))
    return differences
