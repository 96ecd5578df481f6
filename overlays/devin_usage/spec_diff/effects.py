"""What a change of a schema means: one that narrows the valid values breaks who sends them, one that widens them breaks
who receives them.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import evolve, frozen

from .findings import Kind

Direction: TypeAlias = Literal["sent", "received"]


@frozen
class Effect:
    """What a change means in each direction, as a class and in words; None where it means nothing there."""

    sent: Kind | None
    received: Kind | None
    said_of_sent: str = ""
    said_of_received: str = ""

    def meaning(self, *, sent: str | None = None, received: str | None = None) -> Effect:
        """Say the same in other words."""
        return evolve(
            self,
            said_of_sent=self.said_of_sent if sent is None else sent,
            said_of_received=self.said_of_received if received is None else received,
        )

    def within(self, direction: Direction | None) -> Effect:
        """Leave the meaning in one direction alone, where one is given."""
        if direction is None:
            return self
        return evolve(self, received=None) if direction == "sent" else evolve(self, sent=None)


NARROWS = Effect(
    "breaking", "additive", "what was accepted until now may be refused", "answers stay within what they could hold"
)
WIDENS = Effect(
    "additive", "breaking", "what was accepted until now still is", "answers may hold what never came before"
)
BOTH = Effect(
    "breaking", "breaking", "what was accepted until now may be refused", "answers may hold what never came before"
)
BREAKS = Effect("breaking", "breaking")
ADDS = Effect("additive", "additive")
WORDS = Effect("text", "text")
