"""Faults in what is asked of a whole account."""

from __future__ import annotations

from typing import Final

from tests.mutants.catalogue.overlay_days import DAYS
from tests.mutants.catalogue.overlay_members import MEMBERS
from tests.mutants.catalogue.overlay_outlook import OUTLOOK
from tests.mutants.mutant import Mutant

ACCOUNT: Final[tuple[Mutant, ...]] = (*MEMBERS, *DAYS, *OUTLOOK)
