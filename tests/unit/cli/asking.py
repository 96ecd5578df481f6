"""Commands, run in this process against a mock on a real port."""

from __future__ import annotations

import json
from typing import Any

from click.testing import CliRunner, Result
from devin_mock import ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY
from devin_usage.cli.commands import cli

WIDTHS = (30, 50, 59, 60, 80, 120, 200)


def run(address: str, *arguments: str, key: str = ENTERPRISE_KEY, **env: str | None) -> Result:
    """Run a command; no traceback and no key may come out, whatever happens."""
    keys = {
        "DEVIN_API_KEY": key,
        "DEVIN_API_KEY_V2": ENTERPRISE_ADMIN_KEY,
        "DEVIN_API_KEY_V3": ENTERPRISE_KEY,
        "COLUMNS": None,
    }
    done = CliRunner().invoke(cli, arguments, env={**keys, "DEVIN_BASE_URL": address, **env}, prog_name="devin-usage")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    for secret in (key, ENTERPRISE_ADMIN_KEY, ENTERPRISE_KEY):
        assert secret not in done.output
    return done


def lines(address: str, *arguments: str, **options: Any) -> list[str]:
    """Give the lines of a command that succeeds; beside rows there may be notes."""
    done = run(address, *arguments, **options)
    assert (done.exit_code, without_notes(done)) == (0, ""), done.output
    return done.stdout.splitlines()


def without_notes(done: Result) -> str:
    """Give what stands on standard error, but for notes."""
    return "".join(line for line in done.stderr.splitlines(True) if not line.startswith("devin-usage: note: "))


def parsed(address: str, *arguments: str, **options: Any) -> Any:
    """Give the JSON of a command that succeeds."""
    done = run(address, *arguments, "--format", "json", **options)
    assert (done.exit_code, done.stderr) == (0, ""), done.output  # JSON holds what is to be said.
    return json.loads(done.stdout)


def refused(address: str, *arguments: str, **options: Any) -> str:
    """Give the sentence of a command whose options are refused."""
    done = run(address, *arguments, **options)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("devin-usage: ")
    assert done.stderr.count("\n") == 1
    return done.stderr
