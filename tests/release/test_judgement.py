"""Wrong metadata, a version that is not the tag's, Pythons that do not answer, and a bill with a gap are each seen."""

import json
from pathlib import Path
from typing import Any

import pytest
from packaging.metadata import Metadata

from tests.release.bill import bill, pins, unpinned
from tests.release.metadata import metadata_faults, version_faults
from tests.release.pythons import at_hand, promised

README = "# pkg\n\nText.\n"
PROJECT: dict[str, Any] = {
    "name": "pkg",
    "version": "1.0",
    "description": "Does things",
    "requires-python": ">=3.11",
    "license": "MIT",
    "license-files": ["LICENSE", "NOTICE"],
    "classifiers": ["Typing :: Typed"],
    "keywords": ["things"],
    "dependencies": ["attrs>=25.1", "httpx<0.29,>=0.28.1"],
    "optional-dependencies": {"cli": ["click>=8.2"]},
}
METADATA = f"""Metadata-Version: 2.4
Name: pkg
Version: 1.0
Summary: Does things
License-Expression: MIT
License-File: LICENSE
License-File: NOTICE
Keywords: things
Classifier: Typing :: Typed
Requires-Python: >=3.11
Requires-Dist: attrs>=25.1
Requires-Dist: httpx<0.29,>=0.28.1
Provides-Extra: cli
Requires-Dist: click>=8.2; extra == 'cli'
Description-Content-Type: text/markdown

{README}"""


def test_metadata_that_says_what_the_project_says_has_no_faults() -> None:
    """Order and spelling of requirements do not count."""
    assert metadata_faults(METADATA.encode(), PROJECT, README) == []


@pytest.mark.parametrize(
    ("line", "instead", "named"),
    [
        ("Name: pkg", "Name: other", "the name is"),
        ("Version: 1.0", "Version: 1.1", "the version is '1.1', and should be '1.0'"),
        ("Summary: Does things", "Summary: UNKNOWN", "the summary is"),
        ("License-Expression: MIT", "License-Expression: Apache-2.0", "the licence is"),
        ("License-File: NOTICE\n", "", "the licence files is"),
        ("Keywords: things\n", "", "the keywords is"),
        ("Classifier: Typing :: Typed\n", "", "the classifiers is"),
        ("Requires-Python: >=3.11", "Requires-Python: >=3.8", "the required Python is"),
        ("Requires-Dist: attrs>=25.1\n", "", "the requirements is"),
        ("; extra == 'cli'", "", "the requirements is"),
        ("Provides-Extra: cli", "Provides-Extra: mock", "the extras is"),
        ("text/markdown", "text/plain", "the type of the description is"),
        ("Text.", "Other text.", "the description is not the README"),
        ("Requires-Python: >=3.11", "Requires-Python: later", "the metadata is not valid"),
        ("Version: 1.0\n", "", "the metadata is not valid"),
    ],
)
def test_wrong_metadata_is_named(line: str, instead: str, named: str) -> None:
    """What is wrong, what it says, and what it should say."""
    assert line in METADATA
    faults = metadata_faults(METADATA.replace(line, instead).encode(), PROJECT, README)
    assert faults
    assert faults[0].startswith(named)


CHANGELOG = "# Changelog\n\n## 1.0 - 2026-01-01\n\n### Added\n- All.\n"
RELEASED = {"tests/surface/pkg.txt": "  pkg.a def ()\n"}


def test_a_commit_without_a_tag_of_a_version_needs_no_version() -> None:
    """Every day's check does not ask for a release."""
    for tags in ([], ["nightly"]):
        assert version_faults("1.0", tags=tags, changelog="", surfaces={"x": "+ y def ()\n"}) == []


def test_a_tagged_commit_is_released_in_every_place() -> None:
    """Tag, version, changelog and public names agree."""
    assert version_faults("1.0", tags=["v1.0"], changelog=CHANGELOG, surfaces=RELEASED) == []


@pytest.mark.parametrize(
    ("tag", "changelog", "surface", "named"),
    [
        ("v1.1", CHANGELOG, "  pkg.a def ()\n", "the tag is v1.1, and the version is 1.0"),
        ("v1.0", "## Unreleased\n", "  pkg.a def ()\n", "CHANGELOG.md has no part for 1.0"),
        ("v1.0", CHANGELOG.replace("1.0", "1.0.1"), "  pkg.a def ()\n", "CHANGELOG.md has no part for 1.0"),
        ("v1.0", CHANGELOG, "+ pkg.a def ()\n", "tests/surface/pkg.txt is still a difference"),
        ("v1.0", CHANGELOG, "- pkg.a def ()\n", "tests/surface/pkg.txt is still a difference"),
    ],
)
def test_what_was_forgotten_before_tagging_is_named(tag: str, changelog: str, surface: str, named: str) -> None:
    """One fault, which says what to do."""
    (fault,) = version_faults("1.0", tags=[tag], changelog=changelog, surfaces={"tests/surface/pkg.txt": surface})
    assert fault.startswith(named)


def test_the_classifiers_promise_the_pythons() -> None:
    """In the order of their age, not of their text."""
    names = ["Python :: 3.14", "Python :: 3.9", "Python :: 3 :: Only", "Python :: Implementation :: CPython"]
    assert promised([f"Programming Language :: {name}" for name in names]) == ["3.9", "3.14"]


def test_only_pythons_that_answer_are_at_hand(tmp_path: Path) -> None:
    """A shim for a version that is not there, and one that is another version, are passed over."""

    def program(path: Path, script: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    program(tmp_path / "bin" / "python3.12", "echo 'command not found' >&2; exit 127")
    program(tmp_path / "bin" / "python3.13", "echo 3.11")
    there = program(tmp_path / "bin" / "python3.14", "echo 3.14")
    kept = program(tmp_path / "home" / "versions" / "3.12.1" / "bin" / "python3.12", "echo 3.12")
    environment = {"PATH": str(tmp_path / "bin"), "PYENV_ROOT": str(tmp_path / "home")}
    assert at_hand(["3.11", "3.12", "3.13", "3.14"], environment) == {"3.12": kept, "3.14": there}


LISTING = f"""# This file was autogenerated
attrs==26.1.0 \\
    --hash=sha256:{"a" * 64} \\
    --hash=sha256:{"b" * 64}
    # via devin-usage (pyproject.toml)
click==8.5.1 ; sys_platform != 'x' \\
    --hash=sha256:{"c" * 64}
    # via
    #   devin-usage (pyproject.toml)
    #   uvicorn
h11==0.16.0 \\
    --hash=sha256:{"d" * 64}
    # via httpx
httpx==0.28.1 \\
    --hash=sha256:{"e" * 64}
    # via devin-usage (pyproject.toml)
uvicorn==0.54.0 \\
    --hash=sha256:{"f" * 64}
    # via devin-usage (pyproject.toml)
"""


def _bill(wheel_sha256: str = "0" * 64, epoch: int = 1_764_921_600) -> dict[str, Any]:
    text = bill(
        LISTING,
        Metadata.from_email(METADATA),
        wheel="devin_usage-1.0-py3-none-any.whl",
        wheel_sha256=wheel_sha256,
        epoch=epoch,
        licences={"attrs": "MIT"},
    )
    found: dict[str, Any] = json.loads(text)
    return found


def test_the_bill_lists_every_pin_and_who_asks_for_it() -> None:
    """The core's packages are required, those of extras optional."""
    found = _bill()
    scopes = {each["name"]: each["scope"] for each in found["components"]}
    assert scopes == {
        "attrs": "required",
        "click": "optional",
        "h11": "required",
        "httpx": "required",
        "uvicorn": "optional",
    }
    asked = {each["ref"]: each["dependsOn"] for each in found["dependencies"]}
    assert asked["pkg:pypi/uvicorn@0.54.0"] == ["pkg:pypi/click@8.5.1"]
    assert len(asked["pkg:pypi/devin-usage@1.0"]) == 4
    attrs, click, *_ = found["components"]
    assert attrs["licenses"] == [{"expression": "MIT"}]
    assert [each["value"] for each in attrs["properties"]] == [f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"]
    assert {"name": "environment marker", "value": "sys_platform != 'x'"} in click["properties"]


def test_a_package_that_is_pinned_twice_for_different_pythons_is_listed_twice() -> None:
    """And whoever asks for it asks for both; each has to satisfy the metadata."""
    both = f"""{LISTING}click==8.4.0 ; python_full_version < '3.12' \\
    --hash=sha256:{"1" * 64}
    # via
    #   devin-usage (pyproject.toml)
    #   uvicorn
"""
    found = json.loads(
        bill(
            both,
            Metadata.from_email(METADATA),
            wheel="devin_usage-1.0-py3-none-any.whl",
            wheel_sha256="0" * 64,
            epoch=1_764_921_600,
            licences={},
        )
    )
    clicks = ["pkg:pypi/click@8.4.0", "pkg:pypi/click@8.5.1"]
    assert sorted(each["bom-ref"] for each in found["components"] if each["name"] == "click") == clicks
    asked = {each["ref"]: each["dependsOn"] for each in found["dependencies"]}
    assert asked["pkg:pypi/uvicorn@0.54.0"] == clicks
    assert set(clicks) <= set(asked)
    assert unpinned(Metadata.from_email(METADATA), both) == []
    assert unpinned(Metadata.from_email(METADATA), both.replace("click==8.4.0", "click==8.1.0"))


def test_the_bill_of_a_commit_is_always_the_same() -> None:
    """Its serial number follows the wheel, its time the commit."""
    assert _bill() == _bill()
    assert _bill()["metadata"]["timestamp"] == "2025-12-05T08:00:00+00:00"
    assert _bill()["serialNumber"] != _bill(wheel_sha256="1" * 64)["serialNumber"]


@pytest.mark.parametrize(
    "line", ["attrs>=26 \\\n    # via x\n", "attrs==26.1.0\n    # via x\n", "attrs==26.1.0 \\\n    --hash=sha256:0\n"]
)
def test_a_pin_that_cannot_be_read_is_named(line: str) -> None:
    """No component is dropped in silence."""
    with pytest.raises(ValueError, match="cannot be read: 'attrs"):
        pins(line)


def test_requirements_that_the_list_does_not_satisfy_are_named() -> None:
    """What was tested is what the metadata asks for."""
    metadata = Metadata.from_email(METADATA)
    assert unpinned(metadata, LISTING) == []
    older, lacking = LISTING.replace("click==8.5.1", "click==8.1.0"), LISTING.replace("attrs==", "other==")
    assert unpinned(metadata, older) == [
        "requirements/extras.txt has no version of click that satisfies >=8.2; run make lock"
    ]
    assert [fault.split(" that")[0] for fault in unpinned(metadata, lacking)] == [
        "requirements/extras.txt has no version of attrs"
    ]
