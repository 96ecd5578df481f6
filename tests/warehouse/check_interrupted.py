"""A load that is killed, at points all over it, and one that is interrupted or fails: nothing is lost or doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from devin_mock import Fault
from devin_usage import ServerError
from devin_usage.account import DayCache, Progress
from devin_usage.export.warehouse import load

from tests.warehouse.accounts import SHORT, Account, acus, ask, held

ROOT = Path(__file__).parents[2]
POINTS = (
    *(f"request:{number}" for number in (9, 80, 143)),
    *("normalize:1", "normalize:3", "load:1", "load:3", "complete:1", "complete:3"),
    *(f"sql:{number}" for number in (2, 8, 14, 20, 26, 32, 45, 60)),
)


def killed(database: Path, point: str) -> None:
    """Load in another process until it kills itself."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(str(ROOT / each) for each in ("generated", "overlays", "")),
    }
    environment["TMPDIR"] = str(database.parent)  # What is killed leaves its working folder behind.
    command = [sys.executable, "-m", "tests.warehouse.worker", str(database), point]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == -signal.SIGKILL, (done.stdout, done.stderr)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> object:
    """What a load holds that nothing disturbed."""
    database = tmp_path_factory.mktemp("whole") / "usage.duckdb"
    with Account(days=SHORT).client() as client:
        load(client, database=database)
    return held(database)


@pytest.mark.parametrize("point", POINTS)
def check_a_load_after_a_killed_one_leaves_what_one_load_would(point: str, whole: object, tmp_path: Path) -> None:
    """Wherever it was killed: while it asked, between the steps, or between two statements to the warehouse."""
    database = tmp_path / "usage.duckdb"
    killed(database, point)
    with Account(days=SHORT).client() as client:
        load(client, database=database)
    assert held(database) == whole


def check_a_load_goes_on_with_the_cycle_in_which_it_was_killed(tmp_path: Path) -> None:
    """What was loaded of earlier cycles is not asked for again, but for the last days that may still change."""
    database = tmp_path / "usage.duckdb"
    killed(database, "normalize:3")
    account = Account(days=SHORT)
    with account.client() as client:
        loaded = load(client, database=database)
    first = loaded.pieces[0].first_day
    assert min(account.days_asked()) == first
    assert (ask(database, "SELECT min(billing_day) FROM devin_usage.days")[0][0] - first).days <= -30


def check_a_failing_api_leaves_the_cycles_that_were_loaded(whole: object, tmp_path: Path) -> None:
    """The error is the API's own, and the next load ends what this one began."""
    database = tmp_path / "usage.duckdb"
    account = Account(days=SHORT)
    account.mock.faults.add(Fault(operation="get_enterprise_daily_consumption", status=503, skip=5, times=1))
    with account.client() as client:
        with pytest.raises(ServerError):
            load(client, database=database)
        half = acus(database, "enterprise")
        load(client, database=database)
    assert 0 < len(half) < len(acus(database, "enterprise"))
    assert held(database) == whole


def check_what_a_watch_raises_ends_a_load_that_may_be_done_again(whole: object, tmp_path: Path) -> None:
    """Ctrl+C comes out as it is, and so does what stops the work on purpose."""
    database = tmp_path / "usage.duckdb"

    def stop(progress: Progress) -> None:
        if progress.done > progress.total / 2:
            raise KeyboardInterrupt

    with Account(days=SHORT).client() as client:
        with pytest.raises(KeyboardInterrupt):
            load(client, database=database, watch=stop)
        load(client, database=database)
    assert held(database) == whole


def check_ctrl_c_ends_a_load_while_dlt_is_at_work(
    whole: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """dlt would take the first one for itself, and end its step alone."""
    database = tmp_path / "usage.duckdb"
    step: Any = import_module("dlt.load.load").Load
    inner = step.complete_package
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def interrupted(*args: Any, **options: Any) -> None:
        signal.raise_signal(signal.SIGINT)
        inner(*args, **options)

    try:
        with monkeypatch.context() as patched, Account(days=SHORT).client() as client:
            patched.setattr(step, "complete_package", interrupted)
            with pytest.raises(KeyboardInterrupt):
                load(client, database=database)
    finally:
        signal.signal(signal.SIGINT, before)
    with Account(days=SHORT).client() as client:
        load(client, database=database)
    assert held(database) == whole


def check_with_a_cache_no_closed_day_is_asked_for_twice(tmp_path: Path) -> None:
    """Not even within the cycle that was interrupted, for members whose days had been read."""
    account = Account(days=SHORT)

    def stop(progress: Progress) -> None:
        if progress.done > progress.total / 2:
            raise KeyboardInterrupt

    def of_members() -> int:
        return sum(b"/consumption/daily/users" in each.request.raw_path for each in account.mock.record)

    with account.client() as client, DayCache(tmp_path / "days") as cache:
        with pytest.raises(KeyboardInterrupt):
            load(client, database=tmp_path / "usage.duckdb", watch=stop, cache=cache, concurrency=1)
        first = of_members()
        load(client, database=tmp_path / "usage.duckdb", cache=cache, concurrency=1)
        both = of_members()
    with account.client() as client:
        account.mock.record.clear()
        load(client, database=tmp_path / "other.duckdb")
    assert 0 < first < of_members()
    assert both <= of_members() + len(account.mock.ledger.account.ids)
