"""Dependencies are pinned by version and hash, and no file ties the project to one package index."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LISTS = sorted((ROOT / "requirements").glob("*.txt"))
ALONE = {"focus.txt"}
"""Lists whose environment holds nothing else of the project, on a Python of its own, and that demand older versions."""


@pytest.mark.parametrize("file", LISTS, ids=lambda file: file.name)
def test_every_requirement_is_pinned_and_hashed(file: Path) -> None:
    """A logical line is name==version, perhaps a marker, and at least one hash."""
    text = file.read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert lines
    for line in lines:
        assert re.match(r"^[a-z0-9-]+(\[[a-z,-]+\])?==\S+( ; .+?)?( +--hash=sha256:[0-9a-f]{64})+\s*$", line), line


def test_what_runs_and_what_tests_are_pinned_to_the_same_versions() -> None:
    """One environment is built from several lists, so they must not contradict each other."""
    pins: dict[str, set[frozenset[str]]] = {}
    for file in (each for each in LISTS if each.name not in ALONE):
        found: dict[str, set[str]] = {}
        for name, pin in re.findall(r"^([a-z0-9-]+)==(\S+)", file.read_text(), re.MULTILINE):
            # One name may be pinned twice in a list, for different Pythons.
            found.setdefault(name, set()).add(pin)
        for name, versions in found.items():
            pins.setdefault(name, set()).add(frozenset(versions))
    assert {name: lists for name, lists in pins.items() if len(lists) > 1} == {}


def test_no_tracked_file_names_a_package_index() -> None:
    """Whoever installs decides where packages come from; a lock file that names hosts is not committed either."""
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    hosts = re.compile("|".join(("pypi" + r"\.org", "python" + "hosted", "npmjs" + r"\.org", "yarnpkg" + r"\.com")))
    for name in listing.stdout.splitlines():
        assert Path(name).name not in {"uv.lock", "pylock.toml", "poetry.lock"}
        path = ROOT / name
        if path.is_file():
            assert not hosts.search(path.read_text(encoding="utf-8", errors="replace")), name
