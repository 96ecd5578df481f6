"""Counts of an answer, from either version."""

from __future__ import annotations

from ..billing import Clock, Period
from ..credential import Version
from ..values import Subject, UsageMetrics
from .caveats import PULL_REQUESTS, caveats
from .reading import Body


def usage(version: Version, body: Body, subject: Subject, period: Period, clock: Clock) -> UsageMetrics:
    """Read usage metrics, from either version. v2's opened is not v3's created, so neither stands for the other."""
    # 5.0 is an integer in JSON, so the contract lets it pass.
    return UsageMetrics(
        subject=subject,
        period=period,
        version=version,
        sessions=int(body["sessions_count"]),
        searches=int(body["searches_count"]),
        prs_opened=int(body["prs_opened"]) if version == "v2" else None,
        prs_closed=int(body["prs_closed"]) if version == "v2" else None,
        prs_merged=int(body["prs_merged" if version == "v2" else "prs_merged_count"]),
        prs_created=int(body["prs_created_count"]) if version == "v3" else None,
        caveats=(*caveats(period, clock), PULL_REQUESTS),
    )
