"""A client made by openapi-generator from the resolved documents, and driven in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from devin_mock import load

from ..conformance.cases import Case
from ..conformance.operations import VERSIONS
from ..conformance.sending import KEYS, Bench

_READER: Final = Path(__file__).parent / "reader.py"
_PACKAGE: Final = "referee_{version}"
_NOT_NEEDED: Final = "apiDocs=false,modelDocs=false,apiTests=false,modelTests=false"

Ask = Callable[[Bench, Case], Any]


class RefereeError(Exception):
    """What the client raised; `kind` is the name of its class, and `status` the one that it tells, if any."""

    def __init__(self, kind: str, said: str, status: int | None) -> None:
        """Carry what the other process told."""
        super().__init__(f"{kind}: {said}")
        self.kind = kind
        self.status = status


class Read:
    """A model of the client: its attributes by the names of the document, and what its `to_dict` gave."""

    def __init__(self, told: Mapping[str, Any], attributes: Mapping[str, Any]) -> None:
        """Hold what the other process told."""
        self._told = told
        self._attributes = attributes

    def to_dict(self) -> Mapping[str, Any]:
        """Give what the client's model makes of itself."""
        return self._told

    @property
    def additional_properties(self) -> Mapping[str, Any]:
        """The fields that the document does not describe, where the client keeps any."""
        found: Mapping[str, Any] = self._attributes.get("additional_properties", {})
        return found

    def __getattr__(self, name: str) -> Any:
        """Give an attribute of the client's model."""
        try:
            return self._attributes[name]
        except KeyError:
            raise AttributeError(name) from None


def version(python: str) -> str:
    """The version of the generator in an environment."""
    command = [python, "-c", "from importlib.metadata import version; print(version('openapi-generator-cli'))"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def build(python: str, folder: Path) -> None:
    """Make a package of each resolved document in a folder, anew. Raises RuntimeError when the generator fails."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for each in VERSIONS:
        document = folder / f"{each}.json"
        document.write_text(json.dumps(load(each).raw), "utf-8")
        command = [str(Path(python).with_name("openapi-generator-cli")), "generate", "--generator-name", "python"]
        command += ["--input-spec", str(document), "--output", str(folder), "--global-property", _NOT_NEEDED]
        command += ["--package-name", _PACKAGE.format(version=each)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"openapi-generator failed:\n{(done.stdout + done.stderr)[-3_000:]}")


@contextmanager
def running(python: str, folder: Path, base_url: str) -> Generator[Ask]:
    """Run the client against a server; gives what sends a case through it."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    with subprocess.Popen(
        [python, str(_READER), str(folder), base_url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None
        assert stdout is not None

        def ask(_: Bench, case: Case) -> Any:
            stdin.write(json.dumps(_question(case)) + "\n")
            stdin.flush()
            line = stdout.readline()
            if not line:
                raise SystemExit("The process of the client that openapi-generator made has ended.")
            found = json.loads(line)
            if "error" in found:
                raise RefereeError(found["error"], found["said"], found["status"])
            return _value(found["value"])

        try:
            yield ask
        finally:
            stdin.close()


def _question(case: Case) -> Mapping[str, Any]:
    arguments = {
        name: {"instant": value.isoformat()} if isinstance(value, datetime) else value
        for name, value in case.arguments().items()
    }
    api_version = case.driven.version
    return {
        "package": _PACKAGE.format(version=api_version),
        "operation": case.operation,
        "token": KEYS[api_version],
        "arguments": arguments,
    }


def _value(told: Mapping[str, Any]) -> Any:
    """What `told` of the reader told."""
    if "list" in told:
        return [_value(each) for each in told["list"]]
    if "map" in told:
        return {name: _value(each) for name, each in told["map"].items()}
    if "model" in told:
        return Read(told["model"], {name: _value(each) for name, each in told["attributes"].items()})
    if "instant" in told:
        return datetime.fromisoformat(told["instant"])
    return date.fromisoformat(told["date"]) if "date" in told else told["plain"]
