"""Holds the public names against their files, or writes them.

python -m tests.surface [--write] [--changelog] [--release]
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from specs.pipeline.changelog import CHANGELOG, with_draft

from .changelog import entries, to_write, unnamed
from .changes import breaking
from .lines import released, written
from .listing import PACKAGES, surface

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Return 1 if a file is not what the code gives, or a breaking change is not in the changelog.

    Whoever writes is told of such changes, and gets 0.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.surface", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the files anew, against the last release")
    parser.add_argument("--release", action="store_true", help="write the files anew, with the present as the release")
    parser.add_argument("--changelog", action="store_true", help="write what breaks callers into the changelog, too")
    chosen = parser.parse_args()
    writing = chosen.write or chosen.release
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    missing: dict[str, list[str]] = {}
    stale = False
    for package in PACKAGES:
        file = ROOT / "tests" / "surface" / f"{package}.txt"
        present = surface(ROOT, package)
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        base = present if chosen.release else released(before)
        after = written(base, present)
        if before != after and writing:
            _replace(file, after)
            print(f"{file.relative_to(ROOT)}: written, {len(present)} public names")
        elif before != after:
            stale = True
            print(f"{file.relative_to(ROOT)} is not what the code gives; run make surface, and review the difference")
        modules = [line.name for line in {*base, *present} if line.kind == "module"]
        missing |= unnamed(breaking(base, present), changelog, modules)
    if missing and chosen.changelog:
        _replace(ROOT / CHANGELOG, with_draft(changelog, f"### Breaking\n{entries(missing)}\n"))
        print(f"{CHANGELOG}: {len(missing)} breaking changes written")
        return 1 if stale else 0
    if missing:
        print(to_write(missing))
    return 1 if stale or (missing and not writing) else 0


def _replace(file: Path, text: str) -> None:
    beside = file.with_suffix(".new")
    beside.write_text(text, encoding="utf-8", newline="\n")
    os.replace(beside, file)


if __name__ == "__main__":
    sys.exit(main())
