"""What errors and notes say where people are to be hidden: no id of a person, and no words of somebody else."""

from __future__ import annotations

import re

_MAP = re.compile(r"/\w*by_user\w*")
_SEEN = "; seen: "
_SERVER = "; the server says: "


def hushed(text: str) -> str:
    """Take out of a sentence what may name a person: the key of a map by user, and the server's words."""
    if found := _MAP.search(text):
        # A key may hold anything, and the rule that it breaks may quote it: only what follows both is sure to be ours.
        _, seen, after = text[found.end() :].rpartition(_SEEN)
        text = f"{text[: found.end()]}/*{seen}{after}"
    text, server, _ = text.partition(_SERVER)
    if server:
        text += "; the server's words may name people, and are left out"
    return text


def hushed_pointer(pointer: str) -> str:
    """Cut a JSON pointer where it goes on with the id of a person."""
    found = _MAP.match(pointer)
    return pointer if found is None or found.end() == len(pointer) else f"{found.group()}/*"
