"""What people ask an overlay client: the request that answers each question, or that it is refused unsent.

The requests are written out here, since nothing but a second telling can show that a question became another one.
"""

from __future__ import annotations

from typing import Any, Final

import attrs
from devin_usage import UtcSpan

from .question import INCLUSIVE, INSIDE, ODD, PERIOD, V2, V3, Question, Wanted
from .questions_of_counts import COUNTED, UNCOUNTED
from .questions_of_lists import LISTED, UNLISTED

__all__ = ["ANSWERED", "PERIOD", "REFUSED", "V2", "V3", "Question", "Wanted"]


def _days_of_v2(**arguments: Any) -> Question:
    return Question("v2", "consumption.daily", arguments)


def _days_of_v3(**arguments: Any) -> Question:
    return Question("v3", "consumption.daily", arguments)


_DAILY: Final = "get_daily_consumption"
_USER: Final = "get_user_daily_consumption"
_EVERYBODY: Final = "get_enterprise_daily_consumption"

ANSWERED: Final[tuple[tuple[Question, Wanted], ...]] = (
    (_days_of_v2(), Wanted(_DAILY, {}, V2, "enterprise")),
    (
        attrs.evolve(_days_of_v2(), options=INCLUSIVE),
        Wanted(_DAILY, {}, {**V2, "end_date": "2025-12-05T07:59:59Z"}, "enterprise"),
    ),
    (_days_of_v2(organization="o-1"), Wanted(_DAILY, {}, {**V2, "org_ids": ["o-1"]}, "organization o-1")),
    (
        _days_of_v2(organizations=("b", "a", "b")),
        Wanted(_DAILY, {}, {**V2, "org_ids": ["b", "a"]}, "enterprise in b, a"),
    ),
    (_days_of_v2(user=ODD), Wanted(_USER, {"user_id": ODD}, V2, f"user {ODD}")),
    (_days_of_v2(user="None"), Wanted(_USER, {"user_id": "None"}, V2, "user None")),
    (
        _days_of_v2(user=ODD, organizations=("b", "a")),
        Wanted(_USER, {"user_id": ODD}, {**V2, "org_ids": ["b", "a"]}, f"user {ODD} in b, a"),
    ),
    (Question("v2", "metrics.usage"), Wanted("get_usage_metrics", {}, V2, "enterprise")),
    (
        Question("v2", "metrics.usage", {"users": ("v", "u"), "organization": "o-1"}),
        Wanted(
            "get_usage_metrics",
            {},
            {**V2, "org_ids": ["o-1"], "user_ids": ["v", "u"]},
            "organization o-1, users v, u",
        ),
    ),
    (
        Question("v2", "metrics.usage", {"organizations": ("b", "a", "b")}),
        Wanted("get_usage_metrics", {}, {**V2, "org_ids": ["b", "a"]}, "enterprise in b, a"),
    ),
    (_days_of_v3(), Wanted(_EVERYBODY, {}, V3, "enterprise")),
    (
        attrs.evolve(_days_of_v3(), options=INCLUSIVE),
        Wanted(_EVERYBODY, {}, {**V3, "time_before": 1764921599}, "enterprise"),
    ),
    (
        _days_of_v3(organization=ODD),
        Wanted("get_enterprise_organization_daily_consumption", {"org_id": ODD}, V3, f"organization {ODD}"),
    ),
    (
        attrs.evolve(_days_of_v3(), options=INSIDE),
        Wanted("get_organization_daily_consumption", {"org_id": "org-9"}, V3, "organization org-9"),
    ),
    (
        attrs.evolve(_days_of_v3(organization="org-7"), own="org-7"),
        Wanted("get_organization_daily_consumption", {"org_id": "org-7"}, V3, "organization org-7"),
    ),
    (Question("v3", "metrics.usage"), Wanted("get_enterprise_usage_metrics", {}, V3, "enterprise")),
    (
        Question("v3", "metrics.usage", {"organization": ODD}),
        Wanted("get_enterprise_organization_usage_metrics", {"org_id": ODD}, V3, f"organization {ODD}"),
    ),
    (
        Question("v3", "metrics.usage", {"organizations": (ODD,)}, INCLUSIVE),
        Wanted(
            "get_enterprise_organization_usage_metrics",
            {"org_id": ODD},
            {**V3, "time_before": 1764921599},
            f"organization {ODD}",
        ),
    ),
    (
        Question("v3", "metrics.usage", own="org-7"),
        Wanted("get_organization_usage_metrics", {"org_id": "org-7"}, V3, "organization org-7"),
    ),
    *(
        (
            _days_of_v3(**{kind: ODD}),
            Wanted(f"get_enterprise_{kind}_daily_consumption", {f"{kind}_id": ODD}, V3, f"{words} {ODD}"),
        )
        for kind, words in (("user", "user"), ("service_user", "service user"), ("session", "session"))
    ),
    *(
        (
            attrs.evolve(_days_of_v3(**{kind: ODD}), options=INSIDE),
            Wanted(
                f"get_organization_{kind}_daily_consumption",
                {"org_id": "org-9", f"{kind}_id": ODD},
                V3,
                f"{words} {ODD} in org-9",
            ),
        )
        for kind, words in (("user", "user"), ("service_user", "service user"), ("session", "session"))
    ),
    *COUNTED,
    *LISTED,
)

_WRONG_IDS: Final = ("", ".", "..", "a\nb", "\ud800", None, 7)
_WRONG_FILTERS: Final = ((), "o-1", b"o-1", {"o-1": 1}, ("",), (None,), ("..",), 7)

REFUSED: Final[tuple[Question, ...]] = (
    *(_days_of_v2(user=each) for each in _WRONG_IDS if each is not None),
    *(_days_of_v3(user=each) for each in _WRONG_IDS if each is not None),
    *(_days_of_v3(session=each) for each in ("", "..")),
    *(_days_of_v3(organization=each) for each in ("", "..")),
    *(_days_of_v2(organizations=each) for each in _WRONG_FILTERS),
    *(Question("v2", "metrics.usage", {"users": each}) for each in _WRONG_FILTERS),
    _days_of_v2(organization="a", organizations=("a",)),
    _days_of_v2(service_user="a"),
    _days_of_v2(session="a"),
    _days_of_v2(organizations=tuple(f"org-{index:030}" for index in range(300))),
    _days_of_v3(user="a", session="b"),
    _days_of_v3(organizations=("a", "b")),
    _days_of_v3(user="a", organization="b"),
    Question("v3", "metrics.usage", {"users": ("a",)}),
    Question("v3", "metrics.usage", {"organizations": ("a", "b")}),
    # The figures of one organization must not pass for another's.
    attrs.evolve(_days_of_v3(organization="org-8"), own="org-7"),
    attrs.evolve(_days_of_v3(organization="org-8"), options=INSIDE),
    Question("v3", "metrics.usage", {"organization": "org-8"}, own="org-7"),
    *(
        attrs.evolve(one, about=(period,))
        for one in (_days_of_v2(), _days_of_v3(), Question("v3", "metrics.usage"))
        for period in ("2025-12-05", None, UtcSpan(PERIOD.first_day, PERIOD.last_day))
    ),
    *UNCOUNTED,
    *UNLISTED,
)
"""Questions that the service would take, and answer with the figures of something else."""
