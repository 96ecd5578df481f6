"""Sessions: how the Devin ACUs of one seat and day were used, with what came of it.

Session ids carry the seat, the day and the number of the session under a checksum, so none has to be kept.
"""

from __future__ import annotations

from typing import Final

import attrs

from devin_mock.calendar import DAY_S, day_start
from devin_mock.chance import Chance

MICRO: Final = 1_000_000
"""Micro-ACUs in one ACU."""

ORIGINS: Final = ("webapp", "webapp", "slack", "slack", "api", "jira", "linear", "teams", "automation", "desktop")
_PR_STATES: Final = ("", "", "", "", "merged", "merged", "merged", "closed", "opened", "merged")

# Where the size of a session changes, in ACUs. What the vendor calls large is not known; these are ours.
_SIZES: Final = ((1, "xs"), (3, "s"), (7, "m"), (15, "l"))
_LEAST_PER_SESSION = MICRO // 20


@attrs.define(slots=True)
class Session:
    """One session. It uses all its ACUs at the instant of its creation, which keeps every window exact."""

    # Not frozen: a day of a large account holds a hundred thousand of these, and frozen ones take longer to make.
    seat: int
    day: int
    number: int
    instant: int
    micro_acus: int
    _traits: bytes = attrs.field(repr=False)

    @property
    def size(self) -> str:
        """From `xs` to `xl`, by ACUs."""
        return next((size for acus, size in _SIZES if self.micro_acus < acus * MICRO), "xl")

    @property
    def origin(self) -> str:
        """Where the session was started."""
        return ORIGINS[self._traits[0] % len(ORIGINS)]

    @property
    def pr(self) -> str:
        """What has become of its pull request: `merged`, `closed`, `opened` (still open), or "" without one."""
        return _PR_STATES[self._traits[1] % len(_PR_STATES)]

    @property
    def playbook(self) -> int | None:
        """Which of the account's playbooks was used."""
        return self._traits[2] % 3 if self._traits[3] < 64 else None

    @property
    def used_search(self) -> bool:
        """Whether a search led to the session."""
        return self._traits[4] < 100


def second_of_day(drawn: int) -> int:
    """A second within a billing day, oftener in its middle than at its ends."""
    return drawn % (DAY_S // 2) + (drawn >> 20) % (DAY_S // 2)


def sessions_of(chance: Chance, seat: int, day: int, micro_acus: int) -> tuple[Session, ...]:
    """The sessions in which a seat used an amount on a day: one to three, none for nothing."""
    if not micro_acus:
        return ()
    drawn = chance.digest(f"sessions/{seat}/{day}")
    count = max(1, min(1 + drawn[0] % 3, micro_acus // _LEAST_PER_SESSION))
    start = day_start(day)
    found: list[Session] = []
    left, left_weight = micro_acus, sum(drawn[1 : count + 1]) + 16 * count
    for number in range(count):
        weight = drawn[number + 1] + 16
        amount = left * weight // left_weight
        left, left_weight = left - amount, left_weight - weight
        place = 4 + number * 16
        instant = start + second_of_day(int.from_bytes(drawn[place : place + 6]))
        found.append(Session(seat, day, number, instant, amount, drawn[place + 6 : place + 11]))
    return tuple(found)


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
