"""The file as a difference against the last release, the changelog that explains it, and the command over both."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.surface.changelog import breaking_section, to_write, unnamed
from tests.surface.lines import Line, released, written
from tests.surface.listing import surface

ROOT = Path(__file__).parents[2]
OLD, KEPT, NEW = Line("p.a", "def", "()"), Line("p.b", "class"), Line("p.c", "constant", "= 1")


def test_markers_say_what_came_and_what_went() -> None:
    """The file reads as a difference against the release."""
    assert written([OLD, KEPT], [KEPT, NEW]) == "- p.a def ()\n  p.b class\n+ p.c constant = 1\n"


def test_a_changed_name_stands_as_it_was_and_as_it_is() -> None:
    """First the old line, then the new one."""
    assert written([OLD], [Line("p.a", "def", "(*, b=1)")]) == "- p.a def ()\n+ p.a def (*, b=1)\n"


def test_the_release_is_what_is_kept_and_what_is_gone() -> None:
    """Writing again from what was written changes nothing, so the release is remembered."""
    content = written([OLD, KEPT], [KEPT, NEW])
    assert released(content) == [OLD, KEPT]
    assert written(released(content), [KEPT, NEW]) == content


@pytest.mark.parametrize("line", ["p.a def ()", "  p.a", "* p.a def ()"])
def test_a_damaged_file_is_refused(line: str) -> None:
    """A line that cannot be read is named, and not taken for a removal."""
    with pytest.raises(ValueError, match="line 1 is no line of a surface"):
        released(f"{line}\n")


CHANGELOG = """# Changelog

## Unreleased

### Added
- `p.added` is new.

### Breaking
- `p.gone` and `p.Class.method` are gone; use `p.other`.
- `p.api.get_thing` needs an id.

## 1.0.0

### Breaking
- `p.long_ago` is gone.
"""


def test_only_the_unreleased_breaking_section_counts() -> None:
    """What an earlier version broke, or what was added, excuses nothing."""
    section = breaking_section(CHANGELOG)
    assert "p.gone" in section
    assert "p.added" not in section
    assert "p.long_ago" not in section
    assert breaking_section("## Unreleased\n\n### Added\n- x\n\n## 1.0.0\n\n### Breaking\n- `p.a`\n") == ""


@pytest.mark.parametrize("heading", ["## [Unreleased]", "## Unreleased"])
def test_both_ways_to_head_the_unreleased_part_are_read(heading: str) -> None:
    """Keep a Changelog links the heading, and this file does not."""
    assert breaking_section(f"{heading}\n\n### Breaking\n- `p.a`\n") == "- `p.a`\n"


def test_a_name_has_to_stand_in_full() -> None:
    """Another name that begins or ends alike does not count."""
    breaks = {name: ["is gone"] for name in ("p.gone", "p.go", "p.gone_too", "gone", "p.Class", "p.Class.method")}
    assert set(unnamed(breaks, CHANGELOG)) == {"p.go", "p.gone_too", "gone", "p.Class"}


def test_what_is_gone_covers_what_was_below_it() -> None:
    """Whoever removes a class names the class; whoever changes one of its methods names the method."""
    text = "## Unreleased\n### Breaking\n- `p.Class` is gone.\n"
    gone = {"p.Class": ["is gone"], "p.Class.method": ["is gone"]}
    assert unnamed(gone, text) == {}
    assert unnamed({"p.Class.method": ["is gone"]}, text) == {"p.Class.method": ["is gone"]}


def test_an_operation_is_named_once_for_its_four_functions() -> None:
    """They change together."""
    breaks = {f"p.api.get_thing.{form}": ["needs id"] for form in ("sync", "asyncio")}
    assert unnamed(breaks, CHANGELOG, ["p.api.get_thing"]) == {}
    assert set(unnamed(breaks, CHANGELOG)) == set(breaks)


def test_what_to_write_can_be_pasted_into_the_changelog() -> None:
    """The entries that the message proposes satisfy the check."""
    breaks = {"p.a.b": ["needs id", "returned int, and returns str"]}
    assert unnamed(breaks, "## Unreleased\n\n### Breaking\n" + to_write(breaks).split("\n\n", 1)[1]) == {}


def test_source_is_read_as_it_would_run(tmp_path: Path) -> None:
    """Aliases are spelled out, fields become parameters, and what is private stays out."""
    package = tmp_path / "overlays" / "devin_usage"
    (package / "account").mkdir(parents=True)
    (package / "account" / "__init__.py").write_text("__all__ = []\n")
    (package / "__init__.py").write_text(
        "from typing import TYPE_CHECKING\nfrom .inner import Thing, pick\n"
        "if TYPE_CHECKING:\n    from .inner import Late\n"
        '__all__ = ["Late", "Thing", "pick"]\n'
    )
    (package / "inner.py").write_text(
        "from typing import Literal\nfrom attrs import field, frozen\n"
        'Way = Literal["in", "out"]\nLIMIT = 3\ndef read(value: int | str) -> int: ...\n'
        "class Group:\n    def ask(self, *, way: Way = 'in') -> 'Thing': ...\n"
        "class Late:\n    def __init__(self, limit: int = LIMIT):\n"
        "        self.group = Group()\n        self._hidden = 1\n"
        "@frozen\nclass Thing:\n    _key: str\n    size: int = field(converter=read, alias='length')\n"
        "    way: Way = field(default='in', kw_only=True)\n    held: list = field(factory=list, init=False)\n"
        "    @property\n    def double(self) -> int: ...\n    def _private(self): ...\n"
        "def pick(one: Way, /, *rest: str, **options: int) -> None: ...\n"
    )
    assert [str(line) for line in surface(tmp_path, "devin_usage")] == [
        "devin_usage.Late class",
        "devin_usage.Late.__init__ def (limit: int = 3)",
        "devin_usage.Late.group attribute",
        "devin_usage.Late.group.ask def (*, way: Literal['in', 'out'] = 'in') -> Thing",
        "devin_usage.Thing class",
        "devin_usage.Thing.__init__ def (key: str, length: int | str, *, way: Literal['in', 'out'] = 'in') -> None",
        "devin_usage.Thing.double property -> int",
        "devin_usage.Thing.held attribute -> list",
        "devin_usage.Thing.size attribute -> int",
        "devin_usage.Thing.way attribute -> Literal['in', 'out']",
        "devin_usage.pick def (one: Literal['in', 'out'], /, *rest: str, **options: int) -> None",
    ]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the command reads."""
    for folder in ("generated", "overlays", "specs/pipeline", "tests/surface"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "CHANGELOG.md", tmp_path)
    return tmp_path


def _run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.surface", *arguments]
    return subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)


def test_the_command_writes_what_breaks_into_the_changelog(copy: Path) -> None:
    """A public name that is gone is told there, and then the check passes."""
    billing = copy / "overlays" / "devin_usage" / "__init__.py"
    billing.write_text(billing.read_text().replace('    "billing_day",\n', ""))
    done = _run(copy, "--write", "--changelog")
    assert (done.returncode, done.stderr) == (0, "")
    assert "CHANGELOG.md: 1 breaking changes written" in done.stdout
    changed = (copy / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## Unreleased\n\n### Breaking\n- `devin_usage.billing_day` is gone.\n\n### Added\n" in changed
    assert _run(copy).returncode == 0


def test_the_command_writes_what_a_copy_of_the_tree_gives(copy: Path) -> None:
    """A change in a copy is seen in the copy, becomes part of the release when told so, and nothing else is touched."""
    file = copy / "tests" / "surface" / "devin_usage.txt"
    before = file.read_bytes()
    billing = copy / "overlays" / "devin_usage" / "billing.py"
    billing.write_text(billing.read_text() + "\n\ndef billing_day(value: datetime, zone: str) -> date: ...\n")
    checked = _run(copy)
    assert (checked.returncode, file.read_bytes()) == (1, before)
    assert "run make surface" in checked.stdout
    assert "`devin_usage.billing_day` needs zone." in checked.stdout
    assert _run(copy, "--write").returncode == 0
    assert "+ devin_usage.billing_day def (value: datetime, zone: str) -> date\n" in file.read_text()
    assert _run(copy).returncode == 1  # the changelog does not say so yet
    assert _run(copy, "--release").returncode == 0
    assert "  devin_usage.billing_day def (value: datetime, zone: str) -> date\n" in file.read_text()
    assert _run(copy).returncode == 0
