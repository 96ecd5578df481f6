"""What a load asks the API for, piece by piece: members once, then the days and counts of each billing cycle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field, frozen

from ..account.work import Progress
from ..billing import Period, billing_day, now
from ..cycles import Cycle
from ..errors import DevinUsageError, InvalidArgument, UnsupportedByScope
from ..plans.context import own_organization
from ..utc import UtcSpan
from ..values import Consumption
from . import warehouse_tables
from .warehouse_marks import Kind, Marks, Piece, Span, What, by_span, merged, pieces, subject_key
from .warehouse_members import Members
from .warehouse_tables import Rows
from .warehouse_wanted import Wanted

if TYPE_CHECKING:
    from ..account.breakdown import Breakdown
    from ..account.gathering import Revision
    from ..client import DevinUsage

_DAY = timedelta(days=1)

COUNTED_AGAIN_DAYS: Final = 30
"""How many days of counts are read again: what becomes of a pull request is known only later."""


@frozen(eq=False)
class Batch:
    """What is loaded at once, or not at all: rows, and the marks that are true once these are there."""

    rows: tuple[Rows, ...]
    kept: dict[str, Any]


@frozen(eq=False)
class _Ask:
    """The same days of subjects of one kind."""

    kind: Kind
    span: Span
    ids: list[str]


@frozen(eq=False)
class _Part:
    """What is asked for of one piece."""

    piece: Piece
    days: list[_Ask]
    counts: list[tuple[What, Span]]


@define(eq=False)
class Reader:
    """Reads for one load. Lists are read first; what a key may not read is left out, and named."""

    client: DevinUsage
    wanted: Wanted
    marks: Marks
    failures: dict[str, DevinUsageError] = field(factory=dict[str, DevinUsageError], init=False)
    """What subjects failed with; loads of everybody ask for these days until they are there."""
    left_out: dict[str, str] = field(factory=dict[str, str], init=False)
    """Tables that could not be read, each with the reason."""
    revisions: list[Revision] = field(factory=list["Revision"], init=False)
    """Closed days of members that the cache knows otherwise."""
    spans: list[Span] = field(factory=list[Span], init=False)
    """The billing days of each piece that was read."""
    _own: str | None = field(default=None, init=False)
    _done: int = field(default=0, init=False)
    _failed: int = field(default=0, init=False)
    _total: int = field(default=0, init=False)

    def batches(self) -> Iterator[Batch]:
        """Read everything that is wanted, in parts; the next is read when it is asked for.

        Raises:
            InvalidArgument: the warehouse holds another account, or no closed day is asked for.
            UnsupportedByScope: the key cannot list cycles, and nothing says where to begin, or it does not read an
                organization that was chosen.
            DevinUsageError: the API failed; members that fail are in `failures` instead.
        """
        self._learn_account()
        members = Members(self.client, self.wanted, self.marks, self._own, self.failures, self.left_out)
        listed = members.read()
        span = self._span(members.cycles)
        plan = [] if span is None else self._plan(span, members)
        self._expect(plan)
        for place, part in enumerate(plan):
            rows = [self._days(ask, part.piece) for ask in part.days]
            for what, days in part.counts:
                rows += self._counts(what, days, part.piece, members)
            if place == len(plan) - 1:
                members.forget()
            self.spans += merged(ask.span for ask in part.days)
            yield Batch((*listed, *rows), deepcopy(self.marks.kept))
            listed = []
        if not plan:
            members.forget()
            yield Batch(tuple(listed), deepcopy(self.marks.kept))

    def _learn_account(self) -> None:
        session = self.client._session  # pyright: ignore[reportPrivateUsage]  # what a client is made of is for its package
        context = session.context
        if context.version == "v3":
            self._own = session.run(own_organization(context))
        of = "the enterprise" if self._own is None else f"the organization {self._own}"
        self.marks.check_account(f"{of} at {context.base_url}")

    def _span(self, cycles: Sequence[Cycle]) -> Span | None:
        """Tell which days are asked for, as far as they are over; None where none is."""
        context = self.client._session.context  # pyright: ignore[reportPrivateUsage]  # as above
        last = billing_day(now(context.clock)) - _DAY
        if self.wanted.period is not None:
            first = self.wanted.period.first_day
            if first > last:
                raise InvalidArgument(f"no billing day of {self.wanted.period} is over yet; open days are not loaded")
            return first, min(self.wanted.period.last_day, last)
        if self.marks.meant is not None:
            first = self.marks.meant[0]
        elif cycles:
            first = min(each.first_day for each in cycles)
        else:
            raise UnsupportedByScope(
                "the key cannot list billing cycles, so the first load has to be told where to begin: pass "
                "period=..., or cycles=..."
            )
        return (first, last) if first <= last else None

    def _plan(self, span: Span, members: Members) -> list[_Part]:
        """Put together what is asked for of each piece."""
        self.marks.mean(span)
        asked = self._asked(span, members)
        counts = self._counted(span)
        spans = [ask.span for ask in asked] + [each for _, each in counts]
        if not spans:
            return []
        whole = min(first for first, _ in spans), max(last for _, last in spans)
        found: list[_Part] = []
        for piece in pieces(whole, members.cycles):
            days = [_Ask(ask.kind, cut, ask.ids) for ask in asked if (cut := piece.within(ask.span)) is not None]
            counted: list[tuple[What, Span]] = [
                (what, cut) for what, each in counts if (cut := piece.within(each)) is not None
            ]
            if days or counted:
                found.append(_Part(piece, days, counted))
        return found

    def _asked(self, span: Span, members: Members) -> list[_Ask]:
        """Put together whose days are asked for."""
        asked_of: list[tuple[Kind, list[str]]] = [("enterprise", [""])]
        if self._own is not None:
            asked_of = [("organization", [self._own])]
        for kind, ids in members.ids.items():
            asked_of.append((kind, [*ids, *members.unlisted.get(kind, [])]))
        found: list[_Ask] = []
        for kind, ids in asked_of:
            spans: list[tuple[str, Span]] = []
            for id in ids:
                key = _key(kind, id)
                self.marks.expect("days", key)
                spans += [(id, each) for each in self._due("days", key, span, self.wanted.recent_days)]
            found += [_Ask(kind, each, alike) for each, alike in by_span(spans).items()]
        return found

    def _due(self, what: What, key: str, span: Span, again: int) -> list[Span]:
        return [span] if self.wanted.period is not None else self.marks.wanted(what, key, span, again=again)

    def _counted(self, span: Span) -> list[tuple[What, Span]]:
        """Tell for which days counts are asked for."""
        again: dict[What, int] = {
            "metrics": max(self.wanted.recent_days, COUNTED_AGAIN_DAYS),
            "active_users": self.wanted.recent_days,
        }
        return [(what, each) for what, days in again.items() for each in self._due(what, self._whole, span, days)]

    @property
    def _whole(self) -> str:
        return "enterprise" if self._own is None else _key("organization", self._own)

    def _days(self, ask: _Ask, piece: Piece) -> Rows:
        """Ask for the days of subjects of one kind."""
        period = Period.of_days(*ask.span)
        found: dict[str, Consumption]
        if ask.kind == "enterprise" or ask.ids == [self._own]:
            found = {ask.ids[0]: self.client.consumption.daily(period)}
            self._tell(done=1)
        else:
            breakdown = self._breakdown(ask, period)
            found = dict(breakdown.consumption)
            self.failures |= {_key(ask.kind, id): error for id, error in breakdown.failures.items()}
            self.revisions += breakdown.revisions
            self._done, self._failed = self._done + len(found), self._failed + len(breakdown.failures)
        for id in found:
            self.marks.cover("days", _key(ask.kind, id), ask.span)
        return warehouse_tables.days(found.values(), piece.cycle, period.billing_days())

    def _breakdown(self, ask: _Ask, period: Period) -> Breakdown:
        done, failed, told = self._done, self._failed, self.wanted.watch

        def watch(progress: Progress) -> None:
            if told is not None:
                told(Progress(done=done + progress.done, failed=failed + progress.failed, total=self._total))

        by = self.client.consumption
        options: dict[str, Any] = {
            "concurrency": self.wanted.concurrency,
            "watch": watch,
            "cache": self.wanted.cache,
        }
        if ask.kind == "organization":
            return by.by_organization(period, organizations=ask.ids, **options)
        if ask.kind == "service_user":
            return by.by_service_user(period, service_users=ask.ids, **options)
        return by.by_user(period, users=ask.ids, **options)

    def _counts(self, what: What, span: Span, piece: Piece, members: Members) -> list[Rows]:
        """Ask for counts of the whole, day by day, or for the active users of each UTC day."""
        period = Period.of_days(*span)
        if what == "metrics":
            due = self._done + len(period.billing_days())
            counts = None
            if what not in self.left_out:
                counts = members.attempt(what, lambda: [self._count(day) for day in period.by_day()])
            if counts is None:
                self._tell(done=due - self._done)
                return []
            self.marks.cover(what, self._whole, span)
            return [warehouse_tables.metrics(counts, piece.cycle)]
        if what in self.left_out:
            return []
        users = members.attempt(what, lambda: self.client.metrics.daily_active_users(UtcSpan(*span)))
        if users is None:
            return []
        self.marks.cover(what, self._whole, span)
        kind: Kind = "enterprise" if self._own is None else "organization"
        return [warehouse_tables.active_users(users, (kind, self._own or "enterprise"), period.billing_days())]

    def _count(self, day: Period) -> Any:
        answer = self.client.metrics.usage(day)
        self._tell(done=1)
        return answer

    def _expect(self, plan: Iterable[_Part]) -> None:
        for part in plan:
            self._total += sum(len(ask.ids) for ask in part.days)
            self._total += sum((last - first).days + 1 for what, (first, last) in part.counts if what == "metrics")
        self._tell()

    def _tell(self, *, done: int = 0) -> None:
        self._done += done
        if self.wanted.watch is not None:
            self.wanted.watch(Progress(done=self._done, failed=self._failed, total=self._total))


def _key(kind: Kind, id: str) -> str:
    return subject_key(kind, id or None)
