"""One difference between two documents, in the words of a caller."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from .trees import Json

Kind = Literal["breaking", "additive", "text"]


@frozen(kw_only=True)
class Finding:
    """One difference.

    Attributes:
        rule: What kind of difference it is, such as ``"property-removed"``.
        kind: What it means: a caller may stop working or silently get other numbers (``"breaking"``), there are new
            possibilities alone (``"additive"``), or words for people changed (``"text"``).
        operation: The operation, as ``"GET /v3/self"`` in the new document (in the old one where it is gone), or None
            for the document as a whole.
        operation_id: The id of the operation in the new document, else in the old one; None where neither has one.
        place: Where in the operation or the document, for a person.
        sentence: One sentence for a caller. It does not name the operation, so that sentences of several operations
            can be equal.
        old: What stood there, as far as it can be shown; None where nothing did.
        new: What stands there now.
    """

    rule: str
    kind: Kind
    operation: str | None
    operation_id: str | None
    place: str
    sentence: str
    old: Json
    new: Json
