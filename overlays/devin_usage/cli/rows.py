"""What commands put together themselves, as tables of rows for files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from devin_usage.export import Column, Table
from devin_usage.values import Subject

from .counts import Counted
from .pieces import Pieces
from .plain import products

_SUBJECT = (
    Column("subject", "text", "Whose figures the row holds: enterprise, organization, user, service_user or session."),
    Column("subject_id", "text", "Its id; none for the enterprise.", personal=True),
    Column("api_version", "text", "The version of the API that gave the figures: v2 or v3."),
)


def _subject(subject: Subject, version: str) -> tuple[str | None, ...]:
    return subject.kind, subject.id, version


def pieces(found: Pieces) -> Table:
    """Make a row of each week or month."""
    by_piece = [products(each.consumption.products) or {} for each in found.pieces]
    names = list(
        dict.fromkeys(["devin", "cascade", "terminal", "review", *(name for each in by_piece for name in each)])
    )
    columns = [
        Column(found.unit, "text", f"The {found.unit} of billing days."),
        Column("first_day", "date", "The first billing day, which starts at 08:00 UTC on that date."),
        Column("last_day", "date", "The last billing day, included."),
        Column("billing_days", "count", "How many billing days there are from the first to the last."),
        Column("days_given", "count", "How many of them the API gave."),
        Column("partial", "flag", f"Whether days of the {found.unit} lie outside of what was asked for."),
        Column("open", "flag", f"Whether the {found.unit} was not over."),
        Column("acus", "acus", "The ACUs of these days, over all products."),
        *(
            Column(f"acus_{name}", "acus", f"The ACUs of the product {name}; none where the API gave none.")
            for name in names
        ),
        Column("unattributed_acus", "acus", "The ACUs that belong to no product; none where products are not known."),
        *_SUBJECT,
    ]
    rows = [
        (
            each.name,
            each.consumption.period.first_day,
            each.consumption.period.last_day,
            len(each.consumption.period.billing_days()),
            len(each.consumption.days),
            each.partial,
            each.open,
            each.acus,
            *(by_product.get(name) for name in names),
            each.consumption.unattributed,
            *_subject(found.answer.subject, found.answer.version),
        )
        for each, by_product in zip(found.pieces, by_piece, strict=True)
    ]
    return Table(f"{found.unit}s", tuple(columns), tuple(rows))


def counts(found: Counted) -> Table:
    """Make a row of each figure, named; what the API does not give has none."""
    columns = (
        Column("metric", "text", "What is counted."),
        Column("part", "text", "Which part of it, such as an origin or a UTC day; none for all of it."),
        Column("value", "number", "The count, or the ACUs where the metric says so."),
        Column("first_day", "date", "The first billing day of the period."),
        Column("last_day", "date", "The last billing day of the period, included."),
        *_SUBJECT,
    )
    after = (found.period.first_day, found.period.last_day, *_subject(found.subject, found.version))
    return Table("metrics", columns, tuple((*row, *after) for row in _figures(found)))


def _figures(found: Counted) -> Iterator[tuple[Any, ...]]:
    sessions, prs = found.sessions, found.pull_requests
    if sessions is not None:
        yield "sessions", None, sessions.sessions
        for metric, parts in (
            ("sessions_by_origin", sessions.by_origin),
            ("sessions_by_size", sessions.by_size),
            ("sessions_with_merged_prs_by_size", sessions.with_merged_prs_by_size),
        ):
            for part, value in (parts or {}).items():
                yield metric, part, value
        for metric, number in (
            ("sessions_with_playbook", sessions.with_playbook),
            ("sessions_with_search", sessions.with_search),
            ("sessions_with_merged_prs", sessions.with_merged_prs),
            ("acus_per_session", sessions.acus_per_session),
        ):
            if number is not None:
                yield metric, None, number
    if found.searches is not None:
        yield "searches", None, found.searches.searches
    if prs is not None:
        for part, amount in found.outcomes():
            if amount is not None:
                yield f"prs_{part}", None, amount
    if found.active_users is not None:
        yield "active_users", None, found.active_users.users
    for day in found.by_utc_day or ():
        yield "active_users_by_utc_day", f"{day.start:%Y-%m-%d}", day.users
    for category in found.categories.categories if found.categories is not None else ():
        yield "sessions_by_category", category.name, category.sessions
        yield "acus_by_category", category.name, category.acus
