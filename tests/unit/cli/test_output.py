"""The grammar of output: formats, files, pseudonyms, colours and progress."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import click
import polars
import pytest
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, Fault, Mock
from devin_usage.account import Progress
from devin_usage.cli.output import Output
from devin_usage.cli.progress import watching
from devin_usage.export import Table

from tests.unit.cli.asking import lines, parsed, refused, run

DAYS = ("--from", "2025-12-01", "--to", "2025-12-07")
ANSWERS = [
    ("whoami",),
    ("cycles",),
    ("daily", *DAYS),
    ("weekly", *DAYS),
    ("monthly", *DAYS),
    ("usage", *DAYS),
    ("metrics", *DAYS),
    ("users",),
    ("users", "--service-users"),
    ("orgs",),
    ("by-user", *DAYS),
    ("by-org", *DAYS),
    ("forecast",),
    ("reconcile", *DAYS),
]
SECRET = "a secret of sixteen bytes or more"


@pytest.mark.parametrize("answer", ANSWERS, ids=" ".join)
def test_every_answer_is_the_same_rows_in_every_format(address: str, answer: tuple[str, ...], tmp_path: Path) -> None:
    """CSV, JSON lines and Parquet have the same columns and as many rows."""
    file = tmp_path / "answer.parquet"
    records = [json.loads(line) for line in lines(address, *answer, "--format", "jsonl")]
    rows = list(csv.DictReader(io.StringIO("\n".join(lines(address, *answer, "--format", "csv")))))
    assert lines(address, *answer, "-o", str(file)) == []
    table = polars.read_parquet(file)
    assert records
    assert len(rows) == len(records) == table.height
    assert list(rows[0]) == list(records[0]) == table.columns
    assert isinstance(parsed(address, *answer), dict | list)


def test_weeks_in_a_file_are_those_of_the_json(address: str) -> None:
    """Each with its days and its sum."""
    records = [json.loads(line) for line in lines(address, "weekly", *DAYS, "--format", "jsonl")]
    told = parsed(address, "weekly", *DAYS)["weeks"]
    assert [(each["week"], each["acus"], each["acus_devin"]) for each in records] == [
        (each["week"], each["acus"], each["acus_by_product"]["devin"]) for each in told
    ]


def test_metrics_in_a_file_have_a_row_for_each_figure(address: str) -> None:
    """By name and part."""
    rows = {
        (row["metric"], row["part"]): row["value"]
        for row in map(json.loads, lines(address, "metrics", *DAYS, "--format", "jsonl"))
    }
    told = parsed(address, "metrics", *DAYS)
    sessions = told["sessions"]
    assert rows["sessions", None] == sessions["sessions"]
    assert rows["acus_per_session", None] == sessions["acus_per_session"] > 0
    for outcome in ("created", "still_open", "closed", "merged", "taken_over"):
        assert rows[f"prs_{outcome}", None] == told["pull_requests"][outcome]
    assert ("prs_opened", None) not in rows
    assert rows["active_users_by_utc_day", "2025-12-03"] == told["active_users_by_utc_day"][2]["users"]
    for origin, count in sessions["by_origin"].items():
        assert rows["sessions_by_origin", origin] == count


def test_the_name_of_the_file_says_the_format_unless_the_option_does(address: str, tmp_path: Path) -> None:
    """A table has no escapes of a terminal. What was written is said on standard error, also as JSON."""
    for name, form, start, said in (
        ("a.json", (), b"{", "the answer is"),
        ("a.CSV", (), b"\xef\xbb\xbfweek,", "1 row is"),
        ("a.txt", ("--format", "table"), b"ACUs of the enterprise by week", "the table is"),
        ("b.txt", ("--format", "json"), b"{", "the answer is"),
    ):
        file = tmp_path / name
        done = run(address, "weekly", *DAYS, "-o", str(file), *form, COLUMNS="50")
        assert (done.exit_code, done.stdout) == (0, "")
        assert done.stderr == f"devin-usage: note: {said} written to {file}\n"
        assert file.read_bytes().startswith(start)
    done = run(address, "daily", *DAYS, "-o", str(tmp_path / "days.csv"), "--error-format", "json")
    assert json.loads(done.stderr)["message"] == f"note: 7 rows are written to {tmp_path / 'days.csv'}"


@pytest.mark.parametrize(
    ("arguments", "name", "sentence"),
    [
        (("daily",), "days.xlsx", "end it with .csv, .json, .jsonl or .parquet, or give --format"),
        (("by-user",), "days", "end it with .csv, .json, .jsonl or .parquet, or give --format"),
        (("weekly",), "days.table", "the name 'days.table' says no format"),
        (("daily", "--format", "json"), "days.csv", "--format json contradicts the name 'days.csv'"),
        (("daily", "--format", "table"), "days.parquet", "--format table contradicts"),
        (("export",), "days.xlsx", "the name 'days.xlsx' says no format"),
        (("export", "--what", "focus", "--price", "1 USD"), "costs.xlsx", "the name 'costs.xlsx' says no format"),
        (("export", "--format", "csv"), "days.parquet", "--format csv contradicts the name 'days.parquet'"),
        (("report",), "usage.pdf", "a report is a page of HTML"),
    ],
)
def test_no_format_is_guessed(
    account: Mock, address: str, tmp_path: Path, arguments: tuple[str, ...], name: str, sentence: str
) -> None:
    """A name that says none, or another than the option, is refused before anything is asked."""
    account.record.clear()
    assert sentence in refused(address, *arguments, *DAYS, "-o", str(tmp_path / name))
    assert not account.record
    assert not (tmp_path / name).exists()


def test_a_file_is_whole_or_as_it_was(account: Mock, address: str, tmp_path: Path) -> None:
    """Nothing is left beside it."""
    file = tmp_path / "days.csv"
    file.write_text("before")
    account.faults.add(Fault(operation="get_enterprise_daily_consumption", status=403))
    assert run(address, "daily", *DAYS, "-o", str(file)).exit_code == 12
    assert [each.name for each in tmp_path.iterdir() if each.name != "cache"] == ["days.csv"]
    assert file.read_text() == "before"


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "parquet"])
def test_a_file_takes_the_place_of_the_one_before_at_once(address: str, tmp_path: Path, form: str) -> None:
    """Whoever has the old one open keeps it, whole."""
    file, kept = tmp_path / "days", tmp_path / "kept"
    file.write_text("before")
    kept.hardlink_to(file)
    assert lines(address, "daily", *DAYS, "--format", form, "-o", str(file)) == []
    assert kept.read_text() == "before"
    assert file.read_bytes() != b"before"


def test_a_file_that_cannot_be_written_is_refused_before_anything_is_asked(
    account: Mock, address: str, tmp_path: Path
) -> None:
    """And Parquet needs one."""
    account.record.clear()
    assert "there is no folder" in refused(address, "daily", *DAYS, "-o", str(tmp_path / "no" / "days.csv"))
    assert "give -o FILE" in refused(address, "daily", *DAYS, "--format", "parquet")
    assert not account.record


@pytest.mark.parametrize("answer", [each for each in ANSWERS if each[0] != "orgs"], ids=" ".join)
def test_no_pseudonymised_answer_names_a_person(account: Mock, address: str, answer: tuple[str, ...]) -> None:
    """In no format, from neither version."""
    people = parsed(address, "users")
    for key in (ENTERPRISE_KEY, ENTERPRISE_ADMIN_KEY):
        for form in ("table", "json", "jsonl", "csv"):
            done = run(address, *answer, "--pseudonymise", "--format", form, key=key)
            for person in people:
                for name in (person["id"], person["email"], person["name"]):
                    assert name not in done.output
    user = people[0]["id"]
    done = run(address, "daily", *DAYS, "--user", user, "--pseudonymise")
    assert done.exit_code == 0
    assert user not in done.output


def test_a_service_user_is_no_person(address: str) -> None:
    """Nor is an organization: both keep their names."""
    assert parsed(address, "whoami", "--pseudonymise") == parsed(address, "whoami")
    assert parsed(address, "users", "--service-users", "--pseudonymise") == parsed(address, "users", "--service-users")
    assert parsed(address, "by-org", *DAYS, "--pseudonymise") == parsed(address, "by-org", *DAYS)


def test_the_same_secret_gives_the_same_pseudonyms(address: str) -> None:
    """And none, others each time; a guessable one is refused without being shown."""
    told = [
        parsed(address, command, *days, "--pseudonymise", DEVIN_USAGE_PSEUDONYM_SECRET=SECRET)
        for command, days in (("users", ()), ("by-user", DAYS))
    ]
    assert {user["id"] for user in told[0]} == set(told[1]["acus"])
    said = refused(address, "users", "--pseudonymise", DEVIN_USAGE_PSEUDONYM_SECRET="short-one")
    assert "DEVIN_USAGE_PSEUDONYM_SECRET" in said
    assert "short-one" not in said


class _Stream(io.StringIO):
    def __init__(self, *, tty: bool, encoding: str = "utf-8") -> None:
        super().__init__()
        self._tty = tty
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a stream that is wrapped has one of its own
        return self._encoding

    def isatty(self) -> bool:
        return self._tty


def test_progress_is_drawn_on_a_terminal_and_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """In ASCII where the terminal knows no blocks."""
    for encoding, drawn in (
        ("utf-8", "by-user [████████████············] 15 of 30, 2 failed"),
        ("ascii", "#####......"),
    ):
        stream = _Stream(tty=True, encoding=encoding)
        monkeypatch.setattr(sys, "stderr", stream)
        with watching("by-user") as watch:
            assert watch is not None
            watch(Progress(13, 2, 30))
            watch(Progress(30, 0, 30))
        text = stream.getvalue()
        assert drawn in text
        assert text.endswith("\r")
        assert text.split("\r")[-2].strip() == ""
        assert "\n" not in text


def test_nothing_is_drawn_where_nobody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log is not filled with bars."""
    stream = _Stream(tty=False)
    monkeypatch.setattr(sys, "stderr", stream)
    with watching("by-user") as watch:
        assert watch is None
    assert stream.getvalue() == ""


def test_half_a_letter_in_a_name_is_written_as_json_writes_it(tmp_path: Path) -> None:
    """JSON may hold half of a pair of surrogates, which no encoding can."""
    file = tmp_path / "name.json"
    with click.Context(click.Command("answer")):
        Output.of("json", file).show(page=lambda _: None, plain=lambda: "\ud83d", table=lambda: Table("", (), ()))
    assert json.loads(file.read_bytes()) == "\ud83d"
