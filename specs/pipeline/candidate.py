"""A whole copy of the project, in which a change is built and checked before the tree is touched."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import venv
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path

from . import layout
from .errors import PipelineError

# What is made from the rest, or belongs to the machine.
_LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv*", ".build", ".prism", "dist", "node_modules", "__pycache__", "*.egg-info", ".*_cache", ".hypothesis"
)
# What this run has been told by make and git, or found in its environment, which is not meant for what runs in a copy.
_NOT_PASSED_ON = {
    *("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES", "GNUMAKEFLAGS", "MAKEFILES"),
    *("FROM", "APPLY", "PRUNE", "SELECT", "LANGUAGES", "ARGS", "PYTHONPATH", "VIRTUAL_ENV"),
}
CHECKS: tuple[tuple[str, ...], ...] = (("make", "test"),)
"""What has to pass in the copy: the command that the README gives."""


def copy_inputs(root: Path, into: Path) -> None:
    """Copy what a build reads, and nothing else."""
    for path in layout.inputs(root):
        (into / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / path, into / path)


def files(root: Path) -> dict[Path, str]:
    """Hash every file of the project that is not made from the rest; paths are relative to the root."""
    found: dict[Path, str] = {}
    for folder, folders, names in os.walk(root):
        left_out = _LEFT_OUT(folder, [*folders, *names])
        folders[:] = sorted({*folders} - left_out)
        for name in sorted({*names} - left_out):
            file = Path(folder) / name
            content = os.fsencode(os.readlink(file)) if file.is_symlink() else file.read_bytes()
            found[file.relative_to(root)] = hashlib.sha256(content).hexdigest()
    return found


def copy_project(root: Path, into: Path, paths: Iterable[Path]) -> None:
    """Copy files that are not there yet; of the sources none, since the new ones are there already."""
    for path in paths:
        target = into / path
        if not target.exists() and not path.is_relative_to(layout.SOURCES):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / path, target, follow_symlinks=False)


def environment() -> dict[str, str]:
    """Give the environment for what runs in a copy: nothing in it leads back to the tree."""
    return {
        name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON and not name.startswith("GIT_")
    }


def equip(root: Path, project: Path) -> None:
    """Give a copy an environment of its own: the packages of this one, but the project itself from the copy.

    Raises:
        PipelineError: it cannot be installed.
    """
    home, own = project / ".venv", Path(sys.prefix)
    venv.create(home, symlinks=True)
    (site,) = home.glob("lib/python*/site-packages")
    (packages,) = own.glob("lib/python*/site-packages")
    # Each by a link of its own, so that the copy can lend its environment in turn. The tree itself stays out.
    ours = {each.parts[0] for each in metadata.distribution("devin-usage").files or ()}
    for package in packages.iterdir():
        if package.name not in ours and not (site / package.name).exists():
            (site / package.name).symlink_to(package.resolve())
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
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)  # noqa: S603 - our own commands
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
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,
            ) as process,
        ):
            try:
                for line in process.stdout or ():
                    written.write(line)
                    print(f"  {line}", end="", file=sys.stderr, flush=True)
                code = process.wait()
            except BaseException:
                # Nothing of it goes on in a copy that is about to be removed.
                os.killpg(process.pid, signal.SIGTERM)
                raise
        if code != 0:
            last = log.read_text(encoding="utf-8").strip().splitlines()[-12:]
            raise PipelineError(
                f"with the new documents, {' '.join(command)} fails ({code}), so nothing was changed. It ends with:\n"
                + "\n".join(f"  {line}" for line in last)
            )
