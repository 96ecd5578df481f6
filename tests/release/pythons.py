"""Which Pythons are at hand: those that answer, of the versions that the project promises to run on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

_ASK = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])"


def promised(classifiers: Iterable[str]) -> list[str]:
    """Give the versions that the classifiers name, oldest first."""
    found = (re.fullmatch(r"Programming Language :: Python :: 3\.([0-9]+)", each) for each in classifiers)
    return [f"3.{minor}" for minor in sorted(int(each[1]) for each in found if each)]


def at_hand(versions: Iterable[str], environment: Mapping[str, str]) -> dict[str, Path]:
    """Find a Python of each version: on PATH, or where pyenv keeps its own.

    A program on PATH may be a shim for a version that is not there, so each is asked, and who does not answer is passed
    over.
    """
    result: dict[str, Path] = {}
    home = Path(environment.get("PYENV_ROOT") or Path(environment.get("HOME", "/")) / ".pyenv")
    for version in versions:
        candidates = [
            shutil.which(name, path=environment.get("PATH")) for name in (f"python{version}", "python3", "python")
        ]
        candidates += [
            str(each) for each in sorted(home.glob(f"versions/{version}.*/bin/python{version}"), reverse=True)
        ]
        for candidate in candidates:
            if candidate is not None and _answer(candidate) == version:
                result[version] = Path(candidate)
                break
    return result


def _answer(python: str) -> str | None:
    """Ask a program for its version; None if it is no Python that can make environments."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    try:
        done = subprocess.run([python, "-c", _ASK], capture_output=True, text=True, env=clean, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
