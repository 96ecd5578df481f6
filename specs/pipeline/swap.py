"""Replace many files of the tree as one step: all of them, or none, whenever the run is interrupted.

The new files are laid beside the tree first, and a journal says where each belongs. While there is no journal, nothing
has been touched and what was laid out is thrown away; once there is one, the swap is finished, by whoever comes next.
Every step can be taken twice. Only the standard library is used, since the rest may be half replaced.

    python specs/pipeline/swap.py     finishes or rolls back what an interrupted run has left
"""

import contextlib
import fcntl
import json
import os
import shutil
import sys
from collections.abc import Generator, Iterable, Mapping
from pathlib import Path

WORK = Path(".build")
"""Below the root: on the same disk as the tree, so that a rename suffices."""

_LAID = WORK / "swap"
_JOURNAL = WORK / "swap.json"


class Busy(Exception):
    """Another run is changing the tree."""


@contextlib.contextmanager
def alone(root: Path) -> Generator[None]:
    """Keep other runs out of the tree while one changes it.

    Raises:
        Busy: another run has not ended.
    """
    descriptor = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy("another run is changing the tree; wait for its end") from error
        yield
    finally:
        os.close(descriptor)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lay(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def swap(root: Path, new: Mapping[Path, bytes], gone: Iterable[Path]) -> list[Path]:
    """Write files and remove others, all or none; paths are relative to the root.

    Files that hold what they should stay untouched; folders that are left empty go.

    Returns:
        What changed, sorted.

    Raises:
        OSError: the disk is full or may not be written. The tree is then as it was, or the next run finishes the swap.
    """
    recover(root)
    written = {path: content for path, content in new.items() if not _holds(root / path, content)}
    removed = sorted(path for path in {*gone} - {*new} if (root / path).is_file())
    if not written and not removed:
        return []
    try:
        for path, content in written.items():
            _lay(root / _LAID / path, content)
        journal = {
            "written": [path.as_posix() for path in sorted(written)],
            "removed": [path.as_posix() for path in removed],
        }
        (root / WORK).mkdir(exist_ok=True)
        beside = (root / _JOURNAL).with_suffix(".new")
        _lay(beside, json.dumps(journal, indent=2).encode())
    except OSError:
        _throw_away(root)
        raise
    beside.replace(root / _JOURNAL)
    _sync(root / WORK)
    recover(root)
    return sorted((*written, *removed))


def _holds(file: Path, content: bytes) -> bool:
    return file.is_file() and file.read_bytes() == content


def _throw_away(root: Path) -> bool:
    beside = (root / _JOURNAL).with_suffix(".new")
    found = beside.exists() or (root / _LAID).exists()
    beside.unlink(missing_ok=True)
    shutil.rmtree(root / _LAID, ignore_errors=True)
    with contextlib.suppress(OSError):  # a build may be at work in it
        (root / WORK).rmdir()
    return found


def recover(root: Path) -> str | None:
    """Finish an interrupted swap, or take back one that had not begun to touch the tree.

    Returns:
        A sentence that says what was done; None where nothing was to be done.

    Raises:
        OSError: a file cannot be written; the journal stays, so the next run goes on.
    """
    try:
        journal: dict[str, list[str]] = json.loads((root / _JOURNAL).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return "an interrupted change of the tree was rolled back" if _throw_away(root) else None
    # Removed first: where a file has become a folder, or a folder a file, there must be room.
    for name in journal["removed"]:
        if (root / name).is_file():  # else it is gone already, or a folder has come in its place
            (root / name).unlink()
        with contextlib.suppress(OSError):  # up to the first folder that holds something else
            for folder in Path(name).parents:
                (root / folder).rmdir()
    for name in journal["written"]:
        laid, target = root / _LAID / name, root / name
        if laid.exists():  # else it stands in its place already
            target.parent.mkdir(parents=True, exist_ok=True)
            laid.replace(target)
            _sync(target.parent)
    (root / _JOURNAL).unlink()
    _throw_away(root)
    return "an interrupted change of the tree was finished"


def main() -> int:
    """Recover the tree that this file stands in."""
    root = Path(__file__).resolve().parents[2]
    try:
        with alone(root):
            done = recover(root)
    except (Busy, OSError, ValueError, KeyError) as error:
        print(f"recover: {error}", file=sys.stderr)
        return 2
    if done is not None:
        print(f"recover: {done}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
