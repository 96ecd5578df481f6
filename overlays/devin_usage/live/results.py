"""How each operation fared: its readings, put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .asking import Reading
from .documents import Operation
from .findings import Asked, Finding, OperationResult, Outcome, ProbeResult, Reach, Report
from .masking import hashed
from .questions import untried
from .run import Run, Side

_UNDOCUMENTED = "a permission that the documents do not name"


def report(run: Run, probes: Sequence[ProbeResult] = (), *, seconds: float, figures: dict[str, object]) -> Report:
    """Put together what a run found."""
    return Report(
        host=run.host,
        started_at=run.started_at,
        asked=tuple(Asked(version=side.version, scope=side.known.scope, account=account(side)) for side in run.sides),
        period=run.period,
        period_called=run.period_called,
        operations=tuple(
            _result(side, operation) for side in run.sides for operation in side.asker.document.operations
        ),
        invariants=run.rules.results(),
        reach=Reach(
            requests=sum(side.asker.pool.sent for side in run.sides),
            seconds=seconds,
            too_many=sum(side.asker.pool.statuses[429] for side in run.sides),
        ),
        probes=tuple(probes),
        figures=figures,
    )


def account(side: Side) -> str:
    """Tell accounts apart without naming one."""
    return hashed(side.known.account) if side.known.account else ""


def _result(side: Side, operation: Operation) -> OperationResult:
    readings = [each for each in side.asker.readings if each.operation is operation]
    outcome, reason, further = _outcome(side, operation, readings)
    differences = side.asker.differences.get(operation.id)
    findings = (*further, *(differences.findings() if differences is not None else ()))
    if outcome == "passed" and any(each.severity == "broken" for each in findings):
        outcome = "failed"
    sent = {name for each in readings for name in each.arguments}
    return OperationResult(
        version=side.version,
        operation=operation.id,
        path=operation.path,
        outcome=outcome,
        reason=reason,
        requests=sum(each.requests for each in readings),
        seconds=sum(each.seconds for each in readings),
        statuses=tuple(sorted({each.status for each in readings if each.status is not None})),
        findings=findings,
        untried=untried(operation, sent) if readings else (),
    )


def _outcome(
    side: Side, operation: Operation, readings: Sequence[Reading]
) -> tuple[Outcome, str | None, tuple[Finding, ...]]:
    refused = side.not_asked.get(operation.id)
    if refused is not None:
        return ("out of scope" if refused.out_of_scope else "not run"), refused.reason, ()
    first = readings[0]
    if first.status == 403:
        return "not permitted", f"403: the key lacks {operation.permission or _UNDOCUMENTED}", ()
    if first.status == 404 and (missing := _may_be_missing(side, operation)):
        return "not run", missing, ()
    further = tuple(_unexpected(side, operation, readings))
    partly = sorted({each.varied or "another id" for each in readings[1:] if each.status == 403})
    reason = f"403 with {', '.join(partly)}" if partly else None
    return ("failed" if further else "passed"), reason, further


def _may_be_missing(side: Side, operation: Operation) -> str | None:
    """Say why a 404 breaks nothing: the id came from the caller, or the scope of the key may not reach the path."""
    kinds = {"org_id": "organizations", "user_id": "users", "service_user_id": "service_users"}
    if "session_id" in operation.in_path or any(kinds[name] in side.known.given for name in operation.in_path):
        return "404 for the id that was given"
    if operation.scope == "organization" and side.known.scope != "organization":
        return "404: a key with enterprise scope may not reach the paths of an organization"
    return None


def _unexpected(side: Side, operation: Operation, readings: Sequence[Reading]) -> Iterator[Finding]:
    why = _may_be_missing(side, operation) if any(each.status == 404 for each in readings) else None
    for each in readings:
        beside = f" with {each.varied}" if each.varied else ""
        if each.status is None:
            yield Finding(kind="no answer", pointer="", detail=f"{each.said}{beside}")
        elif each.status in (200, 403) or operation.answer(each.status) is None:
            continue  # Judged by its body, told by the outcome, or noted as undocumented.
        elif each.status == 404:
            what = "an id that a list gave" if operation.in_path else "the documented path"
            if each.varied or why is None:
                yield Finding(kind="unexpected status", pointer="", detail=f"404 for {what}{beside}")
        else:
            hint = "; a lower --rate may help" if each.status == 429 else ""
            yield Finding(kind="unexpected status", pointer="", detail=f"{each.said}{beside}{hint}")
