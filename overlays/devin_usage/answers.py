"""From checked JSON to values, and the sums that every answer has to keep.

The bodies have passed the contract, so what is read here is there. What the contract cannot see is checked here: a day
outside the period, a day twice, days that do not sum to the total, products that exceed their day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from math import fsum, isfinite
from types import MappingProxyType
from typing import Any, TypeAlias

from .billing import Clock, Cycle, Period, billing_day, now, parse_day
from .credential import Version
from .errors import InconsistentAnswer, InvalidArgument
from .values import (
    TOLERANCE_ACUS,
    Consumption,
    DailyConsumption,
    Principal,
    Products,
    Subject,
    UsageMetrics,
)

Body: TypeAlias = Any
"""A body that the contract has accepted: its form is the document's, which Python's types cannot say."""

_PRODUCTS = ("devin", "cascade", "terminal", "review")
_MILLISECONDS = 100_000_000_000

PULL_REQUESTS = (
    "Pull-request figures are complete with the vendor's GitHub app only; an on-premise GitLab is read once a day."
)
_DROPPED = "Cascade and Terminal: they belong to no organization, so v2 leaves them out when asked for organizations."


def cycle(start: datetime, end: datetime) -> Cycle:
    """Make a cycle of its bounds; an end at the last second of a day is taken as one second later, and marked.

    Raises:
        InconsistentAnswer: the bounds are no period.
    """
    normalised = (end.minute, end.second) == (59, 59) and end.hour in {7, 23}
    try:
        return Cycle(Period(start, end + timedelta(seconds=1) if normalised else end), normalised=normalised)
    except (InvalidArgument, OverflowError) as error:
        raise InconsistentAnswer(f"the API gave a billing cycle that is no period: {error}") from error


def cycles(found: Iterable[Cycle]) -> tuple[Cycle, ...]:
    """Put cycles in order, oldest first.

    Raises:
        InconsistentAnswer: two of them overlap, or there is a gap between them.
    """
    ordered = sorted(found, key=lambda each: each.period.start)
    for earlier, later in pairwise(ordered):
        if earlier.period.end != later.period.start:
            what = "overlap" if earlier.period.end > later.period.start else "leave a gap"
            raise InconsistentAnswer(f"the billing cycles {earlier} and {later} {what}")
    return tuple(ordered)


def cycle_v2(item: Body) -> Cycle:
    """Read a cycle of v2: date-times."""
    return cycle(_instant(item["start"]), _instant(item["end"]))


def cycle_v3(item: Body) -> Cycle:
    """Read a cycle of v3: Unix seconds."""
    return cycle(_unix(item["after"]), _unix(item["before"]))


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InconsistentAnswer(f"the API gave the time {text}, which cannot be represented") from error


def _unix(seconds: int) -> datetime:
    try:
        if abs(seconds) < _MILLISECONDS:
            return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError):
        pass
    raise InconsistentAnswer(f"the API gave the time {seconds}, which is no number of Unix seconds")


def day_of(seconds: int) -> date:
    """Name the billing day that a v3 ``date`` stands for.

    What instant the API puts there is not documented. Assumed: 00:00:00 or 08:00:00 UTC on the date of the day.

    Raises:
        InconsistentAnswer: any other instant, or a number that cannot be Unix seconds.
    """
    value = _unix(seconds)
    if (value.minute, value.second) != (0, 0) or value.hour not in {0, 8}:
        raise InconsistentAnswer(
            f"the API dated a day {value.isoformat()}; only 00:00:00 and 08:00:00 UTC can be told to be a billing day"
        )
    return value.date()


def _products(body: Mapping[str, Body]) -> Products:
    others = {
        name: float(value)
        for name, value in body.items()
        if name not in _PRODUCTS and isinstance(value, int | float) and not isinstance(value, bool)
    }
    # The contract says nothing of a product that it does not know, so 1e999 gets this far.
    if not all(map(isfinite, others.values())):
        raise InconsistentAnswer("the API gave ACUs of a product that are no number")
    return Products(
        devin=float(body["devin"]),
        cascade=float(body["cascade"]),
        terminal=float(body["terminal"]),
        review=None if body.get("review") is None else float(body["review"]),
        other=MappingProxyType(others),
    )


def _acus(body: Mapping[str, Body] | None) -> Mapping[str, float] | None:
    return None if body is None else MappingProxyType({name: float(value) for name, value in body.items()})


def _days(version: Version, by_date: Body) -> list[DailyConsumption]:
    if version == "v2":
        return [DailyConsumption(_named(day), float(acus)) for day, acus in by_date.items()]
    return [
        DailyConsumption(day_of(entry["date"]), float(entry["acus"]), _products(entry["acus_by_product"]))
        for entry in by_date
    ]


def _named(day: str) -> date:
    try:
        return parse_day(day)
    except InvalidArgument as error:
        raise InconsistentAnswer(f"the API gave a day that is no billing day: {error}") from error


def _check_days(days: list[DailyConsumption], total: float, period: Period) -> None:
    first, last = period.first_day, period.last_day
    seen: set[date] = set()
    for each in days:
        if not first <= each.day <= last:
            raise InconsistentAnswer(
                f"the API answered for {period} with the day {each.day.isoformat()}, which lies outside. Whether the "
                "bounds of a request are inclusive is not documented; bounds='inclusive' may fit this deployment"
            )
        if each.day in seen:
            raise InconsistentAnswer(f"the API gave the day {each.day.isoformat()} twice")
        seen.add(each.day)
        if each.unattributed is not None and each.unattributed < -TOLERANCE_ACUS:
            raise InconsistentAnswer(f"on {each.day.isoformat()} the products sum to more than the day's ACUs")
    summed = fsum(each.acus for each in days)
    if not isfinite(total) or abs(summed - total) > TOLERANCE_ACUS:
        raise InconsistentAnswer(f"the days sum to {summed!r} ACUs, the API gives {total!r} as the total of {period}")


def _caveats(period: Period, clock: Clock) -> tuple[str, ...]:
    found: list[str] = []
    if not period.aligned:
        found.append("The period does not start and end with billing days, so its total differs from the dashboard's.")
    present = now(clock)
    if period.end > present:
        open_since = max(period.first_day, billing_day(present))
        found.append(f"The period is not over: days from {open_since.isoformat()} on are open and will change.")
    return tuple(found)


def consumption(version: Version, body: Body, subject: Subject, period: Period, clock: Clock) -> Consumption:
    """Read daily consumption, from either version.

    Raises:
        InconsistentAnswer: a day lies outside the period or comes twice, or a sum is not one.
    """
    try:
        return _consumption(version, body, subject, period, clock)
    except OverflowError as error:
        raise InconsistentAnswer("the API gave ACUs that are too large for a number") from error


def _consumption(version: Version, body: Body, subject: Subject, period: Period, clock: Clock) -> Consumption:
    days = sorted(_days(version, body["consumption_by_date"]), key=lambda each: each.day)
    total = float(body["total_acus"])
    _check_days(days, total, period)
    return Consumption(
        subject=subject,
        period=period,
        version=version,
        total_acus=total,
        days=tuple(days),
        by_organization=_acus(body.get("consumption_by_org_id")) if version == "v2" else None,
        by_user=_acus(body.get("consumption_by_user")) if version == "v2" else None,
        excluded=(_DROPPED,) if version == "v2" and subject.organizations is not None else (),
        caveats=_caveats(period, clock),
    )


def usage(version: Version, body: Body, subject: Subject, period: Period, clock: Clock) -> UsageMetrics:
    """Read usage metrics, from either version. v2's opened is not v3's created, so neither stands for the other."""
    # 5.0 is an integer in JSON, so the contract lets it pass.
    return UsageMetrics(
        subject=subject,
        period=period,
        version=version,
        sessions=int(body["sessions_count"]),
        searches=int(body["searches_count"]),
        prs_opened=int(body["prs_opened"]) if version == "v2" else None,
        prs_closed=int(body["prs_closed"]) if version == "v2" else None,
        prs_merged=int(body["prs_merged" if version == "v2" else "prs_merged_count"]),
        prs_created=int(body["prs_created_count"]) if version == "v3" else None,
        caveats=(*_caveats(period, clock), PULL_REQUESTS),
    )


def principal(body: Body) -> Principal:
    """Read who a key belongs to; a kind that is not known yet keeps its name and its organization."""
    kind = body["principal_type"]
    ids = {"service_user": "service_user_id", "devin_brain": "devin_id"}
    names = {"service_user": "service_user_name"}
    return Principal(
        kind=kind,
        organization=body.get("org_id"),
        name=body.get(names.get(kind, "user_name")),
        id=body.get(ids.get(kind, "user_id")),
    )
