"""What is said beside an answer: caveats, what is left out, days that have changed; and all of it without people."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, Fault, Mock
from devin_usage import DevinUsage
from devin_usage.account import DayCache
from devin_usage.account.cache_rows import Key, Row, closes_at
from devin_usage.cli.hidden_in_errors import hushed, hushed_pointer
from devin_usage.export import pseudonym

from tests.unit.cli.asking import run

DAY = date(2025, 12, 6)
DAYS = ("--from", "2025-12-05", "--to", "2025-12-07")
OPEN = ("--last", "2d", "--include-open")
SECRET = {"DEVIN_USAGE_PSEUDONYM_SECRET": "a secret of sixteen bytes or more"}
NOTE = "devin-usage: note: "
CHANGED = f"{NOTE}changed since it was last read: 2025-12-06 of the "
EMPTY = {"total_acus": 0, "consumption_by_date": {}, "consumption_by_org_id": {}}
FOCUS = ("--price", "1 USD")


def outdated(path: Path) -> None:
    """Let a cache hold one day alone, which the API gives otherwise by now, of everybody of whom it holds days."""
    with closing(sqlite3.connect(path)) as database:
        keys = [Key(*each) for each in database.execute("SELECT identity, kind, id, organizations FROM subjects")]
    day = DAY.toordinal()
    with DayCache(path) as cache:
        cache.forget()
        for key in keys:
            cache.keep(key, [Row(day, 1.0, None, closes_at(day) + 1)], at=closes_at(day) + 1)


def first_user(address: str) -> str:
    with DevinUsage(ENTERPRISE_KEY, base_url=address) as client:
        return next(iter(client.users.list())).id


@pytest.mark.parametrize(
    ("command", "file", "whose"),
    [
        (("export",), None, "enterprise"),
        (("export",), "days.parquet", "enterprise"),
        (("export", "--what", "days-by-user"), None, "user"),
        (("export", "--what", "days-by-organization"), "days.csv", "organization"),
        (("export", "--what", "focus", *FOCUS), "focus.csv", "organization"),
        (("export", "--what", "focus-by-user", *FOCUS), "focus.csv", "user"),
        (("by-user", "--format", "csv"), None, "user"),
        (("by-user", "--format", "json"), None, "user"),
        (("by-org", "--format", "table"), "table.txt", "organization"),
    ],
)
def test_a_closed_day_that_has_changed_is_said(
    address: str, tmp_path: Path, command: tuple[str, ...], file: str | None, whose: str
) -> None:
    """Since the cache tells of it once, and neither rows nor a file that nobody reads do."""
    cache = tmp_path / "days.db"
    options = (*command, *DAYS, "--cache", str(cache), *(() if file is None else ("-o", str(tmp_path / file))))
    assert CHANGED not in run(address, *options).stderr
    outdated(cache)
    done = run(address, *options)
    assert done.exit_code == 0
    said = [line for line in done.stderr.splitlines() if line.startswith(f"{CHANGED}{whose}")]
    assert said
    assert all(": 1.0 ACUs before, " in line and line.endswith(" ACUs now") for line in said)
    assert CHANGED not in run(address, *options).stderr


def test_a_changed_day_is_on_the_page_and_not_said_twice(address: str, tmp_path: Path) -> None:
    """A page for people holds it in words."""
    options = ("by-org", *DAYS, "--cache", str(tmp_path / "days.db"))
    run(address, *options)
    outdated(tmp_path / "days.db")
    done = run(address, *options)
    assert "changed since it was last read: 2025-12-06 of the organization" in " ".join(done.stdout.split())
    assert done.stderr == ""


@pytest.mark.parametrize("what", [("days-by-user",), ("focus-by-user", *FOCUS)])
def test_a_changed_day_is_said_though_a_member_cannot_be_read(
    account: Mock, address: str, tmp_path: Path, what: tuple[str, ...]
) -> None:
    """The cache takes it for told."""
    options = ("export", "--what", *what, *DAYS, "--cache", str(tmp_path / "days.db"), "-o", str(tmp_path / "a.csv"))
    run(address, *options)
    outdated(tmp_path / "days.db")
    account.faults.add(Fault.parse("operation=get_enterprise_user_daily_consumption,status=404,times=1"))
    done = run(address, *options)
    assert done.exit_code == 20
    assert CHANGED in done.stderr


@pytest.mark.parametrize("command", [("export", "--what", "days-by-user"), ("export", "--what", "focus-by-user"), ()])
def test_a_changed_day_names_no_person_where_none_is_to_be_named(
    address: str, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """It has the pseudonym that is in the file."""
    more = FOCUS if "focus-by-user" in command else ()
    start = command or ("by-user",)
    options = (*start, *more, *DAYS, "--cache", str(tmp_path / "days.db"), "-o", str(tmp_path / "rows.csv"))
    run(address, *options)
    outdated(tmp_path / "days.db")
    done = run(address, *options, "--pseudonymise", **SECRET)
    user = first_user(address)
    assert f"{CHANGED}user {pseudonym(user, SECRET['DEVIN_USAGE_PSEUDONYM_SECRET'])}: " in done.stderr
    assert user not in done.stderr


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("command", ["daily", "weekly", "monthly", "by-user", "by-org", "usage", "metrics"])
def test_rows_come_with_the_caveats_as_notes(address: str, tmp_path: Path, command: str, form: str) -> None:
    """Rows have no place for them, and without them an open day cannot be told from a closed one."""
    file = tmp_path / f"rows.{form}"
    options = () if form == "csv" else ("-o", str(file))
    done = run(address, command, *OPEN, "--format", form, *options)
    assert done.exit_code == 0
    assert f"{NOTE}The period is not over: days from " in done.stderr
    said = done.stderr.splitlines()
    assert len(set(said)) == len(said)
    assert all(line.startswith(NOTE) for line in said)
    assert run(address, command, *OPEN, "--format", "json").stderr == ""


@pytest.mark.parametrize("what", ["days", "days-by-user", "usage"])
def test_an_export_says_what_its_rows_have_no_place_for(address: str, tmp_path: Path, what: str) -> None:
    """To standard output and to a file, in every form."""
    for options in ((), ("--format", "json"), ("-o", str(tmp_path / "rows.parquet"))):
        done = run(address, "export", "--what", what, *OPEN, *options)
        assert f"{NOTE}The period is not over: days from " in done.stderr
    cached = run(address, "export", *OPEN, "--cache", str(tmp_path / "days.db"))
    assert f"{NOTE}The period is not over: days from " in cached.stderr


def test_what_v2_leaves_out_is_said(address: str) -> None:
    """It is marked as such."""
    with DevinUsage(ENTERPRISE_KEY, base_url=address) as client:
        organization = next(iter(client.organizations.list())).id
    with DevinUsage(ENTERPRISE_ADMIN_KEY, base_url=address) as client:
        excluded = client.consumption.daily(client.cycles.previous().period, organization=organization).excluded
    done = run(
        address, "daily", "--cycle", "previous", "--org", organization, "--format", "csv", key=ENTERPRISE_ADMIN_KEY
    )
    assert excluded
    assert [line for line in done.stderr.splitlines() if "left out: " in line] == [
        f"{NOTE}left out: {said}" for said in excluded
    ]


@pytest.mark.parametrize(
    ("body", "status", "kept"),
    [
        (
            {**EMPTY, "consumption_by_user": {"okta|Acme|x17; seen: 4": "none"}},
            200,
            "the answer breaks the contract at /consumption_by_user/*; seen: ",
        ),
        ({"detail": "no user okta|Acme|x17 in this enterprise"}, 404, "the server's words may name people"),
    ],
)
def test_errors_name_no_person_where_none_is_to_be_named(
    account: Mock, address: str, body: object, status: int, kept: str
) -> None:
    """Neither as a key of a map, in the sentence and in the pointer, nor in the words of the server."""
    account.faults.add(Fault(operation="*consumption*", status=status, body=json.dumps(body).encode()))
    for command in (("daily",), ("by-user", "--format", "csv"), ("export",)):
        options = (*command, *DAYS, "--error-format", "json")
        assert "x17" in run(address, *options, key=ENTERPRISE_ADMIN_KEY).stderr
        done = run(address, *options, "--pseudonymise", key=ENTERPRISE_ADMIN_KEY)
        told = json.loads(done.stderr)
        assert "x17" not in done.output
        assert kept in told["message"]
        assert told["pointer"] in ("/consumption_by_user/*", None)


@pytest.mark.parametrize("form", ["table", "json"])
def test_a_limit_that_cannot_be_read_leaves_the_words_of_the_server_out(account: Mock, address: str, form: str) -> None:
    """Where no person is to be named: they may name one."""
    account.faults.add(Fault(operation="*limits*", status=403, body=b'{"detail": "ada may not read limits"}'))
    options = ("forecast", "--format", form)
    assert "ada may not" in " ".join(run(address, *options).stdout.split())
    done = run(address, *options, "--pseudonymise")
    assert (done.exit_code, "ada may not" in " ".join(done.output.split())) == (0, False)


def test_sentences_lose_people_and_nothing_else() -> None:
    """Also where several errors stand in one."""
    at = "the answer breaks the contract at"
    said = f"op: {at} /days/0: wrong; seen: a text"
    assert hushed(said) == said
    two = f"2 of 3: {at} /consumption_by_user/x: 'x'; seen: a text; {at} /consumption_by_user/y: 'y'; seen: a number"
    assert hushed(two) == f"2 of 3: {at} /consumption_by_user/*; seen: a number"
    assert hushed_pointer("/consumption_by_user") == "/consumption_by_user"
    assert hushed_pointer("/consumption_by_user/x~1y/0") == "/consumption_by_user/*"
    assert hushed_pointer("/items/0/email") == "/items/0/email"
