"""Command line of the build flow: ``python -m specs.pipeline generate|drift``."""

import argparse
import sys
from collections.abc import Callable

from . import build, layout, swap
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m specs.pipeline", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("generate").set_defaults(run=_generate)
    verbs.add_parser("drift").set_defaults(run=_drift)
    return parser


def main() -> int:
    """Run one verb of the build flow; 0 on success, 1 on drift, 2 when the build is refused."""
    arguments = _parser().parse_args()
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        with swap.alone(layout.ROOT):
            recovered = swap.recover(layout.ROOT)
            if recovered is not None:
                print(f"{arguments.verb}: first, {recovered}", file=sys.stderr)
            return run(arguments)
    except (PipelineError, swap.Busy, OSError) as error:
        print(f"{arguments.verb}: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
