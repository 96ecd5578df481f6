"""What is compared: what arrived with the case, and what a generated function gave with what was served."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import attrs
from devin_mock import Document, Operation
from devin_mock.branches import property_of, with_keyword
from devin_mock.judge import Arguments
from devin_mock.media_types import FORMS, essence
from openapi_python_client.strings import PythonIdentifier

from specs.pipeline.limits.python_names import identifier

from .cases import NOTHING, Case


def unlike_case(document: Document, operation: Operation, case: Case, arrived: Arguments) -> Iterator[str]:
    """Where what arrived differs from a case; a default that is sent for an absent value is no difference."""
    came = {"path": arrived.path, "query": arrived.query, "header": arrived.header, "cookie": arrived.cookie}
    schemas = {(each.location, each.name): each.schema for each in operation.parameters}
    for location, values in case.located():
        asked = {name: value for name, value in values.items() if value is not None and value != []}
        for name in asked.keys() | came[location].keys():
            schema = next((where for at, where in schemas.items() if at == (location, name)), None)
            default = None if schema is None else _default(document, schema)
            one, other = asked.get(name, default), came[location].get(name, default)
            yield from unlike(document, schema, one, other, f"{location} {name}")
    body, came_body = (None if each is NOTHING else each for each in (case.body, arrived.body))
    if not operation.body_required and essence(case.media_type or next(iter(operation.bodies), "")) in FORMS:
        # Without fields, a form is as empty as one that was left out.
        body, came_body = body or None, came_body or None
    schema = operation.bodies.get(case.media_type or "")
    yield from unlike(document, schema, body, came_body, "body")


def _default(document: Document, schema: str) -> Any:
    """The default of a schema, which may stand beside its reference or above the branch that is meant."""
    for where in (schema, schema.split("/anyOf/")[0], document.follow(schema)):
        found = document.at(where)
        if isinstance(found, Mapping) and "default" in found:
            return found["default"]
    return None


def unlike(document: Document, schema: str | None, asked: Any, came: Any, where: str) -> Iterator[str]:
    """Where a JSON value differs from another one; instants and UUIDs are compared as what they are."""
    if isinstance(asked, dict) and isinstance(came, dict):
        for name in asked.keys() | came.keys():
            inside = None if schema is None else property_of(document, schema, name)
            default = None if inside is None else _default(document, inside)
            if name in asked and name in came:
                yield from unlike(document, inside, asked[name], came[name], f"{where}/{name}")
            elif name in asked or came[name] != default:
                yield f"{where}/{name}: {_shown(asked, name)} was asked, {_shown(came, name)} arrived"
    elif isinstance(asked, list) and isinstance(came, list) and len(asked) == len(came):
        items = None if schema is None else next(with_keyword(document, schema, ("items",)), None)
        for index, (one, other) in enumerate(zip(asked, came, strict=True)):
            yield from unlike(document, items and f"{items}/items", one, other, f"{where}/{index}")
    elif not same(asked, came):
        yield f"{where}: {asked!r} was asked, {came!r} arrived"


def _shown(values: Mapping[str, Any], name: str) -> str:
    return repr(values[name]) if name in values else "nothing"


def same(one: Any, other: Any) -> bool:
    """Whether two values that are no containers mean the same."""
    if isinstance(one, bytes) or isinstance(other, bytes):
        first, second = (each.decode("latin-1") if isinstance(each, bytes) else each for each in (one, other))
        return bool(first == second)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, str) and isinstance(other, str) and one != other:
        return any(_as(kind, one) is not None and _as(kind, one) == _as(kind, other) for kind in (_instant, UUID))
    return bool(one == other)


def _as(kind: Any, value: str) -> Any:
    try:
        return kind(value)
    except ValueError:
        return None


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text.upper())
    if found.tzinfo is None:
        raise ValueError("a time without an offset is no instant")
    return found


def unlike_served(served: Any, came: Any, where: str = "") -> Iterator[str]:
    """Where what a generated function gave differs from what was served, attribute by attribute."""
    if isinstance(served, list) and isinstance(came, list):
        if len(served) != len(came):
            yield f"{where}: {len(served)} items were served, {len(came)} came"
        for index, (one, other) in enumerate(zip(served, came, strict=False)):
            yield from unlike_served(one, other, f"{where}/{index}")
    elif isinstance(served, dict) and attrs.has(type(came)):
        kept: Mapping[str, Any] = getattr(came, "additional_properties", {})
        names = {field.name for field in attrs.fields(type(came))} - {"additional_properties"}
        for name, value in served.items():
            attribute = next((each for each in attributes_of(name) if each in names), None)
            if name in kept and name in names:
                yield f"{where}/{name}: it is kept aside, not as the attribute of its name"
            elif name in kept:
                yield from unlike_served(value, kept[name], f"{where}/{name}")
            elif attribute is not None:
                yield from unlike_served(value, getattr(came, attribute), f"{where}/{name}")
            else:
                yield f"{where}/{name}: a {type(came).__name__} came, which does not hold it"
    elif isinstance(served, dict) and isinstance(came, dict) and served.keys() == came.keys():
        for name in served:
            yield from unlike_served(served[name], came[name], f"{where}/{name}")
    elif not same(served, as_json(came)):
        yield f"{where or 'the answer'}: {served!r} was served, {came!r} came"


def attributes_of(name: str) -> tuple[str, str]:
    """The names that the generator may give to a property: where two would have one, it keeps those of the document."""
    return PythonIdentifier(name, "field_", skip_snake_case=True), identifier(name)


def as_json(value: Any) -> Any:
    """A value that a generated function gave, as it would be written."""
    if isinstance(value, list):
        return [as_json(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(getattr(value, "payload", None), io.BytesIO):
        return value.payload.getvalue()
    return value.to_dict() if hasattr(value, "to_dict") else value
