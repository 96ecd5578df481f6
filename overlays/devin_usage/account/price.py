"""What ACUs cost, at a price that the user gives; the API knows none.

A cost is exact: the decimal digits in which Python writes the float, times the price. It is rounded only where somebody
asks for it.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact
from sys import float_info
from typing import overload

from attrs import field, frozen

from ..errors import InvalidArgument

_CURRENCY = re.compile(r"[A-Z]{3}")
_AMOUNT = re.compile(r"[0-9]+(\.[0-9]+)?")
_EXAMPLE = "for example Price(Decimal('2.25'), 'USD')"
_WIDEST_EXPONENT = 100
# A float has digits from 1e-324 to 1e308, so that everything fits; what would not is an error and never rounded.
_EXACT = Context(prec=2_000, traps=[Inexact])


def _currency(code: str) -> str:
    if not isinstance(code, str) or not _CURRENCY.fullmatch(code):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument(f"{code!r} is not a currency; give the three capital letters of ISO 4217, such as USD")
    return code


def _amount(value: Decimal | int | str) -> Decimal:
    """Read an amount of money.

    Raises:
        InvalidArgument: it is a float (which holds no decimal fractions), a truth value, infinite, no number, or
            negative.
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        why = ", which cannot hold decimal fractions" if type(value) is float else ""
        raise InvalidArgument(f"the amount of a price must be a Decimal, not {type(value).__name__}{why}; {_EXAMPLE}")
    if isinstance(value, str) and not _AMOUNT.fullmatch(value):
        raise InvalidArgument(f"{value!r} is not an amount; write digits with a point, for example 2.25")
    amount = Decimal(value)
    if not amount.is_finite() or amount < 0:
        raise InvalidArgument(f"the amount of a price must be a finite number that is not negative, not {amount}")
    if amount and not -_WIDEST_EXPONENT < amount.adjusted() < _WIDEST_EXPONENT:
        raise InvalidArgument(f"{amount} is out of all proportion for the price of an ACU")
    return amount.copy_abs()  # not abs(), which rounds to the precision of the thread's context


@frozen
class Cost:
    """An amount of money, exact."""

    amount: Decimal
    currency: str

    def rounded(self, places: int = 2) -> Cost:
        """Round to so many decimal places; halves go away from zero, as on most invoices.

        Raises:
            InvalidArgument: the places are no whole number from 0 to 100.
        """
        if isinstance(places, bool) or not isinstance(places, int) or not 0 <= places <= 100:  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
            raise InvalidArgument(f"places must be a whole number from 0 to 100, not {places!r}")
        wide = Context(prec=_EXACT.prec)
        return Cost(self.amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, wide), self.currency)

    def __add__(self, other: Cost) -> Cost:
        """Add a cost in the same currency.

        Raises:
            InvalidArgument: it is in another currency.
        """
        if not isinstance(other, Cost):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
            return NotImplemented
        if other.currency != self.currency:
            raise InvalidArgument(f"{self.currency} and {other.currency} cannot be added; convert one of them first")
        return Cost(_EXACT.add(self.amount, other.amount), self.currency)

    def __str__(self) -> str:
        """Write the amount in digits, with its currency."""
        return f"{self.amount:f} {self.currency}"


@frozen
class Price:
    """What an ACU costs.

    Args:
        amount: A Decimal, a whole number, or decimal digits as text; a float is refused.
        currency: The code of ISO 4217, in capital letters.

    Raises:
        InvalidArgument: one of them is refused.

    Example:
        >>> Price.parse("2.25 USD").of(0.1)
        Cost(amount=Decimal('0.225'), currency='USD')
    """

    amount: Decimal = field(converter=_amount)
    currency: str = field(converter=_currency)

    @classmethod
    def parse(cls, text: str) -> Price:
        """Read a price written as its amount and its currency, such as ``2.25 USD``.

        Raises:
            InvalidArgument: it is written in another way.
        """
        parts = text.split() if isinstance(text, str) else ()  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        if len(parts) != 2:
            raise InvalidArgument(f"{text!r} is not a price; write the amount and the currency, for example 2.25 USD")
        return cls(parts[0], parts[1])

    @overload
    def of(self, acus: float) -> Cost: ...
    @overload
    def of(self, acus: None) -> None: ...
    @overload
    def of(self, acus: float | None) -> Cost | None: ...
    def of(self, acus: float | None) -> Cost | None:
        """Tell what ACUs cost, exactly; of ACUs that are not known (None), the cost is not known.

        Raises:
            InvalidArgument: the ACUs are no finite number.
        """
        if acus is None:
            return None
        if isinstance(acus, bool) or not isinstance(acus, int | float) or not abs(acus) <= float_info.max:  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
            raise InvalidArgument("ACUs must be a finite number of the size of a float")
        # The shortest digits that stand for the float: 0.1 is a tenth, and not the binary number next to it.
        digits = Decimal(acus if isinstance(acus, int) else float.__repr__(acus))
        return Cost(_EXACT.multiply(digits, self.amount), self.currency)

    def __str__(self) -> str:
        """Write the price as `parse` reads it."""
        return f"{self.amount:f} {self.currency}"
