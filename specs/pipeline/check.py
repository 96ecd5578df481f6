"""What a resolved document must hold before a client is generated from it.

The generator drops an endpoint that it cannot read, and overwrites one of two operations with the same id, both with
exit code 0; so what would be lost is refused here, by name.
"""

import re
from collections.abc import Iterator

from openapi_spec_validator import OpenAPIV31SpecValidator

from . import grammar, references
from .errors import PipelineError
from .tree import Json, at, pointer, same

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def _path_parameters(document: Json, holder: Json) -> Iterator[str]:
    declared = holder.get("parameters") if isinstance(holder, dict) else None
    for item in declared if isinstance(declared, list) else []:
        reference = item.get("$ref") if isinstance(item, dict) else None
        parameter = references.follow(document, reference) if isinstance(reference, str) else item
        if isinstance(parameter, dict) and parameter.get("in") == "path":
            yield str(parameter.get("name"))


def _faults(document: dict[str, Json]) -> Iterator[tuple[str, str]]:
    """Walk what the validator refuses, as (pointer, message)."""
    for error in OpenAPIV31SpecValidator(document).iter_errors():  # pyright: ignore[reportArgumentType]  # Json is narrower than its hashable-keyed mapping
        path = list(error.absolute_path)
        try:
            told = same(at(document, path), error.instance)
        except (LookupError, ValueError):
            told = False
        yield pointer(path) if told else _place(document), error.message


def _place(document: dict[str, Json]) -> str:
    """Find the first faulty path or schema: below one, the validator counts from there or gives no place at all."""
    validator = OpenAPIV31SpecValidator(document)  # pyright: ignore[reportArgumentType]  # as above
    root = validator.root_validator
    for path, item in (validator.schema_path / "paths").items():
        if any(root.paths_validator.path_validator(str(path), item)):
            return pointer(("paths", str(path)))
    for name, schema in (validator.schema_path / "components" / "schemas").items():
        for error in root.components_validator.schemas_validator.schema_validator(schema):
            return pointer(("components", "schemas", str(name), *error.absolute_path))
    return ""


def check(document: dict[str, Json], file: str) -> None:
    """Refuse a resolved document that is invalid, or from which an operation would be lost.

    Raises:
        PipelineError: names the operation or the JSON pointer.
    """
    for location, reference in references.walk(document):
        try:
            references.follow(document, reference)
        except LookupError:
            raise PipelineError(f"{file}: {pointer(location)} leads nowhere in the document: {reference}") from None
    paths = document.get("paths")
    ids: dict[str, str] = {}
    for method, path, operation in grammar.operations(document):
        operation_id = operation.get("operationId")
        name = f"{method} {path} ({operation_id})"
        if method != "GET":
            raise PipelineError(f"{file}: {name} is not read-only; only GET operations are taken in")
        if not isinstance(operation_id, str) or not operation_id.isidentifier():
            raise PipelineError(f"{file}: {method} {path} has no operationId that can name a module")
        if operation_id in ids:
            raise PipelineError(f"{file}: {name} has the same operationId as {ids[operation_id]}")
        ids[operation_id] = f"{method} {path}"
        item = paths.get(path) if isinstance(paths, dict) else None
        declared = {*_path_parameters(document, operation), *_path_parameters(document, item)}
        missing = sorted(set(_PLACEHOLDER.findall(path)) - declared)
        if missing:
            raise PipelineError(
                f"{file}: {name} does not declare its path parameter {', '.join(missing)}; "
                "an overlay action has to add it"
            )
    if not ids:
        raise PipelineError(f"{file} holds no operation")
    try:
        for place, message in _faults(document):
            raise PipelineError(f"{file} is not valid OpenAPI 3.1 at {place or 'its root'}: {message}")
    except RecursionError:
        raise PipelineError(f"{file} is not valid OpenAPI 3.1: a schema consists of itself without end") from None


def operation_ids(document: Json) -> list[str]:
    """List the operation ids of a document, in its order."""
    return [str(operation.get("operationId")) for _, _, operation in grammar.operations(document)]
