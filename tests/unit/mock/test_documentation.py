"""What the page on the mock shows is what happens: its code runs, and its faults can be planted."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
from devin_mock import Fault

pytest_plugins = ["pytester"]

PAGE = Path(__file__).parents[3] / "docs" / "testing-with-the-mock.md"


def test_the_code_of_the_page_runs(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first block is a conftest, the others are tests."""
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    conftest, *tests = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    pytester.makeconftest(conftest)
    pytester.makepyfile("\n".join(tests))
    pytester.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=3)


def test_the_faults_of_the_page_can_be_planted() -> None:
    """Every row of the table, in each of its forms."""
    rows = re.findall(r"^\| .* \| (`.*) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    texts = [text for row in rows for text in re.findall(r"`([^`]+)`", row)]
    assert len(texts) >= 15
    for text in texts:
        assert Fault.parse(text if "=" in text else f"garble={text}")
