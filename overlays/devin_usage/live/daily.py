"""Daily consumption as the invariants read it: one form for both versions, of any body that keeps the documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import fsum
from typing import Any

from attrs import frozen

from ..answers import day_of
from ..billing import parse_day
from ..errors import DevinUsageError
from .asking import Reading
from .bodies import array_of, object_of
from .masking import Mask

_KINDS = {"org_id": "organization", "user_id": "user", "service_user_id": "service user", "session_id": "session"}


@frozen(eq=False)
class Daily:
    """One answer with daily consumption."""

    reading: Reading
    total: float
    days: tuple[tuple[date, float], ...]
    """Every day that it lists, as often as it lists it."""
    undated: int
    """How many days could not be told to be a billing day."""
    products: tuple[tuple[date | None, float, tuple[float, ...]], ...]
    """Day, ACUs of the day, and ACUs of each of its products; empty for v2."""
    by_organization: Mapping[str, float] | None
    by_user: Mapping[str, float] | None

    @property
    def acus(self) -> dict[date, float]:
        """ACUs by day."""
        found: dict[date, float] = {}
        for day, acus in self.days:
            found[day] = found.get(day, 0.0) + acus
        return found


def read(reading: Reading) -> Daily | None:
    """Read an answer that keeps the documents, or give None where it is not one of daily consumption."""
    body = object_of(reading.body) if reading.sound else None
    if body is None or not {"total_acus", "consumption_by_date"} <= body.keys():
        return None
    mapped, listed = object_of(body["consumption_by_date"]), array_of(body["consumption_by_date"])
    if mapped is not None:
        named = [(_day(written), float(acus)) for written, acus in mapped.items()]
    else:
        named = [(_day(each["date"]), float(each["acus"])) for each in listed or ()]
    products = [each["acus_by_product"].values() for each in listed or ()]
    return Daily(
        reading=reading,
        total=float(body["total_acus"]),
        days=tuple((day, acus) for day, acus in named if day is not None),
        undated=sum(day is None for day, _ in named),
        products=tuple(
            (day, acus, tuple(float(value) for value in parts if _is_number(value)))
            for (day, acus), parts in zip(named, products, strict=False)
        ),
        by_organization=body.get("consumption_by_org_id"),
        by_user=body.get("consumption_by_user"),
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _day(written: Any) -> date | None:
    try:
        return parse_day(written) if isinstance(written, str) else day_of(written)
    except DevinUsageError:
        return None


def summed(answers: list[Daily]) -> dict[date, float]:
    """Add several answers up, day by day."""
    days = {day for each in answers for day in each.acus}
    return {day: fsum(each.acus.get(day, 0.0) for each in answers) for day in days}


def called(reading: Reading, mask: Mask) -> str:
    """Say which answer it is: the operation, whose figures, and what was varied."""
    whose = [f"{kind} {mask.id(reading.arguments[name])}" for name, kind in _KINDS.items() if name in reading.arguments]
    parts = [*whose, *([f"with {reading.varied}"] if reading.varied else [])]
    return f"{reading.operation.id} ({', '.join(parts)})" if parts else reading.operation.id
