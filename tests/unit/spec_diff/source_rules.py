"""The rules that the comparison can give, read from its source: each text that is given as ``rule=`` of a change."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import devin_usage.spec_diff

_PACKAGE = Path(devin_usage.spec_diff.__file__).parent


def patterns() -> set[str]:
    """Regular expressions for the rules; one that is put together matches every name in its gaps.

    Raises:
        ValueError: a rule is given in a way that is not read here.
    """
    found: set[str] = set()
    for path in sorted(_PACKAGE.glob("*.py")):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.keyword) and node.arg == "rule":
                        found.update(_texts(node.value, function, path.name))
    return found


def _texts(value: ast.expr, function: ast.FunctionDef, name: str) -> Iterator[str]:
    match value:
        case ast.Constant(value=str(text)):
            yield re.escape(text)
        case ast.JoinedStr(values=parts):
            gaps = (re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z-]+" for part in parts)
            yield "".join(gaps)
        case ast.IfExp(body=body, orelse=otherwise):
            yield from _texts(body, function, name)
            yield from _texts(otherwise, function, name)
        case ast.Name(id=variable):
            for assigned in _assigned(variable, function):
                yield from _texts(assigned, function, name)
        case ast.Attribute(attr="rule"):
            pass  # handed on from a change to its finding
        case _:
            raise ValueError(f"{name}:{value.lineno}: {ast.unparse(value)} is given as a rule, and cannot be read")


def _assigned(variable: str, function: ast.FunctionDef) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id == variable:
                    yield node.value
                if isinstance(target, ast.Tuple):
                    names = [each.id if isinstance(each, ast.Name) else "" for each in target.elts]
                    if variable in names:
                        yield from _parts(node.value, names.index(variable))


def _parts(value: ast.expr, index: int) -> Iterator[ast.expr]:
    match value:
        case ast.Tuple(elts=parts):
            yield parts[index]
        case ast.IfExp(body=body, orelse=otherwise):
            yield from _parts(body, index)
            yield from _parts(otherwise, index)
        case _:
            yield value
