"""Answers: they fit the documents, agree with each other, and follow the assumptions that are set."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from devin_mock import ORGANIZATION_KEY, Assumptions, Mock, Operation, load
from devin_mock.answers import ANSWERS
from devin_mock.calendar import DAY_S, billing_day, day_start
from devin_mock.ledger import Ledger
from devin_mock.sessions import session_id
from hypothesis import given
from hypothesis import strategies as st

from .asking import CYCLE, FEW, NOW, answer, ask, encoded, request, v2_daily, v3_daily

OPERATIONS = [(document, operation) for document in (load("v2"), load("v3")) for operation in document.operations]
SHARED = Mock(seed=1, users=40, now=NOW)
WINDOW = {"time_after": CYCLE[0], "time_before": CYCLE[1]}


def one_session(ledger: Ledger) -> tuple[str, Any]:
    """A session of a closed day of CYCLE in the first organization."""
    organization = ledger.account.organizations[0]
    day = billing_day(date(2025, 11, 12))
    seats = range(organization.first_seat, organization.last_seat)
    session = next(each for seat in seats for each in ledger.sessions(seat, day))
    return session_id(ledger.chance, session), session


def path_of(mock: Mock, operation: Operation) -> str:
    account = mock.ledger.account
    holder = account.principal(account.seat_holder[account.organizations[0].first_seat])
    known = {
        "org_id": account.organizations[0].org_id,
        "user_id": holder.principal_id,
        "service_user_id": account.ids[account.users],
        "session_id": one_session(mock.ledger)[0],
    }
    return operation.path.format(**{name: encoded(value) for name, value in known.items()})


@pytest.mark.parametrize("drawn_only", [False, True])
@pytest.mark.parametrize(("document", "operation"), OPERATIONS, ids=lambda each: getattr(each, "operation_id", ""))
def test_the_answer_of_every_operation_fits_its_schema(document: Any, operation: Operation, drawn_only: bool) -> None:
    """From the ledger or drawn, the body is what the document promises, and the same each time."""
    mock = Mock(seed=1, users=40, now=NOW, drawn_only=drawn_only)
    required = {each.name for each in operation.parameters if each.required and each.location == "query"}
    query = {name: value for name, value in WINDOW.items() if name in required}
    path = path_of(SHARED, operation)
    response = ask(mock, path, query)
    assert response.status == 200, response
    schema = operation.response_schemas(200)["application/json"]
    assert schema is not None
    assert list(document.validator(schema).iter_errors(response.json())) == []
    assert ask(mock, path, query) == response


def test_the_ledger_answers_every_operation() -> None:
    """Nothing is drawn from a schema, and no answer is kept for an operation that the documents do not have."""
    assert set(ANSWERS) == {operation.operation_id for _, operation in OPERATIONS}
    assert len(ANSWERS) == 42


def whole(acus: float) -> int:
    return round(acus * 1_000_000)


def assert_v2_is_v3(mock: Mock, window: tuple[int, int]) -> None:
    v2, v3 = v2_daily(mock, window), v3_daily(mock, window=window)
    assert v2["total_acus"] == v3["total_acus"]
    assert list(v2["consumption_by_date"].values()) == [day["acus"] for day in v3["consumption_by_date"]]
    dates = [datetime.fromtimestamp(day["date"], UTC).date().isoformat() for day in v3["consumption_by_date"]]
    assert list(v2["consumption_by_date"]) == dates
    for document in (v2["consumption_by_date"].values(), v2["consumption_by_user"].values()):
        assert sum(map(whole, document)) == whole(v2["total_acus"])
    devin = sum(whole(day["acus_by_product"]["devin"]) for day in v3["consumption_by_date"])
    assert sum(map(whole, v2["consumption_by_org_id"].values())) == devin
    for day in v3["consumption_by_date"]:
        assert sum(whole(acus or 0) for acus in day["acus_by_product"].values()) == whole(day["acus"])


days = st.integers(billing_day(date(2024, 6, 1)), billing_day(date(2025, 12, 20)))


@FEW
@given(days, st.integers(1, 40), st.integers(0, DAY_S - 1))
def test_v2_and_v3_agree_on_every_period(first: int, length: int, off: int) -> None:
    """Totals, days and people agree, for whole billing days and for windows that cut them."""
    for shift in (0, off):
        start = day_start(first) + shift
        assert_v2_is_v3(SHARED, (start, start + length * DAY_S))


@FEW
@given(st.integers(CYCLE[0], CYCLE[1]))
def test_a_split_cycle_keeps_its_total_and_its_counts(middle: int) -> None:
    """Two windows that touch are together the whole one, on the wire too."""
    parts = ((CYCLE[0], middle), (middle, CYCLE[1]))
    assert sum(whole(v3_daily(SHARED, window=part)["total_acus"]) for part in parts) == whole(
        v3_daily(SHARED)["total_acus"]
    )
    counts = [
        answer(SHARED, "/v3/enterprise/metrics/usage", {"time_after": start, "time_before": end})
        for start, end in parts
    ]
    together = answer(SHARED, "/v3/enterprise/metrics/usage", WINDOW)
    assert {name: sum(count[name] for count in counts) for name in together} == together


def test_users_and_organizations_are_the_same_in_both_versions(mock: Mock) -> None:
    """Each user's and organization's own answer is what the maps of v2 say, and users sum to the total."""
    v2 = v2_daily(mock)
    account = mock.ledger.account
    for index, principal_id in enumerate(account.ids):
        below = "users" if index < account.users else "service-users"
        v3 = v3_daily(mock, f"/{below}/{encoded(principal_id)}")
        assert v3["total_acus"] == v2["consumption_by_user"].get(principal_id, 0.0)
    for one in account.organizations:
        v3 = v3_daily(mock, f"/organizations/{one.org_id}")
        assert v3["total_acus"] == v2["consumption_by_org_id"][one.org_id]
        own = answer(
            mock,
            f"/v3/organizations/{one.org_id}/consumption/daily",
            WINDOW,
            key=ORGANIZATION_KEY if one.index == 0 else None,
        )
        assert own == v3


def test_a_filter_by_organization_keeps_devin_only(mock: Mock) -> None:
    """The days under `org_ids` sum to the organization's entry, and the other products are gone."""
    org_id = mock.ledger.account.organizations[0].org_id
    everything, filtered = v2_daily(mock), v2_daily(mock, org_ids=[org_id])
    assert filtered["total_acus"] == everything["consumption_by_org_id"][org_id]
    assert filtered["consumption_by_org_id"] == {org_id: filtered["total_acus"]}
    assert sum(map(whole, filtered["consumption_by_user"].values())) == whole(filtered["total_acus"])
    user = next(iter(filtered["consumption_by_user"]))
    path = f"/v2/enterprise/consumption/daily/{encoded(user)}"
    query = {"start": "2025-11-05T08:00:00Z", "end": "2025-12-05T08:00:00Z"}
    alone = answer(mock, path, {**query, "org_ids": [org_id]})
    assert alone["total_acus"] == filtered["consumption_by_user"][user]
    assert alone["total_acus"] <= answer(mock, path, query)["total_acus"]


def test_usage_agrees_between_versions_and_filters(mock: Mock) -> None:
    """Counts are the same in v2 and v3 and sum over organizations; every user's are part of them."""
    query = {"start": "2025-11-05T08:00:00Z", "end": "2025-12-05T08:00:00Z"}
    v2 = answer(mock, "/v2/enterprise/metrics/usage", query)
    v3 = answer(mock, "/v3/enterprise/metrics/usage", WINDOW)
    assert (v2["sessions_count"], v2["searches_count"], v2["prs_merged"]) == (
        v3["sessions_count"],
        v3["searches_count"],
        v3["prs_merged_count"],
    )
    orgs = [one.org_id for one in mock.ledger.account.organizations]
    own = [answer(mock, f"/v3/organizations/{org_id}/metrics/usage", WINDOW) for org_id in orgs]
    assert {name: sum(each[name] for each in own) for name in v3} == v3
    filtered = [answer(mock, "/v2/enterprise/metrics/usage", {**query, "org_ids": [org_id]}) for org_id in orgs]
    assert {name: sum(each[name] for each in filtered) for name in v2} == v2
    people = [{**query, "user_ids": [user_id]} for user_id in mock.ledger.account.ids[:5]]
    each = [answer(mock, "/v2/enterprise/metrics/usage", one)["sessions_count"] for one in people]
    both = answer(mock, "/v2/enterprise/metrics/usage", {**query, "user_ids": mock.ledger.account.ids[:5]})
    assert sum(each) == both["sessions_count"]
    prs = answer(mock, "/v3/enterprise/metrics/prs", WINDOW)
    assert prs["prs_created_count"] == sum(prs[f"prs_{state}_count"] for state in ("opened", "merged", "closed"))
    assert [v2[f"prs_{state}"] for state in ("opened", "closed", "merged")] == [
        prs[f"prs_{state}_count"] for state in ("created", "closed", "merged")
    ]
    for part, names in (("sessions", ["sessions_count"]), ("searches", ["searches_count"]), ("prs", list(v2)[2:])):
        assert answer(mock, f"/v2/enterprise/metrics/{part}", query) == {name: v2[name] for name in names}
    sessions = answer(mock, "/v3/enterprise/metrics/sessions", WINDOW)
    for breakdown in ("sessions_created_by_origin", "sessions_created_by_size"):
        assert sum(sessions[breakdown].values()) == sessions["sessions_created_count"] == v3["sessions_count"]


def test_sessions_are_part_of_their_day(mock: Mock) -> None:
    """A session's ACUs are on its own day, in its own organization, and nowhere else."""
    name, session = one_session(mock.ledger)
    found = v3_daily(mock, f"/sessions/{name}")
    assert whole(found["total_acus"]) == session.micro_acus
    assert [day["date"] for day in found["consumption_by_date"] if day["acus"]] == [day_start(session.day)]
    first, second = (one.org_id for one in mock.ledger.account.organizations[:2])
    assert answer(mock, f"/v3/organizations/{first}/consumption/daily/sessions/{name}", WINDOW) == found
    assert ask(mock, f"/v3/organizations/{second}/consumption/daily/sessions/{name}", WINDOW).status == 404


@pytest.mark.parametrize("later", [timedelta(seconds=1), timedelta(days=1), timedelta(days=400)])
def test_a_closed_day_never_changes(later: timedelta) -> None:
    """What was over stays as it was, however far `now` moves."""
    other = Mock(seed=1, users=40, now=NOW + later)
    closed = (CYCLE[0], day_start(billing_day(date(2025, 12, 20))))
    for path in ("/v3/enterprise/consumption/daily", "/v3/enterprise/metrics/usage", "/v3/enterprise/metrics/sessions"):
        query = {"time_after": closed[0], "time_before": closed[1]}
        assert ask(other, path, query) == ask(SHARED, path, query)
    assert v2_daily(other, closed) == v2_daily(SHARED, closed)


def test_the_open_day_grows_until_it_closes() -> None:
    """A clock that moves shows more of the day, and the whole of it in the end."""
    clock = iter(
        [datetime(2025, 12, 18, hour, tzinfo=UTC) for hour in (9, 15, 21)] + [datetime(2025, 12, 19, 8, tzinfo=UTC)]
    )
    mock = Mock(seed=1, users=40, now=lambda: next(clock))
    day = day_start(billing_day(date(2025, 12, 18)))
    shown = [v3_daily(mock, window=(day, day + DAY_S))["total_acus"] for _ in range(4)]
    assert shown == sorted(shown)
    assert shown[0] < shown[2] < shown[3]
    assert whole(shown[3]) == sum(
        SHARED.ledger.whole_day(product, billing_day(date(2025, 12, 18)))
        for product in ("devin", "cascade", "terminal", "review")
    )


def test_the_present_is_floored_and_ends_the_list_of_days(mock: Mock) -> None:
    """The open day is the last one listed, whatever end was asked for."""
    shown = v3_daily(mock, window=(CYCLE[1], CYCLE[1] + 60 * DAY_S))["consumption_by_date"]
    assert len(shown) == 16
    assert shown[-1]["date"] == day_start(billing_day(date(2025, 12, 20)))
    assert v3_daily(mock, window=(0, CYCLE[1]))["consumption_by_date"][0]["date"] == day_start(mock.ledger.first_day)
    assert v3_daily(mock, window=(CYCLE[1], CYCLE[0])) == {"total_acus": 0.0, "consumption_by_date": []}
    assert v3_daily(mock, window=(-(10**40), 10**40))["total_acus"] > 0


def test_the_same_seed_gives_the_same_bytes_everywhere() -> None:
    """The digest is committed: another machine, Python or order of questions must not change a byte."""
    mock = Mock(seed=7, users=25, now=NOW)
    digest = hashlib.sha256()
    for _, operation in sorted(OPERATIONS, key=lambda each: each[1].operation_id):
        names = {each.name for each in operation.parameters}
        cut = {"time_after": CYCLE[0] + 12_345, "time_before": CYCLE[1] + 54_321}
        for window in (WINDOW, cut) if "time_after" in names else ({},):
            digest.update(mock.respond(request(path_of(mock, operation), window)).body)
    assert digest.hexdigest() == "1208568f1b7fb456749e925cd3e3222b2a611460dbab443b3ab467c01743f702"
    assert v3_daily(Mock(seed=8, users=25, now=NOW)) != v3_daily(mock)


@pytest.mark.parametrize(
    ("path", "status_v2"),
    [
        ("/v2/enterprise/consumption/daily/email%7Cnobody", 404),
        ("/v2/enterprise/consumption/daily/okta%257CAcme%257Cx17", 404),
        ("/v3/enterprise/consumption/daily/users/nobody", 404),
        ("/v3/enterprise/consumption/daily/service-users/nobody", 404),
        ("/v3/enterprise/consumption/daily/organizations/org-none", 404),
        ("/v3/enterprise/consumption/daily/sessions/devin-none", 404),
        ("/v3/organizations/org-none/consumption/daily", 404),
        ("/v3/organizations/org-none/metrics/usage", 404),
        ("/v3/enterprise/organizations/org-none/members/users", 404),
    ],
)
def test_an_unknown_id_is_404_or_zeros(mock: Mock, path: str, status_v2: int) -> None:
    """Nobody knows what the service does: 404 is assumed, zeros are the option."""
    asked = request(path)
    response = mock.respond(asked)
    assert response.status == status_v2
    verdict = mock.record[-1].verdict
    assert verdict.refusal is not None
    assert verdict.document is not None
    schema = mock.judge(asked).operation.response_schemas(404)[dict(response.headers)["content-type"]]  # type: ignore[union-attr]  # judged above
    assert schema is not None
    assert verdict.document.is_valid(schema, response.json())
    zeros = answer(Mock(now=NOW, assumptions=Assumptions(unknown_id="zeros")), path)
    assert not any(zeros.get(name) for name in ("total_acus", "sessions_count", "items"))


def pages(mock: Mock, path: str, size: int) -> Iterator[Any]:
    query: dict[str, Any] = {"first": size}
    while True:
        page = answer(mock, path, query)
        assert 0 < len(page["items"]) <= size
        yield from page["items"]
        assert page["has_next_page"] is (page["end_cursor"] is not None)
        if page["end_cursor"] is None:
            return
        query["after"] = page["end_cursor"]


@pytest.mark.parametrize("size", [1, 3, 7, 200])
@pytest.mark.parametrize(
    "path",
    [
        "/v3/enterprise/consumption/cycles",
        "/v3/enterprise/organizations",
        "/v3/enterprise/members/users",
        "/v3/enterprise/members/service-users",
        "/v3/enterprise/consumption/acu-limits/devin",
    ],
)
def test_pages_join_to_the_whole_list(mock: Mock, path: str, size: int) -> None:
    """Whatever the page size, following the cursor gives every item once."""
    everything = answer(mock, path, {"first": 200})
    assert list(pages(mock, path, size)) == everything["items"]
    assert len(everything["items"]) == everything["total"] > 0


def test_pages_of_v2_go_by_skip(mock: Mock) -> None:
    """`skip` and `limit` cut the same list, and the removed user is not in it."""
    everything = answer(mock, "/v2/enterprise/members")["items"]
    joined: list[Any] = []
    skip: int | None = 0
    while skip is not None:
        page = answer(mock, "/v2/enterprise/members", {"skip": skip, "limit": 13})
        assert page["items"]
        joined += page["items"]
        assert page["has_more"] is (page["next_cursor"] is not None)
        skip = page["next_cursor"]
    assert joined == everything
    assert len(everything) == mock.ledger.account.users - 1
    assert {each["user_id"] for each in everything} == {
        each["user_id"] for each in pages(mock, "/v3/enterprise/members/users", 9)
    }
    assert answer(mock, "/v2/enterprise/members", {"email": everything[3]["email"]})["items"] == [everything[3]]


def test_a_cursor_belongs_to_its_list(mock: Mock) -> None:
    """The cursor of one list is refused by another one, or starts it over, as assumed."""
    cursor = answer(mock, "/v3/enterprise/members/users", {"first": 1})["end_cursor"]
    assert ask(mock, "/v3/enterprise/organizations", {"after": cursor}).status == 422
    generous = Mock(now=NOW, assumptions=Assumptions(unknown_cursor="first page"))
    assert answer(generous, "/v3/enterprise/organizations", {"after": "?"}) == answer(
        generous, "/v3/enterprise/organizations"
    )


def test_cycles_agree_and_hold_the_present(mock: Mock) -> None:
    """v2 and v3 list the same cycles, and the default window is the current one."""
    v2 = answer(mock, "/v2/enterprise/consumption/cycles")
    v3 = answer(mock, "/v3/enterprise/consumption/cycles")["items"]
    assert v2[-1] == {"start": "2025-12-05T08:00:00Z", "end": "2026-01-05T08:00:00Z"}
    assert [datetime.fromisoformat(cycle["start"]).timestamp() for cycle in v2] == [cycle["after"] for cycle in v3]
    current = (v3[-1]["after"], v3[-1]["before"])
    assert answer(mock, "/v3/enterprise/consumption/daily") == v3_daily(mock, window=current)
    assert answer(mock, "/v2/enterprise/consumption/daily") == v2_daily(mock, current)
    until = answer(mock, "/v3/enterprise/consumption/daily", {"time_before": CYCLE[1]})
    assert until == v3_daily(mock)
    since = answer(mock, "/v3/enterprise/consumption/daily", {"time_after": CYCLE[0]})
    assert since == v3_daily(mock, window=(CYCLE[0], int(NOW.timestamp())))


def test_a_key_is_a_service_user_of_the_account(mock: Mock) -> None:
    """`self` names somebody who is in the list of service users, in the key's own organization if it has one."""
    listed = {each["service_user_id"]: each for each in pages(mock, "/v3/enterprise/members/service-users", 50)}
    assert answer(mock, "/v3/self")["service_user_id"] in listed
    own = answer(mock, "/v3/self", key=ORGANIZATION_KEY)
    assert own["org_id"] in [role["org_id"] for role in listed[own["service_user_id"]]["role_assignments"]]


def test_review_is_null_before_it_began(mock: Mock) -> None:
    """A product that did not exist yet has no number, one without use has 0.0."""
    early = day_start(billing_day(date(2024, 7, 1)))
    products = v3_daily(mock, window=(early, early + DAY_S))["consumption_by_date"][0]["acus_by_product"]
    assert products["review"] is None
    assert products["terminal"] == 0.0
    assert v3_daily(mock)["consumption_by_date"][0]["acus_by_product"]["review"] > 0


def test_an_answer_can_be_replaced_by_operation(mock: Mock) -> None:
    """A test can serve a body of its own and still have the request judged."""
    own = Mock(now=NOW, answers={"get_self": lambda call: {"principal_type": "newcomer", "now": call.now}})
    assert answer(own, "/v3/self") == {"principal_type": "newcomer", "now": int(NOW.timestamp())}
    assert ask(own, "/v3/self", key="").status == 401


def test_somebody_is_unknown_in_an_organization_that_they_are_not_in(mock: Mock) -> None:
    """An organization's path knows its own people, and their Devin ACUs in it alone."""
    account = mock.ledger.account
    somebody = next(each for each in map(account.principal, range(account.users)) if len(each.seats) == 1)
    home = account.organization_of(somebody.seats[0])
    other = next(one for one in account.organizations if one != home)
    below = f"consumption/daily/users/{encoded(somebody.principal_id)}"
    inside = answer(mock, f"/v3/organizations/{home.org_id}/{below}", WINDOW)
    assert ask(mock, f"/v3/organizations/{other.org_id}/{below}", WINDOW).status == 404
    for here, everywhere in zip(
        inside["consumption_by_date"],
        v3_daily(mock, f"/users/{encoded(somebody.principal_id)}")["consumption_by_date"],
        strict=True,
    ):
        products = here["acus_by_product"]
        assert products["devin"] == everywhere["acus_by_product"]["devin"] == here["acus"]
        assert (products["cascade"], products["terminal"]) == (0.0, 0.0)


def test_a_session_that_is_still_to_come_is_unknown(mock: Mock) -> None:
    """Its id exists from the instant at which it happens."""
    name, session = one_session(mock.ledger)
    path = f"/v3/enterprise/consumption/daily/sessions/{name}"
    for seconds, status in ((0, 404), (1, 200)):
        now = datetime.fromtimestamp(session.instant + seconds, UTC)
        assert ask(Mock(seed=1, users=40, now=now), path).status == status
