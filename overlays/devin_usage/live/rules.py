"""Invariants under test: what each was held against, and where it did not hold."""

from __future__ import annotations

from math import isfinite

from attrs import define, field

from ..values import TOLERANCE_ACUS
from .asking import Reading
from .daily import called
from .findings import InvariantResult, Violation
from .masking import Mask


@define(eq=False)
class Rules:
    """The invariants of a run, in the order in which they were first named."""

    tolerance_acus: float = TOLERANCE_ACUS
    """How far apart two sums of the same ACUs may be."""
    mask: Mask = field(factory=Mask)
    _checked: dict[str, int] = field(factory=dict[str, int])
    _violations: dict[str, list[Violation]] = field(factory=dict[str, list[Violation]])
    _suspect: list[Reading] = field(factory=list[Reading])

    def name(self, *rules: str) -> None:
        """Announce invariants, so that one that nothing could be held against is reported as such."""
        for rule in rules:
            self._checked.setdefault(rule, 0)

    def hold(self, rule: str, reading: Reading, said: str | None) -> None:
        """Note that an invariant was held against an answer; ``said`` is what is wrong, or None."""
        self._checked[rule] = self._checked.get(rule, 0) + 1
        if said is not None:
            self._suspect.append(reading)
            self._violations.setdefault(rule, []).append(Violation(where=called(reading, self.mask), said=said))

    def trusted(self, reading: Reading) -> bool:
        """Tell whether an answer has broken no invariant so far; one that has tells nothing of others."""
        return not any(each is reading for each in self._suspect)

    def at_most(self, rule: str, reading: Reading, part: float, whole: float, what: str) -> None:
        """Hold a part against its whole."""
        fits = part <= whole + self.tolerance_acus
        self.hold(rule, reading, None if fits else f"{what}: {part:.6f} of {whole:.6f}")

    def same(self, one: float, other: float) -> bool:
        """Tell whether two sums are the same."""
        return isfinite(one) and abs(one - other) <= self.tolerance_acus

    def results(self) -> tuple[InvariantResult, ...]:
        """Give how each fared."""
        return tuple(
            InvariantResult(name=rule, checked=checked, violations=tuple(self._violations.get(rule, ())))
            for rule, checked in self._checked.items()
        )
