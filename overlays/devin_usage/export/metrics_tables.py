"""Counts as tables: a row an answer, or a category. Billing days and UTC days have columns of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, timedelta
from operator import attrgetter

from ..values import (
    ActiveUsers,
    Category,
    PullRequestMetrics,
    SearchMetrics,
    SessionMetrics,
    SessionsByCategory,
    Subcategory,
    UsageMetrics,
)
from .fields import Field, field, rows, within
from .subjects import LIMITS, SUBJECT, asked
from .tables import Table

_CAVEAT = "only GitHub's app gives the whole status, GitLab on premises is read once a day"
_SECOND = timedelta(seconds=1)


def _count(name: str, what: str, of: str | None = None) -> Field:
    return field(name, "count", what, attrgetter(of or name))


def _prs(name: str, what: str, of: str | None = None) -> Field:
    return _count(name, f"{what}; {_CAVEAT}.", of)


_USAGE = [
    *asked(limits=True),
    _count("sessions", "How many sessions were created in the period."),
    _count("searches", "How many searches were created in the period."),
    _prs("prs_opened", "How many pull requests were opened (v2)"),
    _prs("prs_closed", "How many pull requests were closed (v2)"),
    _prs("prs_merged", "How many pull requests were merged"),
    _prs("prs_created", "How many pull requests were created (v3)"),
]
_SEARCHES = [*asked(limits=True), _count("searches", "How many searches were made in the period.")]
_PULL_REQUESTS = [
    *asked(limits=True),
    _prs("prs_opened", "How many pull requests were opened in the period (v2)", "opened"),
    _prs("prs_created", "How many pull requests were created in the period (v3)", "created"),
    _prs("prs_still_open", "How many of those created are open now (v3)", "still_open"),
    _prs("prs_closed", "v2: how many were closed; v3: how many of those created were closed unmerged", "closed"),
    _prs("prs_merged", "v2: how many were merged; v3: how many of those created were merged", "merged"),
    _prs("prs_taken_over", "How many of somebody else's Devin pushed to (v3)", "taken_over"),
    _prs("prs_taken_over_still_open", "How many of those are open now (v3)", "taken_over_still_open"),
    _prs("prs_taken_over_closed", "How many of those were closed unmerged (v3)", "taken_over_closed"),
    _prs("prs_taken_over_merged", "How many of those were merged (v3)", "taken_over_merged"),
]
_SESSIONS = [
    *asked(limits=True),
    _count("sessions", "How many sessions were created in the period."),
    _count("with_playbook", "How many of them used a playbook (v3)."),
    _count("with_search", "How many of them came from a search (v3)."),
    _count("with_merged_prs", "How many of them have pull requests that were merged (v3)."),
    field(
        "acus_per_session",
        "acus",
        "The mean ACUs of a session, as the API gives it (v3).",
        attrgetter("acus_per_session"),
    ),
]


def _by_name(prefix: str, what: str, of: str, found: Iterable[SessionMetrics]) -> list[Field]:
    def given(each: SessionMetrics) -> Mapping[str, int]:
        by_name: Mapping[str, int] | None = getattr(each, of)
        return by_name or {}

    def reader(name: str) -> Callable[[SessionMetrics], int | None]:
        return lambda each: given(each).get(name)

    names = sorted({name for each in found for name in given(each)})
    return [field(f"{prefix}{name}", "count", f"{what} {name} (v3).", reader(name)) for name in names]


def _utc_day(answer: ActiveUsers) -> date:
    return answer.start.astimezone(UTC).date()


def _last_utc_day(answer: ActiveUsers) -> date:
    return max(_utc_day(answer), (answer.end.astimezone(UTC) - _SECOND).date())


_ACTIVE_USERS = [
    field("utc_day", "date", "The first UTC calendar day that is counted; it is no billing day.", _utc_day),
    field("last_utc_day", "date", "The last UTC calendar day that is counted.", _last_utc_day),
    *within(attrgetter("subject"), [*SUBJECT, *LIMITS]),
    field("start", "instant", "The first instant that is counted, as the API gives it.", attrgetter("start")),
    field(
        "end",
        "instant",
        "The end as the API gives it: the first instant after it, or the last second of it.",
        attrgetter("end"),
    ),
    _count("active_users", "How many users were active, each counted once; sums of rows count them again.", "users"),
]
_CATEGORY = [
    field("category", "text", "The name of the category, as the API's free text.", attrgetter("name")),
    _count("sessions", "How many sessions it has."),
    field("acus", "acus", "The ACUs of those sessions.", attrgetter("acus")),
    field("subcategories", "count", "Into how many subcategories it is divided.", lambda each: len(each.subcategories)),
]
_SUBCATEGORY = [
    field("subcategory_id", "text", "The id of the subcategory.", attrgetter("id")),
    field("subcategory", "text", "The name of the subcategory, as the API's free text.", attrgetter("name")),
    _count("sessions", "How many sessions it has."),
    field("acus", "acus", "The ACUs of those sessions.", attrgetter("acus")),
]


def usage(found: Iterable[UsageMetrics]) -> Table:
    """Make a table of usage, a row an answer."""
    return rows("usage", _USAGE, found)


def sessions(found: Iterable[SessionMetrics]) -> Table:
    """Make a table of counts of sessions, a row an answer; what they are broken down by makes columns."""
    listed = list(found)
    fields = [
        *_SESSIONS,
        *_by_name("origin_", "How many sessions were started from", "by_origin", listed),
        *_by_name("size_", "How many sessions have the size", "by_size", listed),
        *_by_name(
            "with_merged_prs_size_",
            "How many sessions with merged pull requests have the size",
            "with_merged_prs_by_size",
            listed,
        ),
    ]
    return rows("sessions", fields, listed)


def searches(found: Iterable[SearchMetrics]) -> Table:
    """Make a table of counts of searches, a row an answer."""
    return rows("searches", _SEARCHES, found)


def pull_requests(found: Iterable[PullRequestMetrics]) -> Table:
    """Make a table of counts of pull requests, a row an answer."""
    return rows("pull_requests", _PULL_REQUESTS, found)


def active_users(found: Iterable[ActiveUsers]) -> Table:
    """Make a table of active users, a row a span of UTC days."""
    return rows("active_users", _ACTIVE_USERS, found)


def categories(found: Iterable[Category]) -> Table:
    """Make a table of categories."""
    return rows("categories", _CATEGORY, found)


def subcategories(found: Iterable[Subcategory]) -> Table:
    """Make a table of subcategories."""
    return rows("subcategories", _SUBCATEGORY, found)


def sessions_by_category(found: Iterable[SessionsByCategory]) -> Table:
    """Make a table of the categories of answers. Subcategories are tables of their own: they need not sum to it."""
    fields = [*within(lambda each: each[1], _CATEGORY), *within(lambda each: each[0], asked(limits=True))]
    return rows("categories", fields, ((answer, each) for answer in found for each in answer.categories))
