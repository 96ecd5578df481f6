"""What of an account may stand in a report: fields and values of the documents' kind, and ids as short hashes."""

from __future__ import annotations

import re
from hashlib import sha256

from attrs import frozen

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}", re.ASCII)
_RANDOM = re.compile(r"[0-9a-fA-F]{12}|[0-9]{5}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def hashed(text: str) -> str:
    """Shorten an id to eight hexadecimal digits that tell it from others."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def word(text: str) -> str:
    """Give a name of a field, or a value of an enumeration, unless it might name somebody."""
    if _WORD.fullmatch(text) and not _RANDOM.search(text):
        return text
    return f"(a text of {len(text)} characters)"


def is_date(text: str) -> bool:
    """Tell whether a key is a date, which names nobody."""
    return bool(_DATE.fullmatch(text))


@frozen
class Mask:
    """How ids are written."""

    show_ids: bool = False

    def id(self, value: str) -> str:
        """Write an id."""
        return value if self.show_ids else f"#{hashed(value)}"
