"""What a cache of days ought to hold, and so what ought to be asked: its promises, followed beside the client.

A closed day is kept with when it was read. It need not be asked for again if it was read late enough after its end, or
a short while ago. What is open is never kept, and what one key, deployment or way of asking has read is for none else.
What was read later than now, by a clock that ran ahead, is never trusted again. A change is told once, with an answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from devin_mock import Key
from devin_usage import Consumption, InconsistentAnswer, Period, day_start
from devin_usage.account import Breakdown, DayCache

from .account_asking import SEED, Account, counted, runs
from .counted import Days, closed, micro, shown, total
from .counted import expected as as_given

SECOND: Final = timedelta(seconds=1)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
ELSEWHERE: Final = "https://api.acme.devinenterprise.com"
OTHER_KEY: Final = "apk_user_mock_another_admin"


class Asker(NamedTuple):
    """A client: before which service, with which key and options, and limited to which organization."""

    service: str
    key: str
    options: Mapping[str, Any]
    limited: bool = False


ASKERS: Final[Mapping[str, Asker]] = {
    "v2": Asker("here", "v2", {}),
    "v2, another key": Asker("here", OTHER_KEY, {}),
    "v3": Asker("here", "v3", {}),
    "v3, of one organization": Asker("here", "v3", {"org_id": counted().leaves.org_ids[0]}, limited=True),
    "v3, key of an organization": Asker("here", "organization", {}, limited=True),
    "v3, inclusive": Asker("inclusive", "v3", {"bounds": "inclusive"}),
    "v2, elsewhere": Asker("elsewhere", "v2", {"base_url": ELSEWHERE}),
    "v3, elsewhere": Asker("elsewhere", "v3", {"base_url": ELSEWHERE}),
}


class Step(NamedTuple):
    """A question: after how many hours, by which of the askers, for which days, counted back from today, of whom.

    The period begins, and ends, so many hours within its first and last day.
    """

    after_h: float
    asker: int
    back: int
    length: int
    members: tuple[int, ...]
    cut_h: int = 0


class Kept(NamedTuple):
    """A day as it was read."""

    read_at: datetime
    micro: int | None
    """None where it was not listed."""
    products: Counter[str]


class Cached:
    """Several services under one clock, a cache for all their clients, and what it ought to hold."""

    def __init__(
        self,
        path: Path,
        now: datetime,
        *,
        late_days: int = 0,
        idle_days: str = "listed",
        recent_days: int = 3,
        fresh_for_s: float = 3_600,
    ) -> None:
        self.now = now
        self._late_days, self._idle_days = late_days, idle_days
        self._recent, self._fresh = recent_days * DAY, timedelta(seconds=fresh_for_s)
        self._cache = DayCache(path, recent_days=recent_days, fresh_for_s=fresh_for_s)
        assumed: dict[str, Any] = {"late_days": late_days, "idle_days": idle_days}
        self._services = {
            "here": Account(now=now, **assumed),
            "inclusive": Account(now=now, bounds="inclusive", **assumed),
            "elsewhere": Account(now=now, seed=SEED + 1, **assumed),
        }
        here = self._services["here"].mock
        here.keys = (*here.keys, Key(OTHER_KEY))
        self._kept: dict[tuple[str, str | None, date], Kept] = {}
        self._told: dict[tuple[str, str | None, date], int | None] = {}
        """What days that have changed were told as, or first read as."""

    def take(self, name: str, step: Step, *, asynchronous: bool) -> None:
        """Put a question, and hold the answer, and what was asked for it, against what the cache promises."""
        self.now += step.after_h * HOUR
        for service in self._services.values():
            service.now = self.now
        asker = ASKERS[name]
        account = self._services[asker.service]
        today = (self.now - 8 * HOUR).date()
        first = today - step.back * DAY
        whole = Period.of_days(first, first + step.length * DAY)
        period = Period(whole.start + step.cut_h * HOUR, whole.end - step.cut_h * HOUR)
        members = [_inside(account.seed)[each] for each in step.members]
        subjects = [None, *members]
        if _wholly(period):  # else the cache is not used
            for each, kept in self._kept.items():
                if kept.read_at > self.now:
                    self._kept[each] = kept._replace(read_at=NEVER)
        told = {each: self._expected(name, asker, account, each, period, today) for each in subjects}
        exceeded = self._exceeds(told, today)

        def question(client: Any) -> Any:
            return client.consumption.by_user(period, users=members, cache=self._cache, concurrency=2)

        try:
            found: Breakdown = account.ask(asker.key, question, asynchronous=asynchronous, **asker.options)
        except InconsistentAnswer:
            # Days that were read before more was booked, beside days that were read after it.
            assert exceeded
        else:
            assert not exceeded
            self._compare(found, told, asker)
            for member, day, _, _ in [change for _, _, _, changed in told.values() for change in changed]:
                del self._told[name, member, day]
        asked = sorted(account.windows(), key=lambda each: (str(each[0]), each[1].start))
        if "bounds" in asker.options:
            asked = [(each, Period(window.start, window.end + SECOND)) for each, window in asked]
        wanted = [(each, window) for each, (_, windows, _, _) in told.items() for window in windows]
        assert asked == sorted(wanted, key=lambda each: (str(each[0]), each[1].start))

    def close(self) -> None:
        """Close the cache."""
        self._cache.close()

    def _expected(
        self, name: str, asker: Asker, account: Account, member: str | None, period: Period, today: date
    ) -> tuple[Days, list[Period], int, list[tuple[str | None, date, int | None, int | None]]]:
        """Tell the figures of a subject, the windows to ask for, the days from the cache, and what has changed."""
        limited = {"organization": counted(account.seed).leaves.org_ids[0]} if asker.limited else {}
        whose: dict[str, Any] = limited if member is None else {**limited, "user": member}
        fresh = counted(account.seed).days(period, self.now, late_days=self._late_days, **whose)
        days = period.billing_days()
        wholly = _wholly(period)
        held = {each: kept for each in wholly if (kept := self._held(name, member, each)) is not None}
        figures: Days = {}
        for day in days:
            if day in held:
                if held[day].micro is not None:
                    figures[day] = held[day].products
                continue
            if day in fresh:
                figures[day] = fresh[day]
            if day not in wholly or not closed(day, self.now):
                continue
            used = fresh[day].total()
            kept = Kept(self.now, used if used or self._idle_days == "listed" else None, fresh[day])
            before = self._kept.get((name, member, day))
            if before is not None and before.micro != kept.micro:
                self._told.setdefault((name, member, day), before.micro)
            self._kept[name, member, day] = kept
            if self._told.get((name, member, day), NEVER) == kept.micro:
                del self._told[name, member, day]
        changed = [
            (member, day, self._told[name, member, day], self._kept[name, member, day].micro)
            for day in days
            if day in wholly and closed(day, self.now) and (name, member, day) in self._told
        ]
        windows = [
            Period(max(period.start, day_start(one)), min(period.end, day_start(last + DAY)))
            for one, last in runs(set(days) - held.keys())
        ]
        return figures, windows, len(held), changed

    def _held(self, name: str, member: str | None, day: date) -> Kept | None:
        kept = self._kept.get((name, member, day))
        if kept is None or kept.read_at == NEVER:
            return None
        settled = kept.read_at >= day_start(day + DAY) + self._recent
        return kept if settled or self.now - kept.read_at < self._fresh else None

    @staticmethod
    def _exceeds(told: Mapping[str | None, tuple[Days, Any, Any, Any]], today: date) -> bool:
        whole = told[None][0]
        sums: Counter[date] = Counter()
        for member, (days, *_) in told.items():
            if member is not None:
                sums.update({day: used.total() for day, used in days.items() if day < today})
        return any(used > (whole[day].total() if day in whole else 0) for day, used in sums.items())

    def _compare(self, found: Breakdown, told: Mapping[str | None, Any], asker: Asker) -> None:
        version = "v3" if asker.key != OTHER_KEY and asker.key != "v2" else "v2"
        everything: dict[str | None, Consumption] = {None: found.whole}
        everything.update(found.consumption.items())
        assert everything.keys() == told.keys()
        for each, (days, _, _, _) in told.items():
            assert shown(everything[each]) == as_given(days, version, idle_days=self._idle_days)
            assert micro(everything[each].total_acus) == total(days)
            assert each is None or micro(found.acus[each]) == total(days)
        assert found.days_from_cache == sum(held for _, _, held, _ in told.values())
        changes = [
            (
                each.subject.id if each.subject.kind == "user" else None,
                each.day,
                _micro(each.before),
                _micro(each.after),
            )
            for each in found.revisions
        ]
        assert changes == [change for _, _, _, changed in told.values() for change in changed]


def _wholly(period: Period) -> set[date]:
    days = period.billing_days()
    return {each for each in days if day_start(each) >= period.start and day_start(each + DAY) <= period.end}


def _micro(acus: float | None) -> int | None:
    return None if acus is None else micro(acus)


def _inside(seed: int) -> Sequence[str]:
    """Three users of the first organization."""
    leaves = counted(seed).leaves
    return [each for place, each in enumerate(leaves.users) if 0 in leaves.organizations_of(place)][:3]
