"""From checked JSON to values, and the sums that every answer has to keep.

The bodies have passed the contract, so what is read here is there. What the contract cannot see is checked here: a day
outside the period, a day twice, days that do not sum to the total, products that exceed their day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from math import fsum, isfinite
from operator import itemgetter
from typing import Any, TypeAlias, TypeVar

from .billing import Clock, Period, billing_day, now, parse_day
from .credential import Version
from .cycles import Cycle
from .errors import DevinUsageError, InconsistentAnswer, InvalidArgument, ResponseValidationError
from .values import (
    TOLERANCE_ACUS,
    Acus,
    Consumption,
    Days,
    Principal,
    Products,
    Subject,
    UsageMetrics,
)

T = TypeVar("T")

Body: TypeAlias = Any
"""A body that the contract has accepted: its form is the document's, which Python's types cannot say."""

_PRODUCTS = frozenset({"devin", "cascade", "terminal", "review"})
_NO_OTHERS: Mapping[str, float] = Acus({})
_EPOCH = date(1970, 1, 1).toordinal()
_DAY_S = 86_400
_STARTS = frozenset({0, 8 * 3600})
_MILLISECONDS = 100_000_000_000

PULL_REQUESTS = (
    "Pull-request figures are complete with the vendor's GitHub app only; an on-premise GitLab is read once a day."
)
_DROPPED = "Cascade and Terminal: they belong to no organization, so v2 leaves them out when asked for organizations."


def built(operation: str, make: Callable[[], T]) -> T:
    """Make a value of a body that may break the contract, where the caller accepts that (``check="warn"``).

    Raises:
        ResponseValidationError: what the value is made of is missing, or is of another kind.
    """
    try:
        return make()
    except DevinUsageError:
        raise
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        seen = type(error).__name__
    # Raised out here: the words of the error that it comes from may quote the body.
    raise ResponseValidationError(
        f"{operation}: no value can be made of an answer that breaks the contract ({seen})",
        operation=operation,
        pointer="",
        expected="what the documents promise",
        seen=seen,
    )


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


def listed(body: Body) -> list[Body]:
    """Take a list for a list, and nothing else: an object would pass for one without items."""
    if not isinstance(body, list):
        raise TypeError("an array is needed")
    return body  # pyright: ignore[reportUnknownVariableType]  # narrowing makes Any a list of unknown items


def page(body: Body) -> tuple[list[Body], str | None, bool]:
    """Read a page of a v3 list: its items, the cursor of the next one, and whether there is said to be one."""
    cursor = body.get("end_cursor")
    if not isinstance(cursor, str | None):
        raise TypeError("a cursor is a text")
    return listed(body["items"]), cursor, bool(body.get("has_next_page"))


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
    if seconds % _DAY_S in _STARTS:
        try:
            return date.fromordinal(_EPOCH + int(seconds // _DAY_S))
        except (ValueError, OverflowError):
            pass
    raise InconsistentAnswer(
        f"the API dated a day {_unix(seconds).isoformat()}; only 00:00:00 and 08:00:00 UTC can be told to be a billing "
        "day"
    )


def _ordinals_of(seconds: Sequence[int]) -> list[int]:
    """Name many billing days at once, by their ordinals; see `day_of`."""
    if {each % _DAY_S for each in seconds} <= _STARTS:
        return [_EPOCH + int(each // _DAY_S) for each in seconds]
    return [day_of(each).toordinal() for each in seconds]


def _products(body: Mapping[str, Body]) -> Products | None:
    """Read the products of a day; None where they cannot be read, which the contract has warned of."""
    others: Mapping[str, float] = _NO_OTHERS
    if not isinstance(body, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]  # the contract may have been waived
        return None
    if len(body) > len(_PRODUCTS) or not _PRODUCTS.issuperset(body):
        numbers = ((name, value) for name, value in body.items() if name not in _PRODUCTS)
        others = Acus({name: float(value) for name, value in numbers if _is_number(value)})
        # The contract says nothing of a product that it does not know, so 1e999 gets this far.
        if not all(map(isfinite, others.values())):
            raise InconsistentAnswer("the API gave ACUs of a product that are no number")
    try:
        review = body.get("review")
        return Products(
            devin=float(body["devin"]),
            cascade=float(body["cascade"]),
            terminal=float(body["terminal"]),
            review=None if review is None else float(review),
            other=others,
        )
    except (KeyError, TypeError, ValueError):
        return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _acus(body: Mapping[str, Body] | None) -> Mapping[str, float] | None:
    return None if body is None else Acus({name: float(value) for name, value in body.items()})


def _named(day: str) -> date:
    try:
        return parse_day(day)
    except InvalidArgument as error:
        raise InconsistentAnswer(f"the API gave a day that is no billing day: {error}") from error


def _days(version: Version, by_date: Body) -> Days:
    """Read the days as columns, in order."""
    if version == "v2":
        pairs = sorted((_named(day).toordinal(), float(acus)) for day, acus in by_date.items())
        return Days([day for day, _ in pairs], [acus for _, acus in pairs])
    entries = sorted(listed(by_date), key=itemgetter("date"))
    return Days(
        _ordinals_of([entry["date"] for entry in entries]),
        list(map(float, [entry["acus"] for entry in entries])),
        [entry["acus_by_product"] for entry in entries],
        _products,
    )


def _check_days(days: Days, total: float, period: Period) -> None:
    """Hold the days, in order, against the period and the total."""
    ordinals = days.ordinals
    first, last = period.first_day.toordinal(), period.last_day.toordinal()
    if ordinals and not first <= ordinals[0] <= ordinals[-1] <= last:
        outside = _written(ordinals[0] if ordinals[0] < first else ordinals[-1])
        raise InconsistentAnswer(
            f"the API answered for {period} with the day {outside}, which lies outside. Whether the bounds of a "
            "request are inclusive is not documented; bounds='inclusive' may fit this deployment"
        )
    if len(set(ordinals)) != len(ordinals):
        twice = next(day for day, following in pairwise(ordinals) if day == following)
        raise InconsistentAnswer(f"the API gave the day {_written(twice)} twice")
    summed = fsum(days.acus)
    if not isfinite(total) or not abs(summed - total) <= TOLERANCE_ACUS:
        raise InconsistentAnswer(f"the days sum to {summed!r} ACUs, the API gives {total!r} as the total of {period}")


def _written(ordinal: int) -> str:
    try:
        return date.fromordinal(ordinal).isoformat()
    except (ValueError, OverflowError):
        return f"number {ordinal}, which no calendar has"


def _check_products(days: Days) -> None:
    """Hold the products of each day against the day: they may sum to less, never to more."""
    for index, (acus, products) in enumerate(zip(days.acus, days.products or (), strict=True)):
        try:
            known = products["devin"] + products["cascade"] + products["terminal"] + (products.get("review") or 0.0)
            if known <= acus and _PRODUCTS.issuperset(products):
                continue
        except (KeyError, TypeError):
            pass
        # Only what the quick sum could not clear is read in full.
        rest = days[index].unattributed
        if rest is not None and not rest >= -TOLERANCE_ACUS:
            raise InconsistentAnswer(
                f"on {_written(days.ordinals[index])} the products sum to more than the day's ACUs"
            )


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
    days = _days(version, body["consumption_by_date"])
    total = float(body["total_acus"])
    _check_days(days, total, period)
    if days.products is not None:
        _check_products(days)
    return Consumption(
        subject=subject,
        period=period,
        version=version,
        total_acus=total,
        days=days,
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
