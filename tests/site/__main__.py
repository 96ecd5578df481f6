"""Build the documentation, and check what was built: ``python -m tests.site --python PATH``.

`mkdocs` builds with its own environment, and fails on every warning. What it built is held against `built.py`, and only
then takes the place of `site/`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from .built import REFERENCE, problems, unnamed

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Build, check, and put in place."""
    parser = argparse.ArgumentParser(prog="python -m tests.site", description=__doc__)
    parser.add_argument("--python", required=True, help="the interpreter that has mkdocs")
    parser.add_argument("--output", type=Path, default=ROOT / "site", help="where the site goes; by default site/")
    arguments = parser.parse_args()
    output: Path = arguments.output.absolute()
    scratch = ROOT / ".build"
    scratch.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="site-", dir=scratch) as folder:
        built = Path(folder) / "site"
        # The theme's advertisement is printed as a warning of its own; what mkdocs warns of is not touched by this.
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
        command = [arguments.python, "-m", "mkdocs", "build", "--strict", "--site-dir", str(built)]
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
        if done.returncode != 0:
            print("The documentation could not be built without a warning; site/ is as it was.", file=sys.stderr)
            return 1
        found = problems(built) + unnamed(built, {name: import_module(name).__all__ for name in REFERENCE})
        for each in found:
            print(each, file=sys.stderr)
        if found:
            print(f"The documentation has {len(found)} faults; site/ is as it was.", file=sys.stderr)
            return 1
        pages = len(list(built.rglob("*.html")))
        if output.exists():
            shutil.rmtree(output)
        shutil.move(built, output)
    print(f"{pages} pages in {output}; every link leads somewhere, and nothing is loaded from another place.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
