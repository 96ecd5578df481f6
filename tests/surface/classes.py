"""The public side of a class as it is written: what it is, what makes one, and its members, inherited ones included."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from attrs import frozen

from .signatures import KEYWORD, POSITION, Parameter, Signature
from .source import Definition, Function, Module, assigned, statements
from .wording import default_text, signature, type_text

_SILENT = frozenset(
    f"__{name}__" for name in ("attrs_post_init", "hash", "init", "init_subclass", "reduce", "repr", "slots", "str")
)
"""What is written in a class and calls for no line; `__init__` has one of its own."""

_MARKS = ("staticmethod", "classmethod", "property", "cached_property", "overload", "contextmanager")


@frozen
class Member:
    """A member of a class: its kind, and what is to be said of it."""

    name: str
    kind: str
    text: str
    type: tuple[Module, ast.expr] | None = None
    """The type of an attribute or a property, and the module that names it."""


def lineage(found: Definition) -> list[Definition]:
    """Give a class and those that it inherits from and that the tree defines, nearest first."""
    order = [found]
    for base in _bases(found):
        parent = found.module.find(base.id) if isinstance(base, ast.Name) else None
        if parent is not None and isinstance(parent.node, ast.ClassDef):
            above = lineage(parent)
            order = [one for one in order if one not in above] + above
    return order


def foreign_bases(found: Definition) -> list[str]:
    """Give the classes from outside the tree that a class inherits from."""
    result: list[str] = []
    for one in lineage(found):
        for base in _bases(one):
            known = one.module.find(base.id) if isinstance(base, ast.Name) else None
            text = ast.unparse(base)
            if (known is None or not isinstance(known.node, ast.ClassDef)) and text not in ("Generic", *result):
                result.append(text)
    return result


def constructor(found: Definition) -> Signature | None:
    """Tell how an instance is made; None where nothing in the tree says so."""
    for one in lineage(found):
        written = [node for node in _body(one) if isinstance(node, ast.FunctionDef) and node.name == "__init__"]
        if written:
            return signature(written[-1], one.module, bound=True)
        if _attrs_options(one) is not None:
            return _generated_constructor(one)
    return None


def members(found: Definition) -> Iterator[Member]:
    """Give the public members of a class, sorted by name; the nearest definition of each counts."""
    seen: dict[str, list[Member]] = {}
    for one in lineage(found):
        own: dict[str, list[Member]] = {}
        for member in _own_members(one):
            own.setdefault(member.name, []).append(member)
        for name, same in own.items():
            overloads = [member for member in same if member.kind == "overload"]
            seen.setdefault(name, overloads or same[-1:])
    for name in sorted(seen):
        yield from seen[name]


def function_kind(node: Function) -> str:
    """Name a function by how it is called and by the decorator that changes what it is."""
    marks = [_decorator(one) for one in node.decorator_list]
    for mark in marks:
        if mark in _MARKS:
            return "property" if mark == "cached_property" else mark
        if mark == "pytest.fixture":
            return "fixture"
    return "async-def" if isinstance(node, ast.AsyncFunctionDef) else "def"


def _own_members(one: Definition) -> Iterator[Member]:
    enumeration = any(base.endswith(("Enum", "Flag")) for base in foreign_bases(one))
    for name, annotation in _assigned_to_self(one):
        yield _holding(name, "attribute", annotation, one.module)
    for slot in _slots(one):
        yield Member(slot, "attribute", "")
    for node in _body(one):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if _is_public(node.name):
                yield _method(node, one.module)
        elif (name := assigned(node) or "") and _is_public(name):
            if isinstance(node, ast.AnnAssign):
                yield _holding(name, "attribute", node.annotation, one.module)
            elif isinstance(node, ast.Assign):
                yield Member(name, "member" if enumeration else "attribute", f"= {ast.unparse(node.value)}")


def _method(node: Function, module: Module) -> Member:
    kind = function_kind(node)
    if kind == "property":
        return _holding(node.name, kind, node.returns, module)
    return Member(node.name, kind, str(signature(node, module, bound=kind != "staticmethod")))


def _holding(name: str, kind: str, annotation: ast.expr | None, module: Module) -> Member:
    if annotation is None:
        return Member(name, kind, "")
    return Member(name, kind, f"-> {type_text(annotation, module)}", (module, annotation))


def _assigned_to_self(one: Definition) -> Iterator[tuple[str, ast.expr | None]]:
    """Find the attributes that methods give to ``self``, and the type of each as far as the line tells it."""
    for method in _body(one):
        if not isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        types = {argument.arg: argument.annotation for argument in [*method.args.args, *method.args.kwonlyargs]}
        for node in ast.walk(method):
            if not isinstance(node, (ast.Assign, ast.AnnAssign)):
                continue
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            if not (isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name)):
                continue
            if target.value.id != "self" or not _is_public(target.attr):
                continue
            value = node.value
            annotation = node.annotation if isinstance(node, ast.AnnAssign) else None
            if annotation is None and isinstance(value, ast.Name):
                annotation = types.get(value.id)
            if annotation is None and isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
                known = one.module.find(value.func.id)
                annotation = value.func if known is not None and isinstance(known.node, ast.ClassDef) else None
            yield target.attr, annotation


def _slots(one: Definition) -> Iterator[str]:
    for node in _body(one):
        if assigned(node) == "__slots__" and isinstance(node, ast.Assign):
            yield from (name for name in ast.literal_eval(node.value) if _is_public(name))


def _generated_constructor(one: Definition) -> Signature:
    fields: dict[str, tuple[bool, Parameter | None]] = {}
    for ancestor in reversed(lineage(one)):
        options = _attrs_options(ancestor)
        if options is None:
            continue
        for node in _body(ancestor):
            name = assigned(node)
            if name and isinstance(node, ast.AnnAssign) and not _text(node.annotation).startswith("ClassVar"):
                fields.pop(name, None)
                parameter = _field(node, name, ancestor.module, keyword="kw_only" in options)
                fields[name] = (parameter is not None and parameter.kind == KEYWORD, parameter)
    parameters = [parameter for _, parameter in fields.values() if parameter is not None]
    ordered = sorted(parameters, key=lambda parameter: parameter.kind == KEYWORD)
    return Signature(tuple(ordered), "None")


def _field(node: ast.AnnAssign, name: str, module: Module, *, keyword: bool) -> Parameter | None:
    alias, typed, default = name.lstrip("_"), type_text(node.annotation, module), None
    if isinstance(node.value, ast.Call) and _text(node.value.func) in ("field", "attrs.field", "_attrs_field"):
        given = {one.arg: one.value for one in node.value.keywords}
        if "init" in given and ast.literal_eval(given["init"]) is False:
            return None
        alias = ast.literal_eval(given["alias"]) if "alias" in given else alias
        keyword = ast.literal_eval(given["kw_only"]) if "kw_only" in given else keyword
        if "default" in given:
            default = default_text(given["default"], module)
        elif "factory" in given:
            factory = given["factory"]
            default = _text(factory.body) if isinstance(factory, ast.Lambda) else f"{_text(factory)}()"
        typed = _converted(given["converter"], module) or typed if "converter" in given else typed
    elif node.value is not None:
        default = default_text(node.value, module)
    return Parameter(alias, KEYWORD if keyword else POSITION, typed, default)


def _converted(node: ast.expr, module: Module) -> str:
    """Word what a converter takes, which is what the constructor takes."""
    found = module.find(node.id) if isinstance(node, ast.Name) else None
    if found is None or not isinstance(found.node, ast.FunctionDef):
        return ""
    return type_text(found.node.args.args[0].annotation, found.module)


def _attrs_options(one: Definition) -> frozenset[str] | None:
    """Give the options that a class switches on where attrs writes its constructor; None where it does not."""
    assert isinstance(one.node, ast.ClassDef)
    for decorator in one.node.decorator_list:
        if _decorator(decorator) in ("define", "frozen", "attrs.define", "attrs.frozen", "_attrs_define"):
            keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
            on = {each.arg: isinstance(each.value, ast.Constant) and each.value.value is True for each in keywords}
            return frozenset(name for name, value in on.items() if name and value)
    return None


def _decorator(node: ast.expr) -> str:
    return _text(node.func if isinstance(node, ast.Call) else node)


def _bases(one: Definition) -> list[ast.expr]:
    assert isinstance(one.node, ast.ClassDef)
    return [base.value if isinstance(base, ast.Subscript) else base for base in one.node.bases]


def _body(one: Definition) -> list[ast.stmt]:
    assert isinstance(one.node, ast.ClassDef)
    return list(statements(one.node.body))


def _is_public(name: str) -> bool:
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__") and name not in _SILENT)


def _text(node: ast.expr) -> str:
    return ast.unparse(node)
