"""What is published: the wheel is complete, and works without the checkout."""

import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.release.builds import PACKAGES
from tests.release.environments import clean_environment

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the pinned backend."""
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and its dependencies, and without the checkout."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, symlinks=True)
    (site,) = home.glob("lib/python*/site-packages")
    # The dependencies are those of this environment. A line of a .pth file adds a folder without reading the .pth
    # files in it, so the editable checkout stays out.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install = [sys.executable, "-m", "pip", "--python", str(home / "bin/python"), "install", "--no-deps", "--quiet"]
    # The environment next door holds the editable install of the same version, which must not count.
    subprocess.run([*install, "--no-index", "--ignore-installed", str(wheel)], check=True, capture_output=True)
    return home / "bin" / "python"


def test_the_wheel_holds_every_file_of_the_four_packages(wheel: Path) -> None:
    """Nothing is missing (an ignored folder would ship empty), and nothing else comes along."""
    expected = {
        file.relative_to(ROOT / root).as_posix()
        for package, root in PACKAGES.items()
        for file in (ROOT / root / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == expected
    assert {"devin_specs/v2.json", "devin_specs/v3.json", "devin_api/py.typed", "devin_usage/py.typed"} <= names


def test_the_wheel_carries_licence_and_notice(wheel: Path) -> None:
    """The vendor's text is in the wheel, so the notice about it has to be too."""
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.rsplit("/", 1)[-1] for name in names if "/licenses/" in name} == {"LICENSE", "NOTICE"}


def test_the_installed_wheel_passes_the_tests_of_the_installed_package(python: Path, tmp_path: Path) -> None:
    """All modules import from the environment, the command runs, and the mock answers it on a port."""
    tests = shutil.copytree(ROOT / "tests" / "installed", tmp_path / "installed")
    command: list[str | Path] = [python, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "pytest.ini"]
    done = subprocess.run(command, cwd=tests, env=clean_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
