"""Members together, held against their enterprise: what is in no organization, and what is nobody's that is listed.

Explained is only what the API documents, or what other figures account for. The rest stays unexplained.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from math import fsum

from attrs import evolve

from ..values import Consumption, Products
from .both_sides import BothSides, Members
from .comparison import Comparison, Explanation, few
from .figures import compared, map_of, needing, read, sum_of, sum_of_map, total_of, unknown

_IN_NO_ORGANIZATION = frozenset({"cascade", "terminal"})
"""Products that belong to no organization, by the pages of v2."""


def organizations(sides: BothSides, tolerance_acus: float) -> Iterator[Comparison]:
    """Compare the organizations together with the enterprise, in each version."""
    kinds = {"organizations": sides.organizations}
    by_v3, parts = total_of("total", "v3", sides.v3), sum_of("organizations", kinds)
    left, right = sum_of_map("organizations", sides.v2, "by_organization"), total_of("total", "v2", sides.v2)
    found = _explained(_outside(sides, tolerance_acus, _IN_NO_ORGANIZATION))
    older = compared("totals", "organizations of v2", left, right, tolerance_acus, explanations=found)
    yield needing(older, by_v3, parts)
    outside = _outside(sides, tolerance_acus)
    found = (*_explained(outside), *_gone(kinds, map_of(sides.v2, "by_organization"), tolerance_acus))
    newer = compared("totals", "organizations of v3", parts, by_v3, tolerance_acus, explanations=found)
    yield _with_days(newer, sides, kinds, frozenset(outside))


def users(sides: BothSides, tolerance_acus: float) -> Iterator[Comparison]:
    """Compare the users and service users together with the enterprise, in each version."""
    kinds = {"users": sides.users, "service users": sides.service_users}
    by_v3, parts = total_of("total", "v3", sides.v3), sum_of("users and service users", kinds)
    left, right = sum_of_map("users", sides.v2, "by_user"), total_of("total", "v2", sides.v2)
    by_user = map_of(sides.v2, "by_user")
    found = () if by_user is None else _left_out(kinds, by_user, tolerance_acus)
    older = compared("totals", "users of v2", left, right, tolerance_acus, explanations=found)
    yield needing(older, parts)
    found = _gone(kinds, by_user, tolerance_acus)
    newer = compared("totals", "users and service users of v3", parts, by_v3, tolerance_acus, explanations=found)
    yield _with_days(newer, sides, kinds, frozenset())


def _named(products: Products) -> dict[str, float]:
    return {name: acus or 0.0 for name, acus in products.by_name.items()}


def _outside(sides: BothSides, tolerance_acus: float, always: frozenset[str] = frozenset()) -> dict[str, float]:
    """Find the products of the enterprise of which no organization of v3 holds anything, and those that never do."""
    whole = sides.v3.products if isinstance(sides.v3, Consumption) else None
    if whole is None:
        return {}
    inside = [_named(each.products) for each in read(sides.organizations).values() if each.products is not None]
    return {
        name: acus
        for name, acus in _named(whole).items()
        if acus and name != "devin"
        if name in always or not any(abs(each.get(name, 0.0)) > tolerance_acus for each in inside)
    }


def _explained(outside: Mapping[str, float]) -> tuple[Explanation, ...]:
    return tuple(
        Explanation(
            f"{name.capitalize()}, which belongs to no organization"
            + ("" if name in _IN_NO_ORGANIZATION else " (seen so in v3, not documented)"),
            acus,
        )
        for name, acus in outside.items()
    )


def _gone(
    kinds: Mapping[str, Members], by_v2: Mapping[str, float] | None, tolerance_acus: float
) -> tuple[Explanation, ...]:
    """Find those whom v2's map alone names, such as removed users, and of whom v3 gives no ACUs."""
    named: Mapping[str, float] = {} if by_v2 is None else by_v2
    found: list[Explanation] = []
    for kind, members in kinds.items():
        # Where no id is the same, those of v2 may stand for members whom v3 knows by others.
        if not isinstance(members.listed, frozenset) or not named.keys() & members.listed:
            continue
        readings = read(members)
        gone = {
            member: named[member]
            for member in members.readings
            if member not in members.listed and abs(named.get(member, 0.0)) > tolerance_acus
            if unknown(members, member) or (member in readings and abs(readings[member].acus) <= tolerance_acus)
        }
        if gone:
            text = f"{kind} that v3 does not list and gives no ACUs of, by v2"
            found.append(Explanation(text, fsum(gone.values()), tuple(gone)))
    return tuple(found)


def _left_out(
    kinds: Mapping[str, Members], by_v2: Mapping[str, float], tolerance_acus: float
) -> tuple[Explanation, ...]:
    """Find those whom v2's map leaves out, although v3 gives ACUs of them."""
    found: list[Explanation] = []
    for kind, members in kinds.items():
        readings = read(members).items()
        out = {
            member: each.acus for member, each in readings if member not in by_v2 and abs(each.acus) > tolerance_acus
        }
        if out:
            text = f"{kind} that v2's map does not hold, by v3"
            found.append(Explanation(text, fsum(out.values()), tuple(out)))
    return tuple(found)


def _with_days(
    comparison: Comparison, sides: BothSides, kinds: Mapping[str, Members], outside: frozenset[str]
) -> Comparison:
    """Name the days on which the members of v3 do not make up the enterprise."""
    if comparison.verdict != "unexplained" or not isinstance(sides.v3, Consumption):
        return comparison
    parts: dict[date, list[float]] = {}
    for members in kinds.values():
        for reading in read(members).values():
            for day in reading.days:
                parts.setdefault(day.day, []).append(day.acus)
    for day in sides.v3.days:
        left_out = [] if day.products is None else [_named(day.products).get(name, 0.0) for name in outside]
        parts.setdefault(day.day, []).extend((-day.acus, *left_out))
    differing = sorted(day for day, acus in parts.items() if abs(fsum(acus)) > comparison.tolerance_acus)
    hint = f"it differs on {few([str(day) for day in differing])}"
    return evolve(comparison, hints=(hint,)) if differing else comparison
