"""Arguments of callers, checked before anything is sent.

The service takes much that it does not mean: an empty list of organizations asks for all of them, an id of ``..`` asks
another endpoint, a bare text becomes a list of one. Whatever could silently answer another question is refused here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .errors import InvalidArgument


def identifier(name: str, value: str) -> str:
    """Check an id.

    Raises:
        InvalidArgument: it is no text, is empty or a dot segment (which would reach another endpoint), or holds control
            characters or half a surrogate pair.
    """
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument(f"{name} must be an id, a text, not {type(value).__name__}")
    if value in {"", ".", ".."}:
        raise InvalidArgument(f"{name} is {value!r}, which would reach another endpoint; give an id")
    if any(character < " " or "\x7f" <= character <= "\x9f" or character in "\u2028\u2029" for character in value):
        raise InvalidArgument(f"{name} holds a line break or another control character")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise InvalidArgument(f"{name} holds half a surrogate pair, which cannot be sent")
    return value


def identifiers(name: str, values: Iterable[str] | None) -> tuple[str, ...] | None:
    """Check a filter: any iterable of ids, each taken once, in order; None is no filter.

    Raises:
        InvalidArgument: it is empty (which the service would read as no filter at all), a bare text, bytes or a
            mapping, or one of its ids is refused.
    """
    if values is None:
        return None
    kind = type(values).__name__
    if isinstance(values, str | bytes | bytearray | Mapping):
        raise InvalidArgument(f"{name} must be several ids, such as a list, not one {kind}")
    try:
        each = iter(values)
    except TypeError:
        raise InvalidArgument(f"{name} must be several ids, such as a list, not {kind}") from None
    listed = tuple(dict.fromkeys(identifier(f"an id in {name}", value) for value in each))
    if not listed:
        raise InvalidArgument(f"{name} is empty, which the service would read as no filter; pass None to ask for all")
    return listed
