"""What `from devin_usage import ...` offers: complete, in order, and nothing that is not meant."""

from __future__ import annotations

import re
from types import ModuleType

import devin_usage
import pytest
from devin_usage import billing, cycles, errors, options, utc, values


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


def _own_classes(module: ModuleType) -> dict[str, type]:
    return {
        name: one
        for name, one in vars(module).items()
        if isinstance(one, type) and f"{one.__module__}.".startswith(f"{module.__name__}.") and not name.startswith("_")
    }


@pytest.mark.parametrize("module", [errors, values, billing, cycles, utc], ids=lambda module: module.__name__)
def test_every_class_that_a_caller_meets_is_exported(module: ModuleType) -> None:
    """As the very same class."""
    found = _own_classes(module)
    assert found
    assert {name: getattr(devin_usage, name, None) for name in found} == found
    assert set(found) <= set(devin_usage.__all__)


def test_the_classes_of_options_that_a_client_takes_are_exported() -> None:
    """The bundle of all of them is its own affair."""
    assert set(_own_classes(options)) - {"Options"} <= set(devin_usage.__all__)


def test_every_error_is_in_one_tree() -> None:
    """The tree on top of the module names each of them once; what is only a warning stands beside it."""
    found = _own_classes(errors)
    warned = {name for name, one in found.items() if issubclass(one, Warning)}
    assert warned == {"ContractWarning"}
    assert all(issubclass(one, devin_usage.DevinUsageError) for name, one in found.items() if name not in warned)
    drawn = re.findall(r"^ {4}[│├└─ ]*(\w+)", (errors.__doc__ or "").split("::", 1)[1], re.MULTILINE)
    assert sorted(drawn) == sorted(found)


def test_the_drawn_tree_is_the_one_of_the_classes() -> None:
    """Each name stands below the class that it derives from."""
    above: list[str] = []
    for line in (errors.__doc__ or "").split("::", 1)[1].splitlines():
        match = re.match(r" {4}([│├└─ ]*)(\w+)", line)
        if match is None:
            continue
        depth = len(match[1]) // 4
        above[depth:] = [match[2]]
        if depth:
            assert issubclass(getattr(errors, match[2]), getattr(errors, above[depth - 1])), line
