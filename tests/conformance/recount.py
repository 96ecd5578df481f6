"""What the mock should answer about an account, counted leaf by leaf, by operation.

The assumptions are the mock's defaults: windows are half-open, idle days and empty buckets are listed, an id that
nobody has is 404 in a path and matches nothing in a filter.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cached_property, partial
from itertools import groupby
from typing import Any, Final

import attrs
from devin_mock.ledger import PRODUCTS
from devin_mock.sessions import CATEGORIES, ORIGINS, PR_STATES, SIZES

from .cases import Case
from .leaves import BEGINS, MICRO, OPENED, Leaf, Leaves, Unknown, billing_date, cycles, exact, opens


def acus(leaves: Iterable[Leaf]) -> float:
    """The sum of some leaves."""
    return sum(leaf.micro_acus for leaf in leaves) / MICRO


@attrs.frozen(slots=True, eq=False)
class Asked:
    """A question to an account, and whom and where it is about; None is everybody, and everywhere."""

    leaves: Leaves
    case: Case
    organizations: set[int] | None
    people: set[int] | None

    def _bounds(self) -> tuple[Fraction | None, Fraction | None]:
        query = self.case.sent()
        if self.case.driven.version == "v3":
            after, before = query.get("time_after"), query.get("time_before")
            return None if after is None else Fraction(after), None if before is None else Fraction(before)
        first, last = query.get("start_date", query.get("start")), query.get("end_date", query.get("end"))
        return None if first is None else exact(first), None if last is None else exact(last)

    @cached_property
    def window(self) -> tuple[int, int]:
        """The seconds that are asked about, from the first to before the second; without an end, until now."""
        first, last = self._bounds()
        end = self.leaves.now if last is None else min(math.ceil(last), self.leaves.now)
        if first is None:
            started = [start for start, _ in cycles(self.leaves.now) if start < end]
            return max(started, default=opens(OPENED)), end
        return max(math.ceil(first), opens(OPENED)), end

    @cached_property
    def days(self) -> list[date]:
        """The billing days that have a second in the window."""
        start, end = self.window
        if start >= end:
            return []
        first, last = billing_date(start), billing_date(end - 1)
        return [first + timedelta(days=place) for place in range((last - first).days + 1)]

    @cached_property
    def found(self) -> list[Leaf]:
        """The leaves that are asked about; with organizations, those of no organization are not."""
        return [
            leaf
            for leaf in self.leaves.between(*self.window)
            if self.organizations is None or leaf.organization in self.organizations
            if self.people is None or leaf.holder in self.people
        ]

    @property
    def used(self) -> list[Leaf]:
        """Those that used ACUs."""
        return [leaf for leaf in self.found if leaf.kind != "search"]

    def by(self, name: Callable[[Leaf], str | None], *kinds: str) -> dict[str, float]:
        """The ACUs of products under names, without names that used nothing."""
        sums: Counter[str] = Counter()
        for leaf in self.used:
            if leaf.kind in kinds and (named := name(leaf)) is not None:
                sums[named] += leaf.micro_acus
        return {named: micro / MICRO for named, micro in sums.items() if micro}


def asked(leaves: Leaves, case: Case) -> Asked:
    """What a case asks about. Raises Unknown for an id in the path that nobody has."""
    return Asked(leaves, case, _organizations(leaves, case), _people(leaves, case))


def recounted(leaves: Leaves, case: Case) -> Any:
    """The answer to a case. Raises Unknown as `asked` does, and where an id is nobody's in an organization."""
    return RECOUNTED[case.operation](asked(leaves, case))


def _organizations(leaves: Leaves, case: Case) -> set[int] | None:
    if "org_id" in case.path:
        return {_place(leaves.org_ids, case.path["org_id"])}
    asked = case.sent().get("org_ids")
    return None if asked is None else {one.index for one in leaves.account.organizations if one.org_id in asked}


def _people(leaves: Leaves, case: Case) -> set[int] | None:
    path, query, ids = case.path, case.sent(), leaves.account.ids
    if "user_id" in path:
        return {_place(leaves.users if case.driven.version == "v3" else ids, path["user_id"])}
    if "service_user_id" in path:
        return {_place(leaves.service_users, path["service_user_id"]) + len(leaves.users)}
    if "user_ids" not in query and "service_user_ids" not in query:
        return None
    users = {ids.index(one) for one in query.get("user_ids", ()) if one in leaves.users}
    return users | {ids.index(one) for one in query.get("service_user_ids", ()) if one in leaves.service_users}


def _place(known: Sequence[str], name: str) -> int:
    if name not in known:
        raise Unknown
    return known.index(name)


# Consumption.


def _v2_days(asked: Asked) -> Any:
    ids, org_ids = asked.leaves.account.ids, asked.leaves.org_ids
    body = {
        "total_acus": acus(asked.used),
        "consumption_by_date": dict.fromkeys(map(str, asked.days), 0.0)
        | asked.by(lambda leaf: str(billing_date(leaf.at)), *PRODUCTS),
        "consumption_by_org_id": asked.by(
            lambda leaf: None if leaf.organization is None else org_ids[leaf.organization], "devin"
        ),
    }
    if not asked.case.path:
        body["consumption_by_user"] = asked.by(lambda leaf: ids[leaf.holder], *PRODUCTS)
    return body


def _v3_days(asked: Asked) -> Any:
    if asked.people and asked.organizations:
        (holder,) = asked.people
        if not asked.organizations <= asked.leaves.organizations_of(holder):
            raise Unknown
    return _days(asked, asked.used)


def _v3_days_of_session(asked: Asked) -> Any:
    leaf = asked.leaves.sessions.get(asked.case.path["session_id"])
    if leaf is None or (asked.organizations is not None and leaf.organization not in asked.organizations):
        raise Unknown
    return _days(asked, [leaf] if leaf in asked.found else [])


def _days(asked: Asked, leaves: list[Leaf]) -> Any:
    days = {day: list(inside) for day, inside in groupby(leaves, lambda leaf: billing_date(leaf.at))}
    return {
        "total_acus": acus(leaves),
        "consumption_by_date": [
            {
                "date": opens(day),
                "acus": acus(days.get(day, ())),
                "acus_by_product": {
                    product: acus(leaf for leaf in days.get(day, ()) if leaf.kind == product)
                    if product != "review" or day >= BEGINS[product]
                    else None
                    for product in PRODUCTS
                },
            }
            for day in asked.days
        ],
    }


# Counts.


def _counts(asked: Asked) -> Counter[str]:
    playbook, counts = asked.case.sent().get("playbook_id"), Counter[str]()
    for leaf in asked.found:
        if (one := leaf.session) is None:
            counts["searches"] += leaf.kind == "search" and playbook is None
        elif playbook is None or asked.leaves.playbooks.get(playbook) == one.playbook is not None:
            counts["sessions"] += 1
            counts["micro"] += leaf.micro_acus
            counts["with playbook"] += one.playbook is not None
            counts["with search"] += one.used_search
            counts["created"] += one.pr != ""
            counts["taken over"] += one.pr_taken_over != ""
            told = (one.pr, f"over {one.pr_taken_over}", f"size {one.size}", f"origin {one.origin}")
            counts.update(told if one.pr != "merged" else (*told, f"merged {one.size}"))
    return counts


def _named(names: Mapping[str, str], asked: Asked) -> Any:
    counts = _counts(asked)
    return {field: counts[name] for field, name in names.items()}


def _v3_sessions(asked: Asked) -> Any:
    counts = _counts(asked)
    return {
        "sessions_created_count": counts["sessions"],
        "sessions_created_by_origin": {name: counts[f"origin {name}"] for name in ORIGINS},
        "sessions_created_by_size": {name: counts[f"size {name}"] for name in SIZES},
        "sessions_created_with_playbook_count": counts["with playbook"],
        "sessions_created_with_search_count": counts["with search"],
        "sessions_with_merged_prs_count": counts["merged"],
        "sessions_with_merged_prs_by_size": {name: counts[f"merged {name}"] for name in SIZES},
        "avg_acus_per_session": counts["micro"] / counts["sessions"] / MICRO if counts["sessions"] else 0.0,
    }


def _v3_categories(asked: Asked) -> Any:
    found: dict[str, list[tuple[Any, list[Leaf]]]] = {}
    for index, (category, subcategory_id, name) in enumerate(CATEGORIES):
        inside = [leaf for leaf in asked.found if leaf.session is not None and leaf.session.category == index]
        if inside:
            told = {"subcategory_id": subcategory_id, "display_name": name}
            found.setdefault(category, []).append(({**told, **_figures(inside)}, inside))
    return {
        "categories": [
            {
                "category": category,
                **_figures([leaf for _, leaves in parts for leaf in leaves]),
                "subcategories": [told for told, _ in parts],
            }
            for category, parts in found.items()
        ]
    }


def _figures(leaves: list[Leaf]) -> dict[str, Any]:
    return {"sessions_count": len(leaves), "acus": acus(leaves)}


# Active users.


def _active(asked: Asked, start: int, end: int) -> int:
    leaves, query = asked.leaves, asked.case.sent()
    first, last = (bisect_left(asked.found, bound, key=lambda leaf: leaf.at) for bound in (start, end))
    inside = [leaf for leaf in asked.found[first:last] if leaf.holder < leaves.account.users]
    least = {"devin": query.get("min_sessions", 1), "search": query.get("min_searches", 1)}
    counts = Counter((leaf.holder, leaf.kind) for leaf in inside if leaf.kind in least)
    people = {holder for (holder, kind), count in counts.items() if count >= least[kind]}
    if 0 in least.values() and start < end:
        people |= {
            holder
            for holder, organization in leaves.seats
            if holder < leaves.account.users and not leaves.has_left(holder, billing_date(start))
            if asked.organizations is None or organization in asked.organizations
        }
    return len(people)


def _of_window(asked: Asked) -> Any:
    query = asked.case.sent()
    times = {"start_time": query["time_after"], "end_time": query["time_before"]}
    return {**times, "active_users": _active(asked, *asked.window)}


def _by(first_of: Callable[[date], date], asked: Asked) -> Any:
    (start, end), query = asked.window, asked.case.sent()
    day, cuts = datetime.fromtimestamp(start, UTC).date(), dict[date, None]()
    while start < end and _midnight(day) < end:
        cuts[first_of(day)] = None
        day += timedelta(days=1)
    firsts = [_midnight(first) for first in cuts]
    lasts = [_midnight(_following(first_of, first)) for first in cuts]
    return [
        {
            "start_time": max(first, query["time_after"]),
            "end_time": min(last, query["time_before"]),
            "active_users": _active(asked, max(first, start), min(last, end)),
        }
        for first, last in zip(firsts, lasts, strict=True)
    ]


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _following(first_of: Callable[[date], date], first: date) -> date:
    return next(day for place in range(1, 32) if first_of(day := first + timedelta(days=place)) == day)


_DAY: Final = partial(_by, lambda day: day)
_WEEK: Final = partial(_by, lambda day: day - timedelta(days=day.weekday()))
_MONTH: Final = partial(_by, lambda day: day.replace(day=1))

_V2_PRS: Final = {"prs_opened": "created", "prs_closed": "closed", "prs_merged": "merged"}
_V2_USAGE: Final = {"sessions_count": "sessions", "searches_count": "searches", **_V2_PRS}
_V3_USAGE: Final = {
    "sessions_count": "sessions",
    "searches_count": "searches",
    "prs_created_count": "created",
    "prs_merged_count": "merged",
}
_V3_PRS: Final = {
    "prs_created_count": "created",
    "prs_taken_over_count": "taken over",
    **{f"prs_{state}_count": state for state in PR_STATES},
    **{f"prs_taken_over_{state}_count": f"over {state}" for state in PR_STATES},
}

_AT_BOTH_LEVELS: Final[Mapping[str, Callable[[Asked], Any]]] = {
    "user_daily_consumption": _v3_days,
    "service_user_daily_consumption": _v3_days,
    "session_daily_consumption": _v3_days_of_session,
    "usage_metrics": partial(_named, _V3_USAGE),
    "search_metrics": partial(_named, {"searches_created_count": "searches"}),
    "pr_metrics": partial(_named, _V3_PRS),
    "session_metrics": _v3_sessions,
    "active_user_metrics": _of_window,
    "daily_active_user_metrics": _DAY,
    "weekly_active_user_metrics": _WEEK,
    "monthly_active_user_metrics": _MONTH,
}

RECOUNTED: Final[Mapping[str, Callable[[Asked], Any]]] = {
    "get_daily_consumption": _v2_days,
    "get_user_daily_consumption": _v2_days,
    "get_usage_metrics": partial(_named, _V2_USAGE),
    "get_session_metrics": partial(_named, {"sessions_count": "sessions"}),
    "get_search_metrics": partial(_named, {"searches_count": "searches"}),
    "get_pr_metrics": partial(_named, _V2_PRS),
    "get_enterprise_daily_consumption": _v3_days,
    "get_enterprise_organization_daily_consumption": _v3_days,
    "get_enterprise_organization_usage_metrics": partial(_named, _V3_USAGE),
    "get_enterprise_sessions_by_category": _v3_categories,
    "get_organization_daily_consumption": _v3_days,
    **{f"get_enterprise_{kind}": answer for kind, answer in _AT_BOTH_LEVELS.items()},
    **{f"get_organization_{kind}": answer for kind, answer in _AT_BOTH_LEVELS.items()},
}
"""What follows from the leaves, by operation: all that have figures."""
