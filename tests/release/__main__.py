"""Checks what would be released, and publishes nothing: python -m tests.release --tools PYTHON [--every-python].

It builds from the commit, not from the files beside it. What it made lands in dist/ if every step passed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
import time
import tomllib
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from packaging.metadata import Metadata

from .archives import differences, entries, sha256, source_faults, wheel_faults
from .bill import bill, pins, unpinned
from .builds import Built, Commit, build, commit, disguise, export, of_the_packages, unpack
from .environments import Installed, licences, try_out
from .metadata import metadata_faults, version_faults
from .pythons import at_hand, promised
from .refused import Refused, refuse

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent


def say(text: str) -> None:
    """Print at once, so that whoever waits sees how far it is."""
    print(text, flush=True)


@contextmanager
def step(name: str) -> Generator[None]:
    """Name a step, tell how long it took, and name it again if it fails."""
    say(f"{name} ...")
    started = time.monotonic()
    try:
        yield
    except Refused as refused:
        raise SystemExit(f"release-check failed: {name}\n{refused}") from None
    say(f"  passed in {time.monotonic() - started:.1f} s")


def build_twice(work: Path, checked: Commit) -> tuple[Built, dict[str, bytes]]:
    """Build from two copies that look like two machines, and once more from the source archive."""
    tracked = export(ROOT, work / "one")
    export(ROOT, work / "two")
    disguise(work / "two")
    one = build(work / "one", work / "dist-one", epoch=checked.epoch, environment={"TZ": "UTC", "PYTHONHASHSEED": "0"})
    other = build(
        work / "two", work / "dist-two", epoch=checked.epoch, environment={"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"}
    )
    refuse([*differences(one.wheel, other.wheel), *differences(one.source, other.source)])
    again = build(
        unpack(one.source, work / "unpacked"), work / "dist-three", epoch=checked.epoch, environment={}, wheel_only=True
    )
    refuse(differences(one.wheel, again.wheel))
    for file in (one.wheel, one.source):
        say(f"  {file.name}: {file.stat().st_size:,} bytes, sha256 {sha256(file)}, twice")
    say("  the wheel built from the source archive is the same")
    return one, tracked


def check_contents(built: Built, tracked: dict[str, bytes]) -> None:
    """Hold the files of both archives against the tree."""
    packages = of_the_packages(tracked)
    refuse([*wheel_faults(built.wheel, packages), *source_faults(built.source, tracked)])
    say(f"  {len(packages)} files of the packages in the wheel, {len(tracked)} files in the source archive")


def check_metadata(built: Built, tracked: dict[str, bytes], checked: Commit, tools: Path, work: Path) -> Metadata:
    """Hold the metadata of both archives against the project, and have the description rendered."""
    project: dict[str, Any] = tomllib.loads(tracked["pyproject.toml"].decode())["project"]
    readme = tracked["README.md"].decode()
    inside = entries(built.wheel)
    (name,) = (name for name in inside if name.endswith(".dist-info/METADATA"))
    content = inside[name].data
    faults = metadata_faults(content, project, readme)
    faults += [
        f"of the source archive, {each}"
        for each in metadata_faults(entries(built.source)["PKG-INFO"].data, project, readme)
    ]
    surfaces = {name: data.decode() for name, data in tracked.items() if name.startswith("tests/surface/devin_")}
    changelog = tracked["CHANGELOG.md"].decode()
    faults += version_faults(project["version"], tags=checked.tags, changelog=changelog, surfaces=surfaces)
    refuse(faults)
    (work / "README.md").write_bytes(tracked["README.md"])
    rendered = subprocess.run(
        [tools, "-m", "readme_renderer", work / "README.md", "-o", work / "README.html"],
        capture_output=True,
        text=True,
        check=False,
    )
    if rendered.returncode != 0 or not (work / "README.html").read_text(encoding="utf-8").strip():
        raise Refused([f"the README does not render: {rendered.stderr.strip()}"])
    tagged = f"tagged {', '.join(checked.tags)}" if checked.tags else "not tagged"
    say(f"  version {project['version']}, {tagged}; the README renders")
    metadata = Metadata.from_email(content)
    refuse(unpinned(metadata, tracked["requirements/extras.txt"].decode()))
    return metadata


def check_installed(built: Built, tracked: dict[str, bytes], work: Path, *, every_python: bool) -> Installed:
    """Install both archives on every Python at hand, and run the tests of the installed package there."""
    versions = promised(tomllib.loads(tracked["pyproject.toml"].decode())["project"]["classifiers"])
    found = at_hand(versions, os.environ)
    missing = [version for version in versions if version not in found]
    if missing:
        said = f"not at hand: Python {', '.join(missing)}"
        if every_python or not found:
            raise Refused([f"{said}; put it on PATH"])
        say(f"  {said}")

    def one(task: tuple[str, Path]) -> Installed:
        version, archive = task
        started = time.monotonic()
        try:
            installed = try_out(found[version], archive, work / f"{version}{archive.suffix}", work / "one")
        except Refused as refused:
            raise Refused([f"Python {version}, {archive.name}: {refused}"]) from None
        say(f"  Python {version}, {archive.name}: {installed.passed} tests, {time.monotonic() - started:.1f} s")
        return installed

    tasks = [(version, archive) for version in found for archive in (built.wheel, built.source)]
    with ThreadPoolExecutor(2) as pool:
        first, *_ = pool.map(one, tasks)
    return first


def write_bill(
    built: Built, tracked: dict[str, bytes], metadata: Metadata, checked: Commit, installed: Installed, tools: Path
) -> Path:
    """Write the bill of materials beside the wheel, and hold it against its schema."""
    listing = tracked["requirements/extras.txt"].decode()
    text = bill(
        listing,
        metadata,
        wheel=built.wheel.name,
        wheel_sha256=sha256(built.wheel),
        epoch=checked.epoch,
        licences=licences(installed.python),
    )
    file = built.wheel.parent / f"{built.source.name.removesuffix('.tar.gz')}.cdx.json"
    file.write_text(text, encoding="utf-8")
    valid = subprocess.run([tools, HERE / "validate_bill.py", file], capture_output=True, text=True, check=False)
    if valid.returncode != 0:
        raise Refused([valid.stderr.strip()])
    say(f"  {file.name}: {len(pins(listing))} components, sha256 {sha256(file)}")
    return file


def hand_over(files: list[Path], dist: Path) -> None:
    """Put what passed into dist/ at once, in place of what was there."""
    beside = dist.with_name("dist.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    for file in files:
        shutil.copyfile(file, beside / file.name)
    lines = [f"{sha256(file)}  {file.name}\n" for file in sorted(files)]
    (beside / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
    if dist.exists():
        shutil.rmtree(dist)
    beside.rename(dist)


def main() -> None:
    """Run every step; the first that fails ends it with exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.release", description=__doc__)
    parser.add_argument("--tools", type=Path, required=True, help="a Python with what requirements/release.txt lists")
    parser.add_argument("--every-python", action="store_true", help="fail if a promised Python is not at hand")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="release-check-") as folder:
        work = Path(folder)
        with step("Reading the commit"):
            checked = commit(ROOT)
            say(
                f"  {checked.id[:12]}"
                + (
                    f"; {checked.uncommitted} files beside it are not committed, and left out"
                    if checked.uncommitted
                    else ""
                )
            )
        with step("Building twice"):
            built, tracked = build_twice(work, checked)
        with step("Checking the files"):
            check_contents(built, tracked)
        with step("Checking the metadata"):
            metadata = check_metadata(built, tracked, checked, chosen.tools, work)
        with step("Installing on every Python at hand"):
            installed = check_installed(built, tracked, work, every_python=chosen.every_python)
        with step("Writing the bill of materials"):
            listed = write_bill(built, tracked, metadata, checked, installed, chosen.tools)
        with step("Handing over"):
            hand_over([built.wheel, built.source, listed], ROOT / "dist")
    say("Everything passed; dist/ holds what to release. Nothing was published.")


if __name__ == "__main__":
    main()
