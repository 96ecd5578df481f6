"""Counts of an answer, from either version."""

from __future__ import annotations

from collections.abc import Mapping

from ..billing import Clock, Period
from ..credential import Version
from ..values import (
    Category,
    Counts,
    PullRequestMetrics,
    SearchMetrics,
    SessionMetrics,
    SessionsByCategory,
    Subcategory,
    Subject,
    UsageMetrics,
)
from .caveats import BECAME, PULL_REQUESTS, caveats
from .reading import Body, count, count_or_none, is_number, listed, number

_TAKEN_OVER = {
    "taken_over": "prs_taken_over_count",
    "taken_over_still_open": "prs_taken_over_opened_count",
    "taken_over_closed": "prs_taken_over_closed_count",
    "taken_over_merged": "prs_taken_over_merged_count",
}


def usage(version: Version, body: Body, subject: Subject, period: Period, clock: Clock) -> UsageMetrics:
    """Read usage metrics, from either version. v2's opened is not v3's created, so neither stands for the other."""
    return UsageMetrics(
        subject=subject,
        period=period,
        version=version,
        sessions=count(body["sessions_count"]),
        searches=count(body["searches_count"]),
        prs_opened=count(body["prs_opened"]) if version == "v2" else None,
        prs_closed=count(body["prs_closed"]) if version == "v2" else None,
        prs_merged=count(body["prs_merged" if version == "v2" else "prs_merged_count"]),
        prs_created=count(body["prs_created_count"]) if version == "v3" else None,
        caveats=(*caveats(period, clock), PULL_REQUESTS),
    )


def sessions(version: Version, body: Body, subject: Subject, period: Period, clock: Clock) -> SessionMetrics:
    """Read the counts of sessions, from either version; v2 gives one number."""
    if version == "v2":
        return SessionMetrics(subject, period, version, count(body["sessions_count"]), caveats=caveats(period, clock))
    return SessionMetrics(
        subject=subject,
        period=period,
        version=version,
        sessions=count(body["sessions_created_count"]),
        by_origin=_counts(body["sessions_created_by_origin"]),
        by_size=_counts(body["sessions_created_by_size"]),
        with_playbook=count(body["sessions_created_with_playbook_count"]),
        with_search=count(body["sessions_created_with_search_count"]),
        with_merged_prs=count(body["sessions_with_merged_prs_count"]),
        with_merged_prs_by_size=_counts(body["sessions_with_merged_prs_by_size"]),
        acus_per_session=number(body["avg_acus_per_session"]),
        caveats=(*caveats(period, clock), PULL_REQUESTS),
    )


def _counts(body: Mapping[str, Body]) -> Counts:
    """Read counts by name, those too that the documents do not know yet; 5.0 is an integer in JSON."""
    return Counts({name: int(value) for name, value in body.items() if is_number(value) and value == int(value)})


def searches(version: Version, body: Body, subject: Subject, period: Period, clock: Clock) -> SearchMetrics:
    """Read the count of searches, from either version."""
    searched = count(body["searches_count" if version == "v2" else "searches_created_count"])
    return SearchMetrics(subject, period, version, searched, caveats(period, clock))


def pull_requests(version: Version, body: Body, subject: Subject, period: Period, clock: Clock) -> PullRequestMetrics:
    """Read the counts of pull requests. What v2 calls opened, v3's opened and v3's created are three things."""
    general = (*caveats(period, clock), PULL_REQUESTS)
    if version == "v2":
        return PullRequestMetrics(
            subject=subject,
            period=period,
            version=version,
            opened=count(body["prs_opened"]),
            created=None,
            still_open=None,
            closed=count(body["prs_closed"]),
            merged=count(body["prs_merged"]),
            caveats=general,
        )
    taken_over = {name: body.get(key) for name, key in _TAKEN_OVER.items()}
    return PullRequestMetrics(
        subject=subject,
        period=period,
        version=version,
        opened=None,
        created=count(body["prs_created_count"]),
        still_open=count(body["prs_opened_count"]),
        closed=count(body["prs_closed_count"]),
        merged=count(body["prs_merged_count"]),
        **{name: count_or_none(found) for name, found in taken_over.items()},
        caveats=(*general, BECAME),
    )


def by_category(version: Version, body: Body, subject: Subject, period: Period, clock: Clock) -> SessionsByCategory:
    """Read sessions by category."""
    return SessionsByCategory(
        subject, period, version, tuple(map(_category, listed(body["categories"]))), caveats(period, clock)
    )


def _category(body: Body) -> Category:
    parts = (
        Subcategory(part["subcategory_id"], part["display_name"], count(part["sessions_count"]), number(part["acus"]))
        for part in listed(body["subcategories"])
    )
    return Category(body["category"], count(body["sessions_count"]), number(body["acus"]), tuple(parts))
