"""Faults in the mock."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

MOCK: Final[tuple[Mutant, ...]] = ()
