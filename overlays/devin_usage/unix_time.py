"""The times of v3: Unix seconds."""

from __future__ import annotations

from datetime import UTC, datetime

from .errors import InconsistentAnswer

_MILLISECONDS = 100_000_000_000


def instant_of(seconds: int) -> datetime:
    """Read a time of v3.

    Raises:
        InconsistentAnswer: it cannot be Unix seconds; numbers from 1e11 on are milliseconds, or nothing.
    """
    try:
        if abs(seconds) < _MILLISECONDS:
            return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError):
        pass
    raise InconsistentAnswer(f"the API gave the time {seconds}, which is no number of Unix seconds")
