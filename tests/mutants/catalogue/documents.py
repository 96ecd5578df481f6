"""Faults in the documents."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

DOCUMENTS: Final[tuple[Mutant, ...]] = ()
