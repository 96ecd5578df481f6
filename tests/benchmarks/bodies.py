"""Bodies to measure with: daily consumption of v3 that keeps the contract and all sums."""

import json
from typing import Any

FIRST = 1764921600
"""2025-12-05T08:00:00Z."""


def consumption(days: int, *, first: int = FIRST, times: int = 1) -> bytes:
    """Write an answer of so many billing days, on each of which so many have used the same."""
    entries: list[dict[str, Any]] = []
    for index in range(days):
        devin, cascade, terminal = (times * acus for acus in (8.25 + index % 7, 1.5 + index % 3, 0.125))
        entries.append(
            {
                "date": first + 86_400 * index,
                "acus": devin + cascade + terminal,
                "acus_by_product": {"devin": devin, "cascade": cascade, "terminal": terminal, "review": None},
            }
        )
    return json.dumps({"total_acus": sum(entry["acus"] for entry in entries), "consumption_by_date": entries}).encode()
