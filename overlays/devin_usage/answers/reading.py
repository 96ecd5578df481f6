"""Reading JSON that the contract has accepted, or warned of: lists, pages, times and numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias, TypeVar

from ..errors import DevinUsageError, InconsistentAnswer, ResponseValidationError

T = TypeVar("T")

_NUMBERS: Final = frozenset({int, float})

Body: TypeAlias = Any
"""A body that the contract has accepted: its form is the document's, which Python's types cannot say."""


def built(operation: str, make: Callable[[], T]) -> T:
    """Make a value of a body that may break the contract, where the caller accepts that (``check="warn"``).

    Raises:
        ResponseValidationError: what the value is made of is missing, or is of another kind.
    """
    try:
        return make()
    except DevinUsageError:
        raise
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        seen = type(error).__name__
    # Raised out here: the words of the error that it comes from may quote the body.
    raise ResponseValidationError(
        f"{operation}: no value can be made of an answer that breaks the contract ({seen})",
        operation=operation,
        pointer="",
        expected="what the documents promise",
        seen=seen,
    )


def listed(body: Body) -> list[Body]:
    """Take a list for a list, and nothing else: an object would pass for one without items."""
    if not isinstance(body, list):
        raise TypeError("an array is needed")
    return body  # pyright: ignore[reportUnknownVariableType]  # narrowing makes Any a list of unknown items


def page(body: Body) -> tuple[list[Body], int | None, str | None, bool]:
    """Read a page of a v3 list: its items, how many there are in all, the next cursor, and whether it should be there.

    How many there are is None where the API does not say.
    """
    cursor, has_next = body.get("end_cursor"), body.get("has_next_page")
    if not isinstance(cursor, str | None):
        raise TypeError("a cursor is a text")
    if not isinstance(has_next, bool | None):
        raise TypeError("a truth value is needed")
    return listed(body["items"]), count_or_none(body.get("total")), cursor, has_next is True


def page_v2(body: Body) -> tuple[list[Body], int | None, bool]:
    """Read a page of a v2 list: its items, how many there are in all, and whether more follow."""
    more = body["has_more"]
    if not isinstance(more, bool):
        raise TypeError("a truth value is needed")
    return listed(body["items"]), count_or_none(body.get("total")), more


def instant(text: str) -> datetime:
    """Read a date-time of v2, in UTC.

    Raises:
        InconsistentAnswer: it cannot be represented.
    """
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InconsistentAnswer(f"the API gave the time {text}, which cannot be represented") from error


def is_number(value: object) -> bool:
    """Tell numbers from everything else, truth values too."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def number(value: Body) -> float:
    """Take a number for a number, and nothing else: Python reads texts and truth values as numbers too."""
    if not is_number(value):
        raise TypeError("a number is needed")
    return float(value)


def numbers(values: Collection[Body]) -> list[float]:
    """Read many numbers at once; see `number`."""
    if not _NUMBERS.issuperset(map(type, values)):
        raise TypeError("numbers are needed")
    return list(map(float, values))


def count(value: Body) -> int:
    """Read a whole number; 5.0 is one in JSON."""
    if not is_number(value) or value != int(value):
        raise TypeError("a whole number is needed")
    return int(value)


def count_or_none(value: Body) -> int | None:
    """Read a whole number, or nothing."""
    return None if value is None else count(value)
