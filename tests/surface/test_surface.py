"""The public names are those in the files, and what breaks callers is in the changelog."""

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest

from tests.surface.changelog import to_write, unnamed
from tests.surface.changes import breaking
from tests.surface.lines import Line, released, written
from tests.surface.listing import PACKAGES, surface
from tests.surface.signatures import KEYWORD, POSITION, parse
from tests.surface.source import Tree

ROOT = Path(__file__).parents[2]
FILES = {package: ROOT / "tests" / "surface" / f"{package}.txt" for package in PACKAGES}
KINDS = {POSITION: inspect.Parameter.POSITIONAL_OR_KEYWORD, KEYWORD: inspect.Parameter.KEYWORD_ONLY}


@pytest.fixture(scope="module")
def present() -> dict[str, list[Line]]:
    """The surface of each package, read from the source."""
    return {package: surface(ROOT, package) for package in PACKAGES}


@pytest.mark.parametrize("package", PACKAGES)
def test_each_file_is_what_the_code_gives(package: str, present: dict[str, list[Line]]) -> None:
    """Whoever adds or removes a public name commits the line that says so, and a reviewer sees it."""
    content = FILES[package].read_text(encoding="utf-8")
    assert content == written(released(content), present[package]), "run make surface, and review the difference"


@pytest.mark.parametrize("package", PACKAGES)
def test_what_breaks_callers_is_in_the_changelog(package: str, present: dict[str, list[Line]]) -> None:
    """Nobody finds out from a traceback."""
    base = released(FILES[package].read_text(encoding="utf-8"))
    modules = [line.name for line in {*base, *present[package]} if line.kind == "module"]
    missing = unnamed(breaking(base, present[package]), (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), modules)
    assert not missing, to_write(missing)


def test_what_documentation_imports_is_public(present: dict[str, list[Line]]) -> None:
    """A name that the documentation has users import is in the files."""
    names = {line.name for lines in present.values() for line in lines}
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for block in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            for node in ast.walk(ast.parse(block)):
                if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in PACKAGES:
                    imported = {f"{node.module}.{alias.name}" for alias in node.names}
                    assert imported <= names, (
                        f"{page.name} imports {imported - names}; see listing.py, and run make surface"
                    )


def _object(name: str) -> object:
    """Import what a dotted name stands for."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        return found
    raise AssertionError(name)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_files_say_of_classes_what_python_does(package: str, present: dict[str, list[Line]]) -> None:
    """What is read from the source is true when it runs: how a class is made, and what it inherits from."""
    classes = [line for line in present[package] if line.kind == "class"]
    made = {line.name: line for line in present[package] if line.name.endswith(".__init__")}
    assert classes
    for line in classes:
        cls = _object(line.name)
        assert isinstance(cls, type)
        for base in line.text.strip("()").split(", "):
            assert not base or base.rsplit(".", 1)[-1] in {one.__name__ for one in cls.__mro__}, line.name
        if line_of_init := made.get(f"{line.name}.__init__"):
            told = [
                (one.name, KINDS[one.kind], not one.needed)
                for one in parse(line_of_init.text).parameters
                if one.kind in KINDS
            ]
            found = list(inspect.signature(cls).parameters.values())
            assert told == [
                (one.name, one.kind, one.default is not inspect.Parameter.empty)
                for one in found
                if one.kind in KINDS.values()
            ], line.name


@pytest.mark.parametrize("package", PACKAGES)
def test_the_files_list_no_name_that_is_not_there(package: str, present: dict[str, list[Line]]) -> None:
    """Each function, constant and member of a class is found under its name, attributes of instances aside."""
    for line in present[package]:
        if line.kind not in ("attribute", "module") and "DevinUsage." not in line.name:
            assert _object(line.name) is not None, line.name


def test_every_public_error_is_listed_with_its_ancestors(present: dict[str, list[Line]]) -> None:
    """Programs catch by the tree, so the tree is part of the surface."""
    lines = {line.name: line.text for line in present["devin_usage"]}
    assert lines["devin_usage.RateLimited"] == "(devin_usage.StatusError, devin_usage.DevinUsageError, Exception)"


def test_the_groups_of_a_client_are_followed(present: dict[str, list[Line]]) -> None:
    """What users call hangs on attributes whose classes they never name."""
    names = {line.name for line in present["devin_usage"]}
    assert {"devin_usage.DevinUsage.consumption.daily", "devin_usage.AsyncDevinUsage.users.list"} <= names


def test_each_operation_has_its_module_and_four_functions(present: dict[str, list[Line]]) -> None:
    """None of the generated functions is left out."""
    lines = present["devin_api"]
    names = {line.name for line in lines}
    modules = [line.name for line in lines if line.kind == "module"]
    assert len(modules) == sum(1 for one in Tree(ROOT).modules("devin_api") if "sync" in one.functions)
    for module in modules:
        assert {f"{module}.{form}" for form in ("sync", "sync_detailed", "asyncio", "asyncio_detailed")} <= names
