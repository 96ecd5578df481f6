"""One difference between two documents."""

from __future__ import annotations

from typing import Any, Literal

from attrs import frozen

Kind = Literal["breaking", "additive", "text"]


@frozen(kw_only=True)
class Finding:
    """One difference, in the words of a caller."""

    rule: str
    kind: Kind
    operation: str | None
    operation_id: str | None
    place: str
    sentence: str
    old: Any
    new: Any
