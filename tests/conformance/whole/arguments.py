"""A case as the arguments of a generated function, by the names and types that the function itself tells."""

from __future__ import annotations

import inspect
import io
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin
from uuid import UUID

import attrs
from devin_mock import Operation

from specs.pipeline.limits.python_names import identifier

from .cases import NOTHING, Case
from .oracles import attributes_of

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_FROM_TEXT: Final[Mapping[Any, Callable[[str], Any]]] = {
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    UUID: UUID,
}
_OUTSIDE: Final = {"authorization": "Bearer key", "accept": "*/*", "content_type": "text/plain"}
"""Headers that OpenAPI holds to be no parameters, and the generator holds to be some."""


def arguments(function: Callable[..., Any], operation: Operation, case: Case, file_class: Any) -> dict[str, Any]:
    """The arguments of a generated function. Raises LookupError for a parameter that it does not take."""
    taken = inspect.signature(function).parameters
    found: dict[str, Any] = {}
    for location, values in case.located():
        for name, value in values.items():
            argument = next((each for each in _names(name, location) if each in taken and each not in found), None)
            if argument is None:
                raise LookupError(f"the generated function takes no {location} parameter {name}")
            found[argument] = converted(taken[argument].annotation, value)
    if case.body is not NOTHING:
        classes = [each for each in _members(taken["body"].annotation) if each.__name__ != "Unset"]
        media_types = list(operation.bodies)
        of_several = len(media_types) > 1 and len(classes) == len(media_types)
        hint = classes[media_types.index(case.media_type or "")] if of_several else taken["body"].annotation
        found["body"] = _with_names(
            file_class(payload=io.BytesIO(case.body)) if isinstance(case.body, bytes) else converted(hint, case.body)
        )
    for name, parameter in taken.items():
        if parameter.default is parameter.empty and name in _OUTSIDE and name not in found:
            found[name] = _OUTSIDE[name]
    return found


def _names(name: str, location: str) -> Iterator[str]:
    yield f"{identifier(name)}_{location}"
    yield from attributes_of(name)


def _members(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def converted(hint: Any, value: Any) -> Any:
    """A JSON value as a type asks for it; of several types, as the first that takes it and gives it back."""
    members = _members(hint)
    if isinstance(value, dict):
        models = [each for each in members if hasattr(each, "from_dict")]
        return _first_model(models, value) if models else value
    if isinstance(value, list):
        lists = [get_args(each)[0] for each in members if get_origin(each) is list]
        return [converted(lists[0], each) for each in value] if lists else value
    if isinstance(value, str) and str not in members:
        wanted = [each for each in (UUID, date, datetime) if each in members]
        for each in wanted:
            if each is not date or _DAY.fullmatch(value):
                try:
                    return _FROM_TEXT[each](value.upper() if each is datetime else value)
                except ValueError:
                    continue
    return value


def _first_model(models: list[Any], value: dict[str, Any]) -> Any:
    raised: Exception | None = None
    for each in models:
        try:
            model = each.from_dict(value)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raised = error
            continue
        if len(models) == 1 or model.to_dict().keys() == value.keys():
            return model
    if raised is not None:
        raise raised
    return models[0].from_dict(value)


def _with_names(value: Any) -> Any:
    """A body whose files have names, as uploads do; without one, a part is no file to many servers."""
    if isinstance(value, list):
        return [_with_names(each) for each in value]
    if attrs.has(type(value)):
        if hasattr(value, "payload"):
            value.file_name = "a.bin"
            return value
        for field in attrs.fields(type(value)):
            _with_names(getattr(value, field.name))
    return value
