"""The command `devin-usage contract`, as a user or a CI job runs it against a server on a real port."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Breach, Fault, Mock
from devin_mock.server import running
from devin_usage import InvalidArgument, Period
from devin_usage.cli.commands import cli
from devin_usage.live import check
from devin_usage.live.masking import Mask
from devin_usage.live.run import Plan

MAIN = "from devin_usage.cli import main; main()"
FAST = ("--rate", "50", "--sample", "1", "--from", "2025-12-01", "--to", "2025-12-03")
V2, V3 = {"DEVIN_API_KEY": ENTERPRISE_ADMIN_KEY}, {"DEVIN_API_KEY": ENTERPRISE_KEY}
BOTH = {"DEVIN_API_KEY_V2": ENTERPRISE_ADMIN_KEY, "DEVIN_API_KEY_V3": ENTERPRISE_KEY}
DAILY = "get_daily_consumption"


@pytest.fixture(scope="module")
def mock() -> Mock:
    """A small account whose present is the real one, as the command's is."""
    return Mock(users=10)


@pytest.fixture(scope="module")
def address(mock: Mock) -> Iterator[str]:
    """Where the mock listens."""
    with running(mock) as base_url:
        yield base_url


@pytest.fixture(autouse=True)
def _no_faults(mock: Mock) -> None:
    mock.faults.clear()
    mock.record.clear()


def run(address: str, keys: Mapping[str, str], *arguments: str) -> Result:
    """Run the command in this process; no traceback and no key may come out, whatever happens."""
    env: dict[str, str | None] = {name: None for name in os.environ if name.startswith("DEVIN_")}
    env |= {"DEVIN_API_KEY": None, "DEVIN_API_KEY_V2": None, "DEVIN_API_KEY_V3": None, "DEVIN_BASE_URL": address}
    done = CliRunner().invoke(cli, ["contract", *arguments], env={**env, **keys}, prog_name="devin-usage")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    for key in filter(None, keys.values()):
        assert key.strip() not in done.output
    return done


def found(done: Result) -> Any:
    """The JSON that was printed."""
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("keys", "heading"),
    [
        (V2, "Keys: v2 (enterprise scope)"),
        (V3, "Keys: v3 (enterprise scope)"),
        ({"DEVIN_API_KEY": ORGANIZATION_KEY}, "Keys: v3 (organization scope)"),
        (BOTH, "Keys: v2 (enterprise scope), v3 (enterprise scope)"),
    ],
)
def test_an_api_that_keeps_its_documents_is_exit_0(address: str, keys: Mapping[str, str], heading: str) -> None:
    """As text, with the period that was asked for."""
    done = run(address, keys, *FAST)
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[1:3] == [heading, "Period: 2025-12-01 to 2025-12-03 (billing days)"]
    assert lines[-1] == "The API keeps its documents as far as it was asked."


def test_the_default_period_is_the_last_cycle_that_is_over(address: str) -> None:
    """Or the last closed days for a key that cannot read cycles."""
    assert "(the last billing cycle that is over)" in run(address, V2, "--rate", "50").stdout
    inside = run(address, {"DEVIN_API_KEY": ORGANIZATION_KEY}, "--rate", "50").stdout
    assert "(the last 30 closed days)" in inside


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(operation=DAILY, breach=Breach("wrong-total")), "the days sum to the total"),
        (Fault(operation=DAILY, breach=Breach("missing", "/total_acus")), "missing field  /total_acus"),
        (Fault(operation=DAILY, status=418), "undocumented status"),
    ],
)
@pytest.mark.parametrize("form", ["text", "json", "junit"])
def test_what_is_broken_is_exit_1(mock: Mock, address: str, fault: Fault, said: str, form: str) -> None:
    """In every form."""
    mock.faults.add(fault)
    done = run(address, V2, *FAST, "--format", form)
    assert done.exit_code == 1
    assert done.stderr == ""
    assert said.split("  ")[0] in done.stdout


def test_what_is_new_is_exit_0_unless_it_is_to_fail(mock: Mock, address: str) -> None:
    """It is listed in any case."""
    mock.faults.add(Fault(operation=DAILY, breach=Breach("new-field")))
    mild, strict = run(address, V2, *FAST), run(address, V2, *FAST, "--fail-on", "new")
    assert (mild.exit_code, strict.exit_code) == (0, 1)
    assert "new field  /something_new: an object" in mild.stdout
    assert strict.stdout.endswith("The API has something that the documents do not know.\n")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--require", "get_self"), 0),
        (("--require", "get_enterprise_*_metrics"), 0),
        (("--require", "get_enterprise_session_daily_consumption"), 1),
        (("--require", "get_*_consumption"), 1),
        (("--require-all",), 1),
        (("--require", "get_daily_consumption"), 1),
    ],
)
def test_operations_may_be_required(address: str, arguments: tuple[str, ...], code: int) -> None:
    """By name or by pattern; one of a version without a key was not run either."""
    done = run(address, V3, *FAST, *arguments)
    assert done.exit_code == code
    assert ("Required, and not run: " in done.stdout) == bool(code)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--require", "get_nothing"), "--require get_nothing names no operation; there are get_consumption_cycles"),
        (("--from", "2025-12-01"), "--from and --to go together"),
        (("--from", "2025-12-03", "--to", "2025-12-01"), "give the earlier day first"),
        (("--from", "1.12.2025", "--to", "2025-12-01"), "write YYYY-MM-DD"),
        (("--user", ".."), "which would reach another endpoint"),
        (("-o", "nowhere/report.xml"), "there is no folder nowhere for the report"),
        (("--compare", __file__), "is no report of this command"),
        (("--rate", "0"), "--rate"),
        (("--format", "yaml"), "--format"),
        (("--compare", "nowhere.json"), "--compare"),
        (("somewhere",), "unexpected extra argument"),
    ],
)
def test_what_cannot_be_done_is_exit_2_and_sends_nothing(
    mock: Mock, address: str, arguments: tuple[str, ...], said: str
) -> None:
    """With a sentence on standard error, and nothing on standard output."""
    done = run(address, V3, *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert not mock.record


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({}, "there is no API key; set DEVIN_API_KEY"),
        ({"DEVIN_API_KEY": ""}, "the API key is empty"),
        ({"DEVIN_API_KEY_V2": "cog_x"}, "DEVIN_API_KEY_V2 holds a key of v3"),
        ({"DEVIN_API_KEY": "cog_unheard_of"}, "get_self answered 401; the key was not accepted for v3"),
        ({"DEVIN_API_KEY": "apk_user_unheard_of"}, "answered 401; the key was not accepted for v2"),
    ],
)
def test_a_key_that_is_missing_or_not_accepted_is_exit_2(address: str, keys: Mapping[str, str], said: str) -> None:
    """Since nothing was checked."""
    done = run(address, keys, *FAST)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_key_without_any_permission_is_exit_2(mock: Mock, address: str) -> None:
    """The report says what is not permitted, and that nothing could be checked."""
    mock.faults.add(Fault(status=403))
    done = run(address, V2, *FAST)
    assert done.exit_code == 2
    assert "not permitted  get_daily_consumption" in done.stdout
    assert done.stdout.endswith("Nothing could be checked: the key reaches none of the operations.\n")


def test_a_server_that_is_not_there_is_exit_2() -> None:
    """With the host in the sentence."""
    env = {**_environment(), "DEVIN_BASE_URL": "http://127.0.0.1:9", **V2}
    done = subprocess.run(
        [sys.executable, "-c", MAIN, "contract"], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "devin-usage: get_consumption_cycles: no complete answer (ConnectionFailed) from 127.0.0.1:9; check the "
        "address (--base-url or DEVIN_BASE_URL): `devin-usage doctor` tells what is used\n"
    )


def test_a_process_of_its_own_says_it_by_its_exit_code(mock: Mock, address: str) -> None:
    """As a CI job sees it."""
    env = {**_environment(), "DEVIN_BASE_URL": address, **V2}
    command = [sys.executable, "-c", MAIN, "contract", *FAST]
    clean = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert (clean.returncode, clean.stderr) == (0, "")
    mock.faults.add(Fault(operation=DAILY, breach=Breach("wrong-total")))
    broken = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert (broken.returncode, broken.stderr) == (1, "")
    assert "BROKEN" in broken.stdout


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("DEVIN_")}


@pytest.mark.parametrize("form", ["text", "json", "junit"])
def test_a_report_is_written_whole_and_the_text_is_printed(address: str, tmp_path: Path, form: str) -> None:
    """In place of what was there; nothing is left beside it."""
    path = tmp_path / "report"
    path.write_text("an older report", encoding="utf-8")
    done = run(address, V2, *FAST, "--format", form, "-o", str(path))
    assert done.exit_code == 0
    assert done.stdout.startswith("The API at 127.0.0.1:")
    assert os.listdir(tmp_path) == ["report"]
    written = path.read_text(encoding="utf-8")
    if form == "json":
        assert json.loads(written)["exit_code"] == 0
    elif form == "junit":
        assert ET.fromstring(written).get("failures") == "0"  # noqa: S314  # what we have just written ourselves
    else:
        assert written == done.stdout


def test_a_report_that_cannot_be_written_is_exit_2(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was there before stays, and nothing is left beside it."""

    def full(_: object, __: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "report"
    path.write_text("an older report", encoding="utf-8")
    monkeypatch.setattr(os, "replace", full)
    done = run(address, V2, *FAST, "-o", str(path))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"devin-usage: {path} cannot be written: No space left on device\n"
    assert os.listdir(tmp_path) == ["report"]
    assert path.read_text(encoding="utf-8") == "an older report"


def test_the_options_reach_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each as it was given, and the careful ones by default."""
    plans: list[Plan] = []

    def stop(plan: Plan, *_: object, **__: object) -> None:
        plans.append(plan)
        raise InvalidArgument("far enough")

    monkeypatch.setattr(check, "check", stop)
    arguments = [
        "--rate",
        "7",
        "--bounds",
        "inclusive",
        "--sample",
        "5",
        "--tolerance",
        "0.5",
        "--show-ids",
        "--session",
        "devin-1",
        "--org",
        "org-1",
    ]
    run("http://127.0.0.1:9", V3, *arguments, "--from", "2025-12-01", "--to", "2025-12-02")
    run("http://127.0.0.1:9", V3)
    given, default = plans
    assert (given.rate, given.bounds, given.sample, given.tolerance_acus) == (7.0, "inclusive", 5, 0.5)
    assert given.mask == Mask(show_ids=True)
    assert (given.given["sessions"], given.given["organizations"]) == (["devin-1"], ["org-1"])
    assert (given.period, given.base_url) == (Period.parse("2025-12-01/2025-12-02"), "http://127.0.0.1:9")
    assert (default.rate, default.bounds, default.sample, default.tolerance_acus) == (2.0, "exclusive", 2, 1e-6)
    assert (default.mask, default.period) == (Mask(), None)


def test_probes_are_printed_as_question_request_and_answer(address: str) -> None:
    """Only where they were asked for."""
    without = run(address, V2, *FAST)
    assert "Questions that the documents leave open" not in without.stdout
    done = run(address, V2, *FAST, "--probe")
    assert done.exit_code == 0
    lines = [line.strip() for line in done.stdout.splitlines()]
    start = lines.index("Are the bounds of a window inclusive (in date-times)?  [bounds-v2]")
    assert [line.split()[0] for line in lines[start + 1 : start + 6]] == ["sent"] * 4 + ["answer"]


def test_a_report_is_compared_with_an_earlier_one(mock: Mock, address: str, tmp_path: Path) -> None:
    """Its closed days are read again, and what has changed is said."""
    path = tmp_path / "report.json"
    run(address, V2, *FAST, "--format", "json", "-o", str(path))
    same = found(run(address, V2, *FAST, "--compare", str(path), "--format", "json"))
    assert [each["answer"].split(" closed")[0] for each in same["probes"]] == ["none of 3"]
    earlier = json.loads(path.read_text(encoding="utf-8"))
    earlier["figures"]["v2"]["days"]["2025-12-02"] += 1.0
    path.write_text(json.dumps(earlier), encoding="utf-8")
    other = found(run(address, V2, *FAST, "--compare", str(path), "--format", "json"))
    assert [each["answer"].split(" since")[0] for each in other["probes"]] == ["no: 1 of 3 changed"]
    assert "2025-12-02" in other["probes"][0]["answer"]


def test_ids_are_given_and_shown(mock: Mock, address: str) -> None:
    """As with the other commands; several may be named."""
    users = [mock.ledger.account.principal(index).principal_id for index in (1, 5)]
    given = [argument for user in users for argument in ("--user", user)]
    mock.faults.add(Fault(operation="get_user_daily_consumption", breach=Breach("wrong-total")))
    hidden = run(address, V2, *FAST, "--sample", "2", *given)
    shown = run(address, V2, *FAST, "--sample", "2", *given, "--show-ids")
    assert not [user for user in users if user in hidden.stdout]
    assert [user for user in users if user in shown.stdout] == users


def test_the_help_names_the_options_and_the_exit_codes() -> None:
    """Without a key, and without a server."""
    done = run("http://127.0.0.1:9", {}, "--help")
    assert done.exit_code == 0
    options = ("--from", "--to", "--org", "--user", "--service-user", "--session", "--sample", "--rate", "--bounds")
    further = ("--tolerance", "--require", "--require-all", "--fail-on", "--probe", "--compare", "--format", "--output")
    for word in (*options, *further, "--show-ids", "Exit codes:", "DEVIN_API_KEY_V2", "DEVIN_API_KEY_V3"):
        assert word in done.stdout
