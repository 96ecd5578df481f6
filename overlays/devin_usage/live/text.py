"""A report as text for people and for the log of a job."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from .findings import InvariantResult, OperationResult, Outcome, ProbeResult, Report, Verdict

_MOST_VIOLATIONS = 5
_WIDTH = 15
_OUTCOMES: tuple[Outcome, ...] = ("passed", "failed", "not permitted", "out of scope", "not run")


def text(report: Report, verdict: Verdict) -> str:
    """Write a report."""
    return "\n".join(_lines(report, verdict)) + "\n"


def _lines(report: Report, verdict: Verdict) -> Iterator[str]:
    keys = ", ".join(f"{each.version} ({each.scope} scope)" for each in report.asked)
    yield f"The API at {report.host}, held against the documents"
    yield f"Keys: {keys}"
    yield f"Period: {report.period} ({report.period_called})"
    for asked in report.asked:
        yield ""
        yield f"Operations of {asked.version}"
        for each in sorted(
            (one for one in report.operations if one.version == asked.version),
            key=lambda one: _OUTCOMES.index(one.outcome),
        ):
            yield from _operation(each, verdict)
    yield ""
    yield "Invariants"
    for invariant in report.invariants:
        yield from _invariant(invariant)
    yield from _beside("New beside the documents", report.operations)
    yield from _never_seen(report.operations)
    if report.probes:
        yield ""
        yield "Questions that the documents leave open"
        for probe in report.probes:
            yield from _probe(probe)
    yield ""
    yield from _summary(report, verdict)


def _row(word: str, named: str, said: str = "") -> str:
    return f"  {word:{_WIDTH}}{named:50}{said}".rstrip()


def _operation(each: OperationResult, verdict: Verdict) -> Iterator[str]:
    word = "FAILED" if each.outcome == "failed" else each.outcome
    said = each.reason or ""
    if each.outcome in ("passed", "failed"):
        requests = f"{each.requests} request{'' if each.requests == 1 else 's'}"
        said = f"{requests}; {said}" if said else requests
    if each.operation in verdict.missing:
        said += "; it was required"
    yield _row(word, each.operation, said)
    for finding in each.of("broken"):
        yield f"  {'':{_WIDTH}}  {finding}"


def _invariant(each: InvariantResult) -> Iterator[str]:
    word = "BROKEN" if each.outcome == "broken" else each.outcome
    checked = f" ({each.checked} times)" if each.checked > 1 else ""
    yield f"  {word:{_WIDTH}}{each.name}{checked}"
    for violation in each.violations[:_MOST_VIOLATIONS]:
        yield f"  {'':{_WIDTH}}  {violation.where}: {violation.said}"
    rest = len(each.violations) - _MOST_VIOLATIONS
    if rest > 0:
        yield f"  {'':{_WIDTH}}  and {rest} more"


def _beside(heading: str, operations: Sequence[OperationResult]) -> Iterator[str]:
    found = [(each, finding) for each in operations for finding in each.of("new")]
    if found:
        yield ""
        yield heading
    for each, finding in found:
        yield f"  {each.operation}  {finding}"


def _never_seen(operations: Sequence[OperationResult]) -> Iterator[str]:
    found = [(each.operation, [finding.pointer for finding in each.of("info")]) for each in operations]
    if any(pointers for _, pointers in found):
        yield ""
        yield "Documented as optional, and in no answer"
    for operation, pointers in found:
        if pointers:
            yield f"  {operation}  {', '.join(pointers)}"


def _probe(probe: ProbeResult) -> Iterator[str]:
    yield f"  {probe.question}  [{probe.id}]"
    for sent in probe.sent:
        yield f"    sent    {sent}"
    yield f"    answer  {probe.answer}"


def _summary(report: Report, verdict: Verdict) -> Iterator[str]:
    untried = Counter(name for each in report.operations for name in each.untried)
    if untried:
        yield f"Parameters that were not tried: {', '.join(sorted(untried))}."
    counted = ", ".join(f"{report.count(outcome)} {outcome}" for outcome in _OUTCOMES)
    invariants = Counter(each.outcome for each in report.invariants)
    held = ", ".join(f"{invariants[word]} {word}" for word in ("held", "broken", "not checked"))
    reach = report.reach
    too_many = f" ({reach.too_many} answered with 429)" if reach.too_many else ""
    yield f"Operations: {counted}. Invariants: {held}. {reach.requests} requests{too_many} in {reach.seconds:.1f} s."
    yield _ending(report, verdict)


def _ending(report: Report, verdict: Verdict) -> str:
    if report.broken():
        return "The API breaks its documents, or an invariant."
    if verdict.missing:
        return f"Required, and not run: {', '.join(verdict.missing)}."
    if verdict.exit_code == 1:
        return "The API has something that the documents do not know."
    if verdict.exit_code == 2:
        return "Nothing could be checked: the key reaches none of the operations."
    return "The API keeps its documents as far as it was asked."
