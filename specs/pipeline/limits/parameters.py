"""What becomes of parameters: where the generator ignores how a value is written, or writes it as Python would."""

from collections.abc import Iterator, Mapping

from . import python_names
from .reading import Place, Reader, Reading, items, node, text

Found = tuple[str, str]
"""A JSON pointer, and a sentence."""

_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_NO_PARAMETERS = ("accept", "content-type", "authorization")
"""Headers of these names are no parameters to OpenAPI; media types and security schemes tell of them."""
_IN_HEADER = frozenset({"string", "null", "enum", "date", "date-time"})
_SCALARS = frozenset(
    {"any", "boolean", "enum", "const", "date-time", "date", "uuid", "string", "number", "integer", "null"}
)


def parameters(reader: Reader, operation: Place, path_item: Place) -> dict[tuple[str, str], Place]:
    """Collect the parameters of an operation, by location and name; its own go before those of its path."""
    found: dict[tuple[str, str], Place] = {}
    for holder in (operation, path_item):
        for index in range(len(items(holder.node.get("parameters")))):
            place = reader.follow(holder.below("parameters", index))
            found.setdefault((text(place.node.get("in")), text(place.node.get("name"))), place)
    return found


def objects(reader: Reader, operation: Place, path_item: Place) -> Iterator[Reading]:
    """Walk the schemas of the parameters of an operation that are objects, and models in the generated code."""
    for place in parameters(reader, operation, path_item).values():
        schema = reader.reading(place.below("schema"))
        if schema.kind == "model":
            yield schema


def limits(reader: Reader, operation: Place, path_item: Place) -> Iterator[Found]:
    """Find what is wrong with the parameters of an operation."""
    found = parameters(reader, operation, path_item)
    for (location, name), place in found.items():
        if location == "header" and name.lower() in _NO_PARAMETERS:
            continue
        shown = f"the {location} parameter {name}"
        if "content" in place.node:
            yield place.pointer, f"{shown} is described by its content; the generator leaves it out"
            continue
        schema = reader.reading(place.below("schema"))
        style = text(place.node.get("style"), _STYLES.get(location, "form"))
        explode = place.node.get("explode", style == "form") is True
        wrong = _of_location(reader, location, schema, style, explode=explode)
        for sentence in wrong:
            yield place.pointer, f"{shown} {sentence}"
        yield from python_names.default_limits(reader, schema, place.below("schema"), shown)
    yield from _objects_among_others(reader, found)
    yield from python_names.argument_limits(reader, operation, found)


def _of_location(reader: Reader, location: str, schema: Reading, style: str, *, explode: bool) -> Iterator[str]:
    if location == "path":
        yield from _in_path(schema, style)
    elif location == "query":
        yield from _in_query(reader, schema, style, explode=explode)
    elif location == "header":
        yield from _in_header(schema)
    else:
        yield from _in_cookie(schema)


def _in_path(schema: Reading, style: str) -> Iterator[str]:
    if style != "simple":
        yield f"has the style {style}, which the generator ignores"
    if any(each.kind == "boolean" or isinstance(each.place.node.get("const"), bool) for each in _alternatives(schema)):
        yield "may be true or false, which are sent as True and False"
    if "date-time" in schema.kinds:
        yield "is a date-time, which is sent with a space in its middle"
    if schema.kinds & {"array", "model", "binary"}:
        yield "is no single value, and is sent as Python prints it"


def _in_query(reader: Reader, schema: Reading, style: str, *, explode: bool) -> Iterator[str]:
    compound = schema.kinds & {"array", "model"}
    if "binary" in schema.kinds:
        yield "is a file, which cannot be sent there"
    if style == "deepObject":
        yield "has the style deepObject; its fields are sent without its name"
    elif compound and not explode:
        yield f"is one text with delimiters ({style}, explode: false); the generator repeats names instead"
    if "model" in schema.kinds and schema.kind == "union":
        yield "may be an object among others, which is sent as Python prints it"
    for each in _alternatives(schema):
        if each.kind == "array" and reader.item(each).kinds & {"array", "model", "binary"}:
            yield "is an array of arrays or objects, which are sent as Python prints them"
    if schema.kind == "model":
        if not reader.properties(schema):
            yield "is an object of any names, which nobody can tell from other parameters"
        inside = {name: each for name, each in reader.properties(schema).items() if each.kinds - _SCALARS}
        if inside:
            yield f"is an object whose fields are no single values ({', '.join(inside)}), which has no form in a query"
    if len([each for each in schema.members if each.kind == "array"]) > 1:
        yield "may be several kinds of arrays, of which the generator writes each like the first"


def _objects_among_others(reader: Reader, found: Mapping[tuple[str, str], Place]) -> Iterator[Found]:
    owners: dict[str, str] = {}
    for (location, name), place in found.items():
        if location != "query" or "schema" not in place.node or place.node.get("style") == "deepObject":
            continue
        schema = reader.reading(place.below("schema"))
        for sent in reader.properties(schema) if schema.kind == "model" else (name,):
            if sent in owners:
                yield place.pointer, f"the query parameters {owners[sent]} and {name} are both sent as {sent}"
            owners[sent] = name


def _in_header(schema: Reading) -> Iterator[str]:
    if schema.kind == "uuid":
        yield "is a UUID, which the generator does not turn into text"
    if schema.kind == "union" and any(each.kind not in _IN_HEADER or _has_numbers(each) for each in schema.members):
        yield "may be of several types, or null; the generator does not turn them into text"


def _in_cookie(schema: Reading) -> Iterator[str]:
    plain = all(each.kind in ("enum", "const") and not _has_numbers(each) for each in _alternatives(schema))
    values = [value for each in _alternatives(schema) for value in _values(each)]
    if not plain or any(not str(value).isalnum() for value in values):
        yield "is a cookie; the generator puts values there as they are: no numbers, and no text with a semicolon in it"


def _alternatives(schema: Reading) -> tuple[Reading, ...]:
    return schema.members or (schema,)


def _values(schema: Reading) -> list[object]:
    found = schema.place.node
    return [each for each in (*items(found.get("enum")), found.get("const")) if each is not None]


def _has_numbers(schema: Reading) -> bool:
    return any(not isinstance(each, str) for each in _values(schema))


def server_limits(reader: Reader, operation: Place, path_item: Place) -> Iterator[Found]:
    """Find addresses of single operations, which the generator ignores."""
    for holder in (operation, path_item):
        if holder.node.get("servers") not in (None, [], reader.document.get("servers")):
            yield (
                holder.below("servers").pointer,
                "it has a server of its own; the generator sends to that of the client",
            )
            return


def security_limits(reader: Reader, operation: Place) -> Iterator[Found]:
    """Find credentials that the generated client has no place for: it sends one header."""
    declared = operation.node.get("security", reader.document.get("security"))
    alternatives = [node(each) for each in items(declared)]
    if alternatives and not any(_is_one_header(reader, each) for each in alternatives):
        pointer = operation.below("security").pointer if "security" in operation.node else "/security"
        yield pointer, "its credential is more than one header; the generated client sends one header"


def _is_one_header(reader: Reader, alternative: Mapping[str, object]) -> bool:
    schemes = [reader.place("components", "securitySchemes", name).node for name in alternative]
    in_header = [each.get("type") != "apiKey" or each.get("in") == "header" for each in schemes]
    return len(schemes) == 0 or (len(schemes) == 1 and in_header[0] and schemes[0].get("type") != "mutualTLS")
