"""Daily consumption of an answer, and the sums that every answer has to keep.

What the contract cannot see is checked here: a day outside the period, a day twice, days that do not sum to the total,
products that exceed their day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from math import fsum, isfinite
from operator import itemgetter

from ..billing import Clock, Period, parse_day
from ..credential import Version
from ..errors import InconsistentAnswer, InvalidArgument
from ..unix_time import instant_of
from ..values import TOLERANCE_ACUS, Acus, Consumption, Days, Products, Subject
from .caveats import caveats
from .reading import Body, is_number, listed, number, numbers

_PRODUCTS = frozenset({"devin", "cascade", "terminal", "review"})
_NO_OTHERS: Mapping[str, float] = Acus({})
_EPOCH = date(1970, 1, 1).toordinal()
_DAY_S = 86_400
_STARTS = frozenset({0, 8 * 3600})
_DROPPED = "Cascade and Terminal: they belong to no organization, so v2 leaves them out when asked for organizations."


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
        f"the API dated a day {instant_of(seconds).isoformat()}; only 00:00:00 and 08:00:00 UTC can be told to be a "
        "billing day"
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
        unknown = ((name, value) for name, value in body.items() if name not in _PRODUCTS)
        others = Acus({name: float(value) for name, value in unknown if is_number(value)})
        # The contract says nothing of a product that it does not know, so 1e999 gets this far.
        if not all(map(isfinite, others.values())):
            raise InconsistentAnswer("the API gave ACUs of a product that are no number")
    try:
        review = body.get("review")
        return Products(
            devin=number(body["devin"]),
            cascade=number(body["cascade"]),
            terminal=number(body["terminal"]),
            review=None if review is None else number(review),
            other=others,
        )
    except (KeyError, TypeError, ValueError):
        return None


def _acus(body: Mapping[str, Body] | None) -> Mapping[str, float] | None:
    return None if body is None else Acus(dict(zip(body, numbers(body.values()), strict=True)))


def _named(day: str) -> date:
    try:
        return parse_day(day)
    except InvalidArgument as error:
        raise InconsistentAnswer(f"the API gave a day that is no billing day: {error}") from error


def _days(version: Version, by_date: Body) -> Days:
    """Read the days as columns, in order."""
    if version == "v2":
        ordinals = [_named(day).toordinal() for day in by_date]
        pairs = sorted(zip(ordinals, numbers(by_date.values()), strict=True))
        return Days([day for day, _ in pairs], [acus for _, acus in pairs])
    entries = sorted(listed(by_date), key=itemgetter("date"))
    return Days(
        _ordinals_of([entry["date"] for entry in entries]),
        numbers([entry["acus"] for entry in entries]),
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


def _check_parts(what: str, acus: Mapping[str, float] | None, total: float) -> None:
    """Hold a map against the total: it may leave out what belongs to nobody, and never holds more."""
    if acus is None:
        return
    summed = fsum(acus.values())
    if not summed <= total + TOLERANCE_ACUS * (len(acus) + 1):
        raise InconsistentAnswer(f"the {what} sum to {summed!r} ACUs, the API gives {total!r} as the total")


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
    total = number(body["total_acus"])
    _check_days(days, total, period)
    if days.products is not None:
        _check_products(days)
    of_organizations = _acus(body.get("consumption_by_org_id")) if version == "v2" else None
    of_users = _acus(body.get("consumption_by_user")) if version == "v2" else None
    _check_parts("organizations", of_organizations, total)
    _check_parts("users", of_users, total)
    return Consumption(
        subject=subject,
        period=period,
        version=version,
        total_acus=total,
        days=days,
        by_organization=of_organizations,
        by_user=of_users,
        excluded=(_DROPPED,) if version == "v2" and subject.organizations is not None else (),
        caveats=caveats(period, clock),
    )
