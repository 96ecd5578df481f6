"""Counts of sessions, searches and pull requests, in v2 and v3.

v2's `prs_opened` is taken for the pull requests that were opened in the window, v3's `prs_opened_count` for those of
them that are still open. Both are assumptions.
"""

from __future__ import annotations

from devin_mock.activity import Tally
from devin_mock.answers.call import Answer, Call
from devin_mock.answers.window import window
from devin_mock.ledger import Who
from devin_mock.messages import Json
from devin_mock.sessions import MICRO, ORIGINS

_SIZES = ("xs", "s", "m", "l", "xl")
_PLAYBOOKS = 3


def playbook_id(call: Call, playbook: int) -> str:
    """The id of one of the account's playbooks."""
    return f"playbook-{call.ledger.chance.hex(f'playbook/{playbook}', 32)}"


def _tally(call: Call) -> Tally:
    asked = window(call)
    who = Who(call.organizations(), call.principals())
    if "org_id" in call.arguments.path:
        inside = call.organization()
        who = Who((inside.index,), who.principals) if inside is not None else call.unknown("organization")
    playbook = None
    if (wanted := call.arguments.query.get("playbook_id")) is not None:
        playbook = next((one for one in range(_PLAYBOOKS) if playbook_id(call, one) == wanted), -1)
    return call.activity.tally(asked.start, asked.end, who, playbook)


def _v2_usage(call: Call) -> Json:
    counts = _tally(call)
    return _sessions(counts) | _searches(counts) | _prs(counts)


def _sessions(counts: Tally) -> dict[str, Json]:
    return {"sessions_count": counts["sessions"]}


def _searches(counts: Tally) -> dict[str, Json]:
    return {"searches_count": counts["searches"]}


def _prs(counts: Tally) -> dict[str, Json]:
    return {
        "prs_opened": counts["prs created"],
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
    return {
        "prs_created_count": counts["prs created"],
        "prs_opened_count": counts["prs opened"],
        "prs_merged_count": counts["prs merged"],
        "prs_closed_count": counts["prs closed"],
        "prs_taken_over_count": 0,
        "prs_taken_over_opened_count": 0,
        "prs_taken_over_merged_count": 0,
        "prs_taken_over_closed_count": 0,
    }


def _v3_searches(call: Call) -> Json:
    return {"searches_created_count": _tally(call)["searches"]}


def _v3_sessions(call: Call) -> Json:
    counts = _tally(call)
    count = counts["sessions"]
    return {
        "sessions_created_count": count,
        "sessions_created_by_origin": {origin: counts[f"origin {origin}"] for origin in sorted(set(ORIGINS))},
        "sessions_created_by_size": {size: counts[f"size {size}"] for size in _SIZES},
        "sessions_created_with_playbook_count": counts["with playbook"],
        "sessions_created_with_search_count": counts["with search"],
        "sessions_with_merged_prs_count": counts["prs merged"],
        "sessions_with_merged_prs_by_size": {size: counts[f"merged size {size}"] for size in _SIZES},
        "avg_acus_per_session": counts["micro-ACUs"] / count / MICRO if count else 0.0,
    }


METRICS: dict[str, Answer] = {
    "get_usage_metrics": _v2_usage,
    "get_session_metrics": lambda call: _sessions(_tally(call)),
    "get_search_metrics": lambda call: _searches(_tally(call)),
    "get_pr_metrics": lambda call: _prs(_tally(call)),
    "get_enterprise_usage_metrics": _v3_usage,
    "get_enterprise_organization_usage_metrics": _v3_usage,
    "get_organization_usage_metrics": _v3_usage,
    "get_enterprise_session_metrics": _v3_sessions,
    "get_organization_session_metrics": _v3_sessions,
    "get_enterprise_search_metrics": _v3_searches,
    "get_organization_search_metrics": _v3_searches,
    "get_enterprise_pr_metrics": _v3_prs,
    "get_organization_pr_metrics": _v3_prs,
}
