"""Text of a document made safe to show: at a terminal, and as Markdown. A document is data, whoever wrote it."""

from __future__ import annotations

import re
import unicodedata

# Controls, invisible format characters (those that turn the direction of writing among them), halves of surrogate
# pairs, and the two separators that some programs take for the end of a line.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

_SPAN = re.compile(r"`[^`]+`")
_MARKUP = re.compile(r"[\\`*_\[\]<>|~&]")
# Where a page makes links of its own: names of people, numbers of issues, addresses.
_LINKED = re.compile(r"(?<=[@#])(?=\w)|(?<=:)(?=//)|(?<=\bwww)(?=\.)", re.IGNORECASE)


def visible(text: str) -> str:
    """Write what cannot be seen, and what could steer a terminal, as an escape."""
    return "".join(_escaped(char) if unicodedata.category(char) in _HIDDEN else char for char in text)


def _escaped(char: str) -> str:
    if char in _NAMED:
        return _NAMED[char]
    number = ord(char)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def code(text: str) -> str:
    """Write text as code in a line of Markdown, whatever it holds."""
    shown = visible(text)
    fence = "`" * (longest_run(shown) + 1)
    pad = " " if shown.startswith(("`", " ")) or shown.endswith(("`", " ")) or not shown else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def prose(sentence: str) -> str:
    """Write a sentence as Markdown: what stands between single backticks stays code, all else is words alone."""
    shown = visible(sentence)
    if "``" in shown or shown.count("`") % 2:
        return _words(shown)
    written: list[str] = []
    end = 0
    for span in _SPAN.finditer(shown):
        written += [_words(shown[end : span.start()]), span[0]]
        end = span.end()
    return "".join([*written, _words(shown[end:])])


def longest_run(text: str) -> int:
    """Count the backticks of the longest run of them; a fence of Markdown has to be longer."""
    return max(map(len, re.findall("`+", text)), default=0)


def _words(text: str) -> str:
    return _LINKED.sub("<!-- -->", _MARKUP.sub(r"\\\g<0>", text))
