"""What is said about the project in its archives, held against what the project says itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from packaging.metadata import Metadata
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def metadata_faults(content: bytes, project: Mapping[str, Any], readme: str) -> list[str]:
    """Say what is wrong with a METADATA or PKG-INFO file; ``project`` is the table of pyproject.toml."""
    try:
        found = Metadata.from_email(content, validate=True)
    except ExceptionGroup as error:
        return [f"the metadata is not valid: {each}" for each in error.exceptions]
    wanted: dict[str, tuple[object, object]] = {
        "name": (found.name, project["name"]),
        "version": (str(found.version), project["version"]),
        "summary": (found.summary, project["description"]),
        "required Python": (str(found.requires_python), project["requires-python"]),
        "licence": (found.license_expression, project["license"]),
        "licence files": (sorted(found.license_files or []), sorted(project["license-files"])),
        "classifiers": (sorted(found.classifiers or []), sorted(project["classifiers"])),
        "keywords": (sorted(found.keywords or []), sorted(project["keywords"])),
        "extras": (
            sorted(found.provides_extra or []),
            sorted(canonicalize_name(extra) for extra in project["optional-dependencies"]),
        ),
        "requirements": (
            sorted(_plain(one) for one in found.requires_dist or []),
            sorted(_plain(one) for one in _requirements(project)),
        ),
        "type of the description": (found.description_content_type, "text/markdown"),
    }
    faults = [
        f"the {what} is {said!r}, and should be {right!r}" for what, (said, right) in wanted.items() if said != right
    ]
    if (found.description or "").strip() != readme.strip():
        faults.append("the description is not the README")
    return faults


def _requirements(project: Mapping[str, Any]) -> list[Requirement]:
    result = [Requirement(text) for text in project["dependencies"]]
    for extra, texts in project["optional-dependencies"].items():
        result += [Requirement(f"{text}; extra == '{extra}'") for text in texts]
    return result


def _plain(requirement: Requirement) -> str:
    specifiers = ",".join(sorted(str(one) for one in requirement.specifier))
    return f"{canonicalize_name(requirement.name)} {specifiers} {requirement.marker or ''}".strip()


def version_faults(version: str, *, tags: Sequence[str], changelog: str, surfaces: Mapping[str, str]) -> list[str]:
    """Say what is wrong with the version of a tagged commit; nothing where there is no tag of a version.

    ``surfaces`` are the files of the public names, by name.
    """
    tagged = [tag for tag in tags if re.fullmatch(r"v[0-9].*", tag)]
    if not tagged:
        return []
    faults = [f"the tag is {tag}, and the version is {version}" for tag in tagged if tag != f"v{version}"]
    if not re.search(
        rf"^## \[?{re.escape(version)}\]?(?: - [0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})?$", changelog, re.MULTILINE
    ):
        faults.append(f"CHANGELOG.md has no part for {version}; head what is unreleased with ## {version} - YYYY-MM-DD")
    for name, content in surfaces.items():
        if any(not line.startswith("  ") for line in content.splitlines()):
            faults.append(f"{name} is still a difference against the release before; run make surface RELEASE=1")
    return faults
