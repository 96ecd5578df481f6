"""The questions that the documents leave open, each put to the API with a few requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from ..findings import ProbeResult
from ..run import Run
from .behaviour import finality, limits, permissions, token_prefix
from .bounds import bounds
from .contents import cycles, dates, idle_days, idle_users, products, same_ids, unknown_user
from .windows import default_windows, doubled_names, longest_windows

__all__ = ["PROBES", "probe"]

PROBES: Final[tuple[Callable[[Run], Iterator[ProbeResult]], ...]] = (
    bounds,
    default_windows,
    longest_windows,
    dates,
    doubled_names,
    same_ids,
    products,
    idle_days,
    idle_users,
    unknown_user,
    token_prefix,
    permissions,
    cycles,
    limits,
)


def probe(run: Run, earlier: Mapping[str, Any] | None, kept: dict[str, Any]) -> tuple[ProbeResult, ...]:
    """Put every question; see `finality` for the arguments."""
    final = list(finality(run, earlier, kept))
    return (*(result for each in PROBES for result in each(run)), *final)
