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
from devin_usage import (
    ConfigurationError,
    DailyConsumption,
    InvalidArgument,
    Products,
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
