"""A report as plain JSON values: what a later run may be compared with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .findings import Finding, Report, Verdict

FORMAT = 1


def plain(report: Report, verdict: Verdict) -> dict[str, Any]:
    """Write a report."""
    period = report.period
    return {
        "format": FORMAT,
        "host": report.host,
        "started_at": report.started_at.isoformat(),
        "exit_code": verdict.exit_code,
        "asked": [{"version": each.version, "scope": each.scope, "account": each.account} for each in report.asked],
        "period": {
            "start": period.start.isoformat(),
            "end": period.end.isoformat(),
            "first_day": period.first_day.isoformat(),
            "last_day": period.last_day.isoformat(),
            "called": report.period_called,
        },
        "operations": [
            {
                "version": each.version,
                "operation": each.operation,
                "path": each.path,
                "outcome": each.outcome,
                "reason": each.reason,
                "required": each.operation in verdict.missing,
                "requests": each.requests,
                "seconds": round(each.seconds, 3),
                "statuses": list(each.statuses),
                "findings": [_finding(finding) for finding in each.findings],
                "parameters_not_tried": list(each.untried),
            }
            for each in report.operations
        ],
        "invariants": [
            {
                "invariant": each.name,
                "outcome": each.outcome,
                "checked": each.checked,
                "violations": [{"where": one.where, "said": one.said} for one in each.violations],
            }
            for each in report.invariants
        ],
        "probes": [
            {
                "id": each.id,
                "question": each.question,
                "sent": list(each.sent),
                "answer": each.answer,
                "told": each.told,
            }
            for each in report.probes
        ],
        "requests": {
            "sent": report.reach.requests,
            "seconds": round(report.reach.seconds, 3),
            "answered_429": report.reach.too_many,
        },
        "figures": dict(report.figures),
    }


def _finding(finding: Finding) -> Mapping[str, Any]:
    return {
        "kind": finding.kind,
        "severity": finding.severity,
        "pointer": finding.pointer,
        "detail": finding.detail,
        "count": finding.count,
    }
