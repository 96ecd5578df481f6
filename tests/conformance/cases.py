"""Requests to send: drawn by schemathesis from the wire documents, joined by directed ones that it never draws.

A case holds JSON values, as the document types them; a date-time is text. `arguments` turns it into what the generated
function takes.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final, cast
from urllib.parse import quote, unquote, urlencode

import attrs
import schemathesis
from devin_mock import load, wire_document
from devin_mock.calendar import seconds
from devin_mock.wire import is_date_time, types_of
from hypothesis import strategies as st
from schemathesis import GenerationMode

from .operations import Driven, Version, named

_BASE_URL: Final = "http://127.0.0.1:8080"

PATH_VALUES: Final = (
    "a/b",
    "/",
    "a?b=c",
    "a#b",
    "50%",
    "%2F",
    "%",
    "okta|Acme|x1",
    "a b",
    " ",
    "a+b",
    "a;b=c,d",
    "...",
    ".a",
    "a..",
    "email|né@example.com",
    "日本",
    "🜁🏳️‍🌈",
    "\u202eabc",
    "e\u0301",
    "null",
    "0",
    "x" * 300,
)
"""Path values that are ids like any other, and that clients get wrong.

`.`, `..` and the empty text are no path values; nor is `None` to generated functions, which write a missing one so.
"""

INSTANTS: Final = (
    "2025-12-05T08:00:00Z",
    "2025-12-05T08:00:00+00:00",
    "2025-07-01T00:00:00-08:00",
    "2025-07-01T00:00:00+05:45",
    "2025-07-01T00:00:00-00:30",
    "2025-07-01T00:00:00+14:00",
    "2025-12-31T23:59:59.999999Z",
    "0001-01-02T00:00:00Z",
    "9999-12-30T23:59:59Z",
    "1969-12-31T23:59:59Z",
    "2038-01-19T03:14:08Z",
)
"""Date-times, with odd offsets, and from the first and the last year."""

INTEGERS: Final = (0, 1, -1, 7, 100, 2**31, 2**53, 2**53 + 1, -(2**53) - 1)
TEXTS: Final = ("", " ", "a b", "a+b", "a&b=c", "a,b", "%20", "é", "🜁", "\u202e", "a|b", "org-1", "0", "false", "null")


@attrs.frozen(slots=True)
class Case:
    """A request to an operation: values of its path and of its query. What is absent or None is not sent."""

    operation: str
    path: Mapping[str, str] = attrs.field(factory=dict[str, str])
    query: Mapping[str, Any] = attrs.field(factory=dict[str, Any])

    @property
    def driven(self) -> Driven:
        """The operation."""
        return named(self.operation)

    def sent(self) -> dict[str, Any]:
        """The values of the query that go on the wire: null has no form there, and neither has an array of nothing."""
        return {name: value for name, value in self.query.items() if value is not None and value != []}

    def arguments(self) -> dict[str, Any]:
        """The arguments of the generated function, by its own names."""
        parameters = self.driven.parameters("query")
        query = {
            name: _instant(value) if _is_instant(self.driven, parameters[name].schema, value) else value
            for name, value in self.query.items()
        }
        return {**self.path, **query}

    def curl(self) -> str:
        """The request as a command, against a mock that listens on its usual port."""
        key = {"v2": "apk_user_mock_enterprise_admin", "v3": "cog_mock_enterprise"}[self.driven.version]
        path = self.driven.operation.path.format(**{name: quote(value, safe="") for name, value in self.path.items()})
        query = urlencode(self.sent(), doseq=True, quote_via=quote)
        url = f"{_BASE_URL}{path}" + (f"?{query}" if query else "")
        return f"curl --path-as-is -H 'Authorization: Bearer {key}' {shlex.quote(url)}"

    def __str__(self) -> str:
        """What to do with a case that failed."""
        return f"{self.curl()}\nto keep it, add to tests/conformance/regressions.py:\n    {self!r},"


def _is_instant(driven: Driven, schema: str, value: object) -> bool:
    return isinstance(value, str) and is_date_time(driven.document, schema)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text.upper())


def compared(driven: Driven, query: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a query in a form in which equal ones are equal: instants as exact seconds, defaults filled in."""
    found: dict[str, Any] = {}
    for name, parameter in driven.parameters("query").items():
        default = driven.document.at(parameter.schema.split("/anyOf/")[0]).get("default")
        value = query.get(name, default)
        if value is not None:
            found[name] = seconds(value.upper()) if _is_instant(driven, parameter.schema, value) else value
    return found


@cache
def _schema(version: Version) -> Any:
    return schemathesis.openapi.from_dict(wire_document(load(version).raw))


@cache
def _drawn(driven: Driven) -> st.SearchStrategy[Case]:
    found = _schema(driven.version)[driven.operation.path][driven.operation.method]
    strategy: st.SearchStrategy[Any] = found.as_strategy(generation_mode=GenerationMode.POSITIVE)

    def read(drawn: Any) -> Case:
        path = {name: unquote(str(value)) for name, value in (drawn.path_parameters or {}).items()}
        return Case(driven.id, path, {name: _typed(driven, name, value) for name, value in (drawn.query or {}).items()})

    return strategy.map(read).filter(_can_be_said)


def _typed(driven: Driven, name: str, value: Any) -> Any:
    # Schemathesis writes truth values as the texts that go on the wire.
    if types_of(driven.document, driven.parameters("query")[name].schema) == {"boolean"} and isinstance(value, str):
        return {"true": True, "false": False}[value]
    return value


def _can_be_said(case: Case) -> bool:
    """Whether Python and the wire have a form for a drawn case: a year 0, and a second 60, have none."""
    try:
        case.arguments()
    except ValueError:
        return False
    return all(value not in ("", ".", "..") for value in case.path.values())


@cache
def _directed(driven: Driven) -> st.SearchStrategy[Case]:
    path = {name: st.sampled_from(PATH_VALUES) for name in driven.parameters("path")}
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for name, parameter in driven.parameters("query").items():
        values = st.sampled_from(_values(driven, parameter.schema))
        if parameter.required:
            required[name] = values
        else:
            optional[name] = values | st.none()
    return st.builds(
        Case, st.just(driven.id), st.fixed_dictionaries(path), st.fixed_dictionaries(required, optional=optional)
    )


def each_value(driven: Driven) -> Iterator[Case]:
    """Every directed value of every parameter, one at a time: what a few drawn examples leave out."""
    path = dict.fromkeys(driven.parameters("path"), "id-1")
    parameters = driven.parameters("query")
    query = {name: _values(driven, each.schema)[0] for name, each in parameters.items() if each.required}
    for name in path:
        for text in PATH_VALUES:
            yield Case(driven.id, {**path, name: text}, query)
    for name, parameter in parameters.items():
        for value in (*_values(driven, parameter.schema), *(() if parameter.required else (None,))):
            yield Case(driven.id, path, {**query, name: value})


def _values(driven: Driven, schema: str) -> Sequence[Any]:
    document, types = driven.document, types_of(driven.document, schema)
    if is_date_time(document, schema):
        found: Sequence[Any] = INSTANTS
    elif "array" in types:
        found = [["org-1"], ["a", "b"], ["b", "a", "b"], list(TEXTS[1:]), [f"id-{index}" for index in range(60)]]
    else:
        found = [
            *(INTEGERS if "integer" in types else ()),
            *((True, False) if "boolean" in types else ()),
            *(TEXTS if "string" in types else ()),
        ]
    kept = [value for value in found if document.is_valid(schema, value)]
    assert kept, f"no directed value fits {schema}"
    return kept


def requests(driven: Driven) -> st.SearchStrategy[Case]:
    """Every kind of case of an operation."""
    return _directed(driven) | _drawn(driven)


def wrong_instants(case: Case, replace: Callable[[str], str]) -> Case:
    """A case whose date-times are written in another way."""
    parameters = case.driven.parameters("query")
    query = {
        name: replace(cast(str, value)) if _is_instant(case.driven, parameters[name].schema, value) else value
        for name, value in case.query.items()
    }
    return attrs.evolve(case, query=query)


def without_offset(text: str) -> str:
    """A date-time as a naive one."""
    return re.sub(r"([Zz]|[+-]\d\d:\d\d)$", "", text)
