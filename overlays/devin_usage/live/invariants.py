"""What must hold within one answer, whatever the documents leave open.

A day lies in the period, comes once, and is not below 0; days sum to the total; products, organizations and users sum
to no more than what they are part of; no count is below 0; buckets of active users do not overlap; cycles touch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from math import fsum
from typing import Any

from .. import answers
from ..billing import Period, iso
from ..cycles import Cycle
from ..errors import DevinUsageError
from .asking import Reading
from .bodies import array_of, items_of, object_of
from .daily import Daily
from .rules import Rules

DATED = "every day can be told to be a billing day"
INSIDE = "every day lies in the period that was asked for"
ONCE = "every day comes once"
TOTAL = "the days sum to the total"
NOT_NEGATIVE = "no figure is below 0"
PRODUCTS = "the products of a day sum to no more than the day"
BY_ORGANIZATION = "the organizations of an answer sum to no more than its total (v2)"
BY_USER = "the users of an answer sum to no more than its total (v2)"
PARTS = "counts of a part are not above those of the whole"
BUCKETS = "buckets of active users are in order and do not overlap"
CYCLES = "billing cycles follow each other without gap or overlap"

OF_ONE_ANSWER = (
    DATED, INSIDE, ONCE, TOTAL, NOT_NEGATIVE, PRODUCTS, BY_ORGANIZATION, BY_USER, PARTS, BUCKETS, CYCLES,
)  # fmt: skip

_TIMES = frozenset({"date", "start_time", "end_time"})
_CYCLES = ("get_consumption_cycles", "list_enterprise_consumption_cycles")
_SUBSETS = (
    ("sessions_created_with_playbook_count", "sessions_created_count"),
    ("sessions_created_with_search_count", "sessions_created_count"),
    ("sessions_created_by_origin", "sessions_created_count"),
    ("sessions_created_by_size", "sessions_created_count"),
)


def hold_daily(rules: Rules, found: Daily, period: Period) -> None:
    """Hold an answer with daily consumption against its own figures and the period."""
    reading = found.reading
    rules.hold(DATED, reading, f"{found.undated} of its days stand at another instant" if found.undated else None)
    outside = [day for day, _ in found.days if not period.first_day <= day <= period.last_day]
    hint = "; whether bounds are inclusive is not documented, --bounds inclusive may fit" if outside else ""
    rules.hold(INSIDE, reading, f"{_days(outside)} lies outside{hint}" if outside else None)
    twice = [day for day, times in Counter(day for day, _ in found.days).items() if times > 1]
    rules.hold(ONCE, reading, f"{_days(twice)} comes more than once" if twice else None)
    if not found.undated:
        summed = fsum(acus for _, acus in found.days)
        fits = rules.same(summed, found.total)
        rules.hold(TOTAL, reading, None if fits else f"the days sum to {summed:.6f}, the total is {found.total:.6f}")
    negative = [name for name, value in _acus(found) if value < 0]
    rules.hold(NOT_NEGATIVE, reading, f"below 0: {', '.join(dict.fromkeys(negative))}" if negative else None)
    if found.products:
        over = [day for day, acus, parts in found.products if fsum(parts) > acus + rules.tolerance_acus]
        rules.hold(PRODUCTS, reading, f"on {_days(over)} they sum to more" if over else None)
    for rule, figures in ((BY_ORGANIZATION, found.by_organization), (BY_USER, found.by_user)):
        if figures is not None:
            rules.at_most(rule, reading, fsum(figures.values()), found.total, "they sum to")


def _days(days: list[Any]) -> str:
    shown = ", ".join("a day without a name" if day is None else day.isoformat() for day in days[:3])
    return f"{shown} and {len(days) - 3} more" if len(days) > 3 else shown


def _acus(found: Daily) -> Iterator[tuple[str, float]]:
    yield "the total", found.total
    for named, acus in found.days:
        yield named.isoformat(), acus
    for day, _, parts in found.products:
        for part in parts:
            yield f"a product on {_days([day])}", part
    for name, figures in (("an organization", found.by_organization), ("a user", found.by_user)):
        for part in (figures or {}).values():
            yield name, part


def counts(body: Any, name: str = "") -> dict[str, float]:
    """Give the figures of an answer with metrics by where they stand; times and averages are none."""
    found: dict[str, float] = {}
    inside, items = object_of(body), array_of(body)
    if inside is not None:
        for key, value in inside.items():
            if key not in _TIMES and not key.startswith("avg_"):
                found |= counts(value, f"{name}/{key}")
    elif items is not None:
        for index, item in enumerate(items):
            inside = object_of(item) or {}
            telling = (inside.get(key) for key in ("start_time", "category", "subcategory_id"))
            found |= counts(item, f"{name}/{next((each for each in telling if each is not None), index)}")
    elif isinstance(body, int | float) and not isinstance(body, bool):
        found[name] = body
    return found


def hold_metrics(rules: Rules, reading: Reading) -> None:
    """Hold an answer with counts against itself."""
    negative = [name.rpartition("/")[2] for name, value in counts(reading.body).items() if value < 0]
    rules.hold(NOT_NEGATIVE, reading, f"below 0: {', '.join(dict.fromkeys(negative))}" if negative else None)
    body = object_of(reading.body)
    if body is None:
        _hold_buckets(rules, reading)
        return
    for part, whole in _SUBSETS:
        if part in body and whole in body:
            figure = fsum(counts(body[part]).values())
            fits = figure <= body[whole]
            rules.hold(PARTS, reading, None if fits else f"{part} is {figure:g} of {body[whole]:g}")
    for category in body.get("categories", ()):
        inside = fsum(each["sessions_count"] for each in category["subcategories"])
        fits = inside <= category["sessions_count"]
        rules.hold(PARTS, reading, None if fits else "the subcategories of a category count more sessions than it")


def _hold_buckets(rules: Rules, reading: Reading) -> None:
    spans = [(each["start_time"], each["end_time"]) for each in reading.body if "end_time" in each]
    backwards = sum(end < start for start, end in spans)
    wrong = sum(later[0] < earlier[1] for earlier, later in pairwise(sorted(spans)))
    said = f"{backwards} end before they start; {wrong} overlap" if backwards or wrong else None
    if said is None and spans != sorted(spans) and spans != sorted(spans, reverse=True):
        said = "they are in no order"
    rules.hold(BUCKETS, reading, said)


def cycles_of(readings: list[Reading]) -> list[Cycle]:
    """Read the billing cycles of answers, in the order in which they came; what is no period is left out."""
    found: list[Cycle] = []
    for reading in readings:
        if reading.operation.id not in _CYCLES:
            continue
        read = answers.cycle_v2 if reading.operation.version == "v2" else answers.cycle_v3
        for item in _listed(reading):
            try:
                found.append(read(item))
            except DevinUsageError:
                continue
    return found


def _listed(reading: Reading) -> list[Any]:
    return array_of(reading.body) or items_of(reading.body) or []


def hold_cycles(rules: Rules, reading: Reading) -> None:
    """Hold a list of billing cycles against itself."""
    if reading.operation.id not in _CYCLES:
        return
    found = cycles_of([reading])
    given = len(_listed(reading))
    if len(found) < given:
        rules.hold(CYCLES, reading, f"{given - len(found)} of {given} are no period of time")
    ordered = sorted(found, key=lambda each: each.period.start)
    seams = [(one.period.end, other.period.start) for one, other in pairwise(ordered)]
    wrong = [f"{_seam(end, start)} at {iso(start)}" for end, start in seams if end != start]
    rules.hold(CYCLES, reading, "; ".join(wrong[:3]) or None)


def _seam(end: datetime, start: datetime) -> str:
    return "a gap" if end < start else "an overlap"
