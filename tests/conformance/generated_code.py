"""What generated code says of an operation, held against what is known of it: signatures, requests, models.

Every function gives the differences in words; none means that the code is as it should be.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from types import GenericAlias, ModuleType, NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints
from urllib.parse import quote

import attrs

from .facts import OPERATION, Part, Row, Said

ENTRY_POINTS: Final = ("sync", "sync_detailed", "asyncio", "asyncio_detailed")

_BODY: Final[Part] = ("200 application/json",)
_TYPES: Final[Mapping[str, Any]] = {"integer": int, "number": float, "string": str, "boolean": bool}
_REST: Final = "additional_properties"
_MAP_STEPS: Final = {"{}", "{key}"}


def code_differences(said: Said, module: ModuleType) -> Iterator[str]:
    """Everything that the generated module of an operation has otherwise than is known."""
    yield from _signature_differences(said, module)
    yield from _request_differences(said, module)
    yield from _return_differences(said, module)


def _package(module_name: str) -> Any:
    """The package of the API version that a generated module belongs to."""
    return sys.modules[".".join(module_name.split(".")[:2])]


def _types(module_name: str) -> Any:
    return sys.modules[f"{_package(module_name).__name__}.types"]


def _parameters(said: Said) -> Mapping[str, Part]:
    return {part[0].split(" ")[1]: part for part in said if len(part) == 1 and part[0].startswith("parameter ")}


def _python_type(said: Said, part: Part) -> Any:
    row = said[part]
    if row["type"] == "array":
        return GenericAlias(list, (_python_type(said, (*part, "[]")),))
    if "const" in row:
        return Literal[row["const"]]
    return datetime if row.get("format") == "date-time" else _TYPES[row["type"]]


def _members(hint: Any) -> frozenset[Any]:
    return frozenset(get_args(hint) if get_origin(hint) in (UnionType, Union) else [hint])


def _default(row: Row, unset: Any) -> Any:
    # Where null is allowed too, the generated code fills no default in: what is absent stays absent.
    return unset if row["nullable"] else row.get("default", unset)


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other


def _signature_differences(said: Said, module: ModuleType) -> Iterator[str]:
    package, types, known = _package(module.__name__), _types(module.__name__), _parameters(said)
    for name in ENTRY_POINTS:
        function = getattr(module, name)
        hints, taken = get_type_hints(function), dict(inspect.signature(function).parameters)
        client = taken.pop("client", None)
        clients = {package.AuthenticatedClient, package.Client}
        if client is None or client.default is not client.empty or not _members(hints["client"]) <= clients:
            yield f"{name} takes the client {client}"
        if taken.keys() != known.keys():
            yield f"{name} takes {sorted(taken)}, not {sorted(known)}"
            continue
        by_position = [each.name for each in taken.values() if each.kind is not each.KEYWORD_ONLY]
        if by_position != _names_in_path(said):
            yield f"{name} takes {by_position} by position"
        for argument, part in known.items():
            row, parameter = said[part], taken[argument]
            if unlike := _hint_difference(said, part, hints[argument], types):
                yield f"{name}: {argument} {unlike}"
            default = parameter.empty if row["required"] else _default(row, types.UNSET)
            if not _same(parameter.default, default):
                yield f"{name}: {argument} is {parameter.default!r} by default"


def _names_in_path(said: Said) -> list[str]:
    return re.findall(r"\{([^}]*)\}", said[OPERATION]["path"])


def _hint_difference(said: Said, part: Part, hint: Any, types: Any) -> str:
    row = said[part]
    allowed = {_python_type(said, part)} | ({NoneType} if row["nullable"] else set())
    allowed |= set() if row["required"] else {types.Unset}
    return "" if _members(hint) == allowed else f"is {hint}"


def _value(said: Said, part: Part, index: int) -> Any:
    row, name = said[part], part[0].split(" ")[1]
    if row["type"] == "array":
        return [f"{name} one", f"{name} two"]
    if row.get("format") == "date-time":
        return datetime(2025, 12, 5, 8, tzinfo=UTC) + timedelta(days=index)
    return {"integer": 1000 + index, "boolean": True, "string": f"{name}/é|{index}"}[row["type"]]


def _request_differences(said: Said, module: ModuleType) -> Iterator[str]:
    known = _parameters(said)
    values = {name: _value(said, part, index) for index, (name, part) in enumerate(known.items())}
    least = {name: value for name, value in values.items() if said[known[name]]["required"]}
    defaults = {name: said[part]["default"] for name, part in known.items() if "default" in said[part]}
    for given, expected in ((values, values), (least, {**defaults, **least})):
        try:
            request = vars(module)["_get_kwargs"](**given)
        except TypeError as error:
            yield f"the request cannot be made: {error}"
            continue
        path = {name: quote(given[name], safe="") for name in _names_in_path(said)}
        url = said[OPERATION]["path"].format(**path)
        if (request.pop("method"), request.pop("url")) != (said[OPERATION]["method"].lower(), url):
            yield f"the request does not go to {said[OPERATION]['method']} {url}"
        sent = request.pop("params", {})
        read = {name: _read(said, known.get(name), value) for name, value in sent.items()}
        query = {name: value for name, value in expected.items() if name not in path}
        if read != query or any(not _same(value, query[name]) for name, value in read.items()):
            yield f"the request asks {sent}, not {query}"
        if request:
            yield f"the request also has {sorted(request)}"


def _read(said: Said, part: Part | None, value: Any) -> Any:
    return datetime.fromisoformat(value) if part is not None and said[part].get("format") == "date-time" else value


def _return_differences(said: Said, module: ModuleType) -> Iterator[str]:
    """What the functions give back for a 200, without the models of errors."""
    errors = {_class_name(row["schema"]) for part, row in said.items() if len(part) == 1 and _is_error(part[0])}
    for name in ENTRY_POINTS:
        hint = get_type_hints(getattr(module, name))["return"]
        if get_origin(hint) is _types(module.__name__).Response:
            (hint,) = get_args(hint)
        members = {each for each in _members(hint) if each is not NoneType and _name(each) not in errors}
        yield from (f"{name} gives {unlike}" for unlike in _value_differences(said, _BODY, members))


def _is_error(part: str) -> bool:
    return re.fullmatch(r"[345]\d\d \S+", part) is not None


def _class_name(schema: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", schema)


def _name(hint: Any) -> str:
    return getattr(hint, "__name__", str(hint))


def _children(said: Said, part: Part) -> Mapping[str, Part]:
    return {each[-1]: each for each in said if each[:-1] == part}


def _value_differences(said: Said, part: Part, members: set[Any]) -> Iterator[str]:
    """What a value of some types, None and UNSET aside, holds otherwise than is known of a part of a body."""
    row, where, shown = said[part], "/".join(part[1:]) or "the body", sorted(map(_name, members))
    if "alternatives" in row:
        by_name = {_name(each): each for each in members}
        if by_name.keys() != {_class_name(each) for each in row["alternatives"]}:
            yield f"{where} as {shown}"
            return
        for each in row["alternatives"]:
            yield from _value_differences(said, (*part, f"<{each}>"), {by_name[_class_name(each)]})
    elif row["type"] == "array":
        lists = [each for each in members if get_origin(each) is list]
        if len(lists) != len(members) or len(lists) != 1:
            yield f"{where} as {shown}"
            return
        yield from _value_differences(said, (*part, "[]"), set(_members(get_args(lists[0])[0])))
    elif row["type"] == "object":
        (model,) = members if len(members) == 1 else (None,)
        if model is None or not attrs.has(model) or model.__name__ != _class_name(row.get("schema", model.__name__)):
            yield f"{where} as {shown}"
            return
        yield from _model_differences(said, part, model)
    elif members != {_python_type(said, part)}:
        yield f"{where} as {shown}"


def _model_differences(said: Said, part: Part, model: Any) -> Iterator[str]:
    types, children, where = _types(model.__module__), _children(said, part), "/".join(part[1:]) or "the body"
    hints = get_type_hints(model, localns=vars(sys.modules[model.__module__.rpartition(".")[0]]))
    fields = {field.name: field for field in attrs.fields(model)}
    del fields[_REST]
    if fields.keys() != children.keys() - _MAP_STEPS:
        yield f"{where} as {model.__name__} with {sorted(fields)}, not {sorted(children.keys() - _MAP_STEPS)}"
        return
    rest = get_args(hints[_REST])[1]
    if "{}" in children:
        yield from _value_differences(said, children["{}"], set(_members(rest)))
    elif rest is not Any:
        yield f"{where} as {model.__name__} with more of {rest}"
    for name, field in fields.items():
        row, members = said[children[name]], set(_members(hints[name]))
        if (NoneType in members) is not row["nullable"]:
            yield f"{where}/{name} {'with' if NoneType in members else 'without'} null"
        if (types.Unset in members) is row["required"]:
            yield f"{where}/{name} as {'optional' if row['required'] else 'required'}"
        default = attrs.NOTHING if row["required"] else _default(row, types.UNSET)
        if not _same(field.default, default):
            yield f"{where}/{name} as {field.default!r} by default"
        yield from _value_differences(said, children[name], members - {NoneType, types.Unset})
