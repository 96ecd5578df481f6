"""What the page on the mock shows is what happens: its faults can be planted."""

from __future__ import annotations

import re
from pathlib import Path

from devin_mock import Fault

PAGE = Path(__file__).parents[3] / "docs" / "testing-with-the-mock.md"


def test_the_faults_of_the_page_can_be_planted() -> None:
    """Every row of the table, in each of its forms."""
    rows = re.findall(r"^\| .* \| (`.*) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    texts = [text for row in rows for text in re.findall(r"`([^`]+)`", row)]
    assert len(texts) >= 15
    for text in texts:
        assert Fault.parse(text if "=" in text else f"garble={text}")
