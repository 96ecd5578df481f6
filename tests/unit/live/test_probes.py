"""Each question that the documents leave open is answered rightly, whatever the mock assumes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, Fault, Mock
from devin_mock.keys import Key
from devin_usage import Period
from devin_usage.live.findings import ProbeResult, Report, verdict
from devin_usage.live.plain import plain
from devin_usage.live.probes.bounds import judged

from .checking import KEYS, NOW, Json, account, altered, checked, probed

PERMISSIONS = ("ViewAccountConsumption", "ViewAccountMetrics", "ViewOrgConsumption", "ViewOrgMetrics")


def asked(probe: str, *tokens: str, assume: Mapping[str, Any] | None = None, **more: Any) -> ProbeResult:
    """The answer to one question under some assumptions."""
    return probed(checked(account(assume=assume, **more), *tokens, probing=True), probe)


@pytest.mark.parametrize("version", ["v2", "v3", "v3 organization"])
@pytest.mark.parametrize(
    ("assumed", "answer"),
    [
        ("half-open", "start included, end not included (taken by the second)"),
        ("inclusive", "start included, end included (taken by the second; a second earlier, the next day is gone)"),
        ("exclusive", "start not included, end not included (taken by the second)"),
    ],
)
def test_bounds(version: str, assumed: str, answer: str) -> None:
    """Told by the days that four windows around the start of a day list."""
    found = asked(f"bounds-{version[:2]}", *KEYS[version], assume={"bounds": assumed})
    assert (found.answer, found.told) == (answer, True)
    assert len(found.sent) == 4
    assert any("07:59:59Z" in each for each in found.sent)


@pytest.mark.parametrize("assumed", ["half-open", "inclusive", "exclusive"])
def test_bounds_cannot_be_told_where_idle_days_are_left_out(assumed: str) -> None:
    """Unless something was used in the very second: no guess is made."""
    assume = {"bounds": assumed, "idle_days": "left out"}
    found = asked("bounds-v3", ENTERPRISE_KEY, assume=assume)
    assert not found.told
    assert found.answer.startswith("cannot be told")


DAY = date(2025, 12, 1)
NEXT = DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("whole", "later", "second", "told"),
    [
        ({DAY: 5.0}, {}, {}, (True, False)),
        ({DAY: 5.0, NEXT: 7.0}, {NEXT: 7.0}, {NEXT: 7.0}, (True, True)),
        ({}, {}, {}, (False, False)),
        ({NEXT: 7.0}, {NEXT: 7.0}, {NEXT: 7.0}, (False, True)),
        ({DAY: 5.0}, {DAY: 5.0}, {DAY: 5.0}, (True, False)),
        ({DAY: 5.0, NEXT: 7.0}, {DAY: 5.0, NEXT: 7.0}, {DAY: 5.0, NEXT: 7.0}, (True, True)),
        ({DAY: 5.0}, {DAY: 5.0}, {DAY: 0.0}, (True, False)),
        ({DAY: 5.0}, {DAY: 5.0}, {DAY: 0.1}, (True, None)),
        ({DAY: 5.0}, {DAY: 5.0}, {}, (None, None)),
    ],
)
def test_bounds_of_an_api_that_takes_days_whole(
    whole: dict[date, float], later: dict[date, float], second: dict[date, float], told: tuple[bool | None, bool | None]
) -> None:
    """By their first instant, or wherever the window touches them; or by the second, as far as it shows."""
    assert judged(DAY, whole, {DAY: 5.0}, later, second, zeros_listed=False)[:2] == told


@pytest.mark.parametrize(
    ("assumed", "answer"),
    [
        ("current cycle", "the current billing cycle until now"),
        ("whole account", "all days until now"),
        ("last 30 days", "the last 30 days until now"),
        ("refused", "there is none: without times it is refused with 422"),
    ],
)
def test_default_windows(assumed: str, answer: str) -> None:
    """Of consumption and usage in v3, and of usage in v2."""
    report = checked(account(assume={"default_window": assumed}), *KEYS["both"], probing=True)
    for probe in ("default-window-consumption-v3", "default-window-usage-v3", "default-window-usage-v2"):
        assert (probed(report, probe).answer, probed(report, probe).told) == (answer, True)


def test_a_default_window_that_is_none_of_the_known_is_told_by_its_days() -> None:
    """An organization's key cannot read cycles."""
    report = checked(account(), *KEYS["v3 organization"], probing=True)
    found = probed(report, "default-window-consumption-v3")
    assert found.answer == "none of those that were tried: 16 days, 2025-12-05 to 2025-12-20"
    assert probed(report, "default-window-usage-v3").answer == "from 2025-12-05, like consumption, until now"


@pytest.mark.parametrize("open_cycle", ["listed", "left out"])
def test_a_current_cycle_is_known_by_the_one_before(open_cycle: str) -> None:
    """Where it is not listed itself."""
    found = asked("default-window-consumption-v3", ENTERPRISE_KEY, assume={"open_cycle": open_cycle})
    assert found.answer == "the current billing cycle until now"


def test_windows_that_give_the_same_are_not_told_apart() -> None:
    """The last seven days and the current cycle, six days into it."""
    now = datetime.fromisoformat("2025-12-12T08:00:00Z")
    report = checked(account(now=now), ENTERPRISE_KEY, probing=True, now=now)
    found = probed(report, "default-window-consumption-v3")
    assert not found.told
    assert "the current billing cycle until now, and the last 7 days until now, give the same" in found.answer


@pytest.mark.parametrize(
    ("days", "answer"),
    [
        (0, "at least 1200 days, the longest that was tried; the first day listed is 2024-06-05"),
        (31, "shorter than 35 days, which are refused with 422; none shorter was tried"),
        (60, "shorter than 100 days, which are refused with 422; 35 days are answered"),
        (366, "shorter than 400 days, which are refused with 422; 100 days are answered"),
    ],
)
def test_longest_windows(days: int, answer: str) -> None:
    """A few sizes are tried, and no more after the first refusal."""
    report = checked(account(assume={"longest_window_days": days}), *KEYS["both"], probing=True)
    assert probed(report, "longest-window-v2").answer == probed(report, "longest-window-v3").answer == answer
    assert len(probed(report, "longest-window-v3").sent) <= 4


@pytest.mark.parametrize(("assumed", "answer"), [("08:00", "08:00:00 UTC on"), ("00:00", "00:00:00 UTC on")])
def test_the_instant_of_a_date(assumed: str, answer: str) -> None:
    """As the answers of the run hold it; nothing is sent."""
    found = asked("date-instant-v3", ENTERPRISE_KEY, assume={"date_at": assumed})
    assert found.answer.startswith(answer)
    assert found.sent == ()


@pytest.mark.parametrize(
    ("assumed", "answer"),
    [
        ("refused", "neither: both together are refused with 422"),
        ("start_date wins", "start_date/end_date"),
        ("start wins", "start/end"),
    ],
)
def test_doubled_names(assumed: str, answer: str) -> None:
    """One day by the first pair of names, another by the second."""
    found = asked("doubled-names-v2", ENTERPRISE_ADMIN_KEY, assume={"both_names": assumed})
    assert (found.answer, found.told) == (answer, True)
    (sent,) = found.sent
    assert all(f" {name}=" in sent for name in ("start_date", "end_date", "start", "end"))


@pytest.mark.parametrize(
    ("assumed", "answer"),
    [
        ("same in both versions", "3 of v2's 3 organizations are among v3's 3; 11 of v2's 11 users are among v3's 11"),
        ("other in v2", "0 of v2's 3 organizations are among v3's 3; 0 of v2's 11 users are among v3's 11"),
    ],
)
def test_same_ids(assumed: str, answer: str) -> None:
    """Counted, and not written."""
    report = checked(account(assume={"ids": assumed}), *KEYS["both"], probing=True)
    assert probed(report, "same-ids-v3").answer == answer
    alone = asked("same-ids-v3", ENTERPRISE_KEY)
    assert (alone.answer, alone.told) == (
        "cannot be told from this account: it needs keys of both versions",
        False,
    )


def test_ids_of_lists_that_go_on_are_not_told_to_differ() -> None:
    """Two lists may begin with other people."""
    report = checked(account(users=220), *KEYS["both"], probing=True, period=Period.parse("2025-12-01"))
    found = probed(report, "same-ids-v3")
    assert found.answer.endswith("there are more users than one page holds")
    assert not found.told


@pytest.mark.parametrize(
    ("assumed", "answer"), [("sum to the day", "yes, on each"), ("less than the day", "no: to less on")]
)
def test_products(assumed: str, answer: str) -> None:
    """Over every day that was used."""
    assert asked("products-v3", ENTERPRISE_KEY, assume={"products": assumed}).answer.startswith(answer)


@pytest.mark.parametrize("version", ["v2", "v3"])
@pytest.mark.parametrize(("assumed", "answer"), [("listed", "yes, with 0.0"), ("left out", "no: ")])
def test_idle_days(version: str, assumed: str, answer: str) -> None:
    """Of the enterprise and of those who were sampled."""
    found = asked(f"idle-days-{version}", *KEYS[version], assume={"idle_days": assumed})
    assert found.answer.startswith(answer)


def test_idle_days_that_are_listed_by_some_answers_alone() -> None:
    """Both are said."""

    def without_zeros(body: Json) -> Json:
        return {**body, "consumption_by_date": [each for each in body["consumption_by_date"] if each["acus"]]}

    answers = altered("get_enterprise_user_daily_consumption", without_zeros)
    found = asked("idle-days-v3", ENTERPRISE_KEY, answers=answers)
    assert found.answer.startswith("some are, with 0.0 (")


@pytest.mark.parametrize(("assumed", "answer"), [("listed", "yes, with 0.0"), ("left out", "no: ")])
def test_idle_users(assumed: str, answer: str) -> None:
    """Members who are not in the map by user, or are in it with nothing."""
    assert asked("idle-users-v2", ENTERPRISE_ADMIN_KEY, assume={"idle_users": assumed}).answer.startswith(answer)
    absent = asked("idle-users-v2", ENTERPRISE_ADMIN_KEY, assume={"user_map": "absent"})
    assert not absent.told


@pytest.mark.parametrize("version", ["v2", "v3"])
@pytest.mark.parametrize(("assumed", "answer"), [("not found", "refused with 404"), ("zeros", "200, with zeros")])
def test_unknown_users(version: str, assumed: str, answer: str) -> None:
    """Asked with an id that is invented, and written as it is."""
    found = asked(f"unknown-user-{version}", *KEYS[version], assume={"unknown_id": assumed})
    assert found.answer == answer
    assert "user_id=user-00000000000000000000000000000000" in found.sent[0]


def test_the_prefix_of_a_personal_access_token_is_told_by_one_alone() -> None:
    """By its principal; nothing of the key itself is written but a prefix that is known."""
    assert not asked("token-prefix-v3", ENTERPRISE_KEY).told
    token = {"principal_type": "pat_user", "user_id": "u", "user_name": "n", "api_key_id": "a", "api_key_name": "k"}
    owned = altered("get_self", lambda _: token)
    assert asked("token-prefix-v3", ENTERPRISE_KEY, answers=owned).answer == "cog_"


@pytest.mark.parametrize(
    ("assumed", "held", "answer", "told"),
    [
        ("none needed", PERMISSIONS, "list_enterprise_users: 200", False),
        ("none needed", PERMISSIONS[:1], "and to lack ViewAccountMetrics, ViewOrgConsumption", True),
        ("every permission", PERMISSIONS[:1], "list_enterprise_users: 403", True),
    ],
)
def test_permissions_that_are_not_documented(assumed: str, held: tuple[str, ...], answer: str, told: bool) -> None:
    """Told as far as a key shows which ones it has."""
    keys = [Key(ENTERPRISE_KEY, permissions=frozenset(held))]
    found = asked("permissions-v3", ENTERPRISE_KEY, assume={"undocumented_permission": assumed}, keys=keys)
    assert answer in found.answer
    assert found.told == told


@pytest.mark.parametrize("version", ["v2", "v3"])
@pytest.mark.parametrize(
    ("assume", "answer"),
    [
        ({}, "oldest first; seams: 18 touching; an end is given as the instant after; the current cycle is listed"),
        ({"cycle_order": "newest first"}, "newest first"),
        ({"cycle_order": "unordered"}, "in no order"),
        ({"cycle_seams": "gap"}, "seams: 18 a gap"),
        ({"cycle_seams": "overlap"}, "seams: 18 an overlap"),
        ({"cycle_end": "last second"}, "seams: 18 touching; an end is given as a last second"),
        ({"open_cycle": "left out"}, "the current cycle is not listed"),
    ],
)
def test_cycles(version: str, assume: dict[str, str], answer: str) -> None:
    """Their order, their seams, their ends, and whether the current one is among them."""
    assert answer in asked(f"cycles-{version}", *KEYS[version], assume=assume).answer


def test_limits_on_requests_are_observed_and_not_sought() -> None:
    """By 429 and by headers that tell of one."""
    clean = checked(account(), ENTERPRISE_KEY, probing=True)
    found = probed(clean, "request-limit-v3")
    assert not found.told
    assert "no header tells of one" in found.answer
    header = Fault(headers={"X-RateLimit-Remaining": "9", "x-served-by": "a"})
    told = probed(checked(account(header), ENTERPRISE_KEY, probing=True), "request-limit-v3")
    assert told.told
    assert told.answer.endswith("headers that tell of one: x-ratelimit-remaining")
    limited = account(Fault(operation="get_enterprise_usage_metrics", status=429, times=1))
    assert probed(checked(limited, ENTERPRISE_KEY, probing=True), "request-limit-v3").answer.startswith("yes: 1 of ")


def _at(mock: Mock, now: datetime, *, earlier: Json = None, token: str = ENTERPRISE_KEY) -> Report:
    mock.set_now(now)
    return checked(mock, token, now=now, probing=earlier is None, earlier=earlier)


def _written(report: Report) -> Json:
    return plain(report, verdict(report))


@pytest.mark.parametrize("token", [ENTERPRISE_KEY, ENTERPRISE_ADMIN_KEY, KEYS["v3 organization"][0]])
@pytest.mark.parametrize(("late_days", "answer"), [(0, "none of 10 closed days changed"), (3, "no: 3 of 10 changed")])
def test_whether_a_closed_day_is_final_takes_two_runs(token: str, late_days: int, answer: str) -> None:
    """The second is given the report of the first."""
    mock = account(assume={"late_days": late_days})
    period = Period.parse("2025-12-10/2025-12-19")
    first = checked(mock, token, probing=True, period=period)
    name = f"final-days-{first.asked[0].version}"
    assert not probed(first, name).told
    assert "--compare" in probed(first, name).answer
    later = _at(mock, NOW + timedelta(days=5), earlier=_written(first), token=token)
    found = probed(later, name)
    assert found.answer.startswith(f"{answer} since 2025-12-20 12:00 UTC")
    assert found.told
    assert [each.id for each in later.probes] == [name]
    assert ("2025-12-19" in found.answer) == bool(late_days)


def test_an_earlier_report_must_be_of_the_same_account() -> None:
    """Deployment, principal and version; else nothing is told."""
    first = _written(checked(account(), ENTERPRISE_KEY))
    name = "final-days-v3"
    elsewhere = {**first, "host": "elsewhere.example"}
    without = {**first, "figures": {}}
    broken = {**first, "figures": {"v3": {**first["figures"]["v3"], "days": {"yesterday": 1.0}}}}
    naive = {**first, "figures": {"v3": {**first["figures"]["v3"], "read_at": "2025-12-20T12:00:00"}}}
    other_seed = Mock(now=NOW, users=12, seed=7)
    for mock, earlier, said in (
        (account(), elsewhere, "of another account or deployment"),
        (other_seed, first, "of another account or deployment"),
        (account(), without, "holds no days of this version"),
        (account(), broken, "holds no days of this version"),
        (account(), naive, "holds no days of this version"),
    ):
        found = probed(checked(mock, ENTERPRISE_KEY, earlier=earlier), name)
        assert not found.told
        assert said in found.answer
    assert probed(checked(account(), ENTERPRISE_KEY, earlier=first), name).told


def test_a_day_that_changes_during_a_run_is_not_final() -> None:
    """It needs no second one."""
    reads: list[int] = []

    def growing(body: Json) -> Json:
        reads.append(1)
        if len(reads) == 1:
            return body
        days = [{**each, "acus": each["acus"] + 1.0} for each in body["consumption_by_date"]]
        return {"total_acus": body["total_acus"] + len(days), "consumption_by_date": days}

    mock = account(answers=altered("get_enterprise_daily_consumption", growing))
    report = checked(mock, ENTERPRISE_KEY, probing=True, period=Period.parse("2025-12-10/2025-12-19"))
    assert probed(report, "final-days-v3").answer.startswith("no: 2025-12-10, 2025-12-11")


@pytest.mark.parametrize("keys", KEYS)
def test_every_question_is_asked_with_few_requests(keys: str) -> None:
    """Each once a version, and none with an id of the account in it."""
    mock = account()
    report = checked(mock, *KEYS[keys], probing=True)
    ids = [each.id for each in report.probes]
    assert len(set(ids)) == len(ids) == {"v2": 10, "v3": 14, "v3 organization": 14, "both": 24}[keys]
    assert all(len(each.sent) <= 6 for each in report.probes)
    people = mock.ledger.account
    known = [*people.ids, *(each.org_id for each in people.organizations)]
    said = str(report.probes)
    assert not [each for each in known if each in said]


def test_questions_are_not_put_to_an_api_that_has_stopped_answering() -> None:
    """Each would be waited for in vain."""
    asked_before = checked(account(), ENTERPRISE_KEY).reach.requests
    mock = account(Fault(reset_after=0, skip=asked_before))
    report = checked(mock, ENTERPRISE_KEY, probing=True)
    assert len(mock.record) == asked_before + 3
    assert not probed(report, "longest-window-v3").told
    assert probed(report, "longest-window-v3").answer.endswith("the API stopped answering")


@pytest.mark.parametrize("status", [403, 500])
def test_questions_that_are_refused_are_not_answered(status: int) -> None:
    """Where the consumption of the whole cannot be read."""
    mock = account(Fault(operation="get_enterprise_daily_consumption", status=status))
    report = checked(mock, ENTERPRISE_KEY, probing=True)
    for probe in ("bounds-v3", "default-window-consumption-v3", "longest-window-v3", "final-days-v3"):
        assert not probed(report, probe).told
    assert str(status) in probed(report, "longest-window-v3").answer
