"""JSON as RFC 8259 has it. Python's own reader also takes doubled names, NaN, infinities and half characters."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final, NoReturn

from devin_mock.messages import Json, JsonObject

_NO_PLACE: Final = 0


class NotJson(ValueError):
    """Bytes that are no JSON text; `position` is the character where that is seen."""

    def __init__(self, reason: str, position: int) -> None:
        """Carry the reason, in words."""
        super().__init__(reason)
        self.position = position


def read_json(raw: bytes, *, doubled_names: bool = False) -> Json:
    """The value of a JSON text. Raises NotJson.

    With `doubled_names` the last of several members of one name wins, as most servers have it.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotJson("the text is not UTF-8", error.start) from None
    pairs: Callable[[list[tuple[str, Json]]], JsonObject] = dict if doubled_names else _named_once
    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=_no_constant, parse_float=_finite)
        # An escape may name half of a character, which no UTF-8 text can hold.
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        raise NotJson(error.msg, error.pos) from None
    except UnicodeEncodeError:
        raise NotJson("a \\u escape names half of a character", _NO_PLACE) from None
    except RecursionError:
        raise NotJson("the text is nested too deeply", _NO_PLACE) from None
    except NotJson:
        raise
    except ValueError as error:
        raise NotJson(str(error), _NO_PLACE) from None
    return value


def _named_once(pairs: list[tuple[str, Json]]) -> JsonObject:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        doubled = next(name for name in names if names.count(name) > 1)
        raise NotJson(f"the name {doubled!r} stands twice in an object", _NO_PLACE)
    return found


def _no_constant(name: str) -> NoReturn:
    raise NotJson(f"{name} is no JSON value", _NO_PLACE)


def _finite(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise NotJson(f"the number {text} is too large to be read", _NO_PLACE)
    return value
