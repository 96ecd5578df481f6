"""What a run against the API finds, as values, and what follows for whoever called it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal

from attrs import field, frozen

from ..billing import Period
from ..credential import Version

Kind = Literal[
    "missing field",
    "wrong type",
    "null",
    "wrong format",
    "wrong value",
    "doubled field",
    "unreadable body",
    "undocumented status",
    "unexpected status",
    "no answer",
    "new field",
    "new value",
    "new error body",
    "never seen",
]
Severity = Literal["broken", "new", "info"]
"""Against the documents; new beside them; or only worth knowing."""

_MILD: Mapping[str, Severity] = {"new field": "new", "new value": "new", "new error body": "new", "never seen": "info"}


@frozen(kw_only=True)
class Finding:
    """A difference between answers of an operation and its documents, however often it was seen."""

    kind: Kind
    pointer: str
    """The place in the body; ``*`` stands for every item of a list and every key that may name somebody."""
    detail: str
    count: int = 1

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return _MILD.get(self.kind, "broken")

    def __str__(self) -> str:
        """Write it as a line."""
        times = f" ({self.count} times)" if self.count > 1 else ""
        return f"{self.kind}  {self.pointer or '(the body)'}: {self.detail}{times}"


Outcome = Literal["passed", "failed", "not permitted", "out of scope", "not run"]


@frozen(kw_only=True)
class OperationResult:
    """How an operation fared."""

    version: Version
    operation: str
    path: str
    outcome: Outcome
    reason: str | None = None
    """Why it was not run, or not to its end."""
    requests: int = 0
    seconds: float = 0.0
    statuses: tuple[int, ...] = ()
    """Every status that it answered with, in order of the numbers."""
    findings: tuple[Finding, ...] = ()
    untried: tuple[str, ...] = ()
    """The parameters that the documents name and that were not sent."""

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """Give the findings that matter so much."""
        return tuple(each for each in self.findings if each.severity == severity)


@frozen(kw_only=True)
class Violation:
    """One place where an invariant does not hold."""

    where: str
    """The operation, and whose figures, without an id in full."""
    said: str


@frozen(kw_only=True)
class InvariantResult:
    """How an invariant fared over all answers that it speaks of."""

    name: str
    checked: int
    """How many answers, or pairs of them, it was held against."""
    violations: tuple[Violation, ...] = ()

    @property
    def outcome(self) -> Literal["held", "broken", "not checked"]:
        """Whether it holds."""
        if self.violations:
            return "broken"
        return "held" if self.checked else "not checked"


@frozen(kw_only=True)
class ProbeResult:
    """A question that the documents leave open, what was sent for it, and what was observed."""

    id: str
    question: str
    sent: tuple[str, ...]
    answer: str
    told: bool = True
    """Whether the question is answered, for this account at this moment."""


@frozen(kw_only=True)
class Asked:
    """A version that was asked, and with what kind of key."""

    version: Version
    scope: str
    """``enterprise``, ``organization`` or ``unknown``."""
    account: str
    """A short hash that tells accounts apart."""


@frozen(kw_only=True)
class Reach:
    """How many requests were sent, and in what time."""

    requests: int
    seconds: float
    too_many: int = 0
    """How many were answered with 429."""


@frozen(kw_only=True)
class Report:
    """All that a run found."""

    host: str
    started_at: datetime
    asked: tuple[Asked, ...]
    period: Period
    period_called: str
    operations: tuple[OperationResult, ...]
    invariants: tuple[InvariantResult, ...]
    reach: Reach
    probes: tuple[ProbeResult, ...] = ()
    figures: Mapping[str, Any] = field(factory=dict[str, Any])
    """The closed days that were read, by version, for a later comparison."""

    def count(self, outcome: Outcome) -> int:
        """Count the operations with an outcome."""
        return sum(each.outcome == outcome for each in self.operations)

    def broken(self) -> bool:
        """Tell whether an answer breaks the documents, or an invariant."""
        failed = any(each.outcome == "failed" for each in self.operations)
        return failed or any(each.violations for each in self.invariants)

    def anything_new(self) -> bool:
        """Tell whether there is something that the documents do not know."""
        return any(each.of("new") for each in self.operations)


@frozen(kw_only=True)
class Verdict:
    """What a run means for whoever called it."""

    exit_code: int
    """0 all passed, 1 something is broken or was not run that had to be, 2 nothing could be checked."""
    missing: tuple[str, ...] = ()
    """The operations that had to be run, and were not."""
    new_fails: bool = False
    """Whether what is new counts as broken."""


def verdict(report: Report, *, required: Iterable[str] = (), every: bool = False, fail_on_new: bool = False) -> Verdict:
    """Decide how a run ends.

    Args:
        report: What was found.
        required: The ids of operations that had to be run.
        every: Whether every operation that the scope of a key reaches had to be run.
        fail_on_new: Whether what is new beside the documents counts as broken.
    """
    wanted = set(required)
    missing = [
        each.operation
        for each in report.operations
        if each.outcome in ("not permitted", "out of scope", "not run")
        and (each.operation in wanted or (every and each.outcome != "out of scope"))
    ]
    # An operation of a version that was given no key is in no report.
    missing += sorted(wanted - {each.operation for each in report.operations})
    if report.broken() or missing or (fail_on_new and report.anything_new()):
        code = 1
    else:
        code = 0 if report.count("passed") else 2
    return Verdict(exit_code=code, missing=tuple(missing), new_fails=fail_on_new)
