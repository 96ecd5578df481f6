"""What Prism is installed from is pinned by hash, and names no package index."""

import json
from pathlib import Path

PRISM = Path(__file__).parents[3] / "requirements" / "prism"


def test_every_package_is_pinned_and_hashed_and_none_says_where_from() -> None:
    """An entry of the lock file has a version and a hash, and no address."""
    lock = json.loads((PRISM / "package-lock.json").read_text("utf-8"))
    wanted = json.loads((PRISM / "package.json").read_text("utf-8"))["dependencies"]
    root, packages = lock["packages"].pop(""), lock["packages"]
    assert root["dependencies"] == wanted
    assert packages["node_modules/@stoplight/prism-cli"]["version"] == wanted["@stoplight/prism-cli"]
    for name, package in packages.items():
        assert package["version"], name
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name
