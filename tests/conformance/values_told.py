"""What the values of the overlay have to hold of an answer, field by field, told apart from the code that makes them.

An answer is first made to fit its question: it names times that were asked about, no page follows it, and it says how
many items there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final

import attrs
from devin_usage import UtcSpan

from .question import INSIDE, PERIOD, V3, Question

_ABOUT: Final = frozenset({"subject", "period", "version", "caveats"})
"""What a value says of the question."""
YEAR: Final = UtcSpan(date(2024, 12, 30), date(2025, 12, 28))
"""Whole weeks, which hold every month of 2025 but its last days."""
_STARTS: Final[Mapping[str, Sequence[date]]] = {
    "daily": [date(2025, 1, day) for day in range(1, 9)],
    "weekly": [date(2025, 1, day) for day in (6, 13, 20, 27)],
    "monthly": [date(2025, month, 1) for month in range(2, 8)],
}


def plain(value: Any) -> Any:
    """A value, or several, as plain data, without what it says of the question."""
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if not attrs.has(type(value)):
        return value
    return {
        each.name: plain(getattr(value, each.name)) for each in attrs.fields(type(value)) if each.name not in _ABOUT
    }


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text.upper())


def _once(items: Iterable[Any], key: str) -> list[Any]:
    found: dict[str, Any] = {}
    for item in items:
        found.setdefault(item[key], item)
    return list(found.values())


# Lists.


def _last_page(key: str | None, body: Any) -> Any:
    last = {"has_more": False} if "has_more" in body else {"end_cursor": None, "has_next_page": False}
    items = body["items"] if key is None else _once(body["items"], key)
    return {**body, **last, **({} if body.get("total") is None else {"total": len(items)})}


_OF_V2: Final = {"enterprise_role": "enterprise_role", "saml_id": "saml_id", "logins": "login_count"} | {
    f"{each}_created": f"{each}_created_count" for each in ("sessions", "searches")
}


def _member(item: Any) -> Any:
    told = {name: item.get(field) for name, field in _OF_V2.items()}
    times = {name: _instant(item.get(name)) for name in ("created_at", "last_login")}
    return {"id": item["user_id"], "email": item["email"], "name": item["name"], "roles": None, **told, **times}


_ROLE: Final = {"id": "role_id", "name": "role_name", "level": "role_type"}


def _roles(item: Any) -> Any:
    return [
        {**{name: each["role"][field] for name, field in _ROLE.items()}, "organization": each.get("org_id")}
        for each in item["role_assignments"]
    ]


def _user(item: Any) -> Any:
    nothing = dict.fromkeys([*_OF_V2, "created_at", "last_login"])
    return {**nothing, "id": item["user_id"], "email": item["email"], "name": item["name"], "roles": _roles(item)}


def _service_user(item: Any) -> Any:
    times = {f"{name}_unix": item[name] for name in ("expires_at", "deleted_at")}
    return {"id": item["service_user_id"], "name": item["name"], "roles": _roles(item), **times}


def _organization(item: Any) -> Any:
    limits = {f"{name}_acu_limit": item[f"max_{name}_acu_limit"] for name in ("cycle", "session")}
    times = {f"{name}_unix": item[name] for name in ("created_at", "updated_at")}
    return {"id": item["org_id"], "name": item["name"], **limits, **times}


def _limit(item: Any) -> Any:
    names = {"acus": "cycle_acu_limit", "scope": "scope", "organization": "org_id", "user": "user_id"}
    return {name: item.get(field) for name, field in names.items()}


def _list(told: Callable[[Any], Any], key: str | None, body: Any) -> Any:
    return [told(item) for item in (body["items"] if key is None else _once(body["items"], key))]


# Counts.


def _counts(body: Any) -> Any:
    return {name: count for name, count in body.items() if isinstance(count, int) and not isinstance(count, bool)}


_BROKEN_DOWN: Final = {
    "by_origin": "sessions_created_by_origin",
    "by_size": "sessions_created_by_size",
    "with_merged_prs_by_size": "sessions_with_merged_prs_by_size",
}
_SESSIONS: Final = {
    "sessions": "sessions_created_count",
    "with_playbook": "sessions_created_with_playbook_count",
    "with_search": "sessions_created_with_search_count",
    "with_merged_prs": "sessions_with_merged_prs_count",
    "acus_per_session": "avg_acus_per_session",
}
_PRS_OF_V2: Final = {"opened": "prs_opened", "closed": "prs_closed", "merged": "prs_merged"}
_PRS: Final = {"created": "prs_created_count", "still_open": "prs_opened_count"} | {
    each: f"prs_{each}_count" for each in ("closed", "merged", "taken_over", "taken_over_closed", "taken_over_merged")
}
_PRS_OF_V3: Final = {**_PRS, "taken_over_still_open": "prs_taken_over_opened_count"}


def _named(names: Mapping[str, str], others: Iterable[str], body: Any) -> Any:
    return {**dict.fromkeys(others), **{name: body.get(field) for name, field in names.items()}}


def _sessions(body: Any) -> Any:
    return _named(_SESSIONS, (), body) | {name: _counts(body[field]) for name, field in _BROKEN_DOWN.items()}


def _figures(body: Any) -> Any:
    return {"sessions": body["sessions_count"], "acus": body["acus"]}


def _categories(body: Any) -> Any:
    return {
        "categories": [
            {
                "name": each["category"],
                **_figures(each),
                "subcategories": [
                    {"id": part["subcategory_id"], "name": part["display_name"], **_figures(part)}
                    for part in each["subcategories"]
                ],
            }
            for each in body["categories"]
        ]
    }


# Active users.


def _asked_time(body: Any) -> Any:
    return {**body, "start_time": V3["time_after"], "end_time": V3["time_before"]}


def _active(body: Any) -> Any:
    times = {name: datetime.fromtimestamp(body[f"{name}_time"], UTC) for name in ("start", "end")}
    return {**times, "users": body["active_users"]}


def _asked_times(often: str, body: Any) -> Any:
    pairs = list(zip(_STARTS[often], body, strict=False))
    # Later ones first, and as much of a bucket as a day: values are in order, and hold what was given.
    return [{**item, "start_time": _midnight(day), "end_time": _midnight(day) + 86_400} for day, item in pairs][::-1]


def _each_active(body: Any) -> Any:
    return [_active(item) for item in reversed(body)]


@attrs.frozen(slots=True, kw_only=True)
class Told:
    """How an answer is asked for, made to fit the question, and told."""

    question: Question
    fitting: Callable[[Any], Any]
    told: Callable[[Any], Any]


def _as_it_is(body: Any) -> Any:
    return body


def _listed(version: Any, name: str, told: Callable[[Any], Any], key: str | None, **arguments: Any) -> Told:
    question = Question(version, f"{name}.list", arguments, about=())
    return Told(question=question, fitting=partial(_last_page, key), told=partial(_list, told, key))


def _counted(version: Any, name: str, told: Callable[[Any], Any], **changes: Any) -> Told:
    return Told(question=Question(version, f"metrics.{name}", **changes), fitting=_as_it_is, told=told)


def _at_both_levels(
    operation: str,
    told: Callable[[Any], Any],
    name: str,
    fitting: Callable[[Any], Any] = _as_it_is,
    about: Any = PERIOD,
) -> dict[str, Told]:
    question = Question("v3", f"metrics.{name}", about=(about,))
    return {
        f"get_{level}_{operation}": Told(question=attrs.evolve(question, options=options), fitting=fitting, told=told)
        for level, options in (("enterprise", {}), ("organization", INSIDE))
    }


TOLD: Final[Mapping[str, Told]] = {
    "list_members": _listed("v2", "users", _member, "user_id"),
    "list_enterprise_users": _listed("v3", "users", _user, "user_id"),
    "list_enterprise_organization_users": _listed("v3", "users", _user, "user_id", organization="org-9"),
    "list_enterprise_service_users": _listed("v3", "service_users", _service_user, "service_user_id"),
    "list_enterprise_organizations": _listed("v3", "organizations", _organization, "org_id"),
    "list_enterprise_acu_limits": _listed("v3", "limits", _limit, None),
    "get_session_metrics": _counted(
        "v2", "sessions", partial(_named, {"sessions": "sessions_count"}, [*_SESSIONS, *_BROKEN_DOWN])
    ),
    "get_search_metrics": _counted("v2", "searches", partial(_named, {"searches": "searches_count"}, ())),
    "get_pr_metrics": _counted("v2", "pull_requests", partial(_named, _PRS_OF_V2, _PRS_OF_V3)),
    **_at_both_levels("session_metrics", _sessions, "sessions"),
    **_at_both_levels("search_metrics", partial(_named, {"searches": "searches_created_count"}, ()), "searches"),
    **_at_both_levels("pr_metrics", partial(_named, _PRS_OF_V3, ["opened"]), "pull_requests"),
    "get_enterprise_sessions_by_category": _counted("v3", "sessions_by_category", _categories),
    **_at_both_levels("active_user_metrics", _active, "active_users", _asked_time),
    **{
        name: told
        for often in _STARTS
        for name, told in _at_both_levels(
            f"{often}_active_user_metrics", _each_active, f"{often}_active_users", partial(_asked_times, often), YEAR
        ).items()
    },
}
"""Every operation whose answer becomes a list, counts or active users."""
