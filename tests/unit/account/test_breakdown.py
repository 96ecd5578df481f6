"""Breakdowns: each member's figures, whoever could not be read, and how the members stand to the whole."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

import anyio
import httpx
import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Assumptions, Fault, Mock
from devin_mock.ledger import Who
from devin_mock.transport import mock_transport
from devin_usage import (
    AsyncDevinUsage,
    DevinUsage,
    InconsistentAnswer,
    InvalidArgument,
    NotFound,
    Period,
    ServerError,
    UnsupportedByScope,
    UnsupportedByVersion,
)
from devin_usage.account.breakdown import Breakdown, IncompleteBreakdown
from devin_usage.account.columns import compact
from devin_usage.account.work import Progress
from devin_usage.values import Days, Products

NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)
PERIOD = Period.of_days(date(2025, 11, 28), date(2025, 12, 11))
TO_TODAY = Period.of_days(date(2025, 12, 18), date(2025, 12, 20))
BASE_URL = "https://devin.example"
TOLERANCE_ACUS = 1e-6
"""What a float of micro-ACUs may be off."""


@pytest.fixture
def mock() -> Mock:
    return Mock(now=NOW)


def present() -> datetime:
    return NOW


@contextmanager
def client_of(mock: Mock, key: str = ENTERPRISE_KEY, **options: Any) -> Iterator[DevinUsage]:
    options = {"retries": 0, "clock": present, **options}
    with DevinUsage(key, base_url=BASE_URL, transport=mock_transport(mock), **options) as client:
        yield client


def paths(mock: Mock) -> list[str]:
    return [exchange.request.raw_path.decode() for exchange in mock.record]


def of_ledger(mock: Mock, period: Period, who: Who) -> float:
    start, end = (int(each.timestamp()) for each in (period.start, period.end))
    return sum(map(sum, mock.ledger.daily(start, min(end, mock.now()), who).values())) / 1e6


def people(mock: Mock, *, users: bool = True, now: bool = True) -> dict[str, int]:
    """The ids of users, or service users, with their places in the ledger."""
    account = mock.ledger.account
    there = range(account.users) if users else range(account.users, account.principals)
    return {account.ids[index]: index for index in there if not now or account.is_member(index)}


def assert_of_ledger(mock: Mock, found: Breakdown, places: Mapping[str, int]) -> None:
    assert set(found.acus) == set(places)
    for member, acus in found.acus.items():
        expected = of_ledger(mock, found.period, Who(principals=(places[member],)))
        assert acus == pytest.approx(expected, abs=TOLERANCE_ACUS)
        if found.consumption:
            assert found.consumption[member].total_acus == acus
            assert found.consumption[member].subject.id == member


def test_each_user_is_what_the_ledger_holds(mock: Mock) -> None:
    """v3: one call for each user, whose days are there, and what is left belongs to service users and the removed."""
    with client_of(mock) as client:
        found = client.consumption.by_user(PERIOD)
    assert_of_ledger(mock, found, people(mock))
    assert found.complete
    assert all(len(each.days) == 14 for each in found.consumption.values())
    assert found.total_acus == pytest.approx(sum(found.acus.values()), abs=TOLERANCE_ACUS)
    services = sum(of_ledger(mock, PERIOD, Who(principals=(one,))) for one in people(mock, users=False).values())
    assert found.unattributed == pytest.approx(services, abs=TOLERANCE_ACUS)
    assert any("removed" in caveat for caveat in found.caveats)
    assert mock.record.refused == ()


def _of(caveats: tuple[str, ...], *words: str) -> list[bool]:
    return [any(word in caveat for caveat in caveats) for word in words]


@pytest.mark.parametrize("key", [ENTERPRISE_KEY, ENTERPRISE_ADMIN_KEY])
def test_what_is_unattributed_is_said(mock: Mock, key: str) -> None:
    """It is mostly not what removed users have used; and everybody's, where some were asked for."""
    words = ("Cascade and Terminal", "Service users are asked for apart", "Only those who were asked for")
    one = mock.ledger.account.organizations[0].org_id
    with client_of(mock, key) as client:
        ask = client.consumption
        assert _of(ask.by_organization(PERIOD).caveats, *words) == [True, False, False]
        assert _of(ask.by_organization(PERIOD, organizations=[one]).caveats, *words) == [False, False, True]
        assert _of(ask.by_user(PERIOD).caveats, *words) == [False, key == ENTERPRISE_KEY, False]
        user = next(iter(ask.by_user(PERIOD).acus))
        assert _of(ask.by_user(PERIOD, users=[user]).caveats, *words) == [False, False, True]


def test_sync_and_async_break_down_alike(mock: Mock) -> None:
    """The same values, in the same order, from the same questions."""

    async def main() -> Breakdown:
        transport = mock_transport(mock)
        async with AsyncDevinUsage(ENTERPRISE_KEY, base_url=BASE_URL, transport=transport, clock=present) as client:
            return await client.consumption.by_user(PERIOD)

    awaited = anyio.run(main)
    asked = sorted(paths(mock))
    mock.record.clear()
    with client_of(mock) as client:
        found = client.consumption.by_user(PERIOD)
    assert found == awaited
    assert list(found.acus) == list(awaited.acus)
    assert sorted(paths(mock)) == asked


def test_v2_gives_all_users_in_one_answer(mock: Mock) -> None:
    """The map is the breakdown: removed users and service users are in it, nothing is left over, and days are not."""
    told: list[Progress] = []
    with client_of(mock, ENTERPRISE_ADMIN_KEY) as client:
        found = client.consumption.by_user(PERIOD, watch=told.append)
    assert len(mock.record) == 1
    everybody = people(mock, now=False) | people(mock, users=False, now=False)
    assert_of_ledger(mock, found, {member: everybody[member] for member in found.acus})
    assert found.unattributed == 0.0
    assert found.consumption == {}
    assert told == [Progress(done=len(found.acus), failed=0, total=len(found.acus))]


def test_v2_without_a_map_of_users_is_asked_for_each() -> None:
    """A deployment that gives no map costs one call for each member of its list."""
    mock = Mock(now=NOW, assumptions=Assumptions(user_map="absent"))
    with client_of(mock, ENTERPRISE_ADMIN_KEY) as client:
        found = client.consumption.by_user(PERIOD)
    assert_of_ledger(mock, found, people(mock))
    assert paths(mock).count("/v2/enterprise/consumption/daily") == 1


def test_v2_asks_for_the_users_that_are_named(mock: Mock) -> None:
    """With their days, and within organizations without what belongs to none, which is said."""
    places = people(mock)
    chosen = list(places)[:3]
    organizations = [each.org_id for each in mock.ledger.account.organizations[:2]]
    with client_of(mock, ENTERPRISE_ADMIN_KEY) as client:
        found = client.consumption.by_user(PERIOD, users=[*chosen, chosen[0]])
        assert_of_ledger(mock, found, {member: places[member] for member in chosen})
        assert list(found.acus) == chosen
        limited = client.consumption.by_user(PERIOD, users=chosen, organizations=organizations)
        mapped = client.consumption.by_user(PERIOD, organizations=organizations)
    for member in chosen:
        expected = of_ledger(mock, PERIOD, Who((0, 1), (places[member],)))
        assert limited.acus[member] == pytest.approx(expected, abs=TOLERANCE_ACUS)
        assert mapped.acus.get(member, 0.0) == pytest.approx(expected, abs=TOLERANCE_ACUS)
    assert limited.excluded == mapped.excluded
    assert "Cascade" in limited.excluded[0]


def test_both_versions_give_organizations_alike(mock: Mock) -> None:
    """v2 from its map, v3 with one call for each; Cascade and Terminal are left over in both."""
    with client_of(mock, ENTERPRISE_ADMIN_KEY) as v2, client_of(mock) as v3:
        of_map, of_calls = v2.consumption.by_organization(PERIOD), v3.consumption.by_organization(PERIOD)
    assert of_map.acus == pytest.approx(of_calls.acus, abs=TOLERANCE_ACUS)
    assert of_map.unattributed == pytest.approx(of_calls.unattributed, abs=TOLERANCE_ACUS)
    assert of_map.unattributed is not None
    assert of_map.unattributed > 1
    for place, acus in enumerate(of_calls.acus.values()):
        assert acus == pytest.approx(of_ledger(mock, PERIOD, Who((place,))), abs=TOLERANCE_ACUS)


def test_v2_asks_alone_for_an_organization_that_its_map_leaves_out(mock: Mock) -> None:
    """An organization that was asked for and is in no map is neither lost nor taken for 0: there may be no such one."""
    known = mock.ledger.account.organizations[1].org_id
    with client_of(mock, ENTERPRISE_ADMIN_KEY) as client:
        found = client.consumption.by_organization(PERIOD, organizations=["org-idle", known])
        assert list(found.acus) == [known]
        assert isinstance(found.failures["org-idle"], InconsistentAnswer)
        assert str(found.failures["org-idle"]).startswith("v2 does not list it: it cannot be told whether")
        assert found.total_acus is None
        assert len(mock.record) == 2
        mock.faults.add(Fault(status=500, skip=1))
        found = client.consumption.by_organization(PERIOD, organizations=["org-idle", known])
    assert list(found.acus) == [known]
    assert isinstance(found.failures["org-idle"], ServerError)
    assert found.total_acus is None


def test_service_users_are_read_even_when_they_are_gone() -> None:
    """Those that expired or were deleted used what they used: v3 only."""
    mock = Mock(now=NOW)
    summer = Period.of_days(date(2025, 8, 1), date(2025, 8, 10))
    with client_of(mock) as client:
        found = client.consumption.by_service_user(summer)
    assert_of_ledger(mock, found, people(mock, users=False, now=False))
    with client_of(mock, ENTERPRISE_ADMIN_KEY) as client, pytest.raises(UnsupportedByVersion, match="v3 key"):
        client.consumption.by_service_user(summer)


def test_who_fails_is_named_and_nobody_is_lost(mock: Mock) -> None:
    """A user who is not there and one whose calls fail: no total, no rest, and an error that counts without naming."""
    chosen = list(people(mock))[5:15]
    mock.faults.add(Fault(status=500, path=f"*/{quote(chosen[4], safe='')}"))
    with client_of(mock) as client:
        found = client.consumption.by_user(PERIOD, users=[*chosen, "nobody"])
    assert {member: type(error) for member, error in found.failures.items()} == {
        chosen[4]: ServerError,
        "nobody": NotFound,
    }
    assert len(found.acus) == 9
    assert not found.complete
    assert found.total_acus is None
    assert found.unattributed is None
    with pytest.raises(IncompleteBreakdown, match=r"2 of 11 users could not be read") as caught:
        found.require_complete()
    assert caught.value.breakdown is found
    assert chosen[4] not in str(caught.value)
    assert "nobody" not in str(caught.value)
    assert "NotFound (404) for 1" in str(caught.value)
    assert repr(found) == "<Breakdown of 2025-11-28 to 2025-12-11 by user: 9 read, 2 failed>"


def test_a_complete_breakdown_is_given_back(mock: Mock) -> None:
    """So that the check can stand in the line that reads."""
    with client_of(mock) as client:
        found = client.consumption.by_user(PERIOD, users=list(people(mock))[:2])
    assert found.require_complete() is found


def test_an_organization_key_breaks_down_what_is_named(mock: Mock) -> None:
    """It cannot list anybody, and says what to pass; with ids it reads its own organization."""
    account = mock.ledger.account
    place = account.organizations[0]
    inside = [account.seat_holder[seat] for seat in range(place.first_seat, place.last_seat)]
    users = [account.ids[index] for index in inside if index < account.users][:3]
    with client_of(mock, ORGANIZATION_KEY) as client:
        for by, argument in (("user", "users"), ("organization", "organizations"), ("service_user", "service_users")):
            with pytest.raises(UnsupportedByScope, match=rf"{argument}=\[\.\.\.\]"):
                getattr(client.consumption, f"by_{by}")(PERIOD)
        found = client.consumption.by_user(PERIOD, users=users, organizations=[place.org_id])
    for member in users:
        expected = of_ledger(mock, PERIOD, Who((0,), (account.ids.index(member),)))
        assert found.acus[member] == pytest.approx(expected, abs=TOLERANCE_ACUS)
    assert found.whole.total_acus == pytest.approx(of_ledger(mock, PERIOD, Who((0,))), abs=TOLERANCE_ACUS)


REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "concurrency": ("by_user", {"concurrency": 0}),
    "many at once": ("by_organization", {"concurrency": 65}),
    "yes": ("by_service_user", {"concurrency": True}),
    "no users": ("by_user", {"users": []}),
    "one text": ("by_user", {"users": "u1"}),
    "dots": ("by_organization", {"organizations": [".."]}),
    "no service users": ("by_service_user", {"service_users": []}),
    "no period": ("by_user", {"period": "2025-12"}),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_asked_is_refused_before_anything_is_sent(mock: Mock, case: str) -> None:
    """Arguments are checked first, also those that only later questions need."""
    method, arguments = REFUSED[case]
    period = arguments.pop("period", PERIOD)
    with client_of(mock) as client, pytest.raises(InvalidArgument):
        getattr(client.consumption, method)(period, **arguments)
    assert len(mock.record) == 0


def test_v3_cannot_limit_users_to_organizations(mock: Mock) -> None:
    """Neither to one nor to several, and says so before it asks for figures."""
    with client_of(mock) as client:
        with pytest.raises(UnsupportedByScope, match="org_id"):
            client.consumption.by_user(PERIOD, organizations=["org-1"])
        with pytest.raises(UnsupportedByVersion):
            client.consumption.by_user(PERIOD, organizations=["org-1", "org-2"])
    assert set(paths(mock)) <= {"/v3/self"}


# What no ledger gives: answers that contradict each other.

WHO = {"principal_type": "service_user", "service_user_id": "service-user-1", "service_user_name": "Bot"}
DAY_S = 86_400


def body_of(days: Mapping[date, float]) -> dict[str, Any]:
    def entry(day: date, acus: float) -> dict[str, Any]:
        seconds = (day.toordinal() - date(1970, 1, 1).toordinal()) * DAY_S
        products = {"devin": acus, "cascade": 0.0, "terminal": 0.0}
        return {"date": seconds, "acus": acus, "acus_by_product": products}

    return {"total_acus": sum(days.values()), "consumption_by_date": [entry(*each) for each in days.items()]}


def broken_down(
    members: Mapping[str, Mapping[date, float]], whole: Mapping[date, float], **arguments: Any
) -> Breakdown:
    """The breakdown of an account that gives these days."""

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/v3/self":
            return httpx.Response(200, json=WHO)
        if path == "/v3/enterprise/members/users":
            items: list[Any] = [
                {"user_id": name, "email": "a@b.example", "name": None, "role_assignments": []} for name in members
            ]
            return httpx.Response(200, json={"items": items, "end_cursor": None, "has_next_page": False, "total": None})
        if path == "/v3/enterprise/consumption/daily":
            return httpx.Response(200, json=body_of(whole))
        return httpx.Response(200, json=body_of(members[path.rpartition("/")[2]]))

    transport = httpx.MockTransport(answer)
    with DevinUsage(ENTERPRISE_KEY, base_url=BASE_URL, transport=transport, clock=present, retries=0) as client:
        return client.consumption.by_user(TO_TODAY, **arguments)


CLOSED, TODAY = date(2025, 12, 18), date(2025, 12, 20)


def test_members_that_exceed_the_whole_on_a_closed_day_are_refused() -> None:
    """Though they do not exceed it in total: what another day lacks hides nothing."""
    members = {"u1": {CLOSED: 3.0}, "u2": {CLOSED: 2.0}}
    with pytest.raises(InconsistentAnswer, match=r"on 2025-12-18 the users sum to 5\.0 ACUs, more than the 4\.9"):
        broken_down(members, {CLOSED: 4.9, date(2025, 12, 19): 10.0}, users=list(members))


def test_a_closed_day_that_the_whole_leaves_out_is_nothing() -> None:
    """A member cannot have used what nobody has."""
    with pytest.raises(InconsistentAnswer, match=r"more than the 0\.0 of the whole"):
        broken_down({"u1": {CLOSED: 3.0}}, {date(2025, 12, 19): 10.0}, users=["u1"])


def test_an_open_day_may_grow_between_the_questions() -> None:
    """That is said, and what is left over is below nothing; it is no contradiction."""
    members = {"u1": {CLOSED: 3.0, TODAY: 2.0}, "u2": {CLOSED: 2.0}}
    found = broken_down(members, {CLOSED: 5.0, TODAY: 1.5}, users=list(members))
    assert found.unattributed == pytest.approx(-0.5)
    assert any("open day has grown" in caveat for caveat in found.caveats)
    quiet = broken_down(members, {CLOSED: 5.0, TODAY: 2.0}, users=list(members))
    assert quiet.unattributed == 0.0
    assert not any("open day has grown" in caveat for caveat in quiet.caveats)


def test_a_closed_day_below_zero_may_belong_to_nobody() -> None:
    """It is a correction: what is left over is below nothing, and no caveat speaks of an open day; use is refused."""
    whole = {CLOSED: -5.0, date(2025, 12, 19): 10.0}
    found = broken_down({"u1": {CLOSED: 0.0, date(2025, 12, 19): 10.0}}, whole, users=["u1"])
    assert found.unattributed == pytest.approx(-5.0)
    assert not any("open day has grown" in caveat for caveat in found.caveats)
    with pytest.raises(InconsistentAnswer, match=r"sum to 1\.0 ACUs, more than the -5\.0"):
        broken_down({"u1": {CLOSED: 1.0}}, whole, users=["u1"])


def test_rounding_of_many_members_is_no_contradiction() -> None:
    """Each number may be off by a millionth, so a sum of many may be off by as many millionths."""
    members = {f"u{number}": {CLOSED: 1.0000009} for number in range(50)}
    found = broken_down(members, {CLOSED: 50.0}, users=list(members))
    assert found.unattributed == 0.0
    with pytest.raises(InconsistentAnswer):
        broken_down({**members, "u0": {CLOSED: 1.0001}}, {CLOSED: 50.0}, users=list(members))


def test_a_map_that_exceeds_its_total_is_refused() -> None:
    """v2: the map and the total are of one answer, so nothing excuses it."""
    body = {
        "total_acus": 1.0,
        "consumption_by_date": {"2025-12-18": 1.0},
        "consumption_by_org_id": {"org-1": 0.5},
        "consumption_by_user": {"u1": 0.7, "u2": 0.4},
    }
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    with DevinUsage(ENTERPRISE_ADMIN_KEY, base_url=BASE_URL, transport=transport, clock=present) as client:
        with pytest.raises(InconsistentAnswer, match="users sum to"):
            client.consumption.by_user(TO_TODAY)
        body["consumption_by_user"] = {}
        with pytest.raises(InconsistentAnswer, match="not asked for"):
            client.consumption.by_organization(TO_TODAY, organizations=["org-2"])
        body["consumption_by_org_id"] = {"org-1": 1.5}
        with pytest.raises(InconsistentAnswer, match="organizations sum to"):
            client.consumption.by_organization(TO_TODAY)


def test_an_id_that_no_path_can_hold_is_a_named_failure() -> None:
    """The list of the API is not to be trusted with paths: '..' would ask for the whole."""
    found = broken_down({"u1": {CLOSED: 1.0}, "..": {}}, {CLOSED: 1.0})
    assert list(found.acus) == ["u1"]
    assert isinstance(found.failures[".."], InconsistentAnswer)


# What is kept of a member.

WIRE: list[dict[str, Any]] = [
    {"devin": 1.5, "cascade": 0.25, "terminal": 0, "review": None},
    {"devin": 2, "cascade": 0.0, "terminal": 0.125},
    {"devin": 0.0, "cascade": 0.0, "terminal": 0.0, "review": 3.5},
]


def products_of(wire: Mapping[str, Any]) -> Products:
    others = {name: acus for name, acus in wire.items() if name not in {"devin", "cascade", "terminal", "review"}}
    return Products(wire["devin"], wire["cascade"], wire["terminal"], wire.get("review"), others)


@pytest.mark.parametrize("ordinals", [[10, 11, 12], [10, 12, 15]], ids=["in a row", "with gaps"])
@pytest.mark.parametrize("further", [{}, {"autofix": 0.75}], ids=["known products", "a further product"])
def test_days_in_columns_are_the_same_days(ordinals: list[int], further: dict[str, float]) -> None:
    """Zero, absent and null stay what they were, also next to products that are not known yet."""
    wire = [{**each, **further} for each in WIRE]
    days = Days(ordinals, [2.5, 2.875, 4.25], wire, products_of)
    kept = compact(days)
    assert kept == days
    assert kept[1].products == products_of(wire[1])
    assert [each.products.review for each in kept if each.products is not None] == [None, None, 3.5]
    assert kept[1:] == days[1:]
    assert compact(Days(ordinals, [1.0, 2.0, 3.0])) == Days(ordinals, [1.0, 2.0, 3.0])


Reading = Callable[[], Days]


def test_a_member_of_31_days_takes_few_bytes() -> None:
    """Fewer than 2,000 bytes, where the answer as it came takes more than five times as many."""
    body = json.dumps([{"devin": 1.5 + day, "cascade": 0.25, "terminal": 0.125, "review": 0.5} for day in range(31)])

    def answered() -> Days:
        acus = [float(day) for day in range(31)]
        return Days([700_000 + day for day in range(31)], acus, json.loads(body), products_of)

    def bytes_of(read: Reading) -> float:
        read()
        tracemalloc.start()
        try:
            kept = [read() for _ in range(200)]
            return tracemalloc.get_traced_memory()[0] / len(kept)
        finally:
            tracemalloc.stop()

    kept, raw = bytes_of(lambda: compact(answered())), bytes_of(answered)
    assert kept < 2_000
    assert raw > 5 * kept
