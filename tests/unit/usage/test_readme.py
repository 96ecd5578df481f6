"""The code of the first page that people read runs as it stands, against the mock on a port."""

from __future__ import annotations

from pathlib import Path

import pytest
from devin_mock import ENTERPRISE_KEY, Mock
from devin_mock.server import running

from tests.unit.usage.page_examples import printed

PAGE = Path(__file__).parents[3] / "README.md"


def test_the_code_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a key and an address from the environment; the first example prints figures."""
    mock = Mock(users=10)
    with running(mock) as base_url:
        monkeypatch.setenv("DEVIN_API_KEY", ENTERPRISE_KEY)
        monkeypatch.setenv("DEVIN_BASE_URL", base_url)
        (first, output), *others = printed(PAGE.read_text("utf-8"), PAGE)
    assert "client.consumption.daily" in first.source
    assert len(output.splitlines()) > 30
    assert len(others) >= 1
    assert mock.record.refused == ()
