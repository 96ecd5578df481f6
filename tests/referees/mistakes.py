"""The mistakes of the client that openapi-generator made, and to which of them a failure of an oracle is traced.

A failure that is traced to none of them is not expected, and neither is a mistake that no oracle finds any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final

from devin_mock import Document, Exchange

from ..conformance.cases import Case
from ..conformance.schemas import inside
from ..conformance.wholeness import equal_json
from .openapi_generator import RefereeError

_ABSENT: Final = object()


class Mistake(Enum):
    """What the client gets wrong, in a sentence; the first three are known of clients of this kind."""

    OFFSET = "offsets are written without a colon"
    DROPPED = "fields that the document does not describe are dropped"
    NULLED = "an absent field becomes null"
    DEFAULTED = "an absent field becomes its default, a number that was not given 0"
    YEAR = "years before 1000 lose their zeros (Python's `strftime` on Linux)"
    OTHER_ENDPOINT = "`.`, `..` and the empty text in a path are sent, and another path arrives"
    EVERYTHING = "an empty filter is sent as none, and everything is answered"
    NAIVE = "a naive time is sent as it is"
    NULL_TAKEN = "null is taken where none is allowed"
    ABSENT_TAKEN = "a required field that is absent is taken, as null"
    EMPTY_TAKEN = "an empty text or object, or an empty body, is taken for an empty list"
    NUMBER_TAKEN = "a number is taken for a date-time"
    TIME_TAKEN = "a date, or a time without offset, is taken for a date-time"
    KEY_TAKEN = "map keys that are no dates are taken"
    READER_BREAKS = "the reader breaks, with a `TypeError` or `RecursionError`"


PERHAPS: Final = frozenset({Mistake.YEAR})
"""Found on some machines only."""
REFUSALS: Final = frozenset({"ValidationError", "ValueError", "JSONDecodeError", "UnicodeDecodeError", "ApiException"})
"""What the client raises for an answer that it refuses; what else it raises is an accident."""


def of_request(case: Case, exchange: Exchange) -> set[Mistake]:
    """The mistakes for which the mock refused a request; none when something else is wrong with it as well."""
    refusal = exchange.verdict.refusal
    found: set[Mistake] = set()
    for error in refusal.errors if refusal is not None else ():
        written = str(error.input)
        here = set()
        if re.search(r"[+-]\d{4}$", written):
            here.add(Mistake.OFFSET)
        if re.match(r"\d{1,3}-", written):
            here.add(Mistake.YEAR)
        if isinstance(case.query.get(str(error.loc[-1])), str) and re.search(r"T[\d:.]+$", written):
            here.add(Mistake.NAIVE)
        if not here:
            return set()
        found |= here
    return found


def of_value(document: Document, schema: str, served: Any, came: Any) -> Iterator[Mistake | str]:
    """The mistakes in what was made of a body; a difference that is none of them is told in words."""
    if isinstance(served, dict) and isinstance(came, dict):
        for name in served.keys() | came.keys():
            known = inside(document, schema, name, served)
            if name not in came and known is None:
                yield Mistake.DROPPED
            elif name not in served and known is not None and came[name] is None:
                yield Mistake.NULLED
            elif name not in served and known is not None and came[name] in _defaults(document.schema(known)):
                yield Mistake.DEFAULTED
            elif name in served and name in came and known is not None:
                yield from of_value(document, known, served[name], came[name])
            elif served.get(name, _ABSENT) != came.get(name, _ABSENT):
                yield f"{name}: {served.get(name, 'nothing')!r} was served, {came.get(name, 'nothing')!r} came"
    elif isinstance(served, list) and isinstance(came, list) and len(served) == len(came):
        for index, (one, other) in enumerate(zip(served, came, strict=True)):
            yield from of_value(document, inside(document, schema, index, served), one, other)
    elif not equal_json(served, came):
        yield f"{served!r} was served, {came!r} came"


def _defaults(schema: Mapping[str, Any]) -> list[Any]:
    return [each["default"] for each in (schema, *schema.get("anyOf", ())) if "default" in each]


def of_broken_body(whole: Any, served: Any, error: RefereeError | None) -> set[Mistake]:
    """The mistake for which a broken body was not refused, by what was changed in the whole one."""
    if error is not None:
        return {Mistake.READER_BREAKS} if error.kind in ("TypeError", "RecursionError") else set()
    before, after = _change(whole, served)
    if after is None:
        return {Mistake.NULL_TAKEN}
    if after is _ABSENT:
        return {Mistake.ABSENT_TAKEN}
    if before is _ABSENT or (isinstance(before, dict) and isinstance(after, dict)):
        return {Mistake.KEY_TAKEN}
    if isinstance(before, list) and after in ({}, "", [None]):
        return {Mistake.NULL_TAKEN if after == [None] else Mistake.EMPTY_TAKEN}
    if isinstance(before, str | None) and isinstance(after, int | float) and not isinstance(after, bool):
        return {Mistake.NUMBER_TAKEN}
    if isinstance(before, str) and isinstance(after, str) and re.match(r"\d{4}-", after):
        return {Mistake.TIME_TAKEN}
    return set()


def _change(whole: Any, changed: Any) -> tuple[Any, Any]:
    """What stood, and what stands, at the one place where two values differ."""
    if isinstance(whole, Mapping) and isinstance(changed, Mapping) and changed:
        names = [
            name
            for name in whole.keys() | changed.keys()
            if not _equal(whole.get(name, _ABSENT), changed.get(name, _ABSENT))
        ]
        if len(names) == 1:
            return _change(whole.get(names[0], _ABSENT), changed.get(names[0], _ABSENT))
    if isinstance(whole, list) and isinstance(changed, list) and len(whole) == len(changed):
        different = [pair for pair in zip(whole, changed, strict=True) if not _equal(*pair)]
        if len(different) == 1:
            return _change(*different[0])
    return whole, changed


def _equal(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)
