"""Texts that a spreadsheet could run, made harmless: it takes whatever starts like a formula for one.

Texts come from whoever may choose a name. An apostrophe is put before each place that a spreadsheet could read as the
start of a cell: the start of the text, and what follows a character that other settings take for the end of a cell.
"""

from __future__ import annotations

import re

# Full-width and small forms too, which some spreadsheets read as the plain ones.
_STARTS = "=+\\-@\u207a\u207b\u2212\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\t\r\n\0"
# What may stand before: white space, quotes, controls and characters without a width.
_SKIPPED = "\\s\"'`\u2018-\u201f\uff02\uff07\0-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff"
_ENDS = ",;|\t\r\n\x0b\x0c\x85\u2028\u2029"
_DANGER = f"(?=[{_SKIPPED}]*[{_STARTS}])"
_PLACE = re.compile(f"(\\A|[{_ENDS}]){_DANGER}")
_GUARDED = re.compile(f"(\\A|[{_ENDS}])'{_DANGER}")


def guarded(text: str) -> str:
    """Put an apostrophe before whatever could start a formula."""
    return _PLACE.sub(r"\1'", text)


def unguarded(text: str) -> str:
    """Take the apostrophes away again that `write` and `text` put into a text of CSV."""
    return _GUARDED.sub(r"\1", text)
