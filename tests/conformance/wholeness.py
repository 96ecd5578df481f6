"""Whether what a client gave is what was served: a model attribute by attribute, JSON value by value."""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from devin_mock import Document

from .schemas import inside


def differences(document: Document, schema: str, served: Any, model: Any, where: str = "") -> Iterator[str]:
    """Where a model differs from what was served, attribute by attribute."""
    if isinstance(served, list) and isinstance(model, list):
        if len(served) != len(model):
            yield f"{where}: {len(served)} items were served, {len(model)} came"
        for index, (one, other) in enumerate(zip(served, model, strict=False)):
            yield from differences(document, inside(document, schema, index, served), one, other, f"{where}/{index}")
    elif isinstance(served, dict) and hasattr(model, "to_dict"):
        for name, value in served.items():
            known = inside(document, schema, name, served)
            if known is not None and not hasattr(model, attribute_of(name)):
                yield f"{where}/{name}: a {type(model).__name__} came, which does not know it"
            elif known is not None:
                yield from differences(document, known, value, getattr(model, attribute_of(name)), f"{where}/{name}")
            elif (kept := plain(model.additional_properties.get(name, "(lost)"))) != value:
                yield f"{where}/{name}: {value!r} was served, {kept!r} is kept"
        if more := set(model.additional_properties) - set(served):
            yield f"{where}: {sorted(more)} were never served"
    elif not _same(served, model):
        yield f"{where}: {served!r} was served, {model!r} came"


def attribute_of(name: str) -> str:
    """The attribute in which the generator keeps a field."""
    return f"{name}_" if keyword.iskeyword(name) else name


def plain(value: Any) -> Any:
    """A value of a model as JSON."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.to_dict() if hasattr(value, "to_dict") else value


def _same(served: Any, value: Any) -> bool:
    if isinstance(value, datetime):
        return datetime.fromisoformat(served.upper()) == value
    if isinstance(value, date):
        return date.fromisoformat(served) == value
    if isinstance(served, bool) or isinstance(value, bool):
        return served is value
    return bool(served == value)


def equal_json(served: Any, came: Any) -> bool:
    """Whether two JSON values are equal; texts that name the same instant are."""
    if isinstance(served, dict) and isinstance(came, dict):
        return served.keys() == came.keys() and all(equal_json(served[name], came[name]) for name in served)
    if isinstance(served, list) and isinstance(came, list):
        return len(served) == len(came) and all(map(equal_json, served, came))
    if isinstance(served, str) and isinstance(came, str) and served != came:
        try:
            return datetime.fromisoformat(served.upper()) == datetime.fromisoformat(came.upper())
        except (TypeError, ValueError):
            return False
    return _same(served, came)
