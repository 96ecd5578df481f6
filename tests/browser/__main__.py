"""Look at the report with a real browser: ``python -m tests.browser --python PATH [--chromium PATH]``.

The pages are made here, from the mock's account. A worker in an environment of its own drives the browser, and tells
what it saw: messages on the console, requests, what does not fit the window, texts that are hard to read, and the
figures on the page, which are held against the ledger here. Its pictures are left in a folder to be looked at.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from devin_mock.calendar import date_of

from .accounts import PAGES, Page, ledger_days, ledger_users

WORKER: Final = Path(__file__).parent / "worker.py"
PICTURES: Final = Path(".build/report")
NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
WIDTHS: Final = (390, 1280)
TOLERANCE_ACUS: Final = 0.005 + 1e-9
"""The page has two decimal places."""


def browser(given: str | None) -> str | None:
    """Find the browser: what was given, or the first that is on the path."""
    if given is not None:
        return given if Path(given).is_file() else None
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def see(python: str, chromium: str, folder: Path, pictures: Path) -> dict[str, Any]:
    """Let the worker look at the pages in a folder."""
    question = {
        "chromium": chromium,
        "pages": {page.name: str(folder / f"{page.name}.html") for page in PAGES},
        "widths": WIDTHS,
        "pictures": str(pictures),
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DEVIN_")}
    done = subprocess.run(
        [python, str(WORKER)],
        input=json.dumps(question),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env=environment,
        timeout=300,
    )
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def number(text: str) -> float:
    """Read a figure of the page."""
    return float(text.replace(",", ""))


def troubles(page: Page, seen: dict[str, Any]) -> Iterator[str]:
    """Say what should not be, of one page at all widths and in light and dark."""
    for view, told in seen["views"].items():
        for kind in ("console", "requests", "errors", "overflowing", "faint", "small"):
            for each in told[kind]:
                yield f"{view}: {kind}: {each}"
    for kind in ("keyboard", "paper"):
        yield from (f"{kind}: {each}" for each in seen[kind])
    if page.name == "cycle":
        yield from wrong_figures(page, seen["tables"], seen["tiles"])


def wrong_figures(page: Page, tables: dict[str, list[list[str]]], tiles: dict[str, str]) -> Iterator[str]:
    """Hold the figures on the page against the ledger."""
    days = ledger_days(page.mock)
    _, *rows, foot = tables["days"]
    shown = {row[0].split()[0]: [number(cell) for cell in row[1:]] for row in rows}
    if list(shown) != [date_of(day).isoformat() for day in days]:
        yield f"the days are {', '.join(shown)}"
    for day, acus in days.items():
        expected = [*acus, sum(acus)]
        found = shown.get(date_of(day).isoformat(), [])
        if len(found) != len(expected) or any(
            abs(one - other) > TOLERANCE_ACUS for one, other in zip(found, expected, strict=True)
        ):
            yield f"{date_of(day)} has {found}, and {expected} in the ledger"
    total = sum(map(sum, days.values()))
    for name, figure in (("the foot of the days", foot[-1]), ("Used so far", tiles["Used so far"])):
        if abs(number(figure) - total) > TOLERANCE_ACUS:
            yield f"{name} is {figure}, and {total} in the ledger"
    for address, used in ledger_users(page.mock)[:20]:
        row = next((row for row in tables["users"] if address in row[1]), None)
        if row is None or abs(number(row[2]) - used) > TOLERANCE_ACUS:
            yield f"{address} has {row}, and {used} in the ledger"


def main() -> int:
    """Look at every page; 1 when something should not be, 2 without a browser."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser", description=main.__doc__)
    parser.add_argument("--python", required=True, help="an interpreter that has playwright")
    parser.add_argument("--chromium", help="the browser; by default the Chromium on the path")
    parser.add_argument("--pictures", type=Path, default=PICTURES, help="the folder for pictures")
    arguments = parser.parse_args()
    chromium = browser(arguments.chromium)
    if chromium is None:
        where = f"at {arguments.chromium}" if arguments.chromium else f"on the path ({', '.join(NAMES)})"
        print(
            f"There is no Chromium {where}. Install one (on Debian: apt-get install chromium), or say where it is: "
            "make test-browser CHROMIUM=/path/to/chromium",
            file=sys.stderr,
        )
        return 2
    arguments.pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for page in PAGES:
            page.write(Path(folder) / f"{page.name}.html")
        seen = see(arguments.python, chromium, Path(folder), arguments.pictures)
    failed = 0
    print(f"{seen['browser']}, widths {', '.join(map(str, WIDTHS))}, light and dark, and in print")
    for page in PAGES:
        found = list(troubles(page, seen["pages"][page.name]))
        failed += len(found)
        sheets = seen["pages"][page.name]["sheets"]
        said = "; ".join(found) or "as expected"
        print(f"{page.name:14} {page.bytes / 1000:6.0f} kB  {sheets:2} pages in print  {said}")
    print(f"\nPictures to look at: {arguments.pictures}/")
    print(f"{failed} unexpected" if failed else "everything as expected")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
