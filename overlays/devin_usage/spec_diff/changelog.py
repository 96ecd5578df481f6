"""A draft of the changelog entry that a difference asks for, in the form of Keep a Changelog."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from .comparison import KINDS, Group, groups
from .findings import Finding, Kind
from .visible import code, prose

SECTIONS: dict[Kind, str] = {"breaking": "Breaking", "additive": "Added", "text": "Changed"}
_MOST_NAMED = 4
_WIDTH = 120
_BLOCK = re.compile(r" *(?:[-+=#]|[0-9]+[.)])")
"""What begins a list or a heading in Markdown at the start of a line."""


def changelog(findings: Iterable[Finding], document: str) -> str:
    """Draft what the changelog says of a document, such as ``"v3"``: a section a class, an item a sentence.

    Empty where nothing differs. Up to four operations are named in an item, more are counted; the report has them all.
    Operations that are new, gone or called otherwise are all named, since that is what the item says of them.
    """
    found = groups(findings)
    sections: list[str] = []
    for kind in KINDS:
        items = [_item(group, document) for group in found if group.kind == kind]
        if items:
            sections.append("\n".join([f"### {SECTIONS[kind]}", *items]) + "\n")
    return "\n".join(sections)


def _item(group: Group, document: str) -> str:
    said = f"{document}: {prose(group.sentence.rstrip().removesuffix('.'))}{_named(group.findings)}."
    # Words in code may hold spaces, and a line that breaks within them is still the same code in Markdown.
    lines = wrap(
        said, _WIDTH, initial_indent="- ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
    return f"- {said}" if any(_BLOCK.match(line) for line in lines[1:]) else "\n".join(lines)


def _named(findings: Sequence[Finding]) -> str:
    names = list(dict.fromkeys(_names(findings)))
    if not names:
        return ""
    of_operations = all(finding.rule.startswith("operation-") for finding in findings)
    if len(names) > _MOST_NAMED and not of_operations:
        return f" (in {len(names)} operations)"
    return f" ({', '.join(map(code, names))})"


def _names(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        if finding.operation is not None:
            yield finding.operation_id or finding.operation
