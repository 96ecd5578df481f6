"""An account on a real port for the commands, and a folder of their own for what they keep."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from devin_mock import Mock
from devin_mock.server import running


@pytest.fixture(scope="session")
def account() -> Mock:
    """A mock whose present is the real one, as the command's is."""
    return Mock()


@pytest.fixture(scope="session")
def served(account: Mock) -> Iterator[str]:
    """Where the mock listens, for a whole run of tests."""
    with running(account) as base_url:
        yield base_url


@pytest.fixture
def address(account: Mock, served: str) -> Iterator[str]:
    """Where the mock listens; faults that a test has planted are gone after it."""
    yield served
    account.faults.clear()


@pytest.fixture(autouse=True)
def kept_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let no test write into the folder of whoever runs it."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    for name in ("DEVIN_USAGE_ERROR_FORMAT", "DEVIN_USAGE_STATUSLINE", "DEVIN_USAGE_CACHE", "DEVIN_API_VERSION"):
        monkeypatch.delenv(name, raising=False)
    return folder
