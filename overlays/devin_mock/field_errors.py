"""What a validator finds wrong with a value, in the words that FastAPI applications have for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from jsonschema_rs import ValidationError

from devin_mock.messages import Json, object_of
from devin_mock.tree import Tree
from devin_mock.wire import FieldError

Loc = tuple[str | int, ...]

_BY_KEYWORD: Final = {
    "minimum": "greater_than_equal",
    "maximum": "less_than_equal",
    "exclusiveMinimum": "greater_than",
    "exclusiveMaximum": "less_than",
    "multipleOf": "multiple_of",
    "minLength": "string_too_short",
    "maxLength": "string_too_long",
    "minItems": "too_short",
    "maxItems": "too_long",
    "minProperties": "too_short",
    "maxProperties": "too_long",
    "pattern": "string_pattern_mismatch",
    "enum": "literal_error",
    "const": "literal_error",
}
_BY_TYPE: Final = {
    "integer": "int_type",
    "number": "float_type",
    "boolean": "bool_type",
    "string": "string_type",
    "array": "list_type",
    "object": "dict_type",
    "null": "none_required",
}


def field_errors(tree: Tree, schema: str, value: Json, loc: Loc) -> list[FieldError]:
    """The errors of a value against the schema at a pointer; `loc` is where the value was sent."""
    return [found for error in tree.validator(schema).iter_errors(value) for found in _told(error, loc)]


def _told(error: ValidationError, loc: Loc) -> Iterator[FieldError]:
    kind = error.kind.name
    here = (*loc, *error.instance_path)
    if kind == "required":
        yield FieldError((*here, error.kind.value), "Field required", "missing", error.instance)
    elif kind in ("additionalProperties", "unevaluatedProperties"):
        members = object_of(error.instance)
        for name in error.kind.value:
            yield FieldError((*here, name), "Extra inputs are not permitted", "extra_forbidden", members[name])
    elif kind in ("anyOf", "oneOf") and (branch := _only_branch(error.kind.value)) is not None:
        for inner in branch:
            yield from _told(inner, loc)
    else:
        yield FieldError(here, error.message, _type_of(error), error.instance)


def _only_branch(branches: Iterable[Sequence[ValidationError]]) -> Sequence[ValidationError] | None:
    """The errors of X in a union of X and null."""
    others = [errors for errors in branches if not all(_is_of_null(error) for error in errors)]
    return others[0] if len(others) == 1 and others[0] else None


def _is_of_null(error: ValidationError) -> bool:
    return error.kind.name == "type" and list(error.kind.value) == ["null"]


def _type_of(error: ValidationError) -> str:
    kind = error.kind.name
    if kind == "type":
        wanted: str | list[str] = error.kind.value
        names = [wanted] if isinstance(wanted, str) else [name for name in wanted if name != "null"]
        return "_or_".join(_BY_TYPE.get(name, name) for name in names) or _BY_TYPE["null"]
    if kind == "format":
        return f"{str(error.kind.value).replace('-', '')}_parsing"
    return _BY_KEYWORD.get(kind, kind)
