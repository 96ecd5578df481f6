"""What openapi-python-client 0.29.1 cannot do with a document, found before it is asked to.

Much of it goes wrong without a word: the generator ends with success, and the client sends something else than the
document asks for, loses part of an answer, or breaks when it is called. Each rule here was seen on the real generator;
the tests of this package generate code for every rule, and for what is right beside it, and run that code. What the
generator refuses by itself is found as well, and named by operation.

`parameters`, `bodies`, `answers` and `schemas` hold the rules, by what they are about; `python_names` those of names.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from .. import layout
from ..tree import Json
from . import answers, bodies, parameters, parser, python_names, schemas
from .limit import NOWHERE, Limit
from .reading import Place, Reader, Reading, node

__all__ = ["NOWHERE", "Limit", "limits", "module"]

module = python_names.module


def limits(document: Json, config: Path | None = None) -> list[Limit]:
    """Find everything in a resolved document that the generator cannot do, by operation.

    Args:
        document: The resolved document, which is valid OpenAPI 3.1.
        config: The configuration of the generator; without it, that of the build.
    """
    reader = Reader(node(document))
    operations = list(reader.operations())
    reached = {name: list(reader.reached(*_schemas(reader, operation, item))) for name, operation, item in operations}
    settings = parser.config(config or layout.ROOT / layout.CONFIG, Path("document.json"), Path("package"))
    found = {
        *_of_operations(reader, operations, reached),
        *_of_modules(operations),
        *_of_parser(parser.complaints(reader.document, settings), reader, operations, reached),
    }
    return sorted(found)


def _schemas(reader: Reader, operation: Place, path_item: Place) -> Iterator[Reading]:
    """The schemas that an operation takes and answers, wherever they stand."""
    for place in parameters.parameters(reader, operation, path_item).values():
        yield reader.reading(place.below("schema"))
    content = reader.follow(operation.below("requestBody")).below("content")
    yield from (reader.reading(content.below(media_type, "schema")) for media_type in content.node)
    yield from (schema for _, _, schema in answers.read(reader, operation) if schema is not None)


def _of_operations(
    reader: Reader, operations: Iterable[tuple[str, Place, Place]], reached: dict[str, list[Reading]]
) -> Iterator[Limit]:
    of_schemas: dict[object, list[parameters.Found]] = {}
    for name, operation, item in operations:
        found = [
            *parameters.limits(reader, operation, item),
            *parameters.server_limits(reader, operation, item),
            *parameters.security_limits(reader, operation),
            *bodies.limits(reader, operation, item),
            *answers.limits(reader, operation),
            *python_names.class_limits(reached[name]),
        ]
        if item.location[:1] != ("paths",):
            found.append((item.pointer, "its path is a reference, which the generator leaves out"))
        in_json = (*bodies.json_schemas(reader, operation), *answers.json_schemas(reader, operation))
        for schema in reader.reached(*in_json):
            if schema.key not in of_schemas:
                of_schemas[schema.key] = list(schemas.limits(reader, schema))
            found += of_schemas[schema.key]
        yield from (Limit(operation=name, pointer=pointer, sentence=sentence) for pointer, sentence in found)


def _of_modules(operations: Iterable[tuple[str, Place, Place]]) -> Iterator[Limit]:
    by_module: dict[tuple[str, str], list[tuple[str, Place]]] = defaultdict(list)
    for name, operation, _ in operations:
        by_module[python_names.module(operation.node)].append((name, operation))
    for (folder, written), found in by_module.items():
        if len(found) > 1:
            sentence = f"{len(found)} operations are written to one module, {folder}/{written}; one is left"
            yield from (Limit(operation=name, pointer=each.pointer, sentence=sentence) for name, each in found)


def _of_parser(
    complaints: Iterable[parser.Complaint],
    reader: Reader,
    operations: Iterable[tuple[str, Place, Place]],
    reached: dict[str, list[Reading]],
) -> Iterator[Limit]:
    """Name the operations that are meant: one, or those that reach a schema; else none."""
    by_key = {name.rpartition(" (")[0]: (name, operation) for name, operation, _ in operations}
    for meant, pointer, sentence in complaints:
        if meant in by_key:
            name, operation = by_key[meant]
            yield Limit(operation=name, pointer=pointer or operation.pointer, sentence=sentence)
            continue
        if meant.startswith("class "):
            named = list(_of_class(meant.removeprefix("class "), reader, by_key.values(), reached))
        else:
            named = [name for name, found in reached.items() if meant and any(_is_at(each, meant) for each in found)]
        yield from (Limit(operation=name, pointer=pointer, sentence=sentence) for name in named or (NOWHERE,))


def _is_at(schema: Reading, pointer: str) -> bool:
    return schema.place.pointer == pointer or schema.place.pointer.startswith(f"{pointer}/")


def _of_class(
    wanted: str, reader: Reader, operations: Iterable[tuple[str, Place]], reached: dict[str, list[Reading]]
) -> Iterator[str]:
    """Name the operations that use a class: that of a component, or one inside of it, or one inside of an operation."""
    components = node(node(reader.document.get("components")).get("schemas"))
    owners = [each for each in components if wanted.startswith(python_names.class_name(each))]
    for name, operation in operations:
        own = python_names.class_name(str(operation.node.get("operationId")))
        if wanted.startswith(own) or any(
            _is_at(schema, f"/components/schemas/{owner}") for owner in owners for schema in reached[name]
        ):
            yield name
