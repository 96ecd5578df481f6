"""What answers hold where the documents do not say it: dates, products, days and people without usage, cycles, ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import pairwise
from math import fsum
from typing import Any

from ..findings import ProbeResult
from ..invariants import cycles_of
from ..run import Run, Side
from .inquiry import NOBODY, Inquiry, consumed, refused

_DAY_S = 86_400
_CYCLES = ("get_consumption_cycles", "list_enterprise_consumption_cycles")


def dates(run: Run) -> Iterator[ProbeResult]:
    """Look at the dates of v3's days."""
    side = run.side("v3")
    if side is None:
        return
    inquiry = Inquiry("date-instant", "What instant does v3's date hold?", run, side)
    found = Counter(
        entry["date"] % _DAY_S for each in consumed(side) for entry in each.reading.body["consumption_by_date"]
    )
    if not found:
        yield inquiry.not_told("no day was listed")
        return
    times = [f"{timedelta(seconds=int(seconds))!s:0>8} UTC on {count} days" for seconds, count in found.most_common(3)]
    yield inquiry.answer(", ".join(times))


def products(run: Run) -> Iterator[ProbeResult]:
    """Hold the products of v3's days against the days."""
    side = run.side("v3")
    if side is None:
        return
    inquiry = Inquiry("products", "Do the products of a day sum to the day?", run, side)
    rests = [acus - fsum(parts) for each in consumed(side) for _, acus, parts in each.products if acus]
    if not rests:
        yield inquiry.not_told("no day was used")
        return
    less = [rest for rest in rests if rest > run.rules.tolerance_acus]
    if less:
        yield inquiry.answer(f"no: to less on {len(less)} of {len(rests)} days, by up to {max(less):.6f} ACUs")
    else:
        yield inquiry.answer(f"yes, on each of {len(rests)} days that were used")


def idle_days(run: Run) -> Iterator[ProbeResult]:
    """Look for days without usage."""
    for side in run.sides:
        inquiry = Inquiry("idle-days", "Are days without usage listed?", run, side)
        answers = consumed(side)
        zeros = sum(acus == 0 for each in answers for _, acus in each.days)
        listed = {day for each in answers for day in each.acus}
        # Before its first day and after its last one, an account may not have been there.
        period = {day for day in run.period.billing_days() if listed and min(listed) <= day <= max(listed)}
        gaps = sum(len(period - each.acus.keys()) for each in answers)
        if zeros and not gaps:
            yield inquiry.answer(f"yes, with 0.0: {zeros} of them in {len(answers)} answers")
        elif gaps and not zeros:
            yield inquiry.answer(f"no: {gaps} days of the period are in no place of {len(answers)} answers")
        elif zeros:
            yield inquiry.answer(f"some are, with 0.0 ({zeros}), and some are left out ({gaps})")
        else:
            yield inquiry.not_told("every day was used")


def idle_users(run: Run) -> Iterator[ProbeResult]:
    """Look for members without usage in v2's map by user."""
    side = run.side("v2")
    if side is None:
        return
    inquiry = Inquiry("idle-users", "Are members without usage in v2's map by user?", run, side)
    maps = [each.by_user for each in consumed(side) if not each.reading.varied and each.by_user is not None]
    members = _ids(side, "list_members", "user_id")
    if not maps or not members:
        yield inquiry.not_told("there is no map by user, or no list of members")
        return
    absent, zeros = len(members - maps[0].keys()), sum(acus == 0 for acus in maps[0].values())
    if absent:
        yield inquiry.answer(f"no: {absent} of {len(members)} members are not in it")
    elif zeros:
        yield inquiry.answer(f"yes, with 0.0: {zeros} of {len(maps[0])}")
    else:
        yield inquiry.not_told("every member used something")


def unknown_user(run: Run) -> Iterator[ProbeResult]:
    """Ask for the consumption of a user whom nobody has."""
    for side in run.sides:
        inquiry = Inquiry("unknown-user", "What is the answer for an unknown user: 404, or zeros?", run, side)
        operation = "get_user_daily_consumption"
        if side.version == "v3":
            inside = side.known.scope == "organization"
            operation = f"get_{'organization' if inside else 'enterprise'}_user_daily_consumption"
        period = run.period
        reading = inquiry.ask(operation, user_id=NOBODY, **inquiry.times(period.start, period.end))
        if reading.status == 200 and reading.sound:
            total = reading.body["total_acus"]
            what = "zeros" if total == 0 else f"figures, with a total of {total:.6f}"
            yield inquiry.answer(f"200, with {what}")
        elif reading.status in (400, 404, 422):
            yield inquiry.answer(refused(reading))
        else:
            yield inquiry.not_told(refused(reading))


def cycles(run: Run) -> Iterator[ProbeResult]:
    """Look at the list of billing cycles."""
    for side in run.sides:
        inquiry = Inquiry("cycles", "In what order are billing cycles listed, and do they touch?", run, side)
        readings = [each for each in side.asker.of(*_CYCLES) if not each.varied]
        found = cycles_of(readings[:1])
        if len(found) < 2:
            yield inquiry.not_told("there are not two cycles to read")
            continue
        starts = [each.period.start for each in found]
        order = {tuple(sorted(starts)): "oldest first", tuple(sorted(starts, reverse=True)): "newest first"}
        ordered = sorted(found, key=lambda each: each.period.start)
        seams = Counter(_seam(one.period.end, other.period.start) for one, other in pairwise(ordered))
        ends = "as a last second" if any(each.normalised for each in found) else "as the instant after"
        current = "listed" if any(run.present in each for each in found) else "not listed"
        yield inquiry.answer(
            f"{order.get(tuple(starts), 'in no order')}; seams: {_listed(seams)}; an end is given {ends}; the current "
            f"cycle is {current}"
        )


def _seam(end: Any, start: Any) -> str:
    return "touching" if end == start else "a gap" if end < start else "an overlap"


def _listed(counted: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counted.most_common())


def same_ids(run: Run) -> Iterator[ProbeResult]:
    """Hold the ids of v2 against those of v3."""
    two, three = run.side("v2"), run.side("v3")
    if three is None:
        return
    inquiry = Inquiry("same-ids", "Are the ids of organizations and users the same in v2 and v3?", run, three)
    if two is None:
        yield inquiry.not_told("it needs keys of both versions")
        return
    by_organization = [each.by_organization or {} for each in consumed(two) if not each.reading.varied]
    pairs = (
        ("organizations", set(by_organization[0]) if by_organization else set[Any](), "list_enterprise_organizations"),
        ("users", _ids(two, "list_members", "user_id"), "list_enterprise_users"),
    )
    said: list[str] = []
    further = any(_goes_on(*each) for each in ((two, "list_members"), (three, "list_enterprise_users")))
    for what, older, operation in pairs:
        newer = _ids(three, operation, "org_id" if what == "organizations" else "user_id")
        if older and newer:
            said.append(f"{len(older & newer)} of v2's {len(older)} {what} are among v3's {len(newer)}")
    if not said:
        yield inquiry.not_told("there are no two lists to compare")
        return
    pages = "; there are more users than one page holds" if further else ""
    yield inquiry.answer("; ".join(said) + pages, told=not further)


def _goes_on(side: Side, operation: str) -> bool:
    bodies: Iterable[Any] = (each.body for each in side.asker.of(operation) if not each.varied)
    return any(body.get("has_more") or body.get("has_next_page") for body in bodies)


def _ids(side: Side, operation: str, name: str) -> set[Any]:
    readings: Iterable[Any] = (each.body["items"] for each in side.asker.of(operation) if not each.varied)
    return {item[name] for items in readings for item in items}
