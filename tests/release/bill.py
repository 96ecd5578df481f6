"""The bill of materials: the wheel, and all that an installation from the hashed list brings, as CycloneDX 1.6.

The same commit gives the same bill: its serial number comes from the hash of the wheel, its time from the commit.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import frozen
from packaging.metadata import Metadata
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_OURS = "devin-usage"


@frozen
class Pin:
    """A line of a hashed list."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    parents: tuple[str, ...]
    """Which packages ask for it; the project itself is one."""

    @property
    def purl(self) -> str:
        """The package as a package URL."""
        return f"pkg:pypi/{self.name}@{self.version}"


def pins(listing: str) -> list[Pin]:
    """Read a hashed list.

    Raises:
        ValueError: a pin does not say what asks for it, or has no hash.
    """
    result: list[Pin] = []
    for block in re.split(r"^(?=[a-z0-9])", listing, flags=re.MULTILINE)[1:]:
        found = re.match(r"(?P<name>[a-z0-9-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\\n]+?))?\s*\\?\n", block)
        hashes = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", block))
        _, _, via = block.partition("# via")
        parents = tuple(re.findall(r"^[\s#]*([a-z0-9-]+)(?:\[[^]]*\])?(?: \(.*\))?$", via, re.MULTILINE))
        if found is None or not hashes or not parents:
            raise ValueError(f"the hashed list has a line that cannot be read: {block.splitlines()[0]!r}")
        result.append(Pin(found["name"], found["version"], found["marker"] or "", hashes, parents))
    return result


def bill(
    listing: str,
    metadata: Metadata,
    *,
    wheel: str,
    wheel_sha256: str,
    epoch: int,
    licences: Mapping[str, str],
) -> str:
    """Write the bill.

    Args:
        listing: The hashed list of what is needed to run, extras included.
        metadata: That of the wheel.
        wheel: The name of its file.
        wheel_sha256: Its hash.
        epoch: The time of the commit, in Unix seconds.
        licences: The licence expressions of the packages whose metadata has one, by name.
    """
    pinned = pins(listing)
    root = f"pkg:pypi/{_OURS}@{metadata.version}"
    refs: dict[str, list[str]] = {_OURS: [root]}
    for pin in pinned:
        refs.setdefault(pin.name, []).append(pin.purl)  # one name may be pinned twice, for different Pythons
    asked: dict[str, set[str]] = {ref: set() for of_name in refs.values() for ref in of_name}
    for pin in pinned:
        for parent in pin.parents:
            for ref in refs[parent]:
                asked[ref].add(pin.purl)
    needed = _needed(metadata, asked, refs)
    document: dict[str, Any] = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{wheel}#sha256={wheel_sha256}')}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch, UTC).isoformat(),
            "component": {
                "bom-ref": root,
                "type": "library",
                "name": _OURS,
                "version": str(metadata.version),
                "description": metadata.summary,
                "hashes": [{"alg": "SHA-256", "content": wheel_sha256}],
                "licenses": [{"expression": metadata.license_expression}],
                "purl": root,
                "properties": [{"name": "file", "value": wheel}],
            },
        },
        "components": [_component(pin, required=pin.purl in needed, licence=licences.get(pin.name)) for pin in pinned],
        "dependencies": [{"ref": ref, "dependsOn": sorted(asked[ref])} for ref in sorted(asked)],
    }
    return json.dumps(document, indent=2) + "\n"


def _needed(metadata: Metadata, asked: Mapping[str, Iterable[str]], refs: Mapping[str, Iterable[str]]) -> set[str]:
    """Find what the core needs; the rest comes with extras."""
    direct = [one for one in metadata.requires_dist or [] if "extra" not in str(one.marker or "")]
    found: set[str] = set()
    waiting = [ref for one in direct for ref in refs[canonicalize_name(one.name)]]
    while waiting:
        ref = waiting.pop()
        if ref not in found:
            found.add(ref)
            waiting.extend(asked[ref])
    return found


def _component(pin: Pin, *, required: bool, licence: str | None) -> dict[str, Any]:
    component: dict[str, Any] = {
        "bom-ref": pin.purl,
        "type": "library",
        "name": pin.name,
        "version": pin.version,
        "scope": "required" if required else "optional",
        "purl": pin.purl,
    }
    if licence:
        component["licenses"] = [{"expression": licence}]
    properties = [{"name": "accepted file", "value": f"sha256:{each}"} for each in pin.hashes]
    if pin.marker:
        properties.append({"name": "environment marker", "value": pin.marker})
    return component | {"properties": properties}


def unpinned(metadata: Metadata, listing: str) -> list[str]:
    """Say which requirements of the wheel the hashed list does not satisfy."""
    pinned: dict[str, list[str]] = {}
    for pin in pins(listing):
        pinned.setdefault(pin.name, []).append(pin.version)
    requirements: list[Requirement] = metadata.requires_dist or []
    return [
        f"requirements/extras.txt has no version of {one.name} that satisfies {one.specifier}; run make lock"
        for one in requirements
        if not all(
            one.specifier.contains(version, prereleases=True)
            for version in pinned.get(canonicalize_name(one.name), ["0"])
        )
    ]
