"""`statusline` prints what the last forecast told, and asks nobody unless it is told to."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Mock
from devin_usage.billing import billing_day, system_clock
from devin_usage.cli.status import Snapshot
from devin_usage.cli.statusline import line

from tests.unit.cli.asking import run
from tests.unit.cli.invoking import NOWHERE

_START, _DAY = 1_764_921_600, 86_400  # 2025-12-05T08:00:00Z
_CYCLE = Snapshot(
    at=_START + 18 * _DAY,
    start=_START,
    end=_START + 31 * _DAY,
    acus=1234.4,
    projected_acus=4900.2,
    budget_acus=5000.0,
)


def _printed(address: str, *arguments: str, key: str = ENTERPRISE_KEY) -> str:
    done = run(address, "statusline", *arguments, key=key)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1
    return done.stdout.rstrip("\n")


@pytest.mark.parametrize(
    ("snapshot", "after_s", "said"),
    [
        (_CYCLE, 60, "ACU 1,234/5,000 (24.7%) · 13 d left · → 4,900"),
        (_CYCLE, 3 * 3600 + 5, "ACU 1,234/5,000 (24.7%) · 13 d left · → 4,900 · 3 h old"),
        (_CYCLE, 3 * _DAY, "ACU 1,234/5,000 (24.7%) · 10 d left · → 4,900 · 3 d old"),
        (_CYCLE, 13 * _DAY - 1, "ACU 1,234/5,000 (24.7%) · 1 d left · → 4,900 · 12 d old"),
        (_CYCLE, 13 * _DAY, "ACU 1,234/5,000 (24.7%) · cycle over since 2026-01-04, 13 d old"),
        (_CYCLE, -600, "ACU 1,234/5,000 (24.7%) · 14 d left · → 4,900"),
    ],
)
def test_the_line_is_of_the_present_and_says_how_old_it_is(snapshot: Snapshot, after_s: int, said: str) -> None:
    """Days left are counted when it is printed; of a cycle that is over there are none, and no projection."""
    assert line(snapshot, snapshot.at + after_s) == said


@pytest.mark.parametrize(
    ("acus", "budget", "said"),
    [
        (0.0, None, "ACU 0 · 13 d left"),
        (0.26, 0.0, "ACU 0.3/0 · 13 d left"),
        (4999.9, 5000.0, "ACU 5,000/5,000 (100.0%) · 13 d left"),
        (5200.0, 5000.0, "ACU 5,200/5,000 (104.0%) · 13 d left"),
        (29.0, 100.0, "ACU 29/100 (29.0%) · 13 d left"),
    ],
)
def test_what_is_not_known_is_left_out_and_never_zero(acus: float, budget: float | None, said: str) -> None:
    """A share is written as `forecast` writes it."""
    found = Snapshot(at=_CYCLE.at, start=_START, end=_CYCLE.end, acus=acus, projected_acus=None, budget_acus=budget)
    assert line(found, found.at) == said


def test_the_line_may_be_of_one_s_own_words() -> None:
    """Every field by its name; what is not known is a dash."""
    form = "{acus} {budget} {remaining} {share} {days_left} {projected} {first_day} {last_day} {age}{mark} %"
    assert line(_CYCLE, _CYCLE.at + 90, form) == "1,234 5,000 3,766 24.7% 13 4,900 2025-12-05 2026-01-04 1 min %"
    unknown = Snapshot(at=_CYCLE.at, start=_START, end=_CYCLE.end, acus=1.0, projected_acus=None, budget_acus=None)
    assert line(unknown, unknown.at, "{budget} {share} {remaining} {projected}") == "- - - -"


def test_nothing_is_asked_without_refresh(account: Mock, address: str) -> None:
    """With nothing kept it is a dash, and no request is sent."""
    before = len(account.record)
    assert _printed(address) == "-"
    assert len(account.record) == before


def test_a_refresh_is_kept_for_the_same_key_address_and_organization(address: str, kept_apart: Path) -> None:
    """In one file, which only its owner may read, and which holds neither key nor id."""
    told = _printed(address, "--refresh")
    assert told.startswith("ACU ")
    assert _printed(address) == told
    assert _printed(address, key=ENTERPRISE_ADMIN_KEY) == "-"
    assert _printed(address, "--org", "org-1") == "-"
    assert _printed(NOWHERE) == "-"
    (file,) = (kept_apart / "devin-usage").iterdir()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert set(json.loads(file.read_text())) == {
        "form",
        "at",
        "start",
        "end",
        "acus",
        "projected_acus",
        "budget_acus",
    }


def test_a_forecast_is_kept_too(address: str) -> None:
    """That of a cycle which goes on; of one that is over it is not, nor one that was asked for with another key."""
    assert run(address, "forecast", "--cycle", "previous").exit_code == 0
    assert _printed(address) == "-"
    assert run(address, "forecast", "--budget", "9000").exit_code == 0
    assert "/9,000 (" in _printed(address)
    assert "/100 (" in _printed(address, "--budget", "100")


@pytest.mark.parametrize("key", [ENTERPRISE_KEY, ORGANIZATION_KEY])
def test_a_forecast_of_other_days_takes_no_place_of_the_cycle(account: Mock, address: str, key: str) -> None:
    """Days that were named, though they go on; only `--refresh` with days says that they are the cycle to show."""
    today = billing_day(system_clock())
    days = ("--from", str(today - timedelta(days=1)), "--to", str(today + timedelta(days=1)))
    if key == ENTERPRISE_KEY:
        assert run(address, "forecast", "--budget", "9000").exit_code == 0
    before = _printed(address, key=key)
    assert run(address, "forecast", *days, "--budget", "77", key=key).exit_code == 0
    assert _printed(address, key=key) == before
    assert "/77 (" in _printed(address, "--refresh", *days, "--budget", "77", key=key)
    assert "/77 (" in _printed(address, key=key)


@pytest.mark.parametrize("budget", ["nan", "inf", "-inf", "-1", "20,000", "1e999"])
@pytest.mark.parametrize("command", [("statusline",), ("forecast",), ("report", "-o", "page.html")])
def test_a_budget_that_is_no_number_of_acus_is_refused(address: str, command: tuple[str, ...], budget: str) -> None:
    """The same everywhere, also where a budget takes the place of the one that is kept."""
    done = run(address, *command, f"--budget={budget}")
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"'{budget}' is no number" in done.stderr


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"form": 2, "at": 1, "start": 1, "end": 1, "acus": 1, "projected_acus": 1, "budget_acus": 1}',
        b'{"form": 1, "at": 1, "start": 1, "end": null, "acus": 1, "projected_acus": 1, "budget_acus": 1}',
        b'{"form": 1, "at": 1, "start": 1, "end": 1e300, "acus": 1, "projected_acus": 1, "budget_acus": 1}',
        b'{"form": 1, "at": 1, "start": 1, "end": 1, "acus": NaN, "projected_acus": 1, "budget_acus": 1}',
        b'{"form": 1, "at": 1, "start": 1, "end": 1, "acus": true, "projected_acus": 1, "budget_acus": 1}',
    ],
)
def test_a_file_that_cannot_be_read_is_as_good_as_none(address: str, kept_apart: Path, damage: bytes) -> None:
    """A prompt does not fail for it, and the next refresh puts it right."""
    _printed(address, "--refresh")
    (file,) = (kept_apart / "devin-usage").iterdir()
    file.write_bytes(damage)
    assert _printed(address) == "-"
    _printed(address, "--refresh")
    assert _printed(address) != "-"


def test_a_key_that_cannot_ask_for_the_cycle_is_given_its_days(address: str) -> None:
    """And only with --refresh, since nothing else is asked."""
    assert run(address, "statusline", "--refresh", key=ORGANIZATION_KEY).exit_code == 10
    told = _printed(address, "--refresh", "--from", "2025-12-05", "--to", "2026-01-04", key=ORGANIZATION_KEY)
    assert "cycle over since 2026-01-04" in told
    for options in (("--from", "2025-12-05", "--to", "2026-01-04"), ("--refresh", "--from", "2025-12-05")):
        assert run(address, "statusline", *options).exit_code == 2


def test_a_mistake_is_a_sentence(address: str) -> None:
    """A field that does not exist, no key, a folder that cannot be."""
    done = run(address, "statusline", "--format", "{acu}")
    assert (done.exit_code, "knows no {acu}; there are {acus}, " in done.stderr) == (2, True)
    for form in ("{acus", "acus}", "{acus}}"):  # though nothing is kept yet
        done = run(address, "statusline", "--format", form)
        assert (done.exit_code, "a brace without its other one" in done.stderr) == (2, True)
    done = run(address, "statusline", DEVIN_API_KEY=None)
    assert (done.exit_code, "set DEVIN_API_KEY" in done.stderr) == (2, True)
    done = run(address, "statusline", "--refresh", XDG_CACHE_HOME="/dev/null")
    assert (done.exit_code, "cannot be made" in done.stderr) == (21, True)


def test_it_starts_without_what_it_does_not_need() -> None:
    """No HTTP library, no tables, no database: a prompt waits for it."""
    heavy = ("httpx", "rich", "sqlite3", "jsonschema_rs", "devin_api", "pyarrow", "asyncio", "uvicorn")
    said = (
        "import sys; from devin_usage.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    env = {"PYTHONPATH": "generated:overlays", "DEVIN_API_KEY": ENTERPRISE_KEY, "XDG_CACHE_HOME": "/nowhere"}
    done = subprocess.run(
        [sys.executable, "-c", said, "statusline"], env=env, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines() == ["-", "[]"]
