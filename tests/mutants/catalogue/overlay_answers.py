"""Faults in what becomes of answers to the named methods: members, counts, active users, and what is said of them."""

from __future__ import annotations

from typing import Final

from tests.mutants.catalogue.rows import mutants
from tests.mutants.mutant import Mutant

ANSWERS: Final[tuple[Mutant, ...]] = mutants(
    "overlays/devin_usage/",
    {
        "answers/members.py": [
            (
                "round_trip",
                "who is not told to have logged in never did",
                'count_or_none(item.get("login_count"))',
                'count_or_none(item.get("login_count") or 0)',
            ),
            (
                "round_trip",
                "the searches of a member are the sessions",
                'count_or_none(item.get("searches_created_count"))',
                'count_or_none(item.get("sessions_created_count"))',
            ),
            (
                "round_trip",
                "a service user is deleted when it expires",
                'count_or_none(item["deleted_at"])',
                'count_or_none(item["expires_at"])',
            ),
            (
                "round_trip",
                "roles hold everywhere",
                'organization=each.get("org_id"),',
                "organization=None,",
            ),
            (
                "round_trip",
                "the limit of a session is that of a cycle",
                'count_or_none(item["max_session_acu_limit"])',
                'count_or_none(item["max_cycle_acu_limit"])',
            ),
            (
                "round_trip",
                "no limit on a cycle is a limit of 0",
                'count_or_none(item["max_cycle_acu_limit"])',
                'count_or_none(item["max_cycle_acu_limit"] or 0)',
            ),
            (
                "round_trip",
                "an organization was changed when it was created",
                'count(item["updated_at"])',
                'count(item["created_at"])',
            ),
            ("round_trip", "the limit of a user is nobody's", 'user=item.get("user_id")', "user=None"),
        ],
        "answers/metrics.py": [
            (
                "round_trip",
                "counts by name hold what is no count",
                "for name, value in body.items() if is_number(value) and value == int(value)",
                "for name, value in body.items() if value is not None",
            ),
            (
                "round_trip",
                "sessions by size are those by origin",
                '_counts(body["sessions_created_by_size"])',
                '_counts(body["sessions_created_by_origin"])',
            ),
            (
                "round_trip",
                "sessions that used a search are those that used a playbook",
                'count(body["sessions_created_with_search_count"])',
                'count(body["sessions_created_with_playbook_count"])',
            ),
            (
                "round_trip",
                "ACUs of a session are rounded",
                'number(body["avg_acus_per_session"])',
                'round(number(body["avg_acus_per_session"]), 1)',
            ),
            (
                "round_trip",
                "pull requests that were taken over and closed were merged",
                '"taken_over_closed": "prs_taken_over_closed_count"',
                '"taken_over_closed": "prs_taken_over_merged_count"',
            ),
            (
                "round_trip",
                "no word of pull requests that were taken over is 0 of them",
                "count_or_none(found)",
                "count(found or 0)",
            ),
            (
                "round_trip",
                "all that were created are still open",
                'still_open=count(body["prs_opened_count"])',
                'still_open=count(body["prs_created_count"])',
            ),
            (
                "round_trip",
                "v2's opened stand for v3's created",
                'opened=count(body["prs_opened"]),\n            created=None',
                'opened=count(body["prs_opened"]),\n            created=count(body["prs_opened"])',
            ),
            (
                "round_trip",
                "the ACUs of a part of a category are its sessions",
                'number(part["acus"])',
                'number(part["sessions_count"])',
            ),
            (
                "v2_v3",
                "the caveat about what became of pull requests is lost",
                "caveats=(*general, BECAME)",
                "caveats=general",
            ),
            (
                "v2_v3",
                "the caveat about merged pull requests of sessions is lost",
                'number(body["avg_acus_per_session"]),\n        caveats=(*caveats(period, clock), PULL_REQUESTS)',
                'number(body["avg_acus_per_session"]),\n        caveats=caveats(period, clock)',
            ),
        ],
        "answers/active_users.py": [
            (
                "round_trip",
                "days of active users stay in the order of the answer",
                'found = sorted((*_bounds(item), count(item["active_users"])) for',
                'found = list((*_bounds(item), count(item["active_users"])) for',
            ),
            ("malformed", "a day of active users may come twice", "if len(set(whole)) != len(whole):", "if False:"),
            (
                "malformed",
                "active users of the day before the span are taken",
                "if natural.end <= span.start or natural",
                "if natural",
            ),
            (
                "malformed",
                "active users of the day after the span are taken",
                "span.start or natural.start >= span.end:",
                "span.start:",
            ),
            (
                "malformed",
                "active users of a billing day pass for those of a UTC day",
                "if end > natural.end:",
                "if False:",
            ),
            (
                "malformed",
                "active users of no time at all are taken",
                "    if end <= start:\n",
                "    if end < start:\n",
            ),
            (
                "malformed",
                "active users of another period are taken",
                "if end <= period.start or start >= period.end:",
                "if False:",
            ),
            (
                "malformed",
                "active users of a part of the period pass for all",
                "if start != period.start or not",
                "if False and not",
            ),
            (
                "malformed",
                "active users of an hour pass for those of a day",
                "asked[1] - given[1] > _INCLUSIVE:",
                "False:",
            ),
            (
                "v2_v3",
                "nothing is said of a week that the span cuts",
                "if not (span.first <= natural.first and natural.last <= span.last):",
                "if False:",
            ),
            (
                "v2_v3",
                "nothing is said of a day that is not over",
                "if natural.end > present:",
                "if natural.start > present:",
            ),
        ],
    },
)
