"""One real build of a small project, shared, since the generator takes seconds."""

import shutil
from pathlib import Path

import pytest
from attrs import frozen

from specs.pipeline import build, generate, layout, tree
from specs.pipeline.tree import Json
from tests.unit.pipeline import samples
from tests.unit.pipeline.refreshing import checks, laid_once, root, run, whole_root

__all__ = ["checks", "laid_once", "root", "run", "whole_root"]


@frozen
class Generated:
    folder: Path
    packages: dict[str, Path]


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build and install the small project with the real generator; to be copied, never changed."""
    root = samples.write_project(tmp_path_factory.mktemp("project"))
    with build.workspace(root) as folder:
        build.build(root, folder)
        build.install(root, folder)
    return root


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> Path:
    """Give a fresh copy of the built project."""
    return Path(shutil.copytree(built_once, tmp_path / "project"))


@pytest.fixture(scope="session")
def generated_clients(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """Keep what the real generator gave, by the digest of the document."""
    known = build.resolve(built_once)[samples.VERSION].document
    return Generated(
        folder=tmp_path_factory.mktemp("clients"),
        packages={tree.digest(known): built_once / layout.CLIENT / samples.VERSION},
    )


@pytest.fixture
def remembered_generator(generated_clients: Generated, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the real generator once for every document."""
    ask = generate.generate

    def remember(document: Json, resolved: Path, package: Path, config: Path) -> None:
        digest = tree.digest(document)
        if digest not in generated_clients.packages:
            kept = generated_clients.folder / digest.replace(":", "-") / package.name
            ask(document, resolved, kept, config)
            generated_clients.packages[digest] = kept
        shutil.copytree(generated_clients.packages[digest], package)

    monkeypatch.setattr(generate, "generate", remember)
