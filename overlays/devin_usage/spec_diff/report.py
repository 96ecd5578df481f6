"""A comparison as text for people: what breaks first, one sentence for all operations that it holds for."""

from __future__ import annotations

from collections.abc import Iterator

from .comparison import KINDS, Comparison, groups
from .findings import Finding, Kind
from .visible import visible

TITLES: dict[Kind, str] = {"breaking": "Breaking", "additive": "Additive", "text": "Text only"}
_WORDS: dict[Kind, str] = {"breaking": "breaking", "additive": "additive", "text": "text only"}


def text(comparison: Comparison) -> str:
    """Write a comparison for a person at a terminal; characters that cannot be seen are escaped."""
    return "\n".join(_lines(comparison)) + "\n"


def _lines(comparison: Comparison) -> Iterator[str]:
    yield f"{visible(comparison.old)} -> {visible(comparison.new)}"
    yield counted(comparison)
    kind: Kind | None = None
    for group in groups(comparison.findings):
        if group.kind != kind:
            kind = group.kind
            yield ""
            yield TITLES[kind]
        yield f"- {visible(group.sentence)}"
        for finding in group.findings:
            yield f"    {visible(where(finding))}"
    yield ""
    yield advice(comparison)


def counted(comparison: Comparison) -> str:
    """Say how many findings there are of each class."""
    if comparison.kind is None:
        return "Nothing differs in meaning."
    counts = ", ".join(f"{comparison.counts[kind]} {_WORDS[kind]}" for kind in KINDS)
    operations = len({finding.operation for finding in comparison.findings} - {None})
    return f"{counts}, in {operations} operation{'' if operations == 1 else 's'}"


def advice(comparison: Comparison) -> str:
    """Say what to do with the number of the version."""
    if comparison.bump == "none":
        return "Version: no new one is needed."
    step = f", {comparison.current_version} -> {comparison.next_version}" if comparison.next_version else ""
    return f"Version: raise the {comparison.bump} number{step}."


def where(finding: Finding) -> str:
    """Name the operation of a finding and the place in it."""
    operation = finding.operation or "the document"
    named = f" ({finding.operation_id})" if finding.operation_id else ""
    place = f": {finding.place}" if finding.place else ""
    return f"{operation}{named}{place}"
