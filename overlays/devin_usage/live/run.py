"""One run: every operation of each version that was given a key, and the invariants over all answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from attrs import define, field, frozen

from ..billing import Bounds, Clock, Period, now, system_clock
from ..credential import Version
from ..cycles import Cycle
from ..errors import ConnectionFailed, Unauthorized
from ..options import Options
from ..settings import Settings, address
from ..transport import Route, SyncPool
from ..values import TOLERANCE_ACUS
from . import agreement, daily, invariants, paging
from .asking import STOPPED, Asker, Reading, asker, no_call
from .documents import Operation
from .keys import Key
from .masking import Mask
from .pacing import Pace
from .questions import NotAsked, needs_nothing, order, paths, unknown_parameters, variations, whole, window
from .rules import Rules
from .subjects import Subjects

DEFAULT_RATE = 2.0
_CLOSED_DAYS = 30
_CYCLES = ("get_consumption_cycles", "list_enterprise_consumption_cycles")


@frozen(kw_only=True)
class Plan:
    """What a run is to do."""

    base_url: str | None = None
    allow_http: bool = False
    period: Period | None = None
    """None takes the last billing cycle that is over, or where cycles cannot be read the last 30 closed days."""
    bounds: Bounds = "exclusive"
    rate: float = DEFAULT_RATE
    """How many requests a second may be sent."""
    sample: int = 2
    """How many organizations, users and service users to ask about."""
    tolerance_acus: float = TOLERANCE_ACUS
    given: Mapping[str, Sequence[str]] = field(factory=dict[str, Sequence[str]])
    """Ids by kind (``organizations``, ``users``, ``service_users``, ``sessions``) that go before those of lists."""
    mask: Mask = field(factory=Mask)
    options: Options = field(factory=Options)
    """How long to wait, how often to repeat, and how much to read."""
    transport: SyncPool | None = None
    clock: Clock = system_clock
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    on_call: Callable[[str, int], None] = no_call
    """Told of each call before it is made: the operation, and how many requests of its version went before."""


@define(eq=False)
class Side:
    """One version in a run."""

    key: Key
    asker: Asker
    known: Subjects
    not_asked: dict[str, NotAsked] = field(factory=dict[str, NotAsked])

    @property
    def version(self) -> Version:
        """The version that is asked."""
        return self.asker.version

    @property
    def whole(self) -> str:
        """The operation that gives the daily consumption of all that the key reaches."""
        if self.version == "v2":
            return "get_daily_consumption"
        inside = self.known.scope == "organization"
        return "get_organization_daily_consumption" if inside else "get_enterprise_daily_consumption"

    def path(self, operation: str) -> dict[str, str]:
        """Give the organization in the path of an operation, where there is one to give."""
        needed = self.asker.document.by_id[operation].in_path
        return {"org_id": self.known.inside} if "org_id" in needed and self.known.inside is not None else {}


@define(eq=False)
class Run:
    """A run: what was asked, and what is held against it."""

    plan: Plan
    host: str
    sides: tuple[Side, ...]
    rules: Rules
    started_at: datetime
    period: Period
    period_called: str = ""

    @property
    def present(self) -> datetime:
        """The present."""
        return now(self.plan.clock)

    @property
    def over(self) -> bool:
        """Whether the period is over; until then figures change from one request to the next."""
        return self.period.end <= self.present

    def side(self, version: Version) -> Side | None:
        """Give the side of a version, if it was given a key."""
        return next((each for each in self.sides if each.version == version), None)

    def ask(self) -> None:
        """Ask every operation, in an order in which answers give the ids that later ones need.

        Raises:
            ConnectionFailed: no answer came to the first question.
            Unauthorized: the API does not accept a key.
        """
        for side in self.sides:
            for operation in _ordered(side):
                if needs_nothing(operation):
                    _ask(self, side, operation)
        if self.plan.period is None:
            self.period, self.period_called = self._default_period()
        for side in self.sides:
            for operation in _ordered(side):
                if not needs_nothing(operation):
                    _ask(self, side, operation)

    def _default_period(self) -> tuple[Period, str]:
        for side in self.sides:
            found: list[Cycle] = invariants.cycles_of(side.asker.of(*_CYCLES))
            over = [each.period for each in found if each.period.end <= self.present]
            if over:
                return max(over, key=lambda each: each.end), "the last billing cycle that is over"
        return Period.last_closed_days(_CLOSED_DAYS, clock=self.plan.clock), f"the last {_CLOSED_DAYS} closed days"

    def judge(self) -> None:
        """Hold the answers against the invariants."""
        for side in self.sides:
            for reading in side.asker.readings:
                if reading.sound and not reading.varied.startswith("page"):
                    self._hold(reading)
            if self.over:
                agreement.hold_between(self.rules, side.asker)
        two, three = self.side("v2"), self.side("v3")
        if two is not None and three is not None and self.over:
            agreement.hold_versions(self.rules, two.asker, three.asker)

    def _hold(self, reading: Reading) -> None:
        found = daily.read(reading)
        if found is not None:
            invariants.hold_daily(self.rules, found, self.period)
        elif "/metrics/" in reading.operation.path:
            invariants.hold_metrics(self.rules, reading)
        elif reading.operation.id in _CYCLES:
            invariants.hold_cycles(self.rules, reading)

    def close(self) -> None:
        """Close the connections."""
        for side in self.sides:
            side.asker.close()


def _named(sides: Sequence[Side]) -> list[str]:
    versions = {side.version for side in sides}
    v2_only = {invariants.BY_ORGANIZATION, invariants.BY_USER}
    both = {
        *(invariants.DATED, invariants.INSIDE, invariants.ONCE, invariants.TOTAL, invariants.NOT_NEGATIVE),
        *(invariants.CYCLES, paging.JOIN, paging.COMPLETE, agreement.USERS, agreement.NARROWER),
    }
    ordered = (*invariants.OF_ONE_ANSWER, paging.JOIN, paging.COMPLETE, *agreement.BETWEEN_ANSWERS)
    named = [
        rule
        for rule in ordered
        if rule in both or (rule in v2_only and "v2" in versions) or (rule not in v2_only and "v3" in versions)
    ]
    return [*named, agreement.VERSIONS] if len(versions) == 2 else named


def _ordered(side: Side) -> list[Operation]:
    return sorted(side.asker.document.operations, key=order)


def _ask(run: Run, side: Side, operation: Operation) -> None:
    """Ask an operation: for the ids that its path needs, with the parameters that narrow it, and in pages."""
    chosen = paths(operation, side.known)
    if side.asker.given_up:
        chosen = NotAsked(STOPPED)
    if unknown := unknown_parameters(operation):
        chosen = NotAsked(f"needs {', '.join(unknown)}, which nothing here can fill")
    if isinstance(chosen, NotAsked):
        side.not_asked[operation.id] = chosen
        return
    beside = {**window(operation, run.period, run.plan.bounds), **whole(operation)}
    first: Reading | None = None
    for path in chosen:
        reading = side.asker.ask(operation.id, {**path, **beside})
        _check_first(side, reading, run.host)
        side.known.learn(reading)
        first = first or reading
        if reading.status != 200:
            break
    if first is None or not first.sound:
        return
    for question in variations(operation, side.known):
        side.asker.ask(operation.id, {**first.arguments, **question.arguments}, varied=question.varied)
    if paging.is_paged(first):
        paging.hold_pages(run.rules, side.asker, first)


def _check_first(side: Side, reading: Reading, host: str) -> None:
    """Stop where the first answer shows that there will be no other."""
    if len(side.asker.readings) > 1:
        return
    if reading.status is None:
        raise ConnectionFailed(f"{reading.operation.id}: {reading.said} from {host}")
    if reading.status == 401:
        raise Unauthorized(
            f"{reading.operation.id} answered 401; the key was not accepted for {side.version}",
            status=401,
            operation=reading.operation.id,
        )


def prepare(plan: Plan, keys: Sequence[Key]) -> Run:
    """Make a run; nothing is sent.

    Raises:
        ConfigurationError: the address is refused.
    """
    route = Route(address(plan.base_url, allow_http=plan.allow_http))
    sides: list[Side] = []
    pace = Pace(plan.rate, monotonic=plan.monotonic, sleep=plan.sleep)
    for key in keys:
        settings = Settings(
            route=route, credential=key.credential, options=plan.options, bounds=plan.bounds, clock=plan.clock
        )
        known = Subjects(plan.sample)
        if key.credential.version == "v2":
            known.scope = "enterprise"  # v2 takes keys of enterprise admins alone
        for kind, ids in plan.given.items():
            known.give(kind, ids)
        sides.append(Side(key, asker(settings, plan.transport, pace, plan.on_call), known))
    period = plan.period or Period.last_closed_days(_CLOSED_DAYS, clock=plan.clock)
    rules = Rules(plan.tolerance_acus, plan.mask)
    rules.name(*_named(sides))
    return Run(
        plan,
        route.host,
        tuple(sides),
        rules,
        now(plan.clock),
        period,
        "billing days",
    )
