"""Windows that the documents leave open: the default one, the longest one, and v2's two names for one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ...billing import billing_day
from ..asking import Reading
from ..findings import ProbeResult
from ..invariants import counts, cycles_of
from ..run import Run, Side
from .inquiry import Days, Inquiry, close, refused, start_of, whole_days

_DAY = timedelta(days=1)
_LONGEST_DAYS = (35, 100, 400, 1200)
_OLDEST = datetime(2023, 1, 1, 8, tzinfo=UTC)
_CYCLES = ("get_consumption_cycles", "list_enterprise_consumption_cycles")


def default_windows(run: Run) -> Iterator[ProbeResult]:
    """Ask without times, and find the window that gives the same; v2's consumption is documented, and not asked."""
    for side in run.sides:
        candidates = _candidates(run)
        if side.version == "v3":
            result, first = _default_of_consumption(run, side, candidates)
            if first is not None:
                candidates[f"from {first.isoformat()}, like consumption, until now"] = start_of(first)
            yield result
        yield _default_of_usage(run, side, candidates)


def _candidates(run: Run) -> dict[str, datetime]:
    """Name the starts of windows until now that might be the default."""
    found: dict[str, datetime] = {}
    cycles = [each.period for side in run.sides for each in cycles_of(side.asker.of(*_CYCLES))]
    running = [each.start for each in cycles if each.start <= run.present < each.end]
    over = [each.end for each in cycles if each.end <= run.present]
    if running or over:
        # Where the current cycle is not listed, it starts where the last one ends.
        found["the current billing cycle until now"] = running[0] if running else max(over)
    found["the last 30 days until now"] = run.present - 30 * _DAY
    found["the last 7 days until now"] = run.present - 7 * _DAY
    found["all days until now"] = min([each.start for each in cycles], default=_OLDEST)
    return found


def _named(inquiry: Inquiry, matching: list[str]) -> ProbeResult | None:
    if not matching:
        return None
    if len(matching) > 1:
        return inquiry.not_told(f"{', and '.join(matching)}, give the same figures")
    return inquiry.answer(matching[0])


def _default_of_consumption(
    run: Run, side: Side, candidates: Mapping[str, datetime]
) -> tuple[ProbeResult, date | None]:
    """Give the answer, and the first day of a window that is none of the candidates."""
    inquiry = Inquiry("default-window-consumption", "What is the default window of consumption?", run, side)
    reading, given = inquiry.consumption()
    if given is None:
        return _refused(inquiry, reading), None
    matching: list[str] = []
    for name, start in candidates.items():
        _, days = inquiry.days(start, run.present)
        if days is not None and close(days, given, run):
            matching.append(name)
    if not any(acus for day, acus in given.items() if day < billing_day(run.present)):
        return inquiry.not_told("no closed day in it was used"), None
    named = _named(inquiry, matching)
    return named or inquiry.answer(f"none of those that were tried: {_span(given)}"), None if named else min(given)


def _span(days: Days) -> str:
    return f"{len(days)} days, {min(days).isoformat()} to {max(days).isoformat()}" if days else "no days"


def _refused(inquiry: Inquiry, reading: Reading) -> ProbeResult:
    if reading.status in (400, 422):
        return inquiry.answer(f"there is none: without times it is {refused(reading)}")
    return inquiry.not_told(refused(reading))


def _default_of_usage(run: Run, side: Side, candidates: Mapping[str, datetime]) -> ProbeResult:
    inquiry = Inquiry("default-window-usage", "What is the default window of usage metrics?", run, side)
    operation = _usage(side)
    reading = inquiry.ask(operation)
    if not reading.sound:
        return _refused(inquiry, reading)
    given = counts(reading.body)
    matching: list[str] = []
    for name, start in candidates.items():
        tried = inquiry.ask(operation, **inquiry.times(start, run.present))
        if tried.sound and counts(tried.body) == given:
            matching.append(name)
    if not any(given.values()):
        return inquiry.not_told("every count in it is 0")
    return _named(inquiry, matching) or inquiry.not_told("it is none of the windows that were tried")


def _usage(side: Side) -> str:
    if side.version == "v2":
        return "get_usage_metrics"
    return "get_organization_usage_metrics" if side.known.scope == "organization" else "get_enterprise_usage_metrics"


def longest_windows(run: Run) -> Iterator[ProbeResult]:
    """Ask for longer and longer windows, up to a few years."""
    for side in run.sides:
        yield _longest(run, side)


def _longest(run: Run, side: Side) -> ProbeResult:
    inquiry = Inquiry("longest-window", "What is the longest window allowed?", run, side)
    today = billing_day(run.present)
    allowed: int | None = None
    last: Days = {}
    for length in _LONGEST_DAYS:
        reading, days = inquiry.days(start_of(today - length * _DAY), start_of(today))
        if days is None:
            if reading.status not in (400, 413, 422):
                return inquiry.not_told(refused(reading))
            shorter = "none shorter was tried" if allowed is None else f"{allowed} days are answered"
            return inquiry.answer(f"shorter than {length} days, which are {refused(reading)}; {shorter}")
        allowed, last = length, days
    first = f"; the first day listed is {min(last).isoformat()}" if last else "; no day is listed"
    return inquiry.answer(f"at least {allowed} days, the longest that was tried{first}")


def doubled_names(run: Run) -> Iterator[ProbeResult]:
    """Give v2 one day by the first pair of names and another by the second."""
    side = run.side("v2")
    if side is None:
        return
    question = "Which of v2's two pairs of names for a window wins, start_date/end_date or start/end?"
    inquiry = Inquiry("doubled-names", question, run, side)
    used = sorted(((acus, day) for day, acus in whole_days(run, side).items() if acus > 0), reverse=True)
    if len(used) < 2:
        yield inquiry.not_told("no two days were used in the period")
        return
    (_, one), (_, other) = used[:2]
    pairs: Mapping[str, Any] = {"start_date": one, "end_date": one + _DAY, "start": other, "end": other + _DAY}
    reading, days = inquiry.consumption(**{name: start_of(day) for name, day in pairs.items()})
    if days is None:
        asked = reading.status in (400, 422)
        yield (
            inquiry.answer(f"neither: both together are {refused(reading)}")
            if asked
            else inquiry.not_told(refused(reading))
        )
        return
    yield inquiry.answer(_winner({day for day, acus in days.items() if acus}, one, other, days))


def _winner(listed: set[date], one: date, other: date, days: Days) -> str:
    if one in listed and other not in listed:
        return "start_date/end_date"
    if other in listed and one not in listed:
        return "start/end"
    return f"neither alone: the answer holds {_span(days)}"
