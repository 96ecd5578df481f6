"""A whole copy of the project, in which a change is built and checked before the tree is touched."""

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import layout
from .errors import PipelineError

# What is made from the rest, or belongs to the machine.
_LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv*", ".build", ".prism", "dist", "node_modules", "__pycache__", "*.egg-info", ".*_cache", ".hypothesis"
)
# What the make that runs this has been told, which is not meant for the one that it runs.
_OF_MAKE = (
    "MAKEFLAGS",
    "MAKELEVEL",
    "MFLAGS",
    "MAKEOVERRIDES",
    "FROM",
    "APPLY",
    "PRUNE",
    "SELECT",
    "LANGUAGES",
    "ARGS",
)
CHECKS: tuple[tuple[str, ...], ...] = (("make", "test"),)
"""What has to pass in the copy: the command that the README gives."""


def copy_inputs(root: Path, into: Path) -> None:
    """Copy what a build reads, and nothing else."""
    for path in layout.inputs(root):
        (into / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / path, into / path)


def copy_project(root: Path, into: Path) -> None:
    """Copy everything that is not there yet and that is not made from the rest."""
    sources = into / layout.SOURCES

    def but_sources(folder: str, names: list[str]) -> set[str]:
        # The new sources are there already, and those that they supersede must not come back.
        if sources.exists() and Path(folder) == root / layout.SOURCES.parent:
            return {*_LEFT_OUT(folder, names), layout.SOURCES.name}
        return _LEFT_OUT(folder, names)

    def unless_there(source: str, target: str) -> str:
        return target if Path(target).exists() else shutil.copy2(source, target)

    shutil.copytree(root, into, ignore=but_sources, copy_function=unless_there, dirs_exist_ok=True)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _OF_MAKE}


def equip(root: Path, project: Path) -> None:
    """Give a copy an environment of its own: the packages of this one, but the project itself from the copy.

    Raises:
        PipelineError: it cannot be installed.
    """
    home, own = project / ".venv", Path(sys.prefix)
    venv.create(home, symlinks=True)
    (site,) = home.glob("lib/python*/site-packages")
    # A line of a .pth file adds a folder without the .pth files in it, so the tree itself stays out.
    (packages,) = own.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(f"{packages}\n", encoding="utf-8")
    for script in (own / "bin").iterdir():
        target = home / "bin" / script.name
        if target.exists() or not script.is_file():
            continue
        content = script.read_bytes()
        first, _, rest = content.partition(b"\n")
        if first.startswith(b"#!") and b"python" in first:
            target.write_bytes(b"#!" + os.fsencode(home / "bin" / "python") + b"\n" + rest)
            target.chmod(0o755)
        else:
            target.symlink_to(script)
    install = ("-m", "pip", "--python", str(home / "bin/python"), "install", "--quiet", "--no-deps", "--no-index")
    options = ("--disable-pip-version-check", "--no-build-isolation", "--ignore-installed", "--editable", str(project))
    _must((sys.executable, *install, *options), project)
    # The verbs of the copy find everything installed.
    for stamp in ("run.stamp", "dev.stamp"):
        if (root / ".venv" / stamp).exists():
            (home / stamp).touch()
    if shutil.which("git"):
        for arguments in (("init", "--quiet"), ("add", "--all")):
            _must(("git", *arguments), project)


def _must(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, env=_environment(), capture_output=True, text=True, check=False)  # noqa: S603 - our own commands
    if done.returncode != 0:
        raise PipelineError(f"the copy of the project could not be set up: {(done.stdout + done.stderr).strip()}")


def check(project: Path, commands: Sequence[Sequence[str]], log: Path) -> None:
    """Run every check in a copy, and let its output through to standard error and into a file.

    Raises:
        PipelineError: one fails; names it, and what it said last.
    """
    for command in commands:
        with (
            log.open("w", encoding="utf-8") as written,
            subprocess.Popen(  # noqa: S603 - our own commands
                command,
                cwd=project,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
            ) as process,
        ):
            for line in process.stdout or ():
                written.write(line)
                print(f"  {line}", end="", file=sys.stderr, flush=True)
            code = process.wait()
        if code != 0:
            last = log.read_text(encoding="utf-8").strip().splitlines()[-12:]
            raise PipelineError(
                f"with the new documents, {' '.join(command)} fails ({code}), so nothing was changed. It ends with:\n"
                + "\n".join(f"  {line}" for line in last)
            )


def changed_files(root: Path, project: Path, paths: Sequence[Path]) -> Mapping[Path, bytes]:
    """Read the files of a copy that are not the tree's."""
    found: dict[Path, bytes] = {}
    for path in paths:
        content = (project / path).read_bytes()
        if not (root / path).is_file() or (root / path).read_bytes() != content:
            found[path] = content
    return found
