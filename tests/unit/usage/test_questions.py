"""What each question asks of the API, told from what the mock got, and what is refused before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from math import fsum
from typing import Any
from urllib.parse import parse_qsl, unquote

import httpx
import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Assumptions, Mock
from devin_usage import (
    ConfigurationError,
    Consumption,
    DevinUsage,
    InconsistentAnswer,
    InvalidArgument,
    Period,
    ServerError,
    StatusError,
    Subject,
    Unauthorized,
    UnsupportedByScope,
    UnsupportedByVersion,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.usage.answering import (
    BASE_URL,
    CYCLE,
    NOW,
    SERVICE_USER,
    TWO_DAYS,
    V2_KEY,
    V3_KEY,
    asked,
    everything_said,
    mocked,
    now,
    served,
)

V2_WINDOW = "end_date=2025-12-07T08%3A00%3A00%2B00%3A00&start_date=2025-12-05T08%3A00%3A00%2B00%3A00"
V2_WINDOW_IN = V2_WINDOW.replace("&", "&org_ids={}&")
V3_WINDOW = "time_after=1764921600&time_before=1765094400"
ODD_IDS = [
    "okta|Acme|x1",
    "a/b",
    "a b",
    "a?b#c",
    "100%25",
    "%2e%2e",
    "Zoë|李",
    "…",
    "a+b",
    "a;b&c=d",
    "...",
    ". ",
    "😀",
]


SELF = "/v3/self"


@pytest.fixture
def mock() -> Mock:
    """A mock in the middle of a cycle, to which every id is an idle one."""
    return Mock(now=NOW, assumptions=Assumptions(unknown_id="zeros"))


def organizations(mock: Mock) -> list[str]:
    """The ids of the account's organizations; the organization key belongs to the first."""
    return [organization.org_id for organization in mock.ledger.account.organizations]


def operations(mock: Mock) -> list[str]:
    """The operations that a mock was asked; each request was accepted."""
    assert [exchange.status for exchange in mock.record] == [200] * len(mock.record)
    return [exchange.verdict.operation.operation_id for exchange in mock.record if exchange.verdict.operation]


@pytest.mark.parametrize(
    ("narrowed", "path", "operation", "subject"),
    [
        ({}, "", "get_daily_consumption", Subject("enterprise")),
        ({"user": "okta|Acme|x1"}, "/okta%7CAcme%7Cx1", "get_user_daily_consumption", Subject("user", "okta|Acme|x1")),
    ],
)
def test_a_v2_key_asks_v2_for_consumption(
    mock: Mock, narrowed: dict[str, str], path: str, operation: str, subject: Subject
) -> None:
    """One request, with start_date and end_date and no other name for them."""
    with mocked(mock, ENTERPRISE_ADMIN_KEY) as client:
        answer = client.consumption.daily(TWO_DAYS, **narrowed)
    assert asked(mock) == [f"/v2/enterprise/consumption/daily{path}?{V2_WINDOW}"]
    assert operations(mock) == [operation]
    assert (answer.subject, answer.version, answer.excluded) == (subject, "v2", ())


def test_v2_filters_by_organization_and_says_what_it_leaves_out(mock: Mock) -> None:
    """Cascade and Terminal belong to no organization."""
    organization = organizations(mock)[0]
    with mocked(mock, ENTERPRISE_ADMIN_KEY) as client:
        answer = client.consumption.daily(TWO_DAYS, organization=organization)
        narrowed = client.consumption.daily(TWO_DAYS, organization=organization, user="u")
        everything = client.consumption.daily(TWO_DAYS)
    assert asked(mock)[:2] == [
        f"/v2/enterprise/consumption/daily?{V2_WINDOW_IN.format(organization)}",
        f"/v2/enterprise/consumption/daily/u?{V2_WINDOW_IN.format(organization)}",
    ]
    for limited in (answer, narrowed):
        assert limited.subject.organizations == (organization,)
        assert any("Cascade and Terminal" in sentence for sentence in limited.excluded)
    assert str(answer.subject) == f"organization {organization}"
    assert 0 < answer.total_acus < everything.total_acus


@pytest.mark.parametrize(
    ("narrowed", "path", "operation", "subject"),
    [
        ({}, "", "get_enterprise_daily_consumption", Subject("enterprise")),
        (
            {"organization": "org-1"},
            "/organizations/org-1",
            "get_enterprise_organization_daily_consumption",
            Subject("organization", "org-1", ("org-1",)),
        ),
        ({"user": "a|b/c"}, "/users/a%7Cb%2Fc", "get_enterprise_user_daily_consumption", Subject("user", "a|b/c")),
        (
            {"service_user": "service-user-1"},
            "/service-users/service-user-1",
            "get_enterprise_service_user_daily_consumption",
            Subject("service_user", "service-user-1"),
        ),
        (
            {"session": "devin-1"},
            "/sessions/devin-1",
            "get_enterprise_session_daily_consumption",
            Subject("session", "devin-1"),
        ),
    ],
)
def test_a_v3_key_of_the_enterprise_asks_the_enterprise(
    mock: Mock, narrowed: dict[str, str], path: str, operation: str, subject: Subject
) -> None:
    """After it has asked once whose key it is."""
    with mocked(mock, ENTERPRISE_KEY) as client:
        answer = client.consumption.daily(TWO_DAYS, **narrowed)
    assert asked(mock) == [SELF, f"/v3/enterprise/consumption/daily{path}?{V3_WINDOW}"]
    assert operations(mock) == ["get_self", operation]
    assert (answer.subject, answer.version, answer.excluded) == (subject, "v3", ())


@pytest.mark.parametrize(
    ("narrowed", "path", "operation", "kind"),
    [
        ({}, "", "get_organization_daily_consumption", "organization"),
        ({"user": "a|b/c"}, "/users/a%7Cb%2Fc", "get_organization_user_daily_consumption", "user"),
        (
            {"service_user": "service-user-1"},
            "/service-users/service-user-1",
            "get_organization_service_user_daily_consumption",
            "service_user",
        ),
        ({"session": "devin-1"}, "/sessions/devin-1", "get_organization_session_daily_consumption", "session"),
    ],
)
@pytest.mark.parametrize("named", [False, True], ids=["own by default", "own by name"])
def test_a_v3_key_of_an_organization_asks_its_own(
    mock: Mock, narrowed: dict[str, str], path: str, operation: str, kind: str, named: bool
) -> None:
    """Whether the organization is named or not, and the answer says which one it is."""
    own = organizations(mock)[0]
    with mocked(mock, ORGANIZATION_KEY) as client:
        answer = client.consumption.daily(TWO_DAYS, organization=own if named else None, **narrowed)
    assert asked(mock) == [SELF, f"/v3/organizations/{own}/consumption/daily{path}?{V3_WINDOW}"]
    assert operations(mock) == ["get_self", operation]
    assert answer.subject == Subject(answer.subject.kind, next(iter(narrowed.values()), own), (own,))
    assert answer.subject.kind == kind


@pytest.mark.parametrize(
    ("key", "organization", "expected"),
    [
        (ENTERPRISE_ADMIN_KEY, None, [f"/v2/enterprise/metrics/usage?{V2_WINDOW}"]),
        (ENTERPRISE_ADMIN_KEY, "org-1", [f"/v2/enterprise/metrics/usage?{V2_WINDOW_IN.format('org-1')}"]),
        (ENTERPRISE_KEY, None, [SELF, f"/v3/enterprise/metrics/usage?{V3_WINDOW}"]),
        (ENTERPRISE_KEY, "org-1", [SELF, f"/v3/enterprise/organizations/org-1/metrics/usage?{V3_WINDOW}"]),
        (ORGANIZATION_KEY, None, [SELF, f"/v3/organizations/own/metrics/usage?{V3_WINDOW}"]),
        (ORGANIZATION_KEY, "own", [SELF, f"/v3/organizations/own/metrics/usage?{V3_WINDOW}"]),
    ],
)
def test_usage_is_asked_of_what_the_key_reaches(
    mock: Mock, key: str, organization: str | None, expected: list[str]
) -> None:
    """By version and scope of the key."""
    own = organizations(mock)[0]
    organization = own if organization == "own" else organization
    with mocked(mock, key) as client:
        answer = client.metrics.usage(TWO_DAYS, organization=organization)
    assert asked(mock) == [target.replace("/own/", f"/{own}/") for target in expected]
    whose = own if key == ORGANIZATION_KEY else organization
    assert answer.subject == (Subject("enterprise") if whose is None else Subject("organization", whose, (whose,)))


def test_cycles_are_asked_of_either_version(mock: Mock) -> None:
    """v2 gives all at once, v3 pages of the greatest size."""
    with mocked(mock, ENTERPRISE_ADMIN_KEY) as two, mocked(mock, ENTERPRISE_KEY) as three:
        assert two.cycles.list() == three.cycles.list()
    pages = "/v3/enterprise/consumption/cycles?first=200"
    assert asked(mock) == ["/v2/enterprise/consumption/cycles", SELF, pages]


@pytest.mark.parametrize("order", ["oldest first", "newest first"])
def test_the_current_and_the_previous_cycle_are_found_by_the_clock(order: Any) -> None:
    """Not by their place in the list, which is not documented."""
    mock = Mock(now=NOW + timedelta(days=90), assumptions=Assumptions(cycle_order=order))
    for key in (ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY):
        with mocked(mock, key) as client:
            assert client.cycles.current().period == CYCLE
            assert str(client.cycles.previous()) == "2025-11-05 to 2025-12-04"
            assert str(client.cycles.named("2025-08")) == "2025-08-05 to 2025-09-04"
            with pytest.raises(InvalidArgument, match="no billing cycles start in 2020-01"):
                client.cycles.named("2020-01")
            listed = client.cycles.list()
            assert list(listed) == sorted(listed, key=lambda cycle: cycle.period.start)


def test_a_client_asks_once_whose_key_it_is(mock: Mock) -> None:
    """However many questions follow; v2 is never asked."""
    with mocked(mock, ENTERPRISE_KEY) as client:
        for _ in range(2):
            client.whoami()
            client.cycles.list()
            client.consumption.daily(TWO_DAYS)
            client.metrics.usage(TWO_DAYS)
    assert asked(mock).count(SELF) == 1
    assert asked(mock)[0] == SELF
    mock.record.clear()
    with mocked(mock, ENTERPRISE_ADMIN_KEY) as client:
        client.consumption.daily(TWO_DAYS)
        client.metrics.usage(TWO_DAYS)
    assert SELF not in asked(mock)


def test_a_failed_question_for_the_principal_is_asked_again() -> None:
    """A server that was down for a moment does not stay down for the client."""
    answers = iter([httpx.Response(503), httpx.Response(200, json=SERVICE_USER)])
    with DevinUsage(
        V3_KEY, base_url=BASE_URL, transport=httpx.MockTransport(lambda _: next(answers)), retries=0
    ) as client:
        with pytest.raises(ServerError, match="answered 503"):
            client.whoami()
        assert client.whoami().name == "Bot"


def test_nothing_is_sent_before_the_first_question(mock: Mock) -> None:
    """A client may be made where there is no network."""
    with mocked(mock, ENTERPRISE_KEY):
        pass
    assert asked(mock) == []


@pytest.mark.parametrize("odd", ODD_IDS)
def test_any_id_reaches_its_own_endpoint_and_arrives_whole(mock: Mock, odd: str) -> None:
    """As one segment of the path, percent-encoded, and never as a query or another path."""
    with mocked(mock, ENTERPRISE_ADMIN_KEY) as two, mocked(mock, ENTERPRISE_KEY) as three:
        two.consumption.daily(TWO_DAYS, user=odd, organization=odd)
        three.consumption.daily(TWO_DAYS, user=odd)
        three.consumption.daily(TWO_DAYS, organization=odd)
        three.consumption.daily(TWO_DAYS, service_user=odd)
        three.consumption.daily(TWO_DAYS, session=odd)
        three.metrics.usage(TWO_DAYS, organization=odd)
    assert operations(mock) == [
        "get_user_daily_consumption",
        "get_self",
        "get_enterprise_user_daily_consumption",
        "get_enterprise_organization_daily_consumption",
        "get_enterprise_service_user_daily_consumption",
        "get_enterprise_session_daily_consumption",
        "get_enterprise_organization_usage_metrics",
    ]
    arrived = [exchange.verdict.arguments for exchange in mock.record]
    assert [list(arguments.path.values()) for arguments in arrived] == [[odd], [], *[[odd]] * 5]
    assert arrived[0].query["org_ids"] == [odd]


@settings(max_examples=50)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=20))
def test_whatever_id_is_accepted_arrives_whole(odd: str) -> None:
    """Read back from the bytes on the wire."""
    seen: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url)
        return httpx.Response(418)

    with (
        DevinUsage(V2_KEY, base_url=BASE_URL, transport=httpx.MockTransport(answer), clock=now) as client,
        pytest.raises((InvalidArgument, StatusError)) as raised,
    ):
        client.consumption.daily(TWO_DAYS, user=odd, organization=odd)
    if isinstance(raised.value, InvalidArgument):
        assert odd in {".", ".."}
        assert seen == []
        return
    path, _, query = seen[0].raw_path.decode("ascii").partition("?")
    front, segment = path.rsplit("/", 1)
    assert front == "/v2/enterprise/consumption/daily"
    assert unquote(segment, errors="strict") == odd
    assert dict(parse_qsl(query, keep_blank_values=True, strict_parsing=True))["org_ids"] == odd


REFUSED_IDS = ["", ".", "..", "a\nb", "a\rb", "a\x00", "\t", "\x7f", "a\ud800", 5, b"u", ["u"], True, 1.5]


@pytest.mark.parametrize("wrong", REFUSED_IDS)
@pytest.mark.parametrize("key", [ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY])
def test_an_id_that_would_reach_another_endpoint_is_refused_before_anything_is_sent(
    mock: Mock, key: str, wrong: Any
) -> None:
    """As any kind of member, as organization, and beside a right one; not even the principal is asked for."""
    with mocked(mock, key) as client:
        for narrowed in (
            {"user": wrong},
            {"service_user": wrong},
            {"session": wrong},
            {"organization": wrong},
            {"organization": wrong, "user": "u"},
            {"organization": "org-1", "session": wrong},
        ):
            with pytest.raises(InvalidArgument):
                client.consumption.daily(TWO_DAYS, **narrowed)
        with pytest.raises(InvalidArgument):
            client.metrics.usage(TWO_DAYS, organization=wrong)
    assert asked(mock) == []


@pytest.mark.parametrize("key", [ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY])
def test_an_id_that_no_address_can_hold_is_refused(mock: Mock, key: str) -> None:
    """With an error of ours that does not repeat it."""
    with (
        mocked(mock, key) as client,
        pytest.raises(
            InvalidArgument, match=r"longer than 8192 bytes, most of it from user_id; ask with fewer"
        ) as raised,
    ):
        client.consumption.daily(TWO_DAYS, user="Z" * 70_000)
    assert "ZZZ" not in str(raised.value)
    assert asked(mock) in ([], [SELF])


@pytest.mark.parametrize("key", [ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY])
def test_two_members_at_once_are_refused_before_anything_is_sent(mock: Mock, key: str) -> None:
    """The sentence names both."""
    with mocked(mock, key) as client, pytest.raises(InvalidArgument, match="user and session cannot be asked for"):
        client.consumption.daily(TWO_DAYS, user="u", session="s")
    assert asked(mock) == []


@pytest.mark.parametrize("member", ["service_user", "session"])
def test_what_v2_cannot_answer_is_refused_unsent_and_names_v3(mock: Mock, member: str) -> None:
    """The sentence says which key can."""
    with mocked(mock, ENTERPRISE_ADMIN_KEY) as client:
        with pytest.raises(UnsupportedByVersion, match=rf"{member.replace('_', ' ')}; a v3 key \(cog_\.\.\.\) can"):
            client.consumption.daily(TWO_DAYS, **{member: "x"})
        with pytest.raises(UnsupportedByVersion, match=r"a v3 key \(cog_\.\.\.\) can"):
            client.whoami()
    assert asked(mock) == []


def test_what_the_scope_of_a_key_cannot_answer_is_refused_after_asking_whose_key_it_is(mock: Mock) -> None:
    """Nothing else is sent; the sentence says what can."""
    own, other = organizations(mock)[:2]
    with mocked(mock, ORGANIZATION_KEY) as client:
        for ask in (client.cycles.list, client.cycles.current, client.cycles.previous):
            with pytest.raises(UnsupportedByScope, match="name the days instead, or use a key with enterprise scope"):
                ask()
        with pytest.raises(UnsupportedByScope, match="use a client of the one that was asked for"):
            client.consumption.daily(TWO_DAYS, organization=other)
        with pytest.raises(UnsupportedByScope, match="use a client of the one that was asked for"):
            client.metrics.usage(TWO_DAYS, organization=other)
    assert asked(mock) == [SELF]
    mock.record.clear()
    with mocked(mock, ENTERPRISE_KEY) as client:
        for member in ("user", "service_user", "session"):
            with pytest.raises(UnsupportedByScope, match="leave the organization out, or make the client with org_id="):
                client.consumption.daily(TWO_DAYS, organization=own, **{member: "x"})
    assert asked(mock) == [SELF]


@pytest.mark.parametrize("organization", ["", ".", "..", "a\nb"])
def test_an_organization_of_the_key_that_no_path_can_hold_is_not_asked(organization: str) -> None:
    """The id comes from the server, so it is the answer that cannot be trusted."""
    with served({}, key=V3_KEY, principal={**SERVICE_USER, "org_id": organization}) as client:
        for _ in range(2):
            with pytest.raises(InconsistentAnswer, match="get_self"):
                client.consumption.daily(TWO_DAYS)


def test_bounds_decide_what_is_sent_for_the_end_of_a_period(mock: Mock) -> None:
    """Exclusive sends the end itself, inclusive the second before it; the start is the same."""
    for key in (ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY):
        with mocked(mock, key, bounds="inclusive") as client:
            assert client.consumption.daily(TWO_DAYS).period == TWO_DAYS
            assert client.metrics.usage(TWO_DAYS).period == TWO_DAYS
    v2 = V2_WINDOW.replace("2025-12-07T08%3A00%3A00", "2025-12-07T07%3A59%3A59")
    v3 = V3_WINDOW.replace("1765094400", "1765094399")
    assert [target.partition("?")[2] for target in asked(mock)] == [v2, v2, "", v3, v3]
    wrong: Any = "both"
    with pytest.raises(ConfigurationError, match="bounds='both' is unknown; it is 'exclusive' or 'inclusive'"):
        DevinUsage(V3_KEY, bounds=wrong)


@pytest.mark.parametrize("key", [ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY])
def test_the_wrong_bounds_raise_and_the_right_ones_give_the_same_numbers(key: str) -> None:
    """A server that counts the end in answers with a day too many, which nobody may pay for."""
    inclusive = Mock(now=NOW, assumptions=Assumptions(bounds="inclusive"))
    with mocked(inclusive, key) as client, pytest.raises(InconsistentAnswer, match="2025-12-07, which lies outside"):
        client.consumption.daily(TWO_DAYS)
    with mocked(inclusive, key, bounds="inclusive") as client, mocked(Mock(now=NOW), key) as usual:
        assert client.consumption.daily(TWO_DAYS) == usual.consumption.daily(TWO_DAYS)


def _paged(pages: Mapping[str | None, Mapping[str, Any]]) -> DevinUsage:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == SELF:
            return httpx.Response(200, json=SERVICE_USER)
        return httpx.Response(200, json=dict(pages[request.url.params.get("after")]))

    return DevinUsage(V3_KEY, base_url=BASE_URL, transport=httpx.MockTransport(answer), clock=now)


OLD, NEW = {"after": 1762329600, "before": 1764921600}, {"after": 1764921600, "before": 1767600000}


def test_pages_are_read_while_there_is_a_cursor() -> None:
    """Whatever has_next_page says of it, and whether the total is known or not; the cursor is sent back as it came."""
    odd = "a+/=&after=?"
    for more in ({"has_next_page": True}, {"has_next_page": False}, {}):
        pages: dict[str | None, dict[str, Any]] = {
            None: {"items": [NEW], "end_cursor": odd, "total": None, **more},
            odd: {"items": [], "end_cursor": "b", **more},
            "b": {"items": [OLD], "end_cursor": None, "has_next_page": False},
        }
        with _paged(pages) as client:
            assert [str(cycle) for cycle in client.cycles.list()] == [
                "2025-11-05 to 2025-12-04",
                "2025-12-05 to 2026-01-04",
            ]


@pytest.mark.parametrize("cursor", [{}, {"end_cursor": None}, {"end_cursor": ""}])
def test_a_next_page_without_a_cursor_is_refused(cursor: dict[str, Any]) -> None:
    """Half a list would pass for the whole."""
    page = {"items": [OLD], "has_next_page": True, **cursor}
    with _paged({None: page}) as client, pytest.raises(InconsistentAnswer, match="a next page, and gives no cursor"):
        client.cycles.list()


def test_a_repeated_cursor_is_refused() -> None:
    """It would never end; also where two pages point at each other."""
    first = {"items": [OLD], "end_cursor": "a", "has_next_page": True}
    for loop in ({None: first, "a": first}, {None: first, "a": {**first, "end_cursor": "b"}, "b": first}):
        with _paged(loop) as client, pytest.raises(InconsistentAnswer, match="the same cursor twice"):
            client.cycles.list()


def test_a_long_list_of_the_mock_is_read_to_its_end() -> None:
    """More cycles than fit on a page."""
    mock = Mock(now=datetime(2045, 1, 1, tzinfo=NOW.tzinfo))
    with mocked(mock, ENTERPRISE_KEY) as three, mocked(mock, ENTERPRISE_ADMIN_KEY) as two:
        listed = three.cycles.list()
        assert len(listed) > 200
        assert listed == two.cycles.list()
    assert len([target for target in asked(mock) if "/cycles?" in target]) == 2


def _agree(two: Consumption, three: Consumption) -> None:
    assert {day.day: day.acus for day in two.days} == pytest.approx({day.day: day.acus for day in three.days})
    assert two.total_acus == pytest.approx(three.total_acus, abs=1e-6)
    assert two.period == three.period
    assert two.caveats == three.caveats


@pytest.mark.parametrize(
    "period", [TWO_DAYS, CYCLE, Period(TWO_DAYS.start, TWO_DAYS.end - timedelta(hours=9))], ids=str
)
@pytest.mark.parametrize("date_at", ["08:00", "00:00"])
@pytest.mark.parametrize("idle_days", ["listed", "left out"])
def test_v2_and_v3_agree_on_one_account(period: Period, date_at: Any, idle_days: Any) -> None:
    """Enterprise, a user whose id holds a bar, and one written abroad; whatever the API leaves open."""
    mock = Mock(now=NOW, assumptions=Assumptions(date_at=date_at, idle_days=idle_days))
    with mocked(mock, ENTERPRISE_ADMIN_KEY) as two, mocked(mock, ENTERPRISE_KEY) as three:
        whole = three.consumption.daily(period)
        _agree(two.consumption.daily(period), whole)
        for index in (1, 2):
            user = mock.ledger.account.principal(index).principal_id
            _agree(two.consumption.daily(period, user=user), three.consumption.daily(period, user=user))
    assert whole.total_acus > 0
    assert whole.products is not None
    assert whole.products.acus + (whole.unattributed or 0.0) == pytest.approx(whole.total_acus)


def test_organizations_sum_to_the_devin_acus_of_the_enterprise() -> None:
    """In v2 by map and by filter, in v3 one by one."""
    mock = Mock(now=NOW)
    with mocked(mock, ENTERPRISE_ADMIN_KEY) as two, mocked(mock, ENTERPRISE_KEY) as three:
        whole, by_map = three.consumption.daily(TWO_DAYS), two.consumption.daily(TWO_DAYS).by_organization
        assert whole.products is not None
        assert by_map is not None
        for ask in (two, three):
            each = [ask.consumption.daily(TWO_DAYS, organization=one).total_acus for one in organizations(mock)]
            assert fsum(each) == pytest.approx(whole.products.devin, abs=1e-6)
        assert fsum(by_map.values()) == pytest.approx(whole.products.devin, abs=1e-6)


def test_a_period_can_be_split_without_changing_the_sum() -> None:
    """Day by day, with either version."""
    mock = Mock(now=NOW)
    days = Period.of_days(date(2025, 12, 1), date(2025, 12, 9))
    for key in (ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY):
        with mocked(mock, key) as client:
            parts = [client.consumption.daily(Period.of_day(day)).total_acus for day in days.billing_days()]
            assert fsum(parts) == pytest.approx(client.consumption.daily(days).total_acus, abs=1e-6)


def test_v2_and_v3_count_the_same_sessions_and_searches() -> None:
    """And each counts its own kinds of pull requests."""
    mock = Mock(now=NOW)
    with mocked(mock, ENTERPRISE_ADMIN_KEY) as two, mocked(mock, ENTERPRISE_KEY) as three:
        first, second = two.metrics.usage(CYCLE), three.metrics.usage(CYCLE)
    assert (first.sessions, first.searches, first.prs_merged) == (second.sessions, second.searches, second.prs_merged)
    assert first.sessions > 0
    assert (first.prs_created, second.prs_opened, second.prs_closed) == (None, None, None)
    assert first.prs_opened is not None
    assert second.prs_created is not None


def test_the_key_of_the_other_version_is_a_401_that_says_so(mock: Mock) -> None:
    """When its version is overridden by mistake."""
    with (
        mocked(mock, ENTERPRISE_KEY, version="v2") as client,
        pytest.raises(Unauthorized, match="not accepted for v2") as raised,
    ):
        client.consumption.daily(TWO_DAYS)
    assert ENTERPRISE_KEY not in everything_said(raised.value)


def test_a_client_closes_its_connections_at_the_end_of_its_block() -> None:
    """Also when the block fails; closing twice does no harm."""
    closed: list[bool] = []

    class Watched(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            raise AssertionError(request)

        def close(self) -> None:
            closed.append(True)

    with pytest.raises(KeyError), DevinUsage(V3_KEY, base_url=BASE_URL, transport=Watched()) as client:
        raise KeyError
    assert closed
    client.close()
