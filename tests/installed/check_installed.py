"""The package as its users have it: installed, with its extras, and without the checkout."""

import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata, resources
from pathlib import Path

import pytest
from devin_mock import ENTERPRISE_KEY, Mock
from devin_mock.transport import mock_transport
from devin_usage import DevinUsage
from packaging.requirements import Requirement

PACKAGES = ("devin_api", "devin_mock", "devin_specs", "devin_usage")
COMMAND = Path(sys.executable).with_name("devin-usage")


def _run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **settings}
    return subprocess.run([COMMAND, *arguments], env=environment, capture_output=True, text=True, check=False)


def _modules() -> Iterator[str]:
    for package in PACKAGES:
        found = importlib.import_module(package)
        yield package
        yield from (each.name for each in pkgutil.walk_packages(found.__path__, f"{package}."))


def test_every_module_is_imported_from_the_environment() -> None:
    """None is missing, none needs what is not installed, and none comes from a checkout."""
    names = list(_modules())
    assert len(names) > 200
    for name in names:
        module = importlib.import_module(name)
        assert Path(str(module.__file__)).is_relative_to(sys.prefix), module.__file__


@pytest.mark.parametrize("package", PACKAGES)
def test_type_checkers_find_the_marker(package: str) -> None:
    """Without it they would ignore every annotation."""
    assert resources.files(package).joinpath("py.typed").is_file()


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_the_contract_is_there(version: str) -> None:
    """Answers are held against the documents, so they come along."""
    document = json.loads(resources.files("devin_specs").joinpath(f"{version}.json").read_text(encoding="utf-8"))
    assert document["openapi"].startswith("3.1")
    assert document["paths"]


def test_every_requirement_is_satisfied_extras_included() -> None:
    """The hashed list and the metadata ask for the same."""
    found = metadata.metadata("devin-usage")
    assert set(found.get_all("Provides-Extra") or []) == {"cli", "mock", "frames", "parquet", "warehouse"}
    requirements = [Requirement(text) for text in metadata.requires("devin-usage") or []]
    # The warehouse's extra is large, and is tested in an environment of its own.
    requirements = [each for each in requirements if "warehouse" not in str(each.marker)]
    assert requirements
    for requirement in requirements:
        assert requirement.specifier.contains(metadata.version(requirement.name)), requirement


def test_a_question_is_answered_in_process() -> None:
    """Client, contract and mock work together, as a program uses them."""
    mock = Mock()
    with DevinUsage(ENTERPRISE_KEY, transport=mock_transport(mock)) as client:
        assert client.consumption.daily(client.cycles.current().period).total_acus > 0


def test_the_command_tells_the_version_of_the_package() -> None:
    """The entry point works, and the version stands in one place."""
    done = _run("--version")
    assert (done.returncode, done.stdout) == (0, f"devin-usage, version {metadata.version('devin-usage')}\n")


def test_the_command_compares_the_documents_that_come_along(tmp_path: Path) -> None:
    """A document does not differ from itself, and YAML is read too."""
    done = _run("spec-diff", "v3", "v3")
    assert (done.returncode, done.stderr) == (0, "")
    newer = tmp_path / "v3.yaml"
    newer.write_text("openapi: 3.1.0\ninfo: {title: Less, version: 3.0.0}\npaths: {/v3/self: {get: {responses: {}}}}\n")
    assert _run("spec-diff", "v3", str(newer)).returncode == 5


def test_the_command_reads_from_the_mock_on_a_port() -> None:
    """The main job: the mock is started, and the days of a cycle are read from it."""
    with subprocess.Popen([COMMAND, "mock", "--port", "0"], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            said = next(line for line in server.stdout if "export DEVIN_BASE_URL=" in line)
            address = said.partition("=")[2].strip()
            done = _run(
                *("daily", "--cycle", "current", "--format", "json"),
                DEVIN_BASE_URL=address,
                DEVIN_API_KEY=ENTERPRISE_KEY,
            )
        finally:
            server.send_signal(signal.SIGTERM)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["total_acus"] > 0
