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
        *_of_components(reader, reached),
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
        in_json = reader.reached(*bodies.json_schemas(reader, operation), *answers.json_schemas(reader, operation))
        elsewhere = reader.reached(*bodies.forms(reader, operation), *parameters.objects(reader, operation, item))
        for schema, is_json in (*((each, True) for each in in_json), *((each, False) for each in elsewhere)):
            key = schema.key, is_json
            if key not in of_schemas:
                of_schemas[key] = list(schemas.limits(reader, schema, in_json=is_json))
            found += of_schemas[key]
        yield from (Limit(operation=name, pointer=pointer, sentence=sentence) for pointer, sentence in found)


def _of_components(reader: Reader, reached: dict[str, list[Reading]]) -> Iterator[Limit]:
    """Models are generated of all components, needed or not; one that is no Python breaks the whole package."""
    known = {each.key for found in reached.values() for each in found}
    components = reader.place("components", "schemas")
    for each in reader.reached(*(reader.reading(components.below(name)) for name in components.node)):
        if each.key not in known:
            for pointer, sentence in schemas.breaking(reader, each):
                yield Limit(operation=NOWHERE, pointer=pointer, sentence=sentence)


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
            component = _component(meant, reader)
            named = [name for name, found in reached.items() if any(_is_at(each, component) for each in found)]
            pointer = component or pointer
        yield from (Limit(operation=name, pointer=pointer, sentence=sentence) for name in named or (NOWHERE,))


def _component(pointer: str, reader: Reader) -> str:
    """The pointer of a component; of a schema inside of one, the generator gives a name that begins with its own."""
    name = pointer.rpartition("/")[2]
    known = [each for each in node(node(reader.document.get("components")).get("schemas")) if name.startswith(each)]
    return f"/components/schemas/{max(known, key=len)}" if known else ""


def _is_at(schema: Reading, pointer: str) -> bool:
    return bool(pointer) and (schema.place.pointer == pointer or schema.place.pointer.startswith(f"{pointer}/"))


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
