"""Media types: as a header tells them, and as a document keys its contents by them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

import attrs

MULTIPART: Final = "multipart/form-data"
FORMS: Final = (MULTIPART, "application/x-www-form-urlencoded")

_WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_VALUE: Final = re.compile(rf"\s*(?P<type>{_WORD}(?:/{_WORD})?)\s*(?P<parameters>(?:;.*)?)", re.DOTALL)
_PARAMETER: Final = re.compile(rf'\s*;\s*(?:(?P<name>{_WORD})=(?P<value>"(?:[^"\\]|\\.)*"|{_WORD}))?\s*', re.DOTALL)


@attrs.frozen(slots=True)
class HeaderValue:
    """A value with parameters, such as a Content-Type: both in lower case, but for the values of the parameters."""

    value: str
    parameters: Mapping[str, str]


def parsed(header: str) -> HeaderValue:
    """A header like `Content-Type` or `Content-Disposition`. Raises ValueError when it is not well formed."""
    found = _VALUE.fullmatch(header)
    if found is None:
        raise ValueError(f"{header!r} is not a value with parameters")
    parameters: dict[str, str] = {}
    rest = found["parameters"]
    while rest:
        parameter = _PARAMETER.match(rest)
        if parameter is None:
            raise ValueError(f"{header!r} has parameters that are not well formed")
        if parameter["name"]:
            value = parameter["value"]
            if value.startswith('"'):
                value = re.sub(r"\\(.)", r"\1", value[1:-1])
            parameters[parameter["name"].lower()] = value
        rest = rest[parameter.end() :]
    return HeaderValue(found["type"].lower(), parameters)


def essence(media_type: str) -> str:
    """A media type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Whether bodies of a media type are JSON texts. Lines of JSON (`application/x-ndjson`) are not."""
    name = essence(media_type)
    return name in ("application/json", "text/json") or name.endswith("+json")


def matching(media_type: str, documented: Iterable[str]) -> str | None:
    """The key of a `content` that a media type falls under: itself, else `type/*`, else `*/*`."""
    wanted = essence(media_type)
    keys = {essence(key): key for key in reversed(list(documented))}
    ranges = (wanted, f"{wanted.partition('/')[0]}/*", "*/*")
    return next((keys[each] for each in ranges if each in keys), None)
