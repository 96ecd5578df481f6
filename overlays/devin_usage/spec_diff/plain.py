"""A comparison as plain JSON values, for programs. Keys stay; new ones may join them."""

from __future__ import annotations

from typing import Any

from .changelog import changelog
from .comparison import Comparison
from .findings import Finding


def plain(comparison: Comparison, *, document: str) -> dict[str, Any]:
    """Write a comparison; ``class`` is ``"none"`` where nothing differs, and versions are null where none was given."""
    return {
        "old": comparison.old,
        "new": comparison.new,
        "class": comparison.kind or "none",
        "counts": dict(comparison.counts),
        "bump": comparison.bump,
        "current_version": _text(comparison.current_version),
        "next_version": _text(comparison.next_version),
        "findings": [_finding(finding) for finding in comparison.findings],
        "changelog": changelog(comparison.findings, document),
    }


def _text(value: object | None) -> str | None:
    return None if value is None else str(value)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "class": finding.kind,
        "operation": finding.operation,
        "operation_id": finding.operation_id,
        "place": finding.place,
        "sentence": finding.sentence,
        "old": finding.old,
        "new": finding.new,
    }
