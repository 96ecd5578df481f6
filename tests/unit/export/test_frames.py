"""Tables as frames: types of their own, and what is missing stays missing."""

from __future__ import annotations

import importlib
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pandas  # type: ignore[import-untyped]  # publishes no types
import polars
import pyarrow  # type: ignore[import-untyped]  # publishes no types
import pytest
from devin_usage import ConfigurationError, Cycle, DailyConsumption, InvalidArgument, Period, Products
from devin_usage.export import Column, Table, table, to_arrow, to_pandas, to_polars, write
from hypothesis import given, settings

from .drawn_tables import COLUMNS, tables


@settings(max_examples=40, deadline=None)
@given(tables())
def test_a_frame_of_pandas_gives_back_every_cell(made: Table) -> None:
    """Values come back as they were, and NA where there was none."""
    frame = to_pandas(made)
    assert list(frame.columns) == [column.name for column in COLUMNS]
    rows = zip(*(frame[name].astype(object) for name in frame.columns), strict=True)
    found = tuple(tuple(None if each is pandas.NA or each is pandas.NaT else each for each in row) for row in rows)
    assert found == made.rows


@settings(max_examples=40, deadline=None)
@given(tables())
def test_a_frame_of_polars_gives_back_every_cell(made: Table) -> None:
    """Values come back as they were, and null where there was none."""
    assert tuple(to_polars(made).rows()) == made.rows


@settings(max_examples=40, deadline=None)
@given(tables())
def test_a_table_of_arrow_gives_back_every_cell(made: Table) -> None:
    """Values come back as they were, and null where there was none."""
    assert to_arrow(made).to_pylist() == made.to_records()


def test_an_empty_frame_keeps_its_types() -> None:
    """They do not depend on what happens to be there, so frames of several answers can be joined."""
    empty, full = table([], of=Cycle), Table("things", COLUMNS, ())
    assert {name: str(kind) for name, kind in to_pandas(full).dtypes.items()} == {
        "a_date": "date32[day][pyarrow]",
        "a_instant": "datetime64[us, UTC]",
        "a_text": "string",
        "a_acus": "Float64",
        "a_count": "Int64",
        "a_number": "Float64",
        "a_flag": "boolean",
    }
    assert to_polars(empty).schema["first_day"] == polars.Date
    assert to_polars(empty).schema["start"] == polars.Datetime("us", "UTC")
    assert to_arrow(empty).schema.field("first_day").type == pyarrow.date32()
    assert to_arrow(empty).schema.field("start").type == pyarrow.timestamp("us", tz="UTC")


def test_every_answer_can_be_asked_for_its_frame() -> None:
    """The methods give what the functions give, and a sum is the day's."""
    day = DailyConsumption(date(2025, 12, 5), 1.5, Products(1.0, 0.5, 0.0))
    assert day.to_records() == table(day).to_records()
    assert day.to_pandas()["acus"].tolist() == [1.5]
    assert day.to_polars().equals(to_polars(table(day)))
    assert day.to_arrow().equals(to_arrow(table(day)))
    assert day.to_pandas()["acus_review"].isna().tolist() == [True]


def test_arrow_carries_what_a_column_means() -> None:
    """A file of Parquet can be read without this page."""
    field = to_arrow(table(DailyConsumption(date(2025, 12, 5), 1.5))).schema.field("acus")
    assert field.metadata == {b"description": b"The ACUs of the billing day, over all products.", b"unit": b"ACU"}


def test_instants_of_any_zone_come_as_utc() -> None:
    """The same instant, in the zone that the type says."""
    local = datetime(2025, 12, 5, 9, tzinfo=timezone(timedelta(hours=1)))
    made = Table("things", (Column("at", "instant", "When."),), ((local,),))
    for found in (to_polars(made)["at"][0], to_arrow(made)["at"][0].as_py(), to_pandas(made)["at"].tolist()[0]):
        assert (found, found.utcoffset()) == (datetime(2025, 12, 5, 8, tzinfo=UTC), timedelta(0))


def test_half_a_surrogate_pair_is_replaced() -> None:
    """JSON can carry one, and no frame can hold it."""
    made = Table("things", (Column("name", "text", "A name."),), (("a\ud800b",),))
    assert to_polars(made)["name"][0] == to_arrow(made)["name"][0].as_py() == to_pandas(made)["name"][0] == "a\ufffdb"


@pytest.mark.parametrize("make", [to_pandas, to_polars, to_arrow])
def test_a_count_beyond_64_bits_is_refused(make: Any) -> None:
    """It is no figure that a frame could hold, and must not become another one."""
    made = Table("things", (Column("sessions", "count", "How many."),), ((2**63,),))
    with pytest.raises(InvalidArgument, match="sessions holds a number beyond 64 bits"):
        make(made)


DAYS = table(DailyConsumption(date(2025, 12, 5), 1.5))
CYCLES = (Cycle(Period.of_days(date(2025, 12, 5), date(2026, 1, 4))),)


@pytest.mark.parametrize(
    ("make", "missing", "extra"),
    [
        (to_pandas, "pandas", "frames"),
        (to_polars, "polars", "frames"),
        (to_arrow, "pyarrow", "parquet"),
        (lambda made: write(made, "days", "parquet"), "pyarrow", "parquet"),
        (lambda made: write(made, "days", "parquet", cycles=CYCLES), "pyarrow", "parquet"),
    ],
)
def test_a_library_that_is_not_there_is_named_with_its_extra(
    make: Any, missing: str, extra: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The message says what to install, and no file is made."""
    imported = importlib.import_module

    def without(name: str, package: str | None = None) -> Any:
        if name.split(".")[0] == missing:
            raise ModuleNotFoundError(f"No module named {missing!r}", name=missing)
        return imported(name, package)

    monkeypatch.setattr("devin_usage.export.frames.import_module", without)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match=rf"needs {missing}; .*'devin-usage\[{extra}\]'"):
        make(DAYS)
    assert list(tmp_path.iterdir()) == []


def test_a_library_that_lacks_one_of_its_own_is_not_called_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Installing it again would not help."""

    def broken(name: str) -> Any:
        raise ModuleNotFoundError("No module named 'numpy'", name="numpy")

    monkeypatch.setattr("devin_usage.export.frames.import_module", broken)
    with pytest.raises(ModuleNotFoundError, match="numpy"):
        to_pandas(DAYS)
