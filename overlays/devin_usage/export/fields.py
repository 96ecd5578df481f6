"""Columns that know how to read their values: what the tables of answers are put together from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from attrs import frozen

from .tables import Column, ColumnType, Table


@frozen
class Field:
    """A column, and how to read its value from an item."""

    column: Column
    read: Callable[[Any], Any]


def field(
    name: str, type: ColumnType, description: str, read: Callable[[Any], Any], *, personal: bool = False
) -> Field:
    """Make a field."""
    return Field(Column(name, type, description, personal), read)


def within(read: Callable[[Any], Any], fields: Sequence[Field]) -> list[Field]:
    """Read fields from a part of the item."""

    def through(inner: Callable[[Any], Any]) -> Callable[[Any], Any]:
        return lambda item: inner(read(item))

    return [Field(each.column, through(each.read)) for each in fields]


def rows(name: str, fields: Sequence[Field], items: Iterable[Any]) -> Table:
    """Make a table with a row for each item."""
    readers = [each.read for each in fields]
    return Table(name, tuple(each.column for each in fields), tuple(tuple(read(i) for read in readers) for i in items))
