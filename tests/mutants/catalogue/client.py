"""Faults in the generated client."""

from __future__ import annotations

from typing import Final

from tests.mutants.catalogue.client_answers import ANSWERS
from tests.mutants.catalogue.client_requests import REQUESTS
from tests.mutants.mutant import Mutant

CLIENT: Final[tuple[Mutant, ...]] = (*REQUESTS, *ANSWERS)
