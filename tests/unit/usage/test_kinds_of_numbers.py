"""With ``check="warn"`` too, a number is a number: no text and no truth value becomes a figure."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import httpx
import pytest
from devin_usage import ContractWarning, DevinUsage, InconsistentAnswer, ResponseValidationError, UtcSpan

from tests.unit.usage.answering import BASE_URL, SERVICE_USER, TWO_DAYS, V2_KEY, V3_KEY, now

START = int(TWO_DAYS.start.timestamp())
SPAN = UtcSpan(date(2025, 12, 5), date(2025, 12, 5))
MIDNIGHT = START - 8 * 3600
ACTIVE = {"start_time": START, "end_time": int(TWO_DAYS.end.timestamp()), "active_users": 1}
V2_DAILY = {
    "total_acus": 1.0,
    "consumption_by_date": {"2025-12-05": 1.0},
    "consumption_by_org_id": {"org-1": 1.0},
    "consumption_by_user": {"u-1": 1.0},
}
V3_DAY = {"date": START, "acus": 1.0, "acus_by_product": {"devin": 1.0, "cascade": 0.0, "terminal": 0.0}}
TAKEN = dict.fromkeys(
    (
        "prs_taken_over_count",
        "prs_taken_over_opened_count",
        "prs_taken_over_closed_count",
        "prs_taken_over_merged_count",
    ),
    1,
)
V3_PRS = dict.fromkeys(("prs_created_count", "prs_opened_count", "prs_closed_count", "prs_merged_count"), 1) | TAKEN
SIZES = dict.fromkeys(("xs", "s", "m", "l", "xl"), 1)
V3_SESSIONS = {
    "sessions_created_count": 1,
    "sessions_created_by_origin": {"webapp": 1},
    "sessions_created_by_size": SIZES,
    "sessions_created_with_playbook_count": 1,
    "sessions_created_with_search_count": 1,
    "sessions_with_merged_prs_count": 1,
    "sessions_with_merged_prs_by_size": SIZES,
    "avg_acus_per_session": 1.0,
}
PART = {"subcategory_id": "s-1", "display_name": "-", "sessions_count": 1, "acus": 1.0}
CATEGORIES = {"categories": [{"category": "c", "sessions_count": 1, "acus": 1.0, "subcategories": [PART]}]}
MEMBER = {
    **dict.fromkeys(("email", "name", "enterprise_role"), "-"),
    "user_id": "u-1",
    "created_at": "2025-01-01T00:00:00Z",
    **dict.fromkeys(("login_count", "sessions_created_count", "searches_created_count"), 1),
}
ORGANIZATION = {
    "org_id": "org-1",
    "name": "Acme",
    **dict.fromkeys(("created_at", "updated_at", "max_cycle_acu_limit", "max_session_acu_limit"), 1),
}
BOT = {"service_user_id": "s-1", "name": "Bot", "role_assignments": [], "expires_at": 1, "deleted_at": 1}


def page(item: Any) -> Any:
    return {"items": [item], "end_cursor": None, "has_next_page": False, "total": None}


Ask = Callable[[DevinUsage], Any]
CASES: Mapping[str, tuple[str, Ask, Any, tuple[str, ...]]] = {
    "v2 daily": (
        V2_KEY,
        lambda client: client.consumption.daily(TWO_DAYS),
        V2_DAILY,
        ("total_acus", "consumption_by_date/2025-12-05", "consumption_by_org_id/org-1", "consumption_by_user/u-1"),
    ),
    "v3 daily": (
        V3_KEY,
        lambda client: client.consumption.daily(TWO_DAYS),
        {"total_acus": 1.0, "consumption_by_date": [V3_DAY]},
        ("total_acus", "consumption_by_date/0/acus"),
    ),
    "v2 usage": (
        V2_KEY,
        lambda client: client.metrics.usage(TWO_DAYS),
        (usage_v2 := dict.fromkeys(("sessions_count", "searches_count", "prs_opened", "prs_closed", "prs_merged"), 1)),
        tuple(usage_v2),
    ),
    "v3 usage": (
        V3_KEY,
        lambda client: client.metrics.usage(TWO_DAYS),
        (usage_v3 := dict.fromkeys(("sessions_count", "searches_count", "prs_created_count", "prs_merged_count"), 1)),
        tuple(usage_v3),
    ),
    "v2 sessions": (
        V2_KEY,
        lambda client: client.metrics.sessions(TWO_DAYS),
        {"sessions_count": 1},
        ("sessions_count",),
    ),
    "v3 sessions": (
        V3_KEY,
        lambda client: client.metrics.sessions(TWO_DAYS),
        V3_SESSIONS,
        tuple(name for name in V3_SESSIONS if "_by_" not in name),
    ),
    "v2 searches": (
        V2_KEY,
        lambda client: client.metrics.searches(TWO_DAYS),
        {"searches_count": 1},
        ("searches_count",),
    ),
    "v3 searches": (
        V3_KEY,
        lambda client: client.metrics.searches(TWO_DAYS),
        {"searches_created_count": 1},
        ("searches_created_count",),
    ),
    "v2 pull requests": (
        V2_KEY,
        lambda client: client.metrics.pull_requests(TWO_DAYS),
        dict.fromkeys(("prs_opened", "prs_closed", "prs_merged"), 1),
        ("prs_opened", "prs_closed", "prs_merged"),
    ),
    "v3 pull requests": (V3_KEY, lambda client: client.metrics.pull_requests(TWO_DAYS), V3_PRS, tuple(V3_PRS)),
    "categories": (
        V3_KEY,
        lambda client: client.metrics.sessions_by_category(TWO_DAYS),
        CATEGORIES,
        tuple(f"categories/0/{part}{name}" for part in ("", "subcategories/0/") for name in ("sessions_count", "acus")),
    ),
    "active users": (V3_KEY, lambda client: client.metrics.active_users(TWO_DAYS), ACTIVE, tuple(ACTIVE)),
    "daily active users": (
        V3_KEY,
        lambda client: client.metrics.daily_active_users(SPAN),
        [{"start_time": MIDNIGHT, "end_time": MIDNIGHT + 86_400, "active_users": 1}],
        tuple(f"0/{name}" for name in ACTIVE),
    ),
    "cycles": (
        V3_KEY,
        lambda client: client.cycles.list(),
        page({"after": START, "before": START + 30 * 86_400}),
        ("items/0/after", "items/0/before"),
    ),
    "members": (
        V2_KEY,
        lambda client: list(client.users.list()),
        {"items": [MEMBER], "has_more": False, "limit": 200, "skip": 0, "total": 1},
        tuple(f"items/0/{name}_count" for name in ("login", "sessions_created", "searches_created")),
    ),
    "organizations": (
        V3_KEY,
        lambda client: list(client.organizations.list()),
        page(ORGANIZATION),
        tuple(f"items/0/{name}" for name in ORGANIZATION if name not in {"org_id", "name"}),
    ),
    "service users": (
        V3_KEY,
        lambda client: list(client.service_users.list()),
        page(BOT),
        ("items/0/expires_at", "items/0/deleted_at"),
    ),
    "limits": (
        V3_KEY,
        lambda client: list(client.limits.list()),
        page({"scope": "user", "cycle_acu_limit": 5}),
        ("items/0/cycle_acu_limit",),
    ),
}
PLACES = [(name, place) for name, (_, _, _, places) in CASES.items() for place in places]


def told(name: str, body: Any) -> Any:
    """What a client that accepts broken answers makes of one."""
    key, ask, _, _ = CASES[name]

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=SERVICE_USER if request.url.path == "/v3/self" else body)

    transport = httpx.MockTransport(answer)
    with DevinUsage(key, base_url=BASE_URL, transport=transport, retries=0, check="warn", clock=now) as client:
        return ask(client)


def changed(body: Any, place: str, value: Any) -> Any:
    found = copy.deepcopy(body)
    *way, last = (int(step) if step.isdigit() else step for step in place.split("/"))
    inside = found
    for step in way:
        inside = inside[step]
    inside[last] = value
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_whole_answer_becomes_a_value(name: str) -> None:
    """Without a warning."""
    assert told(name, CASES[name][2])


@pytest.mark.parametrize(("name", "place"), PLACES)
@pytest.mark.parametrize("value", [True, "1", "1.0", [1]], ids=repr)
def test_what_is_no_number_is_no_figure(name: str, place: str, value: Any) -> None:
    """Python reads both as 1: a total of True would be one ACU."""
    with pytest.warns(ContractWarning), pytest.raises((ResponseValidationError, InconsistentAnswer)) as caught:
        told(name, changed(CASES[name][2], place, value))
    assert type(caught.value) is ResponseValidationError


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("v2 usage", "sessions_count"),
        ("v3 pull requests", "prs_taken_over_count"),
        ("limits", "items/0/cycle_acu_limit"),
    ],
)
def test_a_count_is_not_cut_down_to_a_whole_number(name: str, place: str) -> None:
    """1.5 sessions are no session."""
    with pytest.warns(ContractWarning), pytest.raises(ResponseValidationError):
        told(name, changed(CASES[name][2], place, 1.5))
    assert told(name, changed(CASES[name][2], place, 1.0)) == told(name, changed(CASES[name][2], place, 1))


@pytest.mark.parametrize("value", [True, "1"])
@pytest.mark.parametrize("product", ["devin", "cascade", "terminal", "review"])
def test_products_that_are_no_numbers_are_not_known(product: str, value: Any) -> None:
    """The day is; its products are None, which is not 0."""
    body = changed(CASES["v3 daily"][2], f"consumption_by_date/0/acus_by_product/{product}", value)
    with pytest.warns(ContractWarning):
        found = told("v3 daily", body)
    assert [(day.acus, day.products) for day in found.days] == [(1.0, None)]
    assert (found.products, found.unattributed) == (None, None)
