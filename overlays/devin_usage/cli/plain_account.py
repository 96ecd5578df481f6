"""Breakdowns, forecasts and reconciliations as plain JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from devin_usage.errors import StatusError

from .plain import period, subject

if TYPE_CHECKING:
    from devin_usage.account import Breakdown, Comparison, Cost, Forecast, Reconciliation, Revision


def breakdown(found: Breakdown, names: Mapping[str, str]) -> dict[str, Any]:
    """Write a breakdown: every member that was read, and every one that failed."""
    return {
        "version": found.version,
        "by": found.by,
        "period": period(found.period),
        "whole_acus": found.whole.total_acus,
        "total_acus": found.total_acus,
        "unattributed_acus": found.unattributed,
        "complete": found.complete,
        "acus": dict(found.acus),
        "names": dict(names) or None,
        "failures": {
            member: {"kind": type(error).__name__, "status": error.status if isinstance(error, StatusError) else None}
            for member, error in found.failures.items()
        },
        "days_from_cache": found.days_from_cache,
        "revisions": [_revision(each) for each in found.revisions],
        "excluded": list(found.excluded),
        "caveats": list(found.caveats),
    }


def _revision(found: Revision) -> dict[str, Any]:
    return {
        "subject": subject(found.subject),
        "day": found.day.isoformat(),
        "acus_before": found.before,
        "acus_after": found.after,
    }


def forecast(found: Forecast) -> dict[str, Any]:
    """Write a forecast; money is digits as text, so that none is lost."""
    return {
        "subject": subject(found.subject),
        "cycle": period(found.cycle.period),
        "at": found.at.isoformat(),
        "ended": found.ended,
        "acus": found.acus,
        "closed_days": found.closed_days,
        "closed_acus": found.closed_acus,
        "open_day": None if found.open_day is None else found.open_day.isoformat(),
        "open_acus": found.open_acus,
        "remaining_days": found.remaining_days,
        "mean_acus": found.mean_acus,
        "projected_acus": found.projected_acus,
        "assumption": found.assumption,
        "not_projected": found.not_projected,
        "budget_acus": None if found.budget is None else found.budget.acus,
        "budget_source": None if found.budget is None else found.budget.source,
        "no_budget": found.no_budget,
        "share_used": found.share_used,
        "remaining_acus": found.remaining_acus,
        "projected_over_acus": found.projected_over_acus,
        "daily_allowance_acus": found.daily_allowance_acus,
        "used_up_on": None if found.used_up_on is None else found.used_up_on.isoformat(),
        "price": None if found.price is None else str(found.price),
        "cost": _cost(found.cost),
        "projected_cost": _cost(found.projected_cost),
        "budget_cost": _cost(found.budget_cost),
        "caveats": list(found.caveats),
    }


def _cost(cost: Cost | None) -> dict[str, str] | None:
    return None if cost is None else {"amount": f"{cost.amount:f}", "currency": cost.currency}


def reconciliation(found: Reconciliation) -> dict[str, Any]:
    """Write a reconciliation, every comparison in full."""
    return {
        "period": period(found.period),
        "closed": None if found.closed is None else period(found.closed),
        "agrees": found.agrees,
        "tolerance_acus": found.tolerance_acus,
        "comparisons": [_comparison(each) for each in found.comparisons],
        "notes": list(found.notes),
    }


def _comparison(found: Comparison) -> dict[str, Any]:
    return {
        "group": found.group,
        "name": found.name,
        "verdict": found.verdict,
        "left_name": found.left_name,
        "left_acus": found.left,
        "right_name": found.right_name,
        "right_acus": found.right,
        "difference_acus": found.difference,
        "unexplained_acus": found.unexplained,
        "explanations": [
            {"text": each.text, "acus": each.acus, "names": list(each.names)} for each in found.explanations
        ],
        "why_not": found.why_not,
        "hints": list(found.hints),
    }
