"""Try a whole document, with everything that the vendor has: generate from it, mock it, and drive one with the other.

What is made here is never shipped. Where the generator cannot do something, the document is refused by operation.
"""

import json
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import field, frozen

from . import check, generate
from .errors import PipelineError
from .limits import Limit, limits
from .tree import Json, to_json

_EXAMPLES = 3
_SHOWN = 40


@frozen(kw_only=True)
class Found:
    """Something that went wrong with an operation: which oracle says what, and the case that shows it."""

    operation: str
    oracle: str
    message: str
    case: str


@frozen(kw_only=True)
class Trial:
    """What became of a document.

    Attributes:
        operations: How many operations it has, all of which were driven.
        cases: How many requests were drawn for them.
        counts: How often each oracle was content.
        seconds: How long each step took: check, limits, generate, import, suite.
        findings: What went wrong.
    """

    operations: int
    cases: int
    counts: Mapping[str, int] = field(factory=dict[str, int])
    seconds: Mapping[str, float] = field(factory=dict[str, float])
    findings: tuple[Found, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def __str__(self) -> str:
        """Say it in a line, and each finding in one more."""
        steps = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in self.seconds.items())
        counts = ", ".join(f"{oracle} {count}" for oracle, count in self.counts.items())
        told = f"{len(self.findings) or 'no'} finding{'' if len(self.findings) == 1 else 's'}"
        head = (
            f"{self.operations} operations generated, mocked and driven with {self.cases} requests ({counts}); {told}"
        )
        lines = [f"\n  {each.operation}: {each.oracle}: {each.message}" for each in self.findings]
        return f"{head}; {steps}{''.join(lines)}"


def whole(document: dict[str, Json], folder: Path, config: Path, *, examples: int = _EXAMPLES) -> Trial:
    """Try a resolved document.

    Args:
        document: The resolved document.
        folder: Where to write the document and the package; it is made if it is not there.
        config: The configuration of the generator.
        examples: How many requests are drawn for each operation; one more is made with everything in it.

    Raises:
        PipelineError: the document is invalid, the generator cannot do something in it (each operation is named), or
            the suite could not be run. What the suite finds is told in the trial.
    """
    seconds: dict[str, float] = {}
    folder.mkdir(parents=True, exist_ok=True)
    with _timed(seconds, "check"):
        check.check(document, "the whole document", read_only=False)
    with _timed(seconds, "limits"):
        refused = limits(document, config)
    if refused:
        raise PipelineError(_refusal(refused))
    resolved, package, report = folder / "document.json", folder / "package", folder / "report.json"
    resolved.write_bytes(to_json(document).encode())
    with _timed(seconds, "generate"):
        generate.generate(document, resolved, package, config)
    said = _suite(resolved, package, report, examples)
    found: dict[str, Any] = json.loads(report.read_text("utf-8"))
    if found["operations"] != len(check.operation_ids(document)):
        raise PipelineError(f"the suite drove {found['operations']} operations of the whole document:\n{said}")
    return Trial(
        operations=found["operations"],
        cases=found["cases"],
        counts=found["counts"],
        seconds={**seconds, **found["seconds"]},
        findings=tuple(Found(**each) for each in found["findings"]),
    )


def _refusal(refused: list[Limit]) -> str:
    things = "1 thing" if len(refused) == 1 else f"{len(refused)} things"
    names = sorted({each.operation for each in refused})
    operations = "1 operation" if len(names) == 1 else f"{len(names)} operations"
    lines = [f"  {each}" for each in refused[:_SHOWN]]
    if len(refused) > _SHOWN:
        # No operation goes unnamed, however much there is to say.
        untold = sorted({*names} - {each.operation for each in refused[:_SHOWN]})
        lines.append(f"  and {len(refused) - _SHOWN} more, of these operations as well: {', '.join(untold) or 'none'}")
    advice = "mend that in the overlay document, or leave the operation out"
    return f"the generator cannot do {things} in {operations}; {advice}:\n" + "\n".join(lines)


@contextmanager
def _timed(seconds: dict[str, float], step: str) -> Generator[None]:
    started = time.monotonic()
    yield
    seconds[step] = time.monotonic() - started


def _suite(resolved: Path, package: Path, report: Path, examples: int) -> str:
    """Run the suite in a process of its own, in which nothing of another package is loaded."""
    report.unlink(missing_ok=True)
    arguments = (resolved.resolve(), package.resolve(), "--examples", str(examples), "--json", report.resolve())
    done = subprocess.run(  # noqa: S603 - our own interpreter, with our own files
        [sys.executable, "-m", "tests.conformance.whole", *arguments],
        cwd=Path(__file__).resolve().parents[2],  # where the suite stands, whatever tree is worked on
        capture_output=True,
        text=True,
        check=False,
    )
    said = (done.stdout + done.stderr).strip()
    if done.returncode not in (0, 1) or not report.is_file():
        raise PipelineError(f"the suite could not be run over the whole document:\n{said}")
    return said
