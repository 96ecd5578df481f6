"""Mutants as rows of a table: the oracle, what is wrong, the text and what becomes of it, under the file of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from tests.mutants.mutant import Mutant, Oracle

Row: TypeAlias = tuple[Oracle, str, str, str] | tuple[Oracle, str, str, str, int]
"""Oracle, what is wrong, old text, new text; and which of several such texts is meant, counted from 1."""


def mutants(folder: str, files: Mapping[str, Sequence[Row]]) -> tuple[Mutant, ...]:
    """The mutants of a table, whose files lie in a folder."""
    return tuple(
        Mutant(oracle=row[0], what=row[1], file=folder + file, old=row[2], new=row[3], nth=(*row[4:], None)[0])
        for file, rows in files.items()
        for row in rows
    )
