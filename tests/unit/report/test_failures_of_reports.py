"""What a report does when something fails, and how its file is written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from devin_mock import Fault, Mock
from devin_usage import (
    ConfigurationError,
    InvalidArgument,
    Period,
    ServerError,
    Unauthorized,
)
from devin_usage.report import report, write_report

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
