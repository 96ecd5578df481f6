"""The modules of a tree as they are written: what each defines, and where a name that it uses comes from.

Nothing is imported. So the answer is the same on every Python, needs no extra, and is about the tree it is asked of.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from attrs import field, frozen

ROOMS = ("generated", "overlays")
"""The folders of a tree that hold import packages."""

Defining: TypeAlias = (
    ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.Assign | ast.AnnAssign | ast.Import | ast.ImportFrom
)
Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@frozen
class Definition:
    """A name at the place where it is defined."""

    module: Module
    name: str
    node: Defining

    @property
    def value(self) -> ast.expr | None:
        """What is assigned to the name, if anything is."""
        return self.node.value if isinstance(self.node, (ast.Assign, ast.AnnAssign)) else None


@frozen(eq=False)
class Module:
    """A module of the tree."""

    tree: Tree = field(repr=False)
    name: str
    is_package: bool
    defined: dict[str, Defining] = field(repr=False)
    """Each name of the module, and the last statement that gives it."""
    functions: dict[str, list[Function]] = field(repr=False)

    def find(self, name: str) -> Definition | None:
        """Follow a name through imports to where this tree defines it; None if it comes from elsewhere."""
        module: Module = self
        for _ in range(20):
            node = module.defined.get(name)
            if node is None or isinstance(node, ast.Import):
                return None
            if not isinstance(node, ast.ImportFrom):
                return Definition(module, name, node)
            (imported,) = (alias for alias in node.names if (alias.asname or alias.name) == name)
            origin = module.tree.module(module.absolute(node))
            if origin is None:
                return None
            module, name = origin, imported.name
        raise ValueError(f"{self.name}: the imports of {name} go round in a circle")

    def absolute(self, node: ast.ImportFrom) -> str:
        """Give the full name of the module that a statement imports from."""
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        kept = len(parts) - node.level + self.is_package
        return ".".join([*parts[:kept], *([node.module] if node.module else [])])

    @property
    def exported(self) -> tuple[str, ...] | None:
        """What `__all__` lists, or None where there is none."""
        node = self.defined.get("__all__")
        if not isinstance(node, (ast.Assign, ast.AnnAssign)) or node.value is None:
            return None
        return tuple(ast.literal_eval(node.value))


@frozen(eq=False)
class Tree:
    """The import packages below a root."""

    root: Path
    _read: dict[str, Module | None] = field(factory=dict[str, "Module | None"], init=False, repr=False)

    def module(self, name: str) -> Module | None:
        """Read a module, or give None where the tree has none of that name."""
        if name not in self._read:
            self._read[name] = self._parse(name)
        return self._read[name]

    def modules(self, package: str) -> Iterator[Module]:
        """Read all modules of a package, sorted by name."""
        for room in ROOMS:
            for file in sorted((self.root / room / package).rglob("*.py")):
                parts = file.relative_to(self.root / room).with_suffix("").parts
                found = self.module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
                assert found is not None
                yield found

    def _parse(self, name: str) -> Module | None:
        for room in ROOMS:
            base = self.root / room / Path(*name.split("."))
            for file, is_package in ((base / "__init__.py", True), (base.with_suffix(".py"), False)):
                if file.is_file():
                    defined, functions = _defined(ast.parse(file.read_bytes(), str(file)).body)
                    return Module(self, name, is_package, defined, functions)
        return None


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Walk statements, those that stand under a condition included."""
    for node in body:
        if isinstance(node, ast.If):
            yield from statements([*node.body, *node.orelse])
        elif isinstance(node, ast.Try):
            yield from statements([*node.body, *(line for handler in node.handlers for line in handler.body)])
        else:
            yield node


def assigned(node: ast.stmt) -> str | None:
    """Give the plain name that a statement assigns to, if it is one."""
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return None


def _defined(body: list[ast.stmt]) -> tuple[dict[str, Defining], dict[str, list[Function]]]:
    defined: dict[str, Defining] = {}
    functions: dict[str, list[Function]] = {}
    for node in statements(body):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            defined.update((alias.asname or alias.name, node) for alias in node.names)
        elif isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            defined[node.name] = node
            if not isinstance(node, ast.ClassDef):
                functions.setdefault(node.name, []).append(node)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and (name := assigned(node)):
            defined[name] = node
    return defined, functions
