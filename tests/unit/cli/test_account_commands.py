"""Breakdowns, forecasts and reconciliations on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ORGANIZATION_KEY, Fault, Mock
from devin_usage import (
    ConnectionFailed,
    Consumption,
    DevinUsageError,
    Forbidden,
    InconsistentAnswer,
    NotFound,
    Period,
    RateLimited,
    ServerError,
    TimedOut,
)
from devin_usage.account import Breakdown, IncompleteBreakdown, NotAsked
from devin_usage.cli.incomplete import require_complete

from tests.unit.cli.asking import lines, parsed, refused, run

DAYS = ("--from", "2025-12-05", "--to", "2025-12-07")
USERS = "get_enterprise_user_daily_consumption"


def test_members_and_what_belongs_to_none_sum_to_the_whole(address: str) -> None:
    """By user and by organization, the highest first."""
    for command, key in (("by-user", "user"), ("by-org", "organization")):
        told = parsed(address, command, *DAYS)
        assert told["by"] == key
        assert told["complete"]
        members = sum(told["acus"].values())
        assert members == pytest.approx(told["total_acus"])
        assert members + told["unattributed_acus"] == pytest.approx(told["whole_acus"], abs=1e-4)
        shown = lines(address, command, *DAYS)
        listed = [line.rsplit("  ", 1)[0] for line in shown if line.startswith(tuple(told["acus"]))]
        ranked = sorted(told["acus"], key=lambda member: -told["acus"][member])
        assert [next(member for member in ranked if line.startswith(member)) for line in listed] == ranked
        assert next(line for line in shown if line.startswith("Total")).split()[1:] == [
            f"{told['whole_acus']:,.2f}",
            "100.0%",
        ]


def test_the_highest_are_shown_and_the_rest_in_one_row(address: str) -> None:
    """The files have all of them."""
    told = parsed(address, "by-user", *DAYS, "--top", "2")
    shown = lines(address, "by-user", *DAYS, "--top", "2")
    assert len([line for line in shown if line.startswith(tuple(told["acus"]))]) == 2
    rest = next(line for line in shown if line.startswith("("))
    assert rest.startswith(f"({len(told['acus']) - 2} more)")
    values = sorted(told["acus"].values())[:-2]
    assert f"{sum(values):,.2f}" in rest


def test_names_are_asked_for_and_shown_only_when_wanted(account: Mock, address: str) -> None:
    """They are personal, and one more list."""
    account.record.clear()
    assert parsed(address, "by-user", *DAYS)["names"] is None
    without = len(account.record)
    named = parsed(address, "by-user", *DAYS, "--names")
    assert len(account.record) == 2 * without + 1
    assert set(named["names"]) == set(named["acus"])


def test_a_member_that_cannot_be_read_is_shown_as_missing_and_the_command_fails(account: Mock, address: str) -> None:
    """Never as 0: the last row is the whole, and calls itself no total of what does not sum to it."""
    whole = parsed(address, "by-user", *DAYS)["whole_acus"]
    account.faults.add(Fault(operation=USERS, status=403, times=1))
    done = run(address, "by-user", *DAYS, "--concurrency", "1")
    assert done.exit_code == 20
    shown = done.stdout.splitlines()
    assert shown[1].split() == ["User", "ACUs", "Share", "By", "day", "Not", "read"]
    failed = next(line for line in shown if "Forbidden (403)" in line)
    assert failed.split()[1:] == ["-", "-", "Forbidden", "(403)"]
    assert next(line for line in shown if line.startswith("(not read)")).split()[2:] == ["-", "-", "1", "of", "them"]
    assert next(line for line in shown if line.startswith("Whole account")).split()[2:] == [f"{whole:,.2f}"]
    for never in ("(unattributed)", "Total", "100.0%"):
        assert never not in done.stdout
    assert "could not be read (Forbidden (403) for 1)" in done.stderr


@pytest.mark.parametrize(
    ("status", "advice", "never"),
    [
        (403, "403: the key lacks the permission ViewAccountConsumption, which an administrator can give", "again"),
        (404, "404: there is no such user, or the key does not reach it", "again"),
    ],
)
def test_who_cannot_be_read_now_is_not_to_be_asked_for_again(
    account: Mock, address: str, status: int, advice: str, never: str
) -> None:
    """The permission, or the id, is what is wrong."""
    account.faults.add(Fault(operation=USERS, status=status, times=1))
    done = run(address, "by-user", *DAYS, "--concurrency", "1")
    assert done.exit_code == 20
    assert advice in done.stderr
    assert never not in done.stderr


@pytest.mark.parametrize(
    ("failures", "advice"),
    [
        ([NotFound("", status=404), ServerError("", status=502)], ["404: there is no such user", "what may pass"]),
        ([RateLimited("", status=429)], ["what may pass"]),
        ([ConnectionFailed("")], ["what may pass"]),
        ([TimedOut("")], ["what may pass"]),
        ([NotAsked("", reason=TimedOut(""))], ["what may pass"]),
        ([NotAsked("", reason=Forbidden("", status=403))], ["403: the key lacks a permission"]),
        ([InconsistentAnswer("")], []),
    ],
)
def test_what_may_help_depends_on_what_went_wrong(failures: list[DevinUsageError], advice: list[str]) -> None:
    """Only what may pass is worth another run, which goes on from the cache."""
    found = Breakdown(
        by="user",
        period=Period.parse("2025-12-05/2025-12-07"),
        version="v3",
        acus={"ada": 1.0},
        whole=cast("Consumption", None),  # of no concern here
        failures={str(place): each for place, each in enumerate(failures)},
    )
    for cache, kept in ((None, "--cache FILE"), (Path("days.db"), "--cache days.db")):
        with pytest.raises(IncompleteBreakdown) as raised:
            require_complete(found, cache)
        said = str(raised.value).split("; ")[1:]
        assert [start for start, each in zip(advice, said, strict=True) if each.startswith(start)] == advice
        assert any(kept in each for each in said) == ("what may pass" in advice)


def test_ids_of_which_none_exists_fail_as_a_question_for_one_does(address: str) -> None:
    """Beside one that does exist, they make an incomplete answer."""
    for command, option in (("by-user", "--user"), ("by-org", "--org")):
        done = run(address, command, *DAYS, option, "nobody")
        assert (done.exit_code, done.stdout) == (13, "")
        known = next(iter(parsed(address, command, *DAYS)["acus"]))
        assert run(address, command, *DAYS, option, "nobody", option, known).exit_code == 20


@pytest.mark.parametrize(("command", "columns"), [("by-user", ["name", "email"]), ("by-org", ["name"])])
def test_files_hold_the_names_that_are_asked_for(address: str, command: str, columns: list[str]) -> None:
    """Behind the id; the highest come first."""
    named = parsed(address, command, *DAYS, "--names")["names"]
    rows = [json.loads(line) for line in lines(address, command, *DAYS, "--names", "--format", "jsonl")]
    assert list(rows[0])[1 : len(columns) + 2] == [*columns, "acus"]
    assert {next(iter(row.values())): row["name"] for row in rows} == named
    assert [row["acus"] for row in rows] == sorted((row["acus"] for row in rows), reverse=True)
    assert "name" not in json.loads(lines(address, command, *DAYS, "--format", "jsonl")[0])
    assert all("@" in row["email"] for row in rows if "email" in row)


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        (("by-user", "--user", "okta|Acme|x44"), "operation=list_enterprise_users,status=403"),
        (("by-org",), "operation=list_enterprise_organizations,status=403"),
    ],
)
def test_names_that_cannot_be_listed_fail_before_anybody_is_asked_about(
    account: Mock, address: str, command: tuple[str, ...], fault: str
) -> None:
    """An account may be of thousands, whose answers would be thrown away."""
    account.faults.add(Fault.parse(fault))
    account.record.clear()
    assert run(address, *command, *DAYS, "--names").exit_code == 12
    assert not [each for each in account.record if b"consumption/daily" in each.request.raw_path]


def test_a_key_that_cannot_list_names_is_told_to_leave_them_out(account: Mock, address: str) -> None:
    """Before anything is asked but for whose it is."""
    account.record.clear()
    done = run(address, "by-user", *DAYS, "--user", "okta|Acme|x44", "--names", key=ORGANIZATION_KEY)
    assert (done.exit_code, "or leave --names out" in done.stderr) == (10, True)
    assert len(account.record) == 1


def test_names_of_people_are_not_asked_for_where_they_are_to_be_hidden(account: Mock, address: str) -> None:
    """It is refused, and not passed over; an organization is no person."""
    account.record.clear()
    assert "--names and --pseudonymise" in refused(address, "by-user", *DAYS, "--names", "--pseudonymise")
    assert not account.record
    assert parsed(address, "by-org", *DAYS, "--names", "--pseudonymise")["names"]


def test_a_narrow_terminal_has_room_for_a_name_that_is_asked_for(address: str) -> None:
    """An id loses its middle before."""
    for width in ("50", "60", "79"):
        shown = lines(address, "by-user", *DAYS, "--names", COLUMNS=width)
        assert "User" in next(line for line in shown if "Name" in line and "ACUs" in line)


def test_what_belongs_to_nobody_is_said_beside_rows(address: str) -> None:
    """Their sum is not the whole."""
    told = parsed(address, "by-user", *DAYS)
    of = f"{told['unattributed_acus']:,.2f} of {told['whole_acus']:,.2f} ACUs"
    said = run(address, "by-user", *DAYS, "--format", "csv").stderr
    assert f"note: unattributed: {of} belong to none of these users, and are in no row." in said


def test_a_breakdown_is_taken_up_again_from_the_cache(account: Mock, address: str, tmp_path: Path) -> None:
    """Named by the option or by the environment."""
    cache = str(tmp_path / "days.sqlite")
    account.faults.add(Fault(operation=USERS, status=403, times=1))
    assert run(address, "by-user", *DAYS, "--concurrency", "1", "--cache", cache).exit_code == 20
    account.record.clear()
    told = parsed(address, "by-user", *DAYS, DEVIN_USAGE_CACHE=cache)
    assert told["complete"]
    assert sum(b"/users/" in exchange.request.raw_path for exchange in account.record) == 1
    assert told["days_from_cache"] > 3


def test_a_key_that_cannot_list_members_is_told_the_option(account: Mock, address: str) -> None:
    """Named ids are asked for."""
    assert "--user ID" in run(address, "by-user", *DAYS, key=ORGANIZATION_KEY).stderr
    people = account.ledger.account
    user = people.principal(people.seat_holder[people.organizations[0].first_seat]).principal_id
    told = parsed(address, "by-user", *DAYS, "--user", user, key=ORGANIZATION_KEY)
    assert list(told["acus"]) == [user]


def test_a_forecast_tells_the_cycle_the_budget_and_the_cost(address: str) -> None:
    """A budget that is given wins over the limit of the API; money is exact in JSON."""
    told = parsed(address, "forecast", "--budget", "3000", "--price", "2.25 USD")
    assert (told["budget_acus"], told["budget_source"]) == (3000, "given")
    assert told["share_used"] == pytest.approx(told["acus"] / 3000)
    assert float(told["cost"]["amount"]) == pytest.approx(told["acus"] * 2.25)
    text = "\n".join(lines(address, "forecast", "--budget", "3000", "--price", "2.25usd"))
    assert "Budget       3,000.00 ACUs, as given" in text
    assert "USD" in text
    assert "the limit of the API" in "\n".join(lines(address, "forecast"))


def test_a_budget_that_is_exceeded_says_by_how_much(address: str) -> None:
    """Nothing a day keeps within it what is beyond it, and of a budget of 0 nothing is a part."""
    days = ("--from", "2025-12-05", "--to", "2026-01-04")
    used = parsed(address, "forecast", *days)["acus"]
    for budget in (0, 1):
        text = "\n".join(lines(address, "forecast", *days, "--budget", str(budget)))
        assert f"exceeded  by {used - budget:,.2f} ACUs" in text
        assert "keep it within" not in text
        assert "used up   on 2025-12-05" in text
        assert ("  -" in text, "%" in text) == (False, budget > 0)
    text = "\n".join(lines(address, "forecast", "--budget", "0.5"))
    assert "exceeded" in text
    assert "keep it within" not in text


def test_a_forecast_without_a_budget_names_the_option(address: str) -> None:
    """And not the argument of the library."""
    text = "\n".join(lines(address, "forecast", key=ENTERPRISE_ADMIN_KEY))
    assert "give --budget" in text
    assert "budget_acus" not in text


def test_a_forecast_of_days_needs_no_cycles(address: str) -> None:
    """For a key of one organization."""
    told = parsed(address, "forecast", "--from", "2025-12-05", "--to", "2026-01-04", key=ORGANIZATION_KEY)
    assert told["ended"]
    assert told["subject"]["kind"] == "organization"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("forecast", "--last", "30d"), "a forecast is of a billing cycle"),
        (("forecast", "--price", "2"), "is not a price"),
        (("forecast", "--org", "a", "--org", "b"), "--org was given several times"),
        (("daily", "--user", "a", "--user", "b"), "--user was given 2 times"),
        (("daily", "--session", "a", "--session", "b"), "--session was given 2 times"),
        (("users", "--org", "a", "--org", "b"), "--org was given several times"),
        (("users", "--service-users", "--email", "x"), "leave --org and --email out"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_sent(
    account: Mock, address: str, options: tuple[str, ...], sentence: str
) -> None:
    """In one sentence."""
    account.record.clear()
    assert sentence in refused(address, *options)
    assert not account.record


def test_versions_that_agree_exit_with_0(address: str) -> None:
    """With the same figures as the library."""
    assert lines(address, "reconcile", *DAYS)[0].startswith("v2 and v3 agree on 2025-12-05 to 2025-12-07")
    told = parsed(address, "reconcile", *DAYS)
    assert told["agrees"]
    assert {each["group"] for each in told["comparisons"]} >= {"totals", "days", "organizations", "users"}


def test_what_could_not_be_compared_exits_with_1(account: Mock, address: str) -> None:
    """After it was shown."""
    account.faults.add(Fault(operation=USERS, status=403, times=1))
    done = run(address, "reconcile", *DAYS)
    assert done.exit_code == 1
    assert "could not be compared in full" in done.stdout


def test_a_reconciliation_names_the_key_that_is_missing(address: str) -> None:
    """It never takes DEVIN_API_KEY in its place."""
    assert "DEVIN_API_KEY_V2" in refused(address, "reconcile", *DAYS, DEVIN_API_KEY_V2=None)
    assert "DEVIN_API_KEY_V3" in refused(address, "reconcile", *DAYS, DEVIN_API_KEY_V3=None)
