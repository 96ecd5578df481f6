"""How far a warehouse is: for each subject, the last billing day up to which everything has been loaded.

The marks are kept in the warehouse itself, beside the rows: a load is of use only with them, and another machine finds
them there. They hold dates and the ids that the rows hold, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Literal, TypeAlias

from attrs import frozen

from ..billing import Period, day_start
from ..cycles import Cycle
from ..errors import InvalidArgument

_DAY = timedelta(days=1)

Kind: TypeAlias = Literal["enterprise", "organization", "user", "service_user"]
What: TypeAlias = Literal["days", "metrics", "active_users"]
Span: TypeAlias = tuple[date, date]
"""The first and the last billing day, both included."""


@frozen
class Piece:
    """Billing days in a row that belong to one billing cycle, or to one calendar month where cycles are not known."""

    first: date
    last: date
    cycle: date | None
    """The first billing day of the cycle."""

    def within(self, span: Span | None) -> Span | None:
        """Give what a span has in common with it."""
        if span is None or span[1] < self.first or self.last < span[0]:
            return None
        return max(self.first, span[0]), min(self.last, span[1])


def pieces(span: Span, cycles: Iterable[Cycle]) -> list[Piece]:
    """Split billing days by cycle. A day that two cycles share belongs to the one that holds its start."""
    known = sorted(cycles, key=lambda each: each.period.start)
    found: list[Piece] = []
    month: tuple[int, int] | None = None
    for day in Period.of_days(*span).billing_days():
        held = next((each.first_day for each in known if day_start(day) in each), None)
        this_month = (day.year, day.month) if held is None else None
        if found and found[-1].cycle == held and month == this_month:
            found[-1] = Piece(found[-1].first, day, held)
        else:
            found.append(Piece(day, day, held))
        month = this_month
    return found


class Marks:
    """How far each subject is loaded, as a dict that JSON can hold."""

    def __init__(self, kept: dict[str, Any] | None = None) -> None:
        self.kept: dict[str, Any] = kept or {"account": None, "since": {}, "through": {}}

    def check_account(self, account: str) -> None:
        """Hold whose figures are to be loaded against whose are there; the first load decides.

        Raises:
            InvalidArgument: the warehouse holds those of another account, or of another scope.
        """
        if self.kept["account"] not in (None, account):
            raise InvalidArgument(
                f"this dataset holds {self.kept['account']}, and the key reads {account}: load that into another one"
            )
        self.kept["account"] = account

    def since(self, what: What) -> date | None:
        """Tell from which day on everything is to be there."""
        return _read(self.kept["since"].get(what))

    def through(self, what: What, subject: str) -> date | None:
        """Tell up to which day a subject is loaded without a gap."""
        return _read(self.kept["through"].get(what, {}).get(subject))

    def subjects(self, what: What, kind: Kind) -> list[str]:
        """List the ids of a kind that have been loaded."""
        start = f"{kind}:"
        return [each[len(start) :] for each in self.kept["through"].get(what, {}) if each.startswith(start)]

    def begin(self, what: What, span: Span) -> None:
        """Note what is to be loaded, where it reaches further back than before and leaves no gap."""
        since = self.since(what)
        if since is None or (span[0] < since and span[1] >= since - _DAY):
            self.kept["since"][what] = span[0].isoformat()

    def wanted(self, what: What, subject: str, *, first: date, last: date, again: int) -> Span | None:
        """Tell which days to ask for: those that are missing, and the last ones that are there once more.

        Args:
            what: Of which table.
            subject: Whose.
            first: Where to begin if nothing is there at all.
            last: The last closed day.
            again: How many of the days that are there to read again.
        """
        since, through = self.since(what) or first, self.through(what, subject)
        start = since if through is None else max(since, through + _DAY - again * _DAY)
        return (start, last) if start <= last else None

    def move(self, what: What, subject: str, span: Span) -> None:
        """Note that days of a subject have been read; days beyond a gap are not counted."""
        through, since = self.through(what, subject), self.since(what)
        due = through + _DAY if through is not None else since
        if due is not None and span[0] <= due and (through is None or span[1] > through):
            self.kept["through"].setdefault(what, {})[subject] = span[1].isoformat()

    def forget(self, what: What, subject: str) -> None:
        """Ask no more for a subject that is gone; its rows stay."""
        self.kept["through"].get(what, {}).pop(subject, None)


def _read(day: str | None) -> date | None:
    return None if day is None else date.fromisoformat(day)


def subject_key(kind: Kind, id: str | None) -> str:
    """Name a subject in the marks."""
    return kind if id is None else f"{kind}:{id}"


def by_span(wanted: Sequence[tuple[str, Span]]) -> dict[Span, list[str]]:
    """Gather the ids that the same days are asked of."""
    found: dict[Span, list[str]] = {}
    for id, span in wanted:
        found.setdefault(span, []).append(id)
    return found
