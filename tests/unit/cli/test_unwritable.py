"""Files and streams that cannot be written to."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest
from devin_mock import ENTERPRISE_KEY

from tests.unit.cli.asking import run
from tests.unit.cli.invoking import MAIN

_SHELL = ("sh", "-c")
_ALONE = f'exec "$0" -c "{MAIN}" "$@"'
_COMMANDS = (
    ("daily", "--last", "3d", "-o", "{}.csv"),
    ("daily", "--last", "3d", "--format", "table", "-o", "{}"),
    ("export", "--last", "3d", "-o", "{}.jsonl"),
    ("export", "--last", "3d", "-o", "{}.parquet"),
    ("report", "--last", "3d", "-o", "{}.html"),
)


def _closed(address: str, redirected: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, with streams as a shell redirects them."""
    path = os.pathsep.join(["generated", "overlays"])
    env = {**os.environ, "PYTHONPATH": path, "DEVIN_API_KEY": ENTERPRISE_KEY, "DEVIN_BASE_URL": address}
    script = f"{_ALONE} {redirected}"
    return subprocess.run(
        [*_SHELL, script, sys.executable, *arguments], env=env, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("arguments", [("whoami",), ("--help",), ("daily", "--help"), ("whoami", "--format", "json")])
def test_without_standard_output_what_had_to_be_printed_is_an_error(address: str, arguments: tuple[str, ...]) -> None:
    """In a sentence, with the code of files."""
    done = _closed(address, ">&-", *arguments)
    assert done.returncode == 21
    assert done.stderr == "devin-usage: there is no standard output to write to; it was closed\n"


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("command", ["report", "export"])
def test_a_file_needs_no_stream(address: str, tmp_path: Path, closed: str, command: str) -> None:
    """It is written, whichever are closed."""
    path = tmp_path / {"report": "page.html", "export": "days.csv"}[command]
    done = _closed(address, closed, command, "--last", "3d", "-o", str(path))
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert path.stat().st_size > 100


def test_without_standard_error_a_command_works_and_fails_as_ever(address: str) -> None:
    """With its answer on standard output, and with its code."""
    done = _closed(address, "2>&-", "whoami")
    assert (done.returncode, bool(done.stdout)) == (0, True)
    assert _closed("http://127.0.0.1:9", "2>&-", "whoami").returncode == 17
    assert _closed(address, ">&- 2>&-", "whoami").returncode == 21


@pytest.mark.parametrize("arguments", [("--help",), ("daily", "--help"), ("whoami",)])
def test_whoever_has_read_enough_is_no_failure(address: str, arguments: tuple[str, ...]) -> None:
    """Help is no exception: a pipe that is closed ends the command with 141, or after it is done."""
    reading, writing = os.pipe()
    os.close(reading)
    env = {"PYTHONPATH": "generated:overlays", "DEVIN_API_KEY": ENTERPRISE_KEY, "DEVIN_BASE_URL": address}
    done = subprocess.run(
        [sys.executable, "-c", MAIN, *arguments],
        env={**os.environ, **env},
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_the_mock_serves_without_standard_output(tmp_path: Path) -> None:
    """As what a script starts in the background; it says on standard error where it listens."""
    env = {**os.environ, "PYTHONPATH": "generated:overlays"}
    options = ("mock", "--port", "0", "--users", "10", "--record", str(tmp_path / "record.json"))
    with subprocess.Popen(
        [*_SHELL, f"{_ALONE} >&-", sys.executable, *options], env=env, stderr=subprocess.PIPE, text=True
    ) as serving:
        assert serving.stderr is not None
        assert serving.stderr.readline().startswith("The mock listens on http://127.0.0.1:")
        serving.terminate()
        rest = serving.stderr.read()
        assert serving.wait(timeout=60) == 0
    assert rest.endswith("The mock is stopped.\n")
    assert (tmp_path / "record.json").exists()


def test_errors_that_nobody_reads_keep_their_code() -> None:
    """Standard error may be a pipe that is closed, too."""
    reading, writing = os.pipe()
    os.close(reading)
    env = {**os.environ, "PYTHONPATH": "generated:overlays", "DEVIN_API_KEY": ENTERPRISE_KEY}
    command = [sys.executable, "-c", MAIN, "daily", "--nonsense"]
    assert subprocess.run(command, env=env, stdout=writing, stderr=writing, check=False, timeout=60).returncode == 2
    os.close(writing)


def _named(arguments: tuple[str, ...], name: str) -> list[str]:
    return [each.format(name) for each in arguments]


@pytest.mark.parametrize("arguments", _COMMANDS, ids=" ".join)
def test_a_file_that_cannot_be_written_is_exit_21(address: str, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Such as one whose name is longer than the file system takes; nothing is left behind."""
    done = run(address, *_named(arguments, str(tmp_path / ("n" * 300))))
    assert (done.exit_code, done.stdout) == (21, "")
    assert done.stderr.startswith("devin-usage: ")
    assert "File name too long" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", _COMMANDS, ids=" ".join)
def test_a_full_disk_is_exit_21(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    """What was there before still is, and nothing lies beside it."""
    named = _named(arguments, str(tmp_path / "days"))
    place = Path(named[-1])
    place.write_text("before")

    def full(_: Any) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("devin_usage.export.whole.os.fsync", full)
    done = run(address, *named)
    assert (done.exit_code, done.stdout) == (21, "")
    assert "No space left on device" in done.stderr
    assert [each.read_text() for each in tmp_path.iterdir()] == ["before"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("daily", "--last", "3d"),
        ("daily", "--last", "3d", "--format", "csv"),
        ("export", "--last", "3d"),
        ("export", "--last", "3d", "--format", "csv"),
        ("export", "--what", "focus", "--price", "2 USD", "--format", "csv"),
        ("report", "--last", "3d"),
        ("contract",),
    ],
    ids=" ".join,
)
def test_a_dash_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:
    """Where standard output may have been meant, none is made that is called so, and nothing is asked."""
    monkeypatch.chdir(tmp_path)
    done = run("http://127.0.0.1:9", *arguments, "-o", "-")
    assert (done.exit_code, "standard output" in done.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", _COMMANDS, ids=" ".join)
def test_a_folder_that_is_not_there_is_refused_before_anything_is_asked(
    address: str, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """With the code of an option that is wrong."""
    done = run("http://127.0.0.1:9", *_named(arguments, str(tmp_path / "none" / "days")))
    assert (done.exit_code, "there is no folder" in done.stderr) == (2, True)
