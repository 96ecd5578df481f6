"""`export`, `report` and `load`: whole files or none, by the grammar of all commands."""

from __future__ import annotations

import csv
import io
import json
import os
from datetime import UTC, date, datetime
from decimal import Decimal
from math import fsum
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Fault, Mock
from devin_usage import DevinUsage, NotFound, Period, Subject, billing_day
from devin_usage.account import Revision
from devin_usage.cli.export_kinds import WHAT
from devin_usage.export import pseudonym
from pyarrow import parquet  # type: ignore[import-untyped]  # publishes no types

from tests.unit.cli.asking import run, without_notes

_PERIOD = Period.parse("2025-12-05/2025-12-07")
_DAYS = ("--from", "2025-12-05", "--to", "2025-12-07")
_SECRET = {"DEVIN_USAGE_PSEUDONYM_SECRET": "a secret of sixteen bytes or more"}


def _rows(address: str, *arguments: str, key: str = ENTERPRISE_KEY, **env: str) -> list[dict[str, str]]:
    done = run(address, "export", *arguments, key=key, **env)
    assert (done.exit_code, without_notes(done)) == (0, ""), done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout, newline="")))


def _refused(address: str, *arguments: str, key: str = ENTERPRISE_KEY) -> tuple[int, str]:
    done = run(address, *arguments, key=key)
    assert done.stdout == ""
    assert done.stderr.startswith("devin-usage: ")
    return done.exit_code, done.stderr


def test_days_are_exported_as_the_api_gave_them(address: str) -> None:
    """To standard output as CSV, a row each day, no total among them."""
    rows = _rows(address, *_DAYS)
    with DevinUsage(ENTERPRISE_KEY, base_url=address) as client:
        answer = client.consumption.daily(_PERIOD)
    assert [row["billing_day"] for row in rows] == ["2025-12-05", "2025-12-06", "2025-12-07"]
    assert [float(row["acus"]) for row in rows] == [day.acus for day in answer.days]


@pytest.mark.parametrize(
    ("what", "version"),
    [(what, "v3") for what in WHAT if not what.startswith("focus")] + [("cycles", "v2"), ("users", "v2")],
)
@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "parquet"])
def test_everything_can_be_exported_in_every_form(
    address: str, tmp_path: Path, what: str, version: str, form: str
) -> None:
    """The name of the file says which; the message counts the rows."""
    file = tmp_path / f"rows.{form}"
    key = ENTERPRISE_KEY if version == "v3" else ENTERPRISE_ADMIN_KEY
    period = _DAYS if WHAT[what].has_period else ()
    done = run(address, "export", "--what", what, *period, "-o", str(file), key=key)
    assert (done.exit_code, without_notes(done)) == (0, "")
    count = _count(file, form)
    assert count > 0
    assert done.stdout.startswith(f"{count:,} ")
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == [file.name]


def _count(file: Path, form: str) -> int:
    if form == "parquet":
        return int(parquet.read_table(file).num_rows)
    text = file.read_text(encoding="utf-8-sig")
    if form == "json":
        return len(json.loads(text))
    return text.count("\n") - (form == "csv")


def test_pseudonyms_are_the_same_in_every_file_of_a_secret(address: str) -> None:
    """So that files can be joined, and no id is in any of them."""
    plain = _rows(address, "--what", "days-by-user", *_DAYS)
    hidden = _rows(address, "--what", "days-by-user", *_DAYS, "--pseudonymise", **_SECRET)
    listed = _rows(address, "--what", "users", "--pseudonymise", **_SECRET)
    ids = {row["user_id"] for row in plain}
    assert not ids & {value for row in (*hidden, *listed) for value in row.values()}
    assert {row["user_id"] for row in hidden} <= {row["user_id"] for row in listed}
    assert fsum(float(row["acus"]) for row in hidden) == pytest.approx(fsum(float(row["acus"]) for row in plain))


def test_a_cache_answers_for_closed_days(account: Mock, address: str, tmp_path: Path) -> None:
    """The second run asks for no member."""
    options = ("--what", "days-by-user", *_DAYS, "--cache", str(tmp_path / "days.db"))
    first = _rows(address, *options)
    account.record.clear()
    assert _rows(address, *options) == first
    assert not [each for each in account.record if b"/daily/users/" in each.request.raw_path]
    assert _rows(address, *_DAYS, "--cache", str(tmp_path / "whole.db")) == _rows(address, *_DAYS)
    assert (tmp_path / "whole.db").exists()


def test_days_parted_by_cycle_never_replace_a_whole_cycle_by_a_part(address: str, tmp_path: Path) -> None:
    """A file for each cycle; to bring one up to date all of its days are needed."""
    folder = tmp_path / "usage"
    options = ("export", "--partition-by-cycle", "-o", str(folder))
    assert run(address, *options, "--from", "2025-12-01", "--to", "2025-12-07").exit_code == 0
    parts = sorted(str(each.relative_to(folder)) for each in folder.rglob("*.parquet"))
    assert parts == ["cycle=2025-11-05/part-0.parquet", "cycle=2025-12-05/part-0.parquet"]
    code, said = _refused(address, *options, "--from", "2025-12-06", "--to", "2026-01-04")
    assert code == 2
    assert "ask for all of them, 2025-12-05 to 2026-01-04" in said
    assert run(address, *options, "--cycle", "2025-12").exit_code == 0
    assert _count(folder / parts[1], "parquet") == 31
    with DevinUsage(ENTERPRISE_KEY, base_url=address) as client:
        first = client.cycles.current().first_day.isoformat()
    so_far = ("--from", first, "--to", billing_day(datetime.now(UTC)).isoformat())
    for days in (("--cycle", "current"), so_far):  # Its last days are still to come.
        assert run(address, *options, *days).exit_code == 0


def test_nothing_is_said_into_the_rows_of_a_pipe(address: str, tmp_path: Path) -> None:
    """It may be standard output under another name."""
    pipe = tmp_path / "rows.csv"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)  # both, so that neither end waits for the other
    try:
        for what in (("days",), ("focus", "--price", "1 USD")):
            done = run(address, "export", "--what", *what, *_DAYS, "-o", str(pipe))
            assert (done.exit_code, done.stdout, "are written to" in done.stderr) == (0, "", True)
            assert b"written" not in os.read(reader, 100_000)
    finally:
        os.close(reader)


def test_days_of_one_user_never_replace_the_file_of_everybody(address: str, tmp_path: Path) -> None:
    """Nor do the days of the whole."""
    options = ("export", "--partition-by-cycle", "-o", str(tmp_path / "usage"), "--cycle", "2025-12", "--what")
    assert run(address, *options, "days-by-user").exit_code == 0
    with DevinUsage(ENTERPRISE_KEY, base_url=address) as client:
        user = next(iter(client.users.list())).id
    for other in (("days-by-user", "--user", user), ("days",)):
        code, said = _refused(address, *options, *other)
        assert (code, "days of user that are not among these" in said, user in said) == (2, True, False)


def test_costs_name_what_is_billed_as_a_finance_department_knows_it(address: str, tmp_path: Path) -> None:
    """Its id, its name and who sends the invoice; without the options it is the host, and the vendor."""
    file = tmp_path / "focus.csv"
    options = ("--what", "focus", "--price", "1 USD", *_DAYS, "-o", str(file))
    told = ("--billing-account", "ACME-2025", "--billing-account-name", "Acme, Inc.", "--invoice-issuer", "A reseller")
    columns = ("BillingAccountId", "BillingAccountName", "InvoiceIssuerName")
    for given, expected in ((told, told[1::2]), (told[:2], ("ACME-2025", "", "Cognition AI"))):
        assert run(address, "export", *options, *given).exit_code == 0
        with file.open(newline="") as rows:
            assert {tuple(row[name] for name in columns) for row in csv.DictReader(rows)} == {expected}


def test_costs_in_the_form_of_focus_sum_to_the_price_of_the_whole(address: str, tmp_path: Path) -> None:
    """To the last decimal; by organization and by user alike."""
    with DevinUsage(ENTERPRISE_KEY, base_url=address) as client:
        total = Decimal(repr(client.consumption.daily(_PERIOD).total_acus))
    for what in ("focus", "focus-by-user"):
        file = tmp_path / f"{what}.csv"
        done = run(address, "export", "--what", what, "--price", "2.25USD", *_DAYS, "-o", str(file))
        assert done.exit_code == 0
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        assert abs(sum(Decimal(row["BilledCost"]) for row in rows) - total * Decimal("2.25")) < Decimal("1e-5")
        assert f"{total.normalize():f} ACUs" in done.stdout
        assert all(line.startswith("devin-usage: note: ") for line in done.stderr.splitlines())


def test_costs_by_user_stand_under_pseudonyms_where_asked(address: str, tmp_path: Path) -> None:
    """No id of a user is in the file."""
    file = tmp_path / "focus.csv"
    options = ("--what", "focus-by-user", "--price", "1 USD", "--pseudonymise", *_DAYS, "-o", str(file))
    assert run(address, "export", *options, **_SECRET).exit_code == 0
    page = file.read_text(encoding="utf-8")
    with DevinUsage(ENTERPRISE_KEY, base_url=address) as client:
        users = [user.id for user in client.users.list()]
    assert not [user for user in users if user in page]
    assert pseudonym(users[0], next(iter(_SECRET.values()))) in page


def test_costs_by_user_can_be_told_without_who_they_are(address: str, tmp_path: Path) -> None:
    """No id of a user is in the file."""
    file = tmp_path / "focus.csv"
    options = ("--what", "focus-by-user", "--price", "1 USD", *_DAYS, "-o", str(file))
    assert run(address, "export", *options, "--pseudonymise").exit_code == 0
    ids = {row["user_id"] for row in _rows(address, "--what", "users")}
    assert not [each for each in ids if each in file.read_text(encoding="utf-8")]


def test_a_secret_that_is_none_is_refused_before_anything_is_asked(account: Mock, address: str) -> None:
    """And is not shown."""
    account.record.clear()
    done = run(address, "export", "--pseudonymise", DEVIN_USAGE_PSEUDONYM_SECRET="hunter2")
    assert (done.exit_code, "DEVIN_USAGE_PSEUDONYM_SECRET: " in done.stderr) == (2, True)
    assert "hunter2" not in done.stderr
    assert len(account.record) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--what", "users", "--cycle", "current"), "--what users has no period"),
        (("--what", "days-by-user", "--org", "org-1"), "cannot be limited by --org"),
        (("--what", "cycles", "--service-user", "bot"), "cannot be limited by --service-user"),
        (("--price", "1 USD"), "--price is for costs"),
        (("--what", "focus"), "the API knows no price"),
        (("--what", "focus", "--price", "1 USD", "--format", "json"), "written as csv or parquet, not json"),
        (("--what", "focus", "--price", "1 USD"), "FOCUS needs a file"),
        (("--what", "focus", "--price", "much", "-o", "f.csv"), "'much' is not a price"),
        (("--what", "focus", "--price", "0 USD", "-o", "f.csv"), "a price of 0 would make each cost 0"),
        (("--what", "focus", "--price", "1 USD", "-o", "f.csv", "--invoice-issuer", "A"), "go with --billing-account"),
        (("--what", "focus", "--price", "1 USD", "-o", "f.csv", "--billing-account", ""), "--billing-account is empty"),
        (("--what", "days-by-user", "--billing-account", "A"), "--billing-account is for costs: --what focus"),
        (("--format", "parquet"), "parquet needs a place: give -o FILE"),
        (("--partition-by-cycle", "--format", "csv", "-o", "x"), "is for parquet, not csv"),
        (("--partition-by-cycle", "--what", "users", "-o", "x"), "parts days; users have none"),
        (("--partition-by-cycle",), "give -o FILE (a folder)"),
        (("--what", "users", "--cache", "days.db"), "--what users has none, leave it out"),
        (("--what", "usage", "--cache", "days.db"), "--what usage has none, leave it out"),
        (("--what", "usage", "--concurrency", "2"), "--concurrency is for members"),
        (("--what", "days", "--concurrency", "2"), "--concurrency is for members"),
        (("--what", "days", *_DAYS, "--one-cycle"), "--what days alone needs no cycles, leave it out"),
        (("--what", "limits", "--one-cycle"), "--what limits alone needs no cycles, leave it out"),
        (("-o", "nowhere/days.csv"), "there is no folder nowhere"),
        (("-o", "."), ". is a folder; name the file to write"),
        (("--one-cycle", "--partition-by-cycle", "-o", "x", "--last", "3d"), "--one-cycle goes with --from and --to"),
    ],
)
def test_an_export_that_cannot_be_is_refused_before_anything_is_asked(
    account: Mock, address: str, arguments: tuple[str, ...], said: str
) -> None:
    """With a sentence and 2."""
    account.record.clear()
    code, told = _refused(address, "export", *arguments)
    assert code == 2
    assert said in told
    assert len(account.record) == 0


def test_a_cache_that_is_set_for_all_commands_is_no_reason_to_refuse(address: str, tmp_path: Path) -> None:
    """A kind of rows that it cannot keep goes without."""
    cache = tmp_path / "days.db"
    assert _rows(address, "--what", "usage", *_DAYS, DEVIN_USAGE_CACHE=str(cache))
    assert not cache.exists()


def test_v2_has_no_days_of_users_and_says_what_has(address: str) -> None:
    """Its sums are not passed off as days."""
    code, said = _refused(address, "export", "--what", "days-by-user", *_DAYS, key=ENTERPRISE_ADMIN_KEY)
    assert (code, "use a v3 key (cog_...)" in said) == (10, True)


def test_a_member_that_cannot_be_read_leaves_the_file_as_it_was(account: Mock, address: str, tmp_path: Path) -> None:
    """Nothing is written in its place, and nothing beside it."""
    file = tmp_path / "days.csv"
    file.write_text("as before")
    account.faults.add(Fault.parse("operation=get_enterprise_user_daily_consumption,status=404,times=1"))
    for what in (("days-by-user",), ("focus-by-user", "--price", "1 USD")):
        account.faults.clear()
        account.faults.add(Fault.parse("operation=get_enterprise_user_daily_consumption,status=404,times=1"))
        code, said = _refused(address, "export", "--what", *what, *_DAYS, "-o", str(file))
        assert (code, "1 of 39 users could not be read" in said) == (20, True)
        assert said.endswith("; 404: there is no such user, or the key does not reach it\n")
        assert [(each.name, each.read_text()) for each in tmp_path.iterdir() if each.is_file()] == [
            ("days.csv", "as before")
        ]


def test_a_report_is_written_whole(address: str, tmp_path: Path) -> None:
    """For a period, with a price and a budget; with pseudonyms no id of a user is in it."""
    file = tmp_path / "usage.html"
    options = (*_DAYS, "--price", "2.25 USD", "--budget", "5000", "-o", str(file))
    done = run(address, "report", *options, "--pseudonymise", **_SECRET)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"The report of 2025-12-05 to 2025-12-07 is written to {file}.\n"
    page = file.read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert " USD" in page
    assert "5,000" in page
    with DevinUsage(ENTERPRISE_KEY, base_url=address) as client:
        assert not [user.id for user in client.users.list() if user.id in page]


def test_a_report_with_parts_that_could_not_be_read_says_so(account: Mock, address: str, tmp_path: Path) -> None:
    """The page is there, and the exit code tells a script."""
    account.faults.add(Fault.parse("operation=get_enterprise_user_daily_consumption,status=404,times=2"))
    file = tmp_path / "usage.html"
    done = run(address, "report", *_DAYS, "-o", str(file))
    assert done.exit_code == 20
    assert done.stderr.startswith("devin-usage: 2 of 39 users could not be read")
    assert file.exists()


def test_a_report_that_cannot_be_is_refused(address: str, tmp_path: Path) -> None:
    """Before anything is asked, or by what the key cannot ask."""
    assert _refused(address, "report", "-o", str(tmp_path / "nowhere" / "usage.html"))[0] == 2
    code, said = _refused(address, "report", "-o", str(tmp_path / "usage.html"), key=ORGANIZATION_KEY)
    assert (code, "name the days instead" in said) == (10, True)
    assert not (tmp_path / "usage.html").exists()
    done = run(address, "report", *_DAYS, "-o", str(tmp_path / "usage.html"), key=ORGANIZATION_KEY)
    assert done.exit_code == 0
    assert all(line.startswith("devin-usage: note: ") for line in done.stderr.splitlines())


@frozen
class _Loaded:
    complete: bool
    revisions: tuple[Revision, ...] = (Revision(Subject("user", "ada"), date(2025, 12, 6), 1.0, None),)

    def __str__(self) -> str:
        return "Into devin_usage of duckdb:"


@pytest.mark.parametrize("complete", [True, False])
def test_a_load_passes_on_what_was_asked_for(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, complete: bool
) -> None:
    """The loading itself has tests of its own, in an environment that has what it needs."""
    asked: dict[str, Any] = {}

    def load(_: DevinUsage, **options: Any) -> _Loaded:
        asked.update(options)
        return _Loaded(complete)

    monkeypatch.setattr("devin_usage.export.warehouse.load", load)
    done = run(
        address,
        *("load", "--database", str(tmp_path / "usage.duckdb"), *_DAYS, "--one-cycle", "--user", "ada"),
        *("--recent-days", "5", "--cache", str(tmp_path / "days.db")),
    )
    assert (done.exit_code, done.stdout) == (0 if complete else 20, "Into devin_usage of duckdb:\n")
    changed = "changed since it was last read: 2025-12-06 of the user ada: 1.0 ACUs before, not listed now"
    assert f"devin-usage: note: {changed}\n" in done.stderr
    assert asked["period"] == _PERIOD
    assert [each.period for each in asked["cycles"]] == [_PERIOD]
    assert (asked["users"], asked["organizations"], asked["recent_days"]) == (("ada",), None, 5)
    assert asked["cache"].path == tmp_path / "days.db"
    run(address, "load")
    assert (asked["period"], asked["cycles"], asked["destination"]) == (None, None, "duckdb")


def test_a_load_that_fails_has_the_code_of_its_error(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As every command."""

    def load(_: DevinUsage, **__: Any) -> None:
        raise NotFound("gone", status=404)

    monkeypatch.setattr("devin_usage.export.warehouse.load", load)
    assert _refused(address, "load") == (13, "devin-usage: gone\n")
