"""Each invariant is seen to break where an answer breaks it, and only that one."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, Breach, Fault, Mock
from devin_mock.answers import ANSWERS, Call
from devin_usage import Period
from devin_usage.live import agreement, invariants, paging
from devin_usage.live.asking import Reading
from devin_usage.live.documents import document
from devin_usage.live.findings import verdict
from devin_usage.live.rules import Rules

from .checking import KEYS, Json, account, altered, broken, checked, day_s, findings

V2_DAILY, DAILY = "get_daily_consumption", "get_enterprise_daily_consumption"
BY_DATE = "/consumption_by_date"
MUCH = 1e6
NO_PRODUCTS = {"devin": 0.0, "cascade": 0.0, "terminal": 0.0}
LENIENT = {"unknown_cursor": "first page"}


def breach(name: str, kind: Any, at: str | None = None, value: Json = None) -> Mock:
    """An account with a breach that the schema does not see."""
    return account(Fault(operation=name, breach=Breach(kind, at, value)))


def other(name: str, change: Callable[[Json], Json]) -> Mock:
    """An account in which one operation answers something else."""
    return account(answers=altered(name, change))


def scaled(factor: float) -> Callable[[Json], Json]:
    """Daily consumption, multiplied in all of its parts, so that it agrees with itself."""

    def change(body: Json) -> Json:
        if isinstance(body, dict):
            return {name: value if name == "date" else change(value) for name, value in body.items()}
        if isinstance(body, list):
            return [change(each) for each in body]
        return body * factor if isinstance(body, float) else body

    return change


def changed(**figures: Json) -> Callable[[Json], Json]:
    """A body with other values at its top."""
    return lambda body: {**body, **figures}


def doubled_day(body: Json) -> Json:
    """The first day again, with nothing, so that the sum stays right."""
    days = copy.deepcopy(body["consumption_by_date"])
    return {**body, "consumption_by_date": [*days, {**days[0], "acus": 0.0, "acus_by_product": NO_PRODUCTS}]}


def moved_to_january(body: Json) -> Json:
    """The last day in another month."""
    days = copy.deepcopy(body["consumption_by_date"])
    days[-1]["date"] += 40 * 86_400
    return {**body, "consumption_by_date": days}


def negative_day(body: Json) -> Json:
    """A day below 0, and the total with it."""
    days = copy.deepcopy(body["consumption_by_date"])
    total = body["total_acus"] - days[3]["acus"] - 5.0
    days[3] = {**days[3], "acus": -5.0, "acus_by_product": {**NO_PRODUCTS, "devin": -5.0}}
    return {**body, "total_acus": total, "consumption_by_date": days}


def overlapping(body: Json) -> Json:
    """Buckets that begin before the last one has ended."""
    return [{**each, "end_time": each["end_time"] + 60} for each in body]


def busier(body: Json) -> Json:
    """Buckets with more people than there are."""
    return [{**each, "active_users": 10_000} for each in body]


def filtered_is_larger(call: Call) -> Json:
    """More searches within one organization than in all."""
    body = ANSWERS["get_enterprise_search_metrics"](call)
    return {"searches_created_count": 10_000_000} if "org_ids" in call.arguments.query else body


def inactive_left_out(call: Call) -> Json:
    """A list that grows shorter when more is asked for."""
    body: Json = ANSWERS["list_enterprise_service_users"](call)
    if call.arguments.query.get("include_inactive"):
        return {**body, "items": body["items"][:1], "total": 1}
    return body


def same_page(call: Call) -> Json:
    """The first page again, whatever the cursor."""
    first = {name: value for name, value in call.arguments.query.items() if name != "after"}
    object.__setattr__(call.arguments, "query", first)
    return ANSWERS["list_enterprise_users"](call)


def page_too_long(call: Call) -> Json:
    """All items, whatever the size that was asked for."""
    query = {**call.arguments.query, "first": 200}
    object.__setattr__(call.arguments, "query", query)
    body: Json = ANSWERS["list_enterprise_users"](call)
    return {**body, "end_cursor": "more", "has_next_page": True}


def skips_an_item(call: Call) -> Json:
    """A second page that starts too late."""
    body: Json = ANSWERS["list_members"](call)
    if call.arguments.query.get("skip"):
        return {**body, "items": body["items"][1:]}
    return body


def cycles_apart(body: Json) -> Json:
    """A day between cycles, in every list that holds the older ones."""
    old = day_s(date(2025, 1, 5))
    shorter = [{**each, "before": each["before"] - 86_400 * (each["after"] < old)} for each in body["items"]]
    return {**body, "items": shorter}


def cycle_backwards(body: Json) -> Json:
    """A first cycle that ends before it starts."""
    first = day_s(date(2024, 6, 5))
    turned = [{**each, "before": first - 60} if each["after"] == first else each for each in body["items"]]
    return {**body, "items": turned}


def subcategories_over(body: Json) -> Json:
    """A subcategory with more sessions than its category."""
    categories = copy.deepcopy(body["categories"])
    categories[0]["subcategories"][0]["sessions_count"] += 10_000
    return {"categories": categories}


def twice_the_first(body: Json) -> Json:
    """A list that holds an item twice."""
    return {**body, "items": body["items"][:1] * 2, "total": 2}


def counted(call: Call) -> Json:
    """More sessions, the more parameters are given."""
    return {"sessions_count": len(call.arguments.query)}


MANY_SEARCHES = changed(sessions_created_with_search_count=10**7)


V3_CASES: list[tuple[str, Callable[[], Mock]]] = [
    (invariants.DATED, lambda: breach(DAILY, "date-moved")),
    (invariants.INSIDE, lambda: other(DAILY, moved_to_january)),
    (invariants.ONCE, lambda: other(DAILY, doubled_day)),
    (invariants.TOTAL, lambda: breach(DAILY, "wrong-total", None, 0.001)),
    (invariants.TOTAL, lambda: breach("get_organization_daily_consumption", "wrong-total", None, -0.001)),
    (invariants.NOT_NEGATIVE, lambda: other(DAILY, negative_day)),
    (invariants.NOT_NEGATIVE, lambda: breach("get_enterprise_usage_metrics", "set", "/sessions_count", -1)),
    (invariants.NOT_NEGATIVE, lambda: breach("get_organization_pr_metrics", "set", "/prs_merged_count", -1)),
    (invariants.PRODUCTS, lambda: breach(DAILY, "set", f"{BY_DATE}/3/acus_by_product/devin", MUCH)),
    (invariants.PRODUCTS, lambda: breach(DAILY, "set", f"{BY_DATE}/3/acus_by_product/unheard_of", MUCH)),
    (invariants.PARTS, lambda: other("get_enterprise_sessions_by_category", subcategories_over)),
    (invariants.PARTS, lambda: other("get_enterprise_session_metrics", MANY_SEARCHES)),
    (invariants.BUCKETS, lambda: other("get_enterprise_daily_active_user_metrics", overlapping)),
    (invariants.BUCKETS, lambda: other("get_enterprise_daily_active_user_metrics", lambda body: body[1:] + body[:1])),
    (invariants.CYCLES, lambda: other("list_enterprise_consumption_cycles", cycles_apart)),
    (invariants.CYCLES, lambda: other("list_enterprise_consumption_cycles", cycle_backwards)),
    (paging.JOIN, lambda: account(answers={"list_enterprise_users": same_page})),
    (paging.JOIN, lambda: account(answers={"list_enterprise_users": page_too_long}, assume=LENIENT)),
    (paging.JOIN, lambda: other("list_enterprise_users", changed(end_cursor=None, has_next_page=True))),
    (paging.JOIN, lambda: other("list_enterprise_acu_limits", twice_the_first)),
    (paging.COMPLETE, lambda: other("list_enterprise_organizations", changed(total=1))),
    (agreement.ORGANIZATIONS, lambda: account(answers=_both_paths(scaled(MUCH)))),
    (agreement.SERVICE_USERS, lambda: other("get_organization_service_user_daily_consumption", scaled(MUCH))),
    (agreement.SERVICE_USERS, lambda: other("get_enterprise_service_user_daily_consumption", scaled(MUCH))),
    (agreement.USERS, lambda: other("get_enterprise_user_daily_consumption", scaled(MUCH))),
    (agreement.USERS, lambda: other("get_organization_user_daily_consumption", scaled(MUCH))),
    (agreement.NARROWER, lambda: account(answers={"get_enterprise_search_metrics": filtered_is_larger})),
    (agreement.WIDER, lambda: account(answers={"list_enterprise_service_users": inactive_left_out})),
    (agreement.ACTIVE, lambda: other("get_enterprise_weekly_active_user_metrics", busier)),
    (agreement.PATHS, lambda: other("get_organization_daily_consumption", scaled(0.9))),
    (agreement.PATHS, lambda: other("get_organization_usage_metrics", changed(searches_count=1))),
]  # fmt: skip


def _both_paths(change: Callable[[Json], Json]) -> dict[str, Callable[[Call], Json]]:
    names = ("get_enterprise_organization_daily_consumption", "get_organization_daily_consumption")
    return {name: answer for one in names for name, answer in altered(one, change).items()}


@pytest.mark.parametrize(("rule", "mock"), V3_CASES)
def test_an_invariant_of_v3_is_broken_alone(rule: str, mock: Callable[[], Mock]) -> None:
    """No schema sees it; the run has failed, and says where."""
    report = checked(mock(), ENTERPRISE_KEY)
    assert not findings(report)
    assert broken(report) == [rule]
    (found,) = (each for each in report.invariants if each.violations)
    assert all(each.where.startswith(("get_", "list_")) and each.said for each in found.violations)
    assert verdict(report).exit_code == 1


V2_CASES: list[tuple[str, Callable[[], Mock]]] = [
    (invariants.INSIDE, lambda: breach(V2_DAILY, "set", f"{BY_DATE}/2026-01-05", 0.0)),
    (invariants.TOTAL, lambda: breach("get_user_daily_consumption", "wrong-total")),
    (invariants.NOT_NEGATIVE, lambda: breach(V2_DAILY, "set", "/consumption_by_user/somebody", -1.0)),
    (invariants.NOT_NEGATIVE, lambda: breach("get_pr_metrics", "set", "/prs_opened", -1)),
    (invariants.BY_ORGANIZATION, lambda: breach(V2_DAILY, "set", "/consumption_by_org_id/org-1", MUCH)),
    (invariants.BY_USER, lambda: breach(V2_DAILY, "set", "/consumption_by_user/somebody", MUCH)),
    (paging.JOIN, lambda: account(answers={"list_members": skips_an_item})),
    (paging.COMPLETE, lambda: other("list_members", changed(total=7))),
    (agreement.USERS, lambda: other("get_user_daily_consumption", scaled(MUCH))),
    (agreement.NARROWER, lambda: account(answers={"get_session_metrics": counted})),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "mock"), V2_CASES)
def test_an_invariant_of_v2_is_broken_alone(rule: str, mock: Callable[[], Mock]) -> None:
    """No schema sees it; no id stands in what is said."""
    report = checked(mock(), ENTERPRISE_ADMIN_KEY)
    assert not findings(report)
    assert broken(report) == [rule]
    assert not any("somebody" in one.said for each in report.invariants for one in each.violations)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (V2_DAILY, scaled(1.5)),
        ("get_usage_metrics", lambda body: {**body, "prs_merged": body["prs_merged"] + 1}),
        ("get_consumption_cycles", lambda body: body[1:]),
        ("get_user_daily_consumption", scaled(0.5)),
    ],
)
def test_v2_and_v3_disagree(name: str, change: Callable[[Json], Json]) -> None:
    """About days, counts, cycles or a user, where each agrees with itself."""
    assert broken(checked(other(name, change), *KEYS["both"])) == [agreement.VERSIONS]


def test_a_session_that_uses_more_than_everybody_is_found() -> None:
    """Where a session was named."""
    names = ("get_enterprise_session_daily_consumption", "get_organization_session_daily_consumption")
    plenty = {
        "total_acus": MUCH,
        "consumption_by_date": [{"date": day_s(date(2025, 11, 26)), "acus": MUCH, "acus_by_product": NO_PRODUCTS}],
    }
    mock = account(answers=dict.fromkeys(names, lambda _: plenty))
    assert broken(checked(mock, ENTERPRISE_KEY, given={"sessions": ["devin-1"]})) == [agreement.SESSIONS]


@pytest.mark.parametrize(
    ("mock", "said"),
    [
        (lambda: account(answers={"list_enterprise_users": same_page}), "2 items of the first page come again"),
        (lambda: account(answers={"list_enterprise_users": page_too_long}, assume=LENIENT), "a page of 2 was asked"),
        (lambda: other("list_enterprise_users", changed(end_cursor=None, has_next_page=True)), "without a cursor"),
        (lambda: other("list_enterprise_acu_limits", twice_the_first), "1 items come twice on one page"),
    ],
)
def test_pages_that_do_not_join_are_told_apart(mock: Callable[[], Mock], said: str) -> None:
    """A page that comes again, one that is too long, one without a way to it, and an item that is there twice."""
    report = checked(mock(), ENTERPRISE_KEY)
    assert any(said in one.said for each in report.invariants for one in each.violations)


def test_every_invariant_has_a_case() -> None:
    """So that none is there that cannot fail."""
    named = {each.name for each in checked(account(), *KEYS["both"]).invariants}
    seen = {rule for rule, _ in (*V3_CASES, *V2_CASES)} | {agreement.VERSIONS, agreement.SESSIONS}
    assert named == seen


def test_answers_are_not_held_against_each_other_while_figures_still_change() -> None:
    """In a period that is not over, one call may see what an earlier one did not."""
    mock = other("get_enterprise_user_daily_consumption", scaled(MUCH))
    period = Period.parse("2025-12-15/2025-12-25")
    report = checked(mock, ENTERPRISE_KEY, period=period)
    assert not broken(report)
    assert {each.name: each.outcome for each in report.invariants}[agreement.USERS] == "not checked"


def test_a_product_that_is_no_number_is_new_and_no_part_of_the_sum() -> None:
    """Whatever kind of value it holds."""
    for value in ("much", True, None, {"of": 1}):
        report = checked(breach(DAILY, "set", f"{BY_DATE}/*/acus_by_product/something", value), ENTERPRISE_KEY)
        assert not broken(report)
        assert [each.kind for _, each in findings(report, "new")] == ["new field"]


def test_a_part_may_be_above_its_whole_by_the_tolerance() -> None:
    """Sums of floats differ in their last digits."""
    reading = Reading(document("v3").by_id["get_self"], {})
    for part, held in ((1.0 + 9e-7, "held"), (1.0 + 2e-6, "broken")):
        rules = Rules()
        rules.at_most("a rule", reading, part, 1.0, "a part")
        assert [each.outcome for each in rules.results()] == [held]


def test_the_tolerance_decides_what_is_the_same() -> None:
    """A wider one forgives rounded figures."""
    mock = breach(DAILY, "wrong-total", None, 0.004)
    assert broken(checked(mock, ENTERPRISE_KEY)) == [invariants.TOTAL]
    assert not broken(checked(mock, ENTERPRISE_KEY, tolerance_acus=0.005))
