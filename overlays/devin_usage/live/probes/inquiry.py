"""One open question in the asking: what was sent for it so far, and how its answer is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from attrs import define, field

from ...billing import billing_day, day_start, iso
from .. import daily
from ..asking import Reading
from ..findings import ProbeResult
from ..run import Run, Side

NOBODY = "user-00000000000000000000000000000000"
"""An id that is invented."""
Days = Mapping[date, float]


@define(eq=False)
class Inquiry:
    """A question put to one version."""

    id: str
    question: str
    run: Run
    side: Side
    sent: list[str] = field(factory=list[str])

    def ask(self, operation: str, **arguments: Any) -> Reading:
        """Send a request for it."""
        whole = {**self.side.path(operation), **arguments}
        self.sent.append(self._written(operation, whole))
        return self.side.asker.probe(operation, whole)

    def days(self, start: datetime, end: datetime) -> tuple[Reading, Days | None]:
        """Ask for the daily consumption of all that the key reaches, between two instants as they are."""
        return self.consumption(**self.times(start, end))

    def consumption(self, **arguments: Any) -> tuple[Reading, Days | None]:
        """Ask for the daily consumption of all that the key reaches; None where no days can be read."""
        reading = self.ask(self.side.whole, **arguments)
        found = daily.read(reading)
        return reading, None if found is None else found.acus

    def times(self, start: datetime, end: datetime) -> dict[str, Any]:
        """Write two instants as the version takes them."""
        if self.side.version == "v2":
            return {"start_date": start, "end_date": end}
        return {"time_after": int(start.timestamp()), "time_before": int(end.timestamp())}

    def answer(self, text: str, *, told: bool = True) -> ProbeResult:
        """Write the answer."""
        return ProbeResult(
            id=f"{self.id}-{self.side.version}", question=self.question, sent=tuple(self.sent), answer=text, told=told
        )

    def not_told(self, why: str) -> ProbeResult:
        """Say that the question cannot be answered."""
        return self.answer(f"cannot be told from this account: {why}", told=False)

    def _written(self, operation: str, arguments: Mapping[str, Any]) -> str:
        return " ".join([operation, *(f"{name}={self._value(name, value)}" for name, value in arguments.items())])

    def _value(self, name: str, value: Any) -> str:
        if isinstance(value, datetime):
            return iso(value)
        if isinstance(value, int) and name.startswith("time_"):
            return iso(datetime.fromtimestamp(value, UTC))
        return self.run.plan.mask.id(value) if isinstance(value, str) and value != NOBODY else str(value)


def consumed(side: Side) -> list[daily.Daily]:
    """Give every answer with daily consumption that a side has."""
    return [found for reading in side.asker.readings if (found := daily.read(reading)) is not None]


def whole_days(run: Run, side: Side) -> dict[date, float]:
    """Give the days of the period, over all that the key reaches, that are over; none where they cannot be read."""
    readings = [each for each in side.asker.of(side.whole) if not each.varied]
    found = daily.read(readings[0]) if readings else None
    today = billing_day(run.present)
    return {} if found is None else {day: acus for day, acus in sorted(found.acus.items()) if day < today}


def close(one: Days, other: Days, run: Run) -> bool:
    """Tell whether two answers give the same figures, but for the day that is still open; 0.0 is as good as nothing."""
    today = billing_day(run.present)
    days = {day for day in one.keys() | other.keys() if day < today}
    return all(run.rules.same(one.get(day, 0.0), other.get(day, 0.0)) for day in days)


def refused(reading: Reading) -> str:
    """Say how a request was refused, or why it has no days."""
    if reading.status is None or reading.status == 200:
        return reading.said or "the answer breaks the documents"
    known = reading.operation.answer(reading.status) is not None
    return f"refused with {reading.status}" + ("" if known else ", a status that the documents do not name")


def start_of(day: date) -> datetime:
    """Tell when a billing day starts."""
    return day_start(day)
