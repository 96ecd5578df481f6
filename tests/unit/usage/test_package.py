"""What the package offers, and what its import leaves alone."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import devin_usage
import pytest

PACKAGE = Path(devin_usage.__file__).parent

LOADED = """
import json, sys
sys.modules.update(dict.fromkeys(("click", "rich", "pygments")))  # httpx loads them where they are installed
import devin_usage
# used
print(json.dumps(sorted(name for name, module in sys.modules.items() if module is not None)))
"""
BARE = """
import sys
commands = ("click", "rich", "pygments", "uvicorn", "httptools", "devin_mock", "yaml")
extras = (*commands, "pandas", "polars", "pyarrow", "dlt")
sys.modules.update(dict.fromkeys(extras))
import devin_usage
"""


@pytest.mark.parametrize("used", ["", "devin_usage.DevinUsage('cog_x')", "devin_usage.AsyncDevinUsage('cog_x')"])
def test_the_import_loads_the_core_alone(used: str) -> None:
    """No extra, no command, no mock, and none of the generated operations; no more when a client is made."""
    code = LOADED.replace("# used", used)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    loaded: list[str] = json.loads(done.stdout)
    tops = {name.partition(".")[0] for name in loaded}
    assert not tops & {"click", "rich", "uvicorn", "httptools", "devin_mock", "devin_api", "trio", "pytest"}
    assert not tops & {"yaml", "pandas", "polars", "pyarrow", "numpy", "dlt", "duckdb"}
    assert not {f"devin_usage.{name}" for name in ("cli", "report", "export", "account")} & set(loaded)
    assert "devin_usage.billing" in loaded
    assert ("httpx" in tops) == bool(used)
    assert used or not tops & {"anyio", "httpcore"}


def test_the_import_needs_no_extra() -> None:
    """Where none is installed, the core is all the same."""
    done = subprocess.run([sys.executable, "-c", BARE], capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")


def _imported(source: Path) -> set[str]:
    """The top packages that a module imports anywhere, also inside functions and for types only."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found


def test_only_the_transport_knows_the_http_library() -> None:
    """So that another library, or another major version of it, is a matter of one package."""
    sources = sorted(PACKAGE.rglob("*.py"))
    using = {source.relative_to(PACKAGE).parts[0] for source in sources if _imported(source) & {"httpx", "httpcore"}}
    assert using == {"transport"}


def test_only_what_is_made_for_an_extra_uses_it() -> None:
    """Whoever imports the library needs none of them."""
    sources = sorted(PACKAGE.rglob("*.py"))
    for extras, rooms in (
        ({"click", "rich", "uvicorn", "httptools", "devin_mock"}, {"cli"}),
        ({"pandas", "polars", "pyarrow", "dlt", "duckdb"}, {"export", "tabular.py"}),  # the latter for types alone
    ):
        assert {source.relative_to(PACKAGE).parts[0] for source in sources if _imported(source) & extras} == rooms


BELOW = {"export": {"cli", "report"}, "account": {"cli", "report", "export"}, "report": {"cli"}}
"""What each room is built below of, so does not import."""


@pytest.mark.parametrize("room", BELOW)
def test_rooms_import_downwards(room: str) -> None:
    """A breakdown can be asked for without a file being written, and a file without a command."""
    for source in sorted((PACKAGE / room).rglob("*.py")):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                first = (node.module or "").removeprefix("devin_usage.").partition(".")[0]
                assert first not in BELOW[room] or node.level == 1, f"{source}, line {node.lineno}"
