"""Breaches of the contract that are planted in answers: what a client must notice, or must bear.

A missing field, a value of another type and a null where none may be are refused by the document; a new field and a new
value of an opened enumeration are not. A wrong total, and a date at another instant, are seen by their meaning alone.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import islice
from typing import Final, Literal, get_args

import attrs

from devin_mock.documents import Document
from devin_mock.messages import Json, array_of, object_of

BreachKind = Literal["missing", "wrong-type", "null", "new-field", "new-value", "wrong-total", "date-moved", "set"]
Steps = tuple[str | int, ...]

_NEW: Final = "something_new"
_TOTAL: Final = "/total_acus"
_DATES: Final = "/consumption_by_date/*/date"
_HOUR_S: Final = 3_600
_DEEPEST: Final = 40
# Where a breach can be made, it can be made early; each try copies the body.
_MOST_PLACES: Final = 500


@attrs.frozen(slots=True)
class Breach:
    """A breach of one kind.

    `at` is the JSON pointer of the place, in which `*` stands for every item or property; without it the first place is
    taken at which the breach can be made. `value` is what `set` puts there; `wrong-total` adds it (1 ACU by default),
    and `date-moved` adds it in seconds (an hour by default). Raises ValueError for an unknown kind.
    """

    kind: BreachKind
    at: str | None = None
    value: Json = None

    def __attrs_post_init__(self) -> None:
        """Raise ValueError for what cannot be made."""
        if self.kind not in get_args(BreachKind):
            raise ValueError(f"A breach is one of {', '.join(get_args(BreachKind))}; {self.kind!r} is not.")
        if self.at is not None and not (isinstance(self.at, str) and self.at.startswith("/")):  # pyright: ignore[reportUnnecessaryIsInstance]  # may come from JSON
            raise ValueError(f"The place of a breach is a JSON pointer such as /total_acus, not {self.at!r}.")
        if self.kind == "set" and self.at is None:
            raise ValueError("A breach that sets a value needs its place: at=/total_acus.")
        moves = self.kind in ("wrong-total", "date-moved")
        if moves and (isinstance(self.value, bool) or not isinstance(self.value, int | float | None)):
            raise ValueError(f"The value of {self.kind} is a number to add, not {self.value!r}.")


def breached(breach: Breach, document: Document, schema: str, body: Json) -> tuple[Json] | None:
    """The body with a breach in it, in a tuple, or None where this body has no place for one. `body` stays as it is."""
    at = breach.at or {"wrong-total": _TOTAL, "date-moved": _DATES}.get(breach.kind)
    if at is not None:
        changed = copy.deepcopy(body)
        made = [_make(breach, document, schema, changed, steps) for steps in _named(body, at)]
        return (changed,) if any(made) else None
    harmless = breach.kind in ("new-field", "new-value")
    for steps in islice(_places(body), _MOST_PLACES):
        changed = copy.deepcopy(body)
        if _make(breach, document, schema, changed, steps) and document.is_valid(schema, changed) == harmless:
            return (changed,)
    return None


def _inside(value: Json) -> dict[str | int, Json]:
    """What an object or an array holds, by name or index."""
    found: dict[str | int, Json] = dict(enumerate(array_of(value)))
    found.update(object_of(value))
    return found


def _places(value: Json, steps: Steps = ()) -> Iterator[Steps]:
    yield steps
    for step, inside in _inside(value).items():
        yield from _places(inside, (*steps, step))


def _named(value: Json, pointer: str) -> list[Steps]:
    found: list[tuple[Steps, Json]] = [((), value)]
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        deeper: list[tuple[Steps, Json]] = []
        for steps, here in found:
            inside = _inside(here)
            chosen = list(inside) if name == "*" else [each for each in inside if str(each) == name]
            if not chosen and isinstance(here, dict) and name != "*":
                chosen = [name]  # A property that is not there may be set.
            deeper += [((*steps, each), inside.get(each)) for each in chosen]
        found = deeper
    return [steps for steps, _ in found]


def _make(breach: Breach, document: Document, schema: str, body: Json, steps: Steps) -> bool:
    """Make the breach at a place of a body, in place; tell whether it could be."""
    if breach.kind == "new-field":
        target = _follow(body, steps)
        if not isinstance(target, dict):
            return False
        target[_NEW] = {"since": "today"}
        return True
    if not steps:
        return False
    parent: Json = _follow(body, steps[:-1])
    last: Json = steps[-1]
    if breach.kind == "set":
        if isinstance(parent, dict | list):
            parent[last] = breach.value
        return isinstance(parent, dict | list)
    inside = _inside(parent)
    if last not in inside:
        return False
    if breach.kind == "missing":
        if isinstance(parent, list):
            return False
        del parent[last]
        return True
    opened = breach.kind != "new-value" or (isinstance(inside[last], str) and _is_opened(document, schema, steps))
    replaced = _replacement(breach, inside[last]) if opened else None
    if replaced is None:
        return False
    parent[last] = replaced[0]
    return True


def _replacement(breach: Breach, value: Json) -> tuple[Json] | None:
    if breach.kind == "null":
        return (None,)
    if breach.kind == "new-value":
        return (_NEW,)
    if breach.kind == "wrong-type":
        return (["not", "this"],) if isinstance(value, int | float | dict) else (17,)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    by: Json = breach.value if breach.value is not None else 1.0 if breach.kind == "wrong-total" else _HOUR_S
    return (value + by,)


def _follow(body: Json, steps: Steps) -> Json:
    for step in steps:
        body = _inside(body).get(step)
    return body


def _is_opened(document: Document, schema: str, steps: Steps) -> bool:
    """Whether the schema at a place of a body is an enumeration that may grow."""
    found = {document.follow(schema)}
    for step in steps:
        found = {deeper for each in _alternatives(document, found) for deeper in _steps_into(document, each, step)}
    return any("x-known-values" in document.schema(each) for each in _alternatives(document, found))


def _alternatives(document: Document, schemas: set[str]) -> set[str]:
    """Schemas with all that they are made of."""
    found: set[str] = set()
    open_ones = [(each, 0) for each in schemas]
    while open_ones:
        here, depth = open_ones.pop()
        if here in found or depth > _DEEPEST:
            continue
        found.add(here)
        for word in ("anyOf", "oneOf", "allOf"):
            branches: list[Json] = document.schema(here).get(word, [])
            open_ones += [(document.follow(f"{here}/{word}/{index}"), depth + 1) for index in range(len(branches))]
    return found


def _steps_into(document: Document, here: str, step: str | int) -> Iterator[str]:
    schema = document.schema(here)
    if isinstance(step, int):
        if "items" in schema:
            yield document.follow(f"{here}/items")
    elif step in schema.get("properties", {}):
        yield document.follow(f"{here}/properties/{step.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(schema.get("additionalProperties"), dict):
        yield document.follow(f"{here}/additionalProperties")
