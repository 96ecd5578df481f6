"""Faults in the overlay."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

OVERLAY: Final[tuple[Mutant, ...]] = ()
