"""The ACUs of a billing day as charges, each in one row only, which sum to the day.

What the members have used is theirs, product by product. What is left of the whole belongs to none of them, and is a
charge of its own. Amounts are whole numbers of billionths of an ACU, so that sums are exact in any order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias, cast

from ..errors import InconsistentAnswer
from ..values import TOLERANCE_ACUS, Consumption, DailyConsumption, Days

DECIMALS: Final = 9
"""The decimal places of an amount: floats hold no more that mean something, and six are what sums are checked to."""

NOBODY: Final = -1
"""In place of the number of a member: belongs to none."""
UNATTRIBUTED: Final = ""
"""In place of a product: the day is broken down by product, and these ACUs are in none."""

_ONE: Final = 10**DECIMALS
_EXACT_BELOW: Final = 1e6
_ROUNDING: Final = round(TOLERANCE_ACUS * _ONE)


class Charge(NamedTuple):
    """What one member has used of one product on one day."""

    member: int
    """The number of the member, or `NOBODY`."""
    product: str | None
    """The product, or `UNATTRIBUTED`; None where it is not known which."""
    amount: int
    """Billionths of an ACU."""


Amounts: TypeAlias = tuple[int, Mapping[str, int] | None]
"""A day in billionths of an ACU: in all, and by product where that is known."""


def billionths(acus: float) -> int:
    """Round ACUs to a whole number of billionths."""
    if abs(acus) < _EXACT_BELOW:
        return round(acus * _ONE)
    return int(Decimal(float(acus).__repr__()).scaleb(DECIMALS).to_integral_value())


def amounts(day: DailyConsumption) -> Amounts:
    """Read a day; products of which nothing was used are left out."""
    products = None if day.products is None else day.products.by_name
    if products is None:
        return billionths(day.acus), None
    return billionths(day.acus), {name: billionths(acus) for name, acus in products.items() if acus}


def days_together(
    whole: Consumption, members: Sequence[Consumption]
) -> Iterator[tuple[date, Amounts, list[tuple[int, Amounts]]]]:
    """Walk the days in order: what the whole used on each, and the members that used something, by their numbers."""
    of_members = [cast("Days", member.days) for member in members]
    of_whole = {day.day.toordinal(): amounts(day) for day in whole.days}
    places = [0] * len(members)
    for ordinal in sorted(of_whole.keys() | {each for days in of_members for each in days.ordinals}):
        used: list[tuple[int, Amounts]] = []
        for number, days in enumerate(of_members):
            place = places[number]
            if place < len(days.ordinals) and days.ordinals[place] == ordinal:
                places[number] = place + 1
                if days.acus[place]:
                    used.append((number, amounts(days[place])))
        yield date.fromordinal(ordinal), of_whole.get(ordinal, (0, None)), used


def charges(day: date, whole: Amounts, members: Sequence[tuple[int, Amounts]], *, is_open: bool) -> list[Charge]:
    """Split a day into charges, none of them 0.

    What sums differ by because the API rounds each of its numbers makes no charge: it goes to the largest one. A day
    below zero is a correction, of which members need not have a part: what they do not have is of nobody.

    Raises:
        InconsistentAnswer: on a day that is over, the members have used more than the whole, or more than nothing where
            the whole is below zero.
    """
    found: list[Charge] = []
    outside = whole[0]
    rests = dict(whole[1] or {})
    broken_down = whole[1] is not None
    for number, (acus, products) in members:
        outside -= acus
        own: list[Charge] = []
        for product, amount in (products or {}).items():
            own.append(Charge(number, product, amount))
            rests[product] = rests.get(product, 0) - amount
        left = acus - sum(charge.amount for charge in own)
        _add_rest(own, Charge(number, None if products is None else UNATTRIBUTED, left))
        broken_down = broken_down and (products is not None or not acus)
        found += own
    tolerance = _ROUNDING * (len(members) + 1)
    if outside < min(whole[0], 0) - tolerance:
        if not is_open:
            raise InconsistentAnswer(
                f"on {day.isoformat()} the members sum to {_acus(whole[0] - outside)} ACUs, more than the "
                f"{_acus(whole[0])} of the whole"
            )
        return found  # The day has grown between the questions.
    if outside < -tolerance:
        found += _correction(outside, rests if broken_down else None, tolerance)
        return [charge for charge in found if charge.amount]
    of_nobody = [Charge(NOBODY, product, amount) for product, amount in rests.items() if amount > _ROUNDING]
    left = outside - sum(charge.amount for charge in of_nobody)
    if not broken_down or left < -tolerance or any(rest < -tolerance for rest in rests.values()):
        # The products of the members are not those of the whole, so that it cannot be told which are left.
        broken_down, of_nobody, left = False, [], outside
    found += of_nobody
    _add_rest(found, Charge(NOBODY, UNATTRIBUTED if broken_down else None, left))
    return [charge for charge in found if charge.amount]


def _correction(outside: int, rests: Mapping[str, int] | None, tolerance: int) -> list[Charge]:
    """Split what is below zero and of nobody, by product where that is known."""
    found = [Charge(NOBODY, product, amount) for product, amount in (rests or {}).items() if amount < -_ROUNDING]
    left = outside - sum(charge.amount for charge in found)
    if rests is None or left > tolerance or any(rest > tolerance for rest in rests.values()):
        return [Charge(NOBODY, None, outside)]
    if left < -_ROUNDING or not found:
        found.append(Charge(NOBODY, UNATTRIBUTED, left))
    else:
        found[0] = found[0]._replace(amount=found[0].amount + left)
    return found


def _add_rest(found: list[Charge], rest: Charge) -> None:
    """Add what is left as a charge, or to the largest charge where it is no more than rounding."""
    if rest.amount > _ROUNDING or not found:
        found.append(rest)
    elif rest.amount:
        largest = max(range(len(found)), key=lambda place: found[place].amount)
        found[largest] = found[largest]._replace(amount=found[largest].amount + rest.amount)


def _acus(amount: int) -> str:
    return f"{Decimal(amount).scaleb(-DECIMALS).normalize():f}"
