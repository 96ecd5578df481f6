"""What people did, counted: sessions, their pull requests, and searches.

A tally is a `Counter` by name, so tallies of parts add up to the tally of the whole. A pull request counts at the
instant of its session, under the state that it has in the end.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from devin_mock.calendar import DAY_S, day_start, weekday
from devin_mock.ledger import EVERYBODY, Ledger, Who
from devin_mock.sessions import Session, second_of_day

Tally = Counter[str]


def add_session(counts: Tally, session: Session) -> None:
    """Add what one session contributes."""
    pr, size = session.pr, session.size
    counts["sessions"] += 1
    counts["micro-ACUs"] += session.micro_acus
    counts[f"origin {session.origin}"] += 1
    counts[f"size {size}"] += 1
    counts["with playbook"] += session.playbook is not None
    counts["with search"] += session.used_search
    if pr:
        counts["prs created"] += 1
        counts[f"prs {pr}"] += 1
    if pr == "merged":
        counts[f"merged size {size}"] += 1


class Activity:
    """The tallies of a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        """Count what happens in `ledger`."""
        self._ledger = ledger
        seats = len(ledger.account.seat_holder)
        organizations = len(ledger.account.organizations)
        # A tally is some 5 kB; whole days are also kept by organization, so that its filter is as fast.
        self._whole_days = lru_cache(maxsize=max(400, 50 * organizations))(self._whole_day)
        self._sessions = lru_cache(maxsize=max(2, 50_000 // seats))(self._day_sessions)

    def searches(self, seat: int, day: int) -> tuple[int, ...]:
        """The instants of a seat's searches on a billing day: none from a second seat, none from the idle."""
        ledger = self._ledger
        if ledger.is_idle(day) or seat not in ledger.account.home_seats:
            return ()
        if not ledger.seat_shares(day).weight(seat, seat + 1):
            return ()
        drawn = ledger.chance.digest(f"searches/{seat}/{day}", 32)
        count = drawn[0] % 5 if weekday(day) < 5 else drawn[0] // 240
        start = day_start(day)
        return tuple(start + second_of_day(int.from_bytes(drawn[1 + 6 * one : 7 + 6 * one])) for one in range(count))

    def _day_sessions(self, day: int) -> tuple[tuple[Session, ...], ...]:
        ledger = self._ledger
        return tuple(ledger.sessions(seat, day, amount) for seat, amount in enumerate(ledger.leaves("devin", day)))

    def sessions(self, seat: int, day: int, *, alone: bool) -> tuple[Session, ...]:
        """The sessions of a seat on a billing day; `alone` when the day's other seats are not asked about."""
        return self._ledger.sessions(seat, day) if alone else self._sessions(day)[seat]

    def _part_of_day(self, day: int, seats: tuple[int, int], start: int, end: int, playbook: int | None) -> Tally:
        counts: Tally = Counter()
        alone = seats[1] - seats[0] == 1
        for seat in range(*seats):
            for session in self.sessions(seat, day, alone=alone):
                if start <= session.instant < end and playbook in (None, session.playbook):
                    add_session(counts, session)
            if playbook is None:
                counts["searches"] += sum(start <= instant < end for instant in self.searches(seat, day))
        return counts

    def _whole_day(self, day: int, seats: tuple[int, int]) -> Tally:
        return self._part_of_day(day, seats, day_start(day), day_start(day) + DAY_S, None)

    def tally(self, start: int, end: int, who: Who = EVERYBODY, playbook: int | None = None) -> Tally:
        """What was done from the instant `start` to before `end`; with `playbook`, only in sessions that used it."""
        counts: Tally = Counter()
        ranges = self._ledger.ranges("devin", who)
        for day in self._ledger.days(start, end):
            first, last = day_start(day), day_start(day + 1)
            whole = start <= first and end >= last and playbook is None
            for seats in ranges:
                if whole and seats[1] - seats[0] > 1:
                    counts.update(self._whole_days(day, seats))
                else:
                    counts.update(self._part_of_day(day, seats, max(start, first), min(end, last), playbook))
        return counts
