"""What of a package is public, as lines.

A name is public if a public module lists it in `__all__`, or, where a module has no `__all__`, if it is defined there
and does not start with an underscore. It is listed once, under the shortest module that lists it. Public modules:

- of `devin_usage` and `devin_mock`: the package, and the modules that the documentation has users import;
- of `devin_api`: each version with its `errors`, `models` and `types`, and a module for each operation.

Members of a class are public unless they start with an underscore, and so are the special methods that it writes. In
`devin_usage` an attribute whose class is not public by itself, such as `DevinUsage.consumption`, is followed by the
members of that class: its users know them by that path.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from . import classes
from .lines import Line
from .source import Definition, Function, Module, Tree
from .wording import is_alias, signature, type_text

PACKAGES = ("devin_api", "devin_mock", "devin_usage")

_MODULES = {
    "devin_usage": (
        "devin_usage",
        "devin_usage.account",
        "devin_usage.export",
        "devin_usage.export.warehouse",
        "devin_usage.report",
        "devin_usage.spec_diff",
        "devin_usage.spec_diff.comparison",
        "devin_usage.spec_diff.report",
        "devin_usage.spec_diff.versions",
    ),
    "devin_mock": (
        "devin_mock",
        "devin_mock.asgi",
        "devin_mock.pytest_plugin",
        "devin_mock.server",
        "devin_mock.transport",
    ),
}


def surface(root: Path, package: str) -> list[Line]:
    """List the public names of a package below a root, sorted."""
    tree = Tree(root)
    modules = [one for one in tree.modules(package) if _is_public(one, package)]
    modules.sort(key=lambda module: (module.exported is None, module.name.count("."), module.name))
    public: dict[tuple[str, str], str] = {}
    for module in modules:
        for name in _names(module):
            found = module.find(name)
            if found is None:
                raise ValueError(f"{module.name} lists {name}, which nothing in the tree defines; mend its __all__")
            public.setdefault((found.module.name, found.name), f"{module.name}.{name}")
    lines = [Line(module.name, "module") for module in modules if ".api." in module.name and not module.is_package]
    for (origin, name), path in public.items():
        defining = tree.module(origin)
        found = defining.find(name) if defining is not None else None
        assert found is not None, (origin, name)
        lines += _lines(path, found, public)
    return sorted(lines)


def _is_public(module: Module, package: str) -> bool:
    if package in _MODULES:
        return module.name in _MODULES[package]
    below = module.name.split(".")[2:]
    return below in ([], ["errors"], ["models"], ["types"]) or below[:1] == ["api"]


def _names(module: Module) -> Iterator[str]:
    if module.exported is not None:
        yield from module.exported
        return
    for name, node in module.defined.items():
        if not name.startswith("_") and not isinstance(node, (ast.Import, ast.ImportFrom)):
            yield name


def _lines(path: str, found: Definition, public: dict[tuple[str, str], str]) -> Iterator[Line]:
    node = found.node
    if isinstance(node, ast.ClassDef):
        named = [public.get((one.module.name, one.name)) for one in classes.lineage(found)[1:]]
        bases = [*(name for name in named if name), *classes.foreign_bases(found)]
        yield Line(path, "class", f"({', '.join(bases)})" if bases else "")
        made = classes.constructor(found)
        if made is not None:
            yield Line(f"{path}.__init__", "def", str(made))
        yield from _members(path, found, public, (found,))
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from _functions(path, found.module.functions[found.name], found.module)
    elif is_alias(found):
        assert found.value is not None
        yield Line(path, "type", f"= {type_text(found.value, found.module)}")
    elif not (isinstance(found.value, ast.Call) and ast.unparse(found.value.func) == "TypeVar"):
        annotation = node.annotation if isinstance(node, ast.AnnAssign) else None
        typed = "" if annotation is None else type_text(annotation, found.module)
        before = f"-> {typed} " if typed not in ("", "Final") else ""
        yield Line(path, "constant", f"{before}= {'...' if found.value is None else ast.unparse(found.value)}")


def _functions(path: str, nodes: list[Function], module: Module) -> Iterator[Line]:
    overloads = [node for node in nodes if classes.function_kind(node) == "overload"]
    for node in overloads or nodes[-1:]:
        yield Line(path, classes.function_kind(node), str(signature(node, module, bound=False)))


def _members(
    path: str, found: Definition, public: dict[tuple[str, str], str], within: tuple[Definition, ...]
) -> Iterator[Line]:
    for member in classes.members(found):
        held = None
        if member.type is not None and path.startswith("devin_usage."):
            module, annotation = member.type
            held = module.find(annotation.id) if isinstance(annotation, ast.Name) else None
        below = f"{path}.{member.name}"
        if held is None or not isinstance(held.node, ast.ClassDef) or (held.module.name, held.name) in public:
            yield Line(below, member.kind, member.text)
        else:
            yield Line(below, member.kind)
            if held not in within:
                yield from _members(below, held, public, (*within, held))
