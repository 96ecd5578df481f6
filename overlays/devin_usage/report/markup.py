"""HTML that cannot be broken by what stands in it: every text is escaped, unless it is markup made here.

Names come from an API and from the people in it, so a text may hold anything: characters that do not show, or that turn
the reading order, are written as their code points, since a name that looks like another is how readers are misled.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from html import escape
from typing import TypeAlias, final

_ALONE = frozenset({"br", "col", "link", "meta"})
_EMPTY_SHAPES = frozenset({"circle", "line", "path", "polyline", "rect"})
_SEEN = re.compile(r"[\x20-\x7e\xa0-\xac\xae-\u02ff]*")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_LONGEST = 120


@final
class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Child: TypeAlias = "str | Iterable[Child] | None"
"""Markup as it is, other text escaped, None as nothing, or several of these."""


def visible(text: str) -> str:
    """Write the characters of a text that do not show, or that turn its direction, as their code points."""
    if _SEEN.fullmatch(text):
        return text
    return "".join(f"⟨U+{ord(each):04X}⟩" if unicodedata.category(each) in _HIDDEN else each for each in text)


def shown(text: str) -> Markup:
    """Show a text that somebody else has chosen: apart from the direction of what is around it, and not endlessly."""
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}…"
    return element("bdi", text)


def joined(*children: Child) -> Markup:
    """Join children to one piece of markup."""
    return Markup("".join(_written(children)))


def element(name: str, /, *children: Child, **attributes: str | int | bool | None) -> Markup:
    """Write an element.

    Args:
        name: Its tag.
        children: What it holds.
        attributes: Its attributes: ``class_`` is class, and ``aria_label`` is aria-label. True is one without a value;
            None and False are none.
    """
    opened = [name]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = key.rstrip("_").replace("_", "-")
        opened.append(key if value is True else f'{key}="{escape(visible(str(value)))}"')
    inner = "".join(_written(children))
    if name in _ALONE:
        return Markup(f"<{' '.join(opened)}>")
    if name in _EMPTY_SHAPES and not inner:
        return Markup(f"<{' '.join(opened)}/>")
    return Markup(f"<{' '.join(opened)}>{inner}</{name}>")


def _written(child: Child) -> Iterable[str]:
    if child is None:
        return
    if isinstance(child, Markup):
        yield child
    elif isinstance(child, str):
        yield escape(visible(child), quote=False)
    else:
        for each in child:
            yield from _written(each)
