"""Generate the client anew from a resolved document as it stands: python -m tests.mutants.regenerate v3."""

from __future__ import annotations

import json
import sys

from specs.pipeline import check, generate, layout
from specs.pipeline.errors import PipelineError


def main(version: str) -> int:
    """Return 2, with the reason on stderr, where the build would refuse the document."""
    resolved = layout.ROOT / layout.resolved(version)
    document = json.loads(resolved.read_text("utf-8"))
    try:
        check.check(document, resolved.name)
        generate.generate(document, resolved, layout.ROOT / layout.CLIENT / version, layout.ROOT / layout.CONFIG)
    except PipelineError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
