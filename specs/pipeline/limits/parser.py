"""What the generator itself refuses, found by its own parser and named by operation.

On the command line it names neither the operation behind a schema that it refuses, nor the one that a document of a
shape unknown to it is about.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError, ParseError
from openapi_python_client.parser.properties import Class
from openapi_python_client.schema import OpenAPI
from pydantic import ValidationError

from ..tree import pointer
from .reading import Node

_OPERATION = re.compile(r"WARNING parsing (?P<method>[A-Z]+) (?P<path>.*) within ")
_COMPONENT = re.compile(r"/components/schemas/([^\s/]+)|process schema (\S+?):?$", re.MULTILINE)
_VALUE = re.compile(r" ?<openapi_python_client\.[^>]*>")

Complaint = tuple[str, str, str]
"""What is meant: ``METHOD /path``, or the pointer of a component, or nothing; a pointer; a sentence."""


def config(file: Path, document: Path, package: Path) -> Config:
    """Read a configuration of the generator as its command line does, without what is run afterwards."""
    loaded = ConfigFile.load_from_path(file)
    loaded.post_hooks = []
    return Config.from_sources(loaded, MetaType.NONE, document, "utf-8", overwrite=False, output_path=package)


def complaints(document: Node, settings: Config) -> Iterator[Complaint]:
    """Let the generator parse a document, and pass on what it refuses, and which classes would overwrite each other."""
    try:
        OpenAPI.model_validate(document)
    except ValidationError as error:
        yield from _of_shape(error)
        return
    try:
        parsed = GeneratorData.from_dict(document, config=settings)
    except Exception as error:  # whatever breaks it, it is this document that did
        yield "", "", f"the generator breaks off: {type(error).__name__}: {error}"
        return
    if not isinstance(parsed, GeneratorData):
        yield "", "", f"the generator refuses the document: {_said(parsed)}"
        return
    for collection in parsed.endpoint_collections_by_tag.values():
        for refused in collection.parse_errors:
            found = _OPERATION.match(refused.header)
            meant = f"{found['method']} {found['path']}" if found else ""
            yield meant, "", f"the generator refuses it: {_said(refused)}"
    for refused in parsed.errors:
        named = _COMPONENT.findall(f"{refused.header}\n{refused.detail}")
        name = next((first or second for first, second in named), "")
        place = f"/components/schemas/{name.rpartition('/')[2]}" if name else ""
        yield place, place, f"the generator refuses a schema: {_said(refused)}"
    yield from _of_modules([each.class_info for each in (*parsed.models, *parsed.enums)])


def _of_shape(error: ValidationError) -> Iterator[Complaint]:
    told: set[tuple[str, str]] = set()
    for each in error.errors(include_url=False, include_input=False):
        location = [step for step in each["loc"] if step not in ("other", "ref")]
        meant = ""
        if location[:1] == ["paths"] and len(location) > 2:
            meant = f"{str(location[2]).upper()} {location[1]}"
        elif location[:2] == ["components", "schemas"] and len(location) > 2:
            meant = pointer(location[:3])
        place = pointer(location)
        if (meant, place) not in told:
            told.add((meant, place))
            yield meant, place, f"the generator does not know such a shape: {each['msg']}"


def _of_modules(classes: list[Class]) -> Iterator[Complaint]:
    by_module: dict[str, set[str]] = defaultdict(set)
    for each in classes:
        by_module[each.module_name].add(each.name)
    for module, found in by_module.items():
        if len(found) > 1:
            for name in sorted(found):
                yield f"class {name}", "", f"the classes {', '.join(sorted(found))} are written to one module, {module}"


def _said(error: GeneratorError) -> str:
    header = error.header if not isinstance(error, ParseError) or not _OPERATION.match(error.header) else ""
    parts = [" ".join(_VALUE.sub("", str(part)).split()) for part in (header, error.detail) if part]
    return " ".join(parts).strip() or "it gives no reason"
