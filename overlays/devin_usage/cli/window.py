"""The grammar of time that the commands share: a billing cycle, billing days, or the last closed days."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import frozen

from devin_usage.billing import Clock, Period, billing_day, now, parse_day, system_clock
from devin_usage.errors import InvalidArgument

if TYPE_CHECKING:
    from devin_usage import DevinUsage

_LAST = re.compile(r"([1-9][0-9]{0,4})([dw])", re.ASCII)
_OPTIONS = {"cycle": "--cycle", "days": "--from/--to", "recent": "--last"}


@frozen
class Asked:
    """The period that a command asks about."""

    period: Period
    called: str
    """What it was called by, such as ``the current billing cycle``."""
    at: datetime
    """When it was asked for."""


@frozen
class Window:
    """What the options of time say.

    Raises:
        InvalidArgument: they contradict each other, or name no day.
    """

    cycle: str | None = None
    first: str | None = None
    last: str | None = None
    recent: str | None = None
    include_open: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse what can be refused before anything is asked."""
        texts = {"--cycle": self.cycle, "--from": self.first, "--to": self.last, "--last": self.recent}
        for option, text in texts.items():
            # A variable of a script that is not set: the current cycle in its place would be an invoice of open days.
            if text is not None and not text.strip():
                raise InvalidArgument(f"{option} is empty; give it a value, or leave it out")
        given = {"cycle": self.cycle, "days": self.first or self.last, "recent": self.recent}
        named = [_OPTIONS[name] for name, value in given.items() if value is not None]
        if len(named) > 1:
            raise InvalidArgument(f"{' and '.join(named)} exclude each other")
        if (self.first is None) != (self.last is None):
            raise InvalidArgument("--from and --to go together: the first and the last billing day, both included")
        if self.recent is not None and not _LAST.fullmatch(self.recent):
            raise InvalidArgument(
                f"--last {self.recent!r} is no number of closed days; write 30d, or 4w for four weeks"
            )
        if self.include_open and self.recent is None:
            raise InvalidArgument(
                "--include-open goes with --last: a cycle and --from/--to hold today if they reach it"
            )

    @property
    def needs_cycles(self) -> bool:
        """Whether the API has to be asked for its billing cycles."""
        return self.first is None and self.recent is None

    def days(self, clock: Clock = system_clock) -> Asked | None:
        """Find the period without asking anybody, or give None where a billing cycle is meant.

        Raises:
            InvalidArgument: the options name no day.
        """
        at = now(clock)
        if self.first is not None and self.last is not None:
            return Asked(Period.of_days(parse_day(self.first), parse_day(self.last)), "billing days", at)
        found = None if self.recent is None else _LAST.fullmatch(self.recent)
        if found is None:
            return None
        count = int(found[1]) * (7 if found[2] == "w" else 1)
        closed = Period.last_closed_days(count, clock=lambda: at)
        called = "the last closed billing day" if count == 1 else f"the last {count:,} closed billing days"
        if not self.include_open:
            return Asked(closed, called, at)
        return Asked(Period.of_days(closed.first_day, billing_day(at)), f"{called} and today, which is open", at)

    def resolve(self, client: DevinUsage, clock: Clock = system_clock) -> Asked:
        """Find the period; asks the API for its cycles where a cycle is meant.

        Raises:
            InvalidArgument: there is no such day or cycle, or none of its days has begun.
            UnsupportedByScope: the key cannot read cycles.
        """
        asked = self.days(clock)
        if asked is not None:
            return _begun(asked)
        return _begun(self._cycle(client, now(clock)))

    def _cycle(self, client: DevinUsage, at: datetime) -> Asked:
        name = "current" if self.cycle is None else self.cycle
        if name == "current":
            return Asked(client.cycles.current().period, "the current billing cycle", at)
        if name == "previous":
            return Asked(client.cycles.previous().period, "the previous billing cycle", at)
        return Asked(client.cycles.named(name).period, f"the billing cycle of {name}", at)


def _begun(asked: Asked) -> Asked:
    """Refuse what lies wholly in the future, of which no figure says anything."""
    if asked.at < asked.period.start:
        raise InvalidArgument(
            f"{asked.period} has not begun: a billing day begins at 08:00 UTC, and by the clock of this machine it is "
            f"{asked.at:%Y-%m-%d %H:%M} UTC; name days that have begun"
        )
    return asked
