"""The documents that are changed and rewritten in tests: the two real ones, and one with what those lack."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from tests.unit.spec_diff import synthetic

SPECS = Path(__file__).parents[3] / "generated" / "devin_specs"
# Each is weighed by how often it is drawn: the real ones take ten times as long.
NAMES = ("synthetic", "synthetic", "synthetic", "v2", "v3")


@cache
def written(name: str) -> str:
    """A document as JSON."""
    return json.dumps(synthetic.document()) if name == "synthetic" else (SPECS / f"{name}.json").read_text("utf-8")


def document(name: str) -> dict[str, Any]:
    """A document afresh."""
    parsed: dict[str, Any] = json.loads(written(name))
    return parsed
