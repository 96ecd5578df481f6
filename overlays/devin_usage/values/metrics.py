"""Counts. v2 and v3 count different things of pull requests; what a version does not count is None."""

from __future__ import annotations

from attrs import frozen

from ..billing import Period
from ..credential import Version
from .subject import Subject


@frozen
class UsageMetrics:
    """Counts of a subject over a period. v2 and v3 count different things of pull requests, so each may be None.

    Source: https://docs.devin.ai/api-reference/v3/metrics/metrics-usage.md
    """

    subject: Subject
    period: Period
    version: Version
    sessions: int
    searches: int
    prs_opened: int | None
    prs_closed: int | None
    prs_merged: int | None
    prs_created: int | None
    caveats: tuple[str, ...] = ()
