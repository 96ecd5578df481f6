"""Sessions: what the Devin ACUs of one seat and day were used for, and what came of it.

Session ids carry the seat, the day and the number of the session under a checksum, so none has to be kept.
"""

from __future__ import annotations

from typing import Final

import attrs

from devin_mock.calendar import day_start
from devin_mock.chance import Chance
from devin_mock.shapes import second_of

MICRO: Final = 1_000_000
"""Micro-ACUs in one ACU."""

ORIGINS: Final = ("webapp", "slack", "api", "jira", "linear", "teams", "automation", "desktop", "code_scan")
PR_STATES: Final = ("opened", "merged", "closed")
PLAYBOOKS: Final = 3
SIZES: Final = ("xs", "s", "m", "l", "xl")
CATEGORIES: Final = (
    ("Feature work", "new-feature", "New feature"),
    ("Feature work", "refactoring", "Refactoring"),
    ("Bug fixes", "regression", "Regression"),
    ("Bug fixes", "incident", "Incident"),
    ("Maintenance", "dependencies", "Dependency upgrade"),
    ("Maintenance", "migration", "Migration"),
    ("Tests", "tests", "Tests"),
    ("Other", None, "Other"),
)
"""Category, and id and name of the subcategory."""

TRAITS: Final = ("origin", "pr", "playbook", "search", "category")
"""The names of a session's drawn bytes, in their order."""

NONE: Final = 255
"""What a table gives for a byte that stands for nothing."""


def _table(*parts: int) -> bytes:
    """A table from a drawn byte to an index, of which each has its part of all bytes; the rest stands for nothing."""
    found = [index for index, part in enumerate(parts) for _ in range(part)]
    return bytes((found + [NONE] * 256)[:256])


ORIGIN_OF: Final = _table(51, 51, 32, 26, 26, 20, 20, 20, 10)
PR_OF: Final = _table(20, 90, 25)
"""The state of the pull request that a session created."""
TAKEN_OVER_OF: Final = bytes([NONE] * 220) + bytes([1] * 20 + [2] * 8 + [0] * 8)
"""The state of somebody else's pull request, to which a session without one of its own pushed."""
PLAYBOOK_OF: Final = _table(30, 20, 14)
SEARCHED: Final = bytes(byte < 100 for byte in range(256))
CATEGORY_OF: Final = _table(60, 30, 48, 22, 34, 18, 24, 20)

# Where the size of a session changes, in units of effort; at the rate of an average day, one ACU is 370 of them. Where
# the vendor draws the line is not known.
_SIZE_ENDS = (370, 1_110, 2_590, 5_550)


def size_of(units: int) -> str:
    """The size of a session by its units of effort."""
    return SIZES[sum(units >= end for end in _SIZE_ENDS)]


@attrs.frozen(slots=True)
class Session:
    """One session. It uses all its ACUs at the instant of its creation, which keeps every window exact."""

    seat: int
    day: int
    number: int
    drawn_second: int = attrs.field(repr=False)
    units: int
    micro_acus: int
    _traits: bytes = attrs.field(repr=False)

    @property
    def instant(self) -> int:
        """When it happened, in Unix seconds."""
        return day_start(self.day) + second_of(self.drawn_second)

    @property
    def size(self) -> str:
        """From `xs` to `xl`, by effort."""
        return size_of(self.units)

    @property
    def origin(self) -> str:
        """Where the session was started."""
        return ORIGINS[ORIGIN_OF[self._traits[0]]]

    @property
    def pr(self) -> str:
        """What has become of its pull request: `merged`, `closed`, `opened` (still open), or "" without one."""
        state = PR_OF[self._traits[1]]
        return "" if state == NONE else PR_STATES[state]

    @property
    def pr_taken_over(self) -> str:
        """The same of somebody else's pull request that it took over."""
        state = TAKEN_OVER_OF[self._traits[1]]
        return "" if state == NONE else PR_STATES[state]

    @property
    def playbook(self) -> int | None:
        """Which of the account's playbooks was used."""
        playbook = PLAYBOOK_OF[self._traits[2]]
        return None if playbook == NONE else playbook

    @property
    def used_search(self) -> bool:
        """Whether a search led to the session."""
        return bool(SEARCHED[self._traits[3]])

    @property
    def category(self) -> int:
        """Which of `CATEGORIES` it belongs to."""
        return CATEGORY_OF[self._traits[4]]


def session_id(chance: Chance, session: Session) -> str:
    """The id of a session, `devin-` and 32 hexadecimal digits."""
    return _sealed(chance, session.seat.to_bytes(4) + session.day.to_bytes(3) + session.number.to_bytes(1))


def _sealed(chance: Chance, plain: bytes) -> str:
    seal = chance.digest(f"seal/{plain.hex()}", 8)
    return f"devin-{(_masked(chance, plain, seal) + seal).hex()}"


def _masked(chance: Chance, content: bytes, seal: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(content, chance.digest(f"mask/{seal.hex()}", 8), strict=True))


def seat_day_number(chance: Chance, session_id: str) -> tuple[int, int, int] | None:
    """The seat, billing day and number that a session id stands for, or None if it is no id of this seed."""
    prefix, _, digits = session_id.partition("-")
    if prefix != "devin" or len(digits) != 32 or set(digits) - set("0123456789abcdef"):
        return None
    sealed = bytes.fromhex(digits)
    plain = _masked(chance, sealed[:8], sealed[8:])
    if _sealed(chance, plain) != session_id:
        return None
    return int.from_bytes(plain[:4]), int.from_bytes(plain[4:7]), plain[7]
