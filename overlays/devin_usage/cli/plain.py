"""Answers as plain JSON values: every number as the API gave it, null for what it did not give."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from devin_usage import Consumption, Cycle, Period, Products, UsageMetrics


def _period(period: Period) -> dict[str, Any]:
    return {
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "first_day": period.first_day.isoformat(),
        "last_day": period.last_day.isoformat(),
        "aligned": period.aligned,
    }


def _products(products: Products | None) -> dict[str, float | None] | None:
    if products is None:
        return None
    named = {"devin": products.devin, "cascade": products.cascade, "terminal": products.terminal}
    return {**named, "review": products.review, **products.other}


def cycles(found: Iterable[Cycle]) -> list[dict[str, Any]]:
    """Write billing cycles, oldest first."""
    return [{**_period(cycle.period), "normalised": cycle.normalised} for cycle in found]


def consumption(answer: Consumption) -> dict[str, Any]:
    """Write daily consumption."""
    return {
        "version": answer.version,
        "subject": {"kind": answer.subject.kind, "id": answer.subject.id},
        "period": _period(answer.period),
        "total_acus": answer.total_acus,
        "acus_by_product": _products(answer.products),
        "unattributed_acus": answer.unattributed,
        "days": [
            {
                "day": day.day.isoformat(),
                "acus": day.acus,
                "acus_by_product": _products(day.products),
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
        "subject": {"kind": answer.subject.kind, "id": answer.subject.id},
        "period": _period(answer.period),
        "sessions": answer.sessions,
        "searches": answer.searches,
        "prs_opened": answer.prs_opened,
        "prs_closed": answer.prs_closed,
        "prs_merged": answer.prs_merged,
        "prs_created": answer.prs_created,
        "caveats": list(answer.caveats),
    }
