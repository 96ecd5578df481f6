"""Active users: counted in UTC days, weeks and months, each person once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from devin_mock import ORGANIZATION_KEY, Assumptions, Mock
from devin_mock.calendar import DAY_S
from hypothesis import given
from hypothesis import strategies as st

from .asking import CYCLE, FEW, NOW, answer, ask

SHARED = Mock(seed=1, users=40, now=NOW)
ENTERPRISE = "/v3/enterprise/metrics"
PRESENT = int(NOW.timestamp())
OPENED = int(datetime(2024, 6, 5, 8, tzinfo=UTC).timestamp())
LENGTHS = {"dau": (1, 1), "wau": (7, 7), "mau": (28, 31)}


def midnight(year: int, month: int, day: int) -> int:
    return int(datetime(year, month, day, tzinfo=UTC).timestamp())


NOVEMBER = (midnight(2025, 11, 1), midnight(2025, 12, 1))


def asked(mock: Mock, kind: str, window: tuple[int, int] = NOVEMBER, where: str = ENTERPRISE, **query: Any) -> Any:
    return answer(mock, f"{where}/{kind}", {"time_after": window[0], "time_before": window[1], **query})


def counts(mock: Mock, kind: str, window: tuple[int, int] = NOVEMBER, **query: Any) -> list[int]:
    return [entry["active_users"] for entry in asked(mock, kind, window, **query)]


def with_(**assumed: Any) -> Mock:
    return Mock(seed=1, users=40, now=NOW, assumptions=Assumptions(**assumed))


def spans(mock: Mock, kind: str, window: tuple[int, int]) -> list[tuple[int, int]]:
    return [(entry["start_time"], entry["end_time"]) for entry in asked(mock, kind, window)]


windows = st.tuples(st.integers(OPENED - 40 * DAY_S, PRESENT), st.integers(0, 100 * DAY_S)).map(
    lambda drawn: (drawn[0], drawn[0] + drawn[1])
)


@FEW
@given(windows, st.sampled_from(sorted(LENGTHS)))
def test_buckets_are_utc_and_lie_side_by_side(window: tuple[int, int], kind: str) -> None:
    """Each starts at a UTC midnight, a Monday or a first, but for the first and last, which the window cuts."""
    found = spans(SHARED, kind, window)
    assert all(one[1] == other[0] for one, other in pairwise(found))
    low, high = LENGTHS[kind]
    for start, end in found:
        first = datetime.fromtimestamp(start, UTC)
        if start != window[0]:
            assert first.time() == datetime.min.time()
            assert kind != "wau" or first.weekday() == 0
            assert kind != "mau" or first.day == 1
        if start != window[0] and end != window[1]:
            assert low <= (end - start) // DAY_S <= high
    if max(window[0], OPENED) < min(window[1], PRESENT):
        assert found[0][0] <= max(window[0], OPENED) < found[0][1]
        assert found[-1][0] < min(window[1], PRESENT) <= found[-1][1]
    else:
        assert found == []


@FEW
@given(windows, st.sampled_from(sorted(LENGTHS)), st.integers(1, 5), st.integers(1, 5), st.booleans())
def test_each_bucket_is_the_active_users_of_its_time(
    window: tuple[int, int], kind: str, sessions: int, searches: int, filtered: bool
) -> None:
    """What is said of a bucket is what is said of the same window alone."""
    query: dict[str, Any] = {"min_sessions": sessions, "min_searches": searches}
    if filtered:
        query["org_ids"] = [one.org_id for one in SHARED.ledger.account.organizations[:2]]
    for entry in asked(SHARED, kind, window, **query)[:5]:
        span = (entry["start_time"], entry["end_time"])
        assert entry == asked(SHARED, "active-users", span, **query)


@FEW
@given(windows, st.integers(1, 4))
def test_a_longer_time_has_no_fewer_active_users(window: tuple[int, int], least: int) -> None:
    """A week has those of each of its days, a month those of its weeks, and a higher minimum has no more."""
    everything = asked(SHARED, "active-users", window)["active_users"]
    for kind in LENGTHS:
        found = counts(SHARED, kind, window)
        assert max(found, default=0) <= everything <= max(sum(found), 0)
        stricter = counts(SHARED, kind, window, min_sessions=least, min_searches=least)
        assert all(few <= many for few, many in zip(stricter, found, strict=True))
    for week in asked(SHARED, "wau", window):
        daily = counts(SHARED, "dau", (week["start_time"], week["end_time"]))
        assert max(daily, default=0) <= week["active_users"] <= sum(daily)


def test_organizations_sum_to_no_less_than_the_enterprise(mock: Mock) -> None:
    """People of two organizations are active in both; each organization's own answer is the one under the filter."""
    organizations = [one.org_id for one in mock.ledger.account.organizations]
    everything = asked(mock, "active-users")["active_users"]
    each = [asked(mock, "active-users", org_ids=[org_id])["active_users"] for org_id in organizations]
    assert max(each) < everything < sum(each)
    assert asked(mock, "active-users", org_ids=organizations)["active_users"] == everything
    for kind in ("active-users", *LENGTHS):
        for org_id in organizations:
            own = asked(mock, kind, where=f"/v3/organizations/{org_id}/metrics")
            assert own == asked(mock, kind, org_ids=[org_id])
    key = ORGANIZATION_KEY
    path = f"/v3/organizations/{organizations[0]}/metrics/dau"
    query = {"time_after": NOVEMBER[0], "time_before": NOVEMBER[1]}
    assert answer(mock, path, query, key=key) == asked(mock, "dau", org_ids=organizations[:1])
    assert asked(mock, "active-users", org_ids=["org-none"])["active_users"] == 0
    assert ask(mock, "/v3/organizations/org-none/metrics/dau", query).status == 404
    zeros = with_(unknown_id="zeros")
    assert set(counts_of(answer(zeros, "/v3/organizations/org-none/metrics/dau", query))) == {0}


def counts_of(entries: list[dict[str, int]]) -> list[int]:
    return [entry["active_users"] for entry in entries]


def test_the_active_users_of_a_day_are_those_with_a_session_or_a_search(mock: Mock) -> None:
    """Counted one by one from the sessions and searches of the ledger, in a UTC day and not in a billing day."""
    ledger, account = mock.ledger, mock.ledger.account
    start = midnight(2025, 11, 12)
    expected: set[int] = set()
    for day in ledger.days(start, start + DAY_S):
        for seat, holder in enumerate(account.seat_holder):
            instants = [one.instant for one in ledger.sessions(seat, day)] + [*mock.activity.searches(seat, day)]
            if holder < account.users and any(start <= instant < start + DAY_S for instant in instants):
                expected.add(holder)
    assert counts(mock, "dau", (start, start + DAY_S)) == [len(expected)]
    assert asked(mock, "active-users", (start, start + 8 * 3600))["active_users"] < len(expected)


def test_the_present_ends_the_list_and_the_count(mock: Mock) -> None:
    """The bucket that is open is the last one; what is still to come is not in it."""
    window = (midnight(2025, 12, 15), midnight(2026, 2, 1))
    found = asked(mock, "dau", window)
    assert len(found) == 6
    assert found[-1]["end_time"] == midnight(2025, 12, 21)
    later = Mock(seed=1, users=40, now=NOW + timedelta(days=2))
    assert asked(later, "dau", window)[:5] == found[:5]
    assert asked(later, "dau", window)[5]["active_users"] >= found[5]["active_users"]
    assert asked(mock, "mau", window)[-1]["end_time"] == midnight(2026, 1, 1)
    assert asked(mock, "dau", (PRESENT, PRESENT + DAY_S)) == []
    assert asked(mock, "dau", (window[1], window[0])) == []
    assert asked(mock, "active-users", (window[1], window[0]))["active_users"] == 0


def test_a_huge_window_is_the_whole_account(mock: Mock) -> None:
    """Also one that no calendar has: the times are given as they were asked for."""
    far = 10**30
    assert asked(mock, "active-users", (-far, far)) == {
        "start_time": -far,
        "end_time": far,
        "active_users": asked(mock, "active-users", (OPENED, PRESENT))["active_users"],
    }
    assert len(asked(mock, "mau", (-far, far))) == 19


def test_what_is_not_known_of_buckets_is_assumed(mock: Mock) -> None:
    """Cut, whole or left out; with or without empty ones; and what the end of one is."""
    window = (midnight(2025, 11, 12) + 7 * 3600, midnight(2025, 12, 10))
    whole = spans(with_(cut_buckets="whole"), "wau", window)
    assert whole[0] == (midnight(2025, 11, 10), midnight(2025, 11, 17))
    assert whole[-1] == (midnight(2025, 12, 8), midnight(2025, 12, 15))
    assert spans(with_(cut_buckets="left out"), "wau", window) == whole[1:-1]
    assert spans(mock, "wau", window)[0] == (window[0], midnight(2025, 11, 17))
    assert counts(mock, "wau", window)[0] < counts(with_(cut_buckets="whole"), "wau", window)[0]
    december = asked(with_(cut_buckets="whole"), "wau", (PRESENT - 1, PRESENT))[0]
    monday = midnight(2025, 12, 15)
    assert (december["start_time"], december["end_time"]) == (monday, monday + 7 * DAY_S)
    until_now = asked(mock, "active-users", (monday, PRESENT), min_sessions=6, min_searches=12)["active_users"]
    in_all = {"min_sessions": 6, "min_searches": 12}
    assert counts(with_(cut_buckets="whole"), "wau", (PRESENT - 1, PRESENT), **in_all) == [until_now]
    later = Mock(seed=1, users=40, now=NOW + timedelta(days=2))
    assert counts(later, "wau", (monday, monday + 7 * DAY_S), **in_all)[0] > until_now
    lasts = [end for _, end in spans(with_(bucket_end="last second"), "wau", window)]
    assert lasts == [end - 1 for _, end in spans(mock, "wau", window)]
    christmas = (midnight(2024, 12, 20), midnight(2024, 12, 31))
    empty = counts(mock, "dau", christmas, min_sessions=3, min_searches=4)
    assert 0 in empty
    without = counts(with_(empty_buckets="left out"), "dau", christmas, min_sessions=3, min_searches=4)
    assert without == [count for count in empty if count]
    inclusive = asked(with_(bounds="inclusive"), "dau", (midnight(2025, 11, 12), midnight(2025, 11, 13)))
    assert [entry["start_time"] for entry in inclusive] == [midnight(2025, 11, 12), midnight(2025, 11, 13)]


def test_what_is_not_known_of_people_is_assumed(mock: Mock) -> None:
    """Service users count or do not; a minimum of zero is everybody, or no condition."""
    found = asked(mock, "active-users", CYCLE)["active_users"]
    counted = asked(with_(active_service_users="counted"), "active-users", CYCLE)["active_users"]
    assert counted > found
    assert asked(mock, "active-users", CYCLE, min_sessions=0)["active_users"] == 39
    organization = mock.ledger.account.organizations[2]
    inside = mock.ledger.account.seat_holder[organization.first_seat : organization.last_seat]
    everybody = asked(mock, "active-users", CYCLE, min_searches=0, org_ids=[organization.org_id])["active_users"]
    assert everybody == sum(holder < 40 and mock.ledger.account.is_member(holder) for holder in inside)
    before = (midnight(2025, 9, 1), midnight(2025, 9, 2))
    assert asked(mock, "active-users", before, min_sessions=0)["active_users"] == 40
    off = with_(minimum_of_zero="switched off")
    searching = asked(off, "active-users", NOVEMBER, min_sessions=0, min_searches=30)["active_users"]
    assert searching == asked(mock, "active-users", min_sessions=10**6, min_searches=30)["active_users"]
    assert asked(off, "active-users", CYCLE, min_sessions=0, min_searches=0)["active_users"] == 0
    for window in ((PRESENT, PRESENT + DAY_S), (CYCLE[1], CYCLE[0])):
        assert asked(mock, "active-users", window, min_sessions=0)["active_users"] == 0


@pytest.mark.parametrize("kind", sorted(LENGTHS))
def test_buckets_that_are_over_never_change(mock: Mock, kind: str) -> None:
    """However far the present moves."""
    later = Mock(seed=1, users=40, now=datetime(2027, 3, 1, tzinfo=UTC))
    assert asked(later, kind) == asked(mock, kind)
