"""Faults in the overlay."""

from __future__ import annotations

from typing import Final

from tests.mutants.catalogue.overlay_account import ACCOUNT
from tests.mutants.catalogue.overlay_answers import ANSWERS
from tests.mutants.catalogue.overlay_questions import QUESTIONS
from tests.mutants.catalogue.overlay_sending import SENDING
from tests.mutants.catalogue.overlay_surface import SURFACE
from tests.mutants.catalogue.overlay_values import VALUES
from tests.mutants.mutant import Mutant

OVERLAY: Final[tuple[Mutant, ...]] = (*QUESTIONS, *VALUES, *SENDING, *SURFACE, *ANSWERS, *ACCOUNT)
