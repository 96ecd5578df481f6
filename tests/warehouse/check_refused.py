"""Places that a load is not written to, and is told before anything is asked for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from devin_usage import InvalidArgument
from devin_usage.export.warehouse import WarehouseError, load

from tests.warehouse.accounts import Account


def check_a_destination_that_cannot_replace_rows_is_refused(tmp_path: Path) -> None:
    """Files would hold each day as often as it is read."""
    dlt: Any = import_module("dlt")
    account = Account()
    with account.client() as client, pytest.raises(InvalidArgument, match="filesystem cannot replace rows"):
        load(client, destination=dlt.destinations.filesystem(str(tmp_path)))
    assert not len(account.mock.record)


def check_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    """The error says so in one sentence."""
    file = tmp_path / "report.csv"
    file.write_text("day,acus\n")
    account = Account()
    with account.client() as client, pytest.raises(InvalidArgument, match="is no DuckDB database"):
        load(client, database=file)
    assert file.read_text() == "day,acus\n"
    assert not len(account.mock.record)


def check_a_warehouse_that_cannot_be_opened_is_told_in_a_sentence(tmp_path: Path) -> None:
    """Before anything is asked for."""
    file = tmp_path / "usage.duckdb"
    file.write_bytes(bytes(8) + b"DUCK" + bytes(8_000))
    account = Account()
    with account.client() as client, pytest.raises(WarehouseError, match="the warehouse could not be read: ") as caught:
        load(client, database=file)
    assert "\n" not in str(caught.value)
    assert not len(account.mock.record)
