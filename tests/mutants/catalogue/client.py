"""Faults in the client."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

CLIENT: Final[tuple[Mutant, ...]] = ()
