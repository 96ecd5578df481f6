"""Breakdowns as tables of rows for files, with names where they were asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import evolve

from devin_usage.export import Column, Table, table

from .members import Named
from .tables import acus

if TYPE_CHECKING:
    from devin_usage.account import Breakdown


def breakdown(found: Breakdown, named: Mapping[str, Named]) -> Table:
    """Make a row of each member; names stand behind its id."""
    rows = table(found)
    if not named:
        return rows
    of_people = found.by == "user"
    what = found.by.replace("_", " ")
    columns = [Column("name", "text", f"The name of the {what}; none where the API gave none.", personal=of_people)]
    if of_people:
        columns.append(Column("email", "text", "The e-mail address of the user.", personal=True))
    nobody = Named(None)

    def called(member: str) -> tuple[str | None, ...]:
        each = named.get(member, nobody)
        return (each.name, each.email)[: len(columns)]

    first, *rest = rows.columns
    return evolve(
        rows,
        columns=(first, *columns, *rest),
        rows=tuple((row[0], *called(row[0]), *row[1:]) for row in rows.rows),
    )


def in_no_row(found: Breakdown) -> tuple[str, ...]:
    """Say what the rows do not hold, as sentences."""
    from devin_usage.account.broken_down import plural  # loaded when used

    rest = found.unattributed
    if not rest:
        return ()
    of = f"{acus(rest)} of {acus(found.whole.total_acus)} ACUs"
    return (f"unattributed: {of} belong to none of these {plural(found.by)}, and are in no row.",)
