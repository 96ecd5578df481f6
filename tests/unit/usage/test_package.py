"""What the package offers, and what its import leaves alone."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import devin_usage

LOADED = """
import json, sys
import httpx  # which loads click and rich where they are installed
before = set(sys.modules)
import devin_usage
print(json.dumps(sorted(set(sys.modules) - before)))
"""
BARE = """
import sys
extras = ("click", "rich", "pygments", "uvicorn", "httptools", "devin_mock")
sys.modules.update(dict.fromkeys(extras))
import devin_usage
"""


def _kind(name: str) -> tuple[int, str]:
    """Constants first, then classes, then the rest; each by the alphabet, numbers as numbers."""
    if name.isupper():
        return 0, name
    return (1, name) if name[0].isupper() else (2, name)


def test_every_public_name_is_there_once_and_in_order() -> None:
    """In the order that the linter keeps."""
    assert devin_usage.__all__ == sorted(set(devin_usage.__all__), key=_kind)
    assert [name for name in devin_usage.__all__ if not hasattr(devin_usage, name)] == []


def test_a_star_import_gives_what_is_public() -> None:
    """And nothing else."""
    names: dict[str, object] = {}
    exec("from devin_usage import *", names)  # noqa: S102 - no function may hold a star import
    assert set(names) - {"__builtins__"} == set(devin_usage.__all__)


def test_every_error_is_public_and_in_one_tree() -> None:
    """The tree on top of the module names each of them once."""
    from devin_usage import errors

    found = {name: one for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, Exception)}
    for name, one in found.items():
        assert issubclass(one, devin_usage.DevinUsageError)
        assert name in devin_usage.__all__
    drawn = re.findall(r"^ {4}[│├└─ ]*(\w+)", (errors.__doc__ or "").split("::", 1)[1], re.MULTILINE)
    assert sorted(drawn) == sorted(found)


def test_the_import_loads_the_core_alone() -> None:
    """No extra, no command, no mock, and none of the generated operations."""
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=30)
    loaded: list[str] = json.loads(done.stdout)
    tops = {name.partition(".")[0] for name in loaded}
    assert not tops & {"click", "rich", "uvicorn", "httptools", "devin_mock", "devin_api", "hypothesis", "pytest"}
    assert "devin_usage.cli" not in loaded
    assert "devin_usage.client" in loaded


def test_the_import_needs_no_extra() -> None:
    """Where none is installed, the core is all the same."""
    done = subprocess.run([sys.executable, "-c", BARE], capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")
