"""Faults in the mock.

It judges and counts for the client, so whatever it overlooks is overlooked in the client too.
"""

from __future__ import annotations

from typing import Final

from tests.mutants.catalogue.mock_consumption import CONSUMPTION
from tests.mutants.catalogue.mock_counts import COUNTS, LISTS
from tests.mutants.catalogue.mock_judging import FAULTS, JUDGING
from tests.mutants.mutant import Mutant

MOCK: Final[tuple[Mutant, ...]] = (*JUDGING, *FAULTS, *CONSUMPTION, *COUNTS, *LISTS)
