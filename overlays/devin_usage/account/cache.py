"""The days that have been read, kept on disk."""

from __future__ import annotations

import os
from typing import Self

from ..billing import Clock, system_clock
from ..errors import DevinUsageError


class CacheError(DevinUsageError):
    """The cache cannot be read or written; nothing was asked of the API on its account."""


class CacheWarning(UserWarning):
    """The cache was damaged; it was set aside, and a new one was begun."""


class DayCache:
    """Closed billing days on disk."""

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        recent_days: int = 3,
        fresh_for_s: float = 3600,
        clock: Clock = system_clock,
    ) -> None:
        self.path = os.fspath(path)
        self.recent_days = recent_days
        self.fresh_for_s = fresh_for_s
        self.clock = clock

    def close(self) -> None:
        """Close the file."""

    def __enter__(self) -> Self:
        """Give the cache."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()
