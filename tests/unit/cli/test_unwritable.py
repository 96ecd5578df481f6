"""Files and streams that cannot be written to."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.unit.cli.asking import run

_COMMANDS = (
    ("daily", "--last", "3d", "-o", "{}.csv"),
    ("daily", "--last", "3d", "--format", "table", "-o", "{}"),
    ("export", "--last", "3d", "-o", "{}.jsonl"),
    ("export", "--last", "3d", "-o", "{}.parquet"),
    ("report", "--last", "3d", "-o", "{}.html"),
)


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


@pytest.mark.parametrize("arguments", _COMMANDS, ids=" ".join)
def test_a_folder_that_is_not_there_is_refused_before_anything_is_asked(
    address: str, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """With the code of an option that is wrong."""
    done = run("http://127.0.0.1:9", *_named(arguments, str(tmp_path / "none" / "days")))
    assert (done.exit_code, "there is no folder" in done.stderr) == (2, True)
