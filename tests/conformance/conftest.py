"""Figures of the run, where they are asked for."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from . import figures


@pytest.fixture(autouse=True)
def _counted(request: pytest.FixtureRequest) -> Generator[None]:
    """Count a test that draws nothing as one case."""
    module = request.path.stem
    before = figures.cases.get(module, 0)
    yield
    if figures.cases.get(module, 0) == before:
        figures.case(module)


def pytest_sessionfinish() -> None:
    """Write what was seen."""
    figures.write()
