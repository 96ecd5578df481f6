"""Names of a document that become names in generated code, and there meet names of the generator's own.

The generator renames reserved words of Python and some of its own names; what is listed here it does not.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from openapi_python_client.strings import ClassName, PythonIdentifier

from .reading import Node, Place, Reader, Reading, names, text

_PREFIX = "field_"
_IN_MODELS = ("d", "cls", "field_dict", "to_dict", "from_dict")
_OF_OPEN_MODELS = ("additional_properties", "additional_keys")
_OF_TYPED_MAPS = ("prop", "prop_name")
_TURNED = frozenset({"model", "array", "date", "date-time", "uuid", "union", "enum", "const", "binary"})
"""Kinds that the generated code turns into something, or back, in a loop over an array."""

_UNTURNED = frozenset({"any", "boolean", "string", "integer", "number"})
"""Kinds that are JSON already, which the generated code casts where they stand among others."""

_EVERYWHERE = ("Unset", "UNSET")
_IN_ENDPOINTS = ("Response", "Any", "HTTPStatus")
_OF_KINDS = {"UUID": "uuid", "File": "binary", "BytesIO": "binary", "Literal": "const"}


def identifier(name: str) -> str:
    """Make the name of a module, an argument or an attribute from a name of the document."""
    return PythonIdentifier(name, _PREFIX)


def class_name(name: str) -> str:
    """Make the name of a class from the name of a component."""
    return ClassName(name, _PREFIX)


def module(operation: Node) -> tuple[str, str]:
    """Tell the folder and the module of an operation."""
    tags = names(operation.get("tags"))
    return PythonIdentifier(tags[0] if tags else "default", "tag"), identifier(str(operation.get("operationId")))


def default_limits(reader: Reader, schema: Reading, written: Place, shown: str) -> Iterator[tuple[str, str]]:
    """Find a default that is not sent as it is: the generator escapes some texts twice."""
    for place in {written.pointer: written, schema.place.pointer: schema.place}.values():
        default = place.node.get("default")
        if isinstance(default, str) and set(default) & {'"', "\\"} and schema.kinds & {"string", "any"}:
            yield place.pointer, f"{shown} has a default with quotation marks or backslashes, which is sent with others"


def argument_limits(
    reader: Reader, operation: Place, parameters: Mapping[tuple[str, str], Place]
) -> Iterator[tuple[str, str]]:
    """Find parameters whose names are taken by what the generated function needs for itself."""
    locations = {location for location, _ in parameters}
    has_body = bool(reader.follow(operation.below("requestBody")).node.get("content"))
    arguments = {key: identifier(key[1]) for key, place in parameters.items() if "schema" in place.node}
    order = [key for key in arguments if key[0] == "query"]
    taken: dict[str, str] = {}
    if has_body:
        taken["body"] = "the request body"
    if has_body or "header" in locations:
        taken["headers"] = "the headers"
    if "cookie" in locations:
        taken["cookies"] = "the cookies"
    if "path" in locations:
        taken["quote"] = "the function that quotes what goes into a path"
    for (location, name), place in parameters.items():
        schema = reader.reading(place.below("schema"))
        argument = arguments.get((location, name), "")
        if argument in taken or (argument == "params" and location in ("path", "query") and "query" in locations):
            owner = taken.get(argument, "the query")
            yield place.pointer, f"the {location} parameter {name} takes a name that the generated code has for {owner}"
        if location == "query" and schema.kinds & _TURNED:
            used = (f"json_{argument}", *(_loop(argument) if "array" in schema.kinds else ()))
            # By then headers and cookies are written, and the queries before this one; the path is not.
            later = order[order.index((location, name)) + 1 :]
            for other in (*later, *(each for each in arguments if each[0] == "path")):
                if arguments[other] in used:
                    yield place.pointer, f"the generated code takes the name of {other[1]} for its work on {name}"


def _loop(name: str) -> tuple[str, ...]:
    return f"{name}_item", f"{name}_item_data"


def _attributes(properties: Iterable[str]) -> dict[str, str]:
    """Name the attributes of properties; where two would have one name, the names of the document are kept."""
    doubled = Counter(identifier(name) for name in properties)
    return {
        name: identifier(name)
        if doubled[identifier(name)] == 1
        else PythonIdentifier(name, _PREFIX, skip_snake_case=True)
        for name in properties
    }


def property_limits(reader: Reader, model: Reading) -> Iterator[tuple[str, str]]:
    """Find properties whose names are taken by what the generated model needs for itself."""
    properties, rest = reader.properties(model), reader.rest(model)
    attributes = _attributes(properties)
    taken, met = {*_IN_MODELS, *_EVERYWHERE}, set[str]()
    if rest is not None and rest.kinds & _TURNED:
        taken |= {*_OF_TYPED_MAPS}
    required = reader.required(model)
    for name in sorted(properties, key=lambda name: name not in required):
        schema = properties[name]
        taken |= {known for known, kind in _OF_KINDS.items() if kind in schema.kinds}
        if _casts(reader, schema):
            taken.add("cast")
        # In this order the generated code goes through them: a loop spoils what stands before it.
        for array in (each for each in schema.members or (schema,) if each.kind == "array"):
            if reader.item(array).kinds & _TURNED:
                taken |= {each for each in _loop(attributes[name]) if each in met}
        met.add(attributes[name])
    for name, attribute in attributes.items():
        if attribute in taken:
            place = properties[name].place
            at = place.pointer if place.location[-1:] == (name,) else model.place.pointer
            yield at, f"the property {name} takes a name that the generated model has for itself"


def _casts(reader: Reader, schema: Reading) -> bool:
    """Whether the generated code casts a value: a constant, a list of plain values, a plain value among others."""
    if schema.kind == "array":
        item = reader.item(schema)
        return _casts(reader, item) if item.kinds & _TURNED else True
    if schema.kind == "union":
        return bool(schema.kinds & _UNTURNED) or any(_casts(reader, each) for each in schema.members)
    return schema.kind == "const"


def doubled_limits(reader: Reader, model: Reading) -> Iterator[tuple[str, str]]:
    """Find properties of which several become one attribute, or hide one that comes before others without a default."""
    attributes = _attributes(reader.properties(model))
    doubled = Counter(attributes.values())
    for name, attribute in attributes.items():
        if doubled[attribute] > 1:
            yield model.place.pointer, f"the property {name} and others become the same attribute, {attribute}"
        elif attribute in _OF_OPEN_MODELS and reader.rest(model) is not None:
            yield model.place.pointer, f"the property {name} hides what the generated model has for further names"


def class_limits(reached: Iterable[Reading]) -> Iterator[tuple[str, str]]:
    """Find components whose classes hide what the generated code imports."""
    found = list(reached)
    kinds = {each.kind for each in found}
    for each in found:
        location = each.place.location
        if each.kind not in ("model", "enum") or location[:2] != ("components", "schemas") or len(location) != 3:
            continue
        name = class_name(text(location[2]))
        if name in (*_EVERYWHERE, *_IN_ENDPOINTS) or _OF_KINDS.get(name) in kinds:
            yield each.place.pointer, f"the class {name} hides what the generated code calls so"
