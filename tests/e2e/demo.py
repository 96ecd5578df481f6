"""The main job, as a user would do it: start the mock on a real port, run the commands against it, stop it.

Prints every command, so that a reader can repeat it against the real API with a real key. Needs what ``devin-usage``
itself needs, and nothing of the test tools.
"""

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

COMMAND = Path(sys.executable).with_name("devin-usage")
V2_KEY, V3_KEY = "apk_user_mock_enterprise_admin", "cog_mock_enterprise"
TOLERANCE_ACUS = 1e-6


def say(text: str) -> None:
    """Print at once, so that the output of commands comes in its place."""
    print(text, flush=True)


@contextmanager
def mock(now: str) -> Generator[str]:
    """Run the mock on a free port, and stop it whatever happens."""
    arguments = [str(COMMAND), "mock", "--port", "0", "--now", now]
    say(f"$ devin-usage mock --port 0 --now {now} &")
    # A session of its own: an interrupt at the terminal goes to this program, which then stops the mock.
    server = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert server.stdout is not None
        address = next((line.split("=")[1].strip() for line in server.stdout if "export DEVIN_BASE_URL=" in line), None)
        if address is None:
            raise SystemExit("the mock did not start")
        say(f"The mock listens on {address}")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=10)
        say("The mock is stopped.")


def run(url: str, key: str, arguments: Sequence[str], *, shown: bool = True) -> str:
    """Run one command as a user would; its output is printed or returned."""
    environment = {**os.environ, "DEVIN_BASE_URL": url, "DEVIN_API_KEY": key}
    if shown:
        say(f"\n$ DEVIN_API_KEY={key} devin-usage {shlex.join(arguments)}")
    output = None if shown else subprocess.PIPE
    done = subprocess.run([str(COMMAND), *arguments], env=environment, stdout=output, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"devin-usage {shlex.join(arguments)} ended with exit code {done.returncode}")
    return done.stdout or ""


def ask(url: str, key: str, *arguments: str) -> Any:
    """Run a command for its JSON."""
    return json.loads(run(url, key, [*arguments, "--format", "json"], shown=False))


def tour(url: str) -> int:
    """Run the commands, and hold the totals of v2 and v3 against each other."""
    say(f"\n$ export DEVIN_BASE_URL={url}")
    run(url, V3_KEY, ["cycles"])
    run(url, V3_KEY, ["daily", "--cycle", "current"])
    run(url, V2_KEY, ["daily", "--cycle", "current"])
    by_user = ask(url, V2_KEY, "daily", "--cycle", "current")["acus_by_user"]
    busiest = max(by_user, key=lambda user: by_user[user])
    run(url, V2_KEY, ["daily", "--cycle", "current", "--user", busiest])
    run(url, V3_KEY, ["usage", "--cycle", "current"])
    run(url, V2_KEY, ["usage", "--cycle", "current"])

    v2 = ask(url, V2_KEY, "daily", "--cycle", "current")["total_acus"]
    v3 = ask(url, V3_KEY, "daily", "--cycle", "current")["total_acus"]
    agree = abs(v2 - v3) <= TOLERANCE_ACUS
    say(f"\nTotal of the current cycle: v2 {v2:,.6f} ACUs, v3 {v3:,.6f} ACUs: they {'agree' if agree else 'DIFFER'}.")
    say("Against the real API: unset DEVIN_BASE_URL, set DEVIN_API_KEY to your key, and run the same commands.")
    return 0 if agree else 1


def main() -> int:
    """Run the demo; 0 when the totals agree, 130 when interrupted."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        with mock(now) as url:
            return tour(url)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
