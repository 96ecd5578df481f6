"""How types, defaults and signatures are worded: as the source words them, with the aliases among them spelled out."""

from __future__ import annotations

import ast
import copy

from .signatures import Parameter, Signature, arguments
from .source import Definition, Function, Module

_NO_ALIAS = (ast.Call, ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.ListComp, ast.JoinedStr)


def type_text(node: ast.expr | None, module: Module) -> str:
    """Word a type, with aliases such as ``Literal["v2", "v3"]`` spelled out; empty where none is given."""
    return "" if node is None else ast.unparse(_Spelled(module).visit(copy.deepcopy(node)))


def default_text(node: ast.expr, module: Module) -> str:
    """Word a default; a name for a plain number or text is replaced by that, since it is what the caller gets."""
    if isinstance(node, ast.Name):
        found = module.find(node.id)
        if found is not None and found.value is not None and _is_plain(found.value):
            return ast.unparse(found.value)
    return ast.unparse(node)


def signature(node: Function, module: Module, *, bound: bool) -> Signature:
    """Word a function as its definition does; ``bound`` leaves out the first parameter."""
    found = list(arguments(node.args))[bound:]
    return Signature(tuple(_parameter(*each, module) for each in found), type_text(node.returns, module))


def is_alias(found: Definition | None) -> bool:
    """Tell whether a name stands for a type that is written out elsewhere."""
    if found is None or found.value is None or isinstance(found.value, _NO_ALIAS):
        return False
    if isinstance(found.value, ast.Name):  # another name for a class; a name for a plain value is a constant
        other = found.module.find(found.value.id)
        return other is None or isinstance(other.node, ast.ClassDef) or is_alias(other)
    return not _is_plain(found.value)


def _parameter(argument: ast.arg, kind: str, default: ast.expr | None, module: Module) -> Parameter:
    text = None if default is None else default_text(default, module)
    return Parameter(argument.arg, kind, type_text(argument.annotation, module), text)


def _is_plain(node: ast.expr) -> bool:
    allowed = (ast.Constant, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop)
    return all(isinstance(part, allowed) for part in ast.walk(node))


class _Spelled(ast.NodeTransformer):
    """Replaces aliases by what they stand for, and quoted types by the types; a recursive alias keeps its name."""

    def __init__(self, module: Module, within: frozenset[tuple[str, str]] = frozenset()) -> None:
        self._module = module
        self._within = within

    def visit_Name(self, node: ast.Name) -> ast.expr:
        found = self._module.find(node.id)
        if found is None or not is_alias(found) or found.value is None or _is_recursive(found):
            return node
        key = (found.module.name, found.name)
        if key in self._within:
            return node
        spelled: ast.expr = _Spelled(found.module, self._within | {key}).visit(copy.deepcopy(found.value))
        return spelled

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if not isinstance(node.value, str):
            return node
        quoted: ast.expr = self.visit(ast.parse(node.value, mode="eval").body)
        return quoted

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        if isinstance(node.value, ast.Name) and node.value.id == "Literal":
            values = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            spelled = [part for value in values for part in self._literals(value)]
            node.slice = spelled[0] if len(spelled) == 1 else ast.Tuple(spelled, ast.Load())
            return node
        node.slice = self.visit(node.slice)
        if not isinstance(node.value, ast.Name):  # an alias with parameters of its own keeps its name
            node.value = self.visit(node.value)
        return node

    def _literals(self, node: ast.expr) -> list[ast.expr]:
        if not isinstance(node, ast.Name):
            return [node]
        inner = self.visit_Name(node)
        if not isinstance(inner, ast.Subscript):
            return [inner]
        return list(inner.slice.elts) if isinstance(inner.slice, ast.Tuple) else [inner.slice]


def _is_recursive(found: Definition) -> bool:
    assert found.value is not None
    return any(
        (isinstance(part, ast.Name) and part.id == found.name)
        or (isinstance(part, ast.Constant) and isinstance(part.value, str) and found.name in part.value)
        for part in ast.walk(found.value)
    )
