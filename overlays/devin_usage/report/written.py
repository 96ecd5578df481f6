"""How figures are written for people. What is not known is written as ``-``, and never as 0."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from ..account.price import Cost

UNKNOWN: Final = "-"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def acus(value: float | None) -> str:
    """Write ACUs with two decimal places; what is not 0 is not written as 0.00."""
    if value is None:
        return UNKNOWN
    if value and abs(value) < 0.005:
        return "<0.01" if value > 0 else ">-0.01"
    return f"{value:,.2f}"


def count(value: int | None) -> str:
    """Write a count."""
    return UNKNOWN if value is None else f"{value:,}"


def share(part: float | None, whole: float | None) -> str:
    """Write a part as percent of a whole; of a whole of 0 there is none."""
    if part is None or not whole:
        return UNKNOWN
    percent = 100 * part / whole
    return "<0.1%" if 0 < percent < 0.05 else f"{percent:,.1f}%"


def cost(value: Cost | None) -> str:
    """Write an amount of money, rounded to two decimal places."""
    return UNKNOWN if value is None else f"{amount(value)} {value.currency}"


def amount(value: Cost | None) -> str:
    """Write an amount of money without its currency."""
    return UNKNOWN if value is None else f"{value.rounded().amount:,f}"


def day(value: date | None) -> str:
    """Write a day as ISO 8601 does."""
    return UNKNOWN if value is None else value.isoformat()


def short_day(value: date) -> str:
    """Write a day below an axis."""
    return f"{value.day} {_MONTHS[value.month - 1]}"


def month(value: date) -> str:
    """Write a month below an axis."""
    return f"{_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime) -> str:
    """Write an instant in UTC."""
    return f"{value:%Y-%m-%d %H:%M:%S} UTC"
