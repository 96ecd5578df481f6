"""Breakdowns, forecasts and reconciliations on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ORGANIZATION_KEY, Fault, Mock

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
    """Never as 0, and without a sum."""
    account.faults.add(Fault(operation=USERS, status=403, times=1))
    done = run(address, "by-user", *DAYS, "--concurrency", "1")
    assert done.exit_code == 20
    failed = next(line for line in done.stdout.splitlines() if "Forbidden (403)" in line)
    assert failed.split()[-3:] == ["-", "Forbidden", "(403)"]
    assert "(unattributed)" not in done.stdout
    assert "could not be read (Forbidden (403) for 1)" in done.stderr


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
