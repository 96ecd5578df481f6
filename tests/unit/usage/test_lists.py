"""Lists are walked page by page, no further than somebody wants, and never round in circles."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, Assumptions, Mock
from devin_usage import (
    DevinUsage,
    InconsistentAnswer,
    InvalidArgument,
    ResponseValidationError,
    Unauthorized,
    UnsupportedByScope,
    UnsupportedByVersion,
    plans,
)

from tests.unit.usage.answering import BASE_URL, NOW, SERVICE_USER, V2_KEY, V3_KEY, asked, mocked, served
from tests.unit.usage.paging import async_ids, ids_of_v2, ids_of_v3, paged, v2_page, v3_page


def test_nothing_is_asked_before_the_first_item_is_wanted() -> None:
    """Making a list sends nothing."""
    with paged(v3_page("a")) as (client, pages):
        users = client.users.list()
        assert pages.asked == []
        assert [user.id for user in users] == ["a"]


def test_a_page_is_asked_for_when_its_first_item_is_wanted() -> None:
    """All items of the first page are had for one request."""
    with paged(v3_page("a", "b", cursor="2"), v3_page("c")) as (client, pages):
        users = client.users.list()
        assert [next(users).id, next(users).id] == ["a", "b"]
        assert pages.asked == [{"first": "200"}]
        assert next(users).id == "c"
        assert pages.asked == [{"first": "200"}, {"first": "200", "after": "2"}]
        assert list(users) == []
        assert len(pages.asked) == 2


def test_who_stops_early_asks_no_more() -> None:
    """Of either colour, after the last item of a page as well."""
    answers = (v3_page("a", "b", cursor="2"), v3_page("c"))
    with paged(*answers) as (client, pages):
        for user in client.users.list():
            if user.id == "b":
                break
        assert len(pages.asked) == 1
    found, seen = async_ids(*answers, stop_after=2)
    assert (found, len(seen.asked)) == (["a", "b"], 1)
    found, seen = async_ids(*answers, stop_after=9)
    assert (found, len(seen.asked)) == (["a", "b", "c"], 2)


def test_members_of_v2_go_on_after_as_many_as_were_given() -> None:
    """A service that gives fewer than asked for loses nobody."""
    answers = (v2_page("a", "b", more=True), v2_page("c", more=True), v2_page("d"))
    with paged(*answers, key=V2_KEY) as (client, pages):
        assert [user.id for user in client.users.list()] == ["a", "b", "c", "d"]
    assert pages.asked == [{"skip": skip, "limit": "200"} for skip in ("0", "2", "3")]


def test_two_walks_of_one_client_are_apart() -> None:
    """Who was seen on one is not left out of the other."""
    with paged(v3_page("a", cursor="2"), v3_page("a", cursor="2"), v3_page("b"), v3_page("c")) as (client, _):
        one, other = client.users.list(), client.users.list()
        assert [next(one).id, next(other).id, next(one).id, next(other).id] == ["a", "a", "b", "c"]


@pytest.mark.parametrize(
    ("ids", "pages"),
    [
        (ids_of_v3, [v3_page("a", "b", cursor="2"), v3_page("b", "c", "a", cursor="3"), v3_page("d")]),
        (ids_of_v2, [v2_page("a", "b", more=True), v2_page("b", "c", "a", more=True), v2_page("d")]),
    ],
)
def test_who_comes_twice_is_given_once(ids: Any, pages: list[Any]) -> None:
    """While a list changes, items move over to the next page."""
    assert ids(*pages) == ["a", "b", "c", "d"]


def test_who_comes_twice_on_a_page_keeps_the_first_place_and_what_was_said_there() -> None:
    """Order is the API's."""
    page = v3_page("a", "b", "a", "c", "b")
    page["items"][2]["name"] = "Another"
    with paged(page) as (client, _):
        assert [(user.id, user.name) for user in client.users.list()] == [("a", "Ada"), ("b", "Ada"), ("c", "Ada")]


def test_limits_have_no_ids_and_are_all_given() -> None:
    """Two that look alike are two."""
    limit = {"scope": "user", "cycle_acu_limit": 5}
    with paged({"items": [limit, limit], "end_cursor": None}) as (client, _):
        assert [(one.scope, one.acus, one.organization, one.user) for one in client.limits.list()] == [
            ("user", 5, None, None),
            ("user", 5, None, None),
        ]


def test_an_empty_list_is_empty() -> None:
    """And an empty page with a cursor is no end."""
    assert ids_of_v3(v3_page()) == []
    assert ids_of_v2(v2_page()) == []
    assert ids_of_v3(v3_page(cursor="2"), v3_page(cursor="3"), v3_page("a")) == ["a"]


@pytest.mark.parametrize("said", [True, False])
def test_pages_go_on_while_there_is_a_cursor(said: bool) -> None:
    """Whatever is said of a next page beside it; absent or empty, there is none."""
    assert ids_of_v3(v3_page("a", cursor="2", has_next_page=said), v3_page("b")) == ["a", "b"]
    assert ids_of_v3(v3_page("a", end_cursor="")) == ["a"]
    last = v3_page("a")
    del last["end_cursor"], last["has_next_page"]
    assert ids_of_v3(last) == ["a"]


@pytest.mark.parametrize("cursor", [None, ""])
def test_a_next_page_without_a_cursor_gives_nobody_of_its_page(cursor: str | None) -> None:
    """A list that cannot be read to its end must not look like a whole one."""
    with paged(v3_page("a", end_cursor=cursor, has_next_page=True)) as (client, _):
        users = client.users.list()
        with pytest.raises(InconsistentAnswer, match=r"list_enterprise_users: .* no cursor"):
            next(users)


def test_a_cursor_that_comes_again_ends_the_walk_in_an_error() -> None:
    """Also after others: round in circles is for ever."""
    with paged(v3_page("a", cursor="2"), v3_page("b", cursor="3"), v3_page("c", cursor="2")) as (client, pages):
        users = client.users.list()
        assert [next(users).id, next(users).id] == ["a", "b"]
        with pytest.raises(InconsistentAnswer, match="same cursor twice"):
            next(users)
        assert len(pages.asked) == 3
        assert list(users) == []


def test_a_page_of_v2_with_nothing_new_ends_the_walk_in_an_error() -> None:
    """A service that overlooks `skip` gives the first page for ever."""
    for second in (v2_page("a", "b", more=True), v2_page(more=True)):
        with pytest.raises(InconsistentAnswer, match="nothing new"):
            ids_of_v2(v2_page("a", "b", more=True), second)


def test_a_last_page_of_v2_with_nothing_new_is_the_end() -> None:
    """All that came on it were seen before."""
    assert ids_of_v2(v2_page("a", more=True), v2_page("a")) == ["a"]


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_refusal_in_the_middle_is_raised_after_what_was_given(asynchronous: bool) -> None:
    """A key that is withdrawn does not make a shorter list."""
    answers = (v3_page("a", cursor="2"), 401)
    if asynchronous:
        with pytest.raises(Unauthorized):
            async_ids(*answers, stop_after=9)
        return
    with paged(*answers) as (client, _):
        users = client.users.list()
        assert next(users).id == "a"
        with pytest.raises(Unauthorized):
            next(users)


def test_a_page_that_breaks_the_contract_is_refused_in_the_middle() -> None:
    """Users without an id are no users."""
    broken = v3_page("b")
    del broken["items"][0]["user_id"]
    with pytest.raises(ResponseValidationError, match="user_id"):
        ids_of_v3(v3_page("a", cursor="2"), broken)


def test_a_plan_of_all_pages_gives_every_item() -> None:
    """In one list, for those who need all of them."""
    with paged(v3_page("a", cursor="2"), v3_page("b")) as (client, _):
        found = client._session.run(plans.every(plans.users(client._session.context)))
    assert [user.id for user in found] == ["a", "b"]


LISTS = ("users", "service_users", "organizations", "limits")


@pytest.mark.parametrize("group", LISTS)
def test_a_key_of_an_organization_gets_no_list_of_the_enterprise(group: str) -> None:
    """Its scope is asked once; what it can do instead is said."""
    with (
        served({}, key=V3_KEY, principal={**SERVICE_USER, "org_id": "org-1"}) as client,
        pytest.raises(UnsupportedByScope, match="enterprise scope"),
    ):
        list(getattr(client, group).list())


@pytest.mark.parametrize("group", LISTS[1:])
def test_what_v2_does_not_list_is_refused_when_it_is_asked_for(group: str) -> None:
    """Not only when its first item is wanted."""
    with DevinUsage(V2_KEY, base_url=BASE_URL) as client, pytest.raises(UnsupportedByVersion, match="v3 key"):
        getattr(client, group).list()


@pytest.mark.parametrize("email", ["", " ", "\t", "a\nb", 7, ["a@example.com"]])
def test_an_address_that_could_be_read_as_no_filter_is_refused(email: Any) -> None:
    """At once: everybody would pass for one user."""
    for key in (V2_KEY, V3_KEY):
        with DevinUsage(key, base_url=BASE_URL) as client, pytest.raises(InvalidArgument, match="email"):
            client.users.list(email=email)


@pytest.mark.parametrize("said", ["false", "", 0, 1, None])
def test_only_a_truth_value_includes_the_inactive(said: Any) -> None:
    """The text `false` is true to Python."""
    with DevinUsage(V3_KEY, base_url=BASE_URL) as client, pytest.raises(InvalidArgument, match="True or False"):
        client.service_users.list(include_inactive=said)


@pytest.mark.parametrize("page_total", ["given", "null", "absent"])
@pytest.mark.parametrize("ids", ["same in both versions", "other in v2"])
def test_lists_are_read_whatever_is_assumed_of_them(page_total: Any, ids: Any) -> None:
    """How a page gives its total, and by which ids v2 calls people."""
    mock = Mock(now=NOW, users=420, assumptions=Assumptions(page_total=page_total, ids=ids))
    found = {}
    for key in (ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY):
        with mocked(mock, key) as client:
            found[key] = [user.id for user in client.users.list()]
    assert len(found[ENTERPRISE_KEY]) == len(found[ENTERPRISE_ADMIN_KEY]) > 400
    assert (found[ENTERPRISE_KEY] == found[ENTERPRISE_ADMIN_KEY]) is (ids == "same in both versions")
    assert sum("/members" in each for each in asked(mock)) == 6


@pytest.mark.parametrize("match", ["exact", "any case", "part"])
def test_the_api_compares_addresses(match: Literal["exact", "any case", "part"]) -> None:
    """What it gives is given: the client does not filter once more, by a rule of its own."""
    mock = Mock(now=NOW, assumptions=Assumptions(email_match=match))
    with mocked(mock, ENTERPRISE_KEY) as client:
        found = {
            text: len(list(client.users.list(email=text))) for text in ("user2@acme.example", "USER2@ACME.EXAMPLE")
        }
    assert found == {"user2@acme.example": 1, "USER2@ACME.EXAMPLE": int(match == "any case")}
