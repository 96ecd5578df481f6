"""Where a billing cycle is heading: what it has used, what it will have used at the end, and what that is of a budget.

The projection is the plainest there is: the days that are left go on as the closed days of the cycle went. It knows
nothing of weekends or of holidays, and says so in the value, since the number will be read without this page.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from math import ceil, fsum
from sys import float_info
from typing import Literal

from attrs import frozen

from .. import plans
from ..billing import Period, billing_day, day_start, now
from ..cycles import Cycle, cycle_at
from ..errors import Forbidden, InconsistentAnswer, InvalidArgument, NotFound, Unsupported, UnsupportedByScope
from ..plans import Context, Plan
from ..plans.context import of_one_organization, the_enterprise
from ..tabular import Tabular
from ..values import TOLERANCE_ACUS, DailyConsumption, Subject
from .price import Cost, Price
from .work import Work

_DAY = timedelta(days=1)
_NO_CYCLE = (
    "The API's limit is for a billing cycle, and these days are none that it lists; give budget_acus to hold "
    "them against another."
)
_NO_DAY = "No billing day of the cycle is closed yet, so there is nothing to project from."
_LIMITED = (
    "The budget is the limit that the API gives for a cycle; which ACUs count against that limit is not documented."
)


@frozen
class Budget:
    """The ACUs that a cycle may use."""

    acus: float
    source: Literal["given", "limit"]
    """Whether the caller gave it, or it is the limit that the API gives."""


@frozen(kw_only=True)
class Forecast(Tabular):
    """A billing cycle so far, and as it would end if it went on as before. What is not known is None."""

    subject: Subject
    cycle: Cycle
    at: datetime
    """The moment at which it was asked for."""
    acus: float
    """What the cycle has used so far: the API's total."""
    closed_days: int
    """How many billing days of the cycle are over."""
    closed_acus: float
    """What they have used. A closed day that the API does not list adds nothing, as it adds nothing to its total."""
    open_day: date | None
    """The billing day that is still open, or None where the cycle has ended."""
    open_acus: float | None
    """What the open day has used so far, or None where the API does not list it (yet)."""
    remaining_days: int
    """How many billing days are left, the open one among them."""
    mean_acus: float | None
    """The mean of the closed days, for a whole day; None before the first one."""
    projected_acus: float | None
    """What the cycle will have used at its end; of a cycle that has ended, what it did use."""
    assumption: str | None
    """What the projection assumes, as a sentence; None where there is none, or nothing is left to assume."""
    not_projected: str | None
    """Why there is no projection, as a sentence."""
    budget: Budget | None
    no_budget: str | None
    """Why there is no budget to hold the figures against, as a sentence."""
    used_up_on: date | None
    """The billing day on which the budget was used up, or would be; None if not within the cycle, or not known."""
    price: Price | None = None
    caveats: tuple[str, ...] = ()
    """What to know before the figures go into an invoice, as sentences."""

    @property
    def ended(self) -> bool:
        """Whether the cycle is over."""
        return self.open_day is None

    @property
    def remaining_acus(self) -> float | None:
        """What is left of the budget; below zero if more was used."""
        return None if self.budget is None else fsum((self.budget.acus, -self.acus))

    @property
    def share_used(self) -> float | None:
        """The part of the budget that has been used, 1.0 being all of it; None of a budget of 0."""
        return None if self.budget is None or not self.budget.acus else self.acus / self.budget.acus

    @property
    def projected_over_acus(self) -> float | None:
        """How far the projection exceeds the budget; below zero if it stays within."""
        if self.budget is None or self.projected_acus is None:
            return None
        return fsum((self.projected_acus, -self.budget.acus))

    @property
    def daily_allowance_acus(self) -> float | None:
        """What each remaining day may use to stay within the budget, the rest of the open day counted as one day."""
        if self.remaining_acus is None or self.open_day is None:
            return None
        return max(0.0, self.remaining_acus) / _whole_days(self.cycle.period, self.open_day, self.cycle.last_day)

    @property
    def cost(self) -> Cost | None:
        """What the cycle has cost so far; None without a price."""
        return self._cost(self.acus)

    @property
    def projected_cost(self) -> Cost | None:
        """What the cycle will have cost at its end; None without a price or a projection."""
        return self._cost(self.projected_acus)

    @property
    def budget_cost(self) -> Cost | None:
        """What the whole budget costs; None without a price or a budget."""
        return self._cost(None if self.budget is None else self.budget.acus)

    def _cost(self, acus: float | None) -> Cost | None:
        return None if self.price is None else self.price.of(acus)


def forecast(
    context: Context,
    *,
    cycle: Cycle | None = None,
    budget_acus: float | None = None,
    price: Price | None = None,
    organization: str | None = None,
) -> Work[Forecast]:
    """Forecast the current cycle, or the one that is given, of the enterprise or of an organization.

    Without a budget, the limits of the API are asked for (v3, enterprise scope). They are for a billing cycle: days
    that were given and are none that the API lists are held against no limit.

    Raises:
        InvalidArgument: the cycle has not started, no cycle is the current one, or an argument is refused.
        UnsupportedByScope: the key has organization scope, so that the cycle has to be given.
        InconsistentAnswer: the API gives several limits for one thing.
    """
    given = None if budget_acus is None else Budget(_acus(budget_acus), "given")
    if price is not None and not isinstance(price, Price):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument(f"a Price is needed, for example Price.parse('2.25 USD'), not {type(price).__name__}")
    listed = cycle is None
    if cycle is None:
        cycle = yield from _current(context)
    elif not isinstance(cycle, Cycle):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument(f"a Cycle is needed, for example Cycle(Period(...)), not {type(cycle).__name__}")
    at = now(context.clock)
    open_day = billing_day(at) if at < cycle.period.end else None
    if at < cycle.period.start:
        raise InvalidArgument(f"the cycle {cycle} has not started, so there is nothing to forecast it from")
    asked = cycle.period
    if open_day is not None:  # Whole days, so that the total is the dashboard's.
        asked = Period(asked.start, min(asked.end, day_start(open_day) + _DAY))
    consumption = yield from plans.daily(context, asked, organization=organization)
    budget, no_budget = (given, None) if given is not None else (yield from _limit(context, organization))
    if budget is not None and budget.source == "limit" and not listed:
        no_budget = yield from _why_no_cycle(context, cycle)
        budget = budget if no_budget is None else None
    caveats = (*consumption.caveats, *consumption.excluded)
    if budget is not None and budget.source == "limit":
        caveats = (*caveats, _LIMITED)
    days = consumption.days
    closed = [day.acus for day in days if open_day is None or day.day < open_day]
    opened = next((day.acus for day in days if day.day == open_day), None)
    closed_days = sum(open_day is None or day < open_day for day in asked.billing_days())
    remaining_days = 0 if open_day is None else _count(open_day, cycle.last_day)
    mean = None
    if closed_days:
        mean = fsum(closed) / _whole_days(cycle.period, cycle.first_day, cycle.first_day + (closed_days - 1) * _DAY)
    going_on = None
    if open_day is not None and mean is not None:
        usual = mean * _whole_days(cycle.period, open_day, open_day)
        going_on = _GoingOn(cycle, fsum(closed), open_day, usual if opened is None else max(opened, usual), mean)
    projected = None if going_on is None else going_on.acus
    if open_day is None:
        projected = consumption.total_acus
    return Forecast(
        subject=consumption.subject,
        cycle=cycle,
        at=at,
        acus=consumption.total_acus,
        closed_days=closed_days,
        closed_acus=fsum(closed),
        open_day=open_day,
        open_acus=opened,
        remaining_days=remaining_days,
        mean_acus=mean,
        projected_acus=projected,
        assumption=None if going_on is None else going_on.assumption(closed_days, closed_days - len(closed)),
        not_projected=_NO_DAY if projected is None else None,
        budget=budget,
        no_budget=no_budget,
        used_up_on=None if budget is None else _used_up_on(budget.acus, days, going_on),
        price=price,
        caveats=caveats,
    )


@frozen
class _GoingOn:
    """A cycle that goes on as its closed days went."""

    cycle: Cycle
    closed_acus: float
    open_day: date
    open_acus: float
    """What the open day will have used at its end."""
    mean_acus: float
    """What each whole day after it will use."""

    @property
    def _later_acus(self) -> float:
        return self.mean_acus * _whole_days(self.cycle.period, self.open_day + _DAY, self.cycle.last_day)

    @property
    def acus(self) -> float:
        return fsum((self.closed_acus, self.open_acus, self._later_acus))

    def reaches(self, acus: float) -> date | None:
        """Find the day on which the cycle will have used so much."""
        after = fsum((acus, -self.closed_acus, -self.open_acus, -TOLERANCE_ACUS))
        if after <= 0:
            return self.open_day
        if after > self._later_acus:
            return None
        return self.open_day + ceil(after / self.mean_acus) * _DAY

    def assumption(self, closed_days: int, unlisted: int) -> str:
        said = (
            f"Each billing day from {self.open_day.isoformat()} on, {_count(self.open_day, self.cycle.last_day)} in "
            f"all, uses the mean of the "
            f"{closed_days} closed days of the cycle, {self.mean_acus:.6g} ACUs; the open day counts as a whole day, "
            "with what it has used so far where that is more."
        )
        if not self.cycle.period.aligned:
            said += " A day that lies in the cycle only in part counts as that part of a day, here and in the mean."
        if unlisted:
            said += f" The API does not list {unlisted} of the closed days; the mean takes them for days without use."
        return said


def _count(first: date, last: date) -> int:
    return (last - first).days + 1


def _whole_days(cycle: Period, first: date, last: date) -> float:
    """Count the days of a cycle from one to another, those that it cuts as the part that lies in it."""
    if last < first:
        return 0.0
    return (min(cycle.end, day_start(last) + _DAY) - max(cycle.start, day_start(first))) / _DAY


def _used_up_on(acus: float, days: Iterable[DailyConsumption], going_on: _GoingOn | None) -> date | None:
    used = 0.0
    for day in days:
        used += day.acus
        if used >= acus - TOLERANCE_ACUS:
            return day.day
    return None if going_on is None else going_on.reaches(acus)


def _acus(value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= float_info.max:  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgument("budget_acus must be a number of ACUs that is not negative, such as 5000")
    return float(value)


def _current(context: Context) -> Plan[Cycle]:
    try:
        cycles = yield from plans.cycles(context)
    except UnsupportedByScope:
        raise UnsupportedByScope(
            f"{of_one_organization(context)} cannot ask for billing cycles; give the cycle, for example "
            f"cycle=Cycle(Period.parse('2025-12-05/2026-01-04')), or use {the_enterprise(context)}"
        ) from None
    return cycle_at(cycles, now(context.clock))


def _why_no_cycle(context: Context, given: Cycle) -> Plan[str | None]:
    """Say why days are no billing cycle whose limit the API gives, or None where they are one."""
    try:
        cycles = yield from plans.cycles(context)
    except (Unsupported, Forbidden, NotFound) as error:
        return f"Whether these days are a billing cycle cannot be read, so give budget_acus: {error}"
    return None if any(each.period == given.period for each in cycles) else _NO_CYCLE


def _limit(context: Context, organization: str | None) -> Plan[tuple[Budget | None, str | None]]:
    """Find the limit of a cycle, or why there is none. Nobody has asked for it, so a key may lack the permission."""
    try:
        limits = yield from plans.every(plans.limits(context))
    except (Unsupported, Forbidden, NotFound) as error:
        return None, f"The API's limits cannot be read, so give budget_acus: {error}"
    scope = "enterprise" if organization is None else "org"
    found = {each.acus for each in limits if each.scope == scope and each.organization == organization}
    if len(found) > 1:
        raise InconsistentAnswer(f"the API gives {len(found)} different limits of a cycle for one {scope}")
    if not found:
        return None, "The API gives no limit here; give budget_acus."
    (acus,) = found
    if acus < 0:
        return None, f"The API gives a limit of {acus}, whose meaning is not documented; give budget_acus."
    return Budget(float(acus), "limit"), None
