"""Replace many files of the tree as one step: all of them, or none, whenever the run is interrupted.

The new files are laid beside the tree first, and a journal says where each belongs, what stood there and what will.
While there is no journal, nothing has been touched and what was laid out is thrown away; once there is one, the swap is
finished, by whoever comes next. Every step can be taken twice. A file that is neither what it was nor what it becomes
has been changed by somebody else meanwhile: then nothing goes on, and it is named. Only the standard library is used,
since the rest may be half replaced.

    python specs/pipeline/swap.py     finishes or rolls back what an interrupted run has left
"""

import contextlib
import fcntl
import hashlib
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
_PART = WORK / "swap.part"


class Busy(Exception):
    """Another run is changing the tree."""


class Conflict(Exception):
    """An interrupted change cannot be finished, since the tree or the journal has been changed by somebody else."""


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


def _hash(file: Path) -> str | None:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None


def swap(root: Path, new: Mapping[Path, bytes], gone: Iterable[Path]) -> list[Path]:
    """Write files and remove others, all or none; paths are relative to the root.

    Files that hold what they should stay untouched; folders that are left empty go.

    Returns:
        What changed, sorted.

    Raises:
        Conflict: an earlier change was interrupted, and cannot be finished.
        OSError: the disk is full or may not be written. The tree is then as it was, or the next run finishes the swap.
    """
    recover(root)
    going = {*gone} - {*new}
    old = {path: _hash(root / path) for path in {*new, *going}}
    written = {path: content for path, content in new.items() if old[path] != hashlib.sha256(content).hexdigest()}
    removed = sorted(path for path in going if old[path] is not None)
    if not written and not removed:
        return []
    journal = {
        "written": {
            path.as_posix(): {"old": old[path], "new": hashlib.sha256(content).hexdigest()}
            for path, content in sorted(written.items())
        },
        "removed": {path.as_posix(): {"old": old[path]} for path in removed},
    }
    beside = (root / _JOURNAL).with_suffix(".new")
    try:
        for path, content in written.items():
            _lay(root / _LAID / path, content)
        for folder in {folder for path in written for folder in (root / _LAID / path).parents}:
            if folder.is_relative_to(root / WORK):
                _sync(folder)
        _lay(beside, json.dumps(journal, indent=2).encode())
    except OSError:
        _throw_away(root)
        raise
    beside.replace(root / _JOURNAL)
    _sync(root / WORK)
    recover(root)
    return sorted((*written, *removed))


def _throw_away(root: Path) -> bool:
    beside = (root / _JOURNAL).with_suffix(".new")
    found = beside.exists() or (root / _LAID).exists()
    beside.unlink(missing_ok=True)
    (root / _PART).unlink(missing_ok=True)
    shutil.rmtree(root / _LAID, ignore_errors=True)
    with contextlib.suppress(OSError):  # a build may be at work in it
        (root / WORK).rmdir()
    return found


def _journal(root: Path) -> dict[str, dict[str, dict[str, str | None]]] | None:
    """Read the journal, and make sure that it can be followed from here."""
    try:
        journal = json.loads((root / _JOURNAL).read_text(encoding="utf-8"))
        written, removed = dict(journal["written"]), dict(journal["removed"])
        wanted = [(name, each["old"], each["new"]) for name, each in written.items()]
        wanted += [(name, each["old"], None) for name, each in removed.items()]
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise Conflict(f"{_JOURNAL.as_posix()} is damaged ({error}); {_GIVE_UP}") from error
    states = {name: _hash(root / name) for name, _, _ in wanted}
    foreign = [name for name, old, new in wanted if states[name] not in (old, new)]
    lost = [name for name, _, new in wanted if new is not None and states[name] != new != _hash(root / _LAID / name)]
    if foreign:
        named = ", ".join(foreign)
        raise Conflict(
            f"a change of the tree was interrupted, and since then {named} has been changed; put back what stood "
            f"there, or {_GIVE_UP}"
        )
    if lost:
        raise Conflict(f"what an interrupted change would write to {', '.join(lost)} is lost; {_GIVE_UP}")
    return {"written": written, "removed": removed}


_GIVE_UP = f"to give the change up, delete {WORK.as_posix()} and restore the tree from version control"


def recover(root: Path) -> str | None:
    """Finish an interrupted swap, or take back one that had not begun to touch the tree.

    Returns:
        A sentence that says what was done; None where nothing was to be done.

    Raises:
        Conflict: a file that the swap is about has been changed by somebody else; nothing has been done.
        OSError: a file cannot be written; the journal stays, so the next run goes on.
    """
    journal = _journal(root)
    if journal is None:
        return "an interrupted change of the tree was rolled back" if _throw_away(root) else None
    # Removed first: where a file has become a folder, or a folder a file, there must be room.
    for name in journal["removed"]:
        if (root / name).is_file():  # else it is gone already, or a folder has come in its place
            (root / name).unlink()
        with contextlib.suppress(OSError):  # up to the first folder that holds something else
            for folder in Path(name).parents:
                (root / folder).rmdir()
    for name, each in journal["written"].items():
        target = root / name
        if _hash(target) != each["new"]:
            target.parent.mkdir(parents=True, exist_ok=True)
            # A copy moves in, so that what was laid out is there until all of it stands.
            _lay(root / _PART, (root / _LAID / name).read_bytes())
            (root / _PART).replace(target)
            _sync(target.parent)
    shutil.rmtree(root / _LAID, ignore_errors=True)
    (root / _JOURNAL).unlink()
    _throw_away(root)
    return "an interrupted change of the tree was finished"


def main() -> int:
    """Recover the tree that this file stands in."""
    root = Path(__file__).resolve().parents[2]
    try:
        with alone(root):
            done = recover(root)
    except (Busy, Conflict, OSError) as error:
        print(f"recover: {error}", file=sys.stderr)
        return 2
    if done is not None:
        print(f"recover: {done}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
