"""Put each fault of the catalogue into a copy of the tree, and see whether its oracle turns red.

    python -m tests.mutants [--only TEXT] [--jobs N] [--write]

The last line reads `caught N of N mutants`; a survivor fails the run. `--write` puts the table into `README.md` beside
this file; with `--only` it puts new rows into the table that is there. An error of collection is no catch: a mutant
that cannot be imported shows nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeAlias

import attrs

from tests.mutants.catalogue import MUTANTS
from tests.mutants.document_mutant import DocumentMutant
from tests.mutants.mutant import Mutant

ROOT: Final = Path(__file__).resolve().parents[2]
README: Final = Path(__file__).with_name("README.md")
COPIED: Final = ("generated", "overlays", "specs", "tests", "pyproject.toml", "README.md", "requirements", ".gitignore")
AnyMutant: TypeAlias = Mutant | DocumentMutant
_RED: Final = 1
_LIMIT_S: Final = 300
_INTRODUCTION: Final = """\
# Mutants

`make mutants` puts each of these faults into a copy of the tree, one at a time, and runs the oracle that has to see it
(`tests/conformance/test_<oracle>.py`, profile `quick`). A fault that its oracle does not see fails the run. A mutant of
the documents is put into a resolved document, from which everything is then generated anew, so that client, mock and
cases agree on it; only the committed table of facts can see it. Drift and lock hashes do not count.
"""


@attrs.frozen(slots=True)
class Result:
    """What became of a mutant: whether its oracle saw it, which test of it, and how long that took."""

    mutant: AnyMutant
    caught: bool
    test: str
    seconds: float


def copy_of_the_tree(into: Path) -> Path:
    """Copy what the suite needs."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, into / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        else:
            shutil.copy2(source, into / name)
    return into


def run(tree: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a copy of the tree, whose packages come before the installed ones."""
    paths = [str(tree / "generated"), str(tree / "overlays"), str(tree)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        timeout=_LIMIT_S,
        check=False,
    )


class Runner:
    """Runs oracles, each in a process that is forked from one that has loaded pytest and the like."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "CONFORMANCE": "quick"}
        environment.pop("CONFORMANCE_SEED", None)
        self._zygote = subprocess.Popen(
            [sys.executable, "-m", "tests.mutants.zygote"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def judge(self, tree: Path, oracle: str) -> tuple[int, str, str]:
        """Run an oracle: its exit code, the test that failed first, and what it printed."""
        asks, answers = self._zygote.stdin, self._zygote.stdout
        assert asks is not None
        assert answers is not None
        output = tree / "pytest.out"
        arguments = ["-x", "-q", "-p", "no:cacheprovider", f"tests/conformance/test_{oracle}.py"]
        print(json.dumps({"tree": str(tree), "arguments": arguments, "output": str(output)}), file=asks, flush=True)
        code = int(answers.readline())
        said = output.read_text("utf-8")
        found = re.search(r"^(?:FAILED|ERROR) \S*?::(\S+)", said, re.MULTILINE)
        return code, found[1] if found else "", said

    def close(self) -> None:
        """End the process."""
        self._zygote.communicate()


def examine(runner: Runner, tree: Path, mutant: AnyMutant) -> Result:
    """Put a mutant into a tree, judge it, and take it out again."""
    started = time.monotonic()
    if isinstance(mutant, DocumentMutant):
        return _examine_document(runner, mutant, started)
    text = mutant.apply(tree)
    try:
        code, test, said = runner.judge(tree, mutant.oracle)
    finally:
        (tree / mutant.file).write_text(text, "utf-8")
    return _result(mutant, code, test, said, started)


def _examine_document(runner: Runner, mutant: DocumentMutant, started: float) -> Result:
    """A changed document changes everything that is generated from it, so a tree of its own is made for it."""
    with tempfile.TemporaryDirectory() as folder:
        own = copy_of_the_tree(Path(folder))
        mutant.apply(own)
        built = run(own, "-m", "tests.mutants.regenerate", mutant.version)
        if built.returncode:
            return Result(
                mutant, False, f"the build refuses it: {built.stderr.strip()[-300:]}", time.monotonic() - started
            )
        code, test, said = runner.judge(own, mutant.oracle)
        return _result(mutant, code, test, said, started)


def _result(mutant: AnyMutant, code: int, test: str, said: str, started: float) -> Result:
    seconds = time.monotonic() - started
    if code == _RED and test and "error during collection" not in said:
        return Result(mutant, True, test, seconds)
    reason = "every test passes" if code == 0 else f"pytest ends with {code}: {said.strip()[-300:]}"
    return Result(mutant, False, reason, seconds)


def all_of(mutants: Sequence[AnyMutant], jobs: int) -> list[Result]:
    """Examine mutants in several copies of the tree at a time, and tell of each as it is done."""
    with tempfile.TemporaryDirectory() as folder:
        free: queue.SimpleQueue[tuple[Runner, Path]] = queue.SimpleQueue()
        runners = [Runner() for _ in range(jobs)]
        for number, runner in enumerate(runners):
            (place := Path(folder) / str(number)).mkdir()
            free.put((runner, copy_of_the_tree(place)))

        def one(mutant: AnyMutant) -> Result:
            runner, tree = free.get()
            try:
                result = examine(runner, tree, mutant)
            finally:
                free.put((runner, tree))
            mark = "caught  " if result.caught else "SURVIVED"
            print(f"{mark} {result.seconds:5.1f} s  {mutant.oracle:13} {mutant.place:9} {mutant.what}", flush=True)
            if not result.caught:
                print(f"         {result.test}", flush=True)
            return result

        try:
            with ThreadPoolExecutor(jobs) as pool:
                return list(pool.map(one, mutants))
        finally:
            for runner in runners:
                runner.close()


def green(oracles: Sequence[str]) -> list[str]:
    """The oracles that are red without any fault: what they say of a mutant would mean nothing."""
    with tempfile.TemporaryDirectory() as folder:
        tree, runner = copy_of_the_tree(Path(folder)), Runner()
        try:
            return [oracle for oracle in oracles if runner.judge(tree, oracle)[0] != 0]
        finally:
            runner.close()


def rows(results: Sequence[Result]) -> dict[str, str]:
    """A row of the table for each result, by the words of its mutant."""
    found: dict[str, str] = {}
    for each in results:
        test = each.test.partition("[")[0] if each.caught else "**survived**"
        what = each.mutant.what.replace("|", "\\|")
        found[what] = f"| {each.mutant.place} | {what} | {each.mutant.oracle} | `{test}` | {each.seconds:.1f} |"
    return found


def rows_of(text: str) -> dict[str, str]:
    """The rows of a table that was written before."""
    return {
        match[1]: match[0] for match in re.finditer(r"^\| \w+ \| (.+) \| \w+ \| `.+` \| [\d.]+ \|$", text, re.MULTILINE)
    }


def table(by_words: Mapping[str, str]) -> str:
    """The whole table as Markdown. Raises LookupError for a mutant that has no row, since it was never examined."""
    told = []
    for mutant in MUTANTS:
        row = by_words[mutant.what.replace("|", "\\|")]
        if f"| {mutant.oracle} |" not in row:
            raise LookupError(mutant.what)
        told.append((mutant, row))
    caught = Counter(mutant.oracle for mutant, row in told if "**survived**" not in row)
    lines = [_INTRODUCTION, "| oracle | mutants caught |\n|---|---|"]
    lines += [f"| {oracle} | {count} |" for oracle, count in sorted(caught.items())]
    lines.append("\n| place | fault | caught by | first red test | seconds |\n|---|---|---|---|---|")
    lines += [row for _, row in told]
    lines.append(f"\ncaught {caught.total()} of {len(told)} mutants\n")
    return "\n".join(lines)


def verdict(results: Sequence[Result]) -> str:
    """The line that sums up."""
    return f"caught {sum(each.caught for each in results)} of {len(results)} mutants"


def main() -> int:
    """Examine the catalogue."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--only", default="", help="the mutants whose place, file, oracle or words hold this text")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--write", action="store_true", help="write the table into README.md")
    arguments = parser.parse_args()
    chosen = [each for each in MUTANTS if arguments.only in f"{each.place} {each.file} {each.oracle} {each.what}"]
    if not chosen:
        parser.error(f"no mutant has {arguments.only!r} in its words")
    if red := green(sorted({each.oracle for each in chosen})):
        print(f"red without any fault: {', '.join(red)}")
        return 1
    results = all_of(chosen, arguments.jobs)
    if arguments.write:
        before = rows_of(README.read_text("utf-8")) if arguments.only and README.exists() else {}
        README.write_text(table({**before, **rows(results)}), "utf-8")
    print(verdict(results))
    return 0 if all(each.caught for each in results) else 1


if __name__ == "__main__":
    sys.exit(main())
