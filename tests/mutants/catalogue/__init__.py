"""The catalogue: every fault that the conformance suite has to see."""

from __future__ import annotations

from typing import Final

from tests.mutants.catalogue.client import CLIENT
from tests.mutants.catalogue.documents import DOCUMENTS
from tests.mutants.catalogue.mock import MOCK
from tests.mutants.catalogue.overlay import OVERLAY
from tests.mutants.document_mutant import DocumentMutant
from tests.mutants.mutant import Mutant

MUTANTS: Final[tuple[Mutant | DocumentMutant, ...]] = (*CLIENT, *OVERLAY, *MOCK, *DOCUMENTS)

__all__ = ["MUTANTS"]
