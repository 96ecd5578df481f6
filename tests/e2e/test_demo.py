"""``make demo`` is what a newcomer runs first."""

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEMO = [sys.executable, "-m", "tests.e2e.demo"]


def _port(output: str) -> int:
    found = re.search(r"listens on http://127\.0\.0\.1:(\d+)", output)
    assert found, output
    return int(found[1])


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_demo_shows_both_versions_and_that_they_agree() -> None:
    """It runs every command, the totals agree, and the mock is gone afterwards."""
    done = subprocess.run(DEMO, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for command in ("cycles", "daily --cycle current", "daily --cycle current --user", "usage --cycle current"):
        assert f"devin-usage {command}" in done.stdout
    assert done.stdout.count("devin-usage daily --cycle current\n") == 2
    assert "they agree" in done.stdout
    assert done.stderr == ""
    assert not _is_open(_port(done.stdout))


def test_an_interrupted_demo_stops_its_mock() -> None:
    """Ctrl+C half-way ends with 130, and leaves no server behind."""
    with subprocess.Popen(DEMO, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as demo:
        assert demo.stdout is not None
        seen = ""
        for line in demo.stdout:
            seen += line
            if "devin-usage cycles" in line:
                break
        port = _port(seen)
        assert _is_open(port)
        demo.send_signal(signal.SIGINT)
        rest = demo.stdout.read()
        assert demo.wait(timeout=30) == 130, rest
    assert "The mock is stopped." in rest
    assert not _is_open(port)
