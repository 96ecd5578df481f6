"""How commands fail: a code for each kind of error, one sentence or one JSON object, and how to go on."""

from __future__ import annotations

import errno
import re
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import click
import devin_usage
import pytest
from click.testing import CliRunner
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY, ORGANIZATION_KEY, Fault, Mock
from devin_usage import ContractWarning, DevinUsageError, InvalidArgument, ServerError, StatusError
from devin_usage.cli import contract, spec_diff
from devin_usage.cli.exit_codes import BROKEN_PIPE, EXIT_CODES, FAILED, INTERRUPTED, exit_code
from devin_usage.cli.failing import Group, show_warnings_as_sentences, tell

from tests.unit.cli.asking import run
from tests.unit.cli.invoking import NOWHERE, failure, started

_DAYS = ("--from", "2025-12-05", "--to", "2025-12-07")
_PAGE = Path("docs/errors.md")


def _below(kind: type[DevinUsageError]) -> Iterator[type[DevinUsageError]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def _every_error() -> set[type[DevinUsageError]]:
    for found in walk_packages(devin_usage.__path__, "devin_usage."):
        if not found.name.startswith("devin_usage.cli."):
            import_module(found.name)
    return {each for each in _below(DevinUsageError) if each.__module__.startswith("devin_usage")}


def _made(kind: type[DevinUsageError]) -> DevinUsageError:
    return kind.__new__(kind)


def test_every_kind_of_error_has_an_exit_code() -> None:
    """A new error without one fails here; the base alone has the code of the unknown."""
    errors = _every_error()
    assert len(errors) >= 24
    assert [kind.__name__ for kind in errors if exit_code(_made(kind)) == FAILED] == []
    assert exit_code(DevinUsageError()) == FAILED


def test_every_error_that_the_table_names_is_there() -> None:
    """None was renamed, and each stands once."""
    named = [name for each in EXIT_CODES for name in each.errors]
    assert len(named) == len(set(named))
    assert set(named) <= {kind.__name__ for kind in _every_error()}


def test_codes_are_distinct_and_leave_those_of_other_commands_alone() -> None:
    """`contract` and `spec-diff` publish 0 to 5; what they share with the table means the same there."""
    codes = [each.code for each in EXIT_CODES]
    assert len(codes) == len(set(codes))
    assert not set(codes) & set(spec_diff.EXIT_CODES.values())
    assert exit_code(InvalidArgument()) == contract.EXIT_NOT_CHECKED == spec_diff.EXIT_NOT_COMPARED == 2


def test_an_error_below_another_has_its_code_unless_it_has_its_own() -> None:
    """A status without an exception of its own is a refusal; 5xx is the API's failure."""
    teapot, failed = StatusError("418", status=418), ServerError("500", status=500)
    assert (exit_code(teapot), exit_code(failed)) == (14, 16)


def test_help_and_page_name_every_code_and_its_meaning() -> None:
    """In the same words, and the page names the errors too."""
    shown = " ".join(run(NOWHERE, "--help").stdout.split())
    page = _PAGE.read_text(encoding="utf-8")
    for each in EXIT_CODES:
        assert f"{each.code} {each.meaning}" in shown
        errors = ", ".join(f"`{name}`" for name in each.errors)
        assert f"| {each.code} | {each.meaning} | {errors} |" in page
    assert len(re.findall(r"^\| [0-9]+ \|", page, re.MULTILINE)) == len(EXIT_CODES)


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        ("status=403", "Forbidden", 12),
        ("status=404", "NotFound", 13),
        ("status=400", "BadRequest", 14),
        ("status=422", "ArgumentsRefused", 14),
        ("status=418", "StatusError", 14),
        ("status=307", "Redirected", 14),
        ("status=429,retry_after_s=3600", "RateLimited", 15),
        ("status=500", "ServerError", 16),
        ("reset_after=0", "ConnectionFailed", 17),
        ("breach=missing,at=/total_acus", "ResponseValidationError", 19),
        ("breach=wrong-total", "InconsistentAnswer", 19),
    ],
)
def test_each_way_to_fail_has_its_code(account: Mock, address: str, fault: str, kind: str, code: int) -> None:
    """As a whole command, against a mock with the fault."""
    account.faults.add(Fault.parse(f"operation=get_enterprise_daily_consumption,{fault}"))
    told = failure(address, "daily", *_DAYS)
    assert (told["kind"], told["exit_code"]) == (kind, code)


def test_a_refusal_as_json_has_all_that_a_script_needs(account: Mock, address: str) -> None:
    """Status, operation, permission, request id, wait and attempts; what there is none of is null."""
    account.faults.add(Fault.parse("operation=get_enterprise_daily_consumption,status=403"))
    told = failure(address, "daily", *_DAYS)
    message = told.pop("message")
    assert message.startswith("get_enterprise_daily_consumption answered 403; the key lacks a permission: ")
    assert told == {
        "kind": "Forbidden",
        "exit_code": 12,
        "status": 403,
        "operation": "get_enterprise_daily_consumption",
        "permission": "ViewAccountConsumption",
        "request_id": None,
        "retry_after_s": None,
        "attempts": 1,
        "pointer": None,
    }


@pytest.mark.parametrize(
    ("arguments", "kind", "code"),
    [
        (("daily", "--cycle", "nonsense"), "InvalidArgument", 2),
        (("daily", "--nonsense"), "NoSuchOption", 2),
        (("nonsense",), "NoSuchCommand", 2),
        (("daily", "--format", "nonsense"), "BadParameter", 2),
        (("contract", "--from", "2025-12-05"), "InvalidArgument", 2),
        (("spec-diff", "nowhere.yaml", "v3"), "InvalidArgument", 2),
        (("mock", "--fault", "nonsense"), "InvalidArgument", 2),
    ],
)
def test_mistakes_on_the_command_line_are_json_too(
    address: str, arguments: tuple[str, ...], kind: str, code: int
) -> None:
    """Of whatever command, and those that the parser of options finds."""
    told = failure(address, *arguments)
    assert (told["kind"], told["exit_code"]) == (kind, code)
    assert told["message"]


@pytest.mark.parametrize(
    ("arguments", "said", "shown_by"),
    [
        (("daily", "--nonsense"), "No such option '--nonsense'.", "devin-usage daily --help"),
        (
            ("daily", "--format", "nonsense"),
            "Invalid value for '--format': 'nonsense' is not",
            "devin-usage daily --help",
        ),
        (("nonsense",), "No such command 'nonsense'.", "devin-usage --help"),
        (
            ("forecast", "--budget", "20,000"),
            "Invalid value for '--budget': '20,000' is no number; write digits and a point alone, such as 20000 or 0.5",
            "devin-usage forecast --help",
        ),
        (
            ("statusline", "--budget", "-1"),
            "Invalid value for '--budget': '-1' is no number of ACUs; give one that is not negative",
            "devin-usage statusline --help",
        ),
        (
            ("report", "-o", "x.html", "--budget", "nan"),
            "Invalid value for '--budget': 'nan' is no number of ACUs; ",
            "devin-usage report --help",
        ),
        (("mock", "--now", "yesterday"), "Invalid value for '--now': 'yesterday' is not", "devin-usage mock --help"),
        (("daily", "--base-url"), "Option '--base-url' requires an argument.", "devin-usage --help"),
    ],
)
def test_what_the_parser_of_options_refuses_looks_like_other_errors(
    address: str, arguments: tuple[str, ...], said: str, shown_by: str
) -> None:
    """A sentence, and one more line that tells where the options stand."""
    done = run(address, *arguments)
    sentence, more = done.stderr.splitlines()
    assert (done.exit_code, done.stdout) == (2, "")
    assert sentence.startswith(f"devin-usage: {said}")
    assert more == f"Try '{shown_by}'."


@pytest.mark.parametrize(
    ("key", "arguments", "code"),
    [
        (ENTERPRISE_ADMIN_KEY, ("whoami",), 10),
        (ORGANIZATION_KEY, ("cycles",), 10),
        ("cog_of_nobody", ("cycles",), 11),
    ],
)
def test_what_a_key_cannot_do_is_told_apart_from_a_key_that_is_none(
    address: str, key: str, arguments: tuple[str, ...], code: int
) -> None:
    """By code and by sentence."""
    done = run(address, *arguments, key=key)
    assert done.exit_code == code
    assert done.stderr.startswith("devin-usage: ")
    assert done.stderr.count("\n") == 1


def test_the_form_of_errors_may_stand_before_or_after_the_command_or_in_the_environment(address: str) -> None:
    """And a form that does not exist is refused."""
    for arguments in (
        ("--error-format", "json", "daily", "--cycle", "x"),
        ("daily", "--cycle", "x", "--error-format=json"),
    ):
        assert run(address, *arguments).stderr.startswith('{"kind": "InvalidArgument"')
    done = run(address, "daily", "--cycle", "x", DEVIN_USAGE_ERROR_FORMAT="json")
    assert done.stderr.startswith("{")
    done = run(address, "daily", "--error-format", "xml")
    assert (done.exit_code, "'xml' is not one of 'text', 'json'" in done.stderr) == (2, True)
    done = run(NOWHERE, "spec-diff", "--", "--error-format", "json")
    assert "--error-format cannot be read" in done.stderr


def _group(error: BaseException) -> Group:
    group = Group("group")

    @group.command()
    def fail() -> None:
        raise error

    return group


def test_a_message_cannot_steer_the_terminal() -> None:
    """Whoever wrote it: control characters and turned writing are shown as escapes, on one line."""
    done = CliRunner().invoke(_group(InvalidArgument("a\x1b[2Jb\u202ec\nd")), ["fail"])
    assert done.stderr == "devin-usage: a\\x1b[2Jb\\u202ec\\nd\n"


def test_a_file_that_cannot_be_used_is_a_sentence_with_its_name() -> None:
    """Not a traceback."""
    error = PermissionError(errno.EACCES, "Permission denied", "/nowhere/usage.csv")
    done = CliRunner().invoke(_group(error), ["fail"])
    assert (done.exit_code, done.stderr) == (21, "devin-usage: Permission denied: /nowhere/usage.csv\n")


def test_a_fault_of_the_package_keeps_its_traceback() -> None:
    """It is no kind of error that a user can do something about."""
    done = CliRunner().invoke(_group(RuntimeError("a fault")), ["fail"])
    assert isinstance(done.exception, RuntimeError)


def test_a_command_may_exit_with_a_code_of_its_own_for_an_error() -> None:
    """As `contract` and `spec-diff` do."""
    group = Group("group")

    @group.command()
    @click.pass_context
    def fail(ctx: click.Context) -> None:
        tell(ctx, ServerError("500", status=500), 5)

    assert CliRunner().invoke(group, ["fail"]).exit_code == 5


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "interrupted; nothing was kept; with --cache FILE the closed days that are read would be"),
        (
            ("--cache", "days.db"),
            "interrupted; the closed days that were read are kept in days.db: run the same command again",
        ),
    ],
)
def test_an_interrupted_command_says_how_to_go_on(
    account: Mock, address: str, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    """With 130, and no traceback; what was there before is still there, whole."""
    asked = threading.Event()

    def present() -> datetime:
        asked.set()
        return datetime.now(UTC)

    kept = tmp_path / "days.csv"
    kept.write_text("as before")
    account.faults.add(Fault.parse("operation=get_enterprise_user_daily_consumption,delay_s=5"))
    env = {"DEVIN_BASE_URL": address, "DEVIN_API_KEY": ENTERPRISE_KEY}
    account.set_now(present)
    try:
        with started("export", "--what", "days-by-user", "-o", str(kept), *options, **env) as command:
            assert asked.wait(20)
            command.send_signal(signal.SIGINT)
            printed, failed = command.communicate(timeout=20)
    finally:
        account.set_now(None)
    assert (command.returncode, printed) == (INTERRUPTED, "")
    assert failed.splitlines()[-1] == f"devin-usage: {said}"
    assert "Traceback" not in failed
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".csv"] == ["days.csv"]
    assert kept.read_text() == "as before"


def test_output_that_nobody_reads_ends_quietly(address: str) -> None:
    """As where `head` has seen enough."""
    env = {"DEVIN_BASE_URL": address, "DEVIN_API_KEY": ENTERPRISE_KEY}
    with started("cycles", "--format", "json", **env) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.close()
        said = command.stderr.read()
        assert command.wait(20) == BROKEN_PIPE
    assert said == ""


def test_what_the_library_warns_of_is_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the line of code that it came from; other warnings stay as they are."""
    usual: list[str] = []
    monkeypatch.setattr(warnings, "showwarning", lambda message, *_: usual.append(str(message)))
    monkeypatch.setattr(sys, "argv", ["devin-usage", "daily"])
    show_warnings_as_sentences()
    warnings.showwarning(ContractWarning("the body is odd"), ContractWarning, "a.py", 1)
    warnings.showwarning("of another", UserWarning, "a.py", 1)
    assert capsys.readouterr().err == "devin-usage: warning: the body is odd\n"
    assert usual == ["of another"]
