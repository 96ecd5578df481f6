"""What the tests of the refresh share: a project to refresh, what a vendor publishes, and the verb itself."""

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from attrs import frozen

from specs.pipeline import __main__ as command
from specs.pipeline import build, candidate, layout
from specs.pipeline.changelog import CHANGELOG
from specs.pipeline.tree import Json
from tests.unit.pipeline import samples, vendor
from tests.unit.pipeline.planted import PLANTED, Documents, Planted
from tests.unit.pipeline.vendor import SAMPLE


@pytest.fixture(scope="session")
def laid_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out and build a project over the whole documents of a vendor; to be copied, never changed."""
    root = vendor.project(tmp_path_factory.mktemp("vendored"), SAMPLE)
    for path in (Path("pyproject.toml"), CHANGELOG):
        shutil.copyfile(samples.ROOT / path, root / path)
    with build.workspace(root) as folder:
        build.build(root, folder)
        build.install(root, folder)
    return root


@pytest.fixture
def root(laid_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a fresh copy, on which the command works."""
    copied = Path(shutil.copytree(laid_once, tmp_path / "tree"))
    monkeypatch.setattr(layout, "ROOT", copied)
    return copied


@frozen
class Said:
    code: int
    out: str
    err: str
    json: dict[str, Json]


class Command:
    """Runs the verb over a folder of saved documents."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._patch, self._capsys = folder, monkeypatch, capsys

    def publish(self, planted: Planted) -> None:
        """Save what the vendor publishes with a change planted."""
        documents: Documents = {version: SAMPLE.published(version) for version in vendor.NAMES}
        files = planted.plant(documents)
        for version, name in vendor.NAMES.items():
            data = (files or {}).get(name) or vendor.dumped(documents[version])
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(data)
        for name in {*(files or {})} - {*vendor.NAMES.values()}:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes((files or {})[name])

    def __call__(self, *options: str) -> Said:
        report = self.folder.parent / "report.json"
        report.unlink(missing_ok=True)
        arguments = ["pipeline", "refresh", "--from", str(self.folder), "--json", str(report), *options]
        self._patch.setattr(sys, "argv", arguments)
        code = command.main()
        said = self._capsys.readouterr()
        return Said(code, said.out, said.err, json.loads(report.read_text()) if report.exists() else {})


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(tmp_path / "published", monkeypatch, capsys)


def named(name: str) -> Planted:
    return next(each for each in PLANTED if each.name == name)


def count(said: Said, key: str) -> int:
    versions = said.json["versions"]
    assert isinstance(versions, dict)
    total = 0
    for each in versions.values():
        assert isinstance(each, dict)
        found = each[key]
        assert isinstance(found, list)
        total += len(found)
    return total


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """Give the list of what has to pass in the copy: at first, that it has not drifted."""
    found: list[Sequence[str]] = [(".venv/bin/python", "-m", "specs.pipeline", "drift")]
    monkeypatch.setattr(candidate, "CHECKS", found)
    return found


@pytest.fixture
def whole_root(root: Path) -> Path:
    """Give a project that can be installed and that has its pipeline with it."""
    for name in ("overlays/devin_usage", "overlays/devin_mock", "specs/pipeline", "LICENSE", "NOTICE", "README.md"):
        source = samples.ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, root / name)
    return root
