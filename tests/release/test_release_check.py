"""The release check as a whole: it builds what is committed, names the step that fails, hands over all or nothing."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.release.__main__ import hand_over
from tests.release.builds import commit, disguise, export, of_the_packages
from tests.release.environments import try_out
from tests.release.refused import Refused, refuse

ROOT = Path(__file__).parents[2]
BACKEND = """
import pathlib, zipfile, tarfile, io
def build_wheel(folder, config=None, metadata=None):
    with zipfile.ZipFile(pathlib.Path(folder, "p-1-py3-none-any.whl"), "w") as wheel:
        wheel.writestr(zipfile.ZipInfo("p.py"), STAMP)
    return "p-1-py3-none-any.whl"
def build_sdist(folder, config=None):
    with tarfile.open(pathlib.Path(folder, "p-1.tar.gz"), "w:") as archive:
        for file in sorted(pathlib.Path().rglob("*")):
            if file.is_file() and "__pycache__" not in str(file):
                one = tarfile.TarInfo("p-1/" + file.as_posix())
                one.size = file.stat().st_size
                archive.addfile(one, io.BytesIO(file.read_bytes()))
    return "p-1.tar.gz"
"""


def _git(folder: Path, *arguments: str) -> None:
    settings = ["-c", "user.name=n", "-c", "user.email=e@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small project in a working tree of git, with the check in it."""
    root = tmp_path / "tree"
    root.mkdir()
    (root / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "made"\nbackend-path = ["."]\n'
    )
    shutil.copytree(
        ROOT / "tests" / "release", root / "tests" / "release", ignore=shutil.ignore_patterns("__pycache__")
    )
    _git(root, "init", "--quiet")
    return root


def _check(tree: Path, stamp: str) -> subprocess.CompletedProcess[str]:
    (tree / "made.py").write_text(BACKEND.replace("STAMP", stamp))
    _git(tree, "add", "--all")
    _git(tree, "commit", "--quiet", "--message", "x")
    command = [sys.executable, "-B", "-m", "tests.release", "--tools", sys.executable]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("stamp", "step", "said"),
    [
        ("__import__('uuid').uuid4().hex", "Building twice", "p.py has other content in each build"),
        ("__import__('os').environ['TZ']", "Building twice", "p.py has other content in each build"),
        ("str(pathlib.Path('PKG-INFO').resolve())", "Building twice", "p.py has other content in each build"),
        ("missing", "Building twice", "the build ends with exit code 1"),
        ("''", "Checking the files", "p-1-py3-none-any.whl has no metadata"),
    ],
)
def test_the_first_step_that_fails_is_named_and_nothing_is_handed_over(
    stamp: str, step: str, said: str, tree: Path
) -> None:
    """A build with chance, with the time zone or with its folder in it is caught, and so is one without its files."""
    done = _check(tree, stamp)
    assert done.returncode == 1
    assert f"release-check failed: {step}\n" in done.stderr
    assert said in done.stderr
    assert not (tree / "dist").exists()


def test_what_is_committed_is_built_and_not_what_lies_beside_it(tree: Path, tmp_path: Path) -> None:
    """Files that are not committed are counted, and left out."""
    package = tree / "overlays" / "devin_usage"
    package.mkdir(parents=True)
    (package / "a.py").write_text("committed\n")
    _git(tree, "add", "--all")
    _git(tree, "commit", "--quiet", "--message", "x")
    _git(tree, "tag", "v1")
    (package / "a.py").write_text("changed\n")
    (package / "b.py").write_text("new\n")
    found = commit(tree)
    assert (found.tags, found.uncommitted) == (("v1",), 2)
    assert re.fullmatch("[0-9a-f]{40}", found.id)
    assert of_the_packages(export(tree, tmp_path / "copy")) == {"devin_usage/a.py": b"committed\n"}


def test_a_disguise_changes_dates_and_modes_and_no_content(tree: Path) -> None:
    """Two copies look like two machines; what may be executed still may."""
    file = tree / "run"
    file.write_text("x")
    file.chmod(0o755)
    disguise(tree)
    assert (file.read_text(), file.stat().st_mode & 0o777, file.stat().st_mtime) == ("x", 0o700, 1_000_000_000)


def test_a_folder_that_is_no_working_tree_is_refused(tmp_path: Path) -> None:
    """An unpacked source archive has no commit to check."""
    with pytest.raises(Refused, match="run this in a working tree of git"):
        commit(tmp_path)


def test_what_is_handed_over_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    """No file of an earlier version is uploaded by mistake."""
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "old.whl").write_text("old")
    (tmp_path / "new.whl").write_text("new")
    hand_over([tmp_path / "new.whl"], tmp_path / "dist")
    assert sorted(file.name for file in (tmp_path / "dist").iterdir()) == ["SHA256SUMS", "new.whl"]
    assert (tmp_path / "dist" / "SHA256SUMS").read_text().endswith("  new.whl\n")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["dist", "new.whl"]


def test_an_environment_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    """With the command that failed."""
    with pytest.raises(Refused, match=r"false -m venv .* ends with 1"):
        try_out(Path("/bin/false"), tmp_path / "p.whl", tmp_path / "home", tmp_path)


def test_faults_are_said_one_a_line() -> None:
    """All at once; none is no failure."""
    refuse([])
    with pytest.raises(Refused, match="one\ntwo"):
        refuse(["one", "two"])
