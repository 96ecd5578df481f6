"""What an account used and did, added up from its leaves: the slow way, which shares no sum with the mock's answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import attrs
from devin_mock.activity import Activity
from devin_mock.calendar import DAY_S, day_start
from devin_mock.ledger import PRODUCTS, Ledger
from devin_mock.sessions import MICRO, Session


@attrs.frozen(slots=True)
class Books:
    """The ledger of a mock, from the billing day `first` to before `last`."""

    ledger: Ledger = attrs.field(repr=False)
    first: int
    last: int

    @property
    def window(self) -> dict[str, int]:
        """The days as the API takes them."""
        return {"time_after": day_start(self.first), "time_before": day_start(self.last)}

    def seats(
        self, *, organizations: Collection[int] | None = None, people: Collection[int] | None = None
    ) -> list[int]:
        """The seats of some organizations and people; None is all."""
        account = self.ledger.account
        return [
            seat
            for seat, holder in enumerate(account.seat_holder)
            if organizations is None or account.organization_of(seat).index in organizations
            if people is None or holder in people
        ]

    def sessions(self, seats: Collection[int]) -> Iterator[Session]:
        """The sessions of some seats, day by day."""
        for day in range(self.first, self.last):
            for seat in seats:
                yield from self.ledger.sessions(seat, day)

    def consumption(self, seats: Collection[int], users: Collection[int] = ()) -> Any:
        """Devin's ACUs of some seats with the other products' of some users, in the shape of v3."""
        return self.days({day: self._micro_acus(day, seats, users) for day in range(self.first, self.last)})

    def _micro_acus(self, day: int, seats: Collection[int], users: Collection[int]) -> tuple[int, ...]:
        ledger = self.ledger
        return tuple(
            sum(one.micro_acus for seat in seats for one in ledger.sessions(seat, day))
            if product == "devin"
            else sum(ledger.user_day(product, user, day) for user in users)
            for product in PRODUCTS
        )

    def days(self, micro_acus: Mapping[int, tuple[int, ...]]) -> Any:
        """Micro-ACUs by billing day and product, in the shape of v3."""
        days: list[Any] = []
        for day, amounts in micro_acus.items():
            products: dict[str, float | None] = {
                name: amount / MICRO for name, amount in zip(PRODUCTS, amounts, strict=True)
            }
            if not self.ledger.has_begun("review", day):
                products["review"] = None
            days.append({"date": day_start(day), "acus": sum(amounts) / MICRO, "acus_by_product": products})
        total = sum(map(sum, micro_acus.values()))
        return {"total_acus": total / MICRO, "consumption_by_date": days}

    def usage(self, seats: Collection[int]) -> Any:
        """The counts of some seats."""
        sessions = list(self.sessions(seats))
        return {
            "sessions_count": len(sessions),
            "searches_count": self.searches(seats),
            "prs_created_count": sum(bool(one.pr) for one in sessions),
            "prs_merged_count": sum(one.pr == "merged" for one in sessions),
        }

    def searches(self, seats: Collection[int]) -> int:
        """How often some seats searched."""
        activity = Activity(self.ledger)
        return sum(len(activity.searches(seat, day)) for day in range(self.first, self.last) for seat in seats)

    def active(
        self, spans: Iterable[tuple[int, int]], organizations: Collection[int] | None = None, *, sessions: int = 1
    ) -> list[Any]:
        """The users with so many sessions or one search in each span, in the shape of v3."""
        account, activity = self.ledger.account, Activity(self.ledger)
        seats = [one for one in self.seats(organizations=organizations) if account.seat_holder[one] < account.users]
        created = [(one.instant, account.seat_holder[one.seat]) for one in self.sessions(seats)]
        searched = [
            (instant, account.seat_holder[seat])
            for day in range(self.first, self.last)
            for seat in seats
            for instant in activity.searches(seat, day)
        ]
        found: list[Any] = []
        for start, end in spans:
            counts = Counter(holder for instant, holder in created if start <= instant < end)
            people = {holder for holder, count in counts.items() if count >= sessions}
            people |= {holder for instant, holder in searched if start <= instant < end}
            found.append({"start_time": start, "end_time": end, "active_users": len(people)})
        return found

    def utc_spans(self, starts: Callable[[date], bool]) -> list[tuple[int, int]]:
        """The window, cut at the UTC midnights of the dates that start something."""
        first, last = self.window["time_after"], self.window["time_before"]
        midnights = range(first - first % DAY_S + DAY_S, last, DAY_S)
        cuts = [each for each in midnights if starts(datetime.fromtimestamp(each, UTC).date())]
        return list(pairwise([first, *cuts, last]))

    def prs(self, seats: Collection[int]) -> Any:
        """The pull requests of some seats by what became of them."""
        states = Counter(one.pr for one in self.sessions(seats) if one.pr)
        return {
            "prs_created_count": states.total(),
            "prs_opened_count": states["opened"],
            "prs_merged_count": states["merged"],
            "prs_closed_count": states["closed"],
        }

    def session_metrics(self, seats: Collection[int]) -> Any:
        """The sessions of some seats by size, and their mean."""
        sessions = list(self.sessions(seats))
        sizes = Counter(one.size for one in sessions)
        return {
            "sessions_created_count": len(sessions),
            "sessions_created_by_size": {size: sizes[size] for size in ("xs", "s", "m", "l", "xl")},
            "sessions_with_merged_prs_count": sum(one.pr == "merged" for one in sessions),
            "avg_acus_per_session": sum(one.micro_acus for one in sessions) / len(sessions) / MICRO,
        }
