"""What the commands show to people, at every width."""

from __future__ import annotations

import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, Mock
from rich.cells import cell_len

from tests.unit.cli.asking import WIDTHS, lines, parsed, refused, run

DAYS = ("--from", "2025-11-20", "--to", "2025-12-07")
PAGES = [
    ("whoami",),
    ("cycles",),
    ("daily", *DAYS),
    ("weekly", *DAYS),
    ("monthly", *DAYS),
    ("usage", *DAYS),
    ("metrics", *DAYS),
    ("users",),
    ("users", "--service-users"),
    ("orgs",),
    ("by-user", *DAYS, "--names"),
    ("by-org", *DAYS),
    ("forecast", "--budget", "3000", "--price", "2.25USD"),
    ("reconcile", *DAYS),
]


@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_no_line_is_wider_than_the_terminal(address: str, page: tuple[str, ...]) -> None:
    """Whatever its width, but for an id that has to be whole to be copied."""
    for width in (50, 80):
        for line in lines(address, *page, COLUMNS=str(width)):
            assert cell_len(line) <= width or page[0] == "whoami", line


@pytest.mark.parametrize("width", WIDTHS)
def test_days_fit_and_say_which_columns_have_no_room(address: str, width: int) -> None:
    """Day and ACUs are always there."""
    shown = lines(address, "daily", *DAYS, COLUMNS=str(width))
    rows = [line.split() for line in shown if line.startswith(("2025-", "Total")) and " to " not in line]
    assert len(rows) == 19
    assert all(len(row) >= 2 for row in rows)
    text = "\n".join(shown)
    for column in ("Devin", "Cascade", "Terminal", "Review"):
        assert column in text
    assert ("No room for:" in text) == (width < 80)


def test_a_piped_page_is_not_styled(address: str) -> None:
    """No escape of a terminal goes into a file."""
    assert not any("\x1b" in line for page in (("daily", *DAYS), ("metrics", *DAYS)) for line in lines(address, *page))


def test_weeks_hold_the_days_of_billing_weeks_and_mark_what_is_partial(address: str) -> None:
    """Monday to Sunday; their sums are the sums of their days."""
    shown = [line.split() for line in lines(address, "weekly", *DAYS)]
    assert [row[0] for row in shown[2:6]] == ["2025-W47", "2025-W48", "2025-W49", "Total"]
    assert [row[-1] == "partial" for row in shown[2:5]] == [True, False, False]
    days = {day["day"]: day["acus"] for day in parsed(address, "daily", *DAYS)["days"]}
    told = parsed(address, "weekly", *DAYS)
    for week, first, last in zip(
        told["weeks"],
        ("2025-11-20", "2025-11-24", "2025-12-01"),
        ("2025-11-23", "2025-11-30", "2025-12-07"),
        strict=True,
    ):
        assert (week["first_day"], week["last_day"]) == (first, last)
        assert week["acus"] == pytest.approx(sum(acus for day, acus in days.items() if first <= day <= last), abs=1e-9)
        assert sum(value or 0 for value in week["acus_by_product"].values()) == pytest.approx(week["acus"], abs=1e-6)
        assert not week["open"]
    assert told["total_acus"] == pytest.approx(sum(week["acus"] for week in told["weeks"]), abs=1e-6)


def test_months_are_calendar_months_of_billing_days(address: str) -> None:
    """A whole one is not marked."""
    told = parsed(address, "monthly", "--from", "2025-10-31", "--to", "2025-12-01")["months"]
    assert [(each["month"], each["days"], each["partial"]) for each in told] == [
        ("2025-10", 1, True),
        ("2025-11", 30, False),
        ("2025-12", 1, True),
    ]


def test_a_week_without_days_is_not_zero(address: str) -> None:
    """The days of the current cycle that are still to come are not there."""
    pieces = parsed(address, "monthly", "--from", "2025-12-01", "--to", "2035-01-31")["months"]
    assert pieces[-1]["days_given"] == 0
    assert pieces[-1]["acus"] is None
    assert pieces[-1]["open"]
    shown = lines(address, "monthly", "--from", "2025-12-01", "--to", "2035-01-31")
    assert next(line for line in shown if line.startswith("2035-01")).split()[4:8] == ["0", "of", "31", "-"]


@pytest.mark.parametrize("command", ["daily", "weekly", "monthly"])
def test_the_total_of_no_day_is_not_zero(address: str, command: str) -> None:
    """The API calls it 0.0 all the same, which is said."""
    before = ("--from", "2015-01-05", "--to", "2015-01-06")
    shown = lines(address, command, *before)
    total = next(line for line in shown if line.startswith("Total")).split()
    assert total[1:] in (["-"], ["0", "-"])
    assert "Note: The API gave no day of this period; its own total is 0.0 ACUs." in shown
    assert "The API gave no day" in run(address, command, *before, "--format", "csv").stderr


def test_a_period_that_has_not_begun_is_refused(account: Mock, address: str) -> None:
    """By every command, before any figure is asked for."""
    account.record.clear()
    for command in ("daily", "by-user", "metrics", "export"):
        said = refused(address, command, "--from", "2051-01-01", "--to", "2051-01-05")
        assert "2051-01-01 to 2051-01-05 has not begun" in said
        assert "by the clock of this machine" in said
    assert not account.record


def test_metrics_add_up_and_mark_utc_days(address: str) -> None:
    """Origins and sizes sum to the sessions; active users of UTC days are told apart from billing days."""
    told = parsed(address, "metrics", *DAYS)
    sessions = told["sessions"]
    assert sum(sessions["by_origin"].values()) == sessions["sessions"] == sum(sessions["by_size"].values())
    assert len(told["active_users_by_utc_day"]) == 18
    assert told["active_users"] >= max(day["users"] for day in told["active_users_by_utc_day"])
    assert told["not_given"] == {}
    text = "\n".join(lines(address, "metrics", *DAYS))
    assert "UTC days are not billing days." in text


def test_what_v2_does_not_count_is_named_and_not_zero(address: str) -> None:
    """Once for each reason."""
    told = parsed(address, "metrics", *DAYS, key=ENTERPRISE_ADMIN_KEY)
    assert told["active_users"] is told["categories"] is told["active_users_by_utc_day"] is None
    assert set(told["not_given"]) == {"active_users", "by_utc_day", "categories"}
    notes = [line for line in lines(address, "metrics", *DAYS, key=ENTERPRISE_ADMIN_KEY) if "not given" in line]
    assert len(notes) == 2


def test_figures_of_some_users_hold_no_figure_of_all(account: Mock, address: str) -> None:
    """Counts that cannot be limited to users are left out."""
    user = account.ledger.account.principal(1).principal_id
    told = parsed(address, "metrics", *DAYS, "--user", user)
    assert told["sessions"]["sessions"] < parsed(address, "metrics", *DAYS)["sessions"]["sessions"]
    assert set(told["not_given"]) == {"searches", "active_users", "by_utc_day", "categories"}
    assert told["searches"] is None


def test_usage_is_limited_to_what_is_named(account: Mock, address: str) -> None:
    """To users by v2 alone: v3 would count everybody."""
    everybody = parsed(address, "usage", *DAYS, key=ENTERPRISE_ADMIN_KEY)
    user = account.ledger.account.principal(1).principal_id
    limited = parsed(address, "usage", *DAYS, "--user", user, key=ENTERPRISE_ADMIN_KEY)
    assert 0 < limited["sessions"] < everybody["sessions"]
    assert run(address, "usage", *DAYS, "--user", user).exit_code == 10
    organizations = account.ledger.account.organizations
    several = [argument for each in organizations[:2] for argument in ("--org", each.org_id)]
    both = parsed(address, "usage", *DAYS, *several, key=ENTERPRISE_ADMIN_KEY)["sessions"]
    assert both == sum(parsed(address, "usage", *DAYS, "--org", each.org_id)["sessions"] for each in organizations[:2])


def test_users_are_listed_with_names_and_addresses(account: Mock, address: str) -> None:
    """By both versions; a v2 key lists no organizations."""
    three, two = (parsed(address, "users", key=key) for key in (ENTERPRISE_KEY, ENTERPRISE_ADMIN_KEY))
    assert {user["id"]: user["email"] for user in three} == {user["id"]: user["email"] for user in two}
    assert three[0]["roles"]
    assert two[0]["roles"] is None
    assert lines(address, "users")[0] == f"{len(three)} users, from v3"
    inside = parsed(address, "users", "--org", account.ledger.account.organizations[0].org_id)
    assert 0 < len(inside) < len(three)
    assert parsed(address, "users", "--email", three[0]["email"]) == three[:1]
    assert run(address, "orgs", key=ENTERPRISE_ADMIN_KEY).exit_code == 10


def test_a_limit_that_is_not_there_is_no_limit(address: str) -> None:
    """Not a limit of 0."""
    told = parsed(address, "orgs")
    shown = "\n".join(lines(address, "orgs"))
    assert any(each["cycle_acu_limit"] is None for each in told)
    assert "no limit" in shown
    assert all(each["id"] in shown for each in told)


def test_whoami_tells_the_scope(address: str) -> None:
    """Of a v3 key; v2 has no such question."""
    assert lines(address, "whoami")[-1].split() == ["Scope", "enterprise"]
    assert parsed(address, "whoami")["kind"] == "service_user"
    assert run(address, "whoami", key=ENTERPRISE_ADMIN_KEY).exit_code == 10
