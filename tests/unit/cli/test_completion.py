"""Shells complete commands and options."""

from __future__ import annotations

import subprocess
import sys

import pytest
from devin_usage.cli.registry import COMMANDS

from tests.unit.cli.asking import run
from tests.unit.cli.invoking import MAIN, NOWHERE


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_calls_the_command_back(shell: str) -> None:
    """By the variable that the command listens to."""
    done = run(NOWHERE, "completion", shell)
    assert done.exit_code == 0
    assert f"_DEVIN_USAGE_COMPLETE={shell}_complete" in done.stdout
    assert "devin-usage" in done.stdout


def test_another_shell_is_refused() -> None:
    """With the ones there are."""
    done = run(NOWHERE, "completion", "csh")
    assert (done.exit_code, "'bash', 'zsh', 'fish'" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("words", "offered"),
    [("devin-usage by-", {"by-user", "by-org"}), ("devin-usage statusline --ref", {"--refresh"})],
)
def test_what_a_shell_asks_for_is_completed(words: str, offered: set[str]) -> None:
    """Without a key, and without a question to the API."""
    env = {
        "PYTHONPATH": "generated:overlays",
        "_DEVIN_USAGE_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    done = subprocess.run(
        [sys.executable, "-c", MAIN], env=env, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stderr == ""
    assert {text.partition(",")[2] for text in done.stdout.splitlines()} == offered


def test_every_command_stands_in_the_help() -> None:
    """And each can be loaded and has a help of its own."""
    shown = run(NOWHERE, "--help").stdout
    for name in COMMANDS:
        assert f"\n  {name} " in shown
        done = run(NOWHERE, name, "--help")
        assert (done.exit_code, done.stdout.startswith(f"Usage: devin-usage {name} ")) == (0, True)
