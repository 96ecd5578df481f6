"""Which table an answer is: a value, several of one kind, or what was asked of a whole account."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from .. import values
from ..billing import Period
from ..cycles import Cycle
from ..errors import InvalidArgument
from . import consumption_tables, member_tables, metrics_tables
from .tables import Table

Maker: TypeAlias = Callable[[Iterable[Any]], Table]

_MAKERS: dict[type[Any], Maker] = {
    Cycle: consumption_tables.cycles,
    Period: consumption_tables.periods,
    values.Consumption: consumption_tables.consumption,
    values.DailyConsumption: consumption_tables.days,
    values.Products: consumption_tables.products,
    values.AcuLimit: member_tables.limits,
    values.Organization: member_tables.organizations,
    values.Principal: member_tables.principals,
    values.Role: member_tables.roles,
    values.ServiceUser: member_tables.service_users,
    values.User: member_tables.users,
    values.ActiveUsers: metrics_tables.active_users,
    values.Category: metrics_tables.categories,
    values.PullRequestMetrics: metrics_tables.pull_requests,
    values.SearchMetrics: metrics_tables.searches,
    values.SessionMetrics: metrics_tables.sessions,
    values.SessionsByCategory: metrics_tables.sessions_by_category,
    values.Subcategory: metrics_tables.subcategories,
    values.UsageMetrics: metrics_tables.usage,
}
_SEVERAL = "pass an answer of the client, or several of one kind"


def table(answer: object, *, of: type[Any] | None = None) -> Table:
    """Make the table of an answer.

    Args:
        answer: A value that a client gave, or any iterable of such values of one kind: cycles, users, consumptions of
            several subjects. An iterator is used up.
        of: What kind of value an iterable holds, so that an empty one has columns too: ``table([], of=User)``.

    Raises:
        InvalidArgument: it is no answer, is of several kinds, or is empty and ``of`` does not say of what.
    """
    if isinstance(answer, Table):
        return answer
    if (maker := _maker(type(answer))) is not None:
        return maker((answer,))
    listed, kinds = _several(answer)
    if isinstance(answer, values.Days):
        of = values.DailyConsumption
    if of is not None:
        kinds[of] = None
    if not kinds:
        raise InvalidArgument("nothing is no table: it has no columns; say what it would hold, for example of=User")
    if len(kinds) > 1:
        raise InvalidArgument(f"{' and '.join(each.__name__ for each in kinds)} make no one table; {_SEVERAL}")
    (kind,) = kinds
    if (maker := _maker(kind)) is None:
        raise InvalidArgument(f"there is no table of several {kind.__name__}; {_SEVERAL}")
    return maker(listed)


def _several(answer: Any) -> tuple[list[Any], dict[type[Any], None]]:
    refused = InvalidArgument(f"there is no table of {type(answer).__name__}; {_SEVERAL}")
    if isinstance(answer, str | bytes | Mapping):
        raise refused
    try:
        each = iter(answer)
    except TypeError:
        raise refused from None
    listed: list[Any] = list(each)
    return listed, {type(one): None for one in listed}


def _maker(kind: type[Any]) -> Maker | None:
    if kind in _MAKERS:
        return _MAKERS[kind]
    # Loads more of the package than most answers need.
    if kind.__module__.startswith("devin_usage.account."):
        from .account_tables import MAKERS

        return MAKERS.get(kind)
    return None
