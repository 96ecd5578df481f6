"""Command line of the build flow: ``python -m specs.pipeline generate|drift|refresh``."""

import argparse
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from . import build, fetch, layout, refresh, refresh_report, swap
from .drift import drift
from .errors import PipelineError


def _generate(_: argparse.Namespace) -> int:
    with build.workspace(layout.ROOT) as folder:
        operations = build.build(layout.ROOT, folder)
        changed = build.install(layout.ROOT, folder)
    counts = ", ".join(f"{version}: {count} operations" for version, count in operations.items())
    print(f"{counts}; {len(changed) or 'no'} file{'' if len(changed) == 1 else 's'} changed")
    for path in changed:
        print(f"  {path.as_posix()}")
    return 0


def _drift(_: argparse.Namespace) -> int:
    differences = drift(layout.ROOT)
    if not differences:
        print("The tree is what the sources, the overlays and the pinned generator give.")
        return 0
    print(f"Drift, first at {differences[0]}", file=sys.stderr)
    if len(differences) > 1:
        print(f"{len(differences) - 1} more:", file=sys.stderr)
        for difference in differences[1:]:
            print(f"  {difference}", file=sys.stderr)
    print("Nothing was changed. If the inputs are as they should be: make generate", file=sys.stderr)
    return 1


def _refresh(arguments: argparse.Namespace) -> int:
    wish = refresh.Wish(
        origin=arguments.origin or fetch.DEFAULT,
        languages=tuple(dict.fromkeys(arguments.languages.replace(",", " ").split())) or ("en",),
        apply=arguments.apply,
        prune=arguments.prune,
        everything=arguments.select == "all",
    )
    for file in (arguments.output, arguments.json):
        if file is not None and (file.is_dir() or not file.parent.is_dir()):
            raise PipelineError(f"there is no folder {file.parent} for the report, or {file} is a folder")
    outcome = refresh.refresh(layout.ROOT, wish, tell=lambda line: print(f"refresh: {line}", file=sys.stderr))
    forms: tuple[tuple[Path | None, refresh_report.Form], ...] = (
        (arguments.output, arguments.format),
        (arguments.json, "json"),
    )
    for file, form in forms:
        if file is not None:
            beside = file.with_name(f"{file.name}.new")
            beside.write_text(refresh_report.written(outcome, form), encoding="utf-8")
            beside.replace(file)
    print(refresh_report.written(outcome, "text" if arguments.output else arguments.format), end="")
    return 1 if outcome.in_the_way else 0


def _switch(text: str) -> bool:
    """Read what make hands on: nothing or 0 for no, 1 for yes."""
    if text not in ("", "0", "1"):
        raise argparse.ArgumentTypeError(f"{text!r} is neither 1 nor 0")
    return text == "1"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m specs.pipeline", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("generate").set_defaults(run=_generate)
    verbs.add_parser("drift").set_defaults(run=_drift)
    refreshing = verbs.add_parser(
        "refresh",
        help="bring in what the vendor publishes",
        description="Compares the vendor's documents with what is vendored; with --apply, takes them in if they pass. "
        "Ends with 0 when it could report or apply, 1 when a person has to do something first, 2 when it was refused.",
    )
    refreshing.add_argument("--from", dest="origin", metavar="WHERE", help="an address, a file, or a folder of pages")
    refreshing.add_argument("--languages", default="en", help="which copies to get from an address, such as: en,ja")
    switch: dict[str, Any] = {"nargs": "?", "const": True, "default": False, "type": _switch, "metavar": "1"}
    refreshing.add_argument("--apply", **switch, help="build, check and replace; by default it only reports")
    refreshing.add_argument("--prune", **switch, help="remove overlay actions that have become stale")
    refreshing.add_argument("--select", choices=("", "all"), default="", help="all: build everything, aside")
    refreshing.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="how to report")
    refreshing.add_argument(
        "--output", type=Path, metavar="FILE", help="write the report there, the text to the screen"
    )
    refreshing.add_argument("--json", type=Path, metavar="FILE", help="write the report as JSON there, too")
    refreshing.set_defaults(run=_refresh)
    return parser


def _end(number: int, _: FrameType | None) -> None:
    sys.exit(128 + number)


def main() -> int:
    """Run one verb of the build flow; 0 on success, 1 on drift, 2 when the build is refused."""
    arguments = _parser().parse_args()
    # Reports hold words of the vendor that a terminal may not have letters for.
    reconfigure: Callable[..., None] | None = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    # So that what has been started is ended, and what has been laid out is removed.
    signal.signal(signal.SIGTERM, _end)
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        with swap.alone(layout.ROOT):
            recovered = swap.recover(layout.ROOT)
            if recovered is not None:
                print(f"{arguments.verb}: first, {recovered}", file=sys.stderr)
            return run(arguments)
    except (PipelineError, swap.Busy, swap.Conflict, OSError) as error:
        print(f"{arguments.verb}: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
