"""Breakdowns, histories, forecasts and reconciliations as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from operator import attrgetter
from typing import Any

from ..account.breakdown import Breakdown
from ..account.comparison import Comparison
from ..account.forecast import Forecast
from ..account.gathering import Revision
from ..account.history import History
from ..account.reconciliation import Reconciliation
from ..errors import InvalidArgument
from . import consumption_tables
from .fields import Field, field, rows, within
from .subjects import PERIOD, SUBJECT, VERSION
from .tables import Table


def breakdowns(found: Iterable[Breakdown]) -> Table:
    """Make a table of the members of breakdowns, with the error in place of ACUs of those that could not be read.

    Raises:
        InvalidArgument: they are not all of the same kind of members.
    """
    listed = list(found)
    kinds = {each.by for each in listed}
    if len(kinds) != 1:
        said = f"by {' and by '.join(sorted(kinds))}" if kinds else "of no kind"
        raise InvalidArgument(f"breakdowns {said} make no one table; make one of each kind")
    (by,) = kinds
    what = by.replace("_", " ")
    fields = [
        field(f"{by}_id", "text", f"The id of the {what}.", lambda each: each[1], personal=by == "user"),
        field(
            "acus",
            "acus",
            f"The ACUs of the {what} over the period; none where they could not be read. What belongs to none of "
            "them is in no row.",
            lambda each: each[0].acus.get(each[1]),
        ),
        field("failure", "text", "The kind of error with which the question for it failed.", _failure),
        *within(lambda each: each[0], [*within(attrgetter("period"), PERIOD), VERSION]),
    ]
    return rows(f"by_{by}", fields, ((each, id) for each in listed for id in (*each.acus, *each.failures)))


def _failure(item: tuple[Breakdown, str]) -> str | None:
    error = item[0].failures.get(item[1])
    return None if error is None else type(error).__name__


def histories(found: Iterable[History]) -> Table:
    """Make a table of all days of histories."""
    return consumption_tables.consumption(each.consumption for each in found)


_REVISION = [
    field("billing_day", "date", "The billing day that the API gives otherwise than before.", attrgetter("day")),
    *within(attrgetter("subject"), SUBJECT),
    field("acus_before", "acus", "Its ACUs before; none where the API did not list it.", attrgetter("before")),
    field("acus_after", "acus", "Its ACUs now; none where the API does not list it any more.", attrgetter("after")),
]


def revisions(found: Iterable[Revision]) -> Table:
    """Make a table of days that have changed."""
    return rows("revisions", _REVISION, found)


def _cost(name: str) -> Callable[[Forecast], str | None]:
    def read(forecast: Forecast) -> str | None:
        cost = getattr(forecast, name)
        return None if cost is None else f"{cost.amount:f}"

    return read


_FORECAST: list[Field] = [
    *within(attrgetter("subject"), SUBJECT),
    *within(attrgetter("cycle.period"), PERIOD),
    field("at", "instant", "When it was asked for.", attrgetter("at")),
    field("ended", "flag", "Whether the cycle is over.", attrgetter("ended")),
    field("acus", "acus", "The ACUs that the cycle has used so far.", attrgetter("acus")),
    field("closed_days", "count", "How many billing days of the cycle are over.", attrgetter("closed_days")),
    field("closed_acus", "acus", "The ACUs of the closed billing days.", attrgetter("closed_acus")),
    field(
        "open_day", "date", "The billing day that is still open; none once the cycle is over.", attrgetter("open_day")
    ),
    field(
        "open_acus", "acus", "The ACUs of the open day so far; none where it is not listed.", attrgetter("open_acus")
    ),
    field(
        "remaining_days",
        "count",
        "How many billing days are left, the open one among them.",
        attrgetter("remaining_days"),
    ),
    field(
        "mean_acus",
        "acus",
        "The mean ACUs of a closed billing day; none before the first one.",
        attrgetter("mean_acus"),
    ),
    field(
        "projected_acus",
        "acus",
        "The ACUs at the end of the cycle if it goes on as its closed days went; none where nothing can be said.",
        attrgetter("projected_acus"),
    ),
    field(
        "budget_acus",
        "acus",
        "The budget of the cycle in ACUs; none where there is none.",
        lambda each: None if each.budget is None else each.budget.acus,
    ),
    field(
        "budget_source",
        "text",
        "Where the budget comes from: given, or limit (the API's).",
        lambda each: None if each.budget is None else each.budget.source,
    ),
    field("remaining_acus", "acus", "The ACUs that are left of the budget.", attrgetter("remaining_acus")),
    field("share_used", "number", "The part of the budget that is used, 1 being all of it.", attrgetter("share_used")),
    field(
        "projected_over_acus",
        "acus",
        "By how many ACUs the projection exceeds the budget.",
        attrgetter("projected_over_acus"),
    ),
    field(
        "daily_allowance_acus",
        "acus",
        "The ACUs that each remaining day may use within the budget.",
        attrgetter("daily_allowance_acus"),
    ),
    field(
        "used_up_on", "date", "The billing day on which the budget is or would be used up.", attrgetter("used_up_on")
    ),
    field(
        "currency",
        "text",
        "The currency of the costs, by ISO 4217.",
        lambda each: None if each.price is None else each.price.currency,
    ),
    field("cost", "text", "What the cycle has cost so far, in exact decimal digits.", _cost("cost")),
    field("projected_cost", "text", "What the cycle will have cost, in exact decimal digits.", _cost("projected_cost")),
    field("budget_cost", "text", "What the whole budget costs, in exact decimal digits.", _cost("budget_cost")),
]


def forecasts(found: Iterable[Forecast]) -> Table:
    """Make a table of forecasts, a row each."""
    return rows("forecasts", _FORECAST, found)


def _name_in(group: str) -> Callable[[Comparison], str | None]:
    return lambda comparison: comparison.name if comparison.group == group else None


def _day(comparison: Comparison) -> date | None:
    return date.fromisoformat(comparison.name) if comparison.group == "days" else None


def _explained(comparison: Comparison) -> str | None:
    # Without the ids that an explanation names, which may be those of people.
    said = [each.text for each in comparison.explanations] if comparison.differs else []
    return "; ".join(said) or None


_COMPARISON: list[Field] = [
    field(
        "compared",
        "text",
        "What is compared: totals, days, organizations, users or service users.",
        attrgetter("group"),
    ),
    field("total", "text", "Which totals are compared.", _name_in("totals")),
    field("billing_day", "date", "The billing day that is compared.", _day),
    field("organization_id", "text", "The organization that is compared.", _name_in("organizations")),
    field("user_id", "text", "The user that is compared.", _name_in("users"), personal=True),
    field("service_user_id", "text", "The service user that is compared.", _name_in("service users")),
    field(
        "verdict",
        "text",
        "What it comes to: equal, explained, unexplained, one side only, not compared, still open.",
        attrgetter("verdict"),
    ),
    field("left", "text", "What the left figure is, such as v2.", attrgetter("left_name")),
    field("left_acus", "acus", "The left figure in ACUs; none where there is none.", attrgetter("left")),
    field("right", "text", "What the right figure is, such as v3.", attrgetter("right_name")),
    field("right_acus", "acus", "The right figure in ACUs; none where there is none.", attrgetter("right")),
    field(
        "difference_acus",
        "acus",
        "How many ACUs the right figure has more than the left one.",
        attrgetter("difference"),
    ),
    field(
        "unexplained_acus", "acus", "How many ACUs of the difference have no explanation.", attrgetter("unexplained")
    ),
    field("explanation", "text", "What explains a difference, as sentences.", _explained),
    field(
        "why_not",
        "text",
        "Why there is nothing to compare, as a sentence; it may name users.",
        attrgetter("why_not"),
        personal=True,
    ),
]


def comparisons(found: Iterable[Comparison]) -> Table:
    """Make a table of comparisons."""
    return rows("comparisons", _COMPARISON, found)


def reconciliations(found: Iterable[Reconciliation]) -> Table:
    """Make a table of all comparisons of reconciliations."""
    return comparisons(each for one in found for each in one.comparisons)


MAKERS: dict[type[Any], Callable[[Iterable[Any]], Table]] = {
    Breakdown: breakdowns,
    Comparison: comparisons,
    Forecast: forecasts,
    History: histories,
    Reconciliation: reconciliations,
    Revision: revisions,
}
