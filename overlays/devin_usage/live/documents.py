"""The resolved documents as a run reads them: operations with parameters and answers by status, and their schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, TypeAlias

import jsonschema_rs
from attrs import frozen

from ..credential import Version
from .bodies import array_of, object_of

Schema: TypeAlias = Any
"""A JSON schema; its form is the document's, which Python's types cannot say."""


@frozen(eq=False)
class Parameter:
    """A parameter of an operation."""

    name: str
    in_path: bool
    required: bool


@frozen(eq=False)
class Operation:
    """An operation of a document."""

    version: Version
    id: str
    path: str
    scope: str
    permission: str | None
    parameters: tuple[Parameter, ...]
    answers: Mapping[str, Mapping[str, Schema]]
    """The schema of each body, by status, or class of them, and media type."""

    @property
    def in_path(self) -> frozenset[str]:
        """The parameters that stand in the path."""
        return frozenset(each.name for each in self.parameters if each.in_path)

    @property
    def names(self) -> frozenset[str]:
        """The names of all parameters."""
        return frozenset(each.name for each in self.parameters)

    @property
    def body(self) -> Schema:
        """The schema of a 200 body."""
        return self.answers["200"]["application/json"]

    def answer(self, status: int) -> Mapping[str, Schema] | None:
        """Give the schemas of a status by media type, or None where the documents do not name it."""
        names = (str(status), f"{status // 100}XX", "default")
        return next((self.answers[name] for name in names if name in self.answers), None)


class Document:
    """One version's document."""

    def __init__(self, version: Version, raw: Mapping[str, Any]) -> None:
        """Index a resolved document."""
        self.version: Version = version
        self._components = raw["components"]
        self._validators: dict[int, tuple[Schema, jsonschema_rs.Validator]] = {}
        self.operations = tuple(_operation(version, path, item["get"]) for path, item in raw["paths"].items())
        self.by_id: Mapping[str, Operation] = {each.id: each for each in self.operations}
        self.names = frozenset(_names(self._components["schemas"]))
        """The name of every field that the document describes."""

    def resolved(self, schema: Schema) -> Schema:
        """Follow the references of a schema."""
        while "$ref" in schema:
            reference: str = schema["$ref"]
            schema = self._components["schemas"][reference.removeprefix("#/components/schemas/")]
        return schema

    def validator(self, schema: Schema) -> jsonschema_rs.Validator:
        """Compile a schema, once; its errors name the place and the rule, never the value."""
        kept = self._validators.get(id(schema))
        if kept is None:
            whole = {**schema, "components": self._components}
            compiled = jsonschema_rs.validator_for(whole, validate_formats=True, offline=True, mask="the value")
            kept = self._validators[id(schema)] = (schema, compiled)  # the schema is kept, so that its id stays its own
        return kept[1]

    def fitting(self, schema: Schema, value: Any) -> list[Schema]:
        """Give what describes a value: the schema, or those of its alternatives that the value fits, if any does."""
        schema = self.resolved(schema)
        found = [schema]
        for part in schema.get("allOf", ()):
            found += self.fitting(part, value)
        branches = [self.resolved(each) for word in ("anyOf", "oneOf") for each in schema.get(word, ())]
        chosen = [each for each in branches if self.validator(each).is_valid(value)]
        if branches and not chosen and isinstance(value, dict | list):
            chosen = [min(branches, key=lambda each: distance(list(self.validator(each).iter_errors(value))))]
        for branch in chosen:
            found += self.fitting(branch, value)
        return found


_TELLING = frozenset({"const", "not", "enum"})


def distance(errors: Sequence[jsonschema_rs.ValidationError], depth: int = 0) -> tuple[bool, int, int]:
    """Tell how far a value at some depth is from an alternative that refuses it with these errors.

    Alternatives are told apart by their kind, or by a field with a value of its own: where that differs, the value is
    another thing.
    """
    kinds = any(each.kind.name == "type" and len(each.instance_path) == depth for each in errors)
    return kinds, sum(each.kind.name in _TELLING for each in errors), len(errors)


def _operation(version: Version, path: str, raw: Mapping[str, Any]) -> Operation:
    return Operation(
        version=version,
        id=raw["operationId"],
        path=path,
        scope=raw["x-scope"],
        permission=raw.get("x-permission"),
        parameters=tuple(
            Parameter(each["name"], each["in"] == "path", bool(each.get("required")))
            for each in raw.get("parameters", ())
        ),
        answers={
            status: {media: entry.get("schema", {}) for media, entry in answer.get("content", {}).items()}
            for status, answer in raw["responses"].items()
        },
    )


def _names(node: Any) -> Iterator[str]:
    inside = object_of(node) or {}
    yield from object_of(inside.get("properties")) or ()
    for each in (*inside.values(), *(array_of(node) or ())):
        yield from _names(each)


@cache
def document(version: Version) -> Document:
    """Load the document of a version from the package data, once."""
    text = resources.files("devin_specs").joinpath(f"{version}.json").read_text(encoding="utf-8")
    return Document(version, json.loads(text))
