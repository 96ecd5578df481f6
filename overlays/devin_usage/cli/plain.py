"""Answers as plain JSON values: every number as the API gave it, null for what it did not give."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from devin_usage import Consumption, Cycle, Period, Products, Subject, UsageMetrics

from .pieces import Pieces


def period(asked: Period) -> dict[str, Any]:
    """Write a period."""
    return {
        "start": asked.start.isoformat(),
        "end": asked.end.isoformat(),
        "first_day": asked.first_day.isoformat(),
        "last_day": asked.last_day.isoformat(),
        "aligned": asked.aligned,
    }


def products(found: Products | None) -> dict[str, float | None] | None:
    """Write ACUs by product."""
    return None if found is None else found.by_name


def subject(of: Subject) -> dict[str, Any]:
    """Write whose figures they are."""
    return {"kind": of.kind, "id": of.id}


def cycles(found: Iterable[Cycle]) -> list[dict[str, Any]]:
    """Write billing cycles, oldest first."""
    return [{**period(cycle.period), "normalised": cycle.normalised} for cycle in found]


def consumption(answer: Consumption) -> dict[str, Any]:
    """Write daily consumption."""
    return {
        "version": answer.version,
        "subject": subject(answer.subject),
        "period": period(answer.period),
        "total_acus": answer.total_acus,
        "acus_by_product": products(answer.products),
        "unattributed_acus": answer.unattributed,
        "days": [
            {
                "day": day.day.isoformat(),
                "acus": day.acus,
                "acus_by_product": products(day.products),
                "unattributed_acus": day.unattributed,
            }
            for day in answer.days
        ],
        "acus_by_organization": None if answer.by_organization is None else dict(answer.by_organization),
        "acus_by_user": None if answer.by_user is None else dict(answer.by_user),
        "excluded": list(answer.excluded),
        "caveats": list(answer.caveats),
    }


def usage(answer: UsageMetrics) -> dict[str, Any]:
    """Write usage metrics."""
    return {
        "version": answer.version,
        "subject": subject(answer.subject),
        "period": period(answer.period),
        "sessions": answer.sessions,
        "searches": answer.searches,
        "prs_opened": answer.prs_opened,
        "prs_closed": answer.prs_closed,
        "prs_merged": answer.prs_merged,
        "prs_created": answer.prs_created,
        "caveats": list(answer.caveats),
    }


def pieces(found: Pieces) -> dict[str, Any]:
    """Write daily consumption by week or by month."""
    answer = found.answer
    return {
        "version": answer.version,
        "subject": subject(answer.subject),
        "period": period(answer.period),
        "total_acus": answer.total_acus,
        "acus_by_product": products(answer.products),
        "unattributed_acus": answer.unattributed,
        f"{found.unit}s": [
            {
                found.unit: each.name,
                **period(each.consumption.period),
                "days": len(each.consumption.period.billing_days()),
                "days_given": len(each.consumption.days),
                "partial": each.partial,
                "open": each.open,
                "acus": each.acus,
                "acus_by_product": products(each.consumption.products),
                "unattributed_acus": each.consumption.unattributed,
            }
            for each in found.pieces
        ],
        "excluded": list(answer.excluded),
        "caveats": list(answer.caveats),
    }
