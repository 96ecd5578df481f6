"""Tables as files: read back as they were written, and whole or not there."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

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
    Products,
    Subject,
    User,
)
from devin_usage.export import FORMS, Column, Table, table, text, write
from devin_usage.export.formulas import unguarded
from devin_usage.export.whole import whole
from hypothesis import given, settings

from .drawn_tables import tables

DAYS = table(
    [
        DailyConsumption(date(2025, 12, 4), 1.5, Products(1.0, 0.5, 0.0)),
        DailyConsumption(date(2025, 12, 5), 0.0),
        DailyConsumption(date(2025, 12, 6), 2.25, Products(2.0, 0.0, 0.25, 0.0)),
    ]
)
NOVEMBER = Cycle(Period.of_days(date(2025, 11, 5), date(2025, 12, 4)))
DECEMBER = Cycle(Period.of_days(date(2025, 12, 5), date(2026, 1, 4)))


def parsed(column: Column, cell: str | bool | int | float | None, *, empty: Any = None) -> Any:
    """Read a cell of CSV or JSON by the type of its column."""
    if cell is None or (cell == "" and column.type != "text"):
        return empty
    if column.type == "date":
        return date.fromisoformat(str(cell))
    if column.type == "instant":
        return datetime.fromisoformat(str(cell))
    if column.type == "text":
        return cell
    if column.type == "flag":
        return cell if isinstance(cell, bool) else {"true": True, "false": False}[str(cell)]
    return int(cell) if column.type == "count" else float(cell)


@settings(max_examples=60, deadline=None)
@given(tables())
def test_csv_gives_back_every_cell(made: Table) -> None:
    """By RFC 4180, with an apostrophe before what could be run; a missing text reads as an empty one."""

    def read(column: Column, cell: str) -> Any:
        return unguarded(cell) if column.type == "text" else parsed(column, cell)

    head, *rows = csv.reader(io.StringIO(text(made, "csv"), newline=""), strict=True)
    assert head == [column.name for column in made.columns]
    found = [
        tuple(
            parsed(c, unguarded(cell) if c.type == "text" else cell) for c, cell in zip(made.columns, row, strict=True)
        )
        for row in rows
    ]
    texts = [index for index, column in enumerate(made.columns) if column.type == "text"]
    wanted = [tuple("" if i in texts and v is None else v for i, v in enumerate(row)) for row in made.rows]
    assert found == wanted


@settings(max_examples=60, deadline=None)
@given(tables())
def test_json_and_json_lines_give_back_every_cell(made: Table) -> None:
    """What is missing is null, and each line of JSON lines is one for whoever splits them."""
    lines = text(made, "jsonl").splitlines()
    assert len(lines) == len(made)
    for records in (json.loads(text(made, "json")), [json.loads(line) for line in lines]):
        found = [tuple(parsed(c, record[c.name]) for c in made.columns) for record in records]
        assert tuple(found) == made.rows


def test_parquet_gives_back_every_cell(tmp_path: Path) -> None:
    """With the types of Arrow, and what each column means."""

    @settings(max_examples=15, deadline=None)
    @given(tables())
    def check(made: Table) -> None:
        write(made, tmp_path / "things.parquet", "parquet")
        assert pyarrow.parquet.read_table(tmp_path / "things.parquet").to_pylist() == made.to_records()

    check()


def test_csv_is_what_a_spreadsheet_expects(tmp_path: Path) -> None:
    """The mark of UTF-8, dates by ISO 8601, a decimal point, and nothing where nothing was given."""
    write(DAYS, tmp_path / "days.csv", "csv")
    assert (tmp_path / "days.csv").read_bytes() == (
        b"\xef\xbb\xbfbilling_day,acus,acus_devin,acus_cascade,acus_terminal,acus_review,unattributed_acus\r\n"
        b"2025-12-04,1.5,1.0,0.5,0.0,,0.0\r\n"
        b"2025-12-05,0.0,,,,,\r\n"
        b"2025-12-06,2.25,2.0,0.0,0.25,0.0,0.0\r\n"
    )
    write(DAYS, tmp_path / "days.csv", "csv", bom=False)
    assert (tmp_path / "days.csv").read_text("utf-8").replace("\n", "\r\n") == text(DAYS, "csv")


def test_an_empty_text_is_not_a_missing_one() -> None:
    """Readers that tell them apart can."""
    made = Table("things", tuple(Column(name, "text", "A name.") for name in "ab"), (("", None),))
    assert text(made, "csv") == 'a,b\r\n"",\r\n'


def test_instants_are_written_in_utc() -> None:
    """As the API writes them."""
    made = Table("things", (Column("at", "instant", "When."),), ((datetime(2025, 12, 5, 8, tzinfo=UTC),),))
    assert text(made, "csv") == "at\r\n2025-12-05T08:00:00Z\r\n"
    assert text(made, "json") == '[\n  {"at": "2025-12-05T08:00:00Z"}\n]\n'
    assert text(Table("things", made.columns, ()), "json") == "[]\n"


def test_json_is_readable_and_its_lines_end_where_records_do() -> None:
    """Letters stay letters, but for those that some readers end a line at."""
    made = table(User("user-1", None, "Zo\u00eb\u2028\u2029\x85"))
    assert '"name": "Zo\u00eb\\u2028\\u2029\\u0085"' in text(made, "jsonl")


def test_half_a_surrogate_pair_can_be_written(tmp_path: Path) -> None:
    """UTF-8 cannot hold one."""
    for form in FORMS:
        write(table(User("user-1", None, "a\ud800b")), tmp_path / form, form)
    assert "a\ufffdb" in (tmp_path / "csv").read_text("utf-8")


@pytest.mark.parametrize("form", FORMS)
def test_a_file_that_is_there_stays_when_writing_fails(form: str, tmp_path: Path) -> None:
    """Nothing is half written, and nothing is left beside it."""
    place = tmp_path / "days"
    place.write_text("before")

    def rows() -> Iterator[tuple[Any, ...]]:
        yield (1.0,)
        raise RuntimeError("in the middle")

    broken = Table("things", (Column("acus", "acus", "ACUs."),), cast("Any", rows()))
    with pytest.raises(RuntimeError, match="in the middle"):
        write(broken, place, form)
    assert place.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["days"]


def test_an_interrupted_file_is_not_there(tmp_path: Path) -> None:
    """Whatever ends the work."""

    def interrupted() -> None:
        with whole(tmp_path / "days.csv") as file:
            file.write(b"half")
            assert list(tmp_path.iterdir())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_a_file_keeps_its_mode_and_a_link_its_place(tmp_path: Path) -> None:
    """Who may read a file is not changed by writing it again."""
    (tmp_path / "real.csv").write_text("before")
    (tmp_path / "real.csv").chmod(0o640)
    (tmp_path / "link.csv").symlink_to("real.csv")
    write(DAYS, tmp_path / "link.csv", "csv", bom=False)
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text("utf-8").startswith("billing_day")
    assert stat.S_IMODE((tmp_path / "real.csv").stat().st_mode) == 0o640


def test_a_new_file_has_the_mode_of_any_new_file(tmp_path: Path) -> None:
    """The user's mask decides."""
    write(DAYS, tmp_path / "days.csv", "csv")
    (tmp_path / "other").touch()
    assert (tmp_path / "days.csv").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    """It stands for whoever reads it."""
    pipe = tmp_path / "days.csv"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)  # both, so that neither end waits for the other
    try:
        write(DAYS, pipe, "csv", bom=False)
        assert stat.S_ISFIFO(pipe.stat().st_mode)
        assert os.read(reader, 10_000).decode() == text(DAYS, "csv")
    finally:
        os.close(reader)


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="the system does not name descriptors")
def test_a_descriptor_is_written_to_as_it_is() -> None:
    """As a shell names the pipe of `-o >(command)`: the path that it links to is no file."""
    reader, writer = os.pipe()
    try:
        write(DAYS, f"/dev/fd/{writer}", "csv", bom=False)
        assert os.read(reader, 10_000).decode() == text(DAYS, "csv")
    finally:
        os.close(reader)
        os.close(writer)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """With the reason of the system."""
    with pytest.raises(ConfigurationError, match=r"days\.csv cannot be written: No such file or directory"):
        write(DAYS, tmp_path / "none" / "days.csv", "csv")
    with pytest.raises(ConfigurationError, match="cannot be written: Is a directory"):
        write(DAYS, tmp_path, "csv")


@pytest.mark.parametrize("form", ["xlsx", "", "CSV"])
def test_a_form_that_is_not_known_is_refused(form: str, tmp_path: Path) -> None:
    """Before a file is made."""
    with pytest.raises(InvalidArgument, match="is not one of csv, json, jsonl, parquet"):
        write(DAYS, tmp_path / "days", form)
    with pytest.raises(InvalidArgument, match="is not one of csv, json, jsonl"):
        text(DAYS, form)
    assert list(tmp_path.iterdir()) == []


def test_parquet_is_no_text() -> None:
    """The message says what to do."""
    with pytest.raises(InvalidArgument, match="it is no text, write it to a file"):
        text(DAYS, "parquet")


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
