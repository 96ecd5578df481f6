"""What becomes of request bodies, media type by media type."""

from collections.abc import Iterator

from . import python_names
from .parameters import Found, parameters
from .reading import Node, Place, Reader, Reading, node

JSON = "application/json"
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
BYTES = "application/octet-stream"
_PLAIN = frozenset({"any", "boolean", "const", "string", "number", "integer", "null"})
"""Kinds of values that are JSON already."""


def essence(media_type: str) -> str:
    """Take a media type without its parameters."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Tell whether a media type is one of JSON."""
    return essence(media_type) == JSON or essence(media_type).endswith("+json")


def json_schemas(reader: Reader, operation: Place) -> Iterator[Reading]:
    """Walk the schemas of the JSON that an operation takes."""
    content = reader.follow(operation.below("requestBody")).below("content")
    for media_type in content.node:
        if is_json(media_type):
            yield reader.reading(content.below(media_type, "schema"))


def forms(reader: Reader, operation: Place) -> Iterator[Reading]:
    """Walk the schemas of the forms that an operation takes."""
    content = reader.follow(operation.below("requestBody")).below("content")
    for media_type in content.node:
        if essence(media_type) in (URLENCODED, MULTIPART):
            yield reader.reading(content.below(media_type, "schema"))


def limits(reader: Reader, operation: Place, path_item: Place) -> Iterator[Found]:
    """Find what is wrong with the body of an operation."""
    body = reader.follow(operation.below("requestBody"))
    content = body.below("content")
    required = body.node.get("required") is True
    if len(content.node) > 1:
        yield from _several(reader, operation, path_item, content, required=required)
    for media_type in content.node:
        entry = content.below(media_type)
        schema = reader.reading(entry.below("schema"))
        shown = f"the body of {media_type}"
        if is_json(media_type):
            if required and "null" in schema.kinds:
                yield entry.pointer, f"{shown} may be null, which is sent as no body at all"
            if not required and schema.kind == "union" and schema.kinds <= _PLAIN:
                yield entry.pointer, f"{shown} is one of several plain values and optional; the module is no Python"
            elif not required and schema.kind == "union":
                yield entry.pointer, f"{shown} is a union and optional; the generated functions break without it"
        elif essence(media_type) == BYTES:
            yield entry.pointer, f"{shown} can be sent by the generated functions for asyncio in no form"
        elif essence(media_type) in (URLENCODED, MULTIPART):
            yield from _form(reader, entry, schema, shown, is_multipart=essence(media_type) == MULTIPART)
        for each in reader.reached(schema):
            yield from python_names.default_limits(reader, each, each.place, shown)


def _several(reader: Reader, operation: Place, path_item: Place, content: Place, *, required: bool) -> Iterator[Found]:
    """Of several media types, the class of the body decides which one is meant."""
    schemas = [reader.reading(content.below(each, "schema")) for each in content.node]
    kinds = {each.place.location for each in schemas}
    if any(each.kind != "model" for each in schemas) or len(kinds) < len(schemas):
        yield (
            content.pointer,
            "its body has several media types, which the generator can only tell apart by model classes",
        )
    optional = [
        each for each in parameters(reader, operation, path_item).values() if each.node.get("required") is not True
    ]
    if required and not optional:
        yield (
            content.pointer,
            "its body has several media types and is required; the generated module cannot be imported",
        )


def _form(reader: Reader, entry: Place, schema: Reading, shown: str, *, is_multipart: bool) -> Iterator[Found]:
    models = schema.members or (schema,)
    if any(each.kind != "model" for each in models) or (is_multipart and schema.kind != "model"):
        yield entry.pointer, f"{shown} is not one object with fields; nothing of it is sent"
        return
    for model in models:
        fields = reader.properties(model)
        rest = reader.rest(model)
        if rest is not None and rest.kind != "any":
            fields["of any further name"] = rest
            if is_multipart and rest.kind in ("array", "union"):
                yield entry.pointer, f"{shown} takes further fields that are no single values; the module is no Python"
        for name, each in fields.items():
            wrong = _in_multipart(reader, each) if is_multipart else _in_urlencoded(reader, each)
            for sentence in wrong:
                yield each.place.pointer or entry.pointer, f"the field {name} of {shown} {sentence}"
            for sentence in _encoding(
                reader, node(node(entry.node.get("encoding")).get(name)), each, is_multipart=is_multipart
            ):
                yield entry.below("encoding", name).pointer, f"the field {name} of {shown} {sentence}"


def _in_multipart(reader: Reader, field: Reading) -> Iterator[str]:
    kinds = {*field.kinds}
    for each in field.members or (field,):
        if each.kind == "array":
            kinds |= reader.item(each).kinds - {"array"}
            if reader.item(each).kinds & {"array"}:
                yield "is an array of arrays, whose inner bounds are lost"
    if "null" in kinds:
        yield "may be null, which is sent as the text None"
    if "boolean" in kinds:
        yield "may be true or false, which are sent as True and False"
    if "any" in kinds:
        yield "may be of any kind, which is sent as Python prints it"
    constants = [each for each in reader.reached(field) if each.kind == "const"]
    if "const" in kinds and (
        field.kind == "union" or any(not isinstance(each.place.node["const"], str) for each in constants)
    ):
        yield "is a constant, which the generator fails to send"


def _in_urlencoded(reader: Reader, field: Reading) -> Iterator[str]:
    kinds = {*field.kinds}
    for each in field.members or (field,):
        if each.kind == "array":
            kinds |= {"model"} if reader.item(each).kinds & {"array", "model"} else reader.item(each).kinds
    if kinds & {"model", "any"}:
        yield "is no single value nor a list of such, and is sent as Python prints it"
    if "binary" in kinds:
        yield "is a file, which cannot be sent there"


def _encoding(reader: Reader, encoding: Node, field: Reading, *, is_multipart: bool) -> Iterator[str]:
    arrays = [each for each in field.members or (field,) if each.kind == "array"]
    if arrays and encoding.get("explode") is False:
        yield "is one text with delimiters (explode: false); the generator repeats the name instead"
    told = encoding.get("contentType")
    kinds = field.kinds.union(*(reader.item(each).kinds for each in arrays))
    if is_multipart and isinstance(told, str) and "binary" not in kinds:
        sent = JSON if "model" in kinds else "text/plain"
        if not any(essence(each) in (sent, f"{sent.partition('/')[0]}/*", "*/*") for each in told.split(",")):
            yield f"has the media type {told}; the generator sends {sent}"
