"""v2 and v3 held against each other, each difference explained or named: the tool for moving from one to the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import isfinite

from attrs import evolve, frozen

from ..billing import Period
from ..errors import DevinUsageError, InvalidArgument
from ..plans import Context
from ..tabular import Tabular
from ..values import TOLERANCE_ACUS, Consumption
from . import differences, parts
from .both_sides import BothSides, both_sides
from .comparison import Comparison, few, written
from .fan_out import checked_concurrency
from .figures import map_of, said_of
from .work import Watch, Work, checked_watch

_OTHER_IDS = (
    "no id of v2's map of {} is one that v3 lists: the versions may have ids of their own, which is not documented"
)


@frozen(kw_only=True)
class Reconciliation(Tabular):
    """What came out of holding v2 against v3."""

    period: Period
    """What was asked for."""
    closed: Period | None
    """The part of it whose days were over; the rest is still moving, and never counts as disagreement."""
    comparisons: tuple[Comparison, ...]
    notes: tuple[str, ...]
    """What to know of the whole, as sentences."""
    tolerance_acus: float
    """How far apart two figures may be that count as the same."""

    @property
    def agrees(self) -> bool:
        """Whether everything was compared, and no difference in closed days is left unexplained."""
        judged = [each for each in self.comparisons if each.verdict != "still open"]
        return self.closed is not None and bool(judged) and all(each.agrees for each in judged)

    @property
    def unexplained(self) -> tuple[Comparison, ...]:
        """The comparisons whose difference is not explained, and what only one version knows."""
        return tuple(each for each in self.comparisons if each.verdict in ("unexplained", "one side only"))

    @property
    def not_compared(self) -> tuple[Comparison, ...]:
        """What could not be compared, with the reason in each."""
        return tuple(each for each in self.comparisons if each.verdict == "not compared")

    @property
    def explained(self) -> tuple[Comparison, ...]:
        """The comparisons whose difference is explained."""
        return tuple(each for each in self.comparisons if each.verdict == "explained")

    def lines(self) -> Iterator[str]:
        """Write it for a person: the outcome, what is wrong in full, and what is right in numbers."""
        outcome = "agree" if self.agrees else "do not agree" if self.unexplained else "could not be compared in full"
        asked = self.period if self.closed is None else self.closed
        yield f"v2 and v3 {outcome} on {asked} (tolerance {written(self.tolerance_acus)} ACUs)."
        if self.closed is None:
            yield "No day of it is over yet, so there is nothing to compare for good."
        yield from self.notes
        yield from map(str, (*self.unexplained, *self.not_compared))
        for each in self.comparisons:
            if each.verdict == "still open" or (each.group == "totals" and each.agrees):
                yield str(each)
        for group in dict.fromkeys(each.group for each in self.comparisons if each.group != "totals"):
            found = Counter(each.verdict for each in self.comparisons if each.group == group)
            yield f"{group}: " + ", ".join(f"{count} {verdict}" for verdict, count in found.items())

    def __str__(self) -> str:
        """Write all lines."""
        return "\n".join(self.lines())


def reconcile(
    v2: Context,
    v3: Context,
    period: Period,
    *,
    concurrency: int = 8,
    watch: Watch | None = None,
    tolerance_acus: float = TOLERANCE_ACUS,
) -> Work[Reconciliation]:
    """Hold what v2 gives against what v3 gives, in total, by day, and for each organization, user and service user.

    Raises:
        InvalidArgument: a context is of the other version, or an argument is refused.
        UnsupportedByScope: the v3 key has organization scope.
        StatusError: the figures of the enterprise are refused.
        RequestFailed: no complete answer to them arrived.
    """
    if isinstance(tolerance_acus, bool) or not isinstance(tolerance_acus, int | float) or not _usable(tolerance_acus):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument("tolerance_acus must be a number of ACUs that is not negative, such as 0.01")
    checked_concurrency(concurrency)
    checked_watch(watch)
    sides = yield from both_sides(v2, v3, period, concurrency=concurrency, watch=watch)
    return held_against(sides, float(tolerance_acus))


def _usable(tolerance_acus: float) -> bool:
    return isfinite(tolerance_acus) and tolerance_acus >= 0


def held_against(sides: BothSides, tolerance_acus: float = TOLERANCE_ACUS) -> Reconciliation:
    """Compare all that the two versions said."""
    comparisons = list(differences.totals(sides, tolerance_acus))
    if sides.closed is not None:
        for compare in (differences.days, differences.sums, parts.organizations, parts.users, differences.members):
            comparisons.extend(compare(sides, tolerance_acus))
    if (moved := _moved(sides)) is not None:
        comparisons = [evolve(each, why_not=moved) if _doubtful(each) else each for each in comparisons]
    return Reconciliation(
        period=sides.period,
        closed=sides.closed,
        comparisons=tuple(comparisons),
        notes=tuple(_notes(sides)),
        tolerance_acus=tolerance_acus,
    )


def _doubtful(comparison: Comparison) -> bool:
    return comparison.verdict in ("unexplained", "one side only")


def _moved(sides: BothSides) -> str | None:
    """Say which closed days changed while the members were asked: differences may come from that alone."""
    days: set[str] = set()
    for first, again in ((sides.v2, sides.v2_again), (sides.v3, sides.v3_again)):
        if isinstance(first, Consumption) and isinstance(again, Consumption):
            before, after = differences.by_day(first), differences.by_day(again)
            # As far as floats go, whatever difference between the versions the caller lets pass: days may add up.
            days |= {
                str(day)
                for day in before.keys() | after.keys()
                if abs(before.get(day, 0.0) - after.get(day, 0.0)) > TOLERANCE_ACUS
            }
    if not days:
        return None
    return f"closed days changed while this was read, {few(sorted(days))}, so that nothing can be told; reconcile again"


def _notes(sides: BothSides) -> Iterator[str]:
    if isinstance(sides.v2, Consumption):
        yield from sides.v2.caveats
    for kind, by, members in (
        ("organizations", "by_organization", sides.organizations),
        ("users", "by_user", sides.users),
    ):
        older = map_of(sides.v2, by)
        if older and isinstance(members.listed, frozenset) and members.listed and not older.keys() & members.listed:
            yield _OTHER_IDS.format(kind)
    for version, again in (("v2", sides.v2_again), ("v3", sides.v3_again)):
        if isinstance(again, DevinUsageError):
            yield f"{version} could not be read again, so it is not known whether days changed: {said_of(again)}"
