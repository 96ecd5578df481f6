"""A list that ends before all of it has come is no list: what the API says there is in all is held against it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, Assumptions, Fault, Mock
from devin_usage import ContractWarning, DevinUsage, InconsistentAnswer, ResponseValidationError

from tests.unit.usage.answering import BASE_URL, NOW, V2_KEY, V3_KEY, mocked
from tests.unit.usage.paging import Pages, async_ids, ids_of_v2, ids_of_v3, paged, v2_page, v3_page

LIMIT = {"scope": "user", "cycle_acu_limit": 5}
CYCLES = [{"after": 1764921600, "before": 1767600000}]
ORGANIZATION: dict[str, Any] = {
    "org_id": "org-1",
    "name": "Acme",
    "created_at": 1,
    "updated_at": 1,
    "max_cycle_acu_limit": None,
    "max_session_acu_limit": None,
}
SERVICE_USER: dict[str, Any] = {
    "service_user_id": "s-1",
    "name": "Bot",
    "role_assignments": [],
    "expires_at": None,
    "deleted_at": None,
}


@contextmanager
def warned(*answers: Any, key: str = V3_KEY) -> Iterator[DevinUsage]:
    """A client that was told to read what it cannot trust."""
    transport = httpx.MockTransport(Pages(list(answers)))
    with DevinUsage(key, base_url=BASE_URL, transport=transport, retries=0, check="warn") as client:
        yield client


@pytest.mark.parametrize(
    ("ids", "pages"),
    [
        (ids_of_v3, [v3_page("a", "b", total=3)]),
        (ids_of_v3, [v3_page("a", cursor="2", total=3), v3_page("b", total=3)]),
        (ids_of_v3, [v3_page("a", cursor="2", total=3), v3_page("b", total=None)]),
        (ids_of_v3, [v3_page("a", "b", cursor="2", total=3), v3_page("b", "a", total=3)]),
        (ids_of_v3, [v3_page(cursor="2", total=3), v3_page("a", "b", "a", total=3)]),
        (ids_of_v2, [v2_page("a", "b", total=3)]),
        (ids_of_v2, [v2_page("a", more=True, total=3), v2_page("b", total=3)]),
        (ids_of_v2, [v2_page("a", "b", more=True, total=3), v2_page("b", total=3)]),
    ],
)
def test_a_list_that_is_shorter_than_it_says_is_refused(ids: Any, pages: list[Any]) -> None:
    """Whoever comes twice is counted once."""
    with pytest.raises(
        InconsistentAnswer, match=r"^list_\w+: the API gave 2 of the 3 items that it says there are; ask again$"
    ):
        ids(*pages)


def test_the_last_page_of_a_list_that_is_too_short_is_not_given() -> None:
    """Of either colour, an empty list is not told from no list otherwise."""
    with paged(v3_page("a", cursor="2", total=3), v3_page("b", total=3)) as (client, _):
        users = client.users.list()
        assert next(users).id == "a"
        with pytest.raises(InconsistentAnswer):
            next(users)
    with pytest.raises(InconsistentAnswer, match="0 of the 1 items"):
        async_ids(v3_page(total=1), stop_after=9)


@pytest.mark.parametrize("total", [0, 2, 3, 3.0, None, ...])
def test_a_list_that_is_as_long_as_it_says_or_longer_is_given(total: Any) -> None:
    """Somebody may have come while it was read, and v3 need not say how many there are."""
    pages = [v3_page("a", "b", cursor="2", total=2), v3_page("c", total=total)]
    if total is ...:
        del pages[1]["total"]
    assert ids_of_v3(*pages) == ["a", "b", "c"]


def test_the_number_that_was_given_last_is_the_one_that_holds() -> None:
    """A cursor passes over nobody when somebody is removed."""
    assert ids_of_v3(v3_page("a", cursor="2", total=3), v3_page("b", total=2)) == ["a", "b"]
    with pytest.raises(InconsistentAnswer, match="2 of the 3"):
        ids_of_v3(v3_page("a", cursor="2", total=2), v3_page("b", total=3))


def test_a_list_of_v2_that_becomes_shorter_while_it_is_read_is_refused() -> None:
    """Who follows moved up into the page before, which is not asked for again."""
    assert ids_of_v2(v2_page("a", "b", more=True, total=3), v2_page("c", total=3)) == ["a", "b", "c"]
    with pytest.raises(InconsistentAnswer, match=r"^list_members: the list became shorter .* ask again$"):
        ids_of_v2(v2_page("a", "b", more=True, total=4), v2_page("d", total=3))


def test_where_a_list_is_filtered_the_number_may_be_of_all() -> None:
    """It is not documented; by address, and without those who are inactive."""
    with paged(v3_page("a", total=9)) as (client, _):
        assert [user.id for user in client.users.list(email="ada@example.com")] == ["a"]
    with paged(v3_page("a", total=9)) as (client, _):
        assert [user.id for user in client.users.list(email="ada@example.com", organization="org-1")] == ["a"]
    with paged(v2_page("a", more=True, total=9), v2_page("b", total=8), key=V2_KEY) as (client, _):
        assert [user.id for user in client.users.list(email="ada@example.com")] == ["a", "b"]
    page = {"items": [SERVICE_USER], "end_cursor": None, "total": 9}
    with paged(page) as (client, _):
        assert [user.id for user in client.service_users.list()] == ["s-1"]
    with paged(page) as (client, _), pytest.raises(InconsistentAnswer, match="1 of the 9"):
        list(client.service_users.list(include_inactive=True))
    with paged(v3_page("a", total=9)) as (client, _), pytest.raises(InconsistentAnswer, match="1 of the 9"):
        list(client.users.list(organization="org-1"))


@pytest.mark.parametrize(
    ("group", "items"), [("cycles", CYCLES), ("limits", [LIMIT]), ("organizations", [ORGANIZATION])]
)
def test_every_kind_of_list_is_held_to_it(group: str, items: list[Any]) -> None:
    """Cycles too, though they come all at once."""
    with paged({"items": items, "total": 1}) as (client, _):
        assert len(tuple(getattr(client, group).list())) == 1
    with paged({"items": items, "total": 2}) as (client, _), pytest.raises(InconsistentAnswer, match="1 of the 2"):
        list(getattr(client, group).list())
    with warned({"items": items, "total": 2}) as client, pytest.warns(ContractWarning, match="1 of the 2"):
        assert len(tuple(getattr(client, group).list())) == 1


def test_who_accepts_broken_answers_is_warned_and_gets_the_list() -> None:
    """With ``check="warn"``."""
    with warned(v3_page("a", total=2)) as client, pytest.warns(ContractWarning, match="1 of the 2 items"):
        assert [user.id for user in client.users.list()] == ["a"]
    with warned({"items": [SERVICE_USER], "total": 2}) as client, pytest.warns(ContractWarning, match="1 of the 2"):
        assert len(list(client.service_users.list(include_inactive=True))) == 1
    pages = (v2_page("a", "b", more=True, total=4), v2_page("d", total=3))
    with warned(*pages, key=V2_KEY) as client, pytest.warns(ContractWarning, match="became shorter"):
        assert [user.id for user in client.users.list()] == ["a", "b", "d"]


@pytest.mark.parametrize(
    ("key", "page"),
    [
        (V3_KEY, v3_page("a", total="2")),
        (V3_KEY, v3_page("a", total=True)),
        (V3_KEY, v3_page("a", total=1.5)),
        (V3_KEY, v3_page("a", has_next_page=0)),
        (V3_KEY, v3_page("a", has_next_page="false")),
        (V2_KEY, v2_page("a", total="0")),
        (V2_KEY, v2_page("a", has_more=None)),
        (V2_KEY, v2_page("a", has_more=0)),
    ],
)
def test_what_cannot_tell_whether_a_list_is_whole_is_no_page(key: str, page: Any) -> None:
    """Also for those who accept broken answers: a number for a truth value could end it."""
    with (
        warned(page, key=key) as client,
        pytest.warns(ContractWarning),
        pytest.raises(ResponseValidationError),
    ):
        list(client.users.list())


@pytest.mark.parametrize(
    ("key", "operation"), [(ENTERPRISE_ADMIN_KEY, "list_members"), (ENTERPRISE_KEY, "list_enterprise_users")]
)
def test_a_service_that_ends_a_list_after_its_first_page_is_seen(key: str, operation: str) -> None:
    """Of both versions, with what it says of the list as a whole."""
    mock = Mock(now=NOW, users=420)
    with mocked(mock, key) as client:
        every = len(list(client.users.list()))
        first = next(json.loads(each.response.body) for each in mock.record if each.request.raw_path != b"/v3/self")
        ended = {
            **first,
            **({"has_more": False} if "has_more" in first else {"end_cursor": None, "has_next_page": False}),
        }
        mock.faults.add(Fault(operation=operation, body=json.dumps(ended).encode()))
        with pytest.raises(InconsistentAnswer, match=f"200 of the {every} items"):
            list(client.users.list())


@pytest.mark.parametrize("page_total", ["given", "null", "absent"])
def test_the_lists_of_the_mock_are_whole_however_it_gives_its_total(page_total: Any) -> None:
    """All of them, of both versions."""
    mock = Mock(now=NOW, users=420, assumptions=Assumptions(page_total=page_total))
    with mocked(mock, ENTERPRISE_KEY) as client:
        assert len(list(client.users.list())) > 400
        assert list(client.service_users.list(include_inactive=True))
        assert list(client.organizations.list())
        assert list(client.limits.list())
        assert client.cycles.list()
    with mocked(mock, ENTERPRISE_ADMIN_KEY) as client:
        assert len(list(client.users.list())) > 400
