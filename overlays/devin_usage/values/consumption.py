"""ACU consumption by billing day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import fsum
from typing import TYPE_CHECKING, Any, final, overload

from attrs import field, frozen

from ..billing import Period
from ..credential import Version
from ..tabular import Tabular
from .named import Acus
from .subject import Subject

if TYPE_CHECKING:
    from ..report import Chart

TOLERANCE_ACUS = 1e-6
"""How far apart two sums of the same ACUs may be, since the API gives them as floats."""


@frozen
class Products(Tabular):
    """ACUs by product. The API gives 0.0 for a product that it has no data for."""

    devin: float
    cascade: float
    terminal: float
    review: float | None = None
    """None where the API gave none."""
    other: Mapping[str, float] = Acus({})
    """Products that this version of the package does not know by name."""

    @property
    def by_name(self) -> dict[str, float | None]:
        """The ACUs of each product, by the name that the API gives it: those that are known by name first."""
        known = {"devin": self.devin, "cascade": self.cascade, "terminal": self.terminal}
        return {**known, "review": self.review, **self.other}

    @property
    def acus(self) -> float:
        """The sum over all products."""
        return fsum((self.devin, self.cascade, self.terminal, self.review or 0.0, *self.other.values()))


@frozen
class DailyConsumption(Tabular):
    """The consumption of one billing day."""

    day: date
    acus: float
    products: Products | None = None
    """None from v2, which does not break days down."""

    @property
    def unattributed(self) -> float | None:
        """The ACUs of the day that belong to no product, or None where products are not known."""
        if self.products is None:
            return None
        rest = fsum((self.acus, -self.products.acus))
        return 0.0 if abs(rest) <= TOLERANCE_ACUS else rest


@final
class Days(Tabular, Sequence[DailyConsumption]):
    """The billing days of an answer, in order: what a tuple of them would be.

    They are kept as columns, and a day is made when it is looked at; so an answer over many years costs little until
    somebody walks over it.
    """

    __slots__ = ("_read", "acus", "ordinals", "products")

    def __init__(
        self,
        ordinals: Sequence[int],
        acus: Sequence[float],
        products: Sequence[Any] | None = None,
        read: Callable[[Any], Products | None] | None = None,
    ) -> None:
        """Take the columns.

        Args:
            ordinals: The days, in order, as `datetime.date.toordinal` numbers them.
            acus: The ACUs of each.
            products: What the API gave on the products of each, or None where it gives nothing.
            read: Makes the value of what the API gave on products.
        """
        self.ordinals = ordinals
        self.acus = acus
        self.products = products
        self._read = read

    def _make(self, index: int) -> DailyConsumption:
        products = None if self.products is None or self._read is None else self._read(self.products[index])
        return DailyConsumption(date.fromordinal(self.ordinals[index]), self.acus[index], products)

    @overload
    def __getitem__(self, index: int) -> DailyConsumption: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[DailyConsumption, ...]: ...
    def __getitem__(self, index: int | slice) -> DailyConsumption | tuple[DailyConsumption, ...]:
        """Give a day, or a tuple of days."""
        if isinstance(index, slice):
            return tuple(self._make(each) for each in range(*index.indices(len(self))))
        return self._make(index)

    def __len__(self) -> int:
        """Count the days."""
        return len(self.ordinals)

    def __eq__(self, other: object) -> bool:
        """Compare with any sequence of days."""
        if isinstance(other, Days):
            other = tuple(other)
        return tuple(self) == other if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        """Hash as the tuple would."""
        return hash(tuple(self))

    def __repr__(self) -> str:
        """Name the first and the last day."""
        if not self.ordinals:
            return "<no days>"
        first, last = (date.fromordinal(self.ordinals[end]).isoformat() for end in (0, -1))
        return f"<{len(self)} days, {first} to {last}>"


def _counted(acus: Mapping[str, float] | None) -> str:
    # Answers are logged, and a map holds the ids of everybody.
    return repr(acus) if acus is None else f"<ACUs of {len(acus):,}>"


@frozen
class Consumption(Tabular):
    """The consumption of a subject over a period, by billing day.

    Source: https://docs.devin.ai/api-reference/v2/consumption/daily-consumption.md
    """

    subject: Subject
    period: Period
    """The period that was asked for."""
    version: Version
    total_acus: float
    days: Sequence[DailyConsumption]
    """The days that the API gave, in order; a day that it left out is not zero, it is not there."""
    by_organization: Mapping[str, float] | None = field(default=None, repr=_counted)
    """ACUs by organization id; None where the API gives none. Cascade and Terminal belong to no organization."""
    by_user: Mapping[str, float] | None = field(default=None, repr=_counted)
    """ACUs by user id; None where the API gives none."""
    excluded: tuple[str, ...] = ()
    """What the figures leave out, as sentences."""
    caveats: tuple[str, ...] = ()
    """What to know before the figures go into an invoice, as sentences."""

    @property
    def products(self) -> Products | None:
        """The sum of each product over the days, or None where they are not known: in v2, and without a day."""
        known = [day.products for day in self.days if day.products is not None]
        if not known or len(known) != len(self.days):
            return None
        reviews = [products.review for products in known if products.review is not None]
        names = sorted({name for products in known for name in products.other})
        return Products(
            devin=fsum(products.devin for products in known),
            cascade=fsum(products.cascade for products in known),
            terminal=fsum(products.terminal for products in known),
            review=fsum(reviews) if reviews else None,
            other={name: fsum(products.other.get(name, 0.0) for products in known) for name in names},
        )

    @property
    def unattributed(self) -> float | None:
        """The ACUs that belong to no product, or None where products are not known: in v2, and without a day."""
        rests = [day.unattributed for day in self.days]
        known = [rest for rest in rests if rest is not None]
        return fsum(known) if known and len(known) == len(rests) else None

    def to_chart(self) -> Chart:
        """Draw the days, stacked by product where products are known, as a chart that a notebook shows.

        Of more than 120 days the weeks are drawn; the table behind the chart has the days.
        """
        from ..report.daily import daily  # loaded when used

        return daily(self)
