"""Many files are replaced together, or none, wherever a run is interrupted."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from specs.pipeline import swap
from tests.unit.pipeline import samples

BEFORE = {"a/one.txt": "1", "a/gone/two.txt": "2", "same.txt": "s", "file": "f", "folder/x": "x"}
AFTER = {"a/one.txt": "I", "same.txt": "s", "b/new/three.txt": "3", "file/inside": "i", "folder": "flat"}
CHANGED = ["a/gone/two.txt", "a/one.txt", "b/new/three.txt", "file", "file/inside", "folder", "folder/x"]


def _lay(root: Path) -> Path:
    for name, text in BEFORE.items():
        samples.write(root / name, text)
    samples.write(root / "beside.txt", "not ours")
    return root


def _swap(root: Path) -> list[Path]:
    return swap.swap(root, {Path(name): text.encode() for name, text in AFTER.items()}, [Path(name) for name in BEFORE])


def _texts(root: Path) -> dict[str, str]:
    return {file.relative_to(root).as_posix(): file.read_text() for file in sorted(root.rglob("*")) if file.is_file()}


def _whole(root: Path) -> bool:
    """Tell whether the tree is the new one; it is the old one otherwise, and nothing in between."""
    texts = _texts(root)
    assert texts.pop("beside.txt") == "not ours"
    assert texts in (BEFORE, AFTER)
    return texts == AFTER


def test_files_are_written_and_removed_together(tmp_path: Path) -> None:
    """Also where a file becomes a folder, or a folder a file; what is emptied goes, what is the same is not touched."""
    root = _lay(tmp_path)
    before = (root / "same.txt").stat().st_mtime_ns
    assert [path.as_posix() for path in _swap(root)] == CHANGED
    assert _whole(root)
    assert (root / "same.txt").stat().st_mtime_ns == before
    assert sorted(path.name for path in root.iterdir()) == ["a", "b", "beside.txt", "file", "folder", "same.txt"]
    assert not (root / "a/gone").exists()
    assert _swap(root) == []
    assert swap.recover(root) is None


class _Interrupted(BaseException):
    pass


def _interrupting(monkeypatch: pytest.MonkeyPatch, at: int) -> Callable[[], int]:
    """Stop the run before the n-th step that touches the disk, and count the steps."""
    steps = 0

    def counted(owner: Any, name: str) -> None:
        # What reaches the disk matters to a power cut, which cannot be had here.
        real = getattr(owner, name) if name != "fsync" else lambda _: None

        def step(*arguments: Any, **named: Any) -> Any:
            nonlocal steps
            steps += 1
            if steps == at:
                raise _Interrupted
            return real(*arguments, **named)

        monkeypatch.setattr(owner, name, step)

    for name in ("replace", "unlink", "rmdir", "mkdir", "open"):
        counted(Path, name)
    counted(os, "fsync")
    counted(shutil, "rmtree")
    return lambda: steps


def _steps(tmp_path: Path) -> int:
    root = _lay(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        count = _interrupting(patch, 0)
        _swap(root)
        return count()


def _swap_interrupted(root: Path, at: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        _interrupting(patch, at)
        with pytest.raises(_Interrupted):
            _swap(root)


def test_a_run_that_is_interrupted_at_any_step_is_finished_or_rolled_back(tmp_path: Path) -> None:
    """Before the journal is there the old tree comes back, after it the new one; both are reached."""
    ends: list[bool] = []
    for at in range(1, _steps(tmp_path / "counted") + 1):
        root = _lay(tmp_path / str(at))
        _swap_interrupted(root, at)
        swap.recover(root)
        ends.append(_whole(root))
        assert swap.recover(root) is None
        assert not (root / swap.WORK).exists()
    assert ends == sorted(ends)
    assert set(ends) == {False, True}


def test_a_recovery_that_is_interrupted_itself_is_taken_up_by_the_next(tmp_path: Path) -> None:
    """Every step can be taken twice."""
    steps = _steps(tmp_path / "counted")
    for at in range(1, steps):
        root = _lay(tmp_path / str(at))
        _swap_interrupted(root, steps - 20)
        with pytest.MonkeyPatch.context() as patch:
            _interrupting(patch, at)
            try:
                swap.recover(root)
            except _Interrupted:
                swap.recover(root)
        assert _whole(root)


def _begun(folder: Path) -> int:
    """Find the first step before which the journal is there."""
    for at in range(1, 200):
        root = _lay(folder / str(at))
        _swap_interrupted(root, at)
        if (root / ".build/swap.json").exists():
            return at
    raise AssertionError("it never begins")


@pytest.mark.parametrize("name", ["a/one.txt", "a/gone/two.txt", "b/new/three.txt"])
def test_a_file_that_somebody_else_has_changed_stops_the_recovery(tmp_path: Path, name: str) -> None:
    """It is named, nothing is overwritten, and once it is put back the swap is finished."""
    root = _lay(tmp_path / "tree")
    _swap_interrupted(root, _begun(tmp_path / "begun"))
    samples.write(root / name, "mine")
    before = samples.fingerprint(root)
    with pytest.raises(swap.Conflict, match=rf"since then {name} has been changed; put back what stood there"):
        swap.recover(root)
    assert samples.fingerprint(root) == before
    if name in BEFORE:
        samples.write(root / name, BEFORE[name])
    else:
        (root / name).unlink()
    assert swap.recover(root) == "an interrupted change of the tree was finished"
    assert _whole(root)


def test_what_was_put_back_to_the_old_tree_becomes_the_new_one(tmp_path: Path) -> None:
    """Whoever checks the old tree out again in the middle gets the whole of the new one, never a mixture."""
    root = _lay(tmp_path / "tree")
    _swap_interrupted(root, _begun(tmp_path / "begun") + 25)
    assert not (root / "file").is_file()
    shutil.rmtree(root / "file", ignore_errors=True)
    if (root / "folder").is_file():
        (root / "folder").unlink()
    shutil.rmtree(root / "b", ignore_errors=True)
    for name, text in BEFORE.items():
        samples.write(root / name, text)
    swap.recover(root)
    assert _whole(root)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"written": {"a": 1}, "removed": {}}'])
def test_a_damaged_journal_is_told_with_what_to_do(tmp_path: Path, text: str) -> None:
    """It is not followed in part."""
    samples.write(tmp_path / ".build/swap.json", text)
    with pytest.raises(swap.Conflict, match=r"^\.build/swap\.json is damaged .*delete \.build and restore the tree"):
        swap.recover(tmp_path)


def test_new_files_that_are_lost_are_told(tmp_path: Path) -> None:
    """The tree is not called finished without them."""
    root = _lay(tmp_path / "tree")
    _swap_interrupted(root, _begun(tmp_path / "begun"))
    shutil.rmtree(root / ".build/swap")
    with pytest.raises(swap.Conflict, match=r"would write to .* is lost"):
        swap.recover(root)
    assert (root / ".build/swap.json").exists()


def test_the_next_swap_finishes_the_one_before(tmp_path: Path) -> None:
    """A journal is never written over."""
    root = _lay(tmp_path)
    _swap_interrupted(root, _steps(tmp_path / "counted") - 20)
    assert swap.swap(root, {Path("later.txt"): b"l"}, []) == [Path("later.txt")]
    (root / "later.txt").unlink()
    shutil.rmtree(root / "counted")
    assert _whole(root)


def test_a_full_disk_leaves_the_tree_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was laid out beside is thrown away."""
    root = _lay(tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        _swap(root)
    monkeypatch.undo()
    assert not _whole(root)
    assert not (root / swap.WORK).exists()


_KILLED = """
import json, os, signal, sys
from pathlib import Path
from specs.pipeline import swap
real = Path.replace
moved = 0
def replace(self, target):
    global moved
    moved += 1
    if moved == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(self, target)
Path.replace = replace
new = {Path(name): text.encode() for name, text in json.loads(sys.argv[2]).items()}
swap.swap(Path(sys.argv[1]), new, map(Path, json.loads(sys.argv[3])))
"""


def test_a_killed_run_is_finished_by_the_file_itself(tmp_path: Path) -> None:
    """Nothing but the standard library is needed, and the sentence says what was done."""
    root = _lay(tmp_path)
    shutil.copytree(samples.ROOT / "specs/pipeline", root / "specs/pipeline")
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(root), json.dumps(AFTER), json.dumps([*BEFORE])],
        cwd=samples.ROOT,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert (root / ".build/swap.json").exists()
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(root / "specs/pipeline/swap.py")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (
        0,
        "recover: an interrupted change of the tree was finished\n",
    )
    shutil.rmtree(root / "specs")
    assert _whole(root)


def test_two_runs_do_not_change_the_tree_at_once(tmp_path: Path) -> None:
    """The second is told so; the first one's end lets it in."""
    with swap.alone(tmp_path):
        second = swap.alone(tmp_path)
        with pytest.raises(swap.Busy, match="another run is changing the tree"):
            second.__enter__()
    with swap.alone(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []
