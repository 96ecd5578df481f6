"""Commands that fail, and commands in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from devin_mock import ENTERPRISE_KEY

from tests.unit.cli.asking import run

NOWHERE = "http://127.0.0.1:9"
MAIN = "from devin_usage.cli import main; main()"


def failure(address: str, *arguments: str, key: str = ENTERPRISE_KEY) -> dict[str, Any]:
    """The JSON object of a command that fails, which stands alone on one line of standard error."""
    done = run(address, *arguments, "--error-format", "json", key=key)
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    told: dict[str, Any] = json.loads(done.stderr)
    assert told["exit_code"] == done.exit_code
    return told


def started(*arguments: str, **env: str) -> subprocess.Popen[str]:
    """Start a command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", MAIN, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(["generated", "overlays"]), **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
