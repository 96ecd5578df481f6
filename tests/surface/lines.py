"""A public name as a line, and the file of such lines, which is a difference against the last release.

    "  " released, and still there
    "+ " new since the release
    "- " released, and gone since

A name whose line has changed stands there twice, as it was and as it is.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

KEPT, NEW, GONE = "  ", "+ ", "- "


@frozen(order=True)
class Line:
    """What is said of one public name."""

    name: str
    kind: str
    text: str = ""

    def __str__(self) -> str:
        """Write the line without its marker."""
        return " ".join(part for part in (self.name, self.kind, self.text) if part)


def released(content: str) -> list[Line]:
    """Read from a file what the last release had.

    Raises:
        ValueError: a line has no marker, or is cut short.
    """
    result: list[Line] = []
    for number, written in enumerate(content.splitlines(), 1):
        marker, parts = written[:2], written[2:].split(" ", 2)
        if marker not in (KEPT, NEW, GONE) or len(parts) < 2:
            raise ValueError(f"line {number} is no line of a surface: {written!r}; restore the file, or write it anew")
        if marker != NEW:
            result.append(Line(*parts))
    return result


def written(base: Iterable[Line], present: Iterable[Line]) -> str:
    """Write the present as a difference against what was released."""
    before, now = set(base), set(present)
    marked = [(line, KEPT if line in before else NEW) for line in now] + [(line, GONE) for line in before - now]
    marked.sort(key=lambda each: (each[0].name, each[1] == NEW, each[0]))
    return "".join(f"{marker}{line}\n" for line, marker in marked)
