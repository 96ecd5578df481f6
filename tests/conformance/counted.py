"""What the members of a mock's account used, counted leaf by leaf, at any present; the client has no part in it.

Billing days and cycles are those of `leaves`. Late booking is worked out here once more.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from devin_mock import Mock
from devin_mock.ledger import PRODUCTS
from devin_usage import Consumption, Period

from .leaves import BEGINS, MICRO, OPENED, Leaf, Leaves, billing_date, cycles, opens

Used = Counter[str]
"""Micro-ACUs by product."""
Days = dict[date, Used]

DAY_S: Final = 86_400
_LATE_PERMILLE: Final = 200


def micro(acus: float) -> int:
    """ACUs in millionths, which is what the ledger counts."""
    return round(acus * MICRO)


def total(days: Mapping[date, Used]) -> int:
    """The micro-ACUs of some days."""
    return sum(used.total() for used in days.values())


def unix(instant: datetime) -> int:
    """An instant in Unix seconds."""
    return int(instant.timestamp())


def closed(day: date, now: datetime) -> bool:
    """Whether a billing day is over."""
    return opens(day + timedelta(days=1)) <= unix(now)


class Counted:
    """The leaves of an account, by whom they are of."""

    def __init__(self, *, seed: int, users: int, until: datetime) -> None:
        mock = Mock(seed=seed, users=users, now=until)
        self.leaves, self._day_of = Leaves(mock), mock.ledger.day
        self._used = [
            (leaf, billing_date(leaf.at)) for leaf in self.leaves.between(0, unix(until)) if self._counts(leaf)
        ]
        self._by_holder: dict[int, list[tuple[Leaf, date]]] = defaultdict(list)
        for each in self._used:
            self._by_holder[each[0].holder].append(each)

    @staticmethod
    def _counts(leaf: Leaf) -> bool:
        return leaf.kind != "search"

    def days(
        self,
        period: Period,
        now: datetime,
        *,
        organizations: Collection[str] | None = None,
        organization: str | None = None,
        user: str | None = None,
        service_user: str | None = None,
        late_days: int = 0,
    ) -> Days:
        """What was used, and booked by then, on each billing day of a period, idle ones too, until now."""
        if organization is not None:
            organizations = (organization,)
        inside = None if organizations is None else {self.leaves.org_ids.index(each) for each in organizations}
        member = user if user is not None else service_user
        entries = self._used if member is None else self._by_holder[self.leaves.account.ids.index(member)]
        start, end = max(unix(period.start), opens(OPENED)), min(unix(period.end), unix(now))
        found: Days = {}
        day = start
        while day < end:
            found[billing_date(day)] = Counter()
            day = opens(billing_date(day) + timedelta(days=1))
        for place in range(bisect_left(entries, start, key=_at), bisect_left(entries, end, key=_at)):
            leaf, day_of = entries[place]
            if inside is None or leaf.organization in inside:
                found[day_of][leaf.kind] += self._booked(leaf, day_of, now, late_days)
        return found

    def _booked(self, leaf: Leaf, day: date, now: datetime, late_days: int) -> int:
        age = max(0, unix(now) - opens(day + timedelta(days=1))) // DAY_S
        if age >= late_days:
            return leaf.micro_acus
        rate = self._day_of((day - date(1970, 1, 1)).days).rates[PRODUCTS.index(leaf.kind)]
        units, late = leaf.micro_acus // rate, _LATE_PERMILLE * (late_days - age) // late_days
        return units * (rate - rate * late // 1_000)

    def listed(self, by: str, now: datetime) -> list[str]:
        """The ids that v3 lists: organizations, users who are there, service users whether or not they are."""
        if by == "organization":
            return self.leaves.org_ids
        if by == "service_user":
            return self.leaves.service_users
        here = [not self.leaves.has_left(index, now.date()) for index in range(self.leaves.account.users)]
        return [each for each, is_here in zip(self.leaves.users, here, strict=True) if is_here]

    @staticmethod
    def cycles(now: datetime) -> list[Period]:
        """The billing cycles until now, oldest first."""
        found = cycles(unix(now))
        return [Period(*(datetime.fromtimestamp(bound, UTC) for bound in each)) for each in found]


def _at(entry: tuple[Leaf, date]) -> int:
    return entry[0].at


def shown(found: Consumption) -> dict[date, Any]:
    """The days of the client: micro-ACUs, and where there are products, those of each; None is no data."""
    return {
        day.day: (
            micro(day.acus),
            None
            if day.products is None
            else {name: None if (acus := getattr(day.products, name)) is None else micro(acus) for name in PRODUCTS},
        )
        for day in found.days
    }


def expected(days: Mapping[date, Used], version: str, *, idle_days: str = "listed") -> dict[date, Any]:
    """The same of days that were counted, as a version gives them."""
    return {
        day: (
            used.total(),
            {name: used[name] if name != "review" or day >= BEGINS[name] else None for name in PRODUCTS}
            if version == "v3"
            else None,
        )
        for day, used in days.items()
        if idle_days == "listed" or used.total()
    }


def assert_counted(found: Consumption, days: Mapping[date, Used], version: str, *, idle_days: str = "listed") -> None:
    """Hold the days, products and total of the client against what was counted."""
    assert shown(found) == expected(days, version, idle_days=idle_days)
    assert micro(found.total_acus) == total(days)
