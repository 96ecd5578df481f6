"""The kind of option that takes a number of ACUs."""

from __future__ import annotations

from math import isfinite
from typing import Any

import click


class Acus(click.FloatRange):
    """A number of ACUs that is not negative."""

    def __init__(self) -> None:
        """Take what is at least 0."""
        super().__init__(0)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read a number, or say how one is written."""
        try:
            number = float(value)
        except ValueError:
            self.fail(f"{value!r} is no number; write digits and a point alone, such as 20000 or 0.5", param, ctx)
        if not isfinite(number) or number < 0:
            self.fail(f"{value!r} is no number of ACUs; give one that is not negative, such as 20000", param, ctx)
        return number
