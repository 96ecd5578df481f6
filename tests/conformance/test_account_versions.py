"""Oracle: v2 and v3 of one ledger are told to agree, and any difference that is planted is named, and nothing else.

It sees differences that pass for agreement, whoever cannot be read and counts as 0, sums that lack somebody, and days
that move meanwhile. It cannot see what both versions have wrong in the same way (that is `v2_v3`), nor ACUs of a member
that v3 gives for another day, since the maps of v2 have no days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import product
from typing import Any, Final

import pytest
from devin_mock import Fault
from devin_usage import (
    Period,
    day_start,
)
from hypothesis import example, given

from .account_alterations import (
    DAY,
    ENTERPRISE,
    NEXT_DAY,
    ODD,
    OF_ONE,
    add_to_day,
    altered,
    of_enterprise,
    of_map,
    of_member,
    to_a_stranger,
    without_day,
)
from .account_asking import (
    ORGANIZATION,
    SHORT,
    TODAY,
    USER,
    Account,
    both_colours,
    counted,
    ids,
    in_turns,
    of,
    path_of,
)
from .counted import micro, total
from .profiles import examples
from .sending import NOW

MONTH: Final = Period.of_days(date(2025, 9, 10), date(2025, 10, 9))
"""Review begins in it, and a user leaves."""
ASSUMED: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"service_users": "left out"},
    {"idle_users": "listed"},
    {"idle_days": "left out"},
    {"products": "less than the day"},
    {"review_without_data": "absent", "date_at": "00:00"},
    {"unknown_id": "zeros", "page_total": "absent"},
)
Found = set[tuple[str, str]]


def named(comparisons: Iterable[Any]) -> Found:
    """What is compared, by group and name."""
    return {(each.group, each.name) for each in comparisons}


@in_turns("assumed", ASSUMED)
def test_versions_of_one_ledger_agree(assumed: dict[str, Any], asynchronous: bool) -> None:
    """Whatever the service does where it is not documented; each figure that is compared is the ledger's."""
    account = Account(**assumed)

    @examples(0.5)
    @given(SHORT)
    @example(MONTH)
    @example(Period.of_day(TODAY))
    @example(Period.of_days(date(2025, 12, 18), TODAY))
    def check(period: Period) -> None:
        found = account.reconcile(period, asynchronous=asynchronous)
        if period.first_day == TODAY:
            assert (found.agrees, found.closed) == (False, None)
            return
        assert found.agrees, str(found)
        closed_days = Period(period.start, min(period.end, day_start(TODAY)))
        assert found.closed == closed_days
        whole = counted().days(closed_days, NOW)
        used = {
            (group, each): total(of(by, each, closed_days))
            for group, by, members in (
                ("organizations", "organization", counted().leaves.org_ids),
                ("users", "user", counted().leaves.users),
                ("service users", "service_user", counted().leaves.service_users),
            )
            for each in members
        }
        days = {("days", str(day)): each.total() for day, each in whole.items()}
        sums = {("totals", name): total(whole) for name in ("total", "days of v2", "days of v3")}
        figures = {**used, **days, **sums}
        for each in found.comparisons:
            expected_acus = figures.get((each.group, each.name))
            if expected_acus is not None:
                assert {micro(side) for side in (each.left, each.right) if side is not None} == {expected_acus}, each
        compared = named(found.comparisons)
        has_left = {("users", each) for each in ids(3)} if period.first_day >= date(2025, 10, 1) else set[Any]()
        missing = figures.keys() - compared - has_left
        if "idle_days" in assumed:
            missing = {each for each in missing if figures[each]}
        is_map_without = assumed.get("service_users") or not any(used["service users", each] for each in SERVICE_USERS)
        assert missing == ({("service users", each) for each in SERVICE_USERS} if is_map_without else set[Any]())
        of_open_days = {("totals", f"open: {TODAY}")} if period.end > day_start(TODAY) else set[Any]()
        assert compared - figures.keys() == {("totals", each) for each in SUMS} | of_open_days
        outside = {each: sum(day[each] for day in whole.values()) for each in ("cascade", "terminal", "review")}
        (of_parts,) = [each for each in found.comparisons if each.name == "organizations of v3"]
        told = {each.text.partition(",")[0].lower(): micro(each.acus) for each in of_parts.explanations}
        assert told == {name: acus for name, acus in outside.items() if acus}
        assert {each.text.startswith("Review") for each in of_parts.explanations if "not documented" in each.text} <= {
            True
        }

    check()


SERVICE_USERS: Final = counted().leaves.service_users
SUMS: Final = (
    "products of v3",
    "organizations of v2",
    "organizations of v3",
    "users of v2",
    "users and service users of v3",
)
OF_USERS, OF_ORGANIZATIONS = ("totals", "users and service users of v3"), ("totals", "organizations of v3")
EACH_OF_V3: Final = {("totals", "total"), ("days", str(DAY)), OF_USERS, OF_ORGANIZATIONS}
PLANTED: Final[Mapping[str, tuple[str, Any, Found]]] = {
    "a user of v3": (OF_ONE["user"], of_member(USER, DAY), {("users", USER), OF_USERS}),
    "a service user of v3": (
        OF_ONE["service_user"],
        of_member(SERVICE_USERS[0], DAY),
        {("service users", SERVICE_USERS[0]), OF_USERS},
    ),
    "an organization of v3": (
        OF_ONE["organization"],
        of_member(ORGANIZATION, DAY),
        {("organizations", ORGANIZATION), OF_ORGANIZATIONS},
    ),
    "a user in v2's map": (
        ENTERPRISE["v2"],
        of_map("consumption_by_user", USER, -ODD),
        {("users", USER), ("totals", "users of v2")},
    ),
    "an organization in v2's map": (
        ENTERPRISE["v2"],
        of_map("consumption_by_org_id", ORGANIZATION, -ODD),
        {("organizations", ORGANIZATION), ("totals", "organizations of v2")},
    ),
    "a user whom v2's map lacks": (ENTERPRISE["v2"], of_map("consumption_by_user", USER, None), {("users", USER)}),
    "a service user whom v2's map lacks": (
        ENTERPRISE["v2"],
        of_map("consumption_by_user", SERVICE_USERS[0], None),
        {("service users", SERVICE_USERS[0])},
    ),
    "an organization that v2's map lacks": (
        ENTERPRISE["v2"],
        of_map("consumption_by_org_id", ORGANIZATION, None),
        {("organizations", ORGANIZATION), ("totals", "organizations of v2")},
    ),
    "a user whom v3 does not know": (
        ENTERPRISE["v2"],
        to_a_stranger,
        {("users", "user-unheard-of"), ("users", USER)},
    ),
    "a day of v3": (ENTERPRISE["v3"], of_enterprise(DAY), EACH_OF_V3),
    "a day of v2": (
        ENTERPRISE["v2"],
        of_enterprise(DAY),
        {("totals", "total"), ("days", str(DAY)), ("totals", "users of v2"), ("totals", "organizations of v2")},
    ),
    "a day that v2 does not list": (
        ENTERPRISE["v2"],
        without_day,
        {("days", str(DAY)), ("days", str(DAY + timedelta(days=1)))},
    ),
    "days of v3 that differ by as much": (
        ENTERPRISE["v3"],
        of_enterprise(DAY, NEXT_DAY),
        {("days", str(DAY)), ("days", str(NEXT_DAY))},
    ),
}


@in_turns("planted", PLANTED)
def test_a_planted_difference_is_named_and_nothing_else(planted: str, asynchronous: bool) -> None:
    """A hundredth of an ACU, where it is and in every sum that it is part of; the versions do not agree."""
    operation, change, expected = PLANTED[planted]
    account = altered(operation, change)
    found = account.reconcile(MONTH, asynchronous=asynchronous)
    assert not found.agrees
    assert named(found.unexplained) == expected, str(found)
    assert named(found.not_compared) == set()
    lacking = [each for each in found.unexplained if each.verdict == "one side only"]
    assert bool(lacking) is any(word in planted for word in ("lacks", "not list", "not know"))
    assert all(None in (each.left, each.right) for each in lacking)
    members = {*counted().leaves.users, *SERVICE_USERS, *counted().leaves.org_ids}
    asked = account.asked_of()
    assert {each: asked[each] for each in members} == dict.fromkeys(members, 1)
    assert asked[None] == 4  # each version at the beginning, and once more at the end


@in_turns("group, status", product(("users", "service users", "organizations"), (403, 404, 503)))
def test_a_member_who_cannot_be_read_is_no_agreement(group: str, status: int, asynchronous: bool) -> None:
    """Not compared, and no figure of 0; nor are the sums that need the member."""
    account, member = (
        Account(),
        {"users": USER, "service users": SERVICE_USERS[0], "organizations": ORGANIZATION}[group],
    )
    together = OF_ORGANIZATIONS if group == "organizations" else OF_USERS
    with account.mock.faults.planted(Fault(path=path_of(member), status=status)):
        found = account.reconcile(MONTH, asynchronous=asynchronous)
    assert not found.agrees
    assert named(found.not_compared) == {(group, member), together}
    assert named(found.unexplained) == set()
    (comparison,) = [each for each in found.comparisons if (each.group, each.name) == (group, member)]
    assert (comparison.right, comparison.difference) == (None, None)


@in_turns("group", ("users", "service users", "organizations"))
def test_a_list_that_cannot_be_read_is_no_agreement(group: str, asynchronous: bool) -> None:
    """There may be somebody whom v2 does not name."""
    account = Account()
    together = OF_ORGANIZATIONS if group == "organizations" else OF_USERS
    lacking = {together, (group, f"those that only v3 may know among the {group}")}
    with account.mock.faults.planted(Fault(operation=f"list_enterprise_{group.replace(' ', '_')}", status=403)):
        found = account.reconcile(MONTH, asynchronous=asynchronous)
    assert not found.agrees
    assert named(found.not_compared) == lacking
    assert named(found.unexplained) == set()


@both_colours
@pytest.mark.parametrize("version", ["v2", "v3"])
def test_days_that_move_are_neither_agreement_nor_disagreement(version: str, asynchronous: bool) -> None:
    """The open one never counts; closed ones that change while members are read leave it open."""

    def more(_: Any, body: Any) -> None:
        answered.append(body)
        if len(body["consumption_by_date"]) == 1 and is_open:
            add_to_day(body, TODAY, ODD)
        if len(answered) == 1 and not is_open:
            add_to_day(body, DAY, ODD)

    for is_open, period in ((True, Period.of_days(date(2025, 12, 12), TODAY)), (False, MONTH)):
        answered: list[Any] = []
        found = altered(ENTERPRISE[version], more).reconcile(period, asynchronous=asynchronous)
        assert found.agrees is is_open
        assert named(found.unexplained) == set()
        opened = [each for each in found.comparisons if each.verdict == "still open"]
        assert [abs(micro(each.difference or 0.0)) for each in opened] == [micro(ODD)] * is_open
        assert bool(found.not_compared) is not is_open
