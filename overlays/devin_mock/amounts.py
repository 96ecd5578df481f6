"""Drawn numbers: within the bounds of a schema, and exact multiples where it asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final

from devin_mock.chance import Draws

_USUAL_SPAN: Final = Fraction(1_000)
_MULTIPLES: Final = 4
_FEW: Final = 20
_PARTS: Final = 16
# Binary numbers hold quarters exactly, and three of four are no integers.
_QUARTER: Final = Fraction(1, 4)


def draw_number(schema: Mapping[str, Any], draws: Draws, *, whole: bool) -> int | float | None:
    """A number that fits the numeric keywords of a schema; None when there is none."""
    # As text, since 0.01 means a hundredth and not the binary number next to it.
    multiple = Fraction(str(schema["multipleOf"])) if "multipleOf" in schema else None
    if multiple is not None and whole:
        multiple = Fraction(multiple.numerator)
    lowest = [Fraction(schema[word]) for word in ("minimum", "exclusiveMinimum") if word in schema]
    highest = [Fraction(schema[word]) for word in ("maximum", "exclusiveMaximum") if word in schema]
    span = max(_USUAL_SPAN, _MULTIPLES * (multiple or Fraction(0)))
    if lowest:
        low = max(lowest)
        high = min(highest, default=low + span)
    else:
        high = min(highest, default=span)
        low = min(Fraction(0), high - span if high < 0 else high)
    step = _usual_step(high - low, whole=whole) if multiple is None else multiple
    first, last = ceil(low / step), floor(high / step)
    if first * step == schema.get("exclusiveMinimum"):
        first += 1
    if last * step == schema.get("exclusiveMaximum"):
        last -= 1
    if last < first:
        return None
    drawn = draws.between(first, last) * step
    return int(drawn) if whole else float(drawn)


def _usual_step(span: Fraction, *, whole: bool) -> Fraction:
    if whole:
        return Fraction(1)
    return _QUARTER if span >= _FEW else span / _PARTS or _QUARTER
