"""Counts of sessions, searches and pull requests, in v2 and v3.

v3's `prs_opened_count` are those of the pull requests created in the window that are still open; whether v2's
`prs_opened` are all of them or the same is an assumption.
"""

from __future__ import annotations

from collections import Counter

from devin_mock.activity import Tally
from devin_mock.answers.call import Answer, Call
from devin_mock.answers.window import window
from devin_mock.ledger import Who
from devin_mock.messages import Json
from devin_mock.sessions import CATEGORIES, MICRO, ORIGINS, PLAYBOOKS, PR_STATES, SIZES


def playbook_id(call: Call, playbook: int) -> str:
    """The id of one of the account's playbooks."""
    return f"playbook-{call.ledger.chance.hex(f'playbook/{playbook}', 32)}"


def _who(call: Call) -> Who:
    who = Who(call.organizations(), call.principals())
    if "org_id" in call.arguments.path:
        inside = call.organization()
        who = Who((inside.index,), who.principals) if inside is not None else call.unknown("organization")
    return who


def _tally(call: Call) -> Tally:
    asked = window(call)
    playbook = None
    if (wanted := call.arguments.query.get("playbook_id")) is not None:
        playbook = next((one for one in range(PLAYBOOKS) if playbook_id(call, one) == wanted), None)
        if playbook is None:
            call.unknown_in_filter("playbook_id")
            return Counter()
    return call.activity.tally(asked.start, asked.end, _who(call), playbook, call.late)


def _v2_usage(call: Call) -> Json:
    counts = _tally(call)
    return _sessions(counts) | _searches(counts) | _prs(call, counts)


def _sessions(counts: Tally) -> dict[str, Json]:
    return {"sessions_count": counts["sessions"]}


def _searches(counts: Tally) -> dict[str, Json]:
    return {"searches_count": counts["searches"]}


def _prs(call: Call, counts: Tally) -> dict[str, Json]:
    opened = "prs created" if call.assumptions.v2_prs_opened == "created" else "prs opened"
    return {
        "prs_opened": counts[opened],
        "prs_closed": counts["prs closed"],
        "prs_merged": counts["prs merged"],
    }


def _v3_usage(call: Call) -> Json:
    counts = _tally(call)
    return {
        "sessions_count": counts["sessions"],
        "searches_count": counts["searches"],
        "prs_created_count": counts["prs created"],
        "prs_merged_count": counts["prs merged"],
    }


def _v3_prs(call: Call) -> Json:
    counts = _tally(call)
    body = {"prs_created_count": counts["prs created"]}
    body |= {f"prs_{state}_count": counts[f"prs {state}"] for state in PR_STATES}
    if call.assumptions.taken_over_prs == "given":
        body["prs_taken_over_count"] = counts["prs taken over"]
        body |= {f"prs_taken_over_{state}_count": counts[f"taken over {state}"] for state in PR_STATES}
    return body


def _v3_searches(call: Call) -> Json:
    return {"searches_created_count": _tally(call)["searches"]}


def _v3_sessions(call: Call) -> Json:
    counts = _tally(call)
    count = counts["sessions"]
    return {
        "sessions_created_count": count,
        "sessions_created_by_origin": {origin: counts[f"origin {origin}"] for origin in sorted(ORIGINS)},
        "sessions_created_by_size": {size: counts[f"size {size}"] for size in SIZES},
        "sessions_created_with_playbook_count": counts["with playbook"],
        "sessions_created_with_search_count": counts["with search"],
        "sessions_with_merged_prs_count": counts["prs merged"],
        "sessions_with_merged_prs_by_size": {size: counts[f"merged size {size}"] for size in SIZES},
        "avg_acus_per_session": counts["micro-ACUs"] / count / MICRO if count else 0.0,
    }


def _v3_categories(call: Call) -> Json:
    asked = window(call)
    listed = call.assumptions.empty_categories == "listed"
    found: dict[str, list[tuple[int, int, Json]]] = {}
    counted = call.activity.categories(asked.start, asked.end, _who(call), call.late)
    for (category, subcategory_id, name), (count, micro) in zip(CATEGORIES, counted, strict=True):
        if count or listed:
            entry = {"subcategory_id": subcategory_id, "display_name": name}
            found.setdefault(category, []).append((count, micro, entry | _figures(count, micro)))
    return {
        "categories": [
            {"category": category}
            | _figures(sum(count for count, _, _ in inside), sum(micro for _, micro, _ in inside))
            | {"subcategories": [entry for _, _, entry in inside]}
            for category, inside in found.items()
        ]
    }


def _figures(count: int, micro: int) -> dict[str, Json]:
    return {"sessions_count": count, "acus": micro / MICRO}


METRICS: dict[str, Answer] = {
    "get_usage_metrics": _v2_usage,
    "get_session_metrics": lambda call: _sessions(_tally(call)),
    "get_search_metrics": lambda call: _searches(_tally(call)),
    "get_pr_metrics": lambda call: _prs(call, _tally(call)),
    "get_enterprise_usage_metrics": _v3_usage,
    "get_enterprise_organization_usage_metrics": _v3_usage,
    "get_organization_usage_metrics": _v3_usage,
    "get_enterprise_session_metrics": _v3_sessions,
    "get_organization_session_metrics": _v3_sessions,
    "get_enterprise_search_metrics": _v3_searches,
    "get_organization_search_metrics": _v3_searches,
    "get_enterprise_pr_metrics": _v3_prs,
    "get_organization_pr_metrics": _v3_prs,
    "get_enterprise_sessions_by_category": _v3_categories,
}
