"""Days as a file for each billing cycle, none of which takes the place of more than it holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow  # type: ignore[import-untyped]  # publishes no types
import pyarrow.dataset  # type: ignore[import-untyped]  # publishes no types
import pyarrow.parquet  # type: ignore[import-untyped]  # publishes no types
import pytest
from attrs import evolve
from devin_usage import (
    ConfigurationError,
    Consumption,
    Cycle,
    DailyConsumption,
    InvalidArgument,
    Period,
    Subject,
    User,
)
from devin_usage.export import Table, table, write

from .test_files import DAYS

NOVEMBER = Cycle(Period.of_days(date(2025, 11, 5), date(2025, 12, 4)))
DECEMBER = Cycle(Period.of_days(date(2025, 12, 5), date(2026, 1, 4)))


def test_days_are_parted_by_cycle(tmp_path: Path) -> None:
    """Each cycle is a file by its first billing day, as readers of data sets expect."""
    write(DAYS, tmp_path / "days", "parquet", cycles=[DECEMBER, NOVEMBER])
    files = sorted(str(each.relative_to(tmp_path)) for each in tmp_path.rglob("*") if each.is_file())
    assert files == ["days/cycle=2025-11-05/part-0.parquet", "days/cycle=2025-12-05/part-0.parquet"]
    found = pyarrow.dataset.dataset(tmp_path / "days", partitioning="hive").to_table().sort_by("billing_day")
    assert found.drop_columns("cycle").to_pylist() == DAYS.to_records()
    assert found["cycle"].to_pylist() == ["2025-11-05", "2025-12-05", "2025-12-05"]


def test_a_cycle_is_written_anew_and_others_stay(tmp_path: Path) -> None:
    """So the current cycle can be written every day beside those before."""
    write(DAYS, tmp_path, "parquet", cycles=[NOVEMBER, DECEMBER])
    again = table([DailyConsumption(date(2025, 12, day), 9.0) for day in (5, 6, 7)])
    write(again, tmp_path, "parquet", cycles=[DECEMBER])
    found = pyarrow.dataset.dataset(tmp_path, partitioning="hive").to_table().sort_by("billing_day")
    assert found["acus"].to_pylist() == [1.5, 9.0, 9.0, 9.0]


def test_a_part_of_a_cycle_does_not_take_the_place_of_the_whole(tmp_path: Path) -> None:
    """Whoever writes the last days into the same folder is told which days would be gone, and no file changes."""
    write(DAYS, tmp_path, "parquet", cycles=[NOVEMBER, DECEMBER])
    before = {file: file.read_bytes() for file in tmp_path.rglob("*.parquet")}
    last = table([DailyConsumption(date(2025, 12, 30), 9.0), DailyConsumption(date(2025, 12, 4), 9.0)])
    with pytest.raises(InvalidArgument, match=r"holds \d billing days that are not among these, the first 2025-12-05"):
        write(last, tmp_path, "parquet", cycles=[NOVEMBER, DECEMBER])
    assert {file: file.read_bytes() for file in tmp_path.rglob("*.parquet")} == before


def _of(*subjects: Subject, days: tuple[int, ...] = (5, 6)) -> Table:
    period = Period.of_days(date(2025, 12, 5), date(2025, 12, 6))
    found = tuple(DailyConsumption(date(2025, 12, day), 1.0) for day in days)
    return table([Consumption(each, period, "v3", float(len(days)), found) for each in subjects], of=Consumption)


_ADA, _BOB, _ALL = Subject("user", "ada"), Subject("user", "bob"), Subject("enterprise")


@pytest.mark.parametrize(
    ("again", "said"),
    [
        (_of(_ADA), "holds 2 days of user that are not among these"),
        (_of(_ALL), "holds 4 days of user that are not among these"),
        (_of(_ADA, evolve(_BOB, organizations=("org-1",))), "holds 2 days of user that are not among these"),
        (_of(_ADA, _BOB, days=(5,)), "holds 1 billing days that are not among these, the first 2025-12-06"),
        (evolve(_of(_ADA, _BOB), name="revisions"), "holds days, and not revisions"),
        (DAYS, "does not say of whom its days are in the columns of these"),
    ],
)
def test_days_of_somebody_do_not_take_the_place_of_those_of_others(tmp_path: Path, again: Table, said: str) -> None:
    """Whoever writes the days of one user, of the whole, or of another table into the folder is told; ids are not."""
    write(_of(_ADA, _BOB), tmp_path, "parquet", cycles=[NOVEMBER, DECEMBER])
    file = tmp_path / "cycle=2025-12-05" / "part-0.parquet"
    before = file.read_bytes()
    with pytest.raises(InvalidArgument, match=said) as told:
        write(again, tmp_path, "parquet", cycles=[NOVEMBER, DECEMBER])
    assert file.read_bytes() == before
    assert "bob" not in str(told.value)
    more = _of(_BOB, _ALL, _ADA, Subject("user", "a\ud800b"))
    for _ in range(2):
        write(more, tmp_path, "parquet", cycles=[DECEMBER])
    assert pyarrow.parquet.read_table(file).num_rows == 8


@pytest.mark.parametrize("of", [b"no parquet", None])
def test_a_file_of_somebody_else_is_not_replaced_as_a_cycle(tmp_path: Path, of: bytes | None) -> None:
    """Whether days would be lost cannot be told."""
    file = tmp_path / "cycle=2025-12-05" / "part-0.parquet"
    file.parent.mkdir()
    if of is None:
        pyarrow.parquet.write_table(pyarrow.table({"other": [1]}), file)
    else:
        file.write_bytes(of)
    before = file.read_bytes()
    with pytest.raises(ConfigurationError, match="cannot be read, and is not replaced"):
        write(DAYS, tmp_path, "parquet", cycles=[NOVEMBER, DECEMBER])
    assert file.read_bytes() == before


def test_no_cycle_is_put_in_place_when_one_of_them_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All are written before the first is put in place."""
    written: list[Any] = []
    real = pyarrow.parquet.write_table

    def full(arrow: Any, file: Any, **options: Any) -> None:
        written.append(arrow)
        if len(written) == 2:
            raise OSError(28, "No space left on device")
        real(arrow, file, **options)

    monkeypatch.setattr(pyarrow.parquet, "write_table", full)
    with pytest.raises(ConfigurationError, match="No space left on device"):
        write(DAYS, tmp_path, "parquet", cycles=[NOVEMBER, DECEMBER])
    assert len(written) == 2
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


def test_days_of_no_cycle_are_refused(tmp_path: Path) -> None:
    """They would be in no file."""
    gap = Cycle(Period.of_days(date(2025, 12, 5), date(2025, 12, 5)))
    with pytest.raises(InvalidArgument, match="no billing cycle holds 2025-12-04"):
        write(DAYS, tmp_path / "days", "parquet", cycles=[gap])
    with pytest.raises(InvalidArgument, match="no billing cycle holds 2025-12-06"):
        write(DAYS, tmp_path / "days", "parquet", cycles=[NOVEMBER, gap])
    assert list(tmp_path.iterdir()) == []


def test_only_days_in_parquet_are_parted(tmp_path: Path) -> None:
    """Others have no billing day."""
    with pytest.raises(InvalidArgument, match="users have no billing_day"):
        write(table([], of=User), tmp_path / "users", "parquet", cycles=[DECEMBER])
    with pytest.raises(InvalidArgument, match="only parquet is parted by cycle, not csv"):
        write(DAYS, tmp_path / "days", "csv", cycles=[DECEMBER])
    assert list(tmp_path.iterdir()) == []
