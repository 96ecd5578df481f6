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
    return _sendable(name, value)


def text(name: str, value: str) -> str:
    """Check a text that a list is filtered by.

    Raises:
        InvalidArgument: it is no text, is empty or blank (which the service could read as no filter), or holds
            control characters or half a surrogate pair.
    """
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument(f"{name} must be a text, not {type(value).__name__}")
    if not value.strip():
        raise InvalidArgument(f"{name} is empty, which the service could read as no filter; pass None to ask for all")
    return _sendable(name, value)


def count(name: str, value: int) -> int:
    """Check a number of things.

    Raises:
        InvalidArgument: it is no whole number, is negative, or is more than there can be.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument(f"{name} must be a whole number from 0 to {2**31 - 1}, not {value!r}")
    return value


def switch(name: str, value: bool) -> bool:
    """Check a yes or no.

    Raises:
        InvalidArgument: it is something else, such as the text ``"false"``, which Python takes for yes.
    """
    if not isinstance(value, bool):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument(f"{name} must be True or False, not {value!r}")
    return value


def _sendable(name: str, value: str) -> str:
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
