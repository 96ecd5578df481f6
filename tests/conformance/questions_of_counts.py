"""What people ask of counts: sessions, searches, pull requests, active users, sessions by category."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from .question import INCLUSIVE, INSIDE, ODD, PERIOD, SPAN, UTC_V3, V2, V3, Question, Wanted

_EVERYBODY: Final[Mapping[str, Any]] = {
    "organizations": ("b", "a", "b"),
    "users": (ODD, "u"),
    "service_users": ("s", "r"),
    "playbook": ODD,
}
_AS_SENT: Final = {
    "organizations": ("org_ids", ["b", "a"]),
    "organization": ("org_ids", [ODD]),
    "users": ("user_ids", [ODD, "u"]),
    "service_users": ("service_user_ids", ["s", "r"]),
    "playbook": ("playbook_id", ODD),
    "min_sessions": ("min_sessions", 3),
    "min_searches": ("min_searches", 0),
}
_AS_TOLD: Final = {
    "users": f", users {ODD}, u",
    "service_users": ", service users s, r",
    "playbook": f", playbook {ODD}",
}
_FILTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "v2 sessions": ("organizations", "users"),
    "v3 sessions": ("organizations", "users", "service_users", "playbook"),
    "v2 searches": ("organizations", "users"),
    "v3 searches": ("organizations",),
    "v2 pull_requests": ("organizations", "users"),
    "v3 pull_requests": ("organizations", "users", "service_users", "playbook"),
    "v3 sessions_by_category": ("organizations",),
    "v3 active_users": ("organizations",),
    "v3 daily_active_users": ("organizations",),
    "v3 weekly_active_users": ("organizations",),
    "v3 monthly_active_users": ("organizations",),
}
"""What each question can be limited to."""
_OPERATIONS: Final = {
    "sessions": "session_metrics",
    "searches": "search_metrics",
    "pull_requests": "pr_metrics",
    "sessions_by_category": "sessions_by_category",
    "active_users": "active_user_metrics",
    "daily_active_users": "daily_active_user_metrics",
    "weekly_active_users": "weekly_active_user_metrics",
    "monthly_active_users": "monthly_active_user_metrics",
}
_BY_UTC: Final = ("daily_active_users", "weekly_active_users", "monthly_active_users")
_LEAST: Final[Mapping[str, Any]] = {"min_sessions": 3, "min_searches": 0}


def _query(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return dict(_AS_SENT[name] for name in arguments)


def _told(arguments: Mapping[str, Any]) -> str:
    return "".join(_AS_TOLD.get(name, "") for name in arguments)


def _of(question: Question, filters: tuple[str, ...]) -> Iterator[tuple[Question, Wanted]]:
    """A question as it is, with each filter, with all of them, and within one organization."""
    version, name = question.version, question.method.removeprefix("metrics.")
    active, v2 = "active" in name, version == "v2"
    window: Mapping[str, Any] = V2 if v2 else UTC_V3 if name in _BY_UTC else V3
    operation = f"get_{'' if v2 else 'enterprise_'}{_OPERATIONS[name]}"
    last = {"end_date": "2025-12-05T07:59:59Z"} if v2 else {"time_before": int(window["time_before"]) - 1}
    least = _LEAST if active else {}

    def asked(told: str, query: Mapping[str, Any], **changes: Any) -> tuple[Question, Wanted]:
        return attrs.evolve(question, **changes), Wanted(operation, {}, {**window, **query}, told)

    yield asked("enterprise", {})
    yield asked("enterprise", last, options=INCLUSIVE)
    yield asked(f"organization {ODD}", _query({"organization": ODD}), arguments={"organization": ODD})
    for each in filters:
        some = {each: _EVERYBODY[each]}
        inside = " in b, a" if each == "organizations" else ""
        yield asked(f"enterprise{inside}{_told(some)}", _query(some), arguments=some)
    everything = {**{each: _EVERYBODY[each] for each in filters}, **least}
    yield asked(f"enterprise in b, a{_told(everything)}", _query(everything), arguments=everything)
    if version == "v3" and name != "sessions_by_category":
        yield from _within_one(question, Wanted(f"get_organization_{_OPERATIONS[name]}", {}, window), everything)


def _within_one(question: Question, wanted: Wanted, everything: Mapping[str, Any]) -> Iterator[tuple[Question, Wanted]]:
    """A question within the key's own organization, and within one that the client was told."""
    rest = {name: value for name, value in everything.items() if name != "organizations"}
    for own, options in (("org-7", {}), (None, INSIDE)):
        org_id = own or INSIDE["org_id"]
        for arguments in ({}, {"organization": org_id}, {"organizations": [org_id], **rest}, rest):
            sent = {name: value for name, value in arguments.items() if not name.startswith("organization")}
            told = f"organization {org_id}{_told(sent)}"
            yield (
                attrs.evolve(question, own=own, options=options, arguments=arguments),
                attrs.evolve(wanted, path={"org_id": org_id}, query={**wanted.query, **_query(sent)}, subject=told),
            )


def _question(key: str, **arguments: Any) -> Question:
    version, name = key.split(" ")
    about = SPAN if name in _BY_UTC else PERIOD
    return Question("v2" if version == "v2" else "v3", f"metrics.{name}", arguments, about=(about,))


COUNTED: Final[tuple[tuple[Question, Wanted], ...]] = tuple(
    pair for key, filters in _FILTERS.items() for pair in _of(_question(key), filters)
)
"""Questions about counts, and the request of each."""

_WRONG_FILTERS: Final = ((), "o-1", b"o-1", {"o-1": 1}, ("",), (None,), ("..",), ("a\nb",), 7)
_WRONG_COUNTS: Final = (True, False, -1, "1", 1.5, 2**31, None)
_OF_V2: Final = ("sessions", "searches", "pull_requests")


def _uncounted() -> Iterator[Question]:
    for key in _FILTERS:
        if "weekly" in key or "monthly" in key:
            continue  # asked as daily ones are
        for each in _FILTERS[key]:
            if each != "playbook":
                yield from (_question(key, **{each: wrong}) for wrong in _WRONG_FILTERS)
        yield from (_question(key, organization=wrong) for wrong in ("", "..", 7))
        yield _question(key, organization="a", organizations=("a",))
        about = (None, "2025-12-05", *((PERIOD,) if "daily" in key else (SPAN,)))
        yield from (attrs.evolve(_question(key), about=(each,)) for each in about)
        if key.startswith("v3"):
            # The figures of one organization must not pass for another's, nor for those of several.
            for wrong in (("org-8",), ("org-7", "org-8")):
                yield attrs.evolve(_question(key, organizations=wrong), own="org-7")
                yield attrs.evolve(_question(key, organizations=wrong), options=INSIDE)
    for name in ("sessions", "pull_requests"):
        yield _question(f"v2 {name}", service_users=("a",))
        yield _question(f"v2 {name}", playbook="a")
        yield from (_question(f"v3 {name}", playbook=wrong) for wrong in ("", "..", "a\nb", 7, ("a",)))
    yield _question("v3 searches", users=("a",))
    yield from (_question(f"v2 {name}") for name in _OPERATIONS if name not in _OF_V2)
    yield attrs.evolve(_question("v3 sessions_by_category"), own="org-7")
    yield attrs.evolve(_question("v3 sessions_by_category"), options=INSIDE)
    for name in ("active_users", *_BY_UTC):
        yield from (_question(f"v3 {name}", min_sessions=wrong) for wrong in _WRONG_COUNTS)
        yield from (_question(f"v3 {name}", min_searches=wrong) for wrong in _WRONG_COUNTS)
    yield from (attrs.evolve(_question(f"v3 {name}"), about=(PERIOD,)) for name in _BY_UTC)


UNCOUNTED: Final = tuple(_uncounted())
"""Questions about counts that are not sent."""
