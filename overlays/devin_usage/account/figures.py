"""Figures of the two sides, and their comparison: a figure that could not be read is never taken for one of 0."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum
from typing import Any

from attrs import evolve, frozen

from ..errors import DevinUsageError, NotFound
from ..values import Consumption
from .both_sides import Answer, Members, Reading
from .comparison import Comparison, Group, few


@frozen
class Figure:
    """A figure of one side: what it is, and the ACUs; or why there are none to compare."""

    name: str
    acus: float | None
    why_not: str | None = None


def compared(group: Group, name: str, left: Figure, right: Figure, tolerance_acus: float, **more: Any) -> Comparison:
    """Compare two figures, if both could be read."""
    reasons = dict.fromkeys(each.why_not for each in (left, right) if each.why_not is not None)
    return Comparison(
        group=group,
        name=name,
        left_name=left.name,
        left=left.acus,
        right_name=right.name,
        right=right.acus,
        why_not="; ".join(reasons) or None,
        tolerance_acus=tolerance_acus,
        **more,
    )


def needing(comparison: Comparison, *figures: Figure) -> Comparison:
    """Leave a difference open that further figures would explain, if one of those could not be read."""
    reasons = [each.why_not for each in figures if each.why_not is not None]
    return evolve(comparison, why_not="; ".join(reasons)) if comparison.unexplained and reasons else comparison


def said_of(error: DevinUsageError) -> str:
    """Say what a question failed with."""
    return f"{type(error).__name__}: {error}"


def total_of(name: str, version: str, answer: Answer[Consumption] | None) -> Figure:
    """Take the total of an answer."""
    if isinstance(answer, Consumption):
        return Figure(name, answer.total_acus)
    return Figure(name, None, f"{version} gave no figures" + ("" if answer is None else f": {said_of(answer)}"))


def map_of(answer: Answer[Consumption] | None, by: str) -> Mapping[str, float] | None:
    """Take a map of v2, ``by_organization`` or ``by_user``; None where it gave none."""
    found: Mapping[str, float] | None = getattr(answer, by) if isinstance(answer, Consumption) else None
    return found


def sum_of_map(name: str, answer: Answer[Consumption] | None, by: str) -> Figure:
    """Sum a map of v2."""
    found = map_of(answer, by)
    if found is not None:
        return Figure(name, fsum(found.values()))
    failed = total_of(name, "v2", answer).why_not
    return Figure(name, None, failed or f"v2 gave no map of {name}")


def unknown(members: Members, member: str) -> bool:
    """Tell whether v3 neither lists a member nor answers for its id."""
    listed = members.listed
    return isinstance(members.readings.get(member), NotFound) and isinstance(listed, frozenset) and member not in listed


def read(members: Members) -> dict[str, Reading]:
    """Pick the members whose figures could be read."""
    return {member: reading for member, reading in members.readings.items() if isinstance(reading, Reading)}


def sum_of(name: str, kinds: Mapping[str, Members]) -> Figure:
    """Sum the figures of all members, if there is one for each: a sum without somebody would pass for the whole."""
    for kind, members in kinds.items():
        if isinstance(members.listed, DevinUsageError):
            return Figure(name, None, f"v3 gave no list of {kind}: {said_of(members.listed)}")
        failed = {
            member: reading
            for member, reading in members.readings.items()
            if isinstance(reading, DevinUsageError) and not unknown(members, member)
        }
        if failed:
            first = said_of(next(iter(failed.values())))
            return Figure(name, None, f"{len(failed)} {kind} could not be read, {few(list(failed))}: {first}")
    return Figure(name, fsum(reading.acus for members in kinds.values() for reading in read(members).values()))
