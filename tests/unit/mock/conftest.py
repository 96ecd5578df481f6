"""One mock for the tests that only read from it."""

from __future__ import annotations

import pytest
from devin_mock import Mock

from .asking import NOW


@pytest.fixture(scope="session")
def mock() -> Mock:
    """A small account, some days into a cycle."""
    return Mock(seed=1, users=40, now=NOW)
