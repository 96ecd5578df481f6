"""What a resolved document must hold before a client is generated from it.

The generator drops an endpoint that it cannot read, and overwrites one of two operations with the same id, both with
exit code 0; so what would be lost is refused here, by name.
"""

import re
from collections.abc import Iterator

from openapi_spec_validator import OpenAPIV31SpecValidator

from . import grammar, references
from .errors import PipelineError
from .tree import Json, pointer

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def _path_parameters(document: Json, holder: Json) -> Iterator[str]:
    declared = holder.get("parameters") if isinstance(holder, dict) else None
    for item in declared if isinstance(declared, list) else []:
        reference = item.get("$ref") if isinstance(item, dict) else None
        parameter = references.follow(document, reference) if isinstance(reference, str) else item
        if isinstance(parameter, dict) and parameter.get("in") == "path":
            yield str(parameter.get("name"))


def _faults(document: dict[str, Json]) -> Iterator[tuple[str, str]]:
    """Walk what the validator refuses, as (pointer, message): the form of the document, then what is in it.

    For the second the validator gives no place in the document, so it is handed one schema and one path at a time.
    """
    validator = OpenAPIV31SpecValidator(document)  # pyright: ignore[reportArgumentType]  # Json is narrower than its hashable-keyed mapping
    for error in validator.schema_validator.iter_errors(document):
        yield pointer(list(error.absolute_path)), error.message
    root, tree = validator.root_validator, validator.schema_path
    components = document.get("components")
    schemas = isinstance(components, dict) and "schemas" in components
    for name, schema in (tree / "components" / "schemas").items() if schemas else ():
        for error in root.components_validator.schemas_validator.schema_validator(schema):
            yield pointer(("components", "schemas", str(name), *error.absolute_path)), error.message
    for path, item in (tree / "paths").items():
        for error in root.paths_validator.path_validator(str(path), item):
            yield pointer(("paths", str(path))), error.message
    for error in OpenAPIV31SpecValidator(document).root_validator(tree):  # pyright: ignore[reportArgumentType]  # as above
        yield "", error.message


def check(document: dict[str, Json], file: str, *, read_only: bool = True) -> None:
    """Refuse a resolved document that is invalid, or from which an operation would be lost.

    Args:
        document: The resolved document.
        file: What to call it.
        read_only: Whether an operation that is no GET is refused as well, as it is in what is shipped.

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
        if read_only and method != "GET":
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
            raise PipelineError(f"{file} is not valid OpenAPI 3.1 at {place or 'its root'}: {message.splitlines()[0]}")
    except RecursionError:
        raise PipelineError(f"{file} is not valid OpenAPI 3.1: a schema consists of itself without end") from None


def operation_ids(document: Json) -> list[str]:
    """List the operation ids of a document, in its order."""
    return [str(operation.get("operationId")) for _, _, operation in grammar.operations(document)]
