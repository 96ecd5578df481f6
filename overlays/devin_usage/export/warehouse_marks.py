"""What a warehouse covers: the billing days that have been loaded of each subject, and those that are to be there.

The marks are kept in the warehouse itself, beside the rows: a load is of use only with them, and another machine finds
them there. They hold dates and the ids that the rows hold, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final, Literal, TypeAlias, get_args

from attrs import frozen

from ..billing import Period, day_start
from ..cycles import Cycle
from ..errors import DevinUsageError, InvalidArgument

_DAY = timedelta(days=1)

Kind: TypeAlias = Literal["enterprise", "organization", "user", "service_user"]
What: TypeAlias = Literal["days", "metrics", "active_users"]
Span: TypeAlias = tuple[date, date]
"""The first and the last billing day, both included."""

_UNREADABLE: Final = (
    "the warehouse could not be read: what it keeps of the days that it covers is nothing that this version writes; "
    "load into another dataset"
)


class WarehouseError(DevinUsageError):
    """The warehouse could not be read or written; what it holds is whole, and the next load goes on from there."""


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
    """Which days each subject covers, as a dict that JSON can hold.

    Raises:
        WarehouseError: what was kept cannot be read.
    """

    def __init__(self, kept: dict[str, Any] | None = None) -> None:
        self.kept: dict[str, Any] = kept or {"account": None, "meant": [], "covered": {}}
        try:
            _check(self.kept)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise WarehouseError(_UNREADABLE) from error

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

    @property
    def meant(self) -> Span | None:
        """The first and the last day that is to be there of everybody; None before the first load."""
        found = _read(self.kept["meant"])
        return found[0] if found else None

    def mean(self, span: Span) -> None:
        """Note what is to be there of everybody: these days, and all between them and those before."""
        meant = self.meant or span
        self.kept["meant"] = _written([(min(meant[0], span[0]), max(meant[1], span[1]))])

    def covered(self, what: What, subject: str) -> list[Span]:
        """List the days in a row that have been loaded of a subject, in order."""
        return _read(self.kept["covered"].get(what, {}).get(subject, []))

    def subjects(self, what: What, kind: Kind) -> list[str]:
        """List the ids of a kind that have been asked for."""
        start = f"{kind}:"
        return [each[len(start) :] for each in self.kept["covered"].get(what, {}) if each.startswith(start)]

    def wanted(self, what: What, subject: str, span: Span, *, again: int) -> list[Span]:
        """Tell which days to ask for: those that are missing, and the last ones that are there once more.

        Args:
            what: Of which table.
            subject: Whose.
            span: The days that are to be there.
            again: How many of the days that are there to read again.
        """
        covered = self.covered(what, subject)
        lacking = _without(span, covered)
        if covered and again:
            last = min(covered[-1][1], span[1])
            back = min(again - 1, (last - span[0]).days)
            if back >= 0:
                lacking.append((last - back * _DAY, last))
        return merged(lacking)

    def expect(self, what: What, subject: str) -> None:
        """Note that a subject is to be there, whether it can be read or not."""
        self.kept["covered"].setdefault(what, {}).setdefault(subject, [])

    def cover(self, what: What, subject: str, span: Span) -> None:
        """Note that days of a subject have been loaded."""
        spans = merged([*self.covered(what, subject), span])
        self.kept["covered"].setdefault(what, {})[subject] = _written(spans)

    def missing(self, subject: str) -> list[Span]:
        """List the days that are to be there of a subject, and are not."""
        return [] if self.meant is None else _without(self.meant, self.covered("days", subject))

    def all_missing(self) -> dict[str, list[Span]]:
        """List the days that are to be there, and are not, of every subject that lacks some."""
        found = {subject: self.missing(subject) for subject in self.kept["covered"].get("days", {})}
        return {subject: spans for subject, spans in found.items() if spans}

    def forget(self, what: What, subject: str) -> None:
        """Ask no more for a subject that is gone; its rows stay."""
        self.kept["covered"].get(what, {}).pop(subject, None)


def _check(kept: dict[str, Any]) -> None:
    if set(kept) != {"account", "meant", "covered"} or not isinstance(kept["account"], str | None):
        raise ValueError
    if len(_read(kept["meant"])) > 1 or not set(kept["covered"]) <= set(get_args(What)):
        raise ValueError
    for subjects in kept["covered"].values():
        for spans in subjects.values():
            _read(spans)


def _read(spans: Iterable[Sequence[str]]) -> list[Span]:
    found = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in spans]
    if any(first > last for first, last in found):
        raise ValueError
    return found


def _written(spans: Iterable[Span]) -> list[list[str]]:
    return [[first.isoformat(), last.isoformat()] for first, last in spans]


def merged(spans: Iterable[Span]) -> list[Span]:
    """Put days in a row together, in order."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + _DAY:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _without(span: Span, covered: Iterable[Span]) -> list[Span]:
    """Give the days of a span that are in none of others, which are in order."""
    found: list[Span] = []
    first, last = span
    for each in covered:
        if first < each[0]:
            found.append((first, min(last, each[0] - _DAY)))
        first = max(first, each[1] + _DAY)
        if first > last:
            return found
    return [*found, (first, last)] if first <= last else found


def subject_key(kind: Kind, id: str | None) -> str:
    """Name a subject in the marks."""
    return kind if id is None else f"{kind}:{id}"


def by_span(wanted: Sequence[tuple[str, Span]]) -> dict[Span, list[str]]:
    """Gather the ids that the same days are asked of."""
    found: dict[Span, list[str]] = {}
    for id, span in wanted:
        found.setdefault(span, []).append(id)
    return found
