"""Errors of the library name the options of the command, where the library names arguments."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from devin_mock import ENTERPRISE_KEY, ORGANIZATION_KEY, Mock
from devin_usage.account.breakdown import SERVICE_USERS_APART
from devin_usage.cli.wording import PHRASES, in_options

from tests.unit.cli.asking import run

_LIBRARY = Path("overlays/devin_usage")
_ARGUMENT = re.compile(r"\b[a-z_]+=|\bpass (?!their ids: --)|`breakdown`|\bPeriod\b|\borg_id\b")
_EVERY_OPTION = {"--from", "--to", "--last", "--user", "--org", "--service-user", "--one-cycle", "--cache"}
_OF_PYTHON = (
    "has no time zone",
    "has fractions of a second",
    "is not a point in time",
    "pass a date, for example",
    "is unknown; it is",
    "is needed, for example",
    "only a Period is made of",
    "must be a Period",
    "must be Cycles",
    "say what it would hold",
    "a secret makes pseudonyms",
    "and no org_id",
    "leave out check='warn'",
    "holds no certificates",
)
"""What only somebody who writes Python can be told: the command gives the library the right kinds of values."""


def _messages() -> Iterator[tuple[str, str]]:
    """Every text with which the library raises or makes an error, with … for what is filled in."""
    for path in sorted(_LIBRARY.rglob("*.py")):
        if path.is_relative_to(_LIBRARY / "cli"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            if node.func.id[:1].isupper() and isinstance(node.args[0], ast.Constant | ast.JoinedStr):
                yield f"{path}:{node.lineno}", _text(node.args[0])


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_text, node.values))
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else "…"


def _shape(message: str) -> str:
    return re.sub(r"(user|organization|service_user)s=", "…s=", message)


def test_no_error_that_a_command_can_reach_names_an_argument_of_the_library() -> None:
    """A new one is noticed here: it gets a phrase of the command's own, or the reason why it is out of reach."""
    found = {place: in_options(text, _EVERY_OPTION) for place, text in _messages()}
    assert len(found) > 300
    named = {place: text for place, text in found.items() if _ARGUMENT.search(text)}
    members = {place for place, text in named.items() if "; pass their ids: …s=[...], or use" in text}
    assert len(members) == 1  # of which there is a phrase for each kind
    assert [each for each in named.items() if each[0] not in members and not any(map(each[1].count, _OF_PYTHON))] == []


def test_every_phrase_is_one_of_the_library() -> None:
    """None is left over from an error that has been worded anew."""
    texts = [text for _, text in _messages()]
    notes = (SERVICE_USERS_APART,)
    for each in PHRASES:
        assert any(_shape(each.library) in _shape(text) for text in (*texts, *notes)), each
    assert [each for each in _OF_PYTHON if not any(each in text for text in texts)] == []


@pytest.mark.parametrize(
    ("key", "arguments", "said"),
    [
        (ORGANIZATION_KEY, ("daily",), "name the days instead (--from and --to, or --last 30d), or use a key with"),
        (ORGANIZATION_KEY, ("forecast",), "name the days instead (--from and --to), or use a key with"),
        (ORGANIZATION_KEY, ("cycles",), "billing cycles need enterprise scope; use a key with"),
        (ORGANIZATION_KEY, ("statusline", "--refresh"), "give its days with --from and --to, or use a key with"),
        (
            ORGANIZATION_KEY,
            ("by-user", "--last", "2d"),
            "cannot list users; pass their ids: --user ID, or use a key with",
        ),
        (ORGANIZATION_KEY, ("users",), "organizations and limits need enterprise scope, not a key with organization"),
        (
            ORGANIZATION_KEY,
            ("export", "--what", "focus", "--last", "2d", "--price", "2 USD", "-o", "x.csv"),
            "give --one-cycle with --from and --to, or use",
        ),
        (ENTERPRISE_KEY, ("daily", "--cycle", "next"), "write current, previous, or the month of its first day"),
        (ENTERPRISE_KEY, ("daily", "--cycle", "2031-01"), "name the days instead (--from and --to, or --last 30d)"),
    ],
)
def test_what_a_command_advises_is_what_it_takes(address: str, key: str, arguments: tuple[str, ...], said: str) -> None:
    """Options that it has, and none that it refuses."""
    told = run(address, *arguments, key=key).stderr
    assert said in told
    assert not _ARGUMENT.search(told)
    assert "name the ids" not in told


@pytest.mark.parametrize(
    ("base_url", "said"),
    [
        ("http://devin.acme.example", " would send the key to devin.acme.example unencrypted; use https://"),
        ("127.0.0.1:23456", " has no scheme; write https:// before it, or http:// for this machine"),
        ("devin.acme.example", " has no scheme; write https:// before it, or http:// for this machine"),
        ("ftp://devin.acme.example", " is no https:// address; the service is at https://api.devin.ai"),
    ],
)
def test_an_address_that_is_refused_is_named_by_what_sets_it(base_url: str, said: str) -> None:
    """And there is no advice that the command has no option for."""
    told = run(base_url, "cycles").stderr
    assert told == f"devin-usage: the address (--base-url or DEVIN_BASE_URL){said}\n"


def test_an_address_that_does_not_answer_is_named_by_what_sets_it(address: str) -> None:
    """Nobody listens there, or its path leads nowhere; a wrong id of the right address is no such case."""
    done = run("http://127.0.0.1:9", "cycles")
    assert done.exit_code == 17
    assert "; check the address (--base-url or DEVIN_BASE_URL): `devin-usage doctor` tells" in done.stderr
    done = run(f"{address}/v3", "cycles")
    assert done.exit_code == 13
    assert "; the address (--base-url or DEVIN_BASE_URL) has a path, /v3: leave it out" in done.stderr
    done = run(address, "daily", "--last", "1d", "--user", "nobody")
    assert (done.exit_code, "DEVIN_BASE_URL" in done.stderr) == (13, False)
    assert done.stderr.endswith("; the server says: Not Found: there is no such user.\n")


def test_a_clock_outside_of_all_cycles_is_told_with_what_to_do(account: Mock, address: str) -> None:
    """The cycle of now is sought by the clock of this machine."""
    account.set_now(datetime(2025, 1, 20, tzinfo=UTC))
    try:
        told = run(address, "daily").stderr
    finally:
        account.set_now(None)
    assert "; check the clock of this machine, or name the days instead (--from and --to, or --last 30d)\n" in told


def test_notes_name_options_too(address: str) -> None:
    """On a page and beside rows."""
    for form in ((), ("--format", "csv")):
        done = run(address, "by-user", "--last", "1d", *form, COLUMNS="200")
        assert "is part of `unattributed` here, and written by `export --what days-by-service-user`." in done.output
        assert "by_service_user" not in done.output
