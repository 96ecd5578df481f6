"""Counts as pages for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from devin_usage.values import ActiveUsers, UsageMetrics

from .counts import Counted
from .page import Page, shown
from .sheet import Column, Sheet
from .tables import acus, count, percent, share, whose
from .window import Asked

_NAMES = {
    "sessions": "sessions",
    "searches": "searches",
    "pull_requests": "pull requests",
    "active_users": "active users",
    "by_utc_day": "active users by UTC day",
    "categories": "sessions by category",
}
_OUTCOMES = {
    "opened": "Pull requests opened",
    "created": "Pull requests created",
    "still_open": "  of these, still open",
    "closed": "Pull requests closed",
    "merged": "Pull requests merged",
    "taken_over": "Others' that Devin took over",
    "taken_over_still_open": "  of these, still open",
    "taken_over_closed": "  of these, closed",
    "taken_over_merged": "  of these, merged",
}


def usage(page: Page, answer: UsageMetrics, asked: Asked) -> None:
    """Write counts of sessions, searches and pull requests."""
    page.heading(f"Usage of {whose(answer.subject)}, {answer.period} ({asked.called}), from {answer.version}")
    _counts(
        page,
        [
            ("Sessions", answer.sessions),
            ("Searches", answer.searches),
            ("Pull requests created", answer.prs_created),
            ("Pull requests opened", answer.prs_opened),
            ("Pull requests closed", answer.prs_closed),
            ("Pull requests merged", answer.prs_merged),
        ],
    )
    page.notes(answer.caveats)


def _counts(page: Page, counts: Iterable[tuple[str, int | None]]) -> None:
    rows = [[name, count(value)] for name, value in counts]
    page.sheet(Sheet([Column("Metric", "text", least=16), Column("Count")], rows))


def metrics(page: Page, found: Counted, asked: Asked) -> None:
    """Write all counts, each part apart."""
    page.heading(f"Metrics of {whose(found.subject)}, {found.period} ({asked.called}), from {found.version}")
    page.sheet(Sheet([Column("Metric", "text", least=16), Column("Count")], list(_figures(found))))
    if found.sessions is not None:
        _parts(page, "Origin", found.sessions.by_origin)
        _parts(page, "Size", found.sessions.by_size)
    if found.categories is not None:
        _categories(page, found)
    if found.by_utc_day:
        _by_utc_day(page, found.by_utc_day)
    page.blank()
    page.notes(said_of(found))


def said_of(found: Counted) -> list[str]:
    """Say what to know of the figures, and what is not given."""
    return [*found.caveats, *_not_given(found)]


def _not_given(found: Counted) -> Iterable[str]:
    by_reason: dict[str, list[str]] = {}
    for name, why in found.not_given.items():
        by_reason.setdefault(why, []).append(_NAMES[name])
    for why, names in by_reason.items():
        yield f"not given: {', '.join(names)}: {why}"


def _figures(found: Counted) -> Iterable[list[str]]:
    sessions = found.sessions
    if sessions is not None:
        yield ["Sessions", count(sessions.sessions)]
        for name, value in (
            ("  with a playbook", sessions.with_playbook),
            ("  with a search", sessions.with_search),
            ("  with merged pull requests", sessions.with_merged_prs),
        ):
            if value is not None:
                yield [name, count(value)]
        if sessions.acus_per_session is not None:
            yield ["  mean ACUs of a session", acus(sessions.acus_per_session)]
    if found.searches is not None:
        yield ["Searches", count(found.searches.searches)]
    for name, value in found.outcomes():
        if value is not None:
            yield [_OUTCOMES[name], count(value)]
    if found.active_users is not None:
        yield ["Active users, each once", count(found.active_users.users)]


def _parts(page: Page, head: str, parts: Mapping[str, int] | None) -> None:
    if not parts:
        return
    page.blank()
    total, largest = sum(parts.values()), max(parts.values())
    rows = [
        [shown(name), count(value), percent(share(value, total)), share(value, largest)]
        for name, value in sorted(parts.items(), key=lambda each: -each[1])
    ]
    columns = [Column(head, "text", least=12), Column("Sessions"), Column("Share"), Column("", "bar", goes=1)]
    page.sheet(Sheet(columns, rows))


def _categories(page: Page, found: Counted) -> None:
    categories = () if found.categories is None else found.categories.categories
    if not categories:
        return
    page.blank()
    largest = max(each.acus for each in categories)
    rows = [
        [shown(each.name), count(each.sessions), acus(each.acus), share(each.acus, largest)]
        for each in sorted(categories, key=lambda each: -each.acus)
    ]
    columns = [Column("Category", "text", least=12), Column("Sessions"), Column("ACUs"), Column("", "bar", goes=1)]
    page.sheet(Sheet(columns, rows))


def _by_utc_day(page: Page, days: Sequence[ActiveUsers]) -> None:
    page.blank()
    values = [day.users for day in days]
    said = f"Active users by UTC day, {days[0].start:%Y-%m-%d} to {days[-1].start:%Y-%m-%d}"
    page.line(f"{said}: {min(values):,} to {max(values):,} a day. UTC days are not billing days.")
    size = page.width or len(values)
    for start in range(0, len(values), size):
        page.line(page.sparkline([float(value) for value in values[start : start + size]], largest=float(max(values))))
