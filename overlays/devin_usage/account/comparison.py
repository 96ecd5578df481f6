"""Two figures that ought to be the same, what explains their difference, and what stays unexplained."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from typing import Literal

from attrs import field, frozen

from ..tabular import Tabular
from ..values import TOLERANCE_ACUS

Verdict = Literal["equal", "explained", "unexplained", "one side only", "not compared", "still open"]
"""What a comparison comes to. The first two are agreement; the last is none of either."""

Group = Literal["totals", "days", "organizations", "users", "service users"]
"""What is compared: sums with each other; or each day, organization, user or service user, v2 with v3."""

_NAMED = 3


def written(acus: float) -> str:
    """Write ACUs to the millionth, without zeros at the end."""
    text = f"{acus:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@frozen
class Explanation:
    """Why two figures differ."""

    text: str
    acus: float
    """How much of the difference it accounts for: what the right figure has more than the left one."""
    names: tuple[str, ...] = ()
    """The ids or days that it is about."""

    def __str__(self) -> str:
        """Write what it is and how much, with the first names."""
        about = f" ({few(self.names)})" if self.names else ""
        return f"{self.text}{about}: {written(self.acus)} ACUs"


def few(names: Sequence[str]) -> str:
    """Write the first names, and how many more there are."""
    rest = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + rest


@frozen(kw_only=True)
class Comparison(Tabular):
    """Two figures, named, in ACUs; None where a side gives none, which is not zero."""

    group: Group
    name: str
    """What is compared, such as the id of a user or a day."""
    left_name: str
    left: float | None
    right_name: str
    right: float | None
    explanations: tuple[Explanation, ...] = ()
    why_not: str | None = None
    """Why there is nothing to compare, as a sentence; None where there is."""
    is_open: bool = False
    """Whether days that are still open are compared: they move between two calls."""
    hints: tuple[str, ...] = ()
    """Where to look, as sentences; they account for nothing."""
    tolerance_acus: float = field(default=TOLERANCE_ACUS)
    """How far apart two figures may be that count as the same."""

    @property
    def difference(self) -> float | None:
        """What the right figure has more than the left one; None unless both are there."""
        if self.left is None or self.right is None:
            return None
        return fsum((self.right, -self.left))

    @property
    def differs(self) -> bool:
        """Whether there are two figures further apart than the tolerance."""
        return self.difference is not None and abs(self.difference) > self.tolerance_acus

    @property
    def unexplained(self) -> float | None:
        """What of the difference has no explanation, 0.0 within the tolerance; None unless both figures are there."""
        if self.difference is None:
            return None
        if not self.differs:
            return 0.0
        rest = fsum((self.difference, *(-each.acus for each in self.explanations)))
        return 0.0 if abs(rest) <= self.tolerance_acus else rest

    @property
    def verdict(self) -> Verdict:
        """What it comes to."""
        if self.why_not is not None:
            return "not compared"
        if self.is_open:
            return "still open"
        if self.unexplained is None:
            # A side that lists nothing where the other gives 0 differs in what it lists, and in no ACUs.
            used = self.right if self.left is None else self.left
            return "explained" if used is not None and abs(used) <= self.tolerance_acus else "one side only"
        if self.unexplained:
            return "unexplained"
        return "explained" if self.differs else "equal"

    @property
    def agrees(self) -> bool:
        """Whether the figures are the same, or all of their difference is explained."""
        return self.verdict in ("equal", "explained")

    def __str__(self) -> str:
        """Write it in a line."""
        line = f"{self.verdict}: {self.name}"
        if self.why_not is not None:
            return f"{line}: {self.why_not}"
        sides = ((self.left_name, self.left), (self.right_name, self.right))
        line += ": " + ", ".join(f"{name} {'-' if acus is None else written(acus)}" for name, acus in sides)
        if self.difference is not None and self.differs:
            line += f"; difference {written(self.difference)}"
        if self.unexplained:
            line += f", unexplained {written(self.unexplained)}"
        explanations = self.explanations if self.differs else ()
        return "; ".join((line, *map(str, explanations), *self.hints))
