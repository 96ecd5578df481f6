"""What a load asks the API for, piece by piece: members once, then the days and counts of each billing cycle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from attrs import define, field, frozen

from ..account.work import Progress
from ..arguments import identifier
from ..billing import Period, billing_day, now
from ..cycles import Cycle
from ..errors import (
    DevinUsageError,
    Forbidden,
    InconsistentAnswer,
    InvalidArgument,
    NotFound,
    Unsupported,
    UnsupportedByScope,
)
from ..plans.context import own_organization
from ..utc import UtcSpan
from ..values import Consumption
from . import warehouse_tables
from .warehouse_marks import Kind, Marks, Piece, Span, by_span, pieces, subject_key
from .warehouse_tables import Rows, Shape
from .warehouse_wanted import Wanted

if TYPE_CHECKING:
    from ..account.breakdown import Breakdown
    from ..client import DevinUsage

T = TypeVar("T")
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


@define(eq=False)
class Reader:
    """Reads for one load. Lists are read first; what a key may not read is left out, and named."""

    client: DevinUsage
    wanted: Wanted
    marks: Marks
    failures: dict[str, DevinUsageError] = field(factory=dict[str, DevinUsageError], init=False)
    """What subjects failed with; they are asked for the same days again by the next load."""
    left_out: dict[str, str] = field(factory=dict[str, str], init=False)
    """Tables that could not be read, each with the reason."""
    spans: list[Span] = field(factory=list[Span], init=False)
    """The billing days of each piece that was read."""
    _cycles: tuple[Cycle, ...] = field(default=(), init=False)
    _own: str | None = field(default=None, init=False)
    _ids: dict[Kind, list[str]] = field(factory=dict[Kind, list[str]], init=False)
    _gone: dict[Kind, list[str]] = field(factory=dict[Kind, list[str]], init=False)
    _done: int = field(default=0, init=False)
    _failed: int = field(default=0, init=False)
    _total: int = field(default=0, init=False)

    def batches(self) -> Iterator[Batch]:
        """Read everything that is wanted, in parts; the next is read when it is asked for.

        Raises:
            InvalidArgument: the warehouse holds another account, or no closed day is asked for.
            UnsupportedByScope: the key cannot list cycles, and nothing says where to begin.
            DevinUsageError: the API failed; members that fail are in `failures` instead.
        """
        self._learn_account()
        listed = self._lists()
        last = self._last_closed()
        first = self._first(last)
        asked = [] if first is None else self._asked(first, last)
        counts = {} if first is None else self._counted(first, last)
        spans = [ask.span for ask in asked] + list(counts.values())
        whole = (min(each[0] for each in spans), max(each[1] for each in spans)) if spans else None
        found = [] if whole is None else pieces(whole, self._cycles)
        plan = [(piece, _parts(asked, piece), {w: piece.within(s) for w, s in counts.items()}) for piece in found]
        self._expect(plan)
        for place, (piece, parts, windows) in enumerate(plan):
            rows = [self._days(part, piece) for part in parts]
            rows += self._counts(windows, piece)
            if place == len(plan) - 1:
                self._forget_gone()
            if parts:
                self.spans.append((min(p.span[0] for p in parts), max(p.span[1] for p in parts)))
            yield Batch((*listed, *rows), deepcopy(self.marks.kept))
            listed = []
        if listed:
            yield Batch(tuple(listed), deepcopy(self.marks.kept))

    def _learn_account(self) -> None:
        session = self.client._session  # pyright: ignore[reportPrivateUsage]  # what a client is made of is for its package
        context = session.context
        if context.version == "v3":
            self._own = session.run(own_organization(context))
        of = "the enterprise" if self._own is None else f"the organization {self._own}"
        self.marks.check_account(f"{of} at {context.base_url}")

    def _now(self) -> datetime:
        return now(self.client._session.context.clock)  # pyright: ignore[reportPrivateUsage]  # as above

    def _last_closed(self) -> date:
        return billing_day(self._now()) - _DAY

    def _lists(self) -> list[Rows]:
        """List cycles and members, as far as the key may, and note whose days to ask for."""
        seen_at = self._now()
        found: list[Rows] = []
        if self.wanted.cycles is not None:
            self._cycles = self.wanted.cycles
        elif (cycles := self._attempt("cycles", self.client.cycles.list)) is not None:
            self._cycles = cycles
        if self._cycles:
            found.append(warehouse_tables.cycles(self._cycles))
        listing: list[tuple[Kind, Shape, tuple[str, ...] | None, Callable[[], Iterator[Any]]]] = [
            (
                "organization",
                warehouse_tables.ORGANIZATIONS,
                self.wanted.organizations,
                self.client.organizations.list,
            ),
            ("user", warehouse_tables.USERS, self.wanted.users, self.client.users.list),
            (
                "service_user",
                warehouse_tables.SERVICE_USERS,
                self.wanted.service_users,
                lambda: self.client.service_users.list(include_inactive=True),
            ),
        ]
        for kind, shape, chosen, ask in listing:
            members = self._attempt(shape.name, partial(_all, ask))
            if members is not None:
                found.append(warehouse_tables.members(shape, members, seen_at))
            ids = self._usable(kind, dict.fromkeys(each.id for each in members or ()))
            self._ids[kind] = ids if chosen is None else list(chosen)
            if chosen is None and members is not None and self.wanted.period is None:
                known = set(ids)
                self._gone[kind] = [id for id in self.marks.subjects("days", kind) if id not in known]
        if self._own is not None:
            self._ids["organization"] = []  # It is the whole.
        return found

    def _usable(self, kind: Kind, listed: Iterable[str]) -> list[str]:
        """Take the ids that can be asked for, and note the others as failures."""
        found: list[str] = []
        for id in listed:
            try:
                found.append(identifier(kind, id))
            except InvalidArgument as error:
                said = f"the API listed an id that no path can hold: {error}"
                self.failures[_key(kind, id)] = InconsistentAnswer(said)
        return found

    def _attempt(self, what: str, ask: Callable[[], T]) -> T | None:
        """Ask for what a key may lack the permission for."""
        try:
            return ask()
        except (Forbidden, NotFound, Unsupported) as error:
            self.left_out[what] = str(error)
            return None

    def _first(self, last: date) -> date | None:
        """Tell from which day on everything is to be there; None where no day is over yet."""
        if self.wanted.period is not None:
            first = self.wanted.period.first_day
            if first > last:
                raise InvalidArgument(f"no billing day of {self.wanted.period} is over yet; open days are not loaded")
            return first
        if (since := self.marks.since("days")) is not None:
            return since
        if not self._cycles:
            raise UnsupportedByScope(
                "the key cannot list billing cycles, so the first load has to be told where to begin: pass "
                "period=..., or cycles=..."
            )
        first = min(each.first_day for each in self._cycles)
        return first if first <= last else None

    def _asked(self, first: date, last: date) -> list[_Ask]:
        """Put together whose days are asked for."""
        own: Kind = "enterprise" if self._own is None else "organization"
        asked_of: list[tuple[Kind, list[str]]] = [(own, [self._own or ""])]
        for member, ids in self._ids.items():
            asked_of.append((member, [*ids, *self._gone.get(member, [])]))
        span = self._explicit(last)
        self.marks.begin("days", span or (first, last))
        again = self.wanted.recent_days
        found: list[_Ask] = []
        for kind, ids in asked_of:
            spans = [
                (id, span or self.marks.wanted("days", _key(kind, id), first=first, last=last, again=again))
                for id in ids
            ]
            together = by_span([(id, each) for id, each in spans if each is not None])
            found += [_Ask(kind, each, alike) for each, alike in together.items()]
        return found

    def _explicit(self, last: date) -> Span | None:
        period = self.wanted.period
        return None if period is None else (period.first_day, min(period.last_day, last))

    def _counted(self, first: date, last: date) -> dict[Any, Span]:
        """Tell for which days counts are asked for."""
        found: dict[Any, Span] = {}
        subject = "enterprise" if self._own is None else _key("organization", self._own)
        again = {"metrics": max(self.wanted.recent_days, COUNTED_AGAIN_DAYS), "active_users": self.wanted.recent_days}
        for what in ("metrics", "active_users"):
            span = self._explicit(last)
            self.marks.begin(what, span or (first, last))
            span = span or self.marks.wanted(what, subject, first=first, last=last, again=again[what])
            if span is not None:
                found[what] = span
        return found

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
            self._done, self._failed = self._done + len(found), self._failed + len(breakdown.failures)
        loaded: dict[str, list[date]] = {}
        for id in found:
            key = _key(ask.kind, id)
            through = self.marks.through("days", key)
            loaded[id or "enterprise"] = [
                day for day in period.billing_days() if through is not None and day <= through
            ]
            self.marks.move("days", key, ask.span)
        return warehouse_tables.days(found.values(), piece.cycle, loaded)

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

    def _counts(self, windows: dict[Any, Span | None], piece: Piece) -> list[Rows]:
        """Ask for counts of the whole, day by day, and for the active users of each UTC day."""
        found: list[Rows] = []
        kind: Kind = "enterprise" if self._own is None else "organization"
        subject = _key(kind, self._own or "")
        span = windows.get("metrics")
        if span is not None and "metrics" not in self.left_out:
            days = Period.of_days(*span).by_day()
            counts = self._attempt("metrics", lambda: [self._count(day) for day in days])
            if counts is not None:
                self.marks.move("metrics", subject, span)
                found.append(warehouse_tables.metrics(counts, piece.cycle))
        span = windows.get("active_users")
        if span is not None and "active_users" not in self.left_out:
            utc, asked = UtcSpan(*span), Period.of_days(*span).billing_days()
            users = self._attempt("active_users", lambda: self.client.metrics.daily_active_users(utc))
            if users is not None:
                through = self.marks.through("active_users", subject)
                loaded = [day for day in asked if through is not None and day <= through]
                self.marks.move("active_users", subject, span)
                found.append(warehouse_tables.active_users(users, (kind, self._own or "enterprise"), loaded))
        return found

    def _count(self, day: Period) -> Any:
        answer = self.client.metrics.usage(day)
        self._tell(done=1)
        return answer

    def _forget_gone(self) -> None:
        """Ask no more for whoever is not listed any more, unless the last question failed in passing."""
        unread = 0
        for kind, ids in self._gone.items():
            for id in ids:
                key = _key(kind, id)
                error = self.failures.get(key)
                if error is None or isinstance(error, Forbidden | NotFound):
                    self.marks.forget("days", key)
                    unread += self.failures.pop(key, None) is not None
        if unread:
            self.left_out["days"] = f"{unread:,} who are not listed any more could not be asked for their last days."

    def _expect(self, plan: Sequence[tuple[Piece, list[_Ask], dict[Any, Span | None]]]) -> None:
        for _, parts, windows in plan:
            self._total += sum(len(part.ids) for part in parts)
            if (span := windows.get("metrics")) is not None:
                self._total += (span[1] - span[0]).days + 1
        self._tell()

    def _tell(self, *, done: int = 0) -> None:
        self._done += done
        if self.wanted.watch is not None:
            self.wanted.watch(Progress(done=self._done, failed=self._failed, total=self._total))


def _all(ask: Callable[[], Iterator[Any]]) -> list[Any]:
    return list(ask())


def _parts(asked: Iterable[_Ask], piece: Piece) -> list[_Ask]:
    cut = [(ask, piece.within(ask.span)) for ask in asked]
    return [_Ask(ask.kind, span, ask.ids) for ask, span in cut if span is not None]


def _key(kind: Kind, id: str) -> str:
    return subject_key(kind, id or None)
