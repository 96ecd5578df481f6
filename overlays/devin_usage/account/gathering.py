"""The daily consumption of one subject, from the cache where it holds the days, and from the API where it does not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from .. import plans
from ..billing import Period
from ..plans import Context, Plan
from ..values import Consumption, Subject

if TYPE_CHECKING:
    from .cache import DayCache


@frozen
class Revision:
    """A closed billing day that the API gives otherwise than before."""

    subject: Subject
    day: date
    before: float | None
    """Its ACUs when it was read before, or None where the API did not list it."""
    after: float | None
    """Its ACUs now, or None where the API does not list it any more."""


@frozen
class Gathered:
    """The consumption of a subject, and where it comes from."""

    consumption: Consumption
    days_from_cache: int
    """How many billing days of the period the cache answered for, listed or not."""
    revisions: tuple[Revision, ...]
    """Closed days that were read again and have changed."""


def gathered(
    context: Context,
    period: Period,
    *,
    cache: DayCache | None = None,
    organization: str | None = None,
    user: str | None = None,
    service_user: str | None = None,
    session: str | None = None,
) -> Plan[Gathered]:
    """Gather the daily consumption of one subject; equal to what `plans.daily` gives, with a cache or not."""
    consumption = yield from plans.daily(
        context,
        period,
        organization=organization,
        organizations=None,
        user=user,
        service_user=service_user,
        session=session,
    )
    return Gathered(consumption, 0, ())
