"""Counts as plain JSON values."""

from __future__ import annotations

from typing import Any

from devin_usage.values import SessionMetrics

from .counts import Counted
from .plain import period, subject


def metrics(found: Counted) -> dict[str, Any]:
    """Write all counts."""
    active, categories = found.active_users, found.categories
    return {
        "version": found.version,
        "subject": subject(found.subject),
        "period": period(found.period),
        "sessions": None if found.sessions is None else _sessions(found.sessions),
        "searches": None if found.searches is None else found.searches.searches,
        "pull_requests": dict(found.outcomes()) or None,
        "active_users": None if active is None else active.users,
        "active_users_by_utc_day": None
        if found.by_utc_day is None
        else [{"utc_day": f"{day.start:%Y-%m-%d}", "users": day.users} for day in found.by_utc_day],
        "categories": None
        if categories is None
        else [
            {
                "name": category.name,
                "sessions": category.sessions,
                "acus": category.acus,
                "subcategories": [
                    {"id": each.id, "name": each.name, "sessions": each.sessions, "acus": each.acus}
                    for each in category.subcategories
                ],
            }
            for category in categories.categories
        ],
        "not_given": found.not_given,
        "caveats": list(found.caveats),
    }


def _sessions(found: SessionMetrics) -> dict[str, Any]:
    return {
        "sessions": found.sessions,
        "by_origin": None if found.by_origin is None else dict(found.by_origin),
        "by_size": None if found.by_size is None else dict(found.by_size),
        "with_playbook": found.with_playbook,
        "with_search": found.with_search,
        "with_merged_prs": found.with_merged_prs,
        "with_merged_prs_by_size": None
        if found.with_merged_prs_by_size is None
        else dict(found.with_merged_prs_by_size),
        "acus_per_session": found.acus_per_session,
    }
