"""The days of many members in little memory: numbers in columns, in place of the answer's own objects."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from math import isnan, nan
from typing import Any, final

from ..values import Days, Products
from .cache_rows import packed, unpacked

_PRODUCTS = frozenset({"devin", "cascade", "terminal", "review"})


@final
class _Columns:
    """ACUs by product and day, one column of numbers after the other; calling it makes the products of a day."""

    __slots__ = ("_acus", "_count")

    def __init__(self, products: Sequence[Any]) -> None:
        self._count = len(products)
        self._acus = array("d", [each["devin"] for each in products])
        self._acus.extend([each["cascade"] for each in products])
        self._acus.extend([each["terminal"] for each in products])
        # No product has a number of ACUs that is none, so this one can stand for a product without data.
        self._acus.extend([nan if (review := each.get("review")) is None else review for each in products])

    def __call__(self, index: int) -> Products:
        """Make the products of a day."""
        devin, cascade, terminal, review = self._acus[index :: self._count]
        return Products(devin, cascade, terminal, None if isnan(review) else review)


def compact(days: Days) -> Days:
    """Give equal days that hold on to nothing of the answer that they came in."""
    ordinals = days.ordinals
    if ordinals and ordinals[-1] - ordinals[0] + 1 == len(ordinals):
        ordinals = range(ordinals[0], ordinals[-1] + 1)
    else:
        ordinals = array("l", ordinals)
    acus = array("d", days.acus)
    if days.products is None:
        return Days(ordinals, acus)
    try:
        if all(map(_PRODUCTS.issuperset, days.products)):
            return Days(ordinals, acus, range(len(acus)), _Columns(days.products))
    except (AttributeError, KeyError, TypeError):
        pass  # an answer that breaks the contract, where that is accepted; or one that the cache has packed
    return Days(ordinals, acus, [packed(day.products) for day in days], unpacked)
