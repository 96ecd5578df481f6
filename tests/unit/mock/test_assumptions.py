"""Assumptions: every option has its documented effect, both versions agree under it, and text is read strictly."""

from __future__ import annotations

import ast
import inspect
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, get_args, get_type_hints

import attrs
import pytest
from devin_mock import ENTERPRISE_KEY, Assumptions, Key, Mock
from devin_mock.answers.metrics import playbook_id
from devin_mock.calendar import DAY_S, billing_day, day_start
from devin_mock.sessions import session_id

from .asking import CYCLE, NOW, answer, ask, encoded, rfc3339, v2_daily, v3_daily

DAY = day_start(billing_day(date(2025, 12, 3)))
WINDOW = {"time_after": CYCLE[0], "time_before": CYCLE[1]}
PRESENT = int(NOW.timestamp())
V2_METRICS, V3_METRICS = "/v2/enterprise/metrics", "/v3/enterprise/metrics"


def with_(now: datetime = NOW, **assumed: Any) -> Mock:
    return Mock(seed=1, users=40, now=now, assumptions=Assumptions(**assumed))


def micro(acus: float) -> int:
    return round(acus * 1_000_000)


def assert_refused(mock: Mock, path: str, query: dict[str, Any], name: str) -> None:
    """A documented 422 that names the parameter."""
    response = ask(mock, path, query)
    assert response.status == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["query", name]]


def test_a_window_holds_its_bounds_as_assumed(mock: Mock) -> None:
    """The first only, both, or neither."""
    half_open = v3_daily(mock, window=(DAY, DAY + DAY_S))
    inclusive = v3_daily(with_(bounds="inclusive"), window=(DAY, DAY + DAY_S))
    assert len(half_open["consumption_by_date"]) == 1
    assert len(inclusive["consumption_by_date"]) == 2
    assert v3_daily(with_(bounds="inclusive"), window=(DAY, DAY + DAY_S - 1)) == half_open
    assert v3_daily(with_(bounds="exclusive"), window=(DAY - 1, DAY + DAY_S)) == half_open
    session = next(one for seat in range(9) for one in mock.ledger.sessions(seat, billing_day(date(2025, 12, 3))))
    at = session.instant
    found = [
        answer(with_(bounds=bounds), f"{V3_METRICS}/sessions", {"time_after": start, "time_before": end})
        for bounds, start, end in (
            ("half-open", at, at + 1),
            ("inclusive", at, at),
            ("exclusive", at - 1, at + 1),
            ("half-open", at, at),
            ("exclusive", at, at + 1),
        )
    ]
    assert [each["sessions_created_count"] for each in found] == [1, 1, 1, 0, 0]
    halves = [rfc3339(at - 1).replace("Z", ".5Z"), rfc3339(at).replace("Z", ".5Z")]
    for bounds in ("half-open", "inclusive", "exclusive"):
        path = f"{V2_METRICS}/sessions"
        spans = [(halves[0], halves[1]), (halves[1], halves[1]), (rfc3339(at - 9), halves[0])]
        around = [answer(with_(bounds=bounds), path, {"start": start, "end": end}) for start, end in spans]
        assert [each["sessions_count"] for each in around] == [1, 0, 0]


def test_the_default_window_is_assumed_but_for_v2_consumption(mock: Mock) -> None:
    """It is documented there, and stays the current cycle."""
    path, v2 = "/v3/enterprise/consumption/daily", "/v2/enterprise/consumption/daily"
    for assumed in ("whole account", "last 30 days", "refused"):
        assert answer(with_(default_window=assumed), v2) == answer(mock, v2)
    assert answer(with_(default_window="whole account"), path) == v3_daily(mock, window=(0, PRESENT))
    thirty = with_(default_window="last 30 days")
    assert answer(thirty, path) == v3_daily(mock, window=(PRESENT - 30 * DAY_S, PRESENT))
    assert answer(thirty, path, {"time_before": DAY}) == v3_daily(mock, window=(DAY - 30 * DAY_S, DAY))
    assert answer(thirty, path, {"time_before": PRESENT + 9 * DAY_S}) == answer(thirty, path)
    refused = with_(default_window="refused")
    assert_refused(refused, path, {}, "time_after")
    assert_refused(refused, path, {"time_after": DAY}, "time_before")
    assert_refused(refused, f"{V2_METRICS}/usage", {"end": rfc3339(DAY)}, "start_date")
    assert v3_daily(refused) == v3_daily(mock)
    usage = answer(with_(default_window="whole account"), f"{V2_METRICS}/usage")
    assert usage["sessions_count"] > answer(mock, f"{V2_METRICS}/usage")["sessions_count"]


def test_a_window_that_is_too_long_or_empty_may_be_refused(mock: Mock) -> None:
    """At the bound it is not: a window of exactly so many days is answered, also under inclusive bounds."""
    limited = with_(longest_window_days=30)
    assert v3_daily(limited) == v3_daily(mock)
    assert_refused(limited, "/v3/enterprise/consumption/daily", {**WINDOW, "time_before": CYCLE[1] + 1}, "time_after")
    assert v3_daily(with_(longest_window_days=30, bounds="inclusive")) == v3_daily(with_(bounds="inclusive"))
    query = {"start": rfc3339(DAY), "end": rfc3339(DAY + 31 * DAY_S)}
    assert_refused(limited, "/v2/enterprise/consumption/daily", query, "start")
    strict = with_(empty_window="refused")
    for end in (DAY, DAY - 1):
        assert v3_daily(mock, window=(DAY, end))["consumption_by_date"] == []
        for path in ("/v3/enterprise/consumption/daily", f"{V3_METRICS}/dau"):
            assert_refused(strict, path, {"time_after": DAY, "time_before": end}, "time_before")
    assert v3_daily(strict, window=(DAY, DAY + 1)) == v3_daily(mock, window=(DAY, DAY + 1))


def test_one_of_two_names_for_a_bound_wins_as_assumed(mock: Mock) -> None:
    """v2 has a second name for each; by default both at once are refused."""
    both = {"start": "2025-01-01T00:00:00Z", "start_date": "2025-12-05T08:00:00Z"}
    path = "/v2/enterprise/consumption/daily"
    assert_refused(mock, path, both, "start")
    wins = answer(with_(both_names="start_date wins"), path, both)
    assert wins == v2_daily(mock, (CYCLE[1], PRESENT))
    other = answer(with_(both_names="start wins"), path, both)
    assert other == answer(mock, path, {"start": both["start"]}) != wins


def test_ids_that_nobody_has_are_answered_as_assumed(mock: Mock) -> None:
    """In the path with 404 or zeros, in a filter with nothing or a refusal."""
    path = "/v3/enterprise/consumption/daily/users/nobody"
    assert ask(mock, path).status == 404
    assert answer(with_(unknown_id="zeros"), path)["total_acus"] == 0.0
    known = mock.ledger.account.organizations[0].org_id
    strict = with_(unknown_in_filter="refused")
    for name, path, value in (
        ("org_ids", f"{V3_METRICS}/searches", [known, "org-none"]),
        ("user_ids", f"{V3_METRICS}/sessions", ["nobody"]),
        ("service_user_ids", f"{V3_METRICS}/prs", ["nobody"]),
        ("playbook_id", f"{V3_METRICS}/prs", "playbook-none"),
    ):
        assert_refused(strict, path, {**WINDOW, name: value}, name)
        counted = answer(mock, path, {**WINDOW, name: value})
        if name == "org_ids":
            assert counted == answer(mock, path, {**WINDOW, name: [known]})
            assert answer(strict, path, {**WINDOW, name: [known]}) == counted
        else:
            assert not any(value for value in counted.values() if isinstance(value, int | float))


def test_the_id_of_somebody_who_left_may_be_unknown(mock: Mock) -> None:
    """From their departure on; by default their history stays."""
    account = mock.ledger.account
    gone = [
        f"/v3/enterprise/consumption/daily/users/{encoded(account.ids[account.removed])}",
        f"/v3/enterprise/consumption/daily/service-users/{account.ids[account.deleted]}",
        f"/v2/enterprise/consumption/daily/{encoded(account.ids[account.removed])}",
    ]
    for path in gone:
        assert ask(mock, path).status == 200
        assert ask(with_(removed_id="unknown"), path).status == 404
        assert ask(with_(datetime(2025, 6, 1, tzinfo=UTC), removed_id="unknown"), path).status == 200
    query = {**WINDOW, "time_after": 0, "user_ids": [account.ids[account.removed]]}
    assert answer(mock, f"{V3_METRICS}/sessions", query)["sessions_created_count"] > 0
    unknown = answer(with_(removed_id="unknown"), f"{V3_METRICS}/sessions", query)
    assert unknown["sessions_created_count"] == 0


def test_v2_may_have_ids_of_its_own(mock: Mock) -> None:
    """Then it knows those alone, in maps, lists, paths and filters; and the amounts stay."""
    other = with_(ids="other in v2")
    ours, theirs = v2_daily(mock), v2_daily(other)
    for name in ("consumption_by_user", "consumption_by_org_id"):
        assert not set(ours[name]) & set(theirs[name])
        assert list(ours[name].values()) == list(theirs[name].values())
    assert {**ours, "consumption_by_user": {}, "consumption_by_org_id": {}} == {
        **theirs,
        "consumption_by_user": {},
        "consumption_by_org_id": {},
    }
    assert v3_daily(other) == v3_daily(mock)
    names = mock.ledger.account.other_names
    members = answer(other, "/v2/enterprise/members")["items"]
    assert [one["user_id"] for one in members] == [each for each in names.ids[:40] if each != names.ids[3]]
    path = "/v2/enterprise/consumption/daily"
    old, new = mock.ledger.account.ids[1], names.ids[1]
    assert ask(other, f"{path}/{encoded(old)}").status == 404
    assert answer(other, f"{path}/{encoded(new)}")["total_acus"] == answer(mock, f"{path}/{encoded(old)}")["total_acus"]
    filtered = answer(other, f"{V2_METRICS}/usage", {"org_ids": [names.org_ids[1]], "user_ids": [new]})
    org_ids = [mock.ledger.account.organizations[1].org_id]
    assert filtered == answer(mock, f"{V2_METRICS}/usage", {"org_ids": org_ids, "user_ids": [old]})
    assert answer(other, f"{V2_METRICS}/usage", {"user_ids": [old]})["sessions_count"] == 0


def test_a_cursor_belongs_to_its_list(mock: Mock) -> None:
    """The cursor of one list is refused by another one, or starts it over, as assumed."""
    cursor = answer(mock, "/v3/enterprise/members/users", {"first": 1})["end_cursor"]
    assert_refused(mock, "/v3/enterprise/organizations", {"after": cursor}, "after")
    generous = with_(unknown_cursor="first page")
    assert answer(generous, "/v3/enterprise/organizations", {"after": "?"}) == answer(
        mock, "/v3/enterprise/organizations"
    )


def test_an_undocumented_permission_may_be_needed() -> None:
    """A key with some permissions reads the lists of who there is, or does not; one with all of them does."""
    some = Key("cog_some", permissions=frozenset({"ViewAccountConsumption"}))
    keys = (some, Key(ENTERPRISE_KEY))
    lists = ("/v3/enterprise/organizations", "/v3/enterprise/members/users", "/v3/enterprise/members/service-users")
    account = Mock(users=40).ledger.account
    for path in (*lists, f"/v3/enterprise/organizations/{account.organizations[0].org_id}/members/users"):
        for assumed, status in (("none needed", 200), ("every permission", 403)):
            assumptions = Assumptions(undocumented_permission=assumed)  # type: ignore[arg-type]  # one of both
            mock = Mock(users=40, now=NOW, keys=keys, assumptions=assumptions)
            assert ask(mock, path, key="cog_some").status == status
            assert ask(mock, path).status == 200
            assert ask(mock, "/v3/self", key="cog_some").status == 200
            assert ask(mock, "/v3/enterprise/consumption/daily", key="cog_some").status == 200


def test_days_and_people_without_use_are_listed_as_assumed(mock: Mock) -> None:
    """Idle days, idle members, service users; and the map of users itself."""
    christmas = (day_start(billing_day(date(2024, 12, 24))), day_start(billing_day(date(2024, 12, 27))))
    for listed, left_out in (
        (v3_daily(mock, window=christmas), v3_daily(with_(idle_days="left out"), window=christmas)),
        (v2_daily(mock, christmas), v2_daily(with_(idle_days="left out"), christmas)),
    ):
        assert len(listed["consumption_by_date"]) == len(left_out["consumption_by_date"]) + 1 == 3
        assert listed["total_acus"] == left_out["total_acus"]
    account = mock.ledger.account
    idle = account.ids[account.idle]
    users = v2_daily(mock)["consumption_by_user"]
    assert idle not in users
    everybody = v2_daily(with_(idle_users="listed"))["consumption_by_user"]
    assert everybody[idle] == 0.0
    assert account.ids[account.removed] not in everybody
    assert {**everybody, **users} == everybody
    robots = set(account.ids[account.users :])
    assert set(users) & robots
    without = v2_daily(with_(service_users="left out"))
    assert set(without["consumption_by_user"]) == set(users) - robots
    assert without["total_acus"] == v2_daily(mock)["total_acus"]
    robot = f"/v2/enterprise/consumption/daily/{account.ids[account.users]}"
    assert ask(mock, robot).status == 200
    assert ask(with_(service_users="left out"), robot).status == 404
    absent = v2_daily(with_(user_map="absent"))
    assert absent == {name: value for name, value in v2_daily(mock).items() if name != "consumption_by_user"}


def test_days_and_products_are_given_as_assumed(mock: Mock) -> None:
    """The instant of a date, products that sum to less than the day, and a product that is null, absent or zero."""
    noon = v3_daily(with_(date_at="00:00"))["consumption_by_date"]
    assert [day["date"] + 8 * 3600 for day in noon] == [day["date"] for day in v3_daily(mock)["consumption_by_date"]]
    less = v3_daily(with_(products="less than the day"))
    assert less["total_acus"] == v3_daily(mock)["total_acus"]
    for day, other in zip(less["consumption_by_date"], v3_daily(mock)["consumption_by_date"], strict=True):
        assert day["acus"] == other["acus"]
        parts = sum(map(micro, day["acus_by_product"].values()))
        assert (parts < micro(day["acus"])) == bool(day["acus_by_product"]["devin"])
        assert sum(map(micro, other["acus_by_product"].values())) == micro(other["acus"])
    early = day_start(billing_day(date(2024, 7, 1)))
    found = [
        v3_daily(with_(review_without_data=assumed), window=(early, early + DAY_S))["consumption_by_date"][0]
        for assumed in ("null", "absent", "0.0")
    ]
    assert [one["acus_by_product"].get("review", "absent") for one in found] == [None, "absent", 0.0]
    assert all(one["acus_by_product"]["terminal"] == 0.0 for one in found)


def cycles_of(**assumed: Any) -> list[tuple[int, int]]:
    mock = with_(**assumed)
    v3 = [(one["after"], one["before"]) for one in answer(mock, "/v3/enterprise/consumption/cycles")["items"]]
    v2 = answer(mock, "/v2/enterprise/consumption/cycles")
    assert [(rfc3339(start), rfc3339(end)) for start, end in v3] == [(one["start"], one["end"]) for one in v2]
    return v3


def test_cycles_are_listed_as_assumed() -> None:
    """In an order, with gaps or overlaps, with an end of one kind or the other, with or without the current one."""
    usual = cycles_of()
    assert all(one[1] == other[0] for one, other in pairwise(usual))
    assert cycles_of(cycle_order="newest first") == usual[::-1]
    mixed = cycles_of(cycle_order="unordered")
    assert sorted(mixed) == usual
    assert mixed not in (usual, usual[::-1])
    assert mixed[-1] != usual[-1]
    assert {one[1] - other[0] for one, other in pairwise(cycles_of(cycle_seams="gap"))} == {-DAY_S}
    assert {one[1] - other[0] for one, other in pairwise(cycles_of(cycle_seams="overlap"))} == {DAY_S}
    assert {one[1] - other[0] for one, other in pairwise(cycles_of(cycle_end="last second"))} == {-1}
    assert cycles_of(open_cycle="left out") == usual[:-1]
    assert answer(with_(cycle_seams="gap"), "/v3/enterprise/consumption/daily") == answer(
        with_(), "/v3/enterprise/consumption/daily"
    )


def test_a_day_that_is_not_final_grows_until_it_is() -> None:
    """From its close on it gains something every day, and nothing any more after `late_days`."""
    closed = day_start(billing_day(date(2025, 12, 17)))
    window = (closed - DAY_S, closed)
    moments = [
        datetime.fromtimestamp(closed + seconds, UTC)
        for seconds in (0, DAY_S - 1, DAY_S, 2 * DAY_S, 3 * DAY_S - 1, 3 * DAY_S, 9 * DAY_S)
    ]
    shown = [v3_daily(with_(now, late_days=3), window=window)["total_acus"] for now in moments]
    final = v3_daily(with_(), window=window)["total_acus"]
    assert shown[0] == shown[1] < shown[2] < shown[3] == shown[4] < shown[5] == shown[6] == final
    assert shown[0] > final / 2
    assert {v3_daily(with_(now), window=window)["total_acus"] for now in moments} == {final}


def test_versions_agree_on_days_that_are_not_final() -> None:
    """Totals, products, people, organizations and sessions all miss the same; counts miss nothing."""
    late, final = with_(late_days=5), with_()
    window = (PRESENT - 7 * DAY_S, PRESENT)
    v2, v3 = v2_daily(late, window), v3_daily(late, window=window)
    assert v2["total_acus"] == v3["total_acus"] < v3_daily(final, window=window)["total_acus"]
    assert list(v2["consumption_by_date"].values()) == [day["acus"] for day in v3["consumption_by_date"]]
    assert sum(map(micro, v2["consumption_by_user"].values())) == micro(v2["total_acus"])
    devin = sum(micro(day["acus_by_product"]["devin"]) for day in v3["consumption_by_date"])
    assert sum(map(micro, v2["consumption_by_org_id"].values())) == devin
    times = {"time_after": window[0], "time_before": window[1]}
    categories = answer(late, f"{V3_METRICS}/sessions-by-category", times)["categories"]
    assert sum(micro(one["acus"]) for one in categories) == devin
    metrics = answer(late, f"{V3_METRICS}/sessions", times)
    assert metrics["avg_acus_per_session"] * metrics["sessions_created_count"] == pytest.approx(devin / 1e6)
    complete = answer(final, f"{V3_METRICS}/sessions", times)
    assert {**metrics, "avg_acus_per_session": 0} == {**complete, "avg_acus_per_session": 0}
    user = final.ledger.account.ids[1]
    alone = v3_daily(late, f"/users/{encoded(user)}", window)
    assert alone["total_acus"] == v2["consumption_by_user"][user]
    yesterday = billing_day(date(2025, 12, 19))
    session = next(one for seat in range(9) for one in final.ledger.sessions(seat, yesterday))
    below = f"/sessions/{session_id(final.ledger.chance, session)}"
    assert 0 < v3_daily(late, below, window)["total_acus"] < v3_daily(final, below, window)["total_acus"]
    old = (CYCLE[0], CYCLE[1])
    assert v2_daily(late, old) == v2_daily(final, old)


def test_counts_are_given_as_assumed(mock: Mock) -> None:
    """What v2 calls opened, pull requests taken over, and categories without a session."""
    prs = answer(mock, f"{V3_METRICS}/prs", WINDOW)
    query = {"start": rfc3339(CYCLE[0]), "end": rfc3339(CYCLE[1])}
    for path in ("usage", "prs"):
        assert answer(mock, f"{V2_METRICS}/{path}", query)["prs_opened"] == prs["prs_created_count"]
        still = answer(with_(v2_prs_opened="still open"), f"{V2_METRICS}/{path}", query)
        assert still["prs_opened"] == prs["prs_opened_count"] < prs["prs_created_count"]
    assert prs["prs_taken_over_count"] > 0
    absent = answer(with_(taken_over_prs="absent"), f"{V3_METRICS}/prs", WINDOW)
    assert absent == {name: value for name, value in prs.items() if "taken_over" not in name}
    quiet = {"time_after": 0, "time_before": 1}
    path = f"{V3_METRICS}/sessions-by-category"
    assert answer(mock, path, quiet) == {"categories": []}
    listed = answer(with_(empty_categories="listed"), path, quiet)["categories"]
    assert [(one["sessions_count"], one["acus"]) for one in listed] == [(0, 0.0)] * 5
    assert answer(with_(empty_categories="listed"), path, WINDOW) == answer(mock, path, WINDOW)


def test_lists_are_given_as_assumed(mock: Mock) -> None:
    """How an address is compared, and how a page gives the number of all items."""
    for path in ("/v2/enterprise/members", "/v3/enterprise/members/users"):
        found = [
            [
                len(answer(with_(email_match=assumed), path, {"email": email})["items"])
                for assumed in ("exact", "any case", "part")
            ]
            for email in ("user7@acme.example", "User7@ACME.example", "ser7@", "nobody@acme.example")
        ]
        assert found == [[1, 1, 1], [0, 1, 0], [0, 0, 1], [0, 0, 0]]
    page = answer(mock, "/v3/enterprise/organizations")
    assert page["total"] == len(page["items"])
    assert answer(with_(page_total="null"), "/v3/enterprise/organizations") == {**page, "total": None}
    del page["total"]
    assert answer(with_(page_total="absent"), "/v3/enterprise/organizations") == page


def test_every_value_of_every_option_gives_answers_that_fit_the_documents() -> None:
    """An assumption about what is unknown never breaks what is known."""
    for name, values in Assumptions.choices().items():
        hint = get_type_hints(Assumptions)[name]
        for value in [3] if hint is int else values:
            assumed: dict[str, Any] = {name: value}
            other = with_(**assumed)
            for path, query in (
                ("/v2/enterprise/consumption/daily", {"start": rfc3339(CYCLE[1])}),
                ("/v2/enterprise/consumption/cycles", {}),
                ("/v2/enterprise/members", {}),
                ("/v3/enterprise/consumption/daily", {**WINDOW, "time_after": CYCLE[1] - DAY_S}),
                ("/v3/enterprise/consumption/cycles", {}),
                ("/v3/enterprise/members/service-users", {}),
                (f"{V3_METRICS}/prs", {**WINDOW, "time_after": CYCLE[1] - DAY_S}),
                (f"{V3_METRICS}/wau", {**WINDOW, "time_after": CYCLE[1] - 3 * DAY_S}),
                (f"{V3_METRICS}/sessions-by-category", {**WINDOW, "time_after": CYCLE[1] - DAY_S}),
            ):
                response = ask(other, path, query)
                verdict = other.record[-1].verdict
                assert verdict.document is not None
                assert verdict.operation is not None
                content_type = dict(response.headers)["content-type"]
                schema = verdict.operation.response_schemas(response.status)[content_type]
                assert schema is not None
                assert verdict.document.is_valid(schema, response.json()), (name, value, path)


def test_each_option_is_described_and_has_a_default() -> None:
    """There is a sentence under every option, its default is one of its values, and the choices list all."""
    (definition,) = ast.parse(inspect.getsource(Assumptions)).body
    assert isinstance(definition, ast.ClassDef)
    described: list[str] = []
    for option, below in pairwise(definition.body):
        if isinstance(option, ast.AnnAssign) and isinstance(option.target, ast.Name):
            assert isinstance(below, ast.Expr)
            assert isinstance(below.value, ast.Constant)
            assert str(below.value.value).rstrip().endswith(".")
            described.append(option.target.id)
    choices = Assumptions.choices()
    assert list(choices) == described == [field.name for field in attrs.fields(Assumptions)]
    for name, hint in get_type_hints(Assumptions).items():
        if hint is not int:
            assert sorted(choices[name]) == sorted(get_args(hint))
            assert choices[name][0] == getattr(Assumptions(), name)


def test_assumptions_are_read_from_text() -> None:
    """As `NAME=VALUE`; spaces may be hyphens, and numbers are days."""
    assert Assumptions.parse([]) == Assumptions()
    read = Assumptions.parse(
        ["bounds=inclusive", "default_window=whole-account", "late_days=3", "both_names=start wins"]
    )
    assert read == Assumptions(bounds="inclusive", default_window="whole account", late_days=3, both_names="start wins")
    for name, values in Assumptions.choices().items():
        for value in values:
            expected: dict[str, Any] = {name: int(value) if value.isdecimal() else value}
            assert Assumptions.parse([f"{name}={value}"]) == Assumptions(**expected)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["bounds"], "An assumption is written NAME=VALUE; 'bounds' is not"),
        (["limits=none"], "There is no assumption 'limits'; there are active_service_users, both_names, "),
        (["bounds=half"], "The assumption bounds is one of .*'half' is not"),
        (["bounds="], "The assumption bounds is one of .*'' is not"),
        (["late_days=-1"], "The assumption late_days is a number of days, 0 or more; '-1' is not"),
        (["late_days=2.5"], "is a number of days"),
        (["late_days=" + "9" * 5_000], "is a number of days"),
        (["late_days=\u0663"], "is a number of days"),
        (["bounds=inclusive", "bounds=inclusive"], "The assumption bounds is given twice"),
    ],
)
def test_text_that_is_no_assumption_is_refused(texts: list[str], message: str) -> None:
    """With a sentence that says what there is."""
    with pytest.raises(ValueError, match=message):
        Assumptions.parse(texts)


@pytest.mark.parametrize(
    "assumed", [{"bounds": "half open"}, {"late_days": -1}, {"late_days": True}, {"late_days": "3"}]
)
def test_an_assumption_has_no_other_values(assumed: dict[str, Any]) -> None:
    """A misspelt option is refused, not ignored."""
    with pytest.raises(ValueError, match=f"The assumption {next(iter(assumed))} is "):
        with_(**assumed)


def test_a_playbook_filter_knows_the_playbooks_of_the_account(mock: Mock) -> None:
    """Each has its own id, and their sessions are all that used one."""
    counted: list[int] = []

    def remember(call: Any) -> Any:
        return [playbook_id(call, number) for number in range(3)]

    ids = answer(Mock(users=40, now=NOW, answers={"get_self": remember}), "/v3/self")
    for playbook in ids:
        found = answer(mock, f"{V3_METRICS}/sessions", {**WINDOW, "playbook_id": playbook})
        assert found["sessions_created_with_playbook_count"] == found["sessions_created_count"] > 0
        counted.append(found["sessions_created_count"])
    everything = answer(mock, f"{V3_METRICS}/sessions", WINDOW)
    assert sum(counted) == everything["sessions_created_with_playbook_count"] < everything["sessions_created_count"]


def test_an_hour_later_the_open_day_is_as_late_as_before() -> None:
    """A day that is still open misses the same share, whatever the hour; its total only grows."""
    morning = datetime(2025, 12, 18, 12, tzinfo=UTC)
    shown = [
        v3_daily(with_(morning + timedelta(hours=hours), late_days=2), window=(DAY + 15 * DAY_S, DAY + 16 * DAY_S))
        for hours in (0, 4, 8)
    ]
    totals = [each["total_acus"] for each in shown]
    assert totals == sorted(totals)
    assert totals[0] < totals[-1]
