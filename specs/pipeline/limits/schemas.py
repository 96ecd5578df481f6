"""What becomes of values in JSON: where the generated models lose something of them, or fail to read or write them."""

from collections.abc import Iterator

from . import python_names
from .parameters import Found
from .reading import UNIONS, Kind, Place, Reader, Reading, items, names, node, text

_READ_FROM_TEXT: dict[Kind, str] = {"date-time": "date-time", "date": "date", "uuid": "UUID"}
_CLOSED = ("const", "enum")
_UNTRIED = ("string", "integer", "number", "boolean")
_STRUCTURE = ("properties", "required", "items", "additionalProperties", "enum", "const", "allOf", *UNIONS)


def limits(reader: Reader, schema: Reading, *, in_json: bool = True) -> Iterator[Found]:
    """Find what is wrong with one schema, without what is below it; in a form, a file is no fault."""
    place = schema.place
    if schema.kind == "binary" and in_json:
        yield place.pointer, "a file cannot stand in JSON; the generator fails to read and to write it"
    if schema.kind == "const" and isinstance(place.node["const"], str) and set(place.node["const"]) & {'"', "\\"}:
        yield place.pointer, "a constant with quotation marks or backslashes is written down wrong"
    if schema.kind == "union":
        yield from ((place.pointer, sentence) for sentence in _union(reader, schema))
    if schema.kind == "array":
        fixed = reader.item(schema)
        if items(place.node.get("prefixItems")):
            yield from ((place.pointer, sentence) for sentence in _union(reader, fixed))
    if schema.kind == "model":
        yield from _model(reader, schema)
        yield from python_names.property_limits(reader, schema)
        yield from breaking(reader, schema)
    for each in (*schema.passed, place):
        yield from _beside(reader, each)


def breaking(reader: Reader, schema: Reading) -> Iterator[Found]:
    """Find what no part of the generated package can be imported with, whoever needs the schema."""
    if schema.kind != "model":
        return
    required = reader.required(schema)
    for name, each in reader.properties(schema).items():
        if each.kind == "const" and isinstance(each.place.node["const"], bool) and name not in required:
            yield (
                each.place.pointer,
                "a constant of true or false that is optional; the module of its model is no Python",
            )
    yield from python_names.doubled_limits(reader, schema)


def _beside(reader: Reader, place: Place) -> Iterator[Found]:
    """What stands beside a reference, or beside a branch, and is overlooked for it."""
    here = place.node
    parts = [*items(here.get("allOf")), *items(here.get("anyOf")), *items(here.get("oneOf"))]
    if "$ref" in here:
        lost = [word for word in _STRUCTURE if word in here]
        if lost:
            yield place.pointer, f"{_list(lost)} beside $ref: the generator overlooks it"
    elif len(parts) == 1 and "$ref" in node(parts[0]):
        told = reader.required(reader.reading(place))
        lost = [word for word in ("properties", "items") if here.get(word)]
        lost += ["required"] if set(names(here.get("required"))) - told else []
        if lost:
            yield place.pointer, f"{_list(lost)} beside the only branch: the generator overlooks it"
    elif any(here.get(word) for word in UNIONS) and not here.get("enum"):
        lost = [word for word in ("properties", "allOf", "items") if here.get(word)]
        lost += ["oneOf"] if all(here.get(word) for word in UNIONS) else []
        if lost and here.get("type") != "boolean":
            yield place.pointer, f"{_list(lost)} beside a union: the generator overlooks it"


def _list(words: list[str]) -> str:
    return f"{' and '.join(words)} stand{'s' if len(words) == 1 else ''}"


def _model(reader: Reader, model: Reading) -> Iterator[Found]:
    here = model.place
    if here.node.get("patternProperties") and here.node.get("additionalProperties") is False:
        yield here.pointer, "names that match a pattern are lost, as further names are not allowed"
    for index, part in enumerate(items(here.node.get("allOf"))):
        place = here.below("allOf", index)
        lost = [word for word in ("allOf", *UNIONS) if node(part).get(word)]
        if "$ref" not in place.node and lost:
            yield place.pointer, f"{_list(lost)} inside of allOf: the generator overlooks it"
        elif place.node.get("type", "object") != "object" or place.node.get("enum") or "const" in place.node:
            yield place.pointer, "allOf holds a single value, which the generator takes for an object"


def _union(reader: Reader, union: Reading) -> Iterator[str]:
    others = union.without_null
    if any(each.kind == "const" for each in others) and len(others) > 1:
        constants = [each for each in others if each.kind == "const"]
        last = others[-1]
        if len(constants) > 1 or constants[0] is not last or any(not _is_tried(each) for each in others):
            yield "a union with a constant: the generator refuses every other value"
    kinds = [each.kind for each in others]
    for kind, shown in _READ_FROM_TEXT.items():
        if kind in kinds and "string" in kinds:
            yield f"a union of {shown} and text: a text that looks like a {shown} comes back as another"
    if "date" in kinds and "date-time" in kinds[: kinds.index("date")]:
        yield "a union of date-time and date: a date comes back as a date-time"
    arrays = [each for each in others if each.kind == "array"]
    if len({_way(reader, reader.item(each)) for each in arrays}) > 1 and _way(reader, reader.item(arrays[0])):
        yield "a union of several kinds of arrays: the generator writes each like the first"
    models = [each for each in others if each.kind == "model"]
    told_by = text(node(union.place.node.get("discriminator")).get("propertyName"))
    for index, first in enumerate(models):
        for later in models[index + 1 :]:
            if first.place.location == later.place.location or _told_apart(reader, first, later):
                continue
            lost = sorted(set(reader.properties(later)) - set(reader.properties(first)))
            lost += ["further names"] if reader.rest(later) is not None else []
            if lost and reader.rest(first) is None:
                yield f"a union of objects that the generator cannot tell apart: it loses {', '.join(lost)}"
            elif told_by:
                yield f"a union whose discriminator, {told_by}, the generator ignores: it takes one object for another"


def _is_tried(member: Reading) -> bool:
    """Whether the generated code looks at a value before it takes it for this member, and goes on where it differs."""
    return member.kind not in (*_UNTRIED, "any")


def _way(reader: Reader, schema: Reading) -> frozenset[str]:
    """How values are written as JSON; empty where they are JSON already."""
    ways = {"model": "to_dict", "date": "isoformat", "date-time": "isoformat", "uuid": "str", "binary": "to_tuple"}
    found = {ways[each.kind] for each in schema.members or (schema,) if each.kind in ways}
    nested = [_way(reader, reader.item(each)) for each in schema.members or (schema,) if each.kind == "array"]
    return frozenset(found).union(*nested)


def _told_apart(reader: Reader, first: Reading, later: Reading) -> bool:
    """Whether reading a value of the later model as the first one fails, as the generated code tries them in turn."""
    ours, theirs = reader.properties(first), reader.properties(later)
    needed, given = reader.required(first), reader.required(later)
    if any(name not in theirs for name in needed):
        return True
    return any(_unlike(ours[name], theirs[name]) for name in ours.keys() & theirs.keys() if name in given)


def _unlike(first: Reading, later: Reading) -> bool:
    if first.kind in _CLOSED and later.kind in _CLOSED:
        return not _values(first) & _values(later)
    if first.kind == "model":
        return later.kind in (*_UNTRIED, *_READ_FROM_TEXT, *_CLOSED)
    if first.kind in _READ_FROM_TEXT:
        return later.kind in ("model", "array", "null", "integer", "number", "boolean") or (
            (first.kind, later.kind) == ("date", "date-time")
        )
    return False


def _values(schema: Reading) -> set[str]:
    found = schema.place.node
    return {repr(each) for each in (*items(found.get("enum")), *([found["const"]] if "const" in found else []))}
