"""A small fault that is put into a copy of the tree, and the oracle that has to see it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal, get_args

import attrs

Place = Literal["client", "overlay", "mock", "documents"]
"""The generated client, the hand-written overlay, the mock, and the resolved documents."""

Oracle = Literal[
    "accepted",
    "equal",
    "round_trip",
    "malformed",
    "faults",
    "sync_async",
    "v2_v3",
    "mock_conforms",
    "inventory",
    "refused",
    "ledger",
    "account",
    "account_days",
    "account_outlook",
    "account_versions",
]
"""Each is `tests/conformance/test_<name>.py`."""

_FOLDERS: Final[Mapping[Place, str]] = {
    "client": "generated/devin_api/",
    "overlay": "overlays/devin_usage/",
    "mock": "overlays/devin_mock/",
}


class Misfit(Exception):
    """A mutant does not fit the tree: its text is not there, or not just once."""


@attrs.frozen(slots=True, kw_only=True)
class Mutant:
    """One fault: in `file`, `old` becomes `new`. `old` stands there once, unless `nth` says which one is meant.

    With `after`, a text that stands in the file once, the first `old` after it is meant (or the `nth`). `oracle` has to
    see the fault, whatever others see; `what` says in a few words what is wrong then.
    """

    what: str
    file: str
    old: str = attrs.field(repr=False)
    new: str = attrs.field(repr=False)
    oracle: Oracle = attrs.field(validator=attrs.validators.in_(get_args(Oracle)))
    nth: int | None = None
    after: str = attrs.field(default="", repr=False)

    @property
    def place(self) -> Place:
        """Where the fault is."""
        return next(place for place, folder in _FOLDERS.items() if self.file.startswith(folder))

    def applied(self, text: str) -> str:
        """The text of the file with the fault in it. Raises Misfit."""
        if self.after and (count := text.count(self.after)) != 1:
            raise Misfit(f"{self.what}: the text before it stands {count} times in {self.file}, not once")
        head, after, tail = text.partition(self.after) if self.after else ("", "", text)
        count, nth = tail.count(self.old), 1 if self.after and self.nth is None else self.nth
        if nth is None and count != 1:
            raise Misfit(f"{self.what}: the text to change stands {count} times in {self.file}, not once")
        if nth is not None and not 1 <= nth <= count:
            raise Misfit(f"{self.what}: the text to change stands {count} times in {self.file}, not {nth} times")
        if self.old == self.new:
            raise Misfit(f"{self.what}: nothing is changed")
        before = self.old.join(tail.split(self.old)[: nth or 1])
        return head + after + before + self.new + tail[len(before) + len(self.old) :]

    def apply(self, tree: Path) -> str:
        """Put the fault into a tree, and give the text that the file had. Raises Misfit."""
        path = tree / self.file
        text = path.read_text("utf-8")
        path.write_text(self.applied(text), "utf-8")
        return text
