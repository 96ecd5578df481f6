"""Which changes of a public name break a program that was written against the release.

Compatible are: a new name; a new parameter that need not be passed; a parameter that need no longer be passed, that may
now be passed by position or by keyword as well, or that takes more types; a result or an attribute of fewer types; a
further base class; a further value of an enumeration or of a ``Literal``. Everything else breaks somebody:

    a name that is gone, or that has become something else        a base class that is gone
    a parameter that is gone, renamed, moved, or now needed       a default, a constant or a value that has changed
    a parameter that can no longer be passed by position          a parameter that takes fewer or other types
    a new parameter that has to be passed                         a result or an attribute of more or other types
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from .lines import Line
from .signatures import KEYWORD, ONLY_POSITION, POSITION, VAR_KEYWORD, VAR_POSITION, Parameter, Signature, parse

_CALLABLE: Final = frozenset(
    {"def", "async-def", "classmethod", "staticmethod", "overload", "contextmanager", "fixture"}
)


def breaking(base: Iterable[Line], present: Iterable[Line]) -> dict[str, list[str]]:
    """Say of each name what about it breaks callers; a name that breaks nobody is left out."""
    before, now = _by_name(base), _by_name(present)
    result: dict[str, list[str]] = {}
    for name in sorted(before):
        if name not in now:
            result[name] = ["is gone"]
        elif said := _changes(before[name], now[name]):
            result[name] = said
    return result


def _by_name(lines: Iterable[Line]) -> dict[str, list[Line]]:
    result: defaultdict[str, list[Line]] = defaultdict(list)
    for line in sorted(lines):
        result[line.name].append(line)
    return result


def _changes(before: list[Line], now: list[Line]) -> list[str]:
    """Compare a name; where it is overloaded, each old form needs a new one that takes its place."""
    result: list[str] = []
    for old in before:
        said = min((list(_change(old, new)) for new in now), key=len)
        result += [sentence for sentence in said if sentence not in result]
    return result


def _change(old: Line, new: Line) -> Iterator[str]:
    if old == new:
        return
    if {old.kind, new.kind} <= {"def", "overload"}:
        yield from _calls(parse(old.text), parse(new.text))
    elif old.kind != new.kind:
        yield f"was {old.kind}, and is {new.kind}"
    elif old.kind in _CALLABLE:
        yield from _calls(parse(old.text), parse(new.text))
    elif old.kind == "class":
        gone = [base for base in _bases(old) if base not in _bases(new)]
        yield from (f"is no {base} any more" for base in gone)
    elif old.kind == "type":
        before, now = types(old.text.removeprefix("= ")), types(new.text.removeprefix("= "))
        literals = all(one.startswith("Literal[") for one in before | now)
        if not (before <= now if literals else before == now):
            yield f"was {old.text[2:]}, and is {new.text[2:]}"
    elif old.text.startswith("-> ") and new.text.startswith("-> ") and old.kind != "constant":
        if not _narrower(new.text[3:], old.text[3:]):
            yield f"was {old.text[3:]}, and is {new.text[3:]}"
    elif old.text:
        yield f"was {old.text}, and is {new.text or 'of no stated type'}"


def _bases(line: Line) -> list[str]:
    return [base for base in line.text.strip("()").split(", ") if base]


def _calls(old: Signature, new: Signature) -> Iterator[str]:
    known = {parameter.name: parameter for parameter in new.parameters}
    places = {parameter.name: place for place, parameter in enumerate(new.parameters)}
    matched: set[str] = set()
    for place, parameter in enumerate(old.parameters):
        found = _counterpart(parameter, place, new, known)
        if found is None:
            yield f"takes no {parameter.name} any more"
            continue
        matched.add(found.name)
        yield from _parameter(parameter, found)
        positional = {ONLY_POSITION, POSITION}
        if parameter.kind in positional and found.kind in positional and places[found.name] != place:
            yield f"takes {parameter.name} at another position"
    for parameter in new.parameters:
        if parameter.needed and parameter.name not in matched:
            yield f"needs {parameter.name}"
    if old.returns and not _narrower(new.returns, old.returns):
        yield f"returned {old.returns}, and returns {new.returns or 'what it does not say'}"


def _counterpart(old: Parameter, place: int, new: Signature, known: dict[str, Parameter]) -> Parameter | None:
    """Find what takes the argument now: by name, or by place or kind where callers cannot name it."""
    if old.kind in (VAR_POSITION, VAR_KEYWORD):
        return next((one for one in new.parameters if one.kind == old.kind), None)
    if old.kind == ONLY_POSITION:
        there = new.parameters[place] if place < len(new.parameters) else None
        return there if there is not None and there.kind in (ONLY_POSITION, POSITION) else None
    found = known.get(old.name)
    return None if found is None or found.kind in (VAR_POSITION, VAR_KEYWORD) else found


def _parameter(old: Parameter, new: Parameter) -> Iterator[str]:
    if old.kind == POSITION and new.kind in (KEYWORD, ONLY_POSITION):
        yield f"takes {old.name} by {'keyword' if new.kind == KEYWORD else 'position'} only"
    if old.kind == KEYWORD and new.kind == ONLY_POSITION:
        yield f"takes {old.name} by position only"
    if new.needed and not old.needed:
        yield f"needs {old.name}, which was {old.default} by default"
    elif old.default is not None and new.default != old.default:
        yield f"takes {new.default} for {old.name} by default, and took {old.default}"
    if new.type and not _narrower(old.type, new.type):
        yield f"takes {new.type} for {old.name}, and took {old.type or 'what it did not say'}"


def _narrower(one: str, other: str) -> bool:
    """Tell whether each type of one is a type of the other, as far as the text says."""
    return one == other or (bool(one) and bool(other) and types(one) <= types(other))


def types(text: str) -> frozenset[str]:
    """Split a type into the alternatives of its union; each value of a ``Literal`` is one."""
    return frozenset(ast.unparse(one) for one in _alternatives(ast.parse(text, mode="eval").body))


def _alternatives(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        yield from _alternatives(node.left)
        yield from _alternatives(node.right)
        return
    if isinstance(node, ast.Subscript):
        name = re.sub(r"^typing\.", "", ast.unparse(node.value))
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if name == "Literal":
            yield from (ast.Subscript(node.value, value, ast.Load()) for value in inner)
            return
        if name in ("Optional", "Union"):
            for one in inner:
                yield from _alternatives(one)
            if name == "Optional":
                yield ast.Constant(None)
            return
        node = ast.Subscript(node.value, _in_order(node.slice), ast.Load())
    yield node


def _in_order(node: ast.expr) -> ast.expr:
    """Bring the unions within a type into one order, so that only a difference in meaning is one."""
    if isinstance(node, ast.Tuple):
        return ast.Tuple([_in_order(one) for one in node.elts], ast.Load())
    if isinstance(node, ast.List):
        return ast.List([_in_order(one) for one in node.elts], ast.Load())
    parts = sorted({ast.unparse(one) for one in _alternatives(node)})
    return ast.parse(" | ".join(parts), mode="eval").body
