"""The command, as a user runs it against a server on a real port."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Mock
from devin_mock.server import running
from devin_usage import DevinUsage
from devin_usage.cli.commands import cli

from tests.unit.usage.answering import SECRET, V2_KEY, V3_KEY

DAYS = ("--from", "2025-12-05", "--to", "2025-12-07")
MAIN = "from devin_usage.cli import main; main()"
COMMANDS = ("cycles", "daily", "usage", "mock", "contract", "spec-diff")
KEYS = {"v2": ENTERPRISE_ADMIN_KEY, "v3": ENTERPRISE_KEY, "v3 organization": ORGANIZATION_KEY}


@pytest.fixture(scope="module")
def account() -> Mock:
    """A mock whose present is the real one, as the command's is."""
    return Mock()


@pytest.fixture(scope="module")
def address(account: Mock) -> Iterator[str]:
    """Where the mock listens."""
    with running(account) as base_url:
        yield base_url


def run(address: str | None, key: str | None, *arguments: str) -> Result:
    """Run a command in this process; no traceback and no key may come out, whatever happens."""
    env = {"DEVIN_BASE_URL": address, "DEVIN_API_KEY": key, "COLUMNS": None}
    done = CliRunner().invoke(cli, arguments, env=env, prog_name="devin-usage")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "Traceback" not in done.output
    if key:
        assert key not in done.output
        assert SECRET not in done.output
    return done


def table(address: str, key: str, *arguments: str) -> list[str]:
    """The lines of a command that succeeds."""
    done = run(address, key, *arguments)
    assert (done.exit_code, done.stderr) == (0, ""), done.output
    return [line.rstrip() for line in done.stdout.splitlines()]


def parsed(address: str, key: str, *arguments: str) -> Any:
    """The JSON of a command that succeeds."""
    done = run(address, key, *arguments, "--format", "json")
    assert (done.exit_code, done.stderr) == (0, ""), done.output
    return json.loads(done.stdout)


def refusal(address: str | None, key: str | None, *arguments: str) -> tuple[int, str]:
    """The exit code and the sentence of a command that fails; nothing goes to standard output."""
    done = run(address, key, *arguments)
    assert done.stdout == ""
    return done.exit_code, done.stderr


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_cycles_are_listed_with_the_current_one_marked(address: str, version: str) -> None:
    """As a table and as JSON, oldest first."""
    lines = table(address, KEYS[version], "cycles")
    assert lines[0].split() == ["First", "day", "Last", "day", "Days", "Starts", "(UTC)", "Ends", "before", "(UTC)"]
    assert lines[1].split() == ["2024-06-05", "2024-07-04", "30", "2024-06-05", "08:00", "2024-07-05", "08:00"]
    assert [line.endswith("current") for line in lines[1:]] == [False] * (len(lines) - 2) + [True]
    found = parsed(address, KEYS[version], "cycles")
    assert len(found) == len(lines) - 1
    assert found[0] == {
        "start": "2024-06-05T08:00:00+00:00",
        "end": "2024-07-05T08:00:00+00:00",
        "first_day": "2024-06-05",
        "last_day": "2024-07-04",
        "aligned": True,
        "normalised": False,
    }


def test_days_of_v3_show_each_day_with_products_a_total_and_a_bar(address: str) -> None:
    """The days of --from and --to, both included."""
    lines = table(address, ENTERPRISE_KEY, "daily", *DAYS)
    assert lines[0] == "ACUs of the enterprise, 2025-12-05 to 2025-12-07 (billing days), from v3"
    assert lines[1].split()[:5] == ["Day", "ACUs", "Devin", "Cascade", "Terminal"]
    assert [line.split()[0] for line in lines[2:6]] == ["2025-12-05", "2025-12-06", "2025-12-07", "Total"]
    assert any("█" in line for line in lines[2:5])
    assert "█" not in lines[5]
    numbers = [float(line.split()[1].replace(",", "")) for line in lines[2:6]]
    assert sum(numbers[:3]) == pytest.approx(numbers[3], abs=0.02)


def test_days_of_v2_have_no_products_and_say_so(address: str) -> None:
    """Nothing stands there as zero."""
    lines = table(address, ENTERPRISE_ADMIN_KEY, "daily", *DAYS)
    assert lines[1].split() == ["Day", "ACUs"]
    assert "Products: not given by this version" in lines
    body = parsed(address, ENTERPRISE_ADMIN_KEY, "daily", *DAYS)
    assert body["acus_by_product"] is None
    assert body["unattributed_acus"] is None
    assert [day["acus_by_product"] for day in body["days"]] == [None] * 3
    assert body["acus_by_user"]


def test_json_holds_every_number_as_the_api_gave_it(account: Mock, address: str) -> None:
    """The same as the library gives, and v2 and v3 agree."""
    two, three = (parsed(address, KEYS[version], "daily", *DAYS) for version in ("v2", "v3"))
    assert two["total_acus"] == pytest.approx(three["total_acus"], abs=1e-6)
    assert [day["day"] for day in two["days"]] == ["2025-12-05", "2025-12-06", "2025-12-07"]
    assert [day["acus"] for day in two["days"]] == pytest.approx([day["acus"] for day in three["days"]])
    assert (two["version"], three["version"]) == ("v2", "v3")
    assert three["subject"] == {"kind": "enterprise", "id": None}
    assert three["period"]["start"] == "2025-12-05T08:00:00+00:00"
    assert three["acus_by_organization"] is None
    assert set(three["acus_by_product"]) == {"devin", "cascade", "terminal", "review"}
    user = account.ledger.account.principal(1).principal_id
    assert "|" in user
    one = parsed(address, ENTERPRISE_KEY, "daily", *DAYS, "--user", user)
    assert one["subject"] == {"kind": "user", "id": user}
    assert one["total_acus"] < three["total_acus"]


@pytest.mark.parametrize(
    ("option", "key", "named"),
    [
        (("--org", "org"), ENTERPRISE_KEY, "organization org"),
        (("--org", "org"), ENTERPRISE_ADMIN_KEY, "organization org"),
        (("--service-user", "bot"), ENTERPRISE_KEY, "service user bot"),
        (("--user", "ada"), ORGANIZATION_KEY, "user ada in org"),
        ((), ORGANIZATION_KEY, "organization org"),
    ],
)
def test_the_heading_names_whose_days_they_are(
    account: Mock, address: str, option: tuple[str, ...], key: str, named: str
) -> None:
    """Organization, user or service user, by its id."""
    people = account.ledger.account
    organization = people.organizations[0]
    inside = people.principal(people.seat_holder[organization.first_seat]).principal_id
    real = {"org": organization.org_id, "bot": people.principal(people.users).principal_id, "ada": inside}
    arguments = [real.get(argument, argument) for argument in option]
    heading = " ".join(real.get(word, word) for word in named.split())
    assert table(address, key, "daily", *DAYS, *arguments)[0].startswith(f"ACUs of {heading}, 2025-12-05 to")


def test_a_cycle_is_current_previous_or_a_month(address: str) -> None:
    """The current one is the default, and each heading names the days and how they were called."""
    listed = parsed(address, ENTERPRISE_KEY, "cycles")
    for arguments, cycle, called in (
        ((), listed[-1], "the current billing cycle"),
        (("--cycle", "current"), listed[-1], "the current billing cycle"),
        (("--cycle", "previous"), listed[-2], "the previous billing cycle"),
        (("--cycle", "2025-12"), {"first_day": "2025-12-05", "last_day": "2026-01-04"}, "the billing cycle of 2025-12"),
    ):
        for command in ("daily", "usage"):
            heading = table(address, ENTERPRISE_KEY, command, *arguments)[0]
            assert f"{cycle['first_day']} to {cycle['last_day']} ({called})" in heading


def test_the_open_cycle_is_noted_as_open(address: str) -> None:
    """Its total will change."""
    notes = [line for line in table(address, ENTERPRISE_KEY, "daily") if line.startswith("Note: ")]
    assert any("not over" in note for note in notes)
    assert not [line for line in table(address, ENTERPRISE_KEY, "daily", *DAYS) if line.startswith("Note: ")]


def test_what_an_organization_leaves_out_of_v2_is_noted(account: Mock, address: str) -> None:
    """Cascade and Terminal."""
    organization = account.ledger.account.organizations[0].org_id
    lines = table(address, ENTERPRISE_ADMIN_KEY, "daily", *DAYS, "--org", organization)
    assert any(line.startswith("Note: left out: Cascade and Terminal") for line in lines)


@pytest.mark.parametrize(
    ("version", "missing"),
    [("v2", ["created"]), ("v3", ["opened", "closed"]), ("v3 organization", ["opened", "closed"])],
)
def test_counts_that_a_version_does_not_give_print_as_a_dash(address: str, version: str, missing: list[str]) -> None:
    """Never as zero; in JSON they are null."""
    lines = table(address, KEYS[version], "usage", *DAYS)
    counts = {line.rsplit(None, 1)[0].strip(): line.split()[-1] for line in lines[2:8]}
    assert set(counts) == {"Sessions", "Searches", *(f"Pull requests {name}" for name in PRS)}
    assert [name for name in PRS if counts[f"Pull requests {name}"] == "-"] == missing
    assert all(count == "-" or int(count.replace(",", "")) >= 0 for count in counts.values())
    body = parsed(address, KEYS[version], "usage", *DAYS)
    assert [name for name in PRS if body[f"prs_{name}"] is None] == missing
    assert body["sessions"] > 0
    assert any("Pull-request figures" in line for line in lines)


PRS = ("created", "opened", "closed", "merged")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("daily", "--cycle", "current", *DAYS), "--cycle and --from/--to exclude each other"),
        (("usage", "--cycle", "2025-12", "--to", "2025-12-07"), "--cycle and --from/--to exclude each other"),
        (("daily", "--from", "2025-12-05"), "--from and --to go together"),
        (("usage", "--to", "2025-12-05"), "--from and --to go together"),
        (("daily", "--from", "2025-12-07", "--to", "2025-12-05"), "give the earlier day first"),
        (("daily", "--from", "5.12.2025", "--to", "2025-12-05"), "write YYYY-MM-DD, for example 2025-12-05"),
        (("daily", "--from", "2025-02-30", "--to", "2025-12-05"), "'2025-02-30' is not a billing day"),
        (("daily", "--cycle", "december"), "'december' does not name a cycle"),
        (("daily", "--cycle", "2019-12"), "no billing cycles start in 2019-12"),
        (("daily", *DAYS, "--user", ".."), "which would reach another endpoint"),
        (("daily", *DAYS, "--user", "a", "--session", "b"), "cannot be asked for together"),
    ],
)
def test_contradicting_or_wrong_options_are_one_sentence_and_exit_2(
    address: str, arguments: tuple[str, ...], sentence: str
) -> None:
    """On standard error, after the name of the command."""
    code, said = refusal(address, ENTERPRISE_KEY, *arguments)
    assert code == 2
    assert said.startswith("devin-usage: ")
    assert sentence in said
    assert said.count("\n") == 1


def test_contradicting_options_send_nothing(account: Mock, address: str) -> None:
    """Not even the question whose key it is."""
    account.record.clear()
    refusal(address, ENTERPRISE_KEY, "daily", "--cycle", "current", *DAYS)
    assert not account.record


@pytest.mark.parametrize("command", ["cycles", "daily", "usage"])
@pytest.mark.parametrize("key", [None, "", "  \n"])
def test_without_a_key_one_sentence_says_what_to_set(address: str, command: str, key: str | None) -> None:
    """Exit code 2."""
    code, said = refusal(address, key, command)
    assert code == 2
    assert "set DEVIN_API_KEY to a key: apk_user_" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("command", ["cycles", "daily", "usage"])
@pytest.mark.parametrize("key", [V2_KEY, V3_KEY])
def test_an_unknown_key_is_one_sentence_with_its_exit_code(address: str, command: str, key: str) -> None:
    """The sentence says 401 and names neither the key nor a line of code."""
    code, said = refusal(address, key, command)
    assert code == 11
    assert "answered 401; the key was not accepted" in said
    assert said.count("\n") == 1


def test_a_key_of_no_kind_is_refused_without_being_shown(address: str) -> None:
    """Exit code 2."""
    code, said = refusal(address, SECRET, "daily")
    assert code == 2
    assert "unknown prefix" in said


@pytest.mark.parametrize(
    ("version", "arguments", "exit_code", "sentence"),
    [
        ("v2", ("daily", *DAYS, "--session", "devin-1"), 10, "a v3 key (cog_...) can"),
        ("v3 organization", ("cycles",), 10, "use a key with enterprise scope"),
        ("v3 organization", ("daily",), 10, "name the days instead"),
        ("v3", ("daily", *DAYS, "--user", "nobody"), 13, "check the ids"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence_with_its_exit_code(
    address: str, version: str, arguments: tuple[str, ...], exit_code: int, sentence: str
) -> None:
    """It says what can be done."""
    code, said = refusal(address, KEYS[version], *arguments)
    assert code == exit_code
    assert sentence in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("base_url", ["http://devin.acme.example", "nonsense", f"https://user:{SECRET}@x.example"])
def test_an_unsafe_address_is_one_sentence_with_exit_2(base_url: str) -> None:
    """Given by the environment or as an option."""
    for done in (run(base_url, V3_KEY, "daily", *DAYS), run(None, V3_KEY, "--base-url", base_url, "daily", *DAYS)):
        assert done.exit_code == 2
        assert done.output.startswith("devin-usage: the address (--base-url or DEVIN_BASE_URL) ")
        assert done.output.count("\n") == 1


def test_a_server_that_is_not_there_is_one_sentence_with_its_exit_code() -> None:
    """It names the host."""
    code, said = refusal("http://127.0.0.1:9", V3_KEY, "daily", *DAYS)
    assert code == 17
    assert "no complete answer from 127.0.0.1:9" in said
    assert said.count("\n") == 1


def test_the_option_wins_over_the_environment(address: str) -> None:
    """For the address; a key is never an option."""
    done = run("http://127.0.0.1:9", ENTERPRISE_KEY, "--base-url", address, "cycles")
    assert done.exit_code == 0
    for command in COMMANDS:
        said = run(None, None, command, "--help").stdout
        assert "KEY" not in said.replace("DEVIN_API_KEY", "")


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_the_help_names_every_command_and_the_environment(flag: str) -> None:
    """And says what a billing day is."""
    done = run(None, None, flag)
    assert done.exit_code == 0
    for word in (*COMMANDS, "DEVIN_API_KEY", "DEVIN_BASE_URL", "08:00 UTC"):
        assert word in done.stdout


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("cycles", ["--format"]),
        ("daily", ["--cycle", "--from", "--to", "--org", "--user", "--service-user", "--session", "--format"]),
        ("usage", ["--cycle", "--from", "--to", "--org", "--format"]),
        (
            "mock",
            ["--port", "--host", "--seed", "--users", "--days", "--now", "--strict", "--lax", "--fault", "--control"],
        ),
    ],
)
def test_the_help_of_a_command_names_its_options(command: str, options: list[str]) -> None:
    """Without a key, and without a server."""
    done = run(None, None, command, "--help")
    assert done.exit_code == 0
    assert done.stdout.startswith(f"Usage: devin-usage {command} [OPTIONS]")
    for option in options:
        assert option in done.stdout


def test_the_help_of_the_mock_says_by_whose_clock_a_client_goes() -> None:
    """Since the present of the mock may be another."""
    shown = " ".join(run(None, None, "mock", "--help").stdout.split())
    assert "A client keeps its own clock: with --now, name days" in shown
    assert "--last and forecast go by the clock of the machine that asks" in shown


def test_the_version_is_printed() -> None:
    """Without a key."""
    assert run(None, None, "--version").stdout.startswith("devin-usage, version ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--now", "yesterday"), "write it like 2025-12-20T12:00:00Z"),
        (("--now", "2025-12-20T12:00:00"), "write it like 2025-12-20T12:00:00Z"),
        (("--now", "1999-12-20T12:00:00Z"), "1999"),
        (("--users", "1"), "--users"),
        (("--port", "70000"), "--port"),
        (("--host", "192.0.2.1", "--port", "0"), "cannot listen on 192.0.2.1, port 0"),
        (("--days", "0"), "--days"),
        (("--fault", "status=99"), "from 200 to 599"),
        (("--fault", "colour=red"), "A fault has no colour"),
        (("--assume", "bounds=odd"), "bounds is one of"),
        (("--control", "mock"), "/_mock"),
        (("--record", "nowhere/at/all.har"), "there is no folder nowhere/at"),
        (("--document", "nowhere.json"), "nowhere.json"),
        (("--document", "pyproject.toml"), "cannot be read as JSON"),
    ],
)
def test_a_mock_that_cannot_be_served_says_why(arguments: tuple[str, ...], said: str) -> None:
    """Options that are wrong, and an address that is not of this machine."""
    done = run(None, None, "mock", *arguments)
    assert (done.exit_code, done.stderr.startswith("devin-usage: ")) == (2, True)
    assert said in done.stderr


def _environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DEVIN_", "PYTHONIOENCODING"))}
    return {**kept, **more}


def _python(code: str, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=env or _environment(),
        capture_output=True,
        timeout=30,
        check=False,
    )


def test_a_terminal_that_knows_ascii_only_gets_ascii(account: Mock, address: str) -> None:
    """Bars become number signs, letters of an id become escapes, and JSON stays JSON."""
    abroad = account.ledger.account.principal(2).principal_id
    assert not abroad.isascii()
    env = _environment(PYTHONIOENCODING="ascii", DEVIN_BASE_URL=address, DEVIN_API_KEY=ENTERPRISE_ADMIN_KEY)
    shown = _python(MAIN, "daily", *DAYS, "--user", abroad, env=env)
    assert (shown.returncode, shown.stderr) == (0, b"")
    lines = shown.stdout.decode("ascii").splitlines()
    assert lines[0].startswith("ACUs of user okta|Acme S\\xfcd|x2, ")
    assert any(line.endswith("#") for line in lines)
    as_json = _python(MAIN, "daily", *DAYS, "--format", "json", env=env)
    assert (as_json.returncode, as_json.stderr) == (0, b"")
    assert abroad in json.loads(as_json.stdout.decode("ascii"))["acus_by_user"]


def test_a_failure_in_a_process_of_its_own_is_a_sentence_and_an_exit_code(address: str) -> None:
    """As the shell sees it."""
    done = _python(MAIN, "daily", env=_environment(DEVIN_BASE_URL=address, DEVIN_API_KEY=V3_KEY))
    assert (done.returncode, done.stdout) == (11, b"")
    assert done.stderr.startswith(b"devin-usage: get_self answered 401")
    assert SECRET.encode() not in done.stderr
    done = _python(MAIN, "daily", *DAYS)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"devin-usage: there is no API key; set DEVIN_API_KEY")


@pytest.mark.parametrize(
    ("missing", "arguments", "extra"),
    [
        ("click", ("cycles",), "cli"),
        ("rich", ("cycles",), "cli"),
        ("rich", ("usage", *DAYS), "cli"),
        ("uvicorn", ("mock", "--port", "0"), "mock"),
    ],
)
def test_a_missing_extra_is_one_sentence_that_says_what_to_install(
    missing: str, arguments: tuple[str, ...], extra: str
) -> None:
    """Not a traceback."""
    done = _python(f"import sys; sys.modules[{missing!r}] = None; {MAIN}", *arguments)
    assert (done.returncode, done.stdout) == (1, b"")
    said = done.stderr.decode()
    assert f"is an extra; install it with: pip install 'devin-usage[{extra}]'" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_the_mock_prints_its_address_answers_and_stops_when_told(sent: signal.Signals) -> None:
    """With exit code 0, and its port closed."""
    command = [sys.executable, "-c", MAIN, "mock", "--port", "0", "--users", "10"]
    with subprocess.Popen(command, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as serving:
        assert serving.stdout is not None
        assert serving.stderr is not None
        try:
            base_url = serving.stdout.readline().decode().removeprefix("The mock listens on ").split()[0]
            printed = [serving.stdout.readline().decode().strip() for _ in range(5)]
            with DevinUsage(ENTERPRISE_KEY, base_url=base_url) as client:
                assert client.cycles.list()
            serving.send_signal(sent)
            rest, failed = serving.communicate(timeout=20)
        finally:
            serving.kill()
    assert printed[0] == f"export DEVIN_BASE_URL={base_url}"
    assert ENTERPRISE_KEY in printed[1]
    assert ENTERPRISE_ADMIN_KEY in printed[2]
    assert ORGANIZATION_KEY in printed[3]
    assert printed[4].startswith("curl ")
    assert (serving.returncode, rest, failed) == (0, b"The mock is stopped.\n", b"")
    with pytest.raises(httpx.ConnectError):
        httpx.get(base_url)


@contextmanager
def serving(*arguments: str) -> Generator[tuple[str, subprocess.Popen[bytes]]]:
    """The mock in a process of its own, and where it listens; it is told to stop at the end."""
    command = [sys.executable, "-c", MAIN, "mock", "--port", "0", "--users", "10", *arguments]
    with subprocess.Popen(command, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().decode().removeprefix("The mock listens on ").split()[0], process
        finally:
            process.kill()


def test_the_mock_can_be_made_to_fail_and_keeps_a_record(tmp_path: Path) -> None:
    """Faults from the command line and from control requests; the record is written when it is told to stop."""
    record = tmp_path / "record.har"
    headers = {"Authorization": f"Bearer {ENTERPRISE_KEY}"}
    options = ("--fault", "status=503,times=1", "--control", "/_mock", "--record", str(record), "--days", "800")
    with (
        serving(*options, "--assume", "date_at=00:00") as (base_url, process),
        httpx.Client(base_url=base_url, headers=headers, trust_env=False) as client,
    ):
        assert [client.get("/v3/self").status_code for _ in range(2)] == [503, 200]
        assert client.post("/_mock/faults", json={"status": 500, "times": 1}).status_code == 200
        assert [client.get("/v3/self").status_code for _ in range(2)] == [500, 200]
        day = client.get("/v3/enterprise/consumption/daily").json()["consumption_by_date"][0]["date"]
        assert day % 86_400 == 0
        assert len(client.get("/v3/enterprise/consumption/cycles").json()["items"]) in {27, 28}
        process.send_signal(signal.SIGTERM)
        rest, failed = process.communicate(timeout=20)
    assert (process.returncode, failed) == (0, b"")
    assert f"6 requests are written to {record}.".encode() in rest
    assert [each["response"]["status"] for each in json.loads(record.read_text())["log"]["entries"]][:2] == [503, 200]
    assert ENTERPRISE_KEY not in record.read_text()


def test_the_mock_serves_another_document(tmp_path: Path) -> None:
    """With answers drawn from its schemas; what to try is one of its own paths."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/pets": {
                "get": {
                    "operationId": "pets",
                    "responses": {
                        "200": {
                            "description": "d",
                            "content": {"application/json": {"schema": {"type": "array", "items": {"type": "string"}}}},
                        }
                    },
                }
            }
        },
    }
    file = tmp_path / "pets.json"
    file.write_text(json.dumps(document))
    with serving("--document", str(file)) as (base_url, process):
        assert process.stdout is not None
        example = process.stdout.readline().decode().strip()
        answer = httpx.get(f"{base_url}/pets", trust_env=False)
    assert isinstance(answer.json(), list)
    assert example == f"curl '{base_url}/pets'"


def test_the_mock_stops_when_told_before_the_first_request() -> None:
    """Nothing has to have been asked."""
    command = [sys.executable, "-c", MAIN, "mock", "--port", "0", "--users", "10"]
    with subprocess.Popen(command, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as serving:
        assert serving.stdout is not None
        try:
            serving.stdout.readline()
            serving.send_signal(signal.SIGTERM)
            rest, failed = serving.communicate(timeout=20)
        finally:
            serving.kill()
    assert (serving.returncode, failed) == (0, b"")
    assert rest.endswith(b"The mock is stopped.\n")
