"""Reading JSON that the contract has accepted, or warned of: lists, pages, times and numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar

from ..errors import DevinUsageError, InconsistentAnswer, ResponseValidationError

T = TypeVar("T")

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


def page(body: Body) -> tuple[list[Body], str | None, bool]:
    """Read a page of a v3 list: its items, the cursor of the next one, and whether there is said to be one."""
    cursor = body.get("end_cursor")
    if not isinstance(cursor, str | None):
        raise TypeError("a cursor is a text")
    return listed(body["items"]), cursor, bool(body.get("has_next_page"))


def page_v2(body: Body) -> tuple[list[Body], bool]:
    """Read a page of a v2 list: its items, and whether more follow."""
    return listed(body["items"]), bool(body["has_more"])


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
