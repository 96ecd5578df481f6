"""Requests to any operation: drawn by schemathesis from the wire document, and one more with everything in it.

What the wire has no form for is left out of a drawn case: further names of objects in queries and forms, whose types
nobody knows; paths of dots; instants that Python has none for.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import quote, unquote, urlencode

import attrs
from devin_mock import Document, Operation, Undrawable, draw
from devin_mock.branches import property_of, types_of, with_keyword
from devin_mock.documents import Parameter
from devin_mock.media_types import FORMS, MULTIPART, essence
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

BYTES: Final = "application/octet-stream"
NOTHING: Final = object()
"""Stands for no body, since null is one."""
_SLOW_IS_NO_FAULT: Final = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)
_NO_INSTANT: Final = re.compile(r"0000-\d\d-\d\d|\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:60")
_NO_TEXT: Final = re.compile(r"true|false|-?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?")
_HEADER_TEXT: Final = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")


@attrs.frozen(slots=True)
class Case:
    """A request: values by location, typed as the document says; a body is JSON, or bytes, or a form of such."""

    operation: str
    path: Mapping[str, Any] = attrs.field(factory=dict[str, Any])
    query: Mapping[str, Any] = attrs.field(factory=dict[str, Any])
    header: Mapping[str, Any] = attrs.field(factory=dict[str, Any])
    cookie: Mapping[str, Any] = attrs.field(factory=dict[str, Any])
    media_type: str | None = None
    body: Any = NOTHING

    def located(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The values of parameters, by location."""
        yield from (("path", self.path), ("query", self.query), ("header", self.header), ("cookie", self.cookie))

    def literal(self) -> str:
        """The case as it could be typed in."""
        given: dict[str, Any] = {name: values for name, values in self.located() if values}
        if self.body is not NOTHING:
            given |= {"media_type": self.media_type, "body": self.body}
        return f"Case({', '.join([repr(self.operation), *(f'{name}={value!r}' for name, value in given.items())])})"

    def curl(self, operation: Operation) -> str:
        """The request as a command, as far as one line can say it."""
        path = operation.path
        for name, value in self.path.items():
            path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
        flat = {
            name: value
            for key, each in self.query.items()
            for name, value in (each if isinstance(each, dict) else {key: each}).items()
        }
        query = f"?{urlencode(flat, doseq=True, quote_via=quote)}" if flat else ""
        headers = "".join(f" -H {shlex.quote(f'{name}: {value}')}" for name, value in self.header.items())
        body = "" if self.body is NOTHING else f" -H {shlex.quote(f'Content-Type: {self.media_type}')} --data ..."
        return f"curl -X {operation.method}{headers}{body} {shlex.quote('http://127.0.0.1:8080' + path + query)}"


def cases(document: Document, drawing: Any, operation: Operation, *, examples: int, seed: int) -> list[Case]:
    """So many cases of an operation that schemathesis draws, and those that have everything.

    Document and operation are those of the wire document, and `drawing` is the same as schemathesis reads it. The same
    seed gives the same cases.
    """
    found: list[Case] = []
    strategy: Any = drawing[operation.path][operation.method].as_strategy(generation_mode=GenerationMode.POSITIVE)

    @seeded(seed)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=_SLOW_IS_NO_FAULT,
    )
    @given(strategy)
    def keep(drawn: Any) -> None:
        found.append(_read(document, operation, drawn))

    # Where no value fits, there is none to send; that shows as an operation that was not exercised.
    with suppress(Unsatisfiable):
        keep()
    found += _with_everything(document, operation, seed)
    return [each for each in found if _can_be_said(each) and _fits(document, operation, each)]


def _case(
    operation: Operation, located: Mapping[str, Mapping[str, Any]], media_type: str | None = None, body: Any = NOTHING
) -> Case:
    path, query, header, cookie = (located[each] for each in ("path", "query", "header", "cookie"))
    return Case(operation.operation_id, path, query, header, cookie, media_type, body)


def _read(document: Document, operation: Operation, drawn: Any) -> Case:
    query: dict[str, Any] = dict(drawn.query or {})
    cookies: dict[str, Any] = dict(drawn.cookies or {})
    headers = {name.lower(): value for name, value in (drawn.headers or {}).items()}
    located: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    for parameter in operation.parameters:
        name = parameter.name
        if parameter.location == "query" and (properties := _properties(document, parameter)):
            value = {key: _typed(document, where, query[key]) for key, where in properties.items() if key in query}
            if value:
                located["query"][name] = value
            continue
        values = {"path": drawn.path_parameters or {}, "query": query, "header": headers, "cookie": cookies}
        key = name.lower() if parameter.location == "header" else name
        if key in values[parameter.location]:
            value = values[parameter.location][key]
            text = unquote(value) if parameter.location == "path" and isinstance(value, str) else value
            located[parameter.location][name] = _typed(document, parameter.schema, text)
    media_type = drawn.media_type if operation.bodies else None
    body = drawn.body if media_type is not None and type(drawn.body).__name__ != "NotSet" else NOTHING
    schema = operation.bodies.get(media_type) if media_type is not None else None
    return _case(operation, located, media_type, _body(document, media_type, schema, body))


def _properties(document: Document, parameter: Parameter) -> dict[str, str]:
    """Where the schemas of the properties of a parameter stand, whose properties are sent by their own names."""
    if "object" not in types_of(document, parameter.schema) or not parameter.explode:
        return {}
    return {
        name: found
        for where in with_keyword(document, parameter.schema, ("properties",))
        for name in document.schema(where)["properties"]
        if (found := property_of(document, parameter.schema, name)) is not None
    }


def _typed(document: Document, schema: str, value: Any) -> Any:
    """A value whose type got lost: schemathesis writes some as the text that goes on the wire."""
    types = types_of(document, schema)
    if isinstance(value, list):
        items = next((f"{each}/items" for each in with_keyword(document, schema, ("items",))), None)
        return value if items is None else [_typed(document, items, each) for each in value]
    if not isinstance(value, str) or "string" in types:
        return value
    if "boolean" in types and value in ("true", "false"):
        return value == "true"
    if types & {"integer", "number"} and value not in ("true", "false") and _NO_TEXT.fullmatch(value):
        return int(value) if re.fullmatch(r"-?\d+", value) else float(value)
    return value


def _body(document: Document, media_type: str | None, schema: str | None, body: Any) -> Any:
    if media_type is None or body is NOTHING:
        return NOTHING
    if essence(media_type) in FORMS and schema is not None and isinstance(body, dict):
        described = {name for where in with_keyword(document, schema, ("properties",))
                     for name in document.schema(where)["properties"]}  # fmt: skip
        body = {name: value for name, value in body.items() if name in described and value != []}
    return _plain(body)


def _plain(value: Any) -> Any:
    """A drawn value without the classes of schemathesis."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.data if type(value).__name__ == "Binary" else value


def _with_everything(document: Document, operation: Operation, seed: int) -> Iterator[Case]:
    """Cases in which every parameter and, as far as it is drawn, every property has a value: one a media type.

    Where the body is optional, there is one without it, too.
    """
    located: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    try:
        for parameter in operation.parameters:
            value = draw(document, parameter.schema, seed=seed, name=f"everything/{parameter.name}")
            properties = _properties(document, parameter)
            if isinstance(value, dict):
                value = {name: each for name, each in value.items() if name in properties and each is not None}
            if value not in (None, [], {}) or parameter.required:
                located[parameter.location][parameter.name] = value
        if operation.bodies and not operation.body_required:
            yield _case(operation, located)
        for media_type, schema in operation.bodies.items() or [(None, None)]:
            body: Any = NOTHING if media_type is None else {} if schema is None else draw(
                document, schema, seed=seed, name="everything")  # fmt: skip
            sent = _bytes(document, schema, _body(document, media_type, schema, body), media_type)
            yield _case(operation, located, media_type, sent)
    except Undrawable:
        return


def _bytes(document: Document, schema: str | None, body: Any, media_type: str | None) -> Any:
    """A drawn body whose files are bytes."""
    if media_type is None or schema is None or isinstance(body, bytes):
        return body
    if essence(media_type) == BYTES:
        return str(body).encode()
    if essence(media_type) == MULTIPART and isinstance(body, dict):
        return {name: _file(document, property_of(document, schema, name), value) for name, value in body.items()}
    return body


def _file(document: Document, schema: str | None, value: Any) -> Any:
    if schema is None:
        return value
    if isinstance(value, list):
        items = next((f"{each}/items" for each in with_keyword(document, schema, ("items",))), None)
        return [_file(document, items, each) for each in value]
    is_file = any(document.schema(each)["format"] == "binary" for each in with_keyword(document, schema, ("format",)))
    return value.encode() if is_file and isinstance(value, str) else value


def _fits(document: Document, operation: Operation, case: Case) -> bool:
    """Whether the document allows the parameters of a case, and the wire leaves no doubt about them.

    Schemathesis leaves some texts of the path unencoded, and objects of nothing out. A text that looks like a number
    is one where both are allowed, and a text alone is a list of one; and of a value of which nothing is said, there is
    no telling.
    """
    values = dict(case.located())
    for parameter in operation.parameters:
        if parameter.name not in values[parameter.location]:
            if parameter.required:
                return False
            continue
        value = values[parameter.location][parameter.name]
        if (
            (value == [] and parameter.required)
            or not document.is_valid(parameter.schema, value)
            or _is_doubtful(document, parameter.schema, value)
        ):
            return False
    return True


def _is_doubtful(document: Document, schema: str, value: Any) -> bool:
    if isinstance(value, list) and "array" in types_of(document, schema):
        items = next((f"{each}/items" for each in with_keyword(document, schema, ("items",))), None)
        return any(_is_doubtful(document, items, each) if items else not isinstance(each, str) for each in value)
    types = types_of(document, schema)
    if not types or (isinstance(value, dict) and "object" not in types):
        return not isinstance(value, str)
    return isinstance(value, str) and ("array" in types or (types != {"string"} and bool(_NO_TEXT.fullmatch(value))))


def _can_be_said(case: Case) -> bool:
    """Whether Python and HTTP have a form for a drawn case; httpx takes null for no body."""
    texts = _texts([*(values for _, values in case.located()), case.body])
    return (
        not any(_NO_INSTANT.match(each) for each in texts)
        and not any(value in ("", ".", "..") for value in case.path.values())
        and all(not isinstance(each, str) or _HEADER_TEXT.fullmatch(each) for each in case.header.values())
        and not (case.media_type is not None and essence(case.media_type) == MULTIPART and case.body == {})
        and case.body is not None
    )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        yield from _texts(each)
