"""Clean environments, each with one Python and one archive, in which the tests of the installed package run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from .refused import Refused

_LICENCES = """
import importlib.metadata, json
found = {each.name: each.metadata.get("License-Expression") for each in importlib.metadata.distributions()}
print(json.dumps(found))
"""


@frozen
class Installed:
    """What came of an archive in an environment."""

    python: Path
    passed: int
    """How many tests of the installed package passed."""


def try_out(interpreter: Path, archive: Path, home: Path, copy: Path) -> Installed:
    """Install an archive, with hashed requirements, and run the tests of the installed package.

    Args:
        interpreter: The Python to make the environment with.
        archive: A wheel, or a source archive, which is built there with the pinned backend.
        home: Where the environment goes.
        copy: A copy of the committed tree; of it the lists and the tests are used, the latter from a copy of their own.

    Raises:
        Refused: something failed; what it said comes with it.
    """
    _run([interpreter, "-m", "venv", home])
    python = home / "bin" / "python"
    pip: list[str | Path] = [python, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    lists = ["run.txt", "installed.txt", *([] if archive.suffix == ".whl" else ["build.txt"])]
    for name in lists:
        _run([*pip, "install", "--require-hashes", "-r", copy / "requirements" / name])
    _run([*pip, "install", "--no-deps", "--no-index", "--no-build-isolation", archive])
    _run([*pip, "check"])
    tests = home / "tests"
    shutil.copytree(copy / "tests" / "installed", tests)
    said = _run([python, "-P", "-m", "pytest", "-q", "-ra", "-p", "no:cacheprovider", "-c", "pytest.ini"], cwd=tests)
    passed = re.search(r"^([0-9]+) passed", said, re.MULTILINE)
    if passed is None or "skipped" in said:
        raise Refused([f"the tests of the installed package did not all run:\n{said}"])
    return Installed(python, int(passed[1]))


def licences(python: Path) -> dict[str, str]:
    """Ask an environment for the licence expressions of what is installed in it, by name."""
    found = json.loads(_run([python, "-P", "-c", _LICENCES]))
    return {re.sub(r"[-_.]+", "-", name).lower(): text for name, text in found.items() if text}


def clean_environment() -> dict[str, str]:
    """Give this environment without what would show through: settings of Python and of pytest, keys, addresses."""
    hidden = re.compile(r"PYTHON|PYTEST|DEVIN|VIRTUAL_ENV|MAKE")
    return {name: value for name, value in os.environ.items() if not hidden.match(name)}


def _run(command: Sequence[str | Path], *, cwd: Path | None = None) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Refused([f"{' '.join(str(part) for part in command)} ends with {done.returncode}:\n{done.stdout}"])
    return done.stdout
