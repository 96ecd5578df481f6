"""JSON values told apart by their kind."""

from __future__ import annotations

from typing import Any, cast


def object_of(value: Any) -> dict[str, Any] | None:
    """Take an object for an object, and anything else for none."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def array_of(value: Any) -> list[Any] | None:
    """Take an array for an array, and anything else for none."""
    return value if isinstance(value, list) else None  # pyright: ignore[reportUnknownVariableType]  # narrowing makes Any a list of unknown items


def items_of(body: Any) -> list[Any] | None:
    """Give the items of a page, or None where a body is none."""
    return array_of((object_of(body) or {}).get("items"))
