"""A process that has loaded what every run of pytest loads, and is forked for each: `python -m tests.mutants.zygote`.

It reads a line of JSON for each run (`tree`, `arguments`, `output`), and answers with the exit code of pytest. Nothing
of the project is loaded before the fork, so each run loads its own copy of the tree.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys

import anyio  # noqa: F401  # loaded for the runs that are forked from here, like those below
import httpx  # noqa: F401  # see above
import jsonschema_rs  # noqa: F401  # see above
import pytest
import schemathesis  # noqa: F401  # see above


def run(tree: str, arguments: list[str], output: str) -> int:
    """Run pytest in a tree, whose packages come before the installed ones."""
    os.chdir(tree)
    sys.path[:0] = [f"{tree}/generated", f"{tree}/overlays", tree]
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path[:3])
    with (
        open(output, "w", encoding="utf-8") as file,
        contextlib.redirect_stdout(file),
        contextlib.redirect_stderr(file),
    ):
        # What is loaded before the fork cannot be rewritten any more, and need not be.
        return int(pytest.main(["-W", "ignore::pytest.PytestAssertRewriteWarning", *arguments]))


def main() -> None:
    """Serve until the input ends."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 70  # whatever keeps pytest from ending
            try:
                code = run(**json.loads(line))
            finally:
                os._exit(code)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
