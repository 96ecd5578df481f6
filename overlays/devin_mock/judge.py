"""Whether a request is one that the documents allow: a verdict, and nothing else.

Strict by default, since a server that overlooks a mistake answers with wrong numbers. `lax` is the opposite, after what
FastAPI applications usually do: unknown names are ignored, the last of doubled values wins, naive times are UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from posixpath import normpath
from typing import Final

import attrs

from devin_mock.bodies import read_body
from devin_mock.branches import is_date_time
from devin_mock.credentials import cookies, credential, permission
from devin_mock.documents import Document, Operation, Parameter
from devin_mock.field_errors import field_errors
from devin_mock.keys import Key
from devin_mock.messages import Json, Request
from devin_mock.refusals import NOT_FOUND, Refusal, invalid
from devin_mock.wire import (
    FieldError,
    Unreadable,
    belongs,
    query_pairs,
    read_query,
    read_simple,
    repeats,
)

_NAIVE: Final = re.compile(rb"\d{4}-\d\d-\d\d[Tt]\d\d(:|%3[Aa])\d\d(:|%3[Aa])\d\d([.]\d+)?")
_BARE_DATE: Final = re.compile(rb"\d{4}-\d\d-\d\d")


@attrs.frozen(slots=True)
class Arguments:
    """The decoded values of a request, by location. What was not sent is not in it, whatever its default."""

    path: Mapping[str, Json] = attrs.field(factory=dict[str, Json])
    query: Mapping[str, Json] = attrs.field(factory=dict[str, Json])
    header: Mapping[str, Json] = attrs.field(factory=dict[str, Json])
    cookie: Mapping[str, Json] = attrs.field(factory=dict[str, Json])
    body: Json = None


@attrs.frozen(slots=True)
class Verdict:
    """What the judge found: the operation that was meant, the key that was shown, and the refusal, if there is one."""

    document: Document | None = attrs.field(default=None, repr=False)
    operation: Operation | None = None
    arguments: Arguments = attrs.field(factory=Arguments)
    key: Key | None = None
    refusal: Refusal | None = None

    @property
    def accepted(self) -> bool:
        """Whether the request may be answered."""
        return self.refusal is None


def judge(request: Request, documents: Sequence[Document], keys: Iterable[Key], *, lax: bool = False) -> Verdict:
    """The verdict on a request, in the order of servers: path, method, credential, permission, parameters."""
    path = _path_of(request, lax)
    if isinstance(path, Refusal):
        return Verdict(refusal=path)
    allowed: set[str] = set()
    for document in documents:
        for operation, raw_values in _found(document, path, lax):
            if operation.method == request.method:
                return _judge_operation(request, document, operation, raw_values, {key.token: key for key in keys}, lax)
            allowed.add(operation.method)
    if allowed:
        headers = (("allow", ", ".join(sorted(allowed))),)
        return Verdict(refusal=Refusal(405, "Method Not Allowed", headers=headers))
    return Verdict(refusal=NOT_FOUND)


def _path_of(request: Request, lax: bool) -> str | Refusal:
    path = request.raw_path.decode("latin-1")
    if "." not in path and "%" not in path:
        return path
    # Proxies and many servers drop `.` and `..`, encoded or not: then another operation would answer.
    plain = re.sub("%2[Ee]", ".", path)
    dotted = any(part in (".", "..") for part in plain.split("/"))
    if dotted and not lax:
        return Refusal(404, "Not Found: the path has a segment of dots, which servers and proxies drop.")
    return normpath(plain) if dotted else path


def _found(document: Document, path: str, lax: bool) -> Sequence[tuple[Operation, Mapping[str, str]]]:
    """The operations of a path; frameworks redirect from a path with a slash at its end to one without, and back."""
    paths = (path, path.rstrip("/"), f"{path}/") if lax else (path,)
    return next((found for each in paths if (found := document.find(each))), ())


def _judge_operation(
    request: Request,
    document: Document,
    operation: Operation,
    raw_values: Mapping[str, str],
    keys: Mapping[str, Key],
    lax: bool,
) -> Verdict:
    key, refusal = credential(request, operation, keys)
    if refusal is None and key is not None:
        refusal = permission(operation, key, raw_values)
    if refusal is not None:
        return Verdict(document, operation, key=key, refusal=refusal)
    errors: list[FieldError] = []
    located: dict[str, dict[str, Json]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    for parameter in operation.parameters:
        if parameter.location == "path":
            _take(located["path"], document, parameter, errors, raw_values.get(parameter.name))
        elif parameter.location != "query":
            _take(located[parameter.location], document, parameter, errors, _sent_beside(request, parameter))
    located["query"] = _query(request, document, operation, errors, lax)
    body: Json = None
    try:
        body = read_body(request, document, operation, lax=lax)
    except Unreadable as error:
        errors.extend(error.errors)
    if errors:
        return Verdict(document, operation, key=key, refusal=invalid(*errors))
    return Verdict(document, operation, Arguments(**located, body=body), key)


def _take(
    into: dict[str, Json], document: Document, parameter: Parameter, errors: list[FieldError], raw: str | None
) -> None:
    loc = (parameter.location, parameter.name)
    if raw is None:
        if parameter.required:
            errors.append(FieldError(loc, "Field required", "missing"))
        return
    try:
        value = read_simple(document, parameter, raw)
    except Unreadable as error:
        errors.extend(error.errors)
        return
    into[parameter.name] = value
    errors.extend(field_errors(document, parameter.schema, value, loc))


def _sent_beside(request: Request, parameter: Parameter) -> str | None:
    if parameter.location == "cookie":
        return next((value for name, value in cookies(request) if name == parameter.name), None)
    values = request.header_values(parameter.name)
    return ", ".join(values) if values else None


def _query(
    request: Request, document: Document, operation: Operation, errors: list[FieldError], lax: bool
) -> dict[str, Json]:
    try:
        pairs = query_pairs(request.raw_query)
    except ValueError as error:
        shown = request.raw_query.decode("latin-1")
        errors.append(FieldError(("query",), f"The query holds {error}", "string_unicode", shown))
        return {}
    known = {scheme["name"] for each in operation.security for scheme in each if scheme.get("in") == "query"}
    found: dict[str, Json] = {}
    for parameter in operation.parameters:
        if parameter.location != "query":
            continue
        is_own = belongs(document, parameter)
        own = [pair for pair in pairs if is_own(pair[0])]
        known |= {name for name, _ in own}
        loc = ("query", parameter.name)
        if not own:
            if parameter.required:
                errors.append(FieldError(loc, "Field required", "missing"))
            continue
        if not lax and len({name for name, _ in own}) < len(own) and not repeats(document, parameter):
            values = [value.decode("latin-1") for _, value in own]
            errors.append(FieldError(loc, "Input should be given once", "given_twice", values))
            continue
        if lax and is_date_time(document, parameter.schema):
            own = [(name, _with_offset(raw)) for name, raw in own]
        try:
            value = read_query(document, parameter, own)
        except Unreadable as error:
            errors.extend(error.errors)
            continue
        found[parameter.name] = value
        errors.extend(field_errors(document, parameter.schema, value, loc))
    if not lax:
        for name, raw in pairs:
            if name not in known:
                shown = raw.decode("latin-1")
                errors.append(FieldError(("query", name), "Extra inputs are not permitted", "extra_forbidden", shown))
    return found


def _with_offset(raw: bytes) -> bytes:
    if _BARE_DATE.fullmatch(raw):
        return raw + b"T00:00:00Z"
    return raw + b"Z" if _NAIVE.fullmatch(raw) else raw
