"""What becomes of answers: which of them the generated functions read, and as what."""

from collections.abc import Iterator
from http import HTTPStatus

from .bodies import BYTES, essence, is_json
from .parameters import Found
from .reading import Place, Reader, Reading

_TEXTS = frozenset({"string", "enum", "date", "date-time", "uuid", "null", "any"})
_WITHOUT_BODY = ("204", "205", "304")


def read(reader: Reader, operation: Place) -> Iterator[tuple[str, str, Reading | None]]:
    """Walk the answers that the generator reads, as (status, media type, schema): the first media type that it knows.

    The media type is empty where there is no body, and the schema is None where none is given.
    """
    responses = operation.below("responses")
    for status in responses.node:
        if status.startswith("x-"):
            continue
        content = reader.follow(responses.below(status)).below("content")
        known = [
            each
            for each in content.node
            if is_json(each) or essence(each) == BYTES or essence(each).startswith("text/")
        ]
        if not known:
            yield status, "", None
        elif "schema" in content.below(known[0]).node:
            yield status, known[0], reader.reading(content.below(known[0], "schema"))
        else:
            yield status, known[0], None


def json_schemas(reader: Reader, operation: Place) -> Iterator[Reading]:
    """Walk the schemas of the JSON that an operation answers."""
    for _, media_type, schema in read(reader, operation):
        if schema is not None and is_json(media_type):
            yield schema


def limits(reader: Reader, operation: Place) -> Iterator[Found]:
    """Find what is wrong with the answers of an operation."""
    found = list(read(reader, operation))
    responses = operation.below("responses")
    types = {"any" if schema is None or not schema.kinds - {"any"} else schema.kind for _, _, schema in found}
    for status, media_type, schema in found:
        place = reader.follow(responses.below(status))
        shown = f"the answer {status}"
        if status.isdigit() and int(status) not in {each.value for each in HTTPStatus}:
            yield place.pointer, f"{shown} has a status that Python does not know, which the generated functions refuse"
        if not media_type:
            continue
        if status in _WITHOUT_BODY or operation.location[-1] == "head":
            yield place.pointer, f"{shown} has no body, where the generated functions read the documented one"
        success = status[0] in "2d"
        if success and types == {"any"}:
            yield place.pointer, f"{shown} may be anything; no generated function gives it to the caller"
        elif success and schema is None:
            yield place.pointer, f"{shown} has no schema; no generated function gives it to the caller"
        elif types == {"null"}:
            yield place.pointer, f"{shown} is always null; the generated module cannot be imported"
        if success:
            yield from _several(reader, place, media_type, schema, shown)
        if schema is not None and essence(media_type).startswith("text/") and schema.kinds - _TEXTS:
            yield place.pointer, f"{shown} of {media_type} is not a text, and is not read as what it is"
        if schema is not None and essence(media_type) == BYTES and schema.kinds - {"binary", "null", "any"}:
            yield place.pointer, f"{shown} of {media_type} is not of format binary, and comes as other than is said"


def _several(reader: Reader, place: Place, chosen: str, schema: Reading | None, shown: str) -> Iterator[Found]:
    for other in place.below("content").node:
        theirs = reader.reading(place.below("content", other, "schema"))
        same_schema = schema is not None and (theirs.key == schema.key or theirs.place.node == schema.place.node)
        if other != chosen and not (same_schema and is_json(other) and is_json(chosen)):
            yield place.pointer, f"{shown} may also come as {other}; the generated functions read it as {chosen}"
