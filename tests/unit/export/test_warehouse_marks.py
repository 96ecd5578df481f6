"""How far a warehouse is, and what a load asks for by that; without dlt, which has an environment of its own."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, Mock
from devin_mock.transport import mock_transport
from devin_usage import Cycle, DevinUsage, InvalidArgument, Period, UnsupportedByVersion
from devin_usage.export import Column, WarehouseError, load, warehouse_dlt
from devin_usage.export.warehouse_marks import Marks, Piece, Span, pieces
from devin_usage.export.warehouse_tables import SHAPES, product_column

LAST = date(2025, 12, 19)
NOVEMBER = Cycle(Period.of_days(date(2025, 11, 5), date(2025, 12, 4)))
DECEMBER = Cycle(Period.of_days(date(2025, 12, 5), date(2026, 1, 4)))


def days(first: int, last: int) -> Span:
    return date(2025, 12, first), date(2025, 12, last)


@pytest.fixture
def marks() -> Marks:
    """Of a warehouse whose first load began with the first of December."""
    made = Marks()
    made.mean(days(1, 19))
    return made


def wanted(marks: Marks, *, again: int = 3, last: int = 19) -> list[Span]:
    return marks.wanted("days", "enterprise", days(1, last), again=again)


def test_days_are_split_by_cycle_and_by_month_where_there_is_none() -> None:
    """No piece holds days of two cycles, and every day is in one."""
    assert pieces((date(2025, 10, 30), date(2025, 12, 6)), [DECEMBER, NOVEMBER]) == [
        Piece(date(2025, 10, 30), date(2025, 10, 31), None),
        Piece(date(2025, 11, 1), date(2025, 11, 4), None),
        Piece(date(2025, 11, 5), date(2025, 12, 4), date(2025, 11, 5)),
        Piece(date(2025, 12, 5), date(2025, 12, 6), date(2025, 12, 5)),
    ]


def test_a_day_that_two_cycles_share_belongs_to_the_one_that_holds_its_start() -> None:
    """Cycles need not change where billing days do."""
    noon = datetime(2025, 12, 4, 12, tzinfo=UTC)
    cycles = [Cycle(Period(NOVEMBER.period.start, noon)), Cycle(Period(noon, DECEMBER.period.end))]
    first, second = pieces((date(2025, 12, 3), date(2025, 12, 6)), cycles)
    assert (first.last, first.cycle) == (date(2025, 12, 4), date(2025, 11, 5))
    assert (second.first, second.cycle) == (date(2025, 12, 5), date(2025, 12, 4))


def test_nothing_is_wanted_twice_but_the_last_days(marks: Marks) -> None:
    """What is missing, and as many days before it as may still change, but none from before the beginning."""
    assert wanted(marks) == [days(1, 19)]
    marks.cover("days", "enterprise", days(1, 17))
    assert wanted(marks) == [days(15, 19)]
    assert wanted(marks, again=0) == [days(18, 19)]
    assert wanted(marks, again=10**9) == [days(1, 19)]
    assert wanted(marks, again=0, last=17) == []
    assert wanted(marks, again=1, last=16) == [days(16, 16)]
    assert marks.wanted("days", "user:new", days(1, 19), again=3) == [days(1, 19)]


def test_a_gap_is_wanted_and_what_lies_beyond_it_is_not(marks: Marks) -> None:
    """A subject that failed for one cycle is asked for it again, though later ones were read."""
    marks.cover("days", "enterprise", days(10, 17))
    assert wanted(marks, again=1) == [days(1, 9), days(17, 19)]
    marks.cover("days", "enterprise", days(1, 4))
    marks.cover("days", "enterprise", days(6, 8))
    assert marks.covered("days", "enterprise") == [days(1, 4), days(6, 8), days(10, 17)]
    assert wanted(marks, again=0) == [days(5, 5), days(9, 9), days(18, 19)]
    marks.cover("days", "enterprise", days(4, 9))
    assert marks.covered("days", "enterprise") == [days(1, 17)]


def test_what_is_meant_reaches_from_the_first_day_that_was_asked_for_to_the_last(marks: Marks) -> None:
    """So that what lies between is missing of everybody who is known, until it is there."""
    marks.cover("days", "enterprise", days(1, 19))
    marks.expect("days", "user:a")
    marks.expect("days", "enterprise")
    assert marks.all_missing() == {"user:a": [days(1, 19)]}
    marks.mean((date(2025, 10, 5), date(2025, 11, 4)))
    assert marks.meant == (date(2025, 10, 5), LAST)
    marks.mean(days(7, 9))
    assert marks.meant == (date(2025, 10, 5), LAST)
    marks.cover("days", "enterprise", (date(2025, 10, 5), date(2025, 11, 4)))
    assert marks.missing("enterprise") == [(date(2025, 11, 5), date(2025, 11, 30))]
    assert marks.missing("user:a") == [(date(2025, 10, 5), LAST)]


def test_marks_are_what_json_can_hold_and_name_the_account(marks: Marks) -> None:
    """A dataset holds one account: that of its first load."""
    marks.check_account("the enterprise at https://devin.example")
    marks.cover("days", "user:a|b:c", days(1, 2))
    read = Marks(json.loads(json.dumps(marks.kept)))
    assert read.meant == days(1, 19)
    assert read.covered("days", "user:a|b:c") == [days(1, 2)]
    assert read.subjects("days", "user") == ["a|b:c"]
    read.check_account("the enterprise at https://devin.example")
    with pytest.raises(InvalidArgument, match=r"holds the enterprise at .*, and the key reads the organization x"):
        read.check_account("the organization x at https://devin.example")
    read.forget("days", "user:a|b:c")
    assert read.subjects("days", "user") == []


@pytest.mark.parametrize(
    "changed",
    [
        {"since": {}},
        {"account": 5},
        {"meant": None},
        {"meant": [["2025-12-01", "2025-12-02"], ["2025-12-05", "2025-12-06"]]},
        {"meant": [["2025-12-02", "2025-12-01"]]},
        {"covered": {"weeks": {}}},
        {"covered": {"days": ["user:a"]}},
        {"covered": {"days": {"user:a": "2025-12-01"}}},
        {"covered": {"days": {"user:a": [["2025-12-01", "soon"]]}}},
    ],
    ids=repr,
)
def test_marks_that_cannot_be_read_are_refused_in_a_sentence(marks: Marks, changed: dict[str, Any]) -> None:
    """Taken for something else they would leave days out."""
    with pytest.raises(WarehouseError, match="load into another dataset"):
        Marks({**marks.kept, **changed})


def test_products_have_columns_of_their_own_and_always_the_same() -> None:
    """In a warehouse names of other cases or signs are one name, and the ACUs of one product would be lost."""
    plain = {each: product_column(each) for each in ("dana_ide", "devin2", "x")}
    assert plain == {each: f"acus_{each}" for each in plain}
    assert product_column("Devin") == "acus_devin_" + sha256(b"Devin").hexdigest()[:8]
    assert product_column("--") == "acus_" + sha256(b"--").hexdigest()[:8]
    others = ["dana-ide", "dana__ide", "_dana_ide", "dana_ide_", "Dana_ide", "DanaIde", "dana ide", "d\xe4na", "\ud800"]
    others += ["", product_column("dana-ide").removeprefix("acus_")]
    columns = [*plain.values(), *map(product_column, others)]
    assert len(set(columns)) == len(columns)
    assert all(re.fullmatch("[a-z0-9]+(_[a-z0-9]+)*", each) for each in columns)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_each_table_has_its_key_and_says_what_its_columns_hold(shape: Any) -> None:
    """Keys are never null, and no column is there twice."""
    columns: list[Column] = shape.columns()
    names = [each.name for each in columns]
    assert len(set(names)) == len(names)
    assert set(shape.key) <= set(names)
    hints = shape.hints()
    assert {name for name, hint in hints.items() if not hint["nullable"]} == set(shape.key)
    assert all(hint["description"].endswith(".") for hint in hints.values())


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"recent_days": -1}, "recent_days must be a whole number"),
        ({"recent_days": True}, "recent_days must be a whole number"),
        ({"concurrency": 0}, "concurrency must be"),
        ({"period": "2025-12-05"}, "period must be a Period, not str"),
        ({"period": Period(NOVEMBER.period.start, NOVEMBER.period.end - timedelta(hours=1))}, "whole billing days"),
        ({"users": "user-1"}, "users"),
        ({"users": []}, "users"),
        ({"client": None}, "through a DevinUsage, not NoneType"),
        ({"dataset": "a.b"}, "dataset must be a name"),
        ({"database": "x.duckdb", "destination": "postgres"}, "leave it out"),
        ({"database": "Devin_Usage.duckdb"}, "name one of them otherwise"),
        ({"database": "devin_usage.2025.duckdb"}, "the database devin_usage from the schema devin_usage"),
        ({"database": ".devin_usage.duckdb"}, "name one of them otherwise"),
        ({"database": "devin_usage_staging.duckdb"}, "from the schema devin_usage_staging"),
        ({"database": "information_schema.duckdb"}, "name one of them otherwise"),
        ({"database": ".."}, "is no file"),
        ({"database": "no/such/folder/x.duckdb"}, "there is no folder no/such/folder"),
    ],
)
def test_what_is_refused_is_refused_before_anything_happens(
    options: dict[str, Any], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is asked for, and no file is made."""
    monkeypatch.chdir(tmp_path)
    mock = Mock()
    with (
        DevinUsage(ENTERPRISE_KEY, transport=mock_transport(mock)) as client,
        pytest.raises(InvalidArgument, match=says),
    ):
        load(**{"client": client, **options})
    assert not len(mock.record)
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """DuckDB would open a report as a view of it."""
    (tmp_path / "report.csv").write_text("day,acus\n")
    with (
        DevinUsage(ENTERPRISE_KEY, transport=mock_transport(Mock())) as client,
        pytest.raises(InvalidArgument, match="is no DuckDB database"),
    ):
        load(client, database=tmp_path / "report.csv")


@pytest.mark.parametrize("options", [{"organizations": ["org-1"]}, {"service_users": ["service-user-1"]}], ids=repr)
def test_members_whose_days_v2_does_not_give_are_refused(options: dict[str, Any], tmp_path: Path) -> None:
    """A load without them would look like one with them."""
    mock = Mock()
    with (
        DevinUsage(ENTERPRISE_ADMIN_KEY, transport=mock_transport(mock)) as client,
        pytest.raises(UnsupportedByVersion, match="a key of v2 cannot load the days of"),
    ):
        load(client, database=tmp_path / "usage.duckdb", **options)
    assert not len(mock.record)
    assert not list(tmp_path.iterdir())


def test_without_dlt_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named, and nothing is asked for."""
    for name in warehouse_dlt.SETTINGS:
        monkeypatch.setenv(name, "")
    monkeypatch.setitem(sys.modules, "dlt", None)
    mock = Mock()
    with (
        DevinUsage(ENTERPRISE_KEY, transport=mock_transport(mock)) as client,
        pytest.raises(WarehouseError, match=r"devin-usage\[warehouse\]"),
    ):
        load(client, database=tmp_path / "usage.duckdb")
    assert not len(mock.record)
    assert not list(tmp_path.iterdir())
