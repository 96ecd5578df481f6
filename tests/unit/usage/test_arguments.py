"""What could silently answer another question is refused before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Assumptions, Mock
from devin_usage import DevinUsage, InvalidArgument, UnsupportedByScope, UnsupportedByVersion
from devin_usage.arguments import identifier, identifiers
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.usage.answering import NOW, TWO_DAYS, asked, mocked

REFUSED_IDS = [
    ("", "would reach another endpoint"),
    (".", "would reach another endpoint"),
    ("..", "would reach another endpoint"),
    ("a\nb", "a line break or another control character"),
    ("a\n", "a line break or another control character"),
    ("a\r", "a line break or another control character"),
    ("a\x00", "a line break or another control character"),
    ("\t", "a line break or another control character"),
    ("\x1b[2J", "a line break or another control character"),
    ("\x7f", "a line break or another control character"),
    ("\x85", "a line break or another control character"),
    ("a\u2028b", "a line break or another control character"),
    ("a\u2029b", "a line break or another control character"),
    ("\ud800", "half a surrogate pair"),
    ("a\udfffb", "half a surrogate pair"),
    (None, "not NoneType"),
    (b"org-1", "not bytes"),
    (5, "not int"),
    (True, "not bool"),
    (1.5, "not float"),
    (["org-1"], "not list"),
    ({"org-1": 1}, "not dict"),
]
REFUSED_FILTERS = [
    ([], "is empty, which the service would read as no filter; pass None to ask for all"),
    ((), "is empty"),
    (set(), "is empty"),
    (iter(()), "is empty"),
    ("org-1", "several ids, such as a list, not one str"),
    ("", "several ids, such as a list, not one str"),
    (b"org-1", "several ids, such as a list, not one bytes"),
    (bytearray(b"org-1"), "several ids, such as a list, not one bytearray"),
    (memoryview(b"org-1"), "must be an id, a text, not int"),
    ({"org-1": True}, "several ids, such as a list, not one dict"),
    (5, "several ids, such as a list, not int"),
    (True, "several ids, such as a list, not bool"),
    (False, "several ids, such as a list, not bool"),
    (range(2), "must be an id, a text, not int"),
    (object(), "several ids, such as a list, not object"),
]


@pytest.fixture
def mock() -> Mock:
    """A mock to which every id is an idle one."""
    return Mock(now=NOW, assumptions=Assumptions(unknown_id="zeros"))


@pytest.mark.parametrize(("wrong", "reason"), REFUSED_IDS)
def test_what_is_no_id_is_refused(wrong: Any, reason: str) -> None:
    """Alone, and as one of several; the sentence names the argument."""
    with pytest.raises(InvalidArgument, match=reason) as refused:
        identifier("user", wrong)
    assert str(refused.value).startswith("user ")
    for several in ([wrong], ["org-1", wrong], (one for one in (wrong, "org-1"))):
        with pytest.raises(InvalidArgument, match=reason) as refused:
            identifiers("organizations", several)
        assert str(refused.value).startswith("an id in organizations ")


@pytest.mark.parametrize(("wrong", "reason"), REFUSED_FILTERS)
def test_what_is_no_filter_is_refused(wrong: Any, reason: str) -> None:
    """Empty least of all means everything; the sentence names the filter."""
    with pytest.raises(InvalidArgument, match=reason) as refused:
        identifiers("users", wrong)
    assert "users" in str(refused.value)


def test_any_iterable_of_ids_is_a_filter_and_each_counts_once() -> None:
    """In the order of their first place; None is no filter."""
    every: list[Iterable[str]] = [
        ["b", "a", "b"],
        ("b", "a"),
        (one for one in "baab"),
        iter(["b", "b", "a"]),
        {"b": 1, "a": 2}.keys(),
    ]
    for several in every:
        assert identifiers("users", several) == ("b", "a")
    for unordered in ({"b", "a"}, frozenset("ab")):
        assert sorted(identifiers("users", unordered) or ()) == ["a", "b"]
    assert identifiers("users", None) is None


def test_an_error_of_the_callers_own_generator_is_left_alone() -> None:
    """It is no fault of the argument's kind."""

    def broken() -> Iterable[str]:
        yield "a"
        raise TypeError("of the caller")

    with pytest.raises(TypeError, match="of the caller"):
        identifiers("users", broken())


@given(st.text(max_size=8))
def test_a_text_is_either_refused_or_given_back_unchanged(text: str) -> None:
    """And what is given back can be sent."""
    try:
        assert identifier("user", text) == text
    except InvalidArgument:
        return
    assert text.encode()
    assert not set(text) & {*map(chr, range(32)), "\x7f", "\x85", "\u2028", "\u2029"}
    assert text not in {"", ".", ".."}


@pytest.mark.parametrize("key", [ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY])
def test_a_refused_filter_is_refused_before_anything_is_sent(mock: Mock, key: str) -> None:
    """By every question that takes one, whatever the version; and one organization excludes several."""
    with mocked(mock, key) as client:
        wrongs: list[Any] = [[], [""], [None], "org-1", b"org-1", {"org-1": 1}, True, ["a\nb"]]
        for wrong in wrongs:
            for ask in (client.consumption.daily, client.metrics.usage):
                with pytest.raises(InvalidArgument):
                    ask(TWO_DAYS, organizations=wrong)
            with pytest.raises(InvalidArgument):
                client.metrics.usage(TWO_DAYS, users=wrong)
        for ask in (client.consumption.daily, client.metrics.usage):
            with pytest.raises(InvalidArgument, match="organization and organizations exclude each other"):
                ask(TWO_DAYS, organization="org-1", organizations=["org-1"])
    assert asked(mock) == []


def _window(mock: Mock) -> str:
    return asked(mock)[-1].partition("?")[2]


def test_v2_is_sent_a_filter_as_a_repeated_key(mock: Mock) -> None:
    """Each id once, percent-encoded, never joined by commas; the answer says what it was limited to."""
    with mocked(mock, ENTERPRISE_ADMIN_KEY) as client:
        consumption = client.consumption.daily(TWO_DAYS, organizations=(one for one in ("org-1", "org-2", "org-1")))
        assert _window(mock).count("org_ids=") == 2
        assert "&org_ids=org-1&org_ids=org-2&" in _window(mock)
        usage = client.metrics.usage(TWO_DAYS, organizations=["org-1"], users=["okta|Acme|x1", "b,c"])
    assert "&org_ids=org-1&" in _window(mock)
    assert _window(mock).endswith("&user_ids=b%2Cc&user_ids=okta%7CAcme%7Cx1")
    arguments = mock.record[-1].verdict.arguments
    assert arguments.query["user_ids"] == ["okta|Acme|x1", "b,c"]
    assert consumption.subject.organizations == ("org-1", "org-2")
    assert consumption.subject.kind == "enterprise"
    assert any("Cascade and Terminal" in sentence for sentence in consumption.excluded)
    assert usage.subject.users == ("okta|Acme|x1", "b,c")
    assert str(usage.subject) == "organization org-1, users okta|Acme|x1, b,c"


def test_v2_filters_narrow_what_is_counted() -> None:
    """Two organizations are the sum of each; all users of the account are everybody."""
    mock = Mock(now=NOW)
    first, second = (one.org_id for one in mock.ledger.account.organizations[:2])
    with mocked(mock, ENTERPRISE_ADMIN_KEY) as client:

        def total(*chosen: str) -> float:
            return client.consumption.daily(TWO_DAYS, organizations=chosen).total_acus

        assert total(first, second) == pytest.approx(total(first) + total(second), abs=1e-6)
        assert total(first) > 0
        one = client.metrics.usage(TWO_DAYS, users=[mock.ledger.account.principal(1).principal_id])
        assert 0 <= one.sessions < client.metrics.usage(TWO_DAYS).sessions


def test_v3_has_no_filters_and_says_what_has(mock: Mock) -> None:
    """Several organizations or any users; a single one in a list is that organization."""
    with mocked(mock, ENTERPRISE_KEY) as client:
        for ask in (client.consumption.daily, client.metrics.usage):
            with pytest.raises(UnsupportedByVersion, match=r"one organization at a time: ask once for each; a v2 key"):
                ask(TWO_DAYS, organizations=["org-1", "org-2"])
        with pytest.raises(UnsupportedByVersion, match=r"cannot limit usage metrics to users; a v2 key \(apk_user_"):
            client.metrics.usage(TWO_DAYS, users=["u"])
        assert asked(mock) == []
        answer = client.consumption.daily(TWO_DAYS, organizations=["org-1", "org-1"])
        assert answer == client.consumption.daily(TWO_DAYS, organization="org-1")
        with pytest.raises(UnsupportedByScope, match="leave the organization out"):
            client.consumption.daily(TWO_DAYS, organizations=["org-1"], user="u")


@pytest.mark.parametrize("count", [1_000, 5_000])
def test_an_address_that_would_be_too_long_names_the_filter(mock: Mock, count: int) -> None:
    """The one that takes the room, without the ids in it; nothing is sent."""
    many, few = [f"person-{number:06}" for number in range(count)], ["other-1"]
    with mocked(mock, ENTERPRISE_ADMIN_KEY) as client:
        questions: list[tuple[dict[str, Any], str]] = [
            ({"organizations": many}, "org_ids"),
            ({"organizations": many, "users": few}, "org_ids"),
            ({"organizations": few, "users": many}, "user_ids"),
        ]
        for narrowed, named in questions:
            with pytest.raises(
                InvalidArgument, match=f"8192 bytes, most of it from {named}; ask with fewer"
            ) as refused:
                client.metrics.usage(TWO_DAYS, **narrowed)
            assert "person-" not in str(refused.value)
            assert "other-" not in str(refused.value)
    assert asked(mock) == []


def test_an_address_may_fill_its_limit(mock: Mock) -> None:
    """8,192 bytes of path and query are sent, one more is not."""
    with mocked(mock, ENTERPRISE_ADMIN_KEY) as client:
        client.consumption.daily(TWO_DAYS, user="u")
        room = 8192 - len(asked(mock)[-1]) + 1
        client.consumption.daily(TWO_DAYS, user="u" * room)
        assert len(asked(mock)[-1]) == 8192
        with pytest.raises(InvalidArgument, match="longer than 8192 bytes, most of it from user_id"):
            client.consumption.daily(TWO_DAYS, user="u" * (room + 1))


def test_a_base_address_that_leaves_no_room_is_named(mock: Mock) -> None:
    """There is no filter to blame."""
    base_url = "https://devin.example/" + "a" * 8192
    with mocked(mock, ENTERPRISE_KEY) as client:
        assert client.whoami().kind == "service_user"
    with (
        DevinUsage(ENTERPRISE_KEY, base_url=base_url) as client,
        pytest.raises(InvalidArgument, match="most of it from the base address"),
    ):
        client.whoami()
