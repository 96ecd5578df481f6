"""What the comparison of two documents has found, counted and put together for those who read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from attrs import frozen

from .findings import Finding, Kind
from .versions import Bump, Version, bump_of

KINDS: tuple[Kind, ...] = get_args(Kind)
"""The classes, strongest first."""


@frozen(kw_only=True)
class Comparison:
    """Two documents and what differs between them.

    Attributes:
        old: What the old document is called.
        new: What the new document is called.
        findings: What differs.
        current_version: The version of the package that was released with the old document, if it is to be raised.
    """

    old: str
    new: str
    findings: tuple[Finding, ...]
    current_version: Version | None = None

    @property
    def kind(self) -> Kind | None:
        """The strongest class that was found; None where nothing differs."""
        return strongest(finding.kind for finding in self.findings)

    @property
    def counts(self) -> dict[Kind, int]:
        """How many findings there are of each class."""
        return {kind: sum(finding.kind == kind for finding in self.findings) for kind in KINDS}

    @property
    def bump(self) -> Bump:
        """Which number of the version the difference raises."""
        return bump_of(self.kind, self.current_version)

    @property
    def next_version(self) -> Version | None:
        """The version to release next, where the current one is known."""
        return None if self.current_version is None else self.current_version.next(self.bump)


@frozen(kw_only=True)
class Group:
    """One sentence, and everywhere that it is true."""

    kind: Kind
    sentence: str
    findings: tuple[Finding, ...]


def strongest(kinds: Iterable[Kind]) -> Kind | None:
    """Tell the strongest of some classes."""
    return min(kinds, key=KINDS.index, default=None)


def groups(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """Put findings of one class and sentence together: strongest class first, otherwise in their own order."""
    found: dict[tuple[Kind, str], list[Finding]] = {}
    for finding in findings:
        found.setdefault((finding.kind, finding.sentence), []).append(finding)
    return tuple(
        Group(kind=kind, sentence=sentence, findings=tuple(found[kind, sentence]))
        for kind, sentence in sorted(found, key=lambda key: KINDS.index(key[0]))
    )
