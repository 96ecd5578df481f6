"""What the API does where the documents do not say it: limits on requests, permissions, and which days are final."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from ...billing import billing_day, instant, parse_day
from ...errors import DevinUsageError
from ..findings import ProbeResult
from ..results import account
from ..run import Run, Side
from .inquiry import Inquiry, start_of, whole_days

_READ_AGAIN_DAYS = 10
_LONGEST_AGO_DAYS = 92
_MOST_SHOWN = 5


def limits(run: Run) -> Iterator[ProbeResult]:
    """Tell what was seen of limits on requests; nothing is sent to find one."""
    for side in run.sides:
        inquiry = Inquiry("request-limit", "Is there a limit on requests?", run, side)
        pool = side.asker.pool
        rate = f"{pool.sent} requests at up to {run.plan.rate:g} a second"
        headers = (
            f"headers that tell of one: {', '.join(sorted(pool.limits))}" if pool.limits else "no header tells of one"
        )
        refused = pool.statuses[429]
        if refused:
            yield inquiry.answer(f"yes: {refused} of {rate} were answered with 429; {headers}")
        elif pool.limits:
            yield inquiry.answer(f"none was met by {rate}; {headers}")
        else:
            yield inquiry.answer(f"none was met by {rate}; {headers}", told=False)


def permissions(run: Run) -> Iterator[ProbeResult]:
    """Tell how operations fared whose permission is not documented, and which permissions the key shows to have."""
    side = run.side("v3")
    if side is None:
        return
    question = "Which permission is needed where the documents name none?"
    inquiry = Inquiry("permissions", question, run, side)
    statuses: dict[str, int] = {}
    shown: dict[str, bool] = {}
    for reading in side.asker.readings:
        name = reading.operation.permission
        if reading.varied or reading.status not in (200, 403):
            continue
        if name is None and reading.operation.scope != "any":
            statuses.setdefault(reading.operation.id, reading.status)
        elif name is not None:
            shown[name] = shown.get(name, False) or reading.status == 200
    if not statuses:
        yield inquiry.not_told("none of those operations could be asked")
        return
    has = ", ".join(sorted(name for name, there in shown.items() if there)) or "none that the documents name"
    lacks = sorted(name for name, there in shown.items() if not there)
    key = f"the key shows to have {has}" + (f", and to lack {', '.join(lacks)}" if lacks else "")
    listed = "; ".join(f"{operation}: {status}" for operation, status in statuses.items())
    yield inquiry.answer(f"{listed}; {key}", told=403 in statuses.values() or bool(lacks))


def token_prefix(run: Run) -> Iterator[ProbeResult]:
    """Tell how a personal access token begins, where the key is one."""
    side = run.side("v3")
    if side is None:
        return
    inquiry = Inquiry("token-prefix", "How does a personal access token begin?", run, side)
    if side.known.principal_kind != "pat_user":
        yield inquiry.not_told("the key is no personal access token")
        return
    yield inquiry.answer(side.key.prefix or "with none of the prefixes that are known")


def finality(run: Run, earlier: Mapping[str, Any] | None, kept: dict[str, Any]) -> Iterator[ProbeResult]:
    """Read the last closed days once more, keep them, and hold them against what an earlier report kept.

    Args:
        run: The run.
        earlier: The earlier report, or None.
        kept: Takes the days that a later run may compare with.
    """
    for side in run.sides:
        inquiry = Inquiry("final-days", "Is a closed day final?", run, side)
        days = whole_days(run, side)
        today = billing_day(run.present)
        _, again = inquiry.days(start_of(_since(today, side, earlier)), start_of(today))
        closed = {day: acus for day, acus in (again or {}).items() if day < today}
        changed = [day for day, acus in closed.items() if day in days and not run.rules.same(days[day], acus)]
        kept[side.version] = figures(run, side, {**days, **closed})
        if changed:
            yield inquiry.answer(f"no: {_shown(changed)} changed while this was running")
        elif earlier is None:
            yield inquiry.not_told(
                "it takes two runs; keep this report (--format json -o FILE) and give it to --compare some days later"
            )
        else:
            yield _compared(inquiry, run, side, earlier, {**days, **closed})


def _since(today: date, side: Side, earlier: Mapping[str, Any] | None) -> date:
    """Choose from which day on to read again: also what had just been closed when the earlier report was written."""
    then = today
    # Where there is no earlier report, or none that can be read, that is said where they are compared.
    with suppress(KeyError, TypeError, ValueError):
        then = min(today, billing_day(datetime.fromisoformat((earlier or {})["figures"][side.version]["read_at"])))
    near = today - then <= timedelta(days=_LONGEST_AGO_DAYS)
    return (then if near else today) - timedelta(days=_READ_AGAIN_DAYS)


def figures(run: Run, side: Side, days: Mapping[date, float]) -> dict[str, Any]:
    """Write closed days for a later run to compare with."""
    return {
        "account": account(side),
        "scope": side.known.scope,
        "read_at": run.present.isoformat(),
        "days": {day.isoformat(): acus for day, acus in sorted(days.items())},
    }


def _compared(
    inquiry: Inquiry, run: Run, side: Side, earlier: Mapping[str, Any], days: Mapping[date, float]
) -> ProbeResult:
    try:
        then = earlier["figures"][side.version]
        same = (earlier["host"], then["account"], then["scope"]) == (run.host, account(side), side.known.scope)
        read_at = instant(datetime.fromisoformat(then["read_at"]), floor=True)
        before = {parse_day(day): float(acus) for day, acus in then["days"].items()}
    except (AttributeError, KeyError, TypeError, ValueError, DevinUsageError):
        return inquiry.not_told("the earlier report holds no days of this version")
    if not same:
        return inquiry.not_told("the earlier report is of another account or deployment")
    both = sorted(before.keys() & days.keys())
    if not both:
        return inquiry.not_told("the earlier report holds no day that was read again")
    changed = [day for day in both if not run.rules.same(before[day], days[day])]
    when = f"since {read_at:%Y-%m-%d %H:%M} UTC"
    if not changed:
        youngest = max(0, (read_at - start_of(both[-1])).days - 1)
        return inquiry.answer(
            f"none of {len(both)} closed days changed {when}; the last had been closed {youngest} days"
        )
    oldest = max(0, (read_at - start_of(changed[0])).days - 1)
    return inquiry.answer(
        f"no: {len(changed)} of {len(both)} changed {when}: {_shown(changed)}; the first had been closed {oldest} days"
    )


def _shown(days: list[date]) -> str:
    shown = ", ".join(day.isoformat() for day in days[:_MOST_SHOWN])
    return f"{shown} and {len(days) - _MOST_SHOWN} more" if len(days) > _MOST_SHOWN else shown
