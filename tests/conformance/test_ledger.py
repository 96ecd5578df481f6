"""Oracle: every answer of the mock is the sum of its ledger's leaves, counted one by one, for any window and filter.

It sees totals that are quietly wrong: a lost product, a shifted hour, a bound too many, a filter that is ignored, a day
in the wrong bucket, somebody who has left, a page with a gap. It cannot see what the leaves themselves have wrong, nor
what the assumptions decide, which are the mock's defaults.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import product
from typing import Any, Final

import pytest
from devin_mock import ENTERPRISE_KEY, ORGANIZATION_KEY, Assumptions, Mock
from devin_mock.answers import ANSWERS
from devin_mock.calendar import rfc3339
from hypothesis import given

from . import figures
from .cases import Case
from .leaves import OPENED, Unknown, cycles, opens
from .ledger_cases import CYCLE, MOCK, PRESENT, bounds, directed, drawn, leaves, paths
from .operations import OPERATIONS, Driven, named
from .profiles import examples
from .recount import RECOUNTED, recounted
from .sending import KEYS, NOW
from .test_refused import request

COUNTED: Final = [each for each in OPERATIONS if each.id in RECOUNTED]


def assert_counted(case: Case) -> None:
    """Ask the mock, and count again."""
    response = MOCK.respond(request(case))
    try:
        expected = recounted(leaves(), case)
    except Unknown:
        assert response.status == 404, case
        return
    assert response.status == 200, f"{response.body!r}\n{case}"
    assert response.json() == expected, case


def test_every_answer_from_the_ledger_is_counted_again() -> None:
    """What the mock answers itself is held here; other operations are drawn from their schemas."""
    assert {*RECOUNTED, *LISTS, "get_consumption_cycles", "get_self"} == set(ANSWERS)


@pytest.mark.parametrize("driven", COUNTED, ids=str)
def test_an_answer_is_the_sum_of_its_leaves(driven: Driven) -> None:
    """Directed windows, filters and ids, and drawn ones."""
    for case in directed(driven):
        figures.case("test_ledger")
        assert_counted(case)

    @examples()
    @given(drawn(driven))
    def check(case: Case) -> None:
        assert_counted(case)

    check()


def misleading(driven: Driven) -> Iterator[tuple[str, dict[str, Any]]]:
    """Queries that the document allows and that would get figures of something else, with the name to blame."""
    query, known = bounds(driven, CYCLE), driven.parameters("query")
    ids = {"org_ids": leaves().org_ids, "user_ids": leaves().users, "service_user_ids": leaves().service_users}
    for name in ids.keys() & known:
        yield name, {**query, name: [",".join(ids[name][:2])]}
    for name, other in (("start_date", "start"), ("end_date", "end")):
        if other in known:
            yield other, {**query, other: query[name]}
    if "after" in known:
        yield "after", {"after": "never handed out"}
        others = ("list_enterprise_users", "list_enterprise_service_users")
        for other in others if driven.id not in others else ():
            yield "after", {"after": answered(Case(other, {}, {"first": 1}))["end_cursor"]}


@pytest.mark.parametrize("driven", OPERATIONS, ids=str)
def test_what_would_get_other_figures_is_refused(driven: Driven) -> None:
    """Ids joined by commas, a bound under both of its names, and the cursor of another list."""
    for name, query in misleading(driven):
        case = Case(driven.id, next(paths(driven)), query)
        response = MOCK.respond(request(case))
        assert response.status == 422, case
        assert [error["loc"] for error in response.json()["detail"]] == [["query", name]], case


LATE: Final = Mock(seed=3, users=12, now=NOW, record_size=1, assumptions=Assumptions(late_days=3))


@pytest.mark.parametrize("driven", COUNTED, ids=str)
def test_a_day_that_is_final_is_booked_whole(driven: Driven) -> None:
    """Where days are booked late, a closed cycle is as it ever is; later days lack some ACUs, and no count."""
    for path in paths(driven):
        case = Case(driven.id, path, bounds(driven, CYCLE))
        assert LATE.respond(request(case)) == MOCK.respond(request(case)), case
        case = Case(driven.id, path, bounds(driven, (opens(NOW.date() - timedelta(days=3)), PRESENT)))
        late, booked = (mock.respond(request(case)).json() for mock in (LATE, MOCK))
        assert _without_acus(late) == _without_acus(booked), case
        missing = [whole - part for part, whole in zip(_acus(late), _acus(booked), strict=True)]
        assert min(missing, default=0.0) >= 0.0, case
        assert any(missing) is any(_acus(booked)), case


def _acus(body: Any) -> list[float]:
    """The figures of a body that are ACUs: no other is a float."""
    if isinstance(body, float):
        return [body]
    inside = body.values() if isinstance(body, dict) else body if isinstance(body, list) else ()
    return [acus for each in inside for acus in _acus(each)]


def _without_acus(body: Any) -> Any:
    if isinstance(body, dict):
        return {name: _without_acus(each) for name, each in body.items()}
    return [_without_acus(each) for each in body] if isinstance(body, list) else isinstance(body, float) or body


# Lists.


@cache
def limit_of(org_id: str) -> int | None:
    """The limit of an organization, as the list of organizations tells it."""
    listed = answered(Case("list_enterprise_organizations"))["items"]
    limits: dict[str, int | None] = {each["org_id"]: each["max_cycle_acu_limit"] for each in listed}
    return limits[org_id]


def answered(case: Case) -> Any:
    """The body of an answer."""
    response = MOCK.respond(request(case))
    assert response.status == 200, f"{response.body!r}\n{case}"
    return response.json()


def _users(query: Mapping[str, Any], among: Sequence[int]) -> list[Any]:
    account = MOCK.ledger.account
    return [
        {"user_id": account.ids[index], "email": f"user{index}@acme.example"}
        for index in among
        if index < account.users and not leaves().has_left(index, leaves().today)
        if query.get("email") in (None, f"user{index}@acme.example")
    ]


def _service_users(query: Mapping[str, Any]) -> list[Any]:
    account = MOCK.ledger.account
    found: list[Any] = []
    for index in range(account.users, account.principals):
        if (gone := leaves().has_left(index, leaves().today)) and not query.get("include_inactive"):
            continue
        left = account.leaves_on(index)
        ends = None if left is None else opens(date(1970, 1, 1) + timedelta(days=left))
        found.append(
            {
                "service_user_id": account.ids[index],
                "deleted_at": ends if index == account.deleted and gone else None,
                "expires_at": ends if index == account.expired else None,
            }
        )
    return found


def _inside(org_id: str) -> list[int]:
    place = leaves().org_ids.index(org_id)
    return [holder for holder, organization in leaves().seats if organization == place]


LISTS: Final[Mapping[str, Callable[[Case], list[Any]]]] = {
    "list_members": lambda case: _users(case.query, range(MOCK.ledger.account.users)),
    "list_enterprise_users": lambda case: _users(case.query, range(MOCK.ledger.account.users)),
    "list_enterprise_organization_users": lambda case: _users(case.query, _inside(case.path["org_id"])),
    "list_enterprise_service_users": lambda case: _service_users(case.query),
    "list_enterprise_organizations": lambda _: [
        {"org_id": each, "created_at": opens(OPENED)} for each in leaves().org_ids
    ],
    "list_enterprise_consumption_cycles": lambda _: [
        {"after": start, "before": end} for start, end in cycles(leaves().now)
    ],
    "list_enterprise_acu_limits": lambda _: [
        {"scope": "enterprise", "org_id": None, "user_id": None},
        *({"scope": "org", "org_id": each, "user_id": None} for each in leaves().org_ids if limit_of(each) is not None),
        {"scope": "user", "org_id": None, "user_id": leaves().users[0]},
    ],
}
"""What each list should hold, by operation: the fields that are known, of every item in its order."""


def pages(case: Case, size: int | None) -> Iterator[tuple[list[Any], int, bool]]:
    """The items of each page, how many there are said to be, and whether another page follows."""
    position: dict[str, Any] = {}
    v2 = case.driven.version == "v2"
    sized = {} if size is None else {"limit" if v2 else "first": size}
    more = True
    while more:
        page = answered(Case(case.operation, case.path, {**case.query, **sized, **position}))
        more = page["has_more" if v2 else "has_next_page"]
        yield page["items"], page["total"], more
        cursor = page["next_cursor" if v2 else "end_cursor"]
        assert (cursor is not None) is more, case
        if v2:
            assert (page["skip"], page["limit"]) == (position.get("skip", 0), 100 if size is None else size), case
            assert cursor in (None, page["skip"] + len(page["items"])), case
        position = {"skip" if v2 else "after": cursor}


def list_cases(driven: Driven) -> Iterator[Case]:
    """Every list of an operation."""
    account = MOCK.ledger.account
    emails = [None, "user2@acme.example", f"user{account.removed}@acme.example", "user@acme.example"]
    values: dict[str, Sequence[Any]] = {"email": emails, "include_inactive": [None, False, True]}
    known = [name for name in values if name in driven.parameters("query")]
    for org_id in leaves().org_ids if "org_id" in driven.parameters("path") else [None]:
        path = {} if org_id is None else {"org_id": org_id}
        for chosen in product(*(values[name] for name in known)):
            yield Case(driven.id, path, dict(zip(known, chosen, strict=True)))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_holds_everything_once_whatever_its_pages(name: str) -> None:
    """The pages of any size join to what the account holds, in its order; all are full but the last, none is empty."""
    for case, size in product(list_cases(named(name)), (1, 2, 3, 200, None)):
        expected = LISTS[name](case)
        found = list(pages(case, size))
        items = [item for inside, _, _ in found for item in inside]
        assert len(items) == len(expected), case
        assert [{key: item[key] for key in some} for item, some in zip(items, expected, strict=True)] == expected, case
        assert {total for _, total, _ in found} == {len(expected)}, case
        assert all(len(inside) == size for inside, _, more in found if more), case
        assert all(inside for inside, _, _ in found) or not expected, case


def test_members_may_be_skipped() -> None:
    """What is skipped is as much as was said, also beyond the end."""
    expected = LISTS["list_members"](Case("list_members"))
    for skip, limit in product((0, 1, 5, len(expected) - 1, len(expected), 10**6), (1, 4, 200)):
        body = answered(Case("list_members", {}, {"skip": skip, "limit": limit}))
        ids = [each["user_id"] for each in body["items"]]
        assert ids == [each["user_id"] for each in expected[skip : skip + limit]]
        assert body["has_more"] is (skip + limit < len(expected))


def test_roles_are_where_somebody_has_a_seat() -> None:
    """Of users and service users: the enterprise, and every organization."""
    account = MOCK.ledger.account
    for name, key in (("list_enterprise_users", "user_id"), ("list_enterprise_service_users", "service_user_id")):
        for item in answered(Case(name))["items"]:
            roles = [role["org_id"] for role in item["role_assignments"]]
            homes = leaves().organizations_of(account.ids.index(item[key]))
            assert len(roles) == len(set(roles))
            assert {each for each in roles if each is not None} == {leaves().org_ids[one] for one in homes}
            assert (None in roles) is (key == "user_id")


def test_limits_are_those_of_the_organizations() -> None:
    """The list of limits and that of organizations say the same, and there is more than one kind."""
    listed = {
        each["org_id"]: each["cycle_acu_limit"]
        for each in answered(Case("list_enterprise_acu_limits"))["items"]
        if each["scope"] == "org"
    }
    assert listed == {each: limit for each in leaves().org_ids if (limit := limit_of(each)) is not None}


def test_cycles_of_v2_are_those_of_the_account() -> None:
    """Each from the fifth of a month, eight in the morning UTC, to the next one."""
    first_second = datetime.fromtimestamp(CYCLE[1], UTC)
    for now in (NOW, first_second, first_second - timedelta(seconds=1)):
        mock = Mock(seed=3, users=12, now=now)
        expected = [{"start": rfc3339(start), "end": rfc3339(end)} for start, end in cycles(mock.now())]
        assert mock.respond(request(Case("get_consumption_cycles"))).json() == expected


@pytest.mark.parametrize("key", [ENTERPRISE_KEY, ORGANIZATION_KEY])
def test_a_key_says_whose_it_is(key: str) -> None:
    """A service user, and the organization if the key is of one."""
    body = MOCK.respond(request(Case("get_self"), headers=(("Authorization", f"Bearer {key}"),))).json()
    inside = None if key == KEYS["v3"] else leaves().org_ids[0]
    assert body["org_id"] == inside
    homes = leaves().organizations_of(MOCK.ledger.account.ids.index(body["service_user_id"]))
    assert body["service_user_id"] in leaves().service_users
    assert inside is None or homes == {0}
