"""A question to an overlay client, and the request that answers it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import date
from operator import attrgetter
from typing import Any, Final

import attrs
from devin_usage import Period, UtcSpan

from .operations import Version

PERIOD: Final = Period.parse("2025-11-05/2025-12-04")
V2: Final = {"start_date": "2025-11-05T08:00:00Z", "end_date": "2025-12-05T08:00:00Z"}
V3: Final = {"time_after": 1762329600, "time_before": 1764921600}
SPAN: Final = UtcSpan(date(2025, 11, 3), date(2025, 11, 30))
UTC_V3: Final = {"time_after": 1762128000, "time_before": 1764547200}
ODD: Final = "okta|A/x 1"
"""An id that has to be quoted."""

INSIDE: Final = {"org_id": "org-9"}
INCLUSIVE: Final = {"bounds": "inclusive"}
SELF: Final = {"principal_type": "service_user", "service_user_id": "s-1", "service_user_name": "Robot"}

_CYCLES: Final = ((946_627_200, 1_762_329_600), (1_762_329_600, 4_102_387_200))
"""Until 2025-11-05, and from then until far from now."""
_EMPTY_V3: Final[Mapping[str, Any]] = {"items": [], "end_cursor": None, "has_next_page": False, "total": 0}
_ACTIVE: Final = {"start_time": V3["time_after"], "end_time": V3["time_before"], "active_users": 3}
_PRS: Final = ("opened", "closed", "merged")

_BODIES: Final[Mapping[str, Any]] = {
    "v2 cycles": [
        {"start": "1999-12-31T08:00:00Z", "end": V2["start_date"]},
        {"start": V2["start_date"], "end": "2099-12-31T08:00:00Z"},
    ],
    "v3 cycles": {**_EMPTY_V3, "items": [{"after": after, "before": before} for after, before in _CYCLES]},
    "v2 consumption.daily": {"total_acus": 0.0, "consumption_by_date": {}, "consumption_by_org_id": {}},
    "v3 consumption.daily": {"total_acus": 0.0, "consumption_by_date": []},
    "v2 metrics.usage": dict.fromkeys(("sessions_count", "searches_count", *(f"prs_{each}" for each in _PRS)), 0),
    "v3 metrics.usage": dict.fromkeys(("sessions_count", "searches_count", "prs_created_count", "prs_merged_count"), 0),
    "v2 metrics.sessions": {"sessions_count": 0},
    "v3 metrics.sessions": {
        "sessions_created_by_origin": {},
        "sessions_created_by_size": {},
        "sessions_with_merged_prs_by_size": {},
        **dict.fromkeys(
            (f"sessions_created{end}" for end in ("_count", "_with_playbook_count", "_with_search_count")), 0
        ),
        "sessions_with_merged_prs_count": 0,
        "avg_acus_per_session": 0.0,
    },
    "v2 metrics.searches": {"searches_count": 0},
    "v3 metrics.searches": {"searches_created_count": 0},
    "v2 metrics.pull_requests": dict.fromkeys((f"prs_{each}" for each in _PRS), 0),
    "v3 metrics.pull_requests": dict.fromkeys((f"prs_{each}_count" for each in ("created", *_PRS)), 0),
    "v3 metrics.sessions_by_category": {"categories": []},
    "v3 metrics.active_users": _ACTIVE,
    **{
        f"v3 metrics.{often}_active_users": [{**_ACTIVE, "start_time": 1762128000, "end_time": 1762128000 + 86_400}]
        for often in ("daily", "weekly", "monthly")
    },
    "v2 users.list": {"items": [], "has_more": False, "limit": 200, "skip": 0, "total": 0},
    **{f"v3 {each}.list": _EMPTY_V3 for each in ("users", "service_users", "organizations", "limits")},
    "v3 whoami": SELF,
}
"""Answers without figures, by what is asked."""


@attrs.frozen(slots=True)
class Question:
    """A question to a client of a version, with some options, about a period or something else."""

    version: Version
    method: str
    arguments: Mapping[str, Any] = attrs.field(factory=dict[str, Any])
    options: Mapping[str, Any] = attrs.field(factory=dict[str, Any])
    own: str | None = None
    """The organization that the key belongs to."""
    about: tuple[Any, ...] = (PERIOD,)
    """What is given by position."""

    def ask(self, client: Any) -> Any:
        """Ask it of a client that has learnt nothing of its key; a list is walked to its end."""
        return collected(attrgetter(self.method)(client.with_options(**self.options))(*self.about, **self.arguments))

    @property
    def body(self) -> Any:
        """An answer that it bears."""
        group = self.method.partition(".")[0]
        return _BODIES[f"{self.version} {'cycles' if group == 'cycles' else self.method}"]

    @property
    def principal(self) -> Any:
        """What the API says of the key."""
        return SELF if self.own is None else {**SELF, "org_id": self.own}

    def __str__(self) -> str:
        """Name it in the id of a test."""
        about = () if self.about == (PERIOD,) else self.about
        told = {**self.arguments, **self.options, **({"own": self.own} if self.own else {})}
        named = (f"{name}={value!r}" for name, value in told.items())
        return "-".join([self.version, self.method, *map(str, about), *named])


@attrs.frozen(slots=True)
class Wanted:
    """The request that answers a question, and of whom the value says that its figures are; None where it is a list."""

    operation: str
    path: Mapping[str, str]
    query: Mapping[str, Any]
    subject: str | None = None

    def __str__(self) -> str:
        """Name it in the id of a test."""
        return self.operation


def collected(found: Any) -> Any:
    """What a question gives; of a list, all of its items."""
    if isinstance(found, AsyncIterator):
        return _all_of(found)
    return list(found) if isinstance(found, Iterator) else found


async def _all_of(items: AsyncIterator[Any]) -> list[Any]:
    return [item async for item in items]
