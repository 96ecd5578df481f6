"""What a report does when something fails, and how its file is written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from devin_mock import Breach, Fault, Mock
from devin_mock.server import running
from devin_usage import (
    ConfigurationError,
    InvalidArgument,
    Period,
    ServerError,
    Unauthorized,
)
from devin_usage.report import report, write_report

from tests.unit.cli.asking import run

from .pages import NOW, client, parsed, section, tile

CYCLE = Period.parse("2025-12-05/2026-01-04")


@pytest.fixture(scope="module")
def mock() -> Mock:
    return Mock(seed=1, users=40, now=NOW)


def test_a_part_that_fails_is_named_and_the_others_are_there() -> None:
    """One operation that fails leaves the rest of the page, which names it and shows nothing as 0."""
    broken = Mock(seed=1, users=10, now=NOW)
    broken.faults.add(Fault(operation="get_enterprise_pr_metrics", status=503))
    broken.faults.add(Fault(operation="get_enterprise_usage_metrics", status=403))
    broken.faults.add(Fault(operation="list_enterprise_users", status=500))
    with client(broken) as asked:
        made = report(asked)
    page = parsed(made.html)
    assert [said.split(" could not be read")[0] for said in made.failures] == [
        "ACUs by user",
        "usage metrics",
        "pull-request metrics",
    ]
    assert not made.complete
    assert not made.unavailable
    assert tile(section(page, "activity"), "Sessions") == "-"
    assert "could not be read" in section(page, "pull-requests").text
    unknown = section(page, "omissions").text
    for said in made.failures:
        assert said[1:] in unknown
    assert section(page, "days").all("figure")


def test_a_member_that_could_not_be_read_is_counted_nowhere() -> None:
    """One user whose figures fail is told of in the table; what belongs to nobody is then not known."""
    broken = Mock(seed=1, users=10, now=NOW)
    broken.faults.add(Fault(operation="get_enterprise_user_daily_consumption", path="*x16*", status=404))
    broken.faults.add(Fault(operation="get_enterprise_user_daily_consumption", path="*x17*", status=404))
    with client(broken) as asked:
        made = report(asked)
    page = parsed(made.html)
    assert made.failures == ("1 of 9 users could not be read; their ACUs are not known, and counted nowhere.",)
    rows = section(page, "users").all("table")[0].cells()
    assert ["", "1 user that could not be read", "-", "-"] in rows
    assert ["", "Belongs to none of these users", "-", "-"] in rows


@pytest.mark.parametrize("key", ["v2", "v3"])
def test_what_the_server_says_is_not_on_a_page_of_pseudonyms(key: str) -> None:
    """Whatever fails, and says whom by: neither the page nor the failures repeat it."""
    words = b'{"detail": "user okta|Acme|x44 has no permission"}'
    whole = Mock(seed=1, users=10, now=NOW)
    with client(whole, key) as asked:
        report(asked, period=CYCLE, pseudonymise=True)
    called = [one.verdict.operation for one in whole.record]
    operations = {each.operation_id for each in called if each is not None} - {"get_self"}
    shown = 0
    for operation in operations:
        broken = Mock(seed=1, users=10, now=NOW)
        broken.faults.add(Fault(operation=operation, status=403, body=words))
        with client(broken, key) as asked:
            hidden = report(asked, period=CYCLE, pseudonymise=True)
            shown += "x44" in report(asked, period=CYCLE).html
        assert not hidden.complete, operation
        assert "x44" not in hidden.html, operation
        assert "x44" not in "".join(hidden.failures), operation
    assert shown > 3


def test_the_id_in_an_answer_that_breaks_the_contract_is_not_on_a_page_of_pseudonyms() -> None:
    """The place of a breach may be a user; the kind of the failure is told in its stead."""
    broken = Mock(seed=1, users=10, now=NOW)
    broken.faults.add(
        Fault(operation="get_daily_consumption", breach=Breach("set", "/consumption_by_user/okta|Acme|x44", "bad"))
    )
    with client(broken, "v2") as asked:
        made = report(asked, pseudonymise=True)
    assert "the forecast could not be read: ResponseValidationError" in made.failures
    for said in (made.html, *made.failures, *made.unavailable):
        assert "x44" not in said


def test_cycles_that_could_not_be_read_are_a_failure() -> None:
    """The days are there; that no table has their cycles and no limit is held against them has its right reason."""
    broken = Mock(seed=1, users=10, now=NOW)
    broken.faults.add(Fault(operation="list_enterprise_consumption_cycles", status=503))
    with client(broken) as asked:
        made = report(asked, period=Period.parse("2025-10-20/2025-12-31"))
        given = report(asked, period=CYCLE, budget_acus=3_000)
    page = parsed(made.html)
    (said,) = made.failures
    assert said.startswith("billing cycles could not be read: list_enterprise_consumption_cycles answered 503")
    assert "The billing cycles could not be read" in section(page, "days").text
    glance = section(page, "glance")
    assert "the billing cycles could not be read, so this period is held against none" in glance.text
    assert "none that it lists" not in glance.text
    assert tile(glance, "Budget") == "-"
    assert tile(section(parsed(given.html), "glance"), "Budget") == "3,000.00"


def test_the_command_exits_otherwise_where_cycles_could_not_be_read(tmp_path: Path) -> None:
    """The page is written, a sentence names what is missing, and the code tells a script."""
    broken = Mock(seed=1, users=10)
    broken.faults.add(Fault(operation="list_enterprise_consumption_cycles", status=403))
    file = tmp_path / "usage.html"
    with running(broken) as address:
        days = ("--from", "2025-12-05", "--to", "2025-12-07")
        done = run(address, "report", *days, "-o", str(file), DEVIN_USAGE_CACHE=None)
    assert done.exit_code == 20
    assert done.stderr.startswith("devin-usage: billing cycles could not be read: ")
    assert file.exists()


def test_limits_that_could_not_be_read_are_a_failure() -> None:
    """The rest of the forecast is there, without a budget; with one that is given, no limit is asked for."""
    broken = Mock(seed=1, users=10, now=NOW)
    broken.faults.add(Fault(operation="list_enterprise_acu_limits", status=403))
    with client(broken) as asked:
        made = report(asked)
        given = report(asked, budget_acus=3_000)
    (said,) = made.failures
    assert said.startswith("the limits of a cycle could not be read: list_enterprise_acu_limits answered 403")
    glance = section(parsed(made.html), "glance")
    assert "The API's limits could not be read." in glance.text
    assert tile(glance, "Budget") == "-"
    assert tile(glance, "Projected for its end") == tile(section(parsed(given.html), "glance"), "Projected for its end")
    assert "Within the budget" not in glance.text
    assert given.complete


def test_a_reason_stands_once_on_the_page() -> None:
    """What one refusal has left unread is named before it, and in its sections; the reason is not repeated there."""
    broken = Mock(seed=1, users=10, now=NOW)
    broken.faults.add(Fault(operation="get_enterprise_daily_consumption", status=403))
    with client(broken) as asked:
        made = report(asked)
    page = parsed(made.html)
    assert len(made.failures) == 5
    assert made.html.count("get_enterprise_daily_consumption answered 403") == 1
    parts = "Daily consumption, the forecast, ACUs by user, ACUs by organization and ACUs by service user"
    assert f"{parts} could not be read: get_enterprise" in section(page, "omissions").text
    for place in ("glance", "days", "users", "organizations"):
        note = section(page, place).all("p", class_="note")[0]
        assert "could not be read; the reason stands under Unknown." in note.text
        assert note.one("a").attributes["href"] == "#unknown"
    assert page.one("h3", id="unknown").text == "Unknown"


def test_a_key_that_is_refused_ends_the_report(tmp_path: Path) -> None:
    """Nothing can be read, so there is no page that says so section by section."""
    refusing = Mock(seed=1, users=10, now=NOW, keys=())
    with client(refusing) as asked, pytest.raises(Unauthorized):
        write_report(asked, tmp_path / "usage.html", period=CYCLE)
    assert not list(tmp_path.iterdir())


def test_a_key_that_is_refused_half_way_ends_the_report_too() -> None:
    """A key that was withdrawn meanwhile makes no page with the figures of before."""
    withdrawing = Mock(seed=1, users=10, now=NOW)
    withdrawing.faults.add(Fault(operation="get_enterprise_pr_metrics", status=401))
    with client(withdrawing) as asked, pytest.raises(Unauthorized):
        report(asked)


def test_without_any_figure_there_is_no_report(tmp_path: Path) -> None:
    """When every question fails, the first failure is raised and what was at the place stays."""
    broken = Mock(seed=1, users=10, now=NOW)
    broken.faults.add(Fault(status=500))
    place = tmp_path / "usage.html"
    place.write_text("the one of yesterday")
    with client(broken) as asked, pytest.raises(ServerError):
        write_report(asked, place, period=CYCLE)
    assert [each.read_text() for each in tmp_path.iterdir()] == ["the one of yesterday"]


def test_the_report_is_written_whole(mock: Mock, tmp_path: Path) -> None:
    """The file holds the page, and nothing is left beside it."""
    place = tmp_path / "usage.html"
    with client(mock) as asked:
        made = write_report(asked, place)
    assert place.read_bytes().decode() == made.html
    assert list(tmp_path.iterdir()) == [place]


@pytest.mark.parametrize(
    "wrong",
    [
        {"period": "2025-12"},
        {"price": 2.25},
        {"budget_acus": -1},
        {"budget_acus": float("nan")},
        {"budget_acus": True},
        {"secret": "a secret of this test"},
        {"cache": "days.sqlite"},
        {"watch": 1},
        {"period": Period.parse("2027-01-01/2027-01-02")},
    ],
)
def test_a_wrong_argument_is_refused_before_any_figure_is_asked_for(wrong: dict[str, Any], tmp_path: Path) -> None:
    """Nothing is read for a report that cannot be made."""
    asked_of = Mock(seed=1, users=10, now=NOW)
    with client(asked_of) as asked, pytest.raises(InvalidArgument):
        write_report(asked, tmp_path / "usage.html", **wrong)
    assert not list(asked_of.record)
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_refused_first(mock: Mock, tmp_path: Path) -> None:
    """A folder, or a file in a folder that is not there, is refused before anything is asked."""
    mock.record.clear()
    with client(mock) as asked:
        with pytest.raises(InvalidArgument, match="is a folder"):
            write_report(asked, tmp_path)
        with pytest.raises(ConfigurationError, match="no folder"):
            write_report(asked, tmp_path / "nowhere" / "usage.html")
    assert not list(mock.record)


def test_nothing_of_a_report_is_loaded_before_it_is_asked_for() -> None:
    """Who does not make reports does not load them."""
    code = "import sys, devin_usage.client, devin_usage.report; print(*(m for m in sys.modules if '.report.' in m))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"
