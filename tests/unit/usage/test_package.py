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
extras = ("click", "rich", "pygments", "uvicorn", "httptools", "devin_mock")
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
    assert "devin_usage.cli" not in loaded
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


def test_only_the_command_uses_the_extras() -> None:
    """Whoever imports the library needs none of them."""
    extras = {"click", "rich", "uvicorn", "httptools", "devin_mock"}
    sources = sorted(PACKAGE.rglob("*.py"))
    assert {source.relative_to(PACKAGE).parts[0] for source in sources if _imported(source) & extras} == {"cli"}
