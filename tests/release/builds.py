"""Copies of the committed tree, and what is built from them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from .refused import Refused

PACKAGES = {"devin_api": "generated", "devin_specs": "generated", "devin_usage": "overlays", "devin_mock": "overlays"}
"""The import packages of the wheel, and the folder of each."""


@frozen
class Commit:
    """What is checked: a commit, never what lies beside it."""

    id: str
    epoch: int
    tags: tuple[str, ...]
    uncommitted: int
    """How many files differ from it."""


@frozen
class Built:
    """What one build gave."""

    wheel: Path
    source: Path


def commit(root: Path) -> Commit:
    """Read the commit of a working tree.

    Raises:
        Refused: it is no working tree of git.
    """
    changed = _git(root, "status", "--porcelain").decode().splitlines()
    return Commit(
        id=_git(root, "rev-parse", "HEAD").decode().strip(),
        epoch=int(_git(root, "log", "-1", "--format=%ct")),
        tags=tuple(_git(root, "tag", "--points-at", "HEAD").decode().split()),
        uncommitted=len(changed),
    )


def export(root: Path, folder: Path) -> dict[str, bytes]:
    """Write the files of the commit into a folder, and give them by name."""
    with tarfile.open(fileobj=io.BytesIO(_git(root, "archive", "--format=tar", "HEAD"))) as archive:
        archive.extractall(folder, filter="data")
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }


def disguise(folder: Path) -> None:
    """Make a copy look as if it came from another machine: other dates, and nothing for anybody but the owner."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.chmod(path.stat().st_mode & 0o700)
        os.utime(path, (1_000_000_000, 1_000_000_000))


def of_the_packages(tracked: Mapping[str, bytes]) -> dict[str, bytes]:
    """Give the files that belong into the wheel, by their names in it."""
    return {
        name.removeprefix(f"{room}/"): data
        for name, data in tracked.items()
        for package, room in PACKAGES.items()
        if name.startswith(f"{room}/{package}/")
    }


def build(folder: Path, out: Path, *, epoch: int, environment: Mapping[str, str], wheel_only: bool = False) -> Built:
    """Build a source archive and a wheel from a folder, with the pinned backend of this environment.

    Raises:
        Refused: the build fails, or gives other files.
    """
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", *([] if wheel_only else ["--sdist"])]
    settings = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch), **environment}
    done = subprocess.run(
        [*command, "--outdir", out, folder], capture_output=True, text=True, env=settings, check=False
    )
    if done.returncode != 0:
        raise Refused([f"the build ends with exit code {done.returncode}:\n{done.stdout}{done.stderr}"])
    wheels, sources = sorted(out.glob("*.whl")), sorted(out.glob("*.tar.gz"))
    if len(wheels) != 1 or len(sources) != (not wheel_only):
        raise Refused([f"the build gave {[file.name for file in out.iterdir()]}"])
    return Built(wheels[0], sources[0] if sources else wheels[0])


def unpack(source: Path, folder: Path) -> Path:
    """Unpack a source archive, and give the folder in it."""
    with tarfile.open(source) as archive:
        archive.extractall(folder, filter="data")
    (inner,) = folder.iterdir()
    return inner


def _git(root: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    except FileNotFoundError:
        raise Refused(["git was not found; the check builds from what is committed"]) from None
    if done.returncode != 0:
        raise Refused([f"git {arguments[0]} fails: {done.stderr.decode().strip()}; run this in a working tree of git"])
    return done.stdout
