"""The two versions held against each other: the enterprise, its days and products, and each member."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from math import fsum

from ..errors import DevinUsageError
from ..values import Consumption
from .both_sides import BothSides, Members, Reading
from .comparison import Comparison, Explanation, Group
from .figures import Figure, compared, map_of, said_of, sum_of_map, total_of, unknown

_MOVES = "days that are still open move from one call to the next"
_AT_BOUNDS = (
    "only the first or the last day differs, as it would if the versions read the bounds of a period differently; "
    "bounds='inclusive' may fit one of them"
)


def by_day(said: Consumption) -> dict[date, float]:
    """Take the ACUs of each day that was listed."""
    return {day.day: day.acus for day in said.days}


def totals(sides: BothSides, tolerance_acus: float) -> Iterator[Comparison]:
    """Compare the totals of the enterprise, those of open days apart."""
    if sides.closed is not None:
        left, right = total_of("v2", "v2", sides.v2), total_of("v3", "v3", sides.v3)
        hints = (_AT_BOUNDS,) if _differ_at_bounds(sides, tolerance_acus) else ()
        yield compared("totals", "total", left, right, tolerance_acus, hints=hints)
    if sides.opened is not None:
        left, right = total_of("v2", "v2", sides.v2_open), total_of("v3", "v3", sides.v3_open)
        yield compared("totals", f"open: {sides.opened}", left, right, tolerance_acus, is_open=True, hints=(_MOVES,))


def _differ_at_bounds(sides: BothSides, tolerance_acus: float) -> bool:
    if not isinstance(sides.v2, Consumption) or not isinstance(sides.v3, Consumption):
        return False
    one, other = by_day(sides.v2), by_day(sides.v3)
    days = one.keys() | other.keys()
    differing = {day for day in days if abs(one.get(day, 0.0) - other.get(day, 0.0)) > tolerance_acus}
    bounds = {sides.v2.period.first_day, sides.v2.period.last_day}
    return bool(differing) and differing <= bounds


def sums(sides: BothSides, tolerance_acus: float) -> Iterator[Comparison]:
    """Compare the total of each version with the sum of its days, and that of v3 with the sum of its products."""
    for version, said in (("v2", sides.v2), ("v3", sides.v3)):
        if isinstance(said, Consumption):
            left = Figure("days", fsum(day.acus for day in said.days))
            yield compared("totals", f"days of {version}", left, Figure("total", said.total_acus), tolerance_acus)
    if not isinstance(sides.v3, Consumption) or not len(sides.v3.days):
        return
    products, rest = sides.v3.products, sides.v3.unattributed
    left = (
        Figure("products", None, "v3 gave a day without products")
        if products is None
        else Figure("products", products.acus)
    )
    days = tuple(day.day.isoformat() for day in sides.v3.days if day.unattributed)
    found = (Explanation("ACUs of no product", rest, days),) if rest else ()
    right = Figure("total", sides.v3.total_acus)
    yield compared("totals", "products of v3", left, right, tolerance_acus, explanations=found)


def days(sides: BothSides, tolerance_acus: float) -> Iterator[Comparison]:
    """Compare the enterprise day by day. Whether idle days are listed is not documented."""
    if isinstance(sides.v2, Consumption) and isinstance(sides.v3, Consumption):
        one, other = by_day(sides.v2), by_day(sides.v3)
        for day in sorted(one.keys() | other.keys()):
            left, right = Figure("v2", one.get(day)), Figure("v3", other.get(day))
            yield compared("days", day.isoformat(), left, right, tolerance_acus)


def members(sides: BothSides, tolerance_acus: float) -> Iterator[Comparison]:
    """Compare each organization, user and service user. Whether ids are the same in both versions is not documented."""
    if sides.closed is None:
        return
    yield from _each("organizations", sides, "by_organization", sides.organizations, tolerance_acus)
    yield from _each("users", sides, "by_user", sides.users, tolerance_acus)
    by_user = map_of(sides.v2, "by_user")
    # Whether v2's map holds service users is not documented; where it holds none, there is nothing to compare.
    if by_user is not None and by_user.keys() & sides.service_users.readings.keys():
        yield from _each("service users", sides, "by_user", sides.service_users, tolerance_acus)


def _each(group: Group, sides: BothSides, by: str, asked: Members, tolerance_acus: float) -> Iterator[Comparison]:
    older = map_of(sides.v2, by)
    if older is None:
        left, right = sum_of_map(group, sides.v2, by), Figure("v3", None)
        yield compared(group, f"each of the {group}", left, right, tolerance_acus)
        return
    for member, reading in asked.readings.items():
        left = Figure("v2", older.get(member))
        hints = () if left.acus is not None else ("v2's map does not hold it",)
        found: tuple[Explanation, ...] = ()
        if isinstance(reading, Reading):
            right = Figure("v3", reading.acus)
            found = _left_out_by_v2(reading)
        elif unknown(asked, member):
            right, hints = Figure("v3", None), ("v3 knows no such id",)
        else:
            right = Figure("v3", None, f"v3 gave no figures: {said_of(reading)}")
        yield compared(group, member, left, right, tolerance_acus, explanations=found, hints=hints)
    if isinstance(asked.listed, DevinUsageError):
        left, right = Figure("v2", None), Figure("v3", None, f"v3 gave no list of them: {said_of(asked.listed)}")
        yield compared(group, f"those that only v3 may know among the {group}", left, right, tolerance_acus)


def _left_out_by_v2(reading: Reading) -> tuple[Explanation, ...]:
    """Find what v2 leaves out of an organization."""
    if reading.products is None:
        return ()
    named: Mapping[str, float] = {"Cascade": reading.products.cascade, "Terminal": reading.products.terminal}
    return tuple(Explanation(f"{name}, which v2 leaves out", acus) for name, acus in named.items() if acus)
