"""The blocks of code of a page in Markdown, with what is shown below them and why one of them is not run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen

_FENCE = re.compile(r"^```([a-z]*)\n(.*?)^```$\n?", re.DOTALL | re.MULTILINE)
_ANY_FENCE = re.compile(r"^\s*(?:```|~~~)", re.MULTILINE)
_REASON = re.compile(r"<!-- not run: ([^>]+) -->\n\Z")


@frozen
class Block:
    """A block of code, and the block of text directly below it, which is what it prints."""

    line: int
    """Where its first line stands in the page."""
    language: str
    source: str
    shown: str | None = None
    """None where no output is shown."""
    not_run: str | None = None
    """The reason in the comment above it, ``<!-- not run: reason -->``; None where it is run."""


def blocks(text: str) -> list[Block]:
    """The blocks of a page, in their order; text that a block prints is part of that block.

    Raises:
        ValueError: a fence is indented, of another kind or not closed, so that a block would be passed over.
    """
    found = list(_found(text))
    fences = 2 * len(list(_FENCE.finditer(text)))
    if len(_ANY_FENCE.findall(text)) != fences:
        raise ValueError("a fence is indented, of another kind or not closed: write ``` at the beginning of a line")
    return found


def _found(text: str) -> Iterator[Block]:
    waiting: Block | None = None
    end = 0
    for match in _FENCE.finditer(text):
        language, source = match.groups()
        if waiting is not None and language == "text" and text[end : match.start()] == "\n":
            yield Block(waiting.line, waiting.language, waiting.source, source, waiting.not_run)
            waiting = None
            continue
        if waiting is not None:
            yield waiting
        reason = _REASON.search(text, 0, match.start())
        line = text.count("\n", 0, match.start()) + 2
        waiting, end = Block(line, language, source, None, reason[1] if reason else None), match.end()
    if waiting is not None:
        yield waiting
