"""A breakdown: who used how much, who could not be read, and what belongs to nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import fsum
from typing import Any, Literal, TypeVar, final

from attrs import field, frozen

from ..billing import Period
from ..credential import Version
from ..errors import DevinUsageError
from ..tabular import Tabular
from ..values import TOLERANCE_ACUS, Acus, Consumption
from ..values.named import Named
from .fan_out import named
from .gathering import Revision

V = TypeVar("V")
By = Literal["user", "organization", "service_user"]


def plural(by: By) -> str:
    """Name the members in a sentence."""
    return by.replace("_", " ") + "s"


@final
class ByMember(Named[V]):
    """What there is of each member, by id."""

    __slots__ = ()


def _by_member(given: Mapping[str, Any]) -> ByMember[Any]:
    return given if isinstance(given, ByMember) else ByMember(given)


def _acus(given: Mapping[str, float]) -> Acus:
    return given if isinstance(given, Acus) else Acus(given)


class IncompleteBreakdown(DevinUsageError):
    """Some members could not be read.

    Attributes:
        breakdown: What could be read, and what each of the others failed with.
    """

    def __init__(self, message: str, *, breakdown: Breakdown) -> None:
        super().__init__(message)
        self.breakdown = breakdown


@frozen(repr=False)
class Breakdown(Tabular):
    """The consumption of a period by member. Who could not be read is in ``failures``, and nowhere counted as 0."""

    by: By
    period: Period
    version: Version
    acus: Mapping[str, float] = field(converter=_acus)
    """The ACUs of each member that was read, by id, in the order of the list."""
    whole: Consumption
    """The consumption of the whole that the members are part of, from the same work."""
    consumption: Mapping[str, Consumption] = field(factory=dict[str, Consumption], converter=_by_member)
    """The days of each member that was read; empty where v2 gave all of them as one map, which has no days."""
    failures: Mapping[str, DevinUsageError] = field(factory=dict[str, DevinUsageError], converter=_by_member)
    """What each of the other members failed with, by id."""
    days_from_cache: int = 0
    """How many billing days of members and whole the cache answered for."""
    revisions: tuple[Revision, ...] = ()
    """Closed days that have changed since a run told of them."""
    excluded: tuple[str, ...] = ()
    """What the figures leave out, as sentences."""
    caveats: tuple[str, ...] = ()
    """What to know before the figures go into an invoice, as sentences."""

    @property
    def complete(self) -> bool:
        """Whether every member was read."""
        return not self.failures

    @property
    def total_acus(self) -> float | None:
        """The sum over all members, or None where some could not be read."""
        return fsum(self.acus.values()) if self.complete else None

    @property
    def unattributed(self) -> float | None:
        """The ACUs of the whole that belong to none of these members; None where some could not be read.

        It is 0.0 within the tolerance, and below that only where the open day grew between the questions, or where the
        API gave a day below zero, a correction, that belongs to no member.
        """
        if not self.complete:
            return None
        rest = fsum((self.whole.total_acus, *(-acus for acus in self.acus.values())))
        return 0.0 if abs(rest) <= tolerance_acus(len(self.acus)) else rest

    def require_complete(self) -> Breakdown:
        """Give the breakdown where every member was read.

        Raises:
            IncompleteBreakdown: some could not be.
        """
        if self.complete:
            return self
        kinds = Counter(named(error) for error in self.failures.values()).most_common()
        reasons = ", ".join(f"{kind} for {count:,}" for kind, count in kinds[:3]) + (", ..." if kinds[3:] else "")
        asked = len(self.failures) + len(self.acus)
        raise IncompleteBreakdown(
            f"{len(self.failures):,} of {asked:,} {plural(self.by)} could not be read: {reasons}; ask again, with a "
            "cache so that nothing is asked twice, or take what there is from `breakdown`",
            breakdown=self,
        )

    def __repr__(self) -> str:
        """Count the members, without their ids."""
        failed = f", {len(self.failures):,} failed" if self.failures else ""
        return f"<Breakdown of {self.period} by {self.by.replace('_', ' ')}: {len(self.acus):,} read{failed}>"


def tolerance_acus(count: int) -> float:
    """How far the sum of so many members may be from the whole: the API gives each of these numbers rounded."""
    return TOLERANCE_ACUS * (count + 1)
