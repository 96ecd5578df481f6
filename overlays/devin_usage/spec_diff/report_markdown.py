"""A comparison as Markdown, for an issue or a review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .changelog import changelog
from .comparison import KINDS, Comparison, Group, groups
from .findings import Finding
from .report import TITLES, advice, counted
from .visible import code, longest_run, prose


def markdown(comparison: Comparison, *, document: str) -> str:
    """Write a comparison as Markdown, with a draft for the changelog in which the document has the given name.

    What a document holds is written so that it is neither markup nor a link, and notifies nobody.
    """
    return "\n".join(_lines(comparison, document)) + "\n"


def _lines(comparison: Comparison, document: str) -> Iterator[str]:
    yield f"## From {code(comparison.old)} to {code(comparison.new)}"
    yield ""
    yield counted(comparison)
    yield ""
    yield advice(comparison)
    found = groups(comparison.findings)
    for kind in KINDS:
        of_kind = [group for group in found if group.kind == kind]
        if of_kind:
            yield ""
            yield f"### {TITLES[kind]}"
            yield ""
            yield from _folded(of_kind) if kind == "text" else _items(of_kind)
    if comparison.findings:
        draft = changelog(comparison.findings, document)
        fence = "`" * max(3, longest_run(draft) + 1)
        yield from ("", "### Draft for the changelog", "", f"{fence}markdown", draft.rstrip("\n"), fence)


def _folded(found: Sequence[Group]) -> Iterator[str]:
    # There may be hundreds after one pass of an editor over a document; nobody should have to scroll past them.
    yield from ("<details><summary>Words for people</summary>", "")
    yield from _items(found)
    yield from ("", "</details>")


def _items(found: Sequence[Group]) -> Iterator[str]:
    for group in found:
        yield f"- {prose(group.sentence)}"
        for finding in group.findings:
            yield f"  - {_where(finding)}"


def _where(finding: Finding) -> str:
    operation = code(finding.operation) if finding.operation else "the document"
    named = f" ({code(finding.operation_id)})" if finding.operation_id else ""
    place = f": {code(finding.place)}" if finding.place else ""
    return f"{operation}{named}{place}"
