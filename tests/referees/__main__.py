"""Let two tools that share no code with ours look at it: ``python -m tests.referees --python PATH [--write]``.

Prism judges requests and answers as a proxy; the suite's oracles judge a client that openapi-generator made. Exits with
1 when either finds what it should not, or does not find what it should.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import Final

from . import openapi_generator, prism, report, through_prism, under_oracles

WORK: Final = Path(__file__).parents[2] / ".build" / "referees"


def missing() -> str:
    """What has to be installed first, in a sentence, or nothing."""
    if shutil.which("node") is None or not prism.PRISM.exists():
        return "Prism was not found: install Node 20 with npm (Debian, Ubuntu: nodejs npm), and run make referees"
    if shutil.which("java") is None:
        return "openapi-generator needs Java 11 or newer; java was not found (Debian, Ubuntu: default-jre-headless)"
    return ""


def main() -> int:
    """Ask both, print what they said, and tell whether it is as expected."""
    parser = argparse.ArgumentParser(prog="python -m tests.referees", description=__doc__)
    parser.add_argument("--python", required=True, help="an interpreter that has openapi-generator")
    parser.add_argument("--write", action="store_true", help="write README.md, if all is as expected")
    arguments = parser.parse_args()
    if lacking := missing():
        print(lacking, file=sys.stderr)
        return 1
    judged = through_prism.rows()
    report.show("Prism between the client and the mock", report.prism_lines(judged))
    openapi_generator.build(arguments.python, WORK)
    found = under_oracles.rows(arguments.python, WORK)
    report.show("The oracles, put to a client that openapi-generator made", report.oracle_lines(found))
    troubles = [each.trouble for each in judged if each.trouble] + under_oracles.troubles(found)
    for trouble in troubles:
        print(f"unexpected: {trouble}")
    if arguments.write and not troubles:
        package = prism.PRISM.parents[1] / "@stoplight" / "prism-cli" / "package.json"
        version = json.loads(package.read_text("utf-8"))["version"]
        generator = openapi_generator.version(arguments.python)
        report.write(version, report.prism_lines(judged), generator, report.oracle_lines(found))
    print(f"\n{len(troubles)} unexpected" if troubles else "\neverything as expected")
    return int(bool(troubles))


if __name__ == "__main__":
    sys.exit(main())
