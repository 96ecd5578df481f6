"""What a load leaves behind: the database, for its owner alone, and nothing else; nobody is told of it."""

from __future__ import annotations

import io
import logging
import os
import pickle
import socket
import stat
import subprocess
import sys
import tempfile
import zlib
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from devin_mock import Fault
from devin_usage import ServerError
from devin_usage.export import warehouse_dlt
from devin_usage.export.warehouse import load

from tests.warehouse.accounts import KEYS, SHORT, Account, ask

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """The folders that a load works in, which stay for once."""
    made: list[Path] = []

    class Kept(tempfile.TemporaryDirectory[str]):
        def cleanup(self) -> None:
            pass

        def __exit__(self, *_: object) -> None:
            made.append(Path(self.name))
            self._finalizer.detach()  # type: ignore[attr-defined]  # else it is removed when it is collected

    monkeypatch.setattr(warehouse_dlt, "TemporaryDirectory", Kept)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return made


def check_the_key_is_nowhere(
    folders: list[Path], tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not in the database, the state in it, the working folder with its trace, the environment, or what is logged."""
    caplog.set_level(logging.DEBUG)
    database, key = tmp_path / "usage.duckdb", KEYS["v3"].encode()
    account = Account(days=SHORT)
    with account.client() as client:
        load(client, database=database)
        account.mock.faults.add(Fault(status=500))
        with pytest.raises(ServerError):
            load(client, database=database)
    files = [file for folder in (tmp_path, *folders) for file in folder.rglob("*") if file.is_file()]
    assert any(file.name == "trace.pickle" for file in files)
    for file in files:
        assert key not in file.read_bytes(), file
    for (state,) in ask(database, "SELECT state FROM devin_usage._dlt_pipeline_state"):
        assert key not in zlib.decompress(b64decode(state))
    assert key.decode() not in caplog.text
    assert key.decode() not in "".join(capfd.readouterr())
    assert key.decode() not in str(dict(os.environ))


def check_the_trace_can_be_read_without_the_package(folders: list[Path], tmp_path: Path) -> None:
    """It holds no client: that would be a file with the key in it, and is refused."""
    with Account(days=SHORT).client() as client:
        load(client, database=tmp_path / "usage.duckdb")
    (trace,) = [file for folder in folders for file in folder.rglob("trace.pickle")]
    named: set[str] = set()

    class Naming(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> Any:
            named.add(module)
            return super().find_class(module, name)

    Naming(io.BytesIO(trace.read_bytes())).load()
    assert not any(module.startswith("devin_usage") for module in named)


def check_nothing_stays_but_the_database_of_its_owner(tmp_path: Path) -> None:
    """Neither beside it, nor in the home folder, nor where temporary files are."""
    for name in ("home", "tmp", "data"):
        (tmp_path / name).mkdir()
    script = (
        "from pathlib import Path; from tests.warehouse.accounts import Account; "
        "from devin_usage.export.warehouse import load\n"
        "with Account(days=20).client() as client: load(client)"
    )
    environment = {
        "HOME": str(tmp_path / "home"),
        "TMPDIR": str(tmp_path / "tmp"),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(str(ROOT / each) for each in ("generated", "overlays", "")),
    }
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        cwd=tmp_path / "data",
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    left = sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file())
    assert left == ["data/usage.duckdb"]
    assert stat.S_IMODE((tmp_path / "data" / "usage.duckdb").stat().st_mode) == 0o600
    assert (done.stdout, done.stderr) == ("", "")


def check_nobody_is_told_of_a_load(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """dlt counts its users unless it is told not to; here no connection is opened at all."""
    opened: list[Any] = []

    def look_up(*address: Any, **_: Any) -> list[Any]:
        opened.append(address)
        return []

    monkeypatch.setattr(socket.socket, "connect", lambda _, address: opened.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with Account(days=20).client() as client:
        load(client, database=tmp_path / "usage.duckdb")
    assert not opened
    assert os.environ["RUNTIME__DLTHUB_TELEMETRY"] == "false"
